"""The public interface for programs: what is published, read-only, as JSON and tables; `/api/v1/` and its page."""
