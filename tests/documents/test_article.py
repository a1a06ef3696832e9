"""The article of a result: the sixteen statistics that Vĩnh Phúc's officials published, and nothing that a publication did not say.

`KB_GOLDEN_UPDATE=1` rewrites the texts kept in golden/documents.
"""

import copy
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from khoabang.documents.article import article
from khoabang.documents.content import Paragraph, Table
from khoabang.documents.facts import ArticleFacts, read_facts
from khoabang.documents.pdf import pdf
from khoabang.scoring import Problems, evaluate, shipped_evaluations

GOLDEN = Path(__file__).parents[1] / "golden" / "documents"
TOLD = ["vinh-phuc-2019", "thai-binh-2020", "hau-giang-2021", "hung-yen-2019", "national-2019", "demo-so-2026"]

# The article of 26/5/2020, figure by figure: what each of its sixteen statistics says of whom.
STATED = [
    "các sở, ban, ngành là 45,212 điểm",
    "45,212 điểm (đạt 72% điểm tối đa)",
    "tăng 4,556 điểm so với điểm trung bình năm 2018",
    "tổng điểm cao nhất là Sở Thông tin và Truyền thông (58,083 điểm",
    "58,083 điểm, đạt 92% điểm tối đa",
    "tổng điểm thấp nhất là Sở Văn hóa, Thể thao và Du lịch (29,012 điểm",
    "29,012 điểm, đạt 46% điểm tối đa",
    "điểm số thấp nhất là 29,071 điểm",
    "các huyện, thành phố là 71,484 điểm",
    "71,484 điểm (đạt 52% điểm tối đa)",
    "tăng 11,499 điểm so với điểm trung bình năm 2018",
    "tổng điểm cao nhất là UBND huyện Lập Thạch (90,69 điểm",
    "90,69 điểm, đạt 66% điểm tối đa",
    "tổng điểm thấp nhất là UBND huyện Tam Dương (50,432 điểm",
    "50,432 điểm, đạt 37% điểm tối đa",
    "điểm số thấp nhất là 40,258 điểm",
]


@cache
def _result(evaluation: str) -> Any:
    evaluated, _ = evaluate(shipped_evaluations()[evaluation])
    assert evaluated is not None
    return json.loads(json.dumps(evaluated.result))


def result_of(evaluation: str) -> Any:
    return copy.deepcopy(_result(evaluation))


def facts_of(evaluation: str) -> ArticleFacts:
    path = shipped_evaluations()[evaluation] / "facts.yaml"
    if not path.exists():
        return ArticleFacts()
    problems = Problems()
    facts = read_facts(path, "facts.yaml", problems)
    assert facts is not None, problems.codes
    return facts.article


def prose(result: Any, facts: ArticleFacts | None = None) -> str:
    blocks = article(result, facts or ArticleFacts()).sheets[0].blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("statistic", STATED)
def test_each_of_the_sixteen_statistics_is_stated(statistic):
    assert statistic in prose(result_of("vinh-phuc-2019"), facts_of("vinh-phuc-2019"))


def test_the_figures_are_those_of_the_result_and_no_others():
    """Another figure in the result is another figure in the text: none is typed into code or computed anew."""
    result = result_of("vinh-phuc-2019")
    result["groups"][0]["statistics"]["total"]["mean"]["shown"] = "44.444"
    result["groups"][0]["statistics"]["total"]["spread"]["shown"] = "11.111"
    said = prose(result)
    assert "là 44,444 điểm" in said
    assert "là 11,111 điểm" in said
    assert "45,212" not in said


@pytest.mark.parametrize("evaluation", TOLD)
def test_the_text_is_as_it_was_read_and_approved(evaluation):
    content = article(result_of(evaluation), facts_of(evaluation))
    lines = [content.title]
    for block in content.sheets[0].blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        if isinstance(block, Table):
            lines += [" | ".join(cells) for cells in ([column.heading for column in block.columns], *block.rows)]
    path = GOLDEN / f"article-{evaluation}.txt"
    text = "\n".join(lines) + "\n"
    if os.environ.get("KB_GOLDEN_UPDATE") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("evaluation", ["hau-giang-2021", "hung-yen-2019", "national-2019", "dti-2022"])
def test_a_partial_publication_claims_no_figure_that_it_does_not_hold(evaluation):
    result = result_of(evaluation)
    printed = set(re.findall(r"\d+(?:[.]\d+)?", json.dumps([result["round"], result["statistics"], result["groups"]])))
    figures = re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", re.sub(r"\d+/\d+/\d{4}", "", prose(result)))
    assert [each for each in figures if each.replace(".", "").replace(",", ".") not in printed] == []
    assert "không đầy đủ" in prose(result)
    if evaluation != "dti-2022":
        assert not [block for block in article(result, ArticleFacts()).sheets[0].blocks if isinstance(block, Table)]


def test_bodies_that_are_equal_share_their_place():
    said = prose(result_of("demo-so-2026"))
    assert "Các đơn vị cùng có chỉ số cao nhất là" in said
    assert "Đứng thứ 3 là" in said
    result = result_of("vinh-phuc-2019")
    for body in result["groups"][0]["bodies"][1:3]:
        body.update(rank={"value": 2, "stated": None}, tied=True)
    assert "Đồng hạng 2 là Sở Kế hoạch và Đầu tư (53,018 điểm) và Sở Tư pháp (52,37 điểm)" in prose(result)


def test_two_years_of_different_criteria_are_not_compared():
    said = prose(result_of("demo-so-2026"))
    assert result_of("demo-so-2026")["groups"][0]["statistics"]["total"]["change"] is not None
    assert "không so sánh trực tiếp được" in said
    assert "tăng" not in said


def test_a_change_that_rests_on_our_inference_alone_is_not_stated():
    result = result_of("vinh-phuc-2019")
    result["groups"][0]["statistics"]["total"]["change"]["mean"]["stated"] = None
    assert "4,556" not in prose(result)
    assert "11,499" in prose(result)


@pytest.mark.parametrize(
    ("change", "said"), [("-1.5", "giảm 1,5 điểm so với"), ("0", "bằng điểm trung bình năm 2018"), ("2", "tăng 2 điểm so với")]
)
def test_a_change_is_said_in_its_direction(change, said):
    result = result_of("vinh-phuc-2019")
    result["groups"][0]["statistics"]["total"]["change"]["mean"] = {"exact": change, "shown": change, "stated": None}
    assert said in prose(result)


def test_an_official_may_write_opening_closing_and_contact():
    facts = ArticleFacts(headline="Đầu đề", opening="Mở đầu.", closing=["Kết luận"], contact=["Sở A, điện thoại 0123"])
    said = prose(result_of("thai-binh-2020"), facts).splitlines()
    assert said[0] == "Mở đầu."
    assert said[-2:] == ["Kết luận.", "Sở A, điện thoại 0123"]
    assert article(result_of("thai-binh-2020"), facts).title == "Đầu đề"


def test_it_is_drawn():
    assert pdf(article(result_of("vinh-phuc-2019"), facts_of("vinh-phuc-2019"))).startswith(b"%PDF")
