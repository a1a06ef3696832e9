"""What the program says where it cannot answer: to people in a sentence, to programs in JSON, by its exit code to both."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from khoabang.cli import commands, main
from khoabang.scoring import shipped_evaluations, shipped_sets

SET = "demo-so-2025"


# Explain shows what rank shows


def test_explain_shows_problems_and_exits_as_rank_does(khoabang, rows):
    Path("answers.csv").write_text("body,so_cuoc_hop\nsa,5\nsb,1.234\nsc,1\n")
    khoabang("rank", SET, *rows)
    code, said = khoabang.code, khoabang.err
    assert code == 1
    for more in ([], ["--json"]):
        khoabang("explain", SET, *rows, "sa", *more)
        assert (khoabang.code, khoabang.err) == (code, said)
    assert "NUM002" in said
    assert khoabang.json["kind"] == "khoabang.explanation"


def test_explain_shows_warnings_too(khoabang):
    khoabang("explain", "thai-binh-2020", "vp-ubnd-tinh")
    assert khoabang.code == 0
    assert "ANS021" in khoabang.err


def test_explain_notices_a_difference_from_the_print_that_nobody_explained(khoabang, tmp_path):
    folder = tmp_path / "vinh-phuc-2019"
    shutil.copytree(shipped_evaluations()["vinh-phuc-2019"], folder)
    stated = folder / "stated.csv"
    stated.write_text(stated.read_text().replace("58,083", "58,084"))
    for command in (["rank", folder], ["explain", folder, "so-tttt"]):
        assert khoabang(*command).code == 1
        assert "EVA001" in khoabang.err


def test_a_body_that_was_not_scored_hides_no_other_problem(khoabang, rows):
    Path("answers.csv").write_text("body,so_cuoc_hop\nsa,5\nsc,1\n")
    khoabang("explain", SET, *rows, "sc", "--json")
    assert khoabang.code == 2
    assert {"ANS001", "CMD003"} <= {problem["code"] for problem in khoabang.json["problems"]}


# Misuse with --json


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rank", "--json"], "CMD001"),
        (["rank", "x", "--json", "--frob"], "CMD001"),
        (["rnk", "--json"], "CMD001"),
        (["check", "--json"], "CMD001"),
        (["rank", SET, "--bodies", "b.csv", "--json"], "CMD002"),
        (["explain", "dti-2022", "nowhere", "--json"], "CMD003"),
        (["rank", "dti-2022", "--json", "-o", "foo.txt"], "CMD004"),
        (["rank", "dti-2022", "--json", "-o", "there.json"], "CMD005"),
        (["diff", "dti-2022", "demo-so-2025", "--json"], "CMD006"),
        (["rank", "nowhere", "--json"], "FIL001"),
    ],
)
def test_misuse_is_a_document_where_json_was_asked_for(khoabang, tmp_path, arguments, code):
    (tmp_path / "there.json").write_text("{}")
    khoabang(*arguments)
    assert khoabang.code == 2
    assert (khoabang.json["format"], khoabang.json["kind"]) == (1, "khoabang.problems")
    (problem,) = [problem for problem in khoabang.json["problems"] if problem["severity"] == "error"]
    assert problem["code"] == code
    assert problem["message"]
    assert problem["remedy"]
    assert problem["message"] in khoabang.said.replace("  ", " ") or code in khoabang.err
    english = khoabang("--lang", "en", *arguments).json["problems"][0]
    assert english["code"] == problem["code"]
    assert english["message"] != problem["message"]


def test_a_defect_is_a_document_too(khoabang, monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("secret")

    monkeypatch.setattr(commands, "run", broken)
    assert main(["check", "--list", "--json"]) == 2
    out = capsys.readouterr().out
    assert '"KB0001"' in out
    assert "secret" not in out


# Ports, encodings


@pytest.mark.parametrize("port", ["99999", "65536", "-1", "http"])
def test_a_port_that_is_none_is_misuse(khoabang, port):
    khoabang("serve", "--port", port)
    assert khoabang.code == 2
    assert "CMD001" in khoabang.err
    assert f"--port không nhận '{port}'" in khoabang.said


@pytest.mark.parametrize(("code", "params"), [("CMD007", {"first": 1, "last": 50}), ("CMD008", {"variable": "KHOABANG_DB"})])
def test_a_site_that_cannot_be_served_says_why(khoabang, monkeypatch, code, params):
    from khoabang.web.serve import CannotServe

    def refuse(**_):
        raise CannotServe(code, **params)

    monkeypatch.setattr("khoabang.web.serve.run", refuse)
    khoabang("serve")
    assert khoabang.code == 2
    assert code in khoabang.err


def test_a_data_folder_that_cannot_be_made_is_said(khoabang, tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("khoabang.web.serve.run", refuse)
    assert khoabang("serve", "--data", tmp_path / "d").code == 2
    assert "FIL030" in khoabang.err


def run_in(encoding, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "khoabang.cli", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )


def test_json_is_utf_8_wherever_it_runs(khoabang):
    rank, explain = ["rank", "vinh-phuc-2019", "--json"], ["explain", "vinh-phuc-2019", "so-tttt", "--json"]
    for command, encodings in ((rank, ("utf-8", "ascii", "cp1258")), (explain, ("ascii",)), (["template", SET], ("cp1258",))):
        expected = khoabang(*command).out.encode()
        assert khoabang.code == 0
        for encoding in encodings:
            done = run_in(encoding, *command)
            assert (done.returncode, done.stdout) == (0, expected)


def test_text_on_a_poor_screen_lacks_signs_and_nothing_else():
    done = run_in("ascii", "rank", "thai-binh-2020")
    assert done.returncode == 0
    assert b"KB0001" not in done.stderr
    assert b"342,7" in done.stdout


# What is unreadable gives no ranking


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html>\n<html><head><title>Đăng nhập</title></head>\n<body></body></html>\n",
        "ma,so_cuoc_hop\nsa,5\n",
    ],
)
def test_answers_that_name_no_body_are_unreadable(khoabang, rows, content):
    Path("answers.csv").write_text(content)
    khoabang("rank", SET, *rows)
    assert (khoabang.code, khoabang.out) == (2, "")
    assert "answers.csv" in khoabang.err
    assert khoabang("rank", SET, *rows, "--json").json["kind"] == "khoabang.problems"


UNREADABLE = [(file, damage) for file in ("bodies.csv", "answers.csv", "stated.csv") for damage in ("no table", "a folder")]


@pytest.mark.parametrize(("file", "damage"), [*UNREADABLE, ("bodies.csv", "no body"), ("answers.csv", "no body")])
def test_an_evaluation_with_an_unreadable_table_gives_no_ranking(khoabang, tmp_path, file, damage):
    folder = tmp_path / "thai-binh-2020"
    shutil.copytree(shipped_evaluations()["thai-binh-2020"], folder)
    path = folder / file
    path.unlink(missing_ok=True)
    match damage:
        case "a folder":
            path.mkdir()
        case "no table":
            path.write_bytes(b"PK\x03\x04")
        case _:
            path.write_text("<html>\n<p>\n")
    khoabang("rank", folder)
    assert (khoabang.code, khoabang.out) == (2, "")
    assert file in khoabang.err


# Examples that cannot be read


def with_examples(folder):
    shutil.copytree(shipped_sets()["thai-binh-so-2020"], folder / "thai-binh-so-2020")
    return folder / "thai-binh-so-2020" / "examples.yaml"


def test_examples_that_are_a_folder_are_no_silence(khoabang, tmp_path):
    path = with_examples(tmp_path)
    path.unlink()
    path.mkdir()
    khoabang("check", "./thai-binh-so-2020")
    assert khoabang.code == 2
    assert "FIL031" in khoabang.err
    assert "examples.yaml: Không đọc được tệp này: đây là thư mục" in khoabang.said


def test_examples_that_may_not_be_read_are_no_silence(khoabang, tmp_path, monkeypatch):
    with_examples(tmp_path)
    read = Path.read_text

    def refuse(path, *arguments, **options):
        if path.name == "examples.yaml":
            raise PermissionError(13, "Permission denied")
        return read(path, *arguments, **options)

    monkeypatch.setattr(Path, "read_text", refuse)
    assert khoabang("check", "./thai-binh-so-2020").code == 2
    assert "FIL031" in khoabang.err


def test_examples_that_lead_nowhere_are_no_silence(khoabang, tmp_path):
    path = with_examples(tmp_path)
    path.unlink()
    path.symlink_to(tmp_path / "gone.yaml")
    assert khoabang("check", "./thai-binh-so-2020").code == 2
    assert "FIL001" in khoabang.err


# Comparing proves nothing wrong


def test_diff_exits_clean_when_things_differ(khoabang):
    assert khoabang("diff", "demo-so-2025", "demo-so-2026").code == 0
    assert khoabang("diff", SET, SET).code == 0
