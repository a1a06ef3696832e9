"""The process that draws one page of a PDF and ends: `python -m khoabang.web.evidence.drawing 3 < file`, without Django and the database.

Standard output gets a line with the number of pages, then the page as PNG; page 0 is none, and only counts. The kernel keeps the limits.
"""

import os
import sys

import pypdfium2

from khoabang.auditing.reading.child import set_limits

SECONDS = 20
WIDTH = 1_400  # pixels of a page's longer side: fit to read, and no more
_MOST_SCALE = 4


def main() -> None:
    """Draw the page that the command line names."""
    set_limits(SECONDS)
    wanted = int(sys.argv[1])
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    sys.stdout.buffer.write(b"%d\n" % len(document))
    if 1 <= wanted <= len(document):
        page = document[wanted - 1]
        longer = max(*page.get_size(), 1)
        picture = page.render(scale=min(_MOST_SCALE, WIDTH / longer)).to_pil().convert("RGB")
        picture.save(sys.stdout.buffer, "PNG", optimize=False)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
