"""A body's own Word template: what it may name is filled in; what it must not do it cannot, and could without the sandbox."""

import io
import zipfile
from functools import cache
from typing import Any

import docx
import jinja2
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from khoabang.documents import own_template
from khoabang.documents.content import CannotDrawError, Content
from khoabang.documents.decision import decision
from khoabang.documents.facts import read_facts
from khoabang.documents.own_template import fill, variables
from khoabang.documents.own_template_child import answer
from khoabang.scoring import Problems, evaluate, shipped_evaluations

FOLDER = shipped_evaluations()["thai-binh-2020"]
WHOLE = [
    "{{ co_quan | join(' ') }} – {{ so }}",
    "{{ dia_danh_ngay }}",
    "{{ loai }}: {{ trich_yeu }}",
    "{%p for dong in can_cu %}",
    "{{ dong }}",
    "{%p endfor %}",
    "{%p for d in dieu %}",
    "{{ d.ten }} {{ d.doan | join(' ') }}",
    "{%p endfor %}",
    "{{ phu_luc[0].ten }} {{ phu_luc[0].kem_theo }}",
    "{{p bang_xep_hang }}",
    "Nơi nhận: {{ noi_nhan | join(' ') }}",
]


@cache
def content() -> Content:
    evaluated, _ = evaluate(FOLDER)
    facts = read_facts(FOLDER / "facts.yaml", "facts.yaml", Problems())
    assert evaluated is not None
    assert facts is not None
    return decision(evaluated.result, facts.decision)


