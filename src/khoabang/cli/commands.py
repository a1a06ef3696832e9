"""The commands: read, call the engine, show. Each gives its exit code."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from khoabang.auditing.audit import audit, audit_file
from khoabang.auditing.document import Document
from khoabang.auditing.reading import read_text
from khoabang.auditing.recognised import recognised_pages
from khoabang.auditing.rulings import RulingError
from khoabang.cli import board, bundles, changes, keeping, papers, show, signing, tree
from khoabang.cli.audited import audited
from khoabang.cli.cells import write_cells
from khoabang.cli.kept import described, kept
from khoabang.cli.reading import (
    WORKBOOKS,
    MisuseError,
    Round,
    UnusableError,
    evaluation_folder,
    evaluation_titles,
    read_comparable,
    read_listed_bodies,
    read_result,
    read_round,
    read_set,
    set_folder,
    similar_names,
)
from khoabang.cli.told import told
from khoabang.cli.writing import deliver, print_json, print_text, target, unwritable, written
from khoabang.language import N_, text
from khoabang.scoring import (
    CriteriaSet,
    Problems,
    evaluate,
    explain,
    load_set,
    run_examples,
    schema_text,
    shipped_evaluations,
    shipped_sets,
    to_text,
)
from khoabang.scoring.criteria.diff import diff_sets
from khoabang.scoring.criteria.workbook import read_workbook, write_workbook
from khoabang.scoring.criteria.yaml_text import dump_yaml
from khoabang.scoring.examples import Outcome
from khoabang.scoring.files.forms import form_text, write_form
from khoabang.scoring.problems import Place
from khoabang.scoring.publication import Evaluation
from khoabang.scoring.result.diff import diff_results
from khoabang.scoring.result.schema import document_schema_text

CLEAN, WRONG, UNUSABLE = 0, 1, 2
Json = dict[str, Any]
PROBLEMS_KIND = "khoabang.problems"
_previous = read_result


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was asked for; what cannot be read or answered is said, never raised."""
    try:
        return _COMMANDS[arguments.command](arguments)
    except (UnusableError, MisuseError) as error:
        return refused(error.problems, arguments.lang, as_json=getattr(arguments, "json", False))


def refused(problems: Problems, lang: str, *, as_json: bool) -> int:
    """Say why there is no answer: to the reader on the error output and, where JSON was asked for, to a program in its place."""
    if as_json:
        told = [{**problem.as_json(), "message": problem.what(lang), "remedy": problem.remedy(lang)} for problem in problems]
        print_json({"format": 1, "kind": PROBLEMS_KIND, "problems": told})
    show.problems(problems, lang)
    for problem in problems:
        if problem.code == "FIL001" and (names := similar_names(problem.place.file)):
            show.say(N_("Có phải bạn muốn: {names}?"), lang, names=", ".join(names))
    return UNUSABLE


def _exit_code(problems: Problems) -> int:
    return WRONG if problems.errors else CLEAN


def _is_unreadable(problems: Problems) -> bool:
    """Say whether a file could not be read: nothing is proved wrong then, and nothing right."""
    return any(problem.code.startswith("FIL") for problem in problems.errors)


