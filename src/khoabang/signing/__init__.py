"""Signing PDF files (PAdES) and telling what signatures in one are worth, without a network and without Django.

The libraries behind it take most of a second to import, so whoever starts quickly imports these modules where they are used.
"""

import logging

# The libraries log as an error, with a traceback, what is a verdict here.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).setLevel(logging.CRITICAL)
