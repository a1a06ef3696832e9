"""Criteria sets that an authority brings: uploaded, looked at, compared with last year's, and frozen as a version."""
