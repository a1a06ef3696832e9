"""How much of a file is read: what is beyond is refused by name, so that the machine always answers.

Sizes are in bytes, times in seconds.
"""

MAX_BYTES = 32_000_000
MAX_PASTED = 2_000_000  # characters of text that were pasted
MAX_UNPACKED = 200_000_000  # an archive's parts together
MAX_RATIO = 200  # unpacked to packed; real documents stay below 60
RATIO_FREE = 10_000_000  # below this much unpacked a ratio harms nobody
MAX_PARTS = 2_000
MAX_COLUMNS = 1_000
MAX_CELLS = 500_000  # cells and paragraphs of one document together; merged cells count as often as they repeat
MAX_CHARACTERS = 20_000_000
MAX_PAGES = 300
MAX_OBJECTS = 100_000  # of a PDF; a page of a table has some ten
MAX_PICTURES_READ = 20  # scanned pages given to tesseract
MAX_DOTS = 60_000_000  # of a picture that is opened
MAX_FIELDS = 4_000  # pieces of text on a scanned page
MAX_PICTURE_SIDE = 2_000  # dots of the longer side of a page as it is shown
MAX_PICTURE_BYTES = 500_000  # of such a page
MAX_DEPTH = 100  # of elements that nest as tables and blocks do

SECONDS = 60  # for a whole document, by the clock
MEMORY = 1_000_000_000  # of address space of the process that reads
MAX_RESULT = 200_000_000  # of what that process writes


class RefusalError(Exception):
    """A file is not read, or no further; `code` is that of the problem and `params` fill its sentences."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}


def megabytes(size: int) -> str:
    """Say a size for people, rounded up."""
    return f"{-(-size // 1_000_000)} MB"
