"""The golden publications give the same findings from every kind of file, made in whichever way."""

import pytest

from auditing import golden_files as made
from khoabang.auditing.audit import Audit, audit
from khoabang.auditing.reading import isolated
from khoabang.auditing.reading.readers import read_bytes

WAYS = [pytest.param(make, ending, id=f"{ending}: {name}") for name, ending, make in made.makers()]
SMALL = [pytest.param(make, ending, id=f"{ending}: {name}") for name, ending, make in made.makers(4, 20)]


def audited(content: bytes, ending: str) -> Audit:
    """Read in this process: quicker, and the child is tested for itself."""
    document = isolated.taken_over(read_bytes(content, f"a.{ending}"), f"a.{ending}")
    assert document.problems.codes == []
    return audit(document)


def proved(found: Audit) -> list[tuple[object, ...]]:
    findings = [finding.as_json() for finding in found.proved]
    return [
        (each["code"], each["body"], each["column"], each["printed"], each["expected"], (each["changes"] or {}).get("rank"))
        for each in findings
    ]


KINDS = {"sum", "mean", "weighted", "product", "share", "order"}


def inferred(found: Audit) -> list[list[tuple[str, int]]]:
    """Give what is said of how figures and places are made, and how many rows bear it out."""
    tables = found.as_json()["tables"]
    return [[(each["kind"], each["agree"]) for each in table["inferred"] if each["kind"] in KINDS] for table in tables]


# Thái Bình 2020

THAI_BINH = [
    ("over_maximum.bound", "Văn phòng UBND tỉnh", "Nhân lực cho ứng dụng CNTT", "55", "50.3", [6, 7]),
    ("date.conflict", None, None, "05/04/2021", "05/01/2021", None),
]


def is_thai_binh(found: Audit) -> None:
    assert proved(found) == THAI_BINH
    (over, *_) = (finding.as_json() for finding in found.proved)
    assert over["further"] == [{"if": "maximum", "value": "50", "rank": [6, 8], "class": ["Tốt", "Khá"]}]
    assert inferred(found) == [[("sum", 19), ("share", 16), ("share", 3), ("order", 19)]]
    assert [finding for finding in found.all_findings if finding.grade == "suspect"] == []


def test_the_decision_of_thai_binh_as_it_stands():
    is_thai_binh(audited(made.source("thai-binh-2020").encode(), "txt"))
    is_thai_binh(audited(made.source("thai-binh-2020").replace("\n", "\r\n").encode("utf-8-sig"), "txt"))


@pytest.mark.parametrize(("make", "ending"), [*WAYS, pytest.param(made.docx_letter, "docx", id="docx: letter")])
@pytest.mark.parametrize("parted", [True, False], ids=["two tables", "one table"])
def test_the_decision_of_thai_binh_from_every_file(make, ending, parted):
    is_thai_binh(audited(make(made.thai_binh(parted=parted)), ending))


# Vĩnh Phúc 2019


def is_vinh_phuc(found: Audit) -> None:
    assert proved(found) == []
    assert inferred(found) == [[("sum", 20), ("order", 20)], [("sum", 9), ("order", 9)]]
    told = found.as_json()
    maxima = [[column["maximum"] for column in table["columns"]] for table in told["tables"]]
    assert maxima == [[None, None, "18", "45", "63"], [None, None, "43", "95", "138"]]
    assert len(told["borne_out"]) >= 8
    assert [finding for finding in found.all_findings if finding.grade == "suspect"] == []


def test_the_page_of_vinh_phuc_as_it_stands():
    is_vinh_phuc(audited(made.source("vinh-phuc-2019").encode(), "txt"))


@pytest.mark.parametrize(
    ("make", "ending"),
    [
        *(way for way in WAYS if way.id != "html: html_lines"),  # where a browser shows no empty first cell either
        pytest.param(made.docx_merged, "docx", id="docx: merged"),
    ],
)
def test_the_page_of_vinh_phuc_with_tables_from_every_file(make, ending):
    is_vinh_phuc(audited(make(made.vinh_phuc()), ending))


@pytest.mark.parametrize(("make", "ending"), WAYS)
def test_the_page_of_vinh_phuc_a_value_a_line_from_every_file(make, ending):
    is_vinh_phuc(audited(make(made.vinh_phuc_lines()), ending))


# Published tables

FORMULAS = {
    "asem": [("mean", "points", 2, []), ("mean", "Conn", 5, []), ("mean", "Sust", 3, [])],
    "egdi-2018": [("mean", "index", 3, [])],
    "pci-2019": [("weighted", "points", 10, ["0.5", "0.5", "2", "0.5", "1", "0.5", "0.5", "2", "2", "0.5"])],
}


@pytest.mark.parametrize(("make", "ending"), SMALL)
@pytest.mark.parametrize("name", FORMULAS)
def test_published_tables_from_every_file(name, make, ending):
    rows = made.published(name)
    found = audited(make([rows]), ending)
    assert proved(found) == []
    (table,) = found.as_json()["tables"]
    assert len(table["rows"]) == len(rows) - 1
    formulas = [
        (each["kind"], each["column"], len(each["of"]), each["weights"])
        for each in table["inferred"]
        if each["kind"] in KINDS - {"order"}
    ]
    assert sorted(formulas) == sorted(FORMULAS[name])
    total = FORMULAS[name][0][1]
    orders = [(each["column"], each["of"], each["agree"]) for each in table["inferred"] if each["kind"] == "order"]
    assert ("rank", [total], len(rows) - 1) in orders
