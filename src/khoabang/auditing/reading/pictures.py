"""Pages that are pictures, read by tesseract with Vietnamese where both are installed. What it reads is shown, and proves nothing."""

import io
import shutil
import subprocess
from functools import cache

import pypdfium2

_DOTS = 3  # pixels for a point: 216 to the inch
_MOST_PIXELS = 30_000_000
_SECONDS = 30


def read_picture(raw: bytes, number: int) -> str:
    """Give the text that tesseract sees on a page (counted from 1) of a PDF; nothing where it is not installed or fails."""
    program = _tesseract()
    if not program:
        return ""
    document = pypdfium2.PdfDocument(raw)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        if width * height * _DOTS * _DOTS > _MOST_PIXELS:
            return ""
        picture = io.BytesIO()
        page.render(scale=_DOTS, grayscale=True).to_pil().save(picture, "png")
    finally:
        document.close()
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments; the picture goes in as a stream
            [program, "stdin", "stdout", "-l", "vie"],
            input=picture.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if not done.returncode else ""


@cache
def _tesseract() -> str:
    """Give the program, if it knows Vietnamese."""
    program = shutil.which("tesseract")
    if not program:
        return ""
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own arguments
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return program if b"vie" in listed.stdout.split() else ""
