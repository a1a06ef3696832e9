"""Rounds of evaluation: the criteria set used, the ranking groups, and each result as it was computed."""
