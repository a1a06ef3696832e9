"""The program as a whole: its help, its languages, misuse, defects, pipes and terminals."""

import os
import pty
import re
import subprocess
import sys

import pytest

from khoabang.cli import commands, main
from khoabang.cli.arguments import COMMANDS

SET = "demo-so-2025"


# Language, misuse, the last resort


def test_the_help_is_in_vietnamese_or_english(khoabang):
    khoabang("--help")
    assert khoabang.code == 0
    for word in ("Cách dùng", "Các lệnh", "Tùy chọn", *COMMANDS):
        assert word in khoabang.out
    assert "show this help" not in khoabang.out
    for command in COMMANDS:
        assert khoabang(command, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "còn thiếu COMMAND"),
        (["rank"], "còn thiếu ROUND"),
        (["rnk"], "COMMAND không nhận 'rnk'"),
        (["rank", "x", "--frob"], "không hiểu --frob"),
        (["rank", "x", "--bodies"], "--bodies cần một giá trị đi kèm"),
        (["serve", "--port", "x"], "--port không nhận 'x'"),
        (["rank", SET, "--bodies", "b.csv"], "Cần cả --bodies và --answers"),
        (["rank", "thai-binh-so-2020"], "Cần cả --bodies và --answers"),
        (["--lang", "fr", "rank"], "--lang không nhận 'fr'"),
    ],
)
def test_misuse_is_said_in_a_sentence(khoabang, arguments, said):
    khoabang(*arguments)
    assert (khoabang.code, khoabang.out) == (2, "")
    assert said in khoabang.said


def test_the_language_comes_from_the_option_or_the_environment(khoabang, monkeypatch):
    vietnamese = khoabang("rank", "vinh-phuc-2019").out
    for arguments in (["--lang", "en", "rank", "vinh-phuc-2019"], ["rank", "vinh-phuc-2019", "--lang=en"]):
        assert khoabang(*arguments).out != vietnamese
        assert "58.083" in khoabang.out
    monkeypatch.setenv("KHOABANG_LANG", "en")
    assert "58.083" in khoabang("rank", "vinh-phuc-2019").out
    assert khoabang("rank", "vinh-phuc-2019", "--lang", "vi").out == vietnamese
    monkeypatch.setenv("KHOABANG_LANG", "xx")
    assert khoabang("rank", "vinh-phuc-2019").out == vietnamese


def test_a_defect_is_a_sentence_with_a_code_and_never_a_traceback(khoabang, monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("secret")

    monkeypatch.setattr(commands, "run", broken)
    assert main(["check", "--list"]) == 2
    said = capsys.readouterr().err
    assert "KB0001" in said
    assert "secret" not in said
    assert "Traceback" not in said
    monkeypatch.setenv("KHOABANG_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main(["check", "--list"])


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, 2), (BrokenPipeError, 0)])
def test_an_interrupted_run_ends_quietly(khoabang, monkeypatch, capsys, raised, code):
    def stopped(*_):
        raise raised

    monkeypatch.setattr(commands, "run", stopped)
    assert main(["check", "--list"]) == code
    assert capsys.readouterr().err == ""


def test_serve_hands_over_to_the_site(khoabang, monkeypatch, tmp_path):
    handed = {}
    monkeypatch.setattr("khoabang.web.serve.run", lambda **given: handed.update(given))
    assert khoabang("serve", "--demo", "--data", tmp_path / "d", "--port", "8123", "--reset").code == 0
    assert handed == {"data": tmp_path / "d", "demo": True, "reset": True, "port": 8123, "lang": "vi"}


# The program itself


def run_program(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "khoabang.cli", *arguments], capture_output=True, text=True, check=False, **options
    )


def test_the_program_exits_as_it_says():
    assert run_program("check", "vinh-phuc-2019").returncode == 0
    assert run_program("check", "nowhere").returncode == 2


def test_a_reader_that_goes_away_is_no_error():
    program = subprocess.Popen(
        [sys.executable, "-m", "khoabang.cli", "rank", "demo-xa-2025", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    program.stdout.read(10)
    program.stdout.close()
    assert "Traceback" not in program.stderr.read()
    program.stderr.close()
    program.wait()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_a_terminal_gets_colour_and_a_narrow_one_whole_words():
    for width, colours in ((80, True), (60, True), (100, False)):
        parent, child = pty.openpty()
        env = {**os.environ, "COLUMNS": str(width), "TERM": "xterm-256color", **({} if colours else {"NO_COLOR": "1"})}
        program = subprocess.Popen(
            [sys.executable, "-m", "khoabang.cli", "rank", "thai-binh-2020"], stdout=child, stderr=subprocess.DEVNULL, env=env
        )
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        program.wait()
        os.close(parent)
        text = shown.decode()
        assert ("\x1b[1;33m" in text) is colours or "\x1b[1" in text
        assert "Trung bình" in text
        table = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if re.match(r" +\d+=?   \S", line)]
        assert len(table) == 19
        assert all(len(line) <= width for line in table)
