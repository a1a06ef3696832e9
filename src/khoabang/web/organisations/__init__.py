"""Authorities and the bodies they evaluate. Codes identify; names are dated and display."""
