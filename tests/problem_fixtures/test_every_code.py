"""One broken thing for each problem code, with the place where it must be found.

A set is `problem_sets.BASE` with one piece of text replaced; `#!` marks the line that the problem must name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from khoabang.cli.commands import _previous
from khoabang.scoring import (
    Answers,
    Body,
    CriteriaSet,
    Problem,
    Problems,
    evaluate,
    load_set,
    read_answers,
    read_bodies,
    read_table,
    run_examples,
    score,
)
from khoabang.scoring.files.documents import MAX_BYTES
from khoabang.scoring.numbers import NumberError, exact
from khoabang.scoring.problem_catalogue import CATALOGUE
from khoabang.scoring.problems import Place
from problem_sets import BASE, GIVEN, RATIO

TESTS = Path(__file__).parents[1]
COUNT = 'rule: {kind: count, input: a, each: "1"'
BANDS = '      - {name: "Tốt", from: "20"}\n      - {name: "Khá", from: "0"}\n'
GATED = '        gate: {input: "2", is: yes, otherwise: "5"'
TIERS = "rule: {kind: tiers, value: a, tiers: "
TOP = '{name: "Tốt", from: "20"}'
EXCEPTION = '    gap_exception: "in như vậy"\n    bands:\n'


@dataclass(frozen=True)
class Broken:
    """The code, what is replaced by what in BASE, and the field named (part of it)."""

    code: str
    old: str
    new: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.new.strip()[:40]}"


SETS = [
    # Reading
    Broken("SET001", "nature: demonstration", "nature: [demonstration\nissuer2: x #!"),
    Broken("SET001", 'name: "Bộ nhỏ"', 'name: "Bộ nhỏ\n  x: y: z'),
    Broken("SET002", 'version: "1"', 'version: "1"\nversion: "2" #!', "version"),
    Broken("SET002", "  ranking: {by: points,", "  ranking: {by: points, by: index, #!\n   ", "policies.ranking.by"),
    Broken("SET003", 'name: "Bộ nhỏ"', 'name: &ten "Bộ nhỏ" #!'),
    Broken("SET003", 'name: "Bộ nhỏ"', "name: *ten #!"),
    Broken("SET003", 'name: "Bộ nhỏ"', 'name: !!python/object "Bộ nhỏ" #!'),
    Broken("SET004", "nature: demonstration", "nature: demonstration\nnatur: x #!", "natur"),
    Broken("SET004", RATIO, RATIO[:-1] + ', polnits: "3"} #!', "polnits"),
    Broken("SET005", 'issuer: "UBND tỉnh Sao Khuê"\n', ""),
    Broken("SET005", RATIO, "rule: {kind: ratio, numerator: a, denominator: b, over: refuse} #!", "rule"),
    Broken("SET005", "        rule: {kind: yes_no}\n", "", "criteria.1"),
    Broken("SET006", "nature: demonstration", "nature: unofficial #!", "nature"),
    Broken("SET006", GIVEN, "rule: {kind: guess} #!", "rule"),
    Broken("SET007", 'maximum: "30"', 'maximum: "ba mươi" #!', "maximum"),
    Broken("SET007", 'maximum: "30"', 'maximum: "1/0" #!', "maximum"),
    Broken("SET007", 'maximum: "30"', 'maximum: "1e999" #!', "maximum"),
    Broken("SET007", 'maximum: "30"', 'maximum: ".nan" #!', "maximum"),
    Broken("SET007", 'maximum: "30"', 'maximum: "30,0" #!', "maximum"),
    Broken("SET007", "date: 2026-01-05", "date: 05/01/2026 #!\n   ", "date"),
    Broken("SET007", GIVEN, 'rule: {kind: yes_no, points: "1", share: "1"} #!', "rule"),
    Broken("SET009", "id: tiny", "id: other #!", "id"),
    Broken("SET010", 'name: "Bộ nhỏ"', "name: " + "[" * 60 + "]" * 60),
    Broken("SET011", 'issuer: "UBND tỉnh Sao Khuê"', 'issuer: "TBD" #!', "issuer"),
    # Meaning
    Broken("SET020", 'code: "1.2"', 'code: "1.1" #!'),
    Broken("SET021", "{code: huyen, name:", "{code: so, name:", "groups"),
    Broken("SET021", "{code: b, name:", "{code: a, name:", "inputs"),
    Broken("SET022", 'maximum: "20"', 'maximum: "21" #!', "maximum"),
    Broken("SET022", 'maximum: "30"', 'maximum: "40" #!', "maximum"),
    Broken("SET023", 'reference: {document: qd, at: "Mục 2"}', 'reference: {document: qd-9, at: "Mục 2"} #!', "reference"),
    Broken("SET024", '        reference: {document: qd, at: "Mục 2"}\n', ""),
    Broken("SET024", '        name: "Nhóm một"\n', '        name: "Nhóm một"\n' + GATED + "} #!\n", "gate"),
    Broken("SET024", '{use: reduce, reference: {document: qd, at: "Điều 3"}}', "{use: reduce} #!", "exempt"),
    Broken("SET024", "  ranking: {by: points,", "  calendar: {holidays: [2026-04-30]} #!\n  ranking: {by: points,", "calendar"),
    Broken("SET025", '{name: "Khá", from: "0"}', '{name: "Khá", from: "0", to: "15"} #!', "Khá"),
    Broken("SET026", '{name: "Khá", from: "0"}', '{name: "Khá", from: "0", to: "25"} #!', "Khá"),
    Broken("SET027", '{name: "Khá", from: "0"}', '{name: "Khá", from: "20"} #!', "Khá"),
    Broken("SET028", RATIO, RATIO.replace("over: refuse", 'over: refuse, points: "12"') + " #!", "rule"),
    Broken("SET028", RATIO, COUNT + "} #!", "rule"),
    Broken("SET028", '        name: "Nhóm một"\n', '        name: "Nhóm một"\n' + GATED.replace("5", "21") + "} #!\n", "gate"),
    Broken("SET028", RATIO, RATIO.replace("over: refuse", "over: accept") + " #!", "rule"),
    Broken("SET028", RATIO, 'rule: {kind: formula, formula: "2 * a + b"} #!', "rule"),
    Broken("SET028", RATIO, 'rule: {kind: external, input: a, scale: "5"} #!', "rule"),
    Broken("SET029", RATIO, RATIO.replace("over: refuse", 'over: refuse, points: "8"') + " #!", "rule"),
    Broken("SET030", RATIO, 'rule: {kind: tiers, value: a, tiers: [{from: "2", points: "5"}, {from: "4"}]} #!', "rule"),
    Broken("SET030", RATIO, 'rule: {kind: tiers, value: a, tiers: [{from: "4"}, {from: "4", points: "5"}]} #!', "rule"),
    Broken("SET031", RATIO, RATIO.replace("numerator: a", "numerator: c") + " #!", "rule"),
    Broken("SET032", RATIO, "rule: {kind: yes_no, input: a} #!", "rule"),
    Broken("SET033", "when: {kind: huyen}", "when: {level: huyen}"),
    Broken("SET034", "when: {kind: huyen}", "when: {kind: xa}"),
    Broken("SET034", "when: {kind: huyen}", 'when: {kind: {at_least: "3"}}'),
    Broken("SET035", "annex: pl, when: {kind: huyen}", "annex: pl2, when: {kind: huyen}"),
    Broken("SET035", "{by: points,", '{by: points, tie_breaks: ["9"],'),
    Broken("SET036", "when: {kind: huyen}", 'when: {staff: {at_least: "5"}}'),
    Broken("SET037", GIVEN, 'rule: {kind: formula, formula: "0.5 * x"} #!', "formula"),
    Broken("SET038", '        maximum: "20"\n', '        maximum: "20"\n        aggregate: weighted_sum\n'),
    Broken("SET040", RATIO, "rule: {kind: sum, parts: [" + RATIO[6:] + "]} #!", "rule"),
    Broken("SET041", RATIO, 'rule: {kind: count, input: a, each: "1", cap: "10"}', "inputs"),
    Broken(
        "SET042",
        '    reference: {document: qd, at: "Phụ lục"}\n',
        '    reference: {document: qd, at: "Phụ lục"}\n    aggregates: [{code: T, name: "Trụ", of: ["1"], maximum: "9"}]\n',
    ),
    Broken("SET043", RATIO, RATIO[:-1] + ', zero_at: "0.5", full_at: "0.5"} #!'),
    Broken(
        "SET043",
        "type: count}\n              - {code: b,",
        'type: count, minimum: "5", maximum: "3"} #!\n              - {code: b,',
    ),
    Broken("SET043", 'version: "1"', 'version: "1"\nyears: {from: 2026, to: 2020} #!', "years"),
    Broken("SET043", RATIO, 'rule: {kind: external, input: a, scale: "0"} #!', "rule"),
    Broken("SET044", '{name: "Khá", from: "0"}', '{name: "Khá", from: "10"} #!', "Khá"),
    Broken("SET045", "    bands:\n" + BANDS, EXCEPTION + BANDS.replace('from: "0"}', 'from: "0", to: "15"} #!')),
    Broken("SET047", TOP, '{name: "Tốt", from: "20", to: "25"} #!', "Tốt"),
    Broken("SET047", TOP, '{name: "Tốt", from: "20", to: "30"} #!', "Tốt"),
    Broken("SET048", "    bands:\n" + BANDS, EXCEPTION + BANDS.replace('from: "20"}', 'from: "20", to: "25"} #!')),
    Broken("SET049", TOP, '{name: "Tốt", from: "120"} #!', "Tốt"),
    Broken("SET049", '{name: "Khá", from: "0"}', '{name: "Khá", from: "0"}\n      - {name: "Yếu", from: "-5"} #!', "Yếu"),
    Broken("SET050", "    bands:\n" + BANDS, EXCEPTION + BANDS.replace('from: "20"}', 'from: "120"} #!')),
    Broken("SET051", RATIO, 'rule: {kind: formula, formula: "a / b * a"} #!', "rule"),
    Broken("SET052", RATIO, TIERS + '[{from: "2"}, {from: "0", points: "5"}], below: "1"} #!', "rule"),
    Broken("SET053", RATIO, TIERS + '[{from: "9", points: "5"}, {from: "8"}]} #!', "rule"),
    Broken("SET054", RATIO, TIERS + '[{from: "2", points: "5"}, {from: "0"}]} #!', "rule"),
    Broken(
        "SET055",
        '        name: "Có hay không"\n        maximum: "10"',
        '        name: "Có hay không"\n        maximum: "-20" #!',
        "maximum",
    ),
    Broken("SET055", '        name: "Có hay không"\n', '        name: "Có hay không"\n        weight: "-1" #!\n', "weight"),
    Broken("SET055", '    name: "Phụ lục"\n    maximum: "30"', '    name: "Phụ lục"\n    maximum: "-30" #!', "maximum"),
    Broken("SET046", "    bands:\n" + BANDS, EXCEPTION + BANDS.replace('from: "0"}', 'from: "0", to: "25"} #!')),
]


def write(folder: Path, text: str) -> Path:
    path = folder / "tiny"
    path.mkdir()
    (path / "set.yaml").write_text(text, encoding="utf-8")
    return path


def base(folder: Path) -> CriteriaSet:
    criteria_set = load_set(write(folder, BASE), Problems())
    assert criteria_set is not None
    return criteria_set


def with_code(problems: Problems, code: str) -> Problem:
    found = [problem for problem in problems if problem.code == code]
    assert found, problems.codes
    return found[0]


def said_fully(problem: Problem) -> bool:
    """All three sentences are filled in, in both languages."""
    return all(
        sentence and not re.search(r"\{\w+\}", sentence)
        for lang in ("vi", "en")
        for sentence in (problem.what(lang), problem.why(lang), problem.remedy(lang))
    )


def test_the_base_has_no_problem(tmp_path: Path) -> None:
    problems = Problems()

    assert load_set(write(tmp_path, BASE), problems) is not None
    assert [str(problem.place) + problem.code for problem in problems] == []


@pytest.mark.parametrize("broken", SETS, ids=str)
def test_a_broken_set_is_found_at_its_line(broken: Broken, tmp_path: Path) -> None:
    assert BASE.count(broken.old) == 1
    text = BASE.replace(broken.old, broken.new)
    problems = Problems()
    load_set(write(tmp_path, text), problems, shown_as="tiny")
    problem = with_code(problems, broken.code)

    assert problem.place.file == "tiny/set.yaml"
    assert broken.field in problem.place.field
    assert said_fully(problem)
    marked = [number for number, line in enumerate(text.splitlines(), 1) if "#!" in line]
    assert not marked or problem.place.line == marked[0]


WAITING = """
  - code: h
    name: "Huyện"
    maximum: "10"
    reference: {document: qd, at: "Phụ lục 2"}
    criteria:
      - {code: h1, name: "Các sở", maximum: "10", rule: {kind: mean_of_bodies, relation: subordinates, of: "2"}, reference: {document: qd, at: "Mục 1"}}
