"""Files made to do harm, and files that came to harm: each ends with a problem, in the time and memory stated, and no traceback.

The fuzzer mutates small valid files; a seeded sample of them unless KB_STRESS=1.
"""

import io
import logging
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

import hostile
from auditing import samples
from khoabang.auditing.document import Document
from khoabang.auditing.reading import isolated, read_document, read_text, scans
from khoabang.auditing.reading.child import packed
from khoabang.auditing.reading.limits import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_PAGES, MAX_PASTED, MAX_RESULT, MEMORY
from khoabang.auditing.reading.readers import read_bytes
from khoabang.scoring.problem_catalogue import CATALOGUE

STRESS = os.environ.get("KB_STRESS") == "1"
PICTURES = ("png", "jpeg", "tiff")
SAMPLE, ALL = 20, 2_000  # mutations of each kind
SECONDS = 20
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def read(folder: Path, name: str, content: bytes) -> Document:
    path = folder / name
    path.write_bytes(content)
    return read_document(path, seconds=SECONDS)


def codes(folder: Path, name: str, content: bytes) -> list[str]:
    document = read(folder, name, content)
    assert not (document.problems.errors and document.blocks)
    return document.problems.codes


# Refused by what they are


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert read_document(tmp_path / "absent.csv").problems.codes == ["AUD001"]
    assert read_document(tmp_path).problems.codes == ["AUD002"]
    assert read_document(tmp_path / "pipe").problems.codes == ["AUD002"]
    assert codes(tmp_path, "empty.xlsx", b"") == ["AUD003"]
    assert codes(tmp_path, "blank.csv", b" \n\t\n") == ["AUD003"]


