"""Charts in documents: the chart of the portal, with its finding below and its sentence for whoever does not see it."""

import io
import zipfile
from functools import cache
from typing import Any

import pytest
from lxml import etree
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from khoabang.charts import bars, distribution, profile
from khoabang.documents.article import article
from khoabang.documents.body_sheet import body_sheets
from khoabang.documents.content import Content, Picture, Table
from khoabang.documents.facts import ArticleFacts
from khoabang.documents.pdf import pdf
from khoabang.documents.pictures import drawn
from khoabang.documents.word import word
from khoabang.scoring import evaluate, shipped_evaluations


@cache
def result_of(evaluation: str) -> Any:
    evaluated, _ = evaluate(shipped_evaluations()[evaluation])
    assert evaluated is not None
    return evaluated.result


def pictures(content: Content) -> list[Picture]:
    return [block for sheet in content.sheets for block in sheet.blocks if isinstance(block, Picture)]


def test_the_article_shows_each_ranking_that_it_lists():
    result = result_of("vinh-phuc-2019")
    charts = [bars(result, group["code"]) for group in result["groups"]]
    content = article(result, ArticleFacts())
    assert [picture.alt for picture in pictures(content)] == [chart.sentence for chart in charts if chart]
    (sheet,) = content.sheets
    places = [place for place, block in enumerate(sheet.blocks) if isinstance(block, Picture)]
    assert all(isinstance(sheet.blocks[place - 1], Table) for place in places)


def test_each_result_sheet_shows_where_its_body_stands():
    result = result_of("thai-binh-2020")
    content = body_sheets(result, {}, ["so-tai-chinh", "so-tu-phap"])
    charts = [profile(result, "departments", code) for code in ("so-tai-chinh", "so-tu-phap")]
    assert [picture.caption for picture in pictures(content)] == [f"Biểu đồ: {chart.title}" for chart in charts if chart]


@pytest.mark.parametrize("evaluation", ["pci-2019", "demo-xa-2026"])
def test_a_chart_that_no_page_takes_is_left_out(evaluation):
    result = result_of(evaluation)
    most = max(result["groups"], key=lambda group: len(group["bodies"]))["code"]
    assert bars(result, most) is not None
    assert drawn(bars(result, most)) == []
    assert len(drawn(distribution(result, most))) == 1


def test_who_does_not_see_a_chart_is_told_it_in_word_and_pdf():
    content = article(result_of("thai-binh-2020"), ArticleFacts())
    (picture,) = pictures(content)
    with zipfile.ZipFile(io.BytesIO(word(content))) as opened:
        document = etree.fromstring(opened.read("word/document.xml"))
    told = [each.get("descr") for each in document.iter("{*}docPr")]
    assert told == [picture.alt]
    said = pdf(content)
    assert pdf(content) == said
    assert picture.alt in alternatives(PdfFileReader(io.BytesIO(said)).root["/StructTreeRoot"])


def alternatives(element: Any) -> list[str]:
    """The texts for whoever does not see an element of a PDF file, and what is in it."""
    if isinstance(element, ArrayObject):
        return [each for item in element for each in alternatives(item.get_object())]
    if not isinstance(element, DictionaryObject):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (alternatives(element["/K"]) if "/K" in element else [])