policies:
"""


def test_groups_that_wait_for_each_other_are_found(tmp_path: Path) -> None:
    text = BASE.replace("annex: pl, when: {kind: huyen}", "annex: h, when: {kind: huyen}").replace("\npolicies:\n", WAITING)
    text = text.replace("rule: {kind: yes_no}", 'rule: {kind: mean_of_bodies, relation: predecessors, of: "h1"}')
    problems = Problems()
    load_set(write(tmp_path, text), problems, shown_as="tiny")

    assert with_code(problems, "SET039").params["groups"] == "so, huyen"
    assert with_code(problems, "SET039").place.line == text.splitlines().index("groups:") + 1


def test_files_that_are_no_set(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    missing, no_set = Problems(), Problems()
    load_set(tmp_path / "gone", missing, shown_as="gone")
    load_set(tmp_path / "empty", no_set, shown_as="empty")

    assert [(problem.code, problem.place) for problem in missing] == [("FIL001", Place("gone"))]
    assert [(problem.code, problem.place) for problem in no_set] == [("SET008", Place("empty"))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("tên: Bộ".encode("utf-16"), "SET001"),
        (b"- 1\n- 2\n", "SET001"),
        (b"", "SET001"),
        (b"x: \x00", "FIL032"),
        (b"a: " + b"x" * (MAX_BYTES + 1), "SET010"),
        (b"a: " + b"{b: " * 2000 + b"1" + b"}" * 2000, "SET010"),
    ],
    ids=["UTF-16", "a list", "nothing", "a control character", "too large", "too deep"],
)
def test_bytes_that_are_no_set(content: bytes, code: str, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "set.yaml").write_bytes(content)
    problems = Problems()

    assert load_set(folder, problems) is None
    assert code in problems.codes


# Bodies


BODIES = "code,name,kind,staff,status,parent,predecessors,opened\n"


@pytest.mark.parametrize(
    ("code", "text", "line", "field"),
    [
        ("BOD001", "code,kind\nb,so\n", 0, ""),
        ("BOD002", BODIES + "b,A,so,,,,,\nb,B,so,,,,,\n", 3, "code"),
        ("BOD005", BODIES + "b,A,xa,,,,,\n", 2, "kind"),
        ("BOD005", BODIES + "b,A,so,nhiều,,,,\n", 2, "staff"),
        ("BOD005", BODIES + "b,A,so,,nghỉ,,,\n", 2, "status"),
        ("BOD006", "code,name,kind,level\nb,A,so,1\n", 0, "level"),
        ("BOD007", BODIES + "b,A,so,,,c,,\n", 2, ""),
        ("BOD010", BODIES + "b,A,so,,,b,,\n", 2, "parent"),
        ("BOD010", BODIES + "b,A,so,,,c,,\nc,B,so,,,b,,\n", 2, "parent"),
        ("BOD010", BODIES + "b,A,so,,,,c,\nc,B,so,,,,b,\n", 2, "predecessors"),
        ("BOD008", BODIES + ",A,so,,,,,\n", 2, "code"),
        ("BOD009", BODIES + "b,A,so,,,,,hôm qua\n", 2, "opened"),
    ],
)
def test_a_broken_list_of_bodies_is_found_at_its_line(code: str, text: str, line: int, field: str, tmp_path: Path) -> None:
    (tmp_path / "bodies.csv").write_text(text, encoding="utf-8")
    problems = Problems()
    table = read_table(tmp_path / "bodies.csv", "bodies.csv", problems)
    assert table is not None
    read_bodies(table, base(tmp_path), problems)
    problem = with_code(problems, code)

    assert (problem.place.file, problem.place.line) == ("bodies.csv", line)
    assert field in problem.place.field
    assert said_fully(problem)


@pytest.mark.parametrize(("code", "attributes"), [("BOD003", {"kind": "so", "staff": 9}), ("BOD004", {})])
def test_a_body_of_two_groups_or_none_is_found(code: str, attributes: dict[str, object], tmp_path: Path) -> None:
    text = BASE.replace("when: {kind: huyen}", 'when: {staff: {at_least: "5"}}')
    criteria_set = load_set(write(tmp_path, text), Problems())
    assert criteria_set is not None
    problems = Problems()
    score(criteria_set, [Body("b", "A", attributes)], Answers({}), problems)

    assert with_code(problems, code).place.field == "b"
    assert said_fully(with_code(problems, code))


# Answers


@pytest.mark.parametrize(
    ("code", "text", "line", "field"),
    [
        ("BOD001", "code,a\nb,1\n", 0, ""),
        ("ANS001", "body,a\nb,1\nc,1\n", 3, "body"),
        ("ANS002", "body,a\nb,1\nb,1\n", 3, "body"),
        ("ANS003", "body,a,z\nb,1,1\n", 0, "z"),
        ("ANS004", "body,a\n", 0, "b"),
        ("ANS006", "body,2\nb,maybe\n", 2, "2"),
        ("ANS008", "body,a\nb,N/A\n", 2, "a"),
        ("ANS009", "body,a\nb,-1\n", 2, "a"),
        ("ANS011", 'body,a\nb,"1,5"\n', 2, "a"),
        ("ANS020", "body,1.1\nb,11\n", 2, "1.1"),
        ("ANS022", "body,a,b\nb,3,2\n", 2, "1.2"),
        ("NUM001", "body,a\nb,nhiều\n", 2, "a"),
        ("NUM002", "body,a\nb,1.234\n", 2, "a"),
        ("NUM003", "body,a\nb,NaN\n", 2, "a"),
        ("NUM004", "body,a\nb,1e999\n", 2, "a"),
        ("NUM005", f"body,a\nb,{'9' * 50}\n", 2, "a"),
    ],
)
def test_a_broken_answer_is_found_at_its_cell(code: str, text: str, line: int, field: str, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    criteria_set, problems, body = base(tmp_path), Problems(), Body("b", "A", {"kind": "so"})
    table = read_table(tmp_path / "answers.csv", "answers.csv", problems)
    assert table is not None
    score(criteria_set, [body], read_answers(table, criteria_set, [body], problems), problems)
    problem = with_code(problems, code)

    assert (problem.place.file, problem.place.line) == ("answers.csv", line)
    assert field in problem.place.field
    assert said_fully(problem)


def test_a_body_whose_annex_asks_nothing_is_not_missed_in_the_answers(tmp_path: Path) -> None:
    """Its points are the mean of its parts, say: there is nothing it could have answered."""
    text = BASE.replace("annex: pl, when: {kind: huyen}", "annex: h, when: {kind: huyen}").replace("\npolicies:\n", WAITING)
    criteria_set, problems = load_set(write(tmp_path, text), Problems()), Problems()
    assert criteria_set is not None
    (tmp_path / "answers.csv").write_text("body,a\n", encoding="utf-8")
    table = read_table(tmp_path / "answers.csv", "answers.csv", problems)
    assert table is not None
    bodies = [Body("so", "Sở", {"kind": "so"}), Body("huyen", "Huyện", {"kind": "huyen"}), Body("lạc", "Không khối", {})]
    read_answers(table, criteria_set, bodies, problems)

    assert [(problem.code, problem.params["body"]) for problem in problems] == [("ANS004", "so"), ("ANS004", "lạc")]


@pytest.mark.parametrize(
    ("code", "inputs", "rule", "answers"),
    [
        (
            "ANS005",
            '{code: a, name: "A", type: choice, options: [{code: x}]}',
            "{kind: choice, input: a, options: [{code: x}]}",
            {"a": "y"},
        ),
        (
            "ANS007",
            '{code: a, name: "A", type: date}',
            '{kind: lateness, input: a, due: 2026-01-05, each_day: "1"}',
            {"a": "32/01/2026"},
        ),
        (
            "ANS010",
            '{code: a, name: "A", type: count, maximum: "5"}',
            '{kind: count, input: a, each: "1", cap: "10"}',
            {"a": "6"},
        ),
        ("ANS012", '{code: a, name: "A", type: percent}', '{kind: proportional, value: a, full_at: "100"}', {"a": "0,85"}),
        ("ANS023", '{code: a, name: "A", type: count}', '{kind: count, input: {difference: [a, "9"]}, each: "1"}', {"a": "6"}),
        ("ANS027", '{code: a, name: "A", type: number}', '{kind: survey, input: a, from: "1", to: "5"}', {"a": "6"}),
        ("ANS024", '{code: a, name: "A", type: points}', "{kind: expert, input: a}", {"a": "6"}),
        (
            "ANS025",
            '{code: a, name: "A", type: points}, {code: x, name: "X", type: points}',
            "{kind: given, input: a, excluded: x}",
            {"a": "6", "x": "11"},
        ),
        ("ANS026", '{code: a, name: "A", type: count}', '{kind: formula, formula: "1 / a"}', {"a": "0"}),
    ],
)
def test_an_answer_that_the_rule_cannot_use_is_found(
    code: str, inputs: str, rule: str, answers: dict[str, str], tmp_path: Path
) -> None:
    text = BASE.replace("        rule: {kind: yes_no}", f"        inputs: [{inputs}]\n        rule: {rule}").replace(
        'code: a, name: "Tử số"', 'code: t, name: "Tử số"'
    )
    criteria_set = load_set(write(tmp_path, text.replace("numerator: a", "numerator: t")), Problems())
    assert criteria_set is not None
    problems = Problems()
    score(criteria_set, [Body("b", "Sở A", {"kind": "so"})], Answers({"b": answers}), problems)
    problem = with_code(problems, code)

    assert problem.place.field in {"b.a", "b.2"}
    assert said_fully(problem)


def test_points_above_the_maximum_are_warned_of_where_the_set_accepts_them(tmp_path: Path) -> None:
    text = BASE.replace("over_maximum: {use: refuse", "over_maximum: {use: accept")
    criteria_set = load_set(write(tmp_path, text), Problems())
    assert criteria_set is not None
    problems = Problems()
    score(criteria_set, [Body("b", "Sở A", {"kind": "so"})], Answers({"b": {"1.1": "11"}}), problems)

    assert with_code(problems, "ANS021").severity == "warning"
    assert with_code(problems, "ANS021").place.field == "b.1.1"


def test_a_fraction_over_zero_is_no_number() -> None:
    with pytest.raises(NumberError) as caught:
        exact("1/0")

    assert caught.value.code == "NUM006"


# Evaluations, examples, results


EVALUATION = """\
format: 1
id: e
title: "Đợt"
kind: published
completeness: complete
year: 2026
authority: {code: t, name: "UBND tỉnh"}
set: tiny
"""


def evaluation(folder: Path, more: str = "", set_: str = "tiny", printed: str = "21") -> Problems:
    write(folder, BASE)
    (folder / "evaluation.yaml").write_text(EVALUATION.replace("set: tiny", f"set: {set_}") + more, encoding="utf-8")
    (folder / "bodies.csv").write_text("code,name,kind\nb,Sở A,so\n", encoding="utf-8")
    (folder / "answers.csv").write_text("body,1.1,a,b,2\nb,5,1,2,có\n", encoding="utf-8")
    (folder / "stated.csv").write_text(f"body,points\nb,{printed}\n", encoding="utf-8")
    evaluated, problems = evaluate(folder, shown_as="e")
    if evaluated is not None:
        assert evaluated.result
    return problems


LISTED = 'differences:\n  - {body: b, column: points, stated: "21", computed: "20", kind: error, reason: "in sai"}\n'


def test_a_difference_nobody_explains_is_found(tmp_path: Path) -> None:
    problem = with_code(evaluation(tmp_path), "EVA001")

    assert problem.place.file.endswith("stated.csv")
    assert problem.params == {"body": "b", "column": "points", "stated": "21", "computed": "20"}
    assert said_fully(problem)


def test_an_explained_difference_is_no_problem(tmp_path: Path) -> None:
    assert evaluation(tmp_path, LISTED).codes == []


def test_a_difference_that_vanished_is_found(tmp_path: Path) -> None:
    problem = with_code(evaluation(tmp_path, LISTED.replace('"21"', '"22"')), "EVA002")

    assert problem.place.file.endswith("evaluation.yaml")
    assert said_fully(problem)


def test_an_evaluation_of_an_unknown_set_or_after_an_unknown_one_is_found(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()

    assert str(with_code(evaluation(first, set_="no-such"), "EVA003").place) == "e/evaluation.yaml: set"
    assert (
        str(with_code(evaluation(second, "previous_evaluation: no-such\n"), "EVA004").place)
        == "e/evaluation.yaml: previous_evaluation"
    )


CONTRADICTED = {
    "another highest": ('{highest: {body: b, points: "19"}}', "b", "points", "20", "highest 19"),
    "more than the highest": ('{highest: {body: c, points: "19"}}', "b", "points", "20", "highest 19"),
    "less than the lowest": ('{lowest: {body: c, points: "21"}}', "b", "points", "20", "lowest 21"),
    "classes": ("{bodies: 3, classes: {Tốt: 1, Khá: 1}}", "e", "so classes", "2", "3"),
    "bodies": ("{bodies: 0}", "e", "so bodies", "0", "1"),
    "spread": (
        '{highest: {body: b, points: "20"}, lowest: {body: b, points: "20"}, spread: "1"}', "e", "so spread", "1", "20 − 20 = 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("stated", CONTRADICTED.values(), ids=list(CONTRADICTED))
def test_stated_figures_that_contradict_each_other_are_found(stated: tuple[str, ...], tmp_path: Path) -> None:
    said, body, column, figure, other = stated
    problem = with_code(evaluation(tmp_path, f"stated: {{groups: {{so: {said}}}}}\n", printed="20"), "EVA005")

    assert problem.params == {"body": body, "column": column, "stated": figure, "other": other}
    assert problem.place.file == "e/stated.csv"
    assert said_fully(problem)


def test_a_round_whose_classes_do_not_add_up_contradicts_itself(tmp_path: Path) -> None:
    more = "stated: {round: {bodies: 5, classes: {Tốt: 3, Khá: 1}}}\n"

    assert with_code(evaluation(tmp_path, more, printed="20"), "EVA005").params["column"] == "classes"


def test_a_contradiction_of_the_publication_itself_is_said_in_its_findings(tmp_path: Path) -> None:
    more = 'stated: {groups: {so: {highest: {body: b, points: "19"}}}}\n'
    found = 'findings: [{kind: contradiction, body: b, text: "bài viết in hai số"}]\n'

    assert "EVA005" not in evaluation(tmp_path, more + found, printed="20").codes


EXAMPLES = """\
format: 1
examples:
  - {name: "Đúng", body: {kind: so}, given: {a: "1", b: "2"}, expect: {"1.2": "5"}}
  - {name: "Sai", body: {kind: so}, given: {a: "1", b: "2"}, expect: {"1.2": "6"}}
  - {name: "Không khối nào", body: {kind: xa}, given: {}, expect: {"1.2": "missing"}}