def test_a_file_that_may_not_be_opened_is_named(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(isolated.os, "open", refuse)
    assert codes(tmp_path, "a.csv", b"a;b\n1;2\n") == ["FIL031"]


def test_a_gigabyte_of_text_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    start = time.monotonic()

    assert read_document(path).problems.codes == ["AUD004"]
    assert time.monotonic() - start < 1


def test_more_text_than_is_read_is_refused(tmp_path):
    assert codes(tmp_path, "long.txt", b"a" * (MAX_BYTES - 1)) == ["AUD013"]
    assert read_text("a" * (MAX_PASTED + 1)).problems.codes == ["AUD013"]
    assert read_text(" \n").problems.codes == ["AUD003"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bomb.xlsx", hostile.bomb, "AUD010"),
        ("bomb.docx", lambda: samples.word("", {"word/media/a.bin": b" " * 150_000_000}), "AUD010"),
        ("macro.xlsm", lambda: hostile.xlsx(hostile.row(1, "a"), extra={"xl/vbaProject.bin": b"x"}), "AUD008"),
        ("macro.docm", lambda: samples.word(samples.paragraph("a"), {"word/vbaProject.bin": b"x"}), "AUD008"),
        ("macro.ods", lambda: hostile.ods("", extra={"Basic/Standard/M.xml": b"<x/>"}), "AUD008"),
        (
            "macro.xls",
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook _VBA_PROJECT".encode("utf-16-le") + bytes(600),
            "AUD008",
        ),
        ("links.xlsx", lambda: hostile.xlsx("", extra={"xl/externalLinks/externalLink1.xml": b"<x/>"}), "AUD009"),
        ("locked.xlsx", hostile.encrypted, "AUD007"),
        ("locked.ods", lambda: hostile.ods("", manifest="<encryption-data/>"), "AUD007"),
        ("laughs.xlsx", lambda: hostile.xlsx(hostile.row(1, "&j;"), doctype=ENTITIES), "AUD026"),
        ("laughs.docx", lambda: samples.word(samples.paragraph("x").replace(">x<", ">&j;<"), doctype=ENTITIES), "AUD026"),
        ("outside.xlsx", lambda: hostile.xlsx(hostile.row(1, "&a;"), doctype=OUTSIDE), "AUD026"),
        ("outside.docx", lambda: samples.word(samples.paragraph("x").replace(">x<", ">&a;<"), doctype=OUTSIDE), "AUD026"),
        ("wide.csv", lambda: b";".join([b"1"] * 10_000) + b"\n", "AUD011"),
        ("wide.html", lambda: b"<table><tr>" + b"<td>1" * 10_000, "AUD011"),
        ("wide.xlsx", lambda: hostile.xlsx('<row r="1"><c r="NTP1"><v>1</v></c></row>'), "AUD011"),
        (
            "far.xlsx",
            lambda: hostile.xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="ALL999999"><v>1</v></c></row>'),
            "AUD012",
        ),
        ("lines.txt", lambda: b"a\n" * (MAX_CELLS + 2), "AUD012"),
        ("lines.csv", lambda: b"\n" * (MAX_CELLS + 2) + b"a;b", "AUD012"),
        ("deep.html", lambda: b"<p>a<div>" + b"<div>" * 200_000 + b"x", "AUD015"),
        ("deep tables.html", lambda: b"<table><tr><td>a" * 20_000, "AUD015"),
        ("cells.html", lambda: b"<table>" + b"<tr><td rowspan=60000 colspan=1000>abc" + b"<tr>" * 60_000, "AUD012"),
        (
            "cells.ods",
            lambda: hostile.ods(
                f'<table:table-row table:number-rows-repeated="1000000">{hostile.ods_cell("a")}</table:table-row>'
            ),
            "AUD012",
        ),
        ("words.html", lambda: b"<table>" + b"<tr><td colspan=900>" + b"a" * 1_000_000 + b"</table>", "AUD013"),
        ("deep.docx", lambda: samples.word("<w:x>" * 200 + "</w:x>" * 200), "AUD015"),
        ("deeper.docx", lambda: samples.word("<w:x>" * 9_000 + "</w:x>" * 9_000), "AUD015"),
        ("garbage.bin", lambda: random.Random(1).randbytes(50_000), "AUD005"),
        ("garbage.csv", lambda: random.Random(2).randbytes(50_000), "AUD005"),
        ("garbage.pdf", lambda: random.Random(3).randbytes(50_000), "AUD006"),
        ("garbage.xlsx", lambda: random.Random(4).randbytes(50_000), "AUD006"),
        ("picture.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "AUD006"),
        ("letter.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(600), "AUD005"),
        ("other.zip", lambda: hostile.packed({"a.txt": "a"}), "AUD005"),
        ("pictures.docx", lambda: samples.word("<w:p/>"), "AUD019"),
        ("head.pdf", lambda: b"%PDF-1.7\n", "AUD006"),
    ],
)
def test_a_file_made_to_do_harm_is_refused(tmp_path, name, content, code):
    assert codes(tmp_path, name, content()) == [code]


def test_entities_of_a_page_do_not_grow(tmp_path):
    document = read(tmp_path, "laughs.html", (ENTITIES.replace(" x ", " html ") + "<p>&j;</p><p>x</p>").encode())
    assert len(document.prose) < 500


def test_formulas_are_text_and_nothing_more(tmp_path):
    document = read(tmp_path, "inject.csv", b"a;b\n=cmd|'/c calc'!A1;@SUM(1)\n")
    assert next(document.grids).rows[1][0].text == "=cmd|'/c calc'!A1"


# PDF


def test_a_pdf_of_very_many_objects_ends_in_time(tmp_path):
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", *([b"<</A[1 2 3]>>"] * 300_000)]
    content = samples.pdf_file(objects)
    start = time.monotonic()

    assert codes(tmp_path, "objects.pdf", content) == ["AUD027"]
    assert time.monotonic() - start < 5


def test_a_pdf_that_draws_without_end_is_stopped(tmp_path):
    pdf = samples.Pdf()
    pdf.page()
    pdf.text(50, 50, "a")
    pdf.pages[-1] += ["0 0 m 9 9 l S"] * 30_000
    assert codes(tmp_path, "lines.pdf", pdf.made()) == ["AUD012"]


def test_a_stream_that_unpacks_to_gigabytes_is_stopped(tmp_path):
    pages = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        samples.blank_stream(30),
    ]
    assert set(codes(tmp_path, "bomb.pdf", samples.pdf_file(pages))) <= {"AUD006", "AUD016", "AUD017"}


def test_pages_that_name_themselves_as_their_children_end(tmp_path):
    pages = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]
    assert set(codes(tmp_path, "ring.pdf", samples.pdf_file(pages))) <= {"AUD006", "AUD016"}


def test_too_many_pages_are_refused(tmp_path):
    pdf = samples.Pdf()
    for _ in range(MAX_PAGES + 1):
        pdf.page()
    assert codes(tmp_path, "pages.pdf", pdf.made()) == ["AUD014"]


# The process that reads


