"""Every code that the engine can write has words, in both languages; rules, policies and problems never leak a placeholder."""

import json
import re
from typing import Any, get_args

import pytest
from django.utils import translation

from khoabang.scoring import load_set, shipped_evaluations, shipped_sets
from khoabang.scoring.criteria.policies import RankingPolicy
from khoabang.scoring.criteria.rules import AnyRule
from khoabang.scoring.numbers import RoundingMode
from khoabang.scoring.problems import Problems
from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.portal import words
from khoabang.web.portal.rule_words import _KINDS, Names, Words, rule_words
from khoabang.web.portal.set_text import Article, set_text
from web.shipped import KEPT, documents

pytestmark = pytest.mark.one_database

PLACEHOLDER = re.compile(r"\{\w*\}|%\(")


def kinds() -> list[str]:
    union = get_args(AnyRule.__value__)[0]
    return sorted({kind for rule in get_args(union) for kind in get_args(rule.model_fields["kind"].annotation)})


def dump(code: str) -> dict[str, Any]:
    criteria_set = load_set(shipped_sets()[code], Problems())
    assert criteria_set is not None
    return json.loads(json.dumps(criteria_set.dump()))


def said(found: Words) -> list[str]:
    return [found.text, *(line for item in found.items for line in said(item))]


def lines(article: Article) -> list[str]:
    own = [
        *(said(article.rule) if article.rule else []),
        *article.conditions,
        article.role,
        *(given.kind for given in article.inputs),
    ]
    return [*own, *(line for part in article.parts for line in lines(part))]


def test_each_rule_kind_is_said_in_words():
    assert sorted(_KINDS) == kinds()


def test_a_rule_of_a_kind_unknown_here_shows_its_name():
    assert rule_words({"kind": "tomorrow"}, Names({}, {})).text == "tomorrow"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(shipped_sets()))
def test_each_shipped_set_reads_without_a_gap(code, lang):
    with translation.override(lang):
        text = set_text(dump(code))
        everything = [line for annex in text.annexes for article in annex.articles for line in lines(article)]
        everything += [policy.words for policy in text.policies] + [band.bounds for band in text.bands]
    assert not [line for line in everything if PLACEHOLDER.search(line)]
    assert not [line for line in everything if line != line.strip()]


def test_rounding_and_holidays_say_where_they_stand_or_that_they_are_ours():
    data = dump("demo-xa-2025")
    reference = {"document": data["legal_basis"][0]["id"], "at": "Điều 9"}
    data["policies"]["rounding"] = {
        "points": {"places": 2, "reference": reference},
        "index": {"places": 3, "inferred": "bảng chỉ in 3 số"},
        "percent": {"places": 1},
        "inferred": "cả bảng in như vậy",
    }
    data["policies"]["calendar"] = {"holidays": ["2026-04-30"], "reference": reference}
    with translation.override("vi"):
        points, index, percent, holidays = set_text(data).policies[-4:]
    assert points.cited is not None
    assert (points.cited.at, points.inferred) == ("Điều 9", "")
    assert (index.cited, index.inferred) == (None, "bảng chỉ in 3 số")
    assert (percent.cited, percent.inferred) == (None, "cả bảng in như vậy")
    assert (holidays.label, holidays.cited) == ("Ngày nghỉ", points.cited)
    assert "2026" in holidays.words


def test_each_choice_of_a_set_has_words():
    assert set(get_args(RankingPolicy.model_fields["by"].annotation)) <= set(words.RANKED_BY)
    assert set(get_args(RankingPolicy.model_fields["ties"].annotation)) <= set(words.TIES)
    assert set(get_args(RankingPolicy.model_fields["compare"].annotation)) <= set(words.COMPARED)
    assert set(get_args(RoundingMode)) <= set(words.MODES)


@pytest.mark.parametrize("code", sorted(KEPT))
def test_each_code_in_a_result_has_words(code):
    document = documents(code)["document"]
    rows = [row for group in document["groups"] for row in group["bodies"]]
    scores = [score for row in rows for score in row["criteria"].values()]
    assert {row["status"] for row in rows} <= {"ranked", *words.BODY_STATUS}
    assert {reason for row in rows for reason in row["reasons"]} <= set(words.REASON)
    assert {reason for row in rows if row["movement"] for reason in row["movement"]["reasons"]} <= set(words.REASON)
    assert {score["status"] for score in scores} <= {"scored", *map(str, words.STATUSES)}
    assert {flag for score in scores for flag in score["flags"]} <= set(words.FLAGS)
    assert {finding["kind"] for finding in document["findings"]} <= set(words.FINDING)
    assert {difference["kind"] for difference in document["differences"]} <= set(words.FINDING)


def test_every_shipped_evaluation_can_be_kept_here():
    assert set(KEPT) <= set(shipped_evaluations())


def test_names_sort_as_a_dictionary_does():
    names = ["Xã 10", "Xã 9", "Sở Y tế", "Sở Nội vụ", "Đa", "Da", "Ấn", "An", "Ân"]
    assert sorted(names, key=sort_key) == ["An", "Ân", "Ấn", "Da", "Đa", "Sở Nội vụ", "Sở Y tế", "Xã 9", "Xã 10"]


def test_two_spellings_of_a_tone_are_found_alike():
    assert search_key("Hoà Bình") == search_key("Hòa Bình") == "hoa binh"
