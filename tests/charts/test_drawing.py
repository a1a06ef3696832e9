"""Charts as SVG: well-formed, in the letters that were typed, the same bytes each time, legible in every theme."""

import itertools
import json
import re
import subprocess
import sys
import threading
import unicodedata
from xml.etree import ElementTree as ET

import pytest

from charts.results import bodies, result
from khoabang.charts import bars, distribution, movement, profile, svg
from khoabang.charts.letters import folded, measured
from khoabang.charts.look import COLOURS, THEMES, themed

SVG = "{http://www.w3.org/2000/svg}"
THEMES_ = sorted(THEMES)


@pytest.fixture(scope="module")
def chart():
    return bars(result("thai-binh-2020"), "departments")


def said(drawn):
    return [element.text or "" for element in ET.fromstring(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("theme", THEMES_)
@pytest.mark.parametrize("width", [380, 960])
def test_a_drawing_is_well_formed_and_says_every_name_and_figure(chart, theme, width):
    drawn = svg(chart, theme, width)
    root = ET.fromstring(drawn)
    assert (root.get("width"), root.get("height")) == (str(width), str(chart.height_at(width)))
    assert root.find(f"{SVG}title").text == chart.title
    assert root.find(f"{SVG}desc").text == chart.sentence
    words = " ".join(said(drawn))
    assert unicodedata.is_normalized("NFC", words)
    for row in bodies(result("thai-binh-2020")):
        assert all(word in words for word in row["name"].split())
        assert row["index"]["stated"].replace(".", ",") in words
    assert "@" not in drawn
    assert "…" not in words


def test_names_with_signs_of_markup_are_text():
    document = result("thai-binh-2020")
    bodies(document)[0]["name"] = "Sở <b> & Co. {a} \\1"
    drawn = svg(bars(document, "departments"))
    assert "Sở <b> & Co. (a) \\1" in " ".join(said(drawn))
    assert "Sở <b> & Co." in ET.fromstring(drawn).find(f"{SVG}title").text


def test_a_drawing_has_the_same_bytes_in_another_process_and_another_thread(chart):
    here = svg(chart, "light", 700)
    script = (
        "import json, sys; from khoabang.charts import Chart, Table, svg; "
        "told = json.load(sys.stdin); sys.stdout.buffer.write(svg(Chart(table=Table((), ()), **told), 'light', 700).encode())"
    )
    told = {key: getattr(chart, key) for key in ("title", "sentence", "option", "height", "narrow_height", "lang")}
    other = subprocess.run([sys.executable, "-c", script], input=json.dumps(told).encode(), capture_output=True, check=True)
    assert other.stdout.decode() == here
    found = []
    thread = threading.Thread(target=lambda: found.append(svg(chart, "light", 700)))
    thread.start()
    thread.join()
    assert found == [here]


def test_another_drawing_in_between_changes_nothing(chart):
    first = svg(chart, "light", 701)
    svg(distribution(result("thai-binh-2020"), "departments"), "dark", 380)
    from khoabang.charts import drawing

    drawing._drawn.cache_clear()
    assert svg(chart, "light", 701) == first


def test_nothing_is_fetched_or_run(chart):
    drawn = svg(chart)
    assert "<script" not in drawn
    assert re.findall(r"(?:href|src)=\"(?!#)", drawn) == []
    assert re.findall(r"url\((?!#)", drawn) == []


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES_)
def test_letters_and_fillings_stand_out_from_the_paper(theme):
    colours = THEMES[theme]
    assert min(contrast(colours[name], colours["paper"]) for name in ("ink", "soft", "strong", "up", "down")) >= 4.5
    assert min(contrast(colours[str(place + 1)], colours["paper"]) for place in range(COLOURS)) >= 3


@pytest.mark.parametrize("theme", THEMES_)
def test_every_colour_of_an_option_is_in_every_theme(chart, theme):
    drawings = [
        chart,
        movement(result("demo-su-nghiep-2026"), "su-nghiep"),
        profile(result("thai-binh-2020"), "departments", "so-y-te"),
    ]
    assert "@" not in json.dumps([themed(each.option, theme) for each in drawings])


def test_neighbours_in_a_bar_differ_by_pattern_too(chart):
    patterns = [json.dumps(each["itemStyle"].get("decal")) for each in chart.option["baseOption"]["series"]]
    assert all(one != other for one, other in itertools.pairwise(patterns))


def test_vietnamese_letters_are_measured_in_the_shipped_face():
    assert measured("Ủy ban nhân dân huyện Quỳnh Phụ") == pytest.approx(217, abs=5)
    assert folded("Ban Quản lý khu kinh tế và các khu công nghiệp", 150).split("\n") == [
        "Ban Quản lý khu kinh tế",
        "và các khu công nghiệp",
    ]
