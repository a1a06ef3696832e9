"""Auditing a published ranking: read from any file, understood, and what in it does not follow, graded and placed."""
