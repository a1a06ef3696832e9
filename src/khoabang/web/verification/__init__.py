"""Site visits of verification: what was planned, what was found on the spot, and the minutes of it."""