def _check(arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(arguments)
    names = [*shipped_sets(), *shipped_evaluations()] if arguments.all else [arguments.set] if arguments.set else []
    if not names:
        detail = text(N_("cho biết bộ tiêu chí cần kiểm tra, hoặc dùng --list, --all"), arguments.lang)
        raise MisuseError("CMD001", detail=detail, program="khoabang check")
    worst, report, found = CLEAN, [], []
    for position, name in enumerate(show.in_turn(names, text(N_("Đang kiểm tra"), arguments.lang))):
        as_evaluation = evaluation_folder(name) if position >= len(shipped_sets()) or name not in shipped_sets() else None
        criteria_set, examples, problems = _checked(name, as_evaluation)
        worst = max(worst, UNUSABLE if criteria_set is None or _is_unreadable(problems) else _exit_code(problems))
        report.append(
            {
                "set": name,
                "version": criteria_set.version if criteria_set else None,
                "sha256": criteria_set.sha256 if criteria_set else None,
                "examples": {"ran": examples.ran, "passed": examples.passed} if examples else None,
                "problems": [problem.as_json() for problem in problems],
            }
        )
        if "FIL001" in problems.codes and len(names) == 1:
            raise UnusableError(problems)
        found.append((name, criteria_set, examples, problems))
    if arguments.json:
        print_json(report)
        return worst
    for one in found:
        show.checked(*one, arguments.lang)
    return worst


def _checked(name: str, evaluation: Path | None) -> tuple[CriteriaSet | None, Outcome | None, Problems]:
    """Check a set and run its examples; of an evaluation, also that what was printed is explained."""
    problems = Problems()
    folder = set_folder(name)
    if evaluation is not None:
        evaluated, problems = evaluate(evaluation)
        if evaluated is None:
            return None, None, problems
        assert evaluated.result["differences"] is not None  # noqa: S101 - comparing is what finds unexplained differences
        criteria_set: CriteriaSet | None = evaluated.criteria_set
        folder = shipped_sets().get(evaluated.criteria_set.id, evaluation)
        problems = evaluated.problems
    elif Path(name).suffix.lower() in WORKBOOKS:
        criteria_set = read_workbook(Path(name), name, problems)
    else:
        criteria_set = load_set(folder, problems, shown_as=name)
    examples = None
    if criteria_set is not None and not problems.errors and folder.suffix.lower() not in WORKBOOKS:
        examples = run_examples(criteria_set, folder.parent if folder.is_file() else folder, problems, shown_as=name)
    return criteria_set, examples, problems


def _list(arguments: argparse.Namespace) -> int:
    sets, evaluations = shipped_sets(), shipped_evaluations()
    if arguments.json:
        print_json({"sets": list(sets), "evaluations": list(evaluations)})
        return CLEAN
    show.catalogue({name: read_set(name, Problems()).name for name in sets}, evaluation_titles(), arguments.lang)
    return CLEAN


def _scored(arguments: argparse.Namespace) -> Round:
    with show.working(arguments.lang):
        return read_round(arguments)


def _rank(arguments: argparse.Namespace) -> int:
    out = target(arguments, ".json")
    done = _scored(arguments)
    result = done.result
    if arguments.json or out:
        deliver(to_text(result), out, arguments.lang)
    if not arguments.json:
        (board.board if arguments.command == "rank" else board.scorecards)(result, arguments.lang)
    show.problems(done.problems, arguments.lang)
    return _exit_code(done.problems)


def _explain(arguments: argparse.Namespace) -> int:
    done = _scored(arguments)
    done.result  # noqa: B018 - putting the result together is what finds differences from the print
    explanation = explain(done.scored, arguments.body)
    if explanation is None:
        codes = [body.code for body in done.scored.bodies]
        done.problems.add("CMD003", code=arguments.body, known=", ".join(codes[:20]) + ("…" if len(codes) > 20 else ""))
        raise UnusableError(done.problems)
    if arguments.json:
        print_text(to_text(explanation))
    else:
        tree.explanation(explanation, arguments.lang)
    show.problems(done.problems, arguments.lang)
    return _exit_code(done.problems)


def _template(arguments: argparse.Namespace) -> int:
    problems = Problems()
    out = target(arguments, ".csv", ".xlsx")
    criteria_set = read_set(arguments.set, problems)
    bodies = read_listed_bodies(arguments.bodies, criteria_set, problems) if arguments.bodies else []
    if out is not None and out.suffix.lower() == ".xlsx":
        try:
            write_form(criteria_set, out, bodies, arguments.lang)
        except OSError as error:
            raise unwritable(out, error) from None
        written(out, arguments.lang)
    else:
        content = form_text(criteria_set, arguments.form, bodies, arguments.lang)
        deliver("\ufeff" * (out is not None) + content, out, arguments.lang)  # the mark makes Excel read UTF-8
    show.problems(problems, arguments.lang)
    return CLEAN


def _convert(arguments: argparse.Namespace) -> int:
    problems = Problems()
    source, out = Path(arguments.source), target(arguments, ".xlsx", ".yaml", ".yml")
    if source.suffix.lower() in WORKBOOKS:
        criteria_set = read_workbook(source, arguments.source, problems)
    else:
        criteria_set = load_set(set_folder(arguments.source), problems, shown_as=arguments.source)
    if criteria_set is None:
        raise UnusableError(problems)
    if out is not None and out.suffix.lower() == ".xlsx":
        try:
            write_workbook(criteria_set, out, arguments.lang)
        except OSError as error:
            raise unwritable(out, error) from None
        written(out, arguments.lang)
    else:
        deliver(dump_yaml(criteria_set), out, arguments.lang)
    show.problems(problems, arguments.lang)
    return _exit_code(problems)


def _diff(arguments: argparse.Namespace) -> int:
    problems = Problems()
    as_result = any(name.lower().endswith(".json") for name in (arguments.old, arguments.new))
    old, new = (read_comparable(name, problems, as_result=as_result) for name in (arguments.old, arguments.new))
    kind = "khoabang.diff"
    if isinstance(old, CriteriaSet) and isinstance(new, CriteriaSet):
        found = diff_sets(old, new)
        if arguments.json:
            print_json({"format": 1, "kind": kind, "of": "set", "changes": [change.as_json() for change in found]})
        else:
            changes.sets(found, arguments.lang)
        return CLEAN
    if isinstance(old, CriteriaSet) or isinstance(new, CriteriaSet):
        raise MisuseError("CMD006")
    try:
        moved = diff_results(old, new)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.add("RES001", Place(f"{arguments.old}, {arguments.new}"), detail=type(error).__name__)
        raise UnusableError(problems) from None
    if arguments.json:
        print_json({"format": 1, "kind": kind, "of": "result", "changes": [change.as_json() for change in moved]})
    else:
        changes.results(moved, new, arguments.lang)
    return CLEAN


def _audit(arguments: argparse.Namespace) -> int:
    said, problems = told(arguments), Problems()
    by = read_set(arguments.set, problems) if arguments.set else None
    out, about = target(arguments, ".xlsx"), described(arguments)
    try:
        with show.working(arguments.lang):
            pasted = arguments.file == "-"
            done = audit(read_text(sys.stdin.read()), said, by) if pasted else audit_file(Path(arguments.file), said, by)
    except RulingError as error:
        raise MisuseError("CMD001", detail=error.said(arguments.lang), program="khoabang audit") from None
    problems = done.document.problems
    if problems.errors:
        raise UnusableError(problems)
    if arguments.json:
        print_json(done.as_json(arguments.lang))
    else:
        audited(done, arguments.lang)
    show.problems(problems, arguments.lang)
    if out is not None:
        _write_cells(done.document, out, arguments.lang)
    if about is not None:
        kept(arguments, done, about)
    return WRONG if done.proved else CLEAN


def _write_cells(document: Document, out: Path, lang: str) -> None:
    if not recognised_pages(document):
        show.say(N_("Không có trang nào do máy đọc từ ảnh: không ghi gì."), lang)
        return
    try:
        write_cells(document, out, lang)
    except OSError as error:
        raise unwritable(out, error) from None
    written(out, lang)
    show.say(
        N_("Hãy so từng ô với ảnh, sửa chỗ sai (ô tô vàng là chỗ máy đọc không chắc), rồi chạy: khoabang audit {file}"),
        lang,
        file=out,
    )


def _schema(arguments: argparse.Namespace) -> int:
    out = target(arguments, ".json")
    match arguments.what:
        case "set":
            content = schema_text()
        case "evaluation":
            content = json.dumps(Evaluation.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        case what:
            content = document_schema_text(what)
    deliver(content, out, arguments.lang)
    return CLEAN


def _serve(arguments: argparse.Namespace) -> int:
    from khoabang.web.serve import CannotServe
    from khoabang.web.serve import run as serve

    folder = arguments.data or Path(os.environ.get("KHOABANG_DATA", ".demo" if arguments.demo else "du-lieu"))
    try:
        serve(data=folder, demo=arguments.demo, reset=arguments.reset, port=arguments.port, lang=arguments.lang)
    except CannotServe as error:
        raise MisuseError(error.code, **error.params) from None
    except OSError as error:
        raise unwritable(folder, error) from None
    return CLEAN


_COMMANDS = {
    "check": _check,
    "score": _rank,
    "rank": _rank,
    "explain": _explain,
    "template": _template,
    "convert": _convert,
    "diff": _diff,
    "audit": _audit,
    "document": papers.document,
    "bundle": bundles.bundle,
    "verify": bundles.verify,
    "schema": _schema,
    "sign": signing.sign,
    "verify-signature": signing.verify_signature,
    "serve": _serve,
    "log": keeping.log,
    "clock": keeping.clock,
    "doctor": keeping.doctor,
    "backup": keeping.backup,
    "restore": keeping.restore,
}
