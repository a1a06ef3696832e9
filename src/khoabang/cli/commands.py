"""The commands: read, call the engine, show. Each gives its exit code."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from khoabang.cli import board, changes, show, tree
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
    except UnusableError as error:
        return _unusable(error.problems, arguments)
    except MisuseError as error:
        show.say(error.message, arguments.lang, **error.params)
        return UNUSABLE


def _unusable(problems: Problems, arguments: argparse.Namespace) -> int:
    if getattr(arguments, "json", False):
        _print_json({"format": 1, "kind": PROBLEMS_KIND, "problems": [problem.as_json() for problem in problems]})
    show.problems(problems, arguments.lang)
    for problem in problems:
        if problem.code == "FIL001" and (names := similar_names(problem.place.file)):
            show.say(N_("Có phải bạn muốn: {names}?"), arguments.lang, names=", ".join(names))
    return UNUSABLE


def _exit_code(problems: Problems) -> int:
    return WRONG if problems.errors else CLEAN


def _print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _deliver(content: str, out: Path | None) -> None:
    """Print text, or write it to the file that was named.

    Raises:
        UnusableError: the file cannot be written.
    """
    if out is None:
        sys.stdout.write(content)
        return
    try:
        out.write_text(content, encoding="utf-8")
    except OSError as error:
        raise _unwritable(out, error) from None


def _unwritable(out: Path, error: OSError) -> UnusableError:
    problems = Problems()
    problems.add("FIL030", Place(str(out)), detail=error.strerror or type(error).__name__)
    return UnusableError(problems)


def _check(arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(arguments)
    names = [*shipped_sets(), *shipped_evaluations()] if arguments.all else [arguments.set] if arguments.set else []
    if not names:
        raise MisuseError(N_("Cho biết bộ tiêu chí cần kiểm tra, hoặc dùng --list, --all."))
    worst, report, found = CLEAN, [], []
    for position, name in enumerate(show.in_turn(names, text(N_("Đang kiểm tra"), arguments.lang))):
        as_evaluation = evaluation_folder(name) if position >= len(shipped_sets()) or name not in shipped_sets() else None
        criteria_set, examples, problems = _checked(name, as_evaluation)
        worst = max(worst, UNUSABLE if criteria_set is None else _exit_code(problems))
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
        _print_json(report)
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
        _print_json({"sets": list(sets), "evaluations": list(evaluations)})
        return CLEAN
    show.catalogue({name: read_set(name, Problems()).name for name in sets}, evaluation_titles(), arguments.lang)
    return CLEAN


def _scored(arguments: argparse.Namespace) -> Round:
    with show.working(arguments.lang):
        return read_round(arguments)


def _rank(arguments: argparse.Namespace) -> int:
    done = _scored(arguments)
    result = done.result
    if arguments.json or arguments.out:
        _deliver(to_text(result), arguments.out)
    if not arguments.json:
        (board.board if arguments.command == "rank" else board.scorecards)(result, arguments.lang)
    show.problems(done.problems, arguments.lang)
    return _exit_code(done.problems)


def _explain(arguments: argparse.Namespace) -> int:
    done = _scored(arguments)
    explanation = explain(done.scored, arguments.body)
    if explanation is None:
        codes = [body.code for body in done.scored.bodies]
        known = ", ".join(codes[:20]) + ("…" if len(codes) > 20 else "")
        raise MisuseError(N_("Không có cơ quan «{code}» được chấm. Các mã: {known}"), code=arguments.body, known=known)
    if arguments.json:
        sys.stdout.write(to_text(explanation))
    else:
        tree.explanation(explanation, arguments.lang)
    return CLEAN


def _template(arguments: argparse.Namespace) -> int:
    problems = Problems()
    criteria_set = read_set(arguments.set, problems)
    bodies = read_listed_bodies(arguments.bodies, criteria_set, problems) if arguments.bodies else []
    out: Path | None = arguments.out
    if out is not None and out.suffix.lower() == ".xlsx":
        try:
            write_form(criteria_set, out, bodies, arguments.lang)
        except OSError as error:
            raise _unwritable(out, error) from None
    elif out is not None and out.suffix.lower() != ".csv":
        raise MisuseError(N_("Mẫu ghi được thành .csv hoặc .xlsx, không phải «{suffix}»."), suffix=out.suffix)
    else:
        content = form_text(criteria_set, arguments.form, bodies, arguments.lang)
        _deliver("\ufeff" * (out is not None) + content, out)  # the mark makes Excel read UTF-8
    show.problems(problems, arguments.lang)
    return CLEAN


def _convert(arguments: argparse.Namespace) -> int:
    problems = Problems()
    source, out = Path(arguments.source), arguments.out
    suffix = out.suffix.lower() if out else ".yaml"
    if suffix not in {".xlsx", ".yaml", ".yml"}:
        raise MisuseError(N_("Bộ tiêu chí ghi được thành .xlsx hoặc .yaml, không phải «{suffix}»."), suffix=suffix)
    if source.suffix.lower() in WORKBOOKS:
        criteria_set = read_workbook(source, arguments.source, problems)
    else:
        criteria_set = load_set(set_folder(arguments.source), problems, shown_as=arguments.source)
    if criteria_set is None:
        raise UnusableError(problems)
    if suffix == ".xlsx":
        try:
            write_workbook(criteria_set, out, arguments.lang)
        except OSError as error:
            raise _unwritable(out, error) from None
    else:
        _deliver(dump_yaml(criteria_set), out)
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
            _print_json({"format": 1, "kind": kind, "of": "set", "changes": [change.as_json() for change in found]})
        else:
            changes.sets(found, arguments.lang)
        return CLEAN
    if isinstance(old, CriteriaSet) or isinstance(new, CriteriaSet):
        raise MisuseError(N_("Chỉ so sánh được hai bộ tiêu chí với nhau, hoặc hai kết quả với nhau."))
    try:
        moved = diff_results(old, new)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.add("RES001", Place(f"{arguments.old}, {arguments.new}"), detail=type(error).__name__)
        raise UnusableError(problems) from None
    if arguments.json:
        _print_json({"format": 1, "kind": kind, "of": "result", "changes": [change.as_json() for change in moved]})
    else:
        changes.results(moved, new, arguments.lang)
    return CLEAN


def _schema(arguments: argparse.Namespace) -> int:
    match arguments.what:
        case "set":
            content = schema_text()
        case "evaluation":
            content = json.dumps(Evaluation.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        case what:
            content = document_schema_text(what)
    _deliver(content, arguments.out)
    return CLEAN


def _serve(arguments: argparse.Namespace) -> int:
    from khoabang.web.serve import run as serve

    folder = arguments.data or Path(os.environ.get("KHOABANG_DATA", ".demo" if arguments.demo else "du-lieu"))
    serve(data=folder, demo=arguments.demo, reset=arguments.reset, port=arguments.port, lang=arguments.lang)
    return CLEAN


_COMMANDS = {
    "check": _check,
    "score": _rank,
    "rank": _rank,
    "explain": _explain,
    "template": _template,
    "convert": _convert,
    "diff": _diff,
    "schema": _schema,
    "serve": _serve,
}
