"""How much the site takes on for people it does not know. Sizes are in bytes, times in seconds."""

from datetime import timedelta

KEPT = timedelta(days=30)
MAX_UPLOAD = 32_000_000
MAX_REQUEST = MAX_UPLOAD + 200_000  # with the form around the file
MAX_PASTED_BYTES = 8_000_000  # of a form's text; the reader itself counts characters
MAX_DRAINED = 200_000_000  # of a request that is refused: read to its end, so that the browser shows the answer

SECONDS_TO_READ = 40
SECONDS = 60  # reading and auditing together, by the clock
AT_ONCE = 2
SECONDS_IN_LINE = 20

MAX_ANSWER = 60_000_000  # of what the process that audits writes
MAX_PACKED = 20_000_000  # of one document with one report
MAX_KEPT = 2_000_000_000  # of all documents and reports together
MAX_RUNS = 30  # of one document

MAX_CELLS_SHOWN = 20_000  # of all tables of a report
MAX_FINDINGS = 2_000  # of a table
MAX_CELLS_CORRECTED = 4_000  # of one page that a machine read
