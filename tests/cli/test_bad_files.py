"""Files that no result may come from: each is refused with a code, a place and a remedy, in bounded time and memory, never with a traceback."""

import subprocess
import sys
import unicodedata

import pytest

import hostile
from khoabang.cli import main
from khoabang.scoring import shipped_sets

SET = "thai-binh-so-2020"
BODIES = "code,name,has_procedures\na,Sở A,có\nb,Sở B,không\n"
ANSWERS = 'body,1,2,3,4,5,6\na,50,"99,1",98,100,100,50\nb,50,85,82,,70,50\n'


@pytest.fixture
def rank(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(bodies=BODIES, answers=ANSWERS, kind="csv"):
        (tmp_path / "bodies.csv").write_text(bodies)
        path = tmp_path / f"answers.{kind}"
        path.write_bytes(answers.encode() if isinstance(answers, str) else answers)
        capsys.readouterr()
        code = main(["rank", SET, "--bodies", "bodies.csv", "--answers", path.name])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "KB0001" not in err
        return code, out, " ".join(err.split())

    return run


def test_good_files_rank(rank):
    code, out, err = rank()
    assert (code, err) == (0, "")
    assert "497,1" in out


ANSWERS_CASES = {
    "a body twice": (ANSWERS + "a,1,1,1,1,1,1\n", "csv", 1, "ANS002", "answers.csv:4: body"),
    "an unknown body": (ANSWERS + "c,1,1,1,1,1,1\n", "csv", 1, "ANS001", "answers.csv:4: body"),
    "an unknown column": (ANSWERS.replace(",6\n", ",7\n"), "csv", 1, "ANS003", "answers.csv: 7"),
    "not a number": (ANSWERS.replace("98", "NaN"), "csv", 1, "NUM003", "answers.csv:2: 3"),
    "infinite": (ANSWERS.replace("98", "-inf"), "csv", 1, "NUM003", "answers.csv:2: 3"),
    "an exponent": (ANSWERS.replace("98", "1e999"), "csv", 1, "NUM004", "answers.csv:2: 3"),
    "point and comma mixed": (ANSWERS.replace("98", "98.5"), "csv", 1, "NUM002", "answers.csv:2: 3"),
    "an ambiguous thousand": (ANSWERS.replace("98", "1.234"), "csv", 1, "NUM002", "answers.csv:2: 3"),
    "a dash": (ANSWERS.replace("98", "-"), "csv", 1, "ANS008", "answers.csv:2: 3"),
    "a key twice in JSON": ('[{"body": "a", "1": 5, "1": 6}]', "json", 2, "FIL021", "answers.json: [1]"),
    "NaN in JSON": ('[{"body": "a", "1": NaN}]', "json", 2, "NUM003", "answers.json: [1].1"),
    "1e999 in JSON": ('[{"body": "a", "1": 1e999}]', "json", 2, "NUM004", "answers.json: [1].1"),
    "a decimal comma in JSON": ('[{"body": "a", "1": "9,5"}]', "json", 1, "NUM002", "answers.json: [1].1"),
    "a row that slipped": (ANSWERS.replace('"99,1"', "99,1"), "csv", 2, "FIL014", "answers.csv:2"),
    "a formula": (
        hostile.xlsx(hostile.row(1, "body", "1") + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>25+25</f><v>50</v></c></row>'),
        "xlsx",
        2,
        "FIL010",
        "answers.xlsx:Du lieu!B2",
    ),
    "an error value": (
        hostile.xlsx(hostile.row(1, "body", "1") + '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#DIV/0!</v></c></row>'),
        "xlsx",
        2,
        "FIL011",
        "answers.xlsx:Du lieu!B2",
    ),
    "a truncated workbook": (hostile.xlsx(hostile.row(1, "body", "1"))[:300], "xlsx", 2, "FIL005", "answers.xlsx"),
    "an encrypted workbook": (hostile.encrypted(), "xlsx", 2, "FIL006", "answers.xlsx"),
    "a zip bomb": (hostile.bomb(), "xlsx", 2, "FIL009", "answers.xlsx"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "csv", 2, "FIL004", "answers.csv:1"),
    "nothing": ("", "csv", 2, "FIL015", "answers.csv"),
}


@pytest.mark.parametrize("case", ANSWERS_CASES)
def test_bad_answers_are_refused_with_code_place_and_remedy(rank, case):
    answers, kind, exit_code, problem, place = ANSWERS_CASES[case]
    code, out, err = rank(answers=answers, kind=kind)
    assert code == exit_code, err
    assert f"LỖI {problem}" in err
    assert f"{place}" in err
    assert "→" in err
    if exit_code == 2:
        assert out == ""


def test_a_refused_number_never_becomes_points(rank):
    _, out, _ = rank(answers=ANSWERS.replace("98", "98.5"))
    assert "98,5" not in out
    assert "985" not in out


def test_two_bodies_of_one_code_are_refused(rank):
    code, _, err = rank(bodies=BODIES + "a,Sở khác,có\n")
    assert code == 1
    assert "LỖI BOD002 bodies.csv:4: code" in err


def test_decomposed_text_is_the_same_text(rank):
    code, out, err = rank(bodies=unicodedata.normalize("NFD", BODIES), answers=unicodedata.normalize("NFD", ANSWERS))
    assert code == 0
    assert "LƯU Ý FIL028" in err
    assert "Sở A" in out


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("lang: vi\n", "lang: vi\nlang: vi\n", "SET002"),
        ('maximum: "500"', "maximum: .nan", "SET007"),
        ('maximum: "500"', 'maximum: "1e999"', "SET007"),
        ('maximum: "500"', 'maximum: "5,5"', "SET007"),
        ("lang: vi", "lang: &a vi", "SET003"),
        ("lang: vi", "lang: *a", "SET003"),
        ("lang: vi", "lang: !!python/object/apply:os.system [vi]", "SET003"),
        ("lang: vi", "lang: [", "SET001"),
        ("format: 1", "format: 2", "SET006"),
        ("lang: vi", "lang: vi\nlanguage: vi", "SET004"),
    ],
)
def test_bad_sets_are_refused_with_their_line(tmp_path, monkeypatch, capsys, old, new, code):
    monkeypatch.chdir(tmp_path)
    (tmp_path / SET).mkdir()
    source = (shipped_sets()[SET] / "set.yaml").read_text()
    assert old in source
    (tmp_path / SET / "set.yaml").write_text(source.replace(old, new, 1))
    assert main(["check", f"./{SET}"]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert f"LỖI {code}" in err
    assert f"./{SET}/set.yaml:" in err


MEASURE = """
import resource, sys, time
from khoabang.cli import main
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
code = main(sys.argv[1:])
print(code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, time.monotonic() - began)
"""


@pytest.mark.parametrize(
    "case", ["200 MB of csv", "a zip bomb", "one long text in a million cells", "a cell at the end of the world"]
)
def test_large_files_take_neither_memory_nor_time(tmp_path, case):
    name = "answers.csv" if "csv" in case else "answers.xlsx"
    (tmp_path / "bodies.csv").write_text(BODIES)
    with (tmp_path / name).open("wb") as file:
        match case:
            case "200 MB of csv":
                file.truncate(200_000_000)
            case "a zip bomb":
                file.write(hostile.bomb())
            case "one long text in a million cells":
                cells = "<row>" + '<c t="s"><v>0</v></c>' * 1_000 + "</row>"
                file.write(hostile.xlsx(cells * 1_000, shared=f"<si><t>{'x' * 32_000}</t></si>"))
            case _:
                file.write(hostile.xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    arguments = ["rank", SET, "--bodies", "bodies.csv", "--answers", name]
    done = subprocess.run([sys.executable, "-c", MEASURE, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
    code, megabytes, seconds = done.stdout.split()
    assert code == "2"
    assert "Traceback" not in done.stderr
    assert int(megabytes) < 200
    assert float(seconds) < 20  # far below in fact; a hang is what would fail
