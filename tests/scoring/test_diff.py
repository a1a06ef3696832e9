"""Differences between two sets and between two results: everything that differs is said, and nothing else."""

import copy
import json
from functools import cache

import pytest
from ruamel.yaml import YAML

from khoabang.scoring import Problems, evaluate, load_set, shipped_evaluations, shipped_sets, to_text
from khoabang.scoring.criteria.diff import Change, diff_sets, sentence, titled
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.rules.base import Rule
from khoabang.scoring.criteria.spoken import NAMES
from khoabang.scoring.result.diff import diff_results
from khoabang.scoring.result.diff import sentence as result_sentence

SET = """
format: 1
id: s
version: "1"
name: "S"
nature: demonstration
issuer: "U"
completeness: {criteria: full}
legal_basis: [{id: d, type: "QĐ"}]
groups: [{code: g, name: "G", annex: x, reference: {document: d, at: "1"}}]
annexes:
  - code: x
    name: "X"
    maximum: "30"
    reference: {document: d, at: "1"}
    criteria:
      - code: "1"
        name: "Một"
        maximum: "30"
        criteria:
          - {code: "1.1", name: "Một một", maximum: "10", reference: {document: d, at: "1"}, inputs: [{code: a, name: "A"}, {code: b, name: "B"}],
             rule: {kind: ratio, numerator: a, denominator: b, over: cap, zero_denominator: zero}}
          - {code: "1.2", name: "Một hai", maximum: "20", weight: "0.5", rule: {kind: given}}
      - {code: "2", name: "Hai", role: bonus, maximum: "5", rule: {kind: given}}
policies:
  missing: {use: zero}
  over_maximum: {use: cap}
  ranking: {by: points}
  classes: {basis: percent, bands: [{name: "Tốt", from: "80"}, {name: "Kém", from: "0"}]}
  rounding: {points: {places: 2}}
"""


def data():
    return YAML(typ="safe", pure=True).load(SET)


def made(change=None):
    plain = data()
    if change:
        change(plain)
    return CriteriaSet.model_validate(plain)


def changes(change):
    return diff_sets(made(), made(change))


def tree(plain):
    return plain["annexes"][0]["criteria"]


def records(found):
    return [(change.kind, change.subject, change.code, change.field, change.before, change.after) for change in found]


def test_equal_sets_do_not_differ():
    assert changes(None) == []


@pytest.mark.parametrize(
    ("change", "expected", "said"),
    [
        (
            lambda s: tree(s)[0]["criteria"][0].update(maximum="12.5"),
            ("changed", "criterion", "1.1", "maximum", "10", "12.5"),
            "Điểm tối đa: 10 → 12,5",
        ),
        (
            lambda s: tree(s)[0]["criteria"][1].update(weight="1/3"),
            ("changed", "criterion", "1.2", "weight", "0.5", "1/3"),
            "Trọng số: 0,5 → 1/3",
        ),
        (
            lambda s: tree(s)[0]["criteria"][0]["rule"].update(over="refuse"),
            ("changed", "criterion", "1.1", "rule.over", "cap", "refuse"),
            "Tham số của quy tắc (khi vượt mức đủ điểm): tính bằng mức tối đa → không nhận",
        ),
        (
            lambda s: tree(s)[1].update(rule={"kind": "yes_no"}),
            ("changed", "criterion", "2", "rule", {"kind": "given"}, {"kind": "yes_no"}),
            "Quy tắc: lấy điểm được ghi → có hoặc không",
        ),
        (
            lambda s: tree(s)[1].update(name="Hai mới"),
            ("renamed", "criterion", "2", "", "Hai", "Hai mới"),
            "đổi tên: «Hai» → «Hai mới»",
        ),
        (
            lambda s: tree(s)[1].update(not_applicable="full"),
            ("changed", "criterion", "2", "not_applicable", None, "full"),
            "Khi không áp dụng: không ghi → đủ điểm",
        ),
        (
            lambda s: tree(s)[0]["criteria"].append(tree(s).pop()),
            ("moved", "criterion", "2", "", None, "1"),
            "chuyển từ cấp trên cùng sang 1",
        ),
        (
            lambda s: tree(s).reverse(),
            ("reordered", "criterion", "", "", ["1", "2"], ["2", "1"]),
            "đổi thứ tự: 1, 2 → 2, 1",
        ),
        (
            lambda s: tree(s)[0]["criteria"][0]["inputs"][0].update(optional="yes"),
            ("changed", "input", "a", "optional", None, True),
            "Không bắt buộc: không ghi → có",
        ),
        (
            lambda s: s["policies"].update(missing={"use": "unranked"}),
            ("changed", "policy", "", "missing.use", "zero", "unranked"),
            "Thiếu số liệu (cách xử lý): 0 điểm → không xếp hạng",
        ),
        (
            lambda s: s["policies"]["rounding"]["points"].update(places=3),
            ("changed", "policy", "", "rounding.points.places", 2, 3),
            "Làm tròn (điểm, số chữ số thập phân): 2 → 3",
        ),
        (
            lambda s: s["policies"]["classes"]["bands"][0].update({"from": "85"}),
            ("changed", "class", "Tốt", "from", "80", "85"),
            "Từ: 80 → 85",
        ),
        (lambda s: s.update(version="2024.1"), ("changed", "set", "", "version", "1", "2024.1"), "Phiên bản của bộ: 1 → 2024.1"),
    ],
)
def test_one_change_is_one_record_in_words(change, expected, said):
    found = changes(change)
    assert records(found) == [expected]
    assert sentence(found[0]) == said
    assert sentence(found[0], "en")
    json.dumps(found[0].as_json())


