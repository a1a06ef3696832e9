"""Finding and reading what a command's arguments name: criteria sets, rounds, earlier results. Each problem is collected, none is printed."""

import argparse
import json
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from khoabang.scoring import (
    Body,
    CriteriaSet,
    Evaluated,
    Problems,
    Scored,
    build,
    evaluate,
    load_set,
    read_answers,
    read_bodies,
    read_table,
    score,
    shipped_evaluations,
    shipped_sets,
    to_text,
)
from khoabang.scoring.answers import BODY_COLUMN
from khoabang.scoring.criteria.workbook import read_workbook
from khoabang.scoring.files.documents import read_yaml
from khoabang.scoring.files.forms import ANSWERS_SHEET, BODIES_SHEET
from khoabang.scoring.files.tables import Table
from khoabang.scoring.problems import Place
from khoabang.scoring.result.build import FORMAT, RESULT_KIND

Json = dict[str, Any]
MAX_RESULT = 200_000_000
_SHOWN_OF_NAME = 200
WORKBOOKS = {".xlsx", ".ods"}


class UnusableError(Exception):
    """What was named cannot be read at all; `problems` say why."""

    def __init__(self, problems: Problems) -> None:
        super().__init__()
        self.problems = problems


class MisuseError(Exception):
    """The command was asked for in a way that cannot be answered: a problem's code with what fills its sentences."""

    def __init__(self, problem: str, place: Place | None = None, /, **params: object) -> None:
        super().__init__(problem)
        self.problems = Problems()
        self.problems.add(problem, place or Place(), **params)


@dataclass
class Round:
    """A set with bodies and answers scored, from files or from an evaluation."""

    scored: Scored
    problems: Problems
    evaluated: Evaluated | None = None
    previous: Json | None = None

    @property
    def result(self) -> Json:
        """The result document."""
        return self.evaluated.result if self.evaluated else build(self.scored, None, self.previous)


def set_folder(name: str) -> Path:
    """Give the folder of a set: a path, or the id of one that ships."""
    path = Path(name)
    return path if _exists(path) else shipped_sets().get(name, path)


def _exists(path: Path) -> bool:
    """Say whether a path leads somewhere.

    Raises:
        UnusableError: the system refuses to look, because the name is too long, say.
    """
    try:
        return path.exists()
    except OSError as error:
        problems = Problems()
        problems.add("FIL031", Place(str(path)[:_SHOWN_OF_NAME]), detail=error.strerror or type(error).__name__)
        raise UnusableError(problems) from None


def evaluation_folder(name: str) -> Path | None:
    """Give the folder of an evaluation: a path, or the name of one that ships; None where it is neither."""
    path = Path(name)
    if not _exists(path):
        return shipped_evaluations().get(name)
    if (path / "evaluation.yaml").is_file():
        return path
    if path.name == "evaluation.yaml" and path.is_file():
        return path.parent
    return None


def read_set(name: str, problems: Problems) -> CriteriaSet:
    """Read a set from a folder, a set.yaml, a workbook, or by the id of one that ships.

    Raises:
        UnusableError: it cannot be read, or has errors of meaning.
    """
    path = Path(name)
    if path.suffix.lower() in WORKBOOKS:
        criteria_set = read_workbook(path, name, problems)
    else:
        criteria_set = load_set(set_folder(name), problems, shown_as=name)
    if criteria_set is None or problems.errors:
        raise UnusableError(problems)
    return criteria_set


def read_round(arguments: argparse.Namespace) -> Round:
    """Read and score what the arguments name.

    Raises:
        MisuseError: neither an evaluation nor a set with bodies and answers.
        UnusableError: a file cannot be read.
    """
    given = bool(arguments.bodies), bool(arguments.answers)
    problems = Problems()
    evaluation = None if any(given) else evaluation_folder(arguments.set)
    if evaluation is not None:
        previous = read_result(arguments.previous, problems) if arguments.previous else None
        evaluated, found = evaluate(evaluation, shown_as=arguments.set if Path(arguments.set).exists() else "")
        problems.extend(found)
        if evaluated is None or (arguments.previous and previous is None):
            raise UnusableError(problems)
        if previous is not None:
            evaluated.previous = previous
        return Round(evaluated.scored, evaluated.problems, evaluated)
    if not any(given):
        load_set(set_folder(arguments.set), problems, shown_as=arguments.set)
        if "FIL001" in problems.codes:
            raise UnusableError(problems)
    if not all(given):
        raise MisuseError("CMD002", known=", ".join(shipped_evaluations()))
    return _from_files(arguments, problems)


