"""The commands: read, call the engine, show. Each gives its exit code."""

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from khoabang.cli import show
from khoabang.language import N_, text
from khoabang.scoring import (
    Answers,
    CriteriaSet,
    Evaluated,
    Problems,
    Scored,
    build,
    evaluate,
    explain,
    load_set,
    read_answers,
    read_bodies,
    read_table,
    run_examples,
    schema_text,
    score,
    shipped_evaluations,
    shipped_sets,
    to_text,
)
from khoabang.scoring.problems import Place
from khoabang.scoring.publication import Evaluation
from khoabang.scoring.result import FORMAT, RESULT_KIND

CLEAN, WRONG, UNUSABLE = 0, 1, 2
Json = dict[str, Any]


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was asked for."""
    return {"check": _check, "score": _score, "rank": _rank, "explain": _explain, "schema": _schema, "serve": _serve}[
        arguments.command
    ](arguments)


@dataclass
class Round:
    """A set with bodies and answers scored, from files or from an evaluation that comes with the package."""

    scored: Scored
    problems: Problems
    evaluated: Evaluated | None = None
    previous: Json | None = None

    @property
    def result(self) -> Json:
        """The result document."""
        return self.evaluated.result if self.evaluated else build(self.scored, None, self.previous)


def _exit_code(problems: Problems) -> int:
    return WRONG if problems.errors else CLEAN


def _print_json(document: Any) -> None:
    sys.stdout.write(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _set_folder(name: str) -> Path:
    path = Path(name)
    return path if path.exists() else shipped_sets().get(name, path)


def _evaluation_folder(name: str) -> Path | None:
    if (Path(name) / "evaluation.yaml").is_file():
        return Path(name)
    return None if Path(name).exists() or name in shipped_sets() else shipped_evaluations().get(name)


def _round(arguments: argparse.Namespace) -> Round | int:
    """Read and score what the arguments name; an exit code where that cannot be done."""
    problems = Problems()
    folder = Path(arguments.set)
    if not arguments.bodies and not arguments.answers:
        evaluation = folder if (folder / "evaluation.yaml").is_file() else shipped_evaluations().get(arguments.set)
        if evaluation is not None:
            with show.working(arguments.lang):
                evaluated, problems = evaluate(evaluation)
            if evaluated is None:
                show.problems(problems, arguments.lang)
                return UNUSABLE
            return Round(evaluated.scored, problems, evaluated)
    if not arguments.bodies or not arguments.answers:
        known = ", ".join(shipped_evaluations())
        message = N_("Cần --bodies và --answers, hoặc mã của một đợt đánh giá đi kèm: {known}.")
        Console(stderr=True, highlight=False).print(text(message, arguments.lang, known=known))
        return UNUSABLE
    criteria_set = load_set(_set_folder(arguments.set), problems, shown_as=arguments.set)
    if criteria_set is None or problems.errors:
        show.problems(problems, arguments.lang)
        return UNUSABLE
    return _from_files(criteria_set, arguments, problems)


def _from_files(criteria_set: CriteriaSet, arguments: argparse.Namespace, problems: Problems) -> Round | int:
    previous = _previous(arguments.previous, problems)
    with show.working(arguments.lang):
        bodies_table = read_table(arguments.bodies, str(arguments.bodies), problems)
        answers_table = read_table(arguments.answers, str(arguments.answers), problems)
        if bodies_table is None or answers_table is None or problems.errors:
            show.problems(problems, arguments.lang)
            return UNUSABLE
        bodies = read_bodies(bodies_table, criteria_set, problems)
        answers: Answers = read_answers(answers_table, criteria_set, bodies, problems)
        scored = score(criteria_set, bodies, answers, problems)
    return Round(scored, problems, previous=previous)


def _previous(path: Path | None, problems: Problems) -> Json | None:
    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.add("RES001", Place(str(path)), detail=type(error).__name__)
        return None
    if not isinstance(document, dict) or document.get("kind") != RESULT_KIND or document.get("format") != FORMAT:
        problems.add("RES001", Place(str(path)), detail="format")
        return None
    return document


def _check(arguments: argparse.Namespace) -> int:
    if arguments.list:
        show.catalogue(shipped_sets(), shipped_evaluations(), arguments.lang, as_json=arguments.json)
        return CLEAN
    names = list(shipped_sets()) if arguments.all else [arguments.set] if arguments.set else []
    if not names:
        Console(stderr=True, highlight=False).print(
            text(N_("Cho biết bộ tiêu chí cần kiểm tra, hoặc dùng --list, --all."), arguments.lang)
        )
        return UNUSABLE
    worst, report = CLEAN, []
    for name in names:
        problems = Problems()
        folder = _set_folder(name)
        evaluation = _evaluation_folder(name)
        if evaluation is not None:
            evaluated, problems = evaluate(evaluation)
            criteria_set = evaluated.criteria_set if evaluated else None
            folder = shipped_sets().get(criteria_set.id, evaluation) if criteria_set else evaluation
        else:
            criteria_set = load_set(folder, problems, shown_as=name)
        examples = None
        if criteria_set is not None and not problems.errors:
            examples = run_examples(criteria_set, folder.parent if folder.is_file() else folder, problems, shown_as=name)
        code = UNUSABLE if criteria_set is None else _exit_code(problems)
        worst = max(worst, code)
        report.append(
            {
                "set": name,
                "version": criteria_set.version if criteria_set else None,
                "sha256": criteria_set.sha256 if criteria_set else None,
                "examples": {"ran": examples.ran, "passed": examples.passed} if examples else None,
                "problems": [problem.as_json() for problem in problems],
            }
        )
        if not arguments.json:
            show.checked(name, criteria_set, examples, problems, arguments.lang)
    if arguments.json:
        _print_json(report)
    return worst


def _score(arguments: argparse.Namespace) -> int:
    done = _round(arguments)
    if isinstance(done, int):
        return done
    result = done.result
    if arguments.json:
        _print_json(to_text(result))
    else:
        show.scorecards(result, arguments.lang)
        show.problems(done.problems, arguments.lang)
    return _exit_code(done.problems)


def _rank(arguments: argparse.Namespace) -> int:
    done = _round(arguments)
    if isinstance(done, int):
        return done
    result = done.result
    if arguments.json:
        _print_json(to_text(result))
    else:
        show.board(result, arguments.lang)
        show.problems(done.problems, arguments.lang)
    return _exit_code(done.problems)


def _explain(arguments: argparse.Namespace) -> int:
    done = _round(arguments)
    if isinstance(done, int):
        return done
    explanation = explain(done.scored, arguments.body)
    if explanation is None:
        known = ", ".join(body.code for body in done.scored.bodies[:20])
        message = N_("Không có cơ quan «{code}». Các mã: {known}…")
        Console(stderr=True, highlight=False).print(text(message, arguments.lang, code=arguments.body, known=known))
        return UNUSABLE
    if arguments.json:
        _print_json(to_text(explanation))
    else:
        show.explanation(explanation, arguments.lang)
    return CLEAN


def _schema(arguments: argparse.Namespace) -> int:
    if arguments.what == "evaluation":
        _print_json(json.dumps(Evaluation.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    else:
        _print_json(schema_text())
    return CLEAN


def _serve(arguments: argparse.Namespace) -> int:
    from khoabang.web.serve import run as serve

    folder = arguments.data or Path(os.environ.get("KHOABANG_DATA", ".demo" if arguments.demo else "du-lieu"))
    serve(data=folder, demo=arguments.demo, reset=arguments.reset, port=arguments.port)
    return CLEAN