@pytest.mark.parametrize(
    ("field", "before", "after", "said"),
    [
        ("rule.due", "2025-04-15", "2026-04-20", "Tham số của quy tắc (hạn): 15/04/2025 → 20/04/2026"),
        ("rule.full_at", "0.9", "0.95", "Tham số của quy tắc (mức đủ điểm): 0,9 → 0,95"),
        ("dropped", None, {"reason": "Chưa có dữ liệu"}, "Không đánh giá: không ghi → lý do: «Chưa có dữ liệu»"),
        (
            "rule",
            {"kind": "given"},
            {"kind": "tiers", "value": "x", "tiers": [{"from": "0.5", "points": "2"}], "closed": "lower"},
            "Quy tắc: lấy điểm được ghi → theo bậc; giá trị: «x»; các mức: (từ: 0,5; điểm: 2); mốc thuộc về: mức có mốc đó là cận dưới",
        ),
    ],
)
def test_what_the_format_calls_by_its_keys_is_said_as_people_write_it(field, before, after, said):
    assert sentence(Change("changed", "criterion", field=field, before=before, after=after)) == said


def test_a_year_is_no_amount():
    assert sentence(Change("changed", "set", field="years.from", before=2025, after=2026)) == "Dùng từ năm: 2025 → 2026"


def test_what_a_rule_may_say_has_a_name():
    rules, left = set(), [Rule]
    while left:
        rules.update(found := left.pop().__subclasses__())
        left += found
    keys = {field.alias or name for rule in rules for name, field in rule.model_fields.items()}
    assert keys - set(NAMES) == {"kind"}


def test_what_comes_and_goes_is_given_whole():
    removed = changes(lambda s: tree(s).pop())
    assert [(change.kind, change.code, change.before["maximum"], sentence(change)) for change in removed] == [
        ("removed", "2", "5", "bỏ")
    ]
    added = changes(
        lambda s: tree(s)[0]["criteria"].append({"code": "1.3", "name": "N", "maximum": "1", "rule": {"kind": "given"}})
    )
    assert [(change.kind, change.code, change.after["parent"], sentence(change)) for change in added] == [
        ("added", "1.3", "1", "thêm")
    ]


def test_annexes_and_groups_come_and_go():
    def change(plain):
        plain["annexes"].append(
            {
                "code": "y",
                "name": "Y",
                "maximum": "1",
                "criteria": [{"code": "1", "name": "M", "maximum": "1", "rule": {"kind": "given"}}],
            }
        )
        plain["groups"].append({"code": "h", "name": "H", "annex": "y"})
        plain["annexes"][0]["aggregates"] = [{"code": "T", "name": "T", "of": ["1"], "maximum": "30"}]

    found = [(change.kind, change.subject, change.annex, change.code) for change in changes(change)]
    assert found == [("added", "group", "", "h"), ("added", "annex", "", "y"), ("added", "aggregate", "x", "T")]


def _leaves(plain, path=()):
    items = plain.items() if isinstance(plain, dict) else enumerate(plain)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key)


