"""The command that writes documents: which result, which facts, which file."""

import argparse
import json
from pathlib import Path
from typing import Any

from khoabang.auditing.audit import audit_file
from khoabang.cli import show
from khoabang.cli.reading import MisuseError, UnusableError, evaluation_folder, read_result, read_round, read_set
from khoabang.cli.writing import deliver, print_json, target, unwritable, written
from khoabang.documents.checking import check
from khoabang.documents.content import CannotDrawError, Content
from khoabang.documents.facts import Facts, read_facts
from khoabang.documents.facts_form import facts_form
from khoabang.documents.kinds import KINDS, WRITERS, Kind, write
from khoabang.documents.own_template import fill
from khoabang.language import N_, text
from khoabang.scoring import Problems, to_text
from khoabang.scoring.problems import Place

Json = dict[str, Any]
FACTS, CHECK, WORKBOOK = "facts", "check", "workbook"
CLEAN, WRONG = 0, 1
CHECKED_KIND = "khoabang.document_check"

_VERDICTS = {
    True: N_("{count} chỗ sai: chưa ký được."),
    False: N_("Không thấy chỗ sai nào. Người ký vẫn đọc lại: phần mềm không hiểu hết lời văn."),
}


def document(arguments: argparse.Namespace) -> int:
    """Write a document of a result, or the form of its facts."""
    if arguments.kind == CHECK:
        return _check(arguments)
    if arguments.kind == WORKBOOK:
        return _workbook(arguments)
    as_form = arguments.kind == FACTS
    out = target(arguments, *((".yaml", ".yml") if as_form else (".docx",) if arguments.template else WRITERS))
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
            if arguments.template:
                out.write_bytes(fill(_template(arguments.template), content))
            else:
                write(content, out)
        except CannotDrawError as error:
            problems.add(error.code, Place(str(arguments.template or out)), **error.params)
            raise UnusableError(problems) from None
        except OSError as error:
            raise unwritable(out, error) from None
        written(out, arguments.lang)
    show.problems(problems, arguments.lang)
    return CLEAN


def _workbook(arguments: argparse.Namespace) -> int:
    """Write the result as a workbook, with bodies and answers where it is scored now."""
    from khoabang.documents.workbook import ranking_workbook

    out = target(arguments, ".xlsx")
    if out is None:
        detail = text(N_("cho biết tệp để ghi: -o FILE.xlsx"), arguments.lang)
        raise MisuseError("CMD001", detail=detail, program="khoabang document")
    if arguments.set.lower().endswith(".json"):
        result, problems = _result(arguments)
        criteria_set, inputs = read_set(result["set"]["id"], problems), None
        if criteria_set.sha256 != result["set"]["sha256"]:
            detail = text(N_("kết quả được chấm theo một bản khác của bộ tiêu chí {name}"), arguments.lang, name=criteria_set.id)
            raise MisuseError("CMD001", detail=detail, program="khoabang document")
    else:
        with show.working(arguments.lang):
            done = read_round(arguments)
            result, problems, scored = json.loads(to_text(done.result)), done.problems, done.scored
        bodies = [card.body for group in scored.criteria_set.groups for card in scored.cards_of(group.code)]
        criteria_set, inputs = scored.criteria_set, (bodies, scored.answers)
    content = ranking_workbook(result, criteria_set, inputs=inputs)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise unwritable(out, error) from None
    written(out, arguments.lang)
    show.problems(problems, arguments.lang)
    return CLEAN


def _template(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MisuseError("CMD018", Place(str(path)), detail=error.strerror or type(error).__name__) from None


def _check(arguments: argparse.Namespace) -> int:
    """Read a written document back, and say what is wrong in it before somebody signs."""
    written_file, result, facts, scoring = Path(arguments.set), None, None, Problems()
    if arguments.result:
        arguments.set = arguments.result
        result, scoring = _result(arguments)
    if arguments.result or arguments.facts:
        facts = _facts(arguments, scoring)
    with show.working(arguments.lang):
        audited = audit_file(written_file)
        problems = check(audited, result, facts.decision if facts else None, lang=arguments.lang)
    if audited.document.problems.errors:
        raise UnusableError(problems)
    if arguments.json:
        told = [
            {**each.as_json(), "message": each.what(arguments.lang), "remedy": each.remedy(arguments.lang)} for each in problems
        ]
        print_json({"format": 1, "kind": CHECKED_KIND, "document": audited.document.name, "findings": told})
    else:
        show.problems(problems, arguments.lang)
        show.say(_VERDICTS[bool(problems.errors)], arguments.lang, count=len(problems.errors))
    return WRONG if problems.errors else CLEAN


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
    facts = _facts(arguments, problems)
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
