"""How much evidence there may be. Sizes are in bytes."""

MAX_FILE = 50_000_000
MAX_FILES = 20  # at once
MAX_REQUEST = 200_000_000
MAX_BODY = 5_000_000_000  # all files of one body, and those that one person brings from visits
MAX_DOCUMENTS = 5_000  # of one body, and of one person's visits
MAX_LINKS = 100  # on one indicator of one body
MAX_NAME = 150