def test_whatever_differs_in_content_is_a_change():
    """Each leaf of the demonstration set is left out or written differently in turn; where that is still a set, the diff sees it."""
    original = load_set(shipped_sets()["demo-xa-2025"], Problems())
    dump = original.dump()
    seen = 0
    for path in list(_leaves(dump))[::7]:
        plain = copy.deepcopy(dump)
        holder = plain
        for part in path[:-1]:
            holder = holder[part]
        value = holder[path[-1]]
        holder[path[-1]] = (
            value + 1
            if isinstance(value, int) and not isinstance(value, bool)
            else not value
            if value in {True, False}
            else f"{value}1"
        )
        try:
            changed = CriteriaSet.model_validate(plain)
        except ValueError:
            continue
        if changed != original:
            seen += 1
            assert diff_sets(original, changed), path
    assert seen > 100


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ({"points": {"places": 2, "reference": {"document": "d", "at": "2"}}}, "rounding.points.reference", "Làm tròn (điểm, căn cứ)"),
        ({"points": {"places": 2, "inferred": "in 2 số"}}, "rounding.points.inferred", "Làm tròn (điểm, vì sao suy ra)"),
        ({"points": {"places": 2}, "reference": {"document": "d", "at": "2"}}, "rounding.reference", "Làm tròn (căn cứ)"),
    ],
)  # fmt: skip
def test_what_rounding_rests_on_is_compared(written, field, said):
    (change,) = changes(lambda plain: plain["policies"].update(rounding=written))
    assert (change.kind, change.subject, change.field, change.before) == ("changed", "policy", field, None)
    assert titled(change) == said


def test_titles_of_every_policy_are_words():
    for path in ("ranking.ties", "classes.closed", "calendar.holidays", "exempt.reference.at"):
        found = titled(type(changes(lambda s: s.update(version="2"))[0])("changed", "policy", field=path))
        assert found.split(" (")[0] != path.split(".")[0]


# Results


@cache
def shipped_result(name):
    return to_text(evaluate(shipped_evaluations()[name])[0].result)


def result(name="thai-binh-2020"):
    return json.loads(shipped_result(name))


def test_a_result_does_not_differ_from_itself():
    for name in shipped_evaluations():
        assert diff_results(result(name), result(name)) == []


def test_ranks_points_index_and_class_of_a_body_are_compared():
    old, new = result(), result()
    body = new["groups"][0]["bodies"][5]
    body["rank"]["value"] = 4
    body["points"].update(exact="300", shown="300", stated=None)
    body["class"]["value"] = "Khá"
    code = next(iter(body["criteria"]))
    body["criteria"][code]["points"].update(exact="0", shown="0")
    found = diff_results(old, new)
    assert {(change.subject, change.column, change.before, change.after, change.by) for change in found} == {
        ("body", "rank", "6", "4", "2"),
        ("body", "class", "Tốt", "Khá", None),
        ("body", "points", "342.7", "300", "-42.7"),
        ("criterion", "points", "50", "0", "-50"),
    }
    assert result_sentence(next(change for change in found if change.column == "points")) == "Điểm: 342,7 → 300 (−42,7)"
    assert result_sentence(next(change for change in found if change.column == "rank"), "en").endswith("6 → 4 (+2)")


def test_bodies_and_groups_come_go_and_move():
    old, new = result(), result()
    gone = new["groups"][0]["bodies"].pop()
    new["groups"].append({**copy.deepcopy(new["groups"][0]), "code": "khac", "bodies": [new["groups"][0]["bodies"].pop()]})
    found = [
        (change.subject, change.column, change.before, change.after)
        for change in diff_results(old, new)
        if change.column == "group"
    ]
    assert found == [
        ("group", "group", None, "khac"),
        ("body", "group", "departments", "khac"),
        ("body", "group", "departments", None),
    ]
    back = [(change.subject, change.body) for change in diff_results(new, old) if change.column == "group"]
    assert ("body", gone["code"]) in back
    assert ("group", "") in back


def test_statistics_and_class_counts_are_compared():
    old, new = result(), result()
    total = new["groups"][0]["statistics"]["total"]
    total["mean"].update(exact="401", shown="401.000")
    total["count"] = 18
    new["groups"][0]["classes"][0]["count"] = 1
    found = {change.column: (change.subject, change.after) for change in diff_results(old, new)}
    assert found["mean"] == ("statistics", "401.000")
    assert found["count"] == ("statistics", "18")
    assert found["Tốt"] == ("class", "1")


def test_printed_figures_are_compared_where_nothing_was_computed():
    old, new = result("hau-giang-2021"), result("hau-giang-2021")
    body = new["groups"][0]["bodies"][0]
    body["rank"]["stated"] = "9"
    body["points"]["stated"] = "1.25"
    found = {change.column: (change.after, change.by) for change in diff_results(old, new)}
    assert found["rank"][0] == "9"
    assert found["points"] == ("1.25", None)


def test_two_years_of_the_demonstration_differ_in_round_set_and_figures():
    found = diff_results(result("demo-so-2025"), result("demo-so-2026"))
    assert {"round", "set", "body", "criterion", "statistics"} <= {change.subject for change in found}
    for change in found:
        assert result_sentence(change)
        json.dumps(change.as_json())