def template(*paragraphs: str, change: Any = None) -> bytes:
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    if change:
        change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def with_parts(raw: bytes, extra: dict[str, bytes] | None = None, old: bytes = b"", new: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            kept.writestr(name, made.read(name).replace(old, new) if old else made.read(name))
        for name, part in (extra or {}).items():
            kept.writestr(name, part)
    return packed.getvalue()


def answered(raw: bytes, said: Any = None) -> tuple[str, dict[str, str]]:
    """What the child would answer, in this process: for what ends by itself."""
    import base64

    told = answer({"template": base64.b64encode(raw).decode(), "variables": said or variables(content()), "mark": content().mark})
    if "problem" in told:
        return told["problem"][0], told["problem"][1]
    opened = docx.Document(io.BytesIO(base64.b64decode(told["document"])))
    return "", {"text": "\n".join(paragraph.text for paragraph in opened.paragraphs)}


def refused(raw: bytes, **options: Any) -> str:
    with pytest.raises(CannotDrawError) as error:
        fill(raw, content(), **options)
    return error.value.code


def test_a_template_gets_the_words_and_the_table_of_the_decision():
    filled = fill(template(*WHOLE), content())
    assert filled == fill(template(*WHOLE), content())
    document = docx.Document(io.BytesIO(filled))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "ỦY BAN NHÂN DÂN TỈNH THÁI BÌNH – Số: 06/QĐ-UBND" in text
    assert "Căn cứ Luật Tổ chức Chính quyền địa phương ngày 19/6/2015;" in text
    assert "Điều 2. Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng" in text
    assert "{" not in text
    (table,) = document.tables
    expected = content().tables[0]
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [
        tuple(column.heading for column in expected.columns),
        *expected.rows,
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_what_is_no_original_says_so_on_every_page_whatever_the_template_says():
    def two_sections(document: Any) -> None:
        second = document.add_section()
        second.different_first_page_header_footer = True
        second.footer.is_linked_to_previous = False
        second.first_page_footer.is_linked_to_previous = False

    for section in docx.Document(io.BytesIO(fill(template("x", change=two_sections), content()))).sections:
        for footer in (section.footer, section.first_page_footer, section.even_page_footer):
            assert footer.paragraphs[-1].text == "Bản dựng lại, không thay văn bản gốc"


def test_a_row_for_each_body_can_be_made_by_the_template_itself():
    def rows(document: Any) -> None:
        table = document.add_table(rows=3, cols=2)
        table.cell(0, 0).text = "{%tr for d in bang[0].dong %}"
        table.cell(1, 0).text, table.cell(1, 1).text = "{{ d[0] }}", "{{ d[1] }}"
        table.cell(2, 0).text = "{%tr endfor %}"

    (table,) = docx.Document(io.BytesIO(fill(template(change=rows), content()))).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [row[:2] for row in content().tables[0].rows]


@pytest.mark.parametrize("named", ["Sở <w:br/> & Ban", "{{ 7 * 7 }}", "{% raw %}"])
def test_what_a_body_is_called_is_text_in_a_template_too(named):
    assert answered(template("{{ trich_yeu }}"), {**variables(content()), "trich_yeu": named}) == ("", {"text": named})


# What a template must not do, and does without the sandbox.

READS_A_FILE = "{{ loai.__class__.__mro__[-1].__subclasses__() | length }}"
HOSTILE = {
    "classes": READS_A_FILE,
    "globals": "{{ self.__init__.__globals__ }}",
    "format": "{{ '{0.__class__.__mro__}'.format(loai) }}",
    "attr": "{{ loai | attr('__class__') }}{{ (loai | attr('__class__')).__mro__ }}",
    "changes": "{{ can_cu.append('x') }}",
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_a_template_reaches_nothing_but_the_values_it_is_given(payload):
    code, params = answered(template("Mở đầu", payload))
    assert code in {"PAP063", "PAP064"}
    assert params["excerpt"]
    assert params["paragraph"] == "2"


def test_without_the_sandbox_the_same_payload_reads_a_file(tmp_path):
    (tmp_path / "secret.txt").write_text("bí mật", encoding="utf-8")
    place = next(i for i, c in enumerate(object.__subclasses__()) if "__builtins__" in getattr(c.__init__, "__globals__", {}))
    builtins = f"''.__class__.__mro__[1].__subclasses__()[{place}].__init__.__globals__['__builtins__']"
    payload = f"{{{{ {builtins}['__import__']('pathlib').Path('{tmp_path}/secret.txt').read_text('utf-8') }}}}"
    open_handed = DocxTemplate(io.BytesIO(template(payload)))
    open_handed.render({}, jinja2.Environment(autoescape=True))  # the positive control
    saved = io.BytesIO()
    open_handed.save(saved)
    assert "bí mật" in docx.Document(io.BytesIO(saved.getvalue())).paragraphs[0].text
    assert answered(template(payload))[0] in {"PAP063", "PAP064"}


def test_no_setting_is_in_the_process_that_fills_it_in(monkeypatch):
    monkeypatch.setenv("KHOABANG_SECRET", "bí mật")
    seen: dict[str, Any] = {}
    original = own_template.subprocess.run

    def watched(command: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return original(command, **options)

    monkeypatch.setattr(own_template.subprocess, "run", watched)
    fill(template("{{ loai }}"), content())
    assert sorted(seen) == ["PATH", "PYTHONPATH", "PYTHONUTF8"]


@pytest.mark.parametrize(
    "payload",
    [
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ namespace() }}",
        "{{ khong_co }}",
    ],
)
def test_there_is_no_loader_no_function_and_no_name_that_is_not_given(payload):
    assert answered(template(payload))[0] in {"PAP062", "PAP063", "PAP064"}


def test_a_template_that_never_ends_is_ended():
    loops = "".join(f"{{% for a{i} in trich_yeu %}}" for i in range(9)) + "x" + "{% endfor %}" * 9
    assert refused(template(loops), seconds=4) in {"PAP065", "PAP066"}


@pytest.mark.parametrize("payload", ["{{ ('a' * 100000) * 100000 }}", "{{ 'a' | center(3000000000) }}"])
def test_a_template_that_eats_memory_is_ended(payload):
    assert refused(template(payload)) == "PAP066"


def external(document: Any) -> None:
    document.part.relate_to(
        "http://example.org/x.dotx", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/frame", is_external=True
    )


def field(*pieces: str) -> Any:
    def change(document: Any) -> None:
        for piece in pieces:
            text = OxmlElement("w:instrText")
            text.text = piece
            document.paragraphs[0].add_run()._r.append(text)

    return change


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (template("x", change=external), "PAP060"),
        (template("x", change=field("INCLUDE", 'TEXT "C:\\\\x.docx"')), "PAP061"),
        (template("x", change=field("DDEAUTO c:\\\\windows\\\\cmd.exe")), "PAP061"),
        (template("x", change=field("{{ 'INCL' ~ 'UDETEXT' }} x")), "PAP061"),
        (with_parts(template("x"), {"word/embeddings/oleObject1.bin": b"x"}), "PAP061"),
        (with_parts(template("x"), {"word/vbaProject.bin": b"x"}), "AUD008"),
        (with_parts(template("x"), old=b"wordprocessingml.document.main+xml", new=b"document.macroEnabled.main+xml"), "AUD008"),
        (with_parts(template("x"), {"word/bomb.xml": b"0" * 60_000_000}), "AUD010"),
        (
            with_parts(
                template("x"), old=b"<w:document", new=b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
            ),
            "AUD026",
        ),
        (b"no Word file", "AUD006"),
        (with_parts(template("x"), old=b"word/document.xml", new=b"word/none.xml"), "AUD006"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_reaches_outside_or_runs_is_refused(raw, code):
    assert answered(raw)[0] == code


def test_a_link_to_a_page_is_no_danger():
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    allowed = template("x", change=lambda document: document.part.relate_to("https://thaibinh.gov.vn", link, is_external=True))
    assert answered(allowed)[0] == ""
    disk = template("x", change=lambda document: document.part.relate_to("file:///etc/passwd", link, is_external=True))
    assert answered(disk)[0] == "PAP060"


@pytest.mark.parametrize(
    ("paragraphs", "code", "paragraph", "excerpt"),
    [
        (("Một", "Hai", "{% if loai %} thiếu"), "PAP062", "3", "{% if loai %} thiếu"),
        (("Một", "{{ loai | khong_co }}"), "PAP062", "2", "{{ loai | khong_co }}"),
        (("Một", "{{ trich_yeuu }}"), "PAP063", "2", "{{ trich_yeuu }}"),
        (("Một", "{{ 1 / 0 }}"), "PAP062", "2", "{{ 1 / 0 }}"),
    ],
)
def test_what_is_wrong_in_a_template_is_said_with_its_place(paragraphs, code, paragraph, excerpt):
    found, params = answered(template(*paragraphs))
    assert (found, params["paragraph"]) == (code, paragraph)
    assert excerpt.split()[-1] in params["excerpt"]
    assert params["detail"]


def test_what_cannot_be_a_document_is_said_to_be_none():
    assert answered(template("Trước {{ dau }} sau"), {**variables(content()), "bang": [{"word": "<w:tbl>"}]})[0] == ""
    broken = {**variables(content()), "bang": [{"word": "<w:tbl>"}]}
    assert answered(template("{{p bang_xep_hang }}"), broken)[0] == "PAP067"


def test_a_template_that_is_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr(own_template, "MAX_BYTES", 10)
    assert refused(template("x")) == "AUD004"
