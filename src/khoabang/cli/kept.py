"""`khoabang audit FILE --keep FOLDER --about FILE`: the audited table as the folder of an evaluation."""

import argparse
import hashlib
from pathlib import Path

from khoabang.auditing.audit import Audit
from khoabang.auditing.historic import Described, Kept, keep
from khoabang.auditing.historic.described import read_description
from khoabang.cli import show
from khoabang.cli.reading import MisuseError, UnusableError
from khoabang.cli.writing import unwritable
from khoabang.language import N_, text
from khoabang.scoring import Problems
from khoabang.scoring.problems import Place
from khoabang.scoring.publication import SourceFile

_STALE = "answers.csv"  # of a table kept before in the same folder, whose totals could be added up


def described(arguments: argparse.Namespace) -> Described | None:
    """Read what is said of the table that is to be kept; None where none is. Asked before the work, so that nothing is done in vain.

    Raises:
        MisuseError: nothing is said of it, or the folder holds something and --force was not given.
        UnusableError: what is said cannot be read.
    """
    folder: Path | None = arguments.keep
    if folder is None:
        if arguments.about or arguments.table:
            raise _misuse(N_("--about và --table đi với --keep THƯ-MỤC"), arguments)
        return None
    if arguments.about is None:
        raise _misuse(N_("--keep cần --about TỆP.yaml: title, year, authority, decision, source"), arguments)
    try:
        if folder.is_file() or (not arguments.force and folder.is_dir() and any(folder.iterdir())):
            raise MisuseError("CMD005", Place(str(folder)))
    except OSError as error:
        raise unwritable(folder, error) from None
    problems = Problems()
    found = read_description(arguments.about, problems)
    if found is None:
        raise UnusableError(problems)
    return found if arguments.file == "-" else _with_file(found, Path(arguments.file))


def kept(arguments: argparse.Namespace, audit: Audit, about: Described) -> Kept:
    """Keep an audited table in the folder that was named.

    Raises:
        UnusableError: it cannot be kept, or the folder cannot be written.
    """
    folder: Path = arguments.keep
    made, problems = keep(audit, about, edition=folder.resolve().name, tables=[number - 1 for number in arguments.table])
    if made is None:
        raise UnusableError(problems)
    try:
        if _STALE not in made.files:
            (folder / _STALE).unlink(missing_ok=True)
        made.write(folder)
    except OSError as error:
        raise unwritable(folder, error) from None
    bodies = sum(group["counts"]["bodies"] for group in made.evaluated.result["groups"])
    findings, differences = len(made.evaluated.result["findings"]), len(made.evaluated.result["differences"])
    said = N_(
        "Đã giữ vào {folder}: {bodies} đơn vị, {findings} phát hiện, {differences} chỗ khác với số tính lại. Xem: khoabang rank {folder}"
    )
    show.say(said, arguments.lang, folder=folder, bodies=bodies, findings=findings, differences=differences)
    return made


def _with_file(about: Described, path: Path) -> Described:
    """Name the very file that was read."""
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return about  # the audit says why it cannot be read
    file = SourceFile(name=path.name, sha256=sha256)
    return about.model_copy(update={"source": about.source.model_copy(update={"file": file})})


def _misuse(message: str, arguments: argparse.Namespace) -> MisuseError:
    return MisuseError("CMD001", detail=text(message, arguments.lang), program="khoabang audit")
