"""The pages of docs/algorithms/ are the specification: every worked table in them is computed anew by the engine.

How the pages are written, so that both people and this test read them:

* a fenced block ``yaml worked`` is a piece of a criteria set, and each row of the table after it is one body of one ranking group;
* a comment such as ``<!-- worked: evaluation thai-binh-2020 -->`` says where the rows of the table after it come from;
* a column in `backticks` is given, one in **bold** is computed, any other is prose for the reader.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from khoabang.scoring import Answers, Body, Problems, evaluate, load_set, score, shipped_evaluations
from khoabang.scoring.bodies import given_attributes
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.policies import Column, Treatment
from khoabang.scoring.criteria.rules import AnyRule
from khoabang.scoring.numbers import NumberError, Rounding, RoundingMode, exact, parse, plain, show
from khoabang.scoring.ranking import basis_value, nominal_maximum, rounding_of, standings
from khoabang.scoring.result.statistics import node_of
from khoabang.scoring.score import Card, Scored
from khoabang.scoring.tree import NodeScore

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"
OWN_COLUMNS = {"body", "status", "parent", "predecessors"}
POLICIES = {"missing": {"use": "unranked"}, "over_maximum": {"use": "refuse"}, "ranking": {"by": "points"}}
NODE_COLUMNS = {"points", "maximum", "index"}
Row = dict[str, str]


@dataclass
class Table:
    """One worked table: where it stands, what it is worked from, its columns and rows."""

    page: str
    line: int
    kind: str
    source: str
    rows: list[Row]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def given(self) -> list[str]:
        return [name[1:-1] for name in self.rows[0] if name.startswith("`")]

    @property
    def computed(self) -> list[str]:
        return [name[2:-2] for name in self.rows[0] if name.startswith("**")]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables_of(page: Path) -> Iterator[Table]:
    """Give every table that follows a worked block or comment."""
    lines = page.read_text(encoding="utf-8").splitlines()
    pending: tuple[str, str] | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        if line == "```yaml worked":
            end = lines.index("```", number)
            pending, number = ("set", "\n".join(lines[number + 1 : end])), end
        elif comment := re.fullmatch(r"<!-- worked: (\w+) ?(.*) -->", line):
            pending = (comment[1], comment[2])
        elif line.startswith("|") and pending:
            names, start = cells(line), number
            number += 2
            rows = []
            while number < len(lines) and lines[number].startswith("|"):
                rows.append(dict(zip(names, cells(lines[number]), strict=True)))
                number += 1
            yield Table(page.name, start + 1, *pending, rows)
            pending = None
        number += 1
    assert pending is None, f"{page.name}: a worked block has no table"


TABLES = [table for page in sorted(PAGES.glob("*.md")) for table in tables_of(page)]


def fragment_of(table: Table) -> dict[str, Any]:
    return YAML(typ="safe").load(table.source)


# Pieces of criteria sets


def whole_set(table: Table, folder: Path) -> CriteriaSet:
    """Complete a piece of a set with what it leaves out, and load it as any set is loaded."""
    piece = fragment_of(table)
    if "rule" in piece:
        indicator = {"code": "x", "name": "x", "maximum": "10", **{key: piece[key] for key in piece if key != "policies"}}
        informational = [
            {"code": f"i{n}", "name": "i", "role": "informational", "inputs": [item]}
            for n, item in enumerate(piece.get("more_inputs", []))
        ]
        indicator.pop("more_inputs", None)
        piece = {"criteria": [indicator, *informational], "maximum": indicator["maximum"], "policies": piece.get("policies", {})}
    reference = {"document": "qd", "at": "Phụ lục"}
    annex = {key: piece[key] for key in piece if key not in ("policies", "attributes", "groups", "annexes")}
    document = {
        "format": "1",
        "id": "set",
        "version": "1",
        "name": "Ví dụ",
        "nature": "demonstration",
        "issuer": "Ví dụ",
        "completeness": {"criteria": "full"},
        "legal_basis": [{"id": "qd", "type": "Quyết định"}],
        "attributes": piece.get("attributes", []),
        "groups": piece.get("groups", [{"code": "khoi", "name": "Khối", "annex": "pl", "reference": reference}]),
        "annexes": piece.get("annexes", [{"code": "pl", "name": "Phụ lục", "maximum": "100", "reference": reference, **annex}]),
        "policies": {**POLICIES, **piece.get("policies", {})},
    }
    (folder / "set").mkdir()
    # JSON is YAML too, and writes no anchors.
    (folder / "set" / "set.yaml").write_text(json.dumps(document, ensure_ascii=False, default=str), encoding="utf-8")
    problems = Problems()
    criteria_set = load_set(folder / "set", problems)
    assert [f"{problem.code} {problem.place} {problem.what()}" for problem in problems.errors] == []
    assert criteria_set is not None
    return criteria_set


def scored_rows(table: Table, folder: Path) -> tuple[Scored, list[str]]:
    criteria_set = whole_set(table, folder)
    attributes = {attribute.code for attribute in criteria_set.attributes}
    known = OWN_COLUMNS | attributes | set(criteria_set.inputs)
    assert {name.removesuffix(":note") for name in table.given} <= known
    bodies, typed, notes = [], {}, {}
    for number, row in enumerate(table.rows):
        given = {name: row[f"`{name}`"] for name in table.given}
        code = given.get("body") or f"row-{number + 1}"
        bodies.append(
            Body(
                code,
                code,
                given_attributes(criteria_set, {name: given[name] for name in attributes & set(given)}),
                given.get("status", ""),  # type: ignore[arg-type]
                given.get("parent", ""),
                tuple(filter(None, given.get("predecessors", "").split("; "))),
            )
        )
        typed[code] = {name: given[name] for name in given if name in criteria_set.inputs}
        notes[code] = {name.removesuffix(":note"): given[name] for name in given if name.endswith(":note") and given[name]}
    return score(criteria_set, bodies, Answers(typed, notes, lang="en"), Problems()), [body.code for body in bodies]


def node_text(scored: Scored, card: Card, node: NodeScore) -> str:
    if "refused" in node.flags:
        codes = [
            problem.code for problem in scored.problems if problem.severity == "error" and card.body.code in str(problem.place)
        ]
        return "refused: " + ", ".join(codes)
    if node.points is not None:
        return plain(node.points)
    return "dropped" if "dropped" in node.flags else str(node.status).replace("_", " ")


def computed_text(scored: Scored, card: Card, name: str) -> str:
    """Give a computed cell: of the body, or `of` one of its criteria."""
    group = card.group
    what, _, code = name.partition(" of ")
    if what in NODE_COLUMNS and (code or "x" in card.scores):
        node = node_of(card, code or "x", scored.criteria_set.annex(group.annex))
        assert node is not None
        value = {"points": node.points, "maximum": node.applied, "index": node.index}[what]
        return node_text(scored, card, node) if what == "points" else printed(value, scored, what)  # type: ignore[arg-type]
    if what in {"flags", "status"}:
        node = card.scores[code or ("x" if "x" in card.scores else Card.TOTAL)]
        return ", ".join(f"`{flag}`" for flag in node.flags) if what == "flags" else str(node.status or "").replace("_", " ")
    if what in {"total", "maximum"}:
        return node_text(scored, card, card.total) if what == "total" else printed(card.total.applied, scored, "maximum")
    place = standings(scored.criteria_set, group, scored.cards_of(group.code))[card.body.code]
    if what == "group":
        return group.code
    if what == "rank":
        return str(place.rank) if place.rank is not None else f"none: {', '.join(place.reasons).replace('_', ' ')}"
    if what == "class":
        return place.class_name or "none"
    value = basis_value(card, what, nominal_maximum(scored.criteria_set, group))  # type: ignore[arg-type]
    return printed(value, scored, what) if value is not None else str(place.reasons[0]).replace("_", " ")  # type: ignore[arg-type]


def printed(value: Fraction | None, scored: Scored, column: Column) -> str:
    rounding = rounding_of(scored.criteria_set.policies, column)
    if value is None:
        return "none"
    return plain(rounding.apply(value)) if rounding and column not in {"points", "maximum"} else plain(value)


def same(written: str, computed: str) -> bool:
    """Compare as numbers where both are; `0.920` is `0.92`."""
    if written == computed:
        return True
    try:
        return exact(written) == exact(computed)
    except NumberError:
        return False


def rows_of_a_set(table: Table, folder: Path) -> Iterator[tuple[str, str, str]]:
    scored, codes = scored_rows(table, folder)
    for row, code in zip(table.rows, codes, strict=True):
        card = scored.card(code)
        assert card is not None
        for name in table.computed:
            yield f"{code}, {name}", row[f"**{name}**"], computed_text(scored, card, name)


# Rows from the data that ships


@cache
def shipped(name: str) -> Any:
    evaluated, _ = evaluate(shipped_evaluations()[name])
    assert evaluated is not None
    return evaluated


def rows_of_an_evaluation(table: Table, folder: Path) -> Iterator[tuple[str, str, str]]:
    scored = shipped(table.source).scored
    for row in table.rows:
        card = scored.card(row["`body`"])
        for name in table.given:
            if name != "body":
                yield f"{card.body.code}, {name}", row[f"`{name}`"], plain(parse(scored.answers.of(card.body.code)[name]))
        for name in table.computed:
            yield f"{card.body.code}, {name}", row[f"**{name}**"], computed_text(scored, card, name)


def rows_of_statistics(table: Table, folder: Path) -> Iterator[tuple[str, str, str]]:
    name, code = table.source.split()
    total = next(group for group in shipped(name).result["groups"] if group["code"] == code)["statistics"]["total"]
    for row in table.rows:
        figure: Any = total
        for key in row["`statistic`"].split("."):
            figure = figure[key]
        if isinstance(figure, list):
            yield row["`statistic`"], row["**shown**"], ", ".join(figure)
        else:
            yield row["`statistic`"], row["**shown**"], figure["shown"]
            if row["**exact**"]:
                yield row["`statistic`"], row["**exact**"], figure["exact"]


# Numbers


def rows_of_rounding(table: Table, folder: Path) -> Iterator[tuple[str, str, str]]:
    assert set(table.computed) == set(get_args(RoundingMode))
    for row in table.rows:
        value, places = exact(row["`value`"]), int(row["`places`"])
        for mode in table.computed:
            yield f"{value}, {places}, {mode}", row[f"**{mode}**"], plain(Rounding(places=places, mode=mode).apply(value))  # type: ignore[arg-type]


def rows_of_reading(table: Table, folder: Path) -> Iterator[tuple[str, str, str]]:
    for row in table.rows:
        typed = row["`typed`"].strip("`")
        for lang in ("vi", "en"):
            try:
                computed = plain(parse(typed, lang))
            except NumberError as error:
                computed = error.code
            yield f"{typed} in {lang}", row[f"**{lang}**"], computed


def rows_of_printing(table: Table, folder: Path) -> Iterator[tuple[str, str, str]]:
    for row in table.rows:
        for lang in ("vi", "en"):
            yield f"{row['`number`']} in {lang}", row[f"**{lang}**"], show(row["`number`"], lang)


WORKED: dict[str, Callable[[Table, Path], Iterator[tuple[str, str, str]]]] = {
    "set": rows_of_a_set,
    "evaluation": rows_of_an_evaluation,
    "statistics": rows_of_statistics,
    "rounding": rows_of_rounding,
    "reading": rows_of_reading,
    "printing": rows_of_printing,
}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_worked_table_is_what_the_engine_computes(table, tmp_path):
    exactly = table.kind in {"printing", "statistics"}
    wrong = {}
    compared = 0
    for where, written, computed in WORKED[table.kind](table, tmp_path):
        compared += 1
        if written != computed if exactly else not same(written, computed):
            wrong[where] = f"the page says {written}, the engine gives {computed}"
    assert wrong == {}
    assert compared >= len(table.rows)


# What must have a worked table


def kinds_in(value: Any) -> Iterator[str]:
    """Give every rule kind used inside a piece of a set."""
    if isinstance(value, dict):
        if isinstance(value.get("kind"), str):
            yield value["kind"]
        for part in value.values():
            yield from kinds_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from kinds_in(part)


def values_of(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            yield value[key]
        for part in value.values():
            yield from values_of(key, part)
    elif isinstance(value, list):
        for part in value:
            yield from values_of(key, part)


def rule_kinds() -> set[str]:
    union = get_args(AnyRule.__value__)[0]
    return {kind for rule in get_args(union) for kind in get_args(rule.model_fields["kind"].annotation)}


def pieces(page: str) -> list[dict[str, Any]]:
    return [fragment_of(table) for table in TABLES if table.page == page and table.kind == "set"]


def test_the_pages_have_worked_tables():
    assert {table.page for table in TABLES} == {"scoring.md", "rounding.md", "ranking.md", "not-applicable.md"}
    assert {table.kind for table in TABLES} == set(WORKED)
    assert sum(len(table.rows) for table in TABLES) > 150


def test_each_rule_kind_is_specified_with_a_worked_table():
    assert len(rule_kinds()) == 23
    assert rule_kinds() - {kind for piece in pieces("scoring.md") for kind in kinds_in(piece)} == set()
    headings = set(re.findall(r"^### `(\w+)`", (PAGES / "scoring.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert rule_kinds() - headings == set()


def test_each_not_applicable_treatment_is_specified_with_a_worked_table():
    used = {value for piece in pieces("not-applicable.md") for value in values_of("not_applicable", piece)}
    assert set(get_args(Treatment)) - used == set()


def test_a_wrong_number_in_a_page_would_be_found(tmp_path):
    table = next(table for table in TABLES if table.kind == "set" and "points" in table.computed)
    changed = Table(table.page, table.line, table.kind, table.source, [{**table.rows[0], "**points**": "12345"}, *table.rows[1:]])
    assert any(not same(written, computed) for _, written, computed in rows_of_a_set(changed, tmp_path))
