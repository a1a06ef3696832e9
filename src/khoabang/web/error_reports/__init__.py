"""Errors that readers report in published figures: received without an account, examined, answered in public, corrected by an edition."""
