"""The verifier: one HTML page that opens a bundle in a browser and needs nothing else."""

NAME = "verify.html"


def page() -> bytes:
    """Give the page."""
    return b"<!doctype html>\n"
