"""A run of the program in this process, with what it printed."""

import json

import pytest

from khoabang.cli import main


class Run:
    """What one run gave."""

    def __init__(self, capsys):
        self.capsys = capsys
        self.code, self.out, self.err = 0, "", ""

    def __call__(self, *arguments):
        self.capsys.readouterr()
        self.code = main([str(argument) for argument in arguments])
        self.out, self.err = self.capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        assert "KB0001" not in self.err
        return self

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def said(self):
        """Everything printed, folded lines joined."""
        return " ".join((self.out + " " + self.err).split())


@pytest.fixture
def khoabang(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("KHOABANG_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    return Run(capsys)


@pytest.fixture
def rows(tmp_path):
    """Two departments of the demonstration set in files, and most of their answers missing."""
    attributes = "loai,co_tthc,co_he_thong_rieng,kinh_te_so,co_truc_thuoc,bien_che"
    (tmp_path / "bodies.csv").write_text(
        f"code,name,{attributes}\nsa,Sở A,so,có,có,không,không,30\nsb,Sở B,so,có,có,không,không,30\n"
    )
    (tmp_path / "answers.csv").write_text("body,so_cuoc_hop\nsa,5\nsb,3\n")
    return "--bodies", "bodies.csv", "--answers", "answers.csv"
