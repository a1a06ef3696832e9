"""Evaluations as folders: a round's description, bodies, answers and what was printed; read, scored and compared with what was printed."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from khoabang.scoring.answers import Answers, read_answers
from khoabang.scoring.bodies import Body, read_bodies
from khoabang.scoring.contradictions import contradictions
from khoabang.scoring.criteria.load import load_set
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.explain import explain
from khoabang.scoring.files.documents import build as build_model
from khoabang.scoring.files.documents import is_there, read_yaml
from khoabang.scoring.files.tables import read_table
from khoabang.scoring.outcome import Status
from khoabang.scoring.problems import Place, Problems
from khoabang.scoring.publication import Difference, Evaluation, Publication
from khoabang.scoring.result.build import build
from khoabang.scoring.score import Scored, score

DATA = Path(__file__).parent.parent / "data"
Json = dict[str, Any]


def shipped_sets() -> dict[str, Path]:
    """Give the folders of the criteria sets that come with the package, by id."""
    return {folder.name: folder for folder in sorted((DATA / "criteria").iterdir()) if (folder / "set.yaml").is_file()}


def shipped_evaluations() -> dict[str, Path]:
    """Give the folders of the evaluations that come with the package, by id."""
    return {folder.name: folder for folder in sorted((DATA / "evaluations").iterdir()) if (folder / "evaluation.yaml").is_file()}


@dataclass
class Evaluated:
    """A round read and scored, with everything found on the way."""

    evaluation: Evaluation
    criteria_set: CriteriaSet
    scored: Scored
    publication: Publication
    problems: Problems
    previous: Json | None = None
    unexplained: list[Json] = field(default_factory=list)

    @cached_property
    def result(self) -> Json:
        """The result document, with the differences between what was computed and what was printed."""
        document = build(self.scored, self.publication, self.previous)
        found = differences(document, self.evaluation)
        known = {_key(item.model_dump()): item for item in self.evaluation.differences}
        for item in found:
            listed = known.pop(_key(item), None)
            if listed is None:
                self.problems.add(
                    "EVA001", Place(f"{self.evaluation.id}/stated.csv"), body=item["body"] or item["group"], column=item["column"],
                    stated=item["stated"], computed=item["computed"],
                )  # fmt: skip
            item["kind"], item["reason"] = (listed.kind, listed.reason) if listed else ("unexplained", "")
        for gone in known.values():
            self.problems.add(
                "EVA002", Place(f"{self.evaluation.id}/evaluation.yaml"), body=gone.body or gone.group or "", column=gone.column
            )
        self._contradictions(document)
        document["differences"] = found
        document["problems"] = [problem.as_json() for problem in self.problems]
        return document

    def _contradictions(self, document: Json) -> None:
        """Report stated figures that cannot all be true, unless a finding says that the publication contradicts itself there."""
        ranking = self.criteria_set.policies.ranking
        groups = {group["code"]: [row["code"] for row in group["bodies"]] for group in document["groups"]}
        said = {item.body or "" for item in self.evaluation.findings if item.kind == "contradiction"}
        ranked_by = ranking.by if ranking.order == "descending" else ""
        for item in contradictions(self.publication, groups, ranked_by):
            if item.body not in said:
                self.problems.add(
                    "EVA005", Place(f"{self.evaluation.id}/stated.csv"), body=item.body or self.evaluation.id, column=item.column,
                    stated=item.stated, other=item.other,
                )  # fmt: skip

    def explanation(self, body: str) -> Json | None:
        """The explanation of one body's score."""
        return explain(self.scored, body)


def evaluate(
    folder: Path, *, shown_as: str = "", by: CriteriaSet | None = None, previous: Json | None = None
) -> tuple[Evaluated | None, Problems]:
    """Read an evaluation's folder and score it. None where it cannot be read; the problems say why.

    Args:
        folder: where it lies.
        shown_as: what problems call it; its folder's name where left out.
        by: the criteria set to score it by, with `previous`; where left out, what the folder names is looked for.
        previous: last year's result document.
    """
    problems = Problems()
    shown = shown_as or folder.name
    located = read_yaml(folder / "evaluation.yaml", f"{shown}/evaluation.yaml", problems)
    evaluation = build_model(Evaluation, located, problems) if located else None
    if evaluation is None or problems.errors:
        return None, problems
    criteria_set = by or _named_set(evaluation, folder, shown, problems)
    if criteria_set is None or problems.errors:
        return None, problems
    rows = _read_rows(folder, shown, criteria_set, evaluation, problems)
    printed = _printed(folder, shown, problems)
    if rows is None or printed is None:
        return None, problems
    bodies, answers = rows
    before = previous if by else _previous(evaluation, folder, shown, problems)
    scored = score(criteria_set, bodies, answers, problems)
    publication = Publication(evaluation, printed, evaluation.lang)
    return Evaluated(evaluation, criteria_set, scored, publication, problems, before), problems


def _named_set(evaluation: Evaluation, folder: Path, shown: str, problems: Problems) -> CriteriaSet | None:
    set_folder = shipped_sets().get(evaluation.set, folder / evaluation.set)
    if not set_folder.is_dir():
        problems.add("EVA003", Place(f"{shown}/evaluation.yaml", field="set"), set=evaluation.set)
        return None
    return load_set(set_folder, problems, shown_as=evaluation.set)