def _from_files(arguments: argparse.Namespace, problems: Problems) -> Round:
    criteria_set = read_set(arguments.set, problems)
    previous = read_result(arguments.previous, problems) if arguments.previous else None
    bodies_table = read_table(arguments.bodies, str(arguments.bodies), problems, prefer=BODIES_SHEET)
    answers_table = read_table(arguments.answers, str(arguments.answers), problems, prefer=ANSWERS_SHEET)
    if bodies_table is None or answers_table is None or problems.errors:
        raise UnusableError(problems)
    _made_for(answers_table, criteria_set, problems)
    bodies = read_bodies(bodies_table, criteria_set, problems)
    if not bodies and not problems.errors:
        problems.add("FIL034", Place(bodies_table.file))
    if not bodies:
        raise UnusableError(problems)
    if BODY_COLUMN not in answers_table.columns:
        problems.add("BOD001", Place(answers_table.file), column=BODY_COLUMN)
        raise UnusableError(problems)
    answers = read_answers(answers_table, criteria_set, bodies, problems)
    return Round(score(criteria_set, bodies, answers, problems), problems, previous=previous)


def evaluation_titles() -> dict[str, str]:
    """Give the titles of the evaluations that ship, by name."""
    titles = {}
    for name, folder in shipped_evaluations().items():
        located = read_yaml(folder / "evaluation.yaml", name, Problems())
        titles[name] = str(located.data.get("title", "")) if located else ""
    return titles


def similar_names(name: str) -> list[str]:
    """Give the names of shipped sets and evaluations that somebody may have meant."""
    return get_close_matches(name, sorted({*shipped_sets(), *shipped_evaluations()}), n=3)


def read_listed_bodies(path: Path, criteria_set: CriteriaSet, problems: Problems) -> list[Body]:
    """Read a table of bodies.

    Raises:
        UnusableError: it cannot be read.
    """
    table = read_table(path, str(path), problems, prefer=BODIES_SHEET)
    bodies = read_bodies(table, criteria_set, problems) if table else []
    if problems.errors:
        raise UnusableError(problems)
    return bodies


def _made_for(table: Table, criteria_set: CriteriaSet, problems: Problems) -> None:
    """Warn where a form of ours was made for another set or version."""
    if table.meta.get("sha256", criteria_set.sha256) != criteria_set.sha256:
        made_for, version = table.meta.get("set", ""), table.meta.get("version", "")
        problems.add(
            "FIL029", Place(table.file), made_for=made_for, version=version, used=f"{criteria_set.id} {criteria_set.version}"
        )


def read_result(path: Path, problems: Problems) -> Json | None:
    """Read a result document that `rank --json` wrote; None, with the problem, where it is not one."""
    place = Place(str(path))
    if not path.is_file():
        problems.add("FIL001", place)
        return None
    if path.stat().st_size > MAX_RESULT:
        problems.add("FIL003", place, size=f"{path.stat().st_size // 1_000_000} MB", limit=f"{MAX_RESULT // 1_000_000} MB")
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        problems.add("RES001", place, detail=type(error).__name__)
        return None
    if not isinstance(document, dict) or document.get("kind") != RESULT_KIND or document.get("format") != FORMAT:
        problems.add("RES001", place, detail="format")
        return None
    return document


def read_comparable(name: str, problems: Problems, *, as_result: bool) -> CriteriaSet | Json:
    """Read one side of a comparison: a set in any form, a result file, or an evaluation, which is scored.

    A name that both a set and an evaluation have means the evaluation where `as_result` says so.

    Raises:
        UnusableError: it cannot be read.
    """
    if Path(name).suffix.lower() == ".json":
        document = read_result(Path(name), problems)
        if document is None:
            raise UnusableError(problems)
        return document
    if (as_result or name not in shipped_sets()) and (folder := evaluation_folder(name)) is not None:
        evaluated, found = evaluate(folder)
        if evaluated is None:
            raise UnusableError(found)
        as_written: Json = json.loads(to_text(evaluated.result))
        return as_written
    return read_set(name, problems)
