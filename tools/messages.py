#!/usr/bin/env python3
"""Bring the English catalogue up to date: ``python tools/messages.py`` (``dev.py messages``).

Collects every marked message of the package (Python: ``_``, ``N_``, ``gettext`` and its kin; templates: ``translate``,
``blocktranslate``), keeps the translations that exist, drops the ones nothing uses, writes ``django.po`` and ``django.mo``, and prints
what has no translation. Exit 1 when something is missing. ``--check`` writes nothing and also fails when the files are not current.
What libraries say is translated into Vietnamese by hand, in the ``vi`` catalogue: of that only ``django.mo`` is written.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "khoabang"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
BY_HAND = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
KEYWORDS = (
    "_",
    "N_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
)
PLURAL = ("ngettext", "ngettext_lazy")
WITH_CONTEXT = ("pgettext", "pgettext_lazy")
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: khoabang\\n"
"POT-Creation-Date: 2026-11-23 00:00+0000\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


class Found(NamedTuple):
    """One marked message and the file it stands in."""

    id: str | tuple[str, str]
    context: str | None
    file: str


def python_messages(source: bytes, file: str) -> Iterator[Found]:
    for _, function, messages, _ in extract_python(io.BytesIO(source), KEYWORDS, [], {"encoding": "utf-8"}):
        given = messages if isinstance(messages, tuple) else (messages,)
        if function in PLURAL and len(given) > 1 and given[0] and given[1]:
            yield Found((given[0], given[1]), None, file)
        elif function in WITH_CONTEXT and len(given) > 1 and given[1]:
            yield Found(given[1], given[0], file)
        elif given[0] and function not in (*PLURAL, *WITH_CONTEXT):
            yield Found(given[0], None, file)


def template_messages(source: str, file: str) -> Iterator[Found]:
    from django.utils.translation.template import templatize

    # What templatize leaves is Python only to a lenient reader: take its calls, one a line.
    calls = re.findall(
        r"""\b(?:ngettext|pgettext|gettext|_)\((?:[^()"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*\)""", templatize(source)
    )
    yield from python_messages("\n".join(calls).encode(), file)


def all_messages() -> list[Found]:
    """Collect the messages of the whole package, by file."""
    found: list[Found] = []
    for path in sorted(PACKAGE.rglob("*")):
        file = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            found += python_messages(path.read_bytes(), file)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found += template_messages(path.read_text(encoding="utf-8"), file)
    return found


def catalogue_of(found: list[Found], known: Catalog) -> Catalog:
    """Make the catalogue of the messages found, with the translations already known."""
    made = Catalog(locale="en")
    for message in found:
        made.add(message.id, locations=[(message.file, 0)], context=message.context)
    for message in made:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and old.string:
            message.string = old.string
    return made


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings)


def po_text(catalogue: Catalog) -> str:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + buffer.getvalue().decode("utf-8").strip() + "\n"


def mo_bytes(text: str) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(text.encode())))
    return buffer.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the files are not current")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoabang.web.settings")

    before = CATALOGUE.read_text(encoding="utf-8") if CATALOGUE.exists() else HEADER
    catalogue = catalogue_of(all_messages(), read_po(io.BytesIO(before.encode()), locale="en"))
    text = po_text(catalogue)
    compiled = mo_bytes(text)
    missing = [message for message in catalogue if message.id and not is_translated(message)]
    for message in missing:
        print(f"{message.locations[0][0]}: {message.id!r}")
    print(f"{sum(1 for m in catalogue if m.id)} messages, {len(missing)} without an English translation")
    if arguments.check:
        binary = CATALOGUE.with_suffix(".mo")
        stale = before != text or not binary.exists() or binary.read_bytes() != compiled
        if stale:
            print("the catalogue is not current: run dev.py messages")
        return 1 if missing or stale else 0
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(text, encoding="utf-8")
    CATALOGUE.with_suffix(".mo").write_bytes(compiled)
    BY_HAND.with_suffix(".mo").write_bytes(mo_bytes(BY_HAND.read_text(encoding="utf-8")))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
