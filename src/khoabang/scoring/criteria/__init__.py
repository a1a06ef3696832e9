"""Criteria sets: their model, strict reading, checks, comparison and spreadsheet form."""