def _read_rows(
    folder: Path, shown: str, criteria_set: CriteriaSet, evaluation: Evaluation, problems: Problems
) -> tuple[list[Body], Answers] | None:
    """Read bodies and answers; None where a table cannot be read, for nothing may be ranked by what is left."""
    lang, blank = evaluation.lang, Status.NOT_PUBLISHED.value if evaluation.completeness == "partial" else ""
    table = read_table(folder / "bodies.csv", f"{shown}/bodies.csv", problems, lang=lang)
    bodies = read_bodies(table, criteria_set, problems) if table else []
    given = None
    if is_there(folder / "answers.csv"):
        given = read_table(folder / "answers.csv", f"{shown}/answers.csv", problems, lang=lang)
        if given is None:
            return None
    answers = read_answers(given, criteria_set, bodies, problems, blank=blank) if given else Answers({}, lang=lang, blank=blank)
    return None if table is None or "BOD001" in problems.codes else (bodies, answers)


def _printed(folder: Path, shown: str, problems: Problems) -> dict[str, dict[str, str]] | None:
    if not is_there(folder / "stated.csv"):
        return {}
    table = read_table(folder / "stated.csv", f"{shown}/stated.csv", problems)
    return {row.cells.get("body", ""): dict(row.cells) for row in table.rows} if table else None


def _previous(evaluation: Evaluation, folder: Path, shown: str, problems: Problems) -> Json | None:
    if evaluation.previous_evaluation is None:
        return None
    before = folder.parent / evaluation.previous_evaluation
    if not before.is_dir():
        problems.add(
            "EVA004", Place(f"{shown}/evaluation.yaml", field="previous_evaluation"), evaluation=evaluation.previous_evaluation
        )
        return None
    evaluated, _ = evaluate(before)
    return evaluated.result if evaluated else None


def _key(item: Json) -> tuple[str, ...]:
    return tuple(str(item.get(part) or "") for part in ("body", "group", "column", "stated", "computed"))


def differences(document: Json, evaluation: Evaluation) -> list[Json]:
    """List every printed figure that differs from the computed one, as numbers at the printed digits; ranks and classes as they are."""
    stored = evaluation.stored
    found: list[Json] = []
    for group in document["groups"]:
        pairs = [(row["code"], None, pair) for row in group["bodies"] for pair in _pairs(row)]
        pairs += [(None, group["code"], pair) for pair in _statistic_pairs(group)]
        for body, group_code, (column, computed, stated) in pairs:
            if computed is None or stated is None:
                continue
            value, printed = computed["shown"], str(stated)
            tolerance = Fraction(0)
            if stored and (stored.column == column or body is None):
                value, tolerance = computed["exact"], stored.tolerance
            if value is not None and not _agree(value, printed, tolerance):
                found.append(
                    {"body": body, "group": group_code, "column": column, "stated": printed, "computed": computed["shown"]}
                )
    return found


Pair = tuple[str, Json | None, Any]


def _words(value: object) -> Json | None:
    """Give a rank, class or count the shape of a figure."""
    return None if value is None else {"exact": str(value), "shown": str(value)}


def _pairs(row: Json) -> list[Pair]:
    pairs: list[Pair] = [(key, _words(row[key]["value"]), row[key]["stated"]) for key in ("rank", "class")]
    pairs += [(key, row[key], row[key]["stated"]) for key in ("points", "converted", "index", "percent") if row[key]]
    pairs += [(code, item["points"], item["points"]["stated"]) for code, item in row["criteria"].items()]
    return pairs


def _statistic_pairs(group: Json) -> list[Pair]:
    total, counts = group["statistics"]["total"], group["counts"]
    keys = ("mean", "mean_percent", "mean_index", "median", "spread")
    pairs: list[Pair] = [(key, total[key], total[key]["stated"]) for key in keys]
    for key in ("highest", "lowest"):
        pairs += [(f"{key}.{part}", total[key][part], total[key][part]["stated"]) for part in ("points", "percent")]
        stated_body = total[key].get("stated_body")
        if stated_body and total["count"]:
            bodies = total[key]["bodies"]
            pairs.append((f"{key}.body", _words(stated_body if stated_body in bodies else bodies[0]), stated_body))
    if total["change"] and "mean" in total["change"]:
        pairs.append(("mean_change", total["change"]["mean"], total["change"]["mean"]["stated"]))
    if total["count"]:
        pairs.append(("bodies", _words(counts["bodies"]), counts["stated_bodies"]))
    return pairs + [(f"class {item['name']}", _words(item["count"]), item["stated"]) for item in group["classes"]]


def _agree(computed: str, stated: str, tolerance: Fraction) -> bool:
    if computed == stated:
        return True
    try:
        return abs(Fraction(computed) - Fraction(stated)) <= tolerance
    except ValueError:
        return False


__all__ = ["Difference", "Evaluated", "differences", "evaluate", "shipped_evaluations", "shipped_sets"]
