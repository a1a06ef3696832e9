"""The command that writes documents: which result, which facts, which file."""

import argparse
import json
from pathlib import Path
from typing import Any

from khoabang.cli import show
from khoabang.cli.reading import MisuseError, UnusableError, evaluation_folder, read_result, read_round
from khoabang.cli.writing import deliver, print_json, target, unwritable, written
from khoabang.documents.content import CannotDrawError, Content
from khoabang.documents.facts import Facts, read_facts
from khoabang.documents.facts_form import facts_form
from khoabang.documents.kinds import KINDS, WRITERS, Kind, write
from khoabang.language import N_, text
from khoabang.scoring import Problems, to_text
from khoabang.scoring.problems import Place

Json = dict[str, Any]
FACTS = "facts"
CLEAN = 0


def document(arguments: argparse.Namespace) -> int:
    """Write a document of a result, or the form of its facts."""
    as_form = arguments.kind == FACTS
    out = target(arguments, *((".yaml", ".yml") if as_form else WRITERS))
    if out is None and not as_form and not arguments.json:
        detail = text(N_("cho biết tệp để ghi: -o FILE.docx hoặc -o FILE.pdf"), arguments.lang)
        raise MisuseError("CMD001", detail=detail, program="khoabang document")
    result, problems = _result(arguments)
    if as_form:
        deliver(facts_form(result), out, arguments.lang)
        return CLEAN
    content = _composed(KINDS[arguments.kind], result, arguments, problems)
    if arguments.json:
        print_json(content.as_plain())
    if out is not None:
        try:
            write(content, out)
        except CannotDrawError as error:
            problems.add(error.code, Place(str(out)), **error.params)
            raise UnusableError(problems) from None
        except OSError as error:
            raise unwritable(out, error) from None
        written(out, arguments.lang)
    show.problems(problems, arguments.lang)
    return CLEAN


def _result(arguments: argparse.Namespace) -> tuple[Json, Problems]:
    """Give the result document: of a file, or of a round that is scored now."""
    problems = Problems()
    if arguments.set.lower().endswith(".json"):
        document = read_result(Path(arguments.set), problems)
        if document is None:
            raise UnusableError(problems)
        return document, problems
    with show.working(arguments.lang):
        done = read_round(arguments)
        return json.loads(to_text(done.result)), done.problems


def _composed(kind: Kind, result: Json, arguments: argparse.Namespace, problems: Problems) -> Content:
    facts = _facts(arguments, problems) if kind.facts or arguments.facts else None
    if kind.facts and getattr(facts, kind.facts, None) is None:
        name = arguments.set
        problems.add("PAP003" if facts else "PAP002", Place(str(arguments.facts or name)), part=kind.facts, round=name)
        raise UnusableError(problems)
    return kind.compose(result, facts)


def _facts(arguments: argparse.Namespace, problems: Problems) -> Facts | None:
    """Read the facts that were named, or those beside the evaluation."""
    path: Path | None = arguments.facts
    if path is None:
        folder = evaluation_folder(arguments.set)
        path = folder / "facts.yaml" if folder else None
        if path is None or not path.is_file():
            return None
    facts = read_facts(path, str(arguments.facts or f"{arguments.set}/facts.yaml"), problems)
    if facts is None:
        raise UnusableError(problems)
    return facts