"""


def test_an_example_that_does_not_come_out_is_found_at_its_line(tmp_path: Path) -> None:
    criteria_set, problems = base(tmp_path), Problems()
    (tmp_path / "tiny" / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    outcome = run_examples(criteria_set, tmp_path / "tiny", problems)

    assert (outcome.ran, outcome.passed) == (3, 1)
    assert [(problem.code, problem.place.file, problem.place.line) for problem in problems] == [
        ("EXA001", "tiny/examples.yaml", 4),
        ("EXA002", "tiny/examples.yaml", 5),
    ]
    assert with_code(problems, "EXA001").params == {"name": "Sai", "code": "1.2", "expected": "6", "computed": "5"}


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "khoabang.result", "format": 2}', '{"format": 1}'])
def test_a_file_that_is_no_result_is_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(text, encoding="utf-8")
    problems = Problems()

    assert _previous(tmp_path / "r.json", problems) is None
    assert with_code(problems, "RES001").place.file.endswith("r.json")


# The catalogue


def test_every_code_of_the_catalogue_has_a_fixture_somewhere_in_the_tests() -> None:
    tested = set()
    for path in TESTS.rglob("test_*.py"):
        tested |= set(re.findall(r'"([A-Z]{3}\d{3})"', path.read_text(encoding="utf-8")))

    assert sorted(CATALOGUE.keys() - tested) == []


def test_every_code_the_package_uses_is_in_the_catalogue() -> None:
    used: set[str] = set()
    for path in (TESTS.parent / "src" / "khoabang").rglob("*.py"):
        used |= set(
            re.findall(r'"((?:NUM|FIL|SET|BOD|ANS|EVA|EXA|RES|CMD|AUD|PAP|BUN|SIG)\d{3})"', path.read_text(encoding="utf-8"))
        )

    assert used == CATALOGUE.keys()


@pytest.mark.parametrize("say", [Problem.what, Problem.why, Problem.remedy])
def test_every_problem_is_said_in_both_languages(say: Callable[[Problem, str], str]) -> None:
    for code, kind in CATALOGUE.items():
        params = dict.fromkeys(re.findall(r"\{(\w+)\}", kind.what + kind.why + kind.remedy), "7")
        problem = Problem(code, Place(), params)

        assert say(problem, "vi")
        assert say(problem, "en")
        assert not re.search(r"\{\w+\}", say(problem, "vi") + say(problem, "en"))


def test_beyond_a_limit_problems_are_counted_and_not_kept() -> None:
    problems = Problems()
    for _ in range(Problems.MOST + 3):
        problems.add("SET008")
    both = Problems()
    both.extend(problems)

    assert (len(list(problems)), problems.left_out, len(problems), len(both)) == (500, 3, 503, 503)
    with pytest.raises(KeyError):
        problems.add("XXX001")
