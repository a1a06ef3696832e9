"""The documents say what is there: problems, rules, commands, shipped data, links and examples. KB_GOLDEN_UPDATE=1 rewrites what is generated."""

import ast
import itertools
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from ruamel.yaml import YAML

from khoabang.cli import main
from khoabang.cli.arguments import COMMANDS
from khoabang.scoring import shipped_evaluations, shipped_sets
from khoabang.scoring.criteria.policies import Treatment
from khoabang.scoring.criteria.rules import AnyRule
from khoabang.scoring.problem_catalogue import CATALOGUE, Kind

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
READMES = ("README.md", "README.vi.md")
PROBLEMS = DOCS / "problems.md"
UPDATE = os.environ.get("KB_GOLDEN_UPDATE") == "1"
WIDTH = "120"
SKIPPED = {"node_modules", "build", "dist"}


def documents() -> list[Path]:
    """Every Markdown file of the project; folders whose names begin with a point are not the project's."""
    return [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not any(part.startswith(".") or part in SKIPPED for part in path.relative_to(ROOT).parts)
    ]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(text: str) -> str:
    """Leave out fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


# Problems

FAMILIES = {
    "NUM": "Số",
    "FIL": "Tệp",
    "SET": "Bộ tiêu chí",
    "BOD": "Danh sách cơ quan",
    "ANS": "Số liệu",
    "EVA": "Đợt đánh giá đã công bố",
    "EXA": "Ví dụ mẫu",
    "RES": "Kết quả",
    "CNV": "Chuyển đổi với bảng tính",
    "CMD": "Dòng lệnh",
    "AUD": "Đọc văn bản để kiểm tra",
    "PAP": "Văn bản",
    "BUN": "Gói dữ liệu mở",
    "SIG": "Chữ ký số",
}
SEVERITIES = {"error": "lỗi", "warning": "cảnh báo", "notice": "lưu ý"}
INTRODUCTION = """# Các lỗi và cách xử lý

Trang này được tạo từ `src/khoabang/scoring/problem_catalogue/`; sửa ở đó rồi chạy
`KB_GOLDEN_UPDATE=1 python3 dev.py test tests/docs`.

