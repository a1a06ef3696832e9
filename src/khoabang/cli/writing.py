"""Where a command's output goes: the screen, or the one file that was named, never in place of another unasked."""

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

from khoabang.cli import show
from khoabang.cli.reading import MisuseError, UnusableError
from khoabang.language import N_
from khoabang.scoring import Problems
from khoabang.scoring.problems import Place

_WRITTEN = {
    ".json": N_("Đã ghi {file} (JSON)."),
    ".csv": N_("Đã ghi {file} (csv, UTF-8)."),
    ".docx": N_("Đã ghi {file} (Word)."),
    ".pdf": N_("Đã ghi {file} (PDF)."),
    ".xlsx": N_("Đã ghi {file} (bảng tính)."),
    ".yaml": N_("Đã ghi {file} (YAML)."),
    ".yml": N_("Đã ghi {file} (YAML)."),
    ".zip": N_("Đã ghi {file} (gói dữ liệu mở)."),
}


def say_what_can_be_said() -> None:
    """Let the screens show `?` for a sign that their encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_text(content: str) -> None:
    """Print what other programs read: the same bytes wherever it runs, UTF-8."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    sys.stdout.write(content)


def print_json(document: Any) -> None:
    """Print a document as JSON."""
    print_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def target(arguments: argparse.Namespace, *allowed: str) -> Path | None:
    """Give the file to write, None where nothing is to be written. Asked before the work, so that nothing is done in vain.

    Raises:
        MisuseError: its name says a form that the command does not write, or it exists and --force was not given.
    """
    out: Path | None = arguments.out
    if out is None:
        return None
    if out.suffix.lower() not in allowed:
        raise MisuseError("CMD004", Place(str(out)), suffix=out.suffix or out.name, allowed=", ".join(allowed))
    try:
        if not arguments.force and (out.is_file() or out.is_symlink()):
            raise MisuseError("CMD005", Place(str(out)))
    except OSError as error:
        raise unwritable(out, error) from None
    return out


def deliver(content: str, out: Path | None, lang: str) -> None:
    """Print text, or write it to the file that was named and say so.

    Raises:
        UnusableError: the file cannot be written.
    """
    if out is None:
        print_text(content)
        return
    try:
        out.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise unwritable(out, error) from None
    written(out, lang)


def written(out: Path, lang: str) -> None:
    """Say which file was written, and in which form; not on the output, which may be read by a program."""
    show.say(_WRITTEN[out.suffix.lower()], lang, file=out)


def unwritable(out: Path, error: OSError) -> UnusableError:
    """Give what to raise where the system refuses to write."""
    problems = Problems()
    problems.add("FIL030", Place(str(out)), detail=error.strerror or type(error).__name__)
    return UnusableError(problems)