def test_time_runs_out_in_the_child_alone(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(samples.as_csv())
    ended = subprocess.CompletedProcess([], -24)
    for result in (ended, subprocess.TimeoutExpired([], 1)):

        def run(*_, result=result, **__):
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr(isolated.subprocess, "run", run)
        assert read_document(path).problems.codes == ["AUD016"]


@pytest.mark.parametrize(
    "written", [b"", b"{", b"[]", b'{"kind":1}', b'{"kind":"csv","blocks":[["p"]],"hidden":[],"problems":[]}', b"[" * 99_999]
)
def test_a_child_that_answers_nonsense_is_no_traceback(tmp_path, monkeypatch, written):
    def run(*_, stdout, **__):
        stdout.write(written)
        return subprocess.CompletedProcess([], 0)

    (tmp_path / "a.csv").write_bytes(samples.as_csv())
    monkeypatch.setattr(isolated.subprocess, "run", run)
    assert read_document(tmp_path / "a.csv").problems.codes == ["AUD017"]


@pytest.mark.parametrize(
    ("seconds", "attempt", "allowed"),
    [
        (60, f"x = bytearray({MEMORY})", False),
        (60, f"with open('out', 'wb') as f: f.write(bytes({MAX_RESULT + 9}))", False),
        (1, "while True: pass", False),
        (60, "[open('/dev/null') for _ in range(99)]", False),
        (60, "import lxml.html, pypdfium2; x = bytearray(300_000_000)", True),
    ],
)
def test_the_limits_of_the_child_hold(tmp_path, seconds, attempt, allowed):
    program = f"from khoabang.auditing.reading.child import set_limits; set_limits({seconds})\n{attempt}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode == 0) is allowed


def test_a_module_beside_the_file_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert codes(tmp_path, "a.csv", samples.as_csv()) == []


# Cut, renamed and mutated files


@pytest.mark.parametrize("kind", samples.MADE)
@pytest.mark.parametrize("share", [3, 50, 97])
def test_a_file_cut_off_is_read_or_refused(kind, share):
    whole = samples.MADE[kind]()
    gathered = read_bytes(whole[: len(whole) * share // 100], f"cut.{kind}")
    if kind in {"xlsx", "ods", "docx"}:
        assert [problem.code for problem in gathered.problems] == ["AUD006"]
    assert_is_sound(gathered)


@pytest.mark.parametrize("kind", samples.MADE)
@pytest.mark.parametrize("ending", ["xlsx", "pdf", "csv", "html", "docx", "xls", "exe"])
def test_a_wrong_ending_is_seen_through(kind, ending):
    right, wrong = read_bytes(samples.MADE[kind](), f"a.{kind}"), read_bytes(samples.MADE[kind](), f"a.{ending}")
    if kind in {"xlsx", "xls", "ods", "docx", "html", "pdf"}:
        assert wrong.blocks == right.blocks
        assert [problem.code for problem in wrong.problems] == (["AUD020"] if ending not in {kind, "exe"} else [])
    assert_is_sound(wrong)


def assert_is_sound(gathered):
    """It has the shape that the parent takes over, and codes that exist."""
    document = isolated.taken_over(gathered, "a")
    packed(gathered)
    for grid in document.grids:
        assert {len(row) for row in grid.rows} == {len(grid.rows[0])}
        assert len(grid.rows[0]) <= MAX_COLUMNS
    assert set(document.problems.codes) <= CATALOGUE.keys()
    if document.problems.errors:
        assert document.blocks == []


def mutated(whole: bytes, chance: random.Random) -> bytes:
    content = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not content:
            break
        place = chance.randrange(len(content))
        match chance.randrange(5):
            case 0:
                content[place] ^= 1 << chance.randrange(8)
            case 1:
                content[place] = chance.randrange(256)
            case 2:
                del content[place : place + chance.randrange(1, 60)]
            case 3:
                content[place:place] = content[place : place + chance.randrange(1, 60)]
            case 4:
                del content[place:]
    return bytes(content)


@pytest.mark.stress
@pytest.mark.slow
@pytest.mark.parametrize("kind", [*samples.MADE, *PICTURES])
def test_mutated_files_end_in_blocks_or_problems(kind, tmp_path):
    """In one process with the limits of a child, so that twenty thousand starts are spared.

    A library that ends its process (calamine does where a damaged xls asks for too much memory) is seen by the parent of a real child.
    """
    count = ALL if STRESS else SAMPLE
    first = 0
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    while first < count:
        code = (
            "from auditing.test_reading_hostile import fuzz; from khoabang.auditing.reading.child import set_limits; "
            f"set_limits(1800); fuzz({kind!r}, {first}, {count})"
        )
        command = [sys.executable, "-W", "ignore", "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != -signal.SIGABRT:
            assert done.returncode == 0, done.stderr[-3000:]
            break
        last = int(done.stdout.split()[-1])
        assert codes(tmp_path, f"a.{kind}", mutation(kind, last)) == ["AUD017"]
        first = last + 1


def mutation(kind: str, seed: int) -> bytes:
    return mutated(picture(kind) if kind in PICTURES else samples.MADE[kind](), random.Random(f"{kind} {seed}"))


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, kind)
    return file.getvalue()


def fuzz(kind: str, first: int, end: int) -> None:
    logging.disable()  # libraries tell the defects that they work around
    scans._tesseract = lambda: ""  # wherever this runs: a page without text is named and nothing more
    for seed in range(first, end):
        sys.stdout.write(f"{seed}\n")
        sys.stdout.flush()
        assert_is_sound(read_bytes(mutation(kind, seed), f"a.{kind}"))


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_reading_leaves_the_parent_as_it_was(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_AS), open_files()
    read(tmp_path, "bomb.xlsx", hostile.bomb(20_000_000))
    assert (resource.getrlimit(resource.RLIMIT_AS), open_files()) == before