Phần mềm báo mọi vấn đề cùng một lúc, mỗi vấn đề có mã, vị trí (tệp, dòng, ô), điều gì sai, vì sao cần sửa và cách sửa.
**Lỗi**: dữ liệu chưa dùng được. **Cảnh báo**: dùng được nhưng cần xem lại. **Lưu ý**: chỉ để biết. Mã không bao giờ đổi nghĩa.
Dấu … là nơi thông báo ghi số liệu cụ thể.
"""


def words(sentence: str) -> str:
    return re.sub(r"\{\w+\}", "…", sentence).replace("|", "\\|").strip()


def problem_entry(code: str, kind: Kind) -> str:
    return (
        f"### {code}\n\n"
        f"**{words(kind.what)}** ({SEVERITIES[kind.severity]})\n\n"
        f"- Vì sao: {words(kind.why)}\n"
        f"- Cách xử lý: {words(kind.remedy)}\n"
    )


def problems_page() -> str:
    """Write the page of all problems, in the order of the catalogue within each family."""
    parts = [INTRODUCTION]
    families = dict.fromkeys(code[:3] for code in CATALOGUE)
    for family in families:
        parts.append(f"## {FAMILIES.get(family, 'Khác')} ({family})\n")
        parts += [problem_entry(code, kind) for code, kind in CATALOGUE.items() if code.startswith(family)]
    return "\n".join(parts)


def test_the_page_of_problems_is_current():
    if UPDATE:
        PROBLEMS.write_text(problems_page(), encoding="utf-8")
    assert PROBLEMS.read_text(encoding="utf-8") == problems_page(), "run KB_GOLDEN_UPDATE=1 python3 dev.py test tests/docs"


def test_each_problem_says_what_why_and_what_to_do():
    assert [code for code, kind in CATALOGUE.items() if not (kind.what and kind.why and kind.remedy)] == []


# Rules and treatments


def rule_kinds() -> set[str]:
    return {kind for rule in get_args(get_args(AnyRule.__value__)[0]) for kind in get_args(rule.model_fields["kind"].annotation)}


@pytest.mark.parametrize("document", ["docs/formats.md", "docs/glossary.md", "docs/algorithms/scoring.md"])
def test_each_rule_kind_is_documented(document):
    text = text_of(document)
    assert {kind for kind in rule_kinds() if not re.search(rf"^(\| {kind} \||### `{kind}`)", text, re.MULTILINE)} == set()


@pytest.mark.parametrize("document", ["docs/formats.md", "docs/glossary.md", "docs/algorithms/not-applicable.md"])
def test_each_treatment_is_documented(document):
    text = text_of(document)
    assert {treatment for treatment in get_args(Treatment) if treatment not in text} == set()


# Commands


@pytest.mark.parametrize("document", READMES)
def test_each_command_is_documented(document):
    text = text_of(document)
    assert {name for name in COMMANDS if f"| `{name}` |" not in text} == set()


def commands_of_dev_py() -> set[str]:
    tree = ast.parse(text_of("dev.py"))
    table = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "COMMANDS"
    )
    assert isinstance(table, ast.Dict)
    return {key.value for key in table.keys if isinstance(key, ast.Constant)}  # type: ignore[misc]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_dev_py_command_named_in_a_document_exists(document):
    named = set(re.findall(r"dev\.py ([a-z]\w*)", document.read_text(encoding="utf-8")))
    assert named - commands_of_dev_py() == set()


@pytest.mark.parametrize("document", READMES)
def test_a_readme_opens_with_a_picture_and_the_two_commands(document):
    text = text_of(document)
    opening = text[: text.index("\n## ")]
    assert "docs/images/portal-round-1280-light.png" in opening
    assert opening.index("python3 dev.py demo") < opening.index("python3 dev.py test")


# Examples of the command line


def examples_in(page: str) -> list[str]:
    return re.findall(r"^```console\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


def sessions(block: str) -> Iterator[tuple[str, list[str]]]:
    """Give each command of a block with the lines printed under it."""
    command, lines = "", []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, lines
            command, lines = line[2:], []
        else:
            lines.append(line)
    yield command, lines


def printed(command: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    program, *arguments = shlex.split(command)
    assert program == "khoabang"
    capsys.readouterr()
    main(arguments)
    out = capsys.readouterr()
    return [line.rstrip() for line in (out.out + out.err).splitlines()]


def beginning(lines: list[str], shown: list[str]) -> list[str]:
    """Give as many lines of the output as the page shows, with `…` where it is cut."""
    if "…" not in shown:
        return lines
    return [*lines[: shown.index("…")], "…"]


@pytest.mark.parametrize("document", READMES)
def test_the_examples_of_the_command_line_print_what_the_readme_shows(document, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", WIDTH)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(ROOT)
    text = text_of(document)
    blocks = examples_in(document)
    assert sum(1 for block in blocks for _ in sessions(block)) >= 6
    for block in blocks:
        fresh = []
        for command, shown in sessions(block):
            fresh += [f"$ {command}", *beginning(printed(command, capsys), shown)]
        text = text.replace(block, "\n".join(fresh) + "\n")
    if UPDATE:
        (ROOT / document).write_text(text, encoding="utf-8")
    assert text_of(document) == text, "run KB_GOLDEN_UPDATE=1 python3 dev.py test tests/docs"


# Data that ships

DEGREES = {"full": "full", "groups": "groups", "partial": "partial"}


@pytest.mark.parametrize("document", READMES)
def test_each_shipped_set_is_listed_under_its_completeness(document):
    listed = {
        (degree, name)
        for degree, names in re.findall(r"^\| `(full|groups|partial)` \|[^|]*\|([^|]*)\|$", text_of(document), re.MULTILINE)
        for name in re.findall(r"`([\w.-]+)`", names)
    }
    present = set()
    for name, folder in shipped_sets().items():
        data = YAML(typ="safe").load((folder / "set.yaml").read_text(encoding="utf-8"))
        present.add((data["completeness"]["criteria"], name))
    assert listed == present


@pytest.mark.parametrize("document", READMES)
def test_each_shipped_evaluation_is_listed(document):
    text = text_of(document)
    assert {name for name in shipped_evaluations() if f"`{name}`" not in text} == set()


# Links and paths


def anchors_of(path: Path) -> set[str]:
    """Give the anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#{1,6} (.+)$", prose(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_relative_link_leads_somewhere(document):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors_of(path)):
            broken.append(target)
    assert broken == []


def named_paths(text: str) -> Iterator[str]:
    for token in re.findall(r"`([\w./<>*-]+)`", text):
        if "<" not in token and "*" not in token and ("/" in token or token.endswith((".py", ".md"))):
            yield token


def test_each_file_named_by_the_architecture_exists():
    places = [ROOT, ROOT / "src" / "khoabang"]
    tokens = set(named_paths(text_of("ARCHITECTURE.md")))
    assert len(tokens) > 30
    assert {token for token in tokens if not any((place / token).exists() for place in places)} == set()


def test_records_of_decisions_are_numbered_and_complete():
    records = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Rejected"], path.name
    assert all(path.name in text_of("ARCHITECTURE.md") for path in records)


def test_the_changelog_begins_with_what_is_not_released_or_with_this_version():
    first = re.search(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert first is not None
    assert first[1] == "Unreleased" or re.match(r"\d+\.\d+", first[1])


def test_both_readmes_have_the_same_structure():
    def shape(page: str) -> list[str]:
        return [line.split(" ")[0] for line in prose(text_of(page)).splitlines() if line.startswith("#")]

    pairs = itertools.zip_longest(shape(READMES[0]), shape(READMES[1]))
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
