"""The commands that sign a PDF file and tell what the signatures in one are worth."""

import argparse
import getpass
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from khoabang.cli import show
from khoabang.cli.reading import MisuseError, UnusableError
from khoabang.cli.writing import print_json, target, unwritable
from khoabang.language import N_, text
from khoabang.scoring import Problems
from khoabang.scoring.problems import Place

if TYPE_CHECKING:  # importing what signs takes most of a second
    from khoabang.signing.keys import Key
    from khoabang.signing.places import Asked
    from khoabang.signing.verdict import Verdict

CLEAN, WRONG = 0, 1
SECRET = "KHOABANG_SIGNING_SECRET"  # noqa: S105 - the name of a variable
TRUST = "KHOABANG_TRUST"
INVISIBLE = "none"
_POSITION = re.compile(r"(?P<page>\d{1,5}|last):(?P<sizes>\d{1,4}(?:\.\d+)?(?:,\d{1,4}(?:\.\d+)?){1,3})")
_MOST_SECRET = 4096
_MARKS = {"good": "[green]✓[/]", "doubt": "[yellow]?[/]", "wrong": "[red]✗[/]"}


def sign(arguments: argparse.Namespace) -> int:
    """Sign a file."""
    if bool(arguments.certificate) == bool(arguments.token) or bool(arguments.token) != bool(arguments.module):
        detail = text(N_("cần --certificate, hoặc cả --token và --module"), arguments.lang)
        raise MisuseError("CMD001", detail=detail, program="khoabang sign")
    visible, asked = _position(arguments)
    out = target(arguments, ".pdf") or Path()
    pdf = _content(arguments.file)
    secret = _secret(arguments)
    with show.working(arguments.lang, N_("Đang ký…")), _refusals(arguments.file):
        from khoabang.signing.sign import Wish
        from khoabang.signing.sign import sign as signed_by
        from khoabang.signing.stamp import read_picture

        picture = read_picture(arguments.picture) if arguments.picture else None
        wish = Wish(visible=visible, asked=asked, picture=picture, reason=arguments.reason, final=arguments.final)
        with _key(arguments, secret) as key:
            done = signed_by(pdf, key, datetime.now(UTC), wish)
    try:
        out.write_bytes(done.pdf)
    except OSError as error:
        raise unwritable(out, error) from None
    show.say(
        N_("Đã ký bằng chứng thư của {name}, nơi cấp: {issuer}."),
        arguments.lang,
        name=done.holder.words,
        issuer=done.holder.issuer,
    )
    if done.box:
        show.say(N_("Hình chữ ký ở trang {page}. Đã ghi {file}."), arguments.lang, page=done.box.page + 1, file=out)
    else:
        show.say(N_("Chữ ký không có hình. Đã ghi {file}."), arguments.lang, file=out)
    return CLEAN


def verify_signature(arguments: argparse.Namespace) -> int:
    """Tell what each signature of a file is worth; clean only where there is one and all are good."""
    pdf = _content(arguments.file)
    with _refusals(arguments.file):
        from khoabang.signing.certificates import read_trusted
        from khoabang.signing.check import check

        folders = arguments.trust or [Path(each) for each in os.environ.get(TRUST, "").split(os.pathsep) if each]
        verdicts = check(pdf, read_trusted(folders), datetime.now(UTC))
    clean = bool(verdicts) and all(each.code == "good" for each in verdicts)
    if arguments.json:
        told = [each.as_json(arguments.lang) for each in verdicts]
        print_json({"format": 1, "kind": "khoabang.signatures", "signed": bool(verdicts), "signatures": told})
    else:
        _verdicts(verdicts, arguments.lang)
    return CLEAN if clean else WRONG


def _verdicts(verdicts: "tuple[Verdict, ...]", lang: str) -> None:
    out = show.console()
    if not verdicts:
        out.print(escape(text(N_("Tệp này không có chữ ký nào."), lang)))
    for each in verdicts:
        out.print(
            f"{_MARKS[each.standing]} [bold]{each.order}. {escape(each.field)}[/] {escape(each.words(lang))}", soft_wrap=True
        )
        for note in each.notes(lang):
            show.hanging(out, escape(note), 3)


def _position(arguments: argparse.Namespace) -> "tuple[bool, Asked | None]":
    """Understand where the picture is to stand: nothing said, "none", or page and millimetres.

    Raises:
        MisuseError: it says something else.
    """
    said = arguments.position
    if said is None or said == INVISIBLE:
        return said is None, None
    if (found := _POSITION.fullmatch(said)) is None:
        detail = text(
            N_("--position là TRANG:X,Y hoặc TRANG:X,Y,RỘNG,CAO (milimét; TRANG là số hoặc last), hoặc none"), arguments.lang
        )
        raise MisuseError("CMD001", detail=detail, program="khoabang sign")
    from khoabang.signing.places import Asked

    sizes = [Decimal(each) for each in found["sizes"].split(",")]
    return True, Asked(0 if found["page"] == "last" else int(found["page"]), *sizes)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MisuseError("CMD018", Place(str(path)), detail=error.strerror or type(error).__name__) from None


def _secret(arguments: argparse.Namespace) -> str:
    """Get what opens the key: from a file, from the environment, or from the keyboard without showing it; never from the command line.

    Raises:
        MisuseError: the file cannot be read.
        UnusableError: nobody is there to be asked.
    """
    if arguments.secret_file is not None:
        try:
            return _first_line(arguments.secret_file)
        except (OSError, UnicodeDecodeError) as error:
            detail = getattr(error, "strerror", None) or type(error).__name__
            raise MisuseError("CMD018", Place(str(arguments.secret_file)), detail=detail) from None
    if SECRET in os.environ:
        return os.environ[SECRET]
    if not sys.stdin.isatty():
        problems = Problems()
        problems.add("SIG021", variable=SECRET)
        raise UnusableError(problems)
    return getpass.getpass(text(N_("Mã PIN: ") if arguments.token else N_("Mật khẩu của tệp khóa: "), arguments.lang))


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(_MOST_SECRET).partition("\n")[0].removesuffix("\r")


@contextmanager
def _key(arguments: argparse.Namespace, secret: str) -> "Iterator[Key]":
    from khoabang.signing.keys import file_key, token_key

    if arguments.certificate is not None:
        yield file_key(arguments.certificate, secret)
        return
    with token_key(arguments.module, arguments.token, secret, arguments.key) as key:
        yield key


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    """Make problems of the command of what signing refuses; what names no file is about the one that was given."""
    from khoabang.signing.refusal import SigningRefused

    try:
        yield
    except SigningRefused as error:
        problems = Problems()
        about = error.problem.place if error.problem.place.file else Place(str(file))
        problems.add(error.problem.code, about, **error.problem.params)
        raise UnusableError(problems) from None
    except OSError as error:
        raise MisuseError("CMD018", Place(str(error.filename or file)), detail=error.strerror or type(error).__name__) from None
