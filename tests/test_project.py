"""Promises of the project as a whole that no linter keeps: exact numbers, clean locks, named modules, shipped fonts and texts."""

import ast
import gettext
import hashlib
import importlib.metadata
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import mofile, pofile

import khoabang

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "khoabang"
FONTS = PACKAGE / "web" / "static" / "khoabang" / "fonts"
FONTS_OF_DOCUMENTS = PACKAGE / "documents" / "fonts"
FONTS_OF_CHARTS = PACKAGE / "charts" / "fonts"
ECHARTS = PACKAGE / "charts" / "echarts"
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 450
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
# Floats belong in simulation and drawing alone.
MAY_USE_FLOATS = ("analysis", "charts")

MACHINE_PATH = re.compile(r"(?<![\w.~>:/-])/(?:root|work|tmp|(?:home|Users|opt)/\w+)(?![\w-])|file:///")
REGISTRY = re.compile(r"https?://[^\s\"')>]*(?:pypi|pythonhosted|npmjs|/simple\b)|--(?:extra-)?index-url|--find-links")
PRIVATE_HOST = re.compile(r"https?://(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)")


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def nodes(modules: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def text_files(*folders: str) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                try:
                    yield path, path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue


# Numbers


def exact_modules() -> list[Path]:
    return [path for path in MODULES if not set(MAY_USE_FLOATS) & {*path.relative_to(PACKAGE).parts, path.stem}]


def test_no_exact_module_calls_round_or_float():
    found = [
        f"{place(path, node)} {node.func.id}()"
        for path, node in nodes(exact_modules())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("round", "float")
    ]
    assert found == [], "round half up by name, in khoabang.scoring.numbers; floats never carry a score"


def test_no_exact_module_rounds_while_it_formats():
    """``f"{x:.2f}"`` rounds half to even without saying so."""
    specification = re.compile(r"\.\d+[efgn%]$", re.IGNORECASE)
    found = [
        place(path, part)
        for path, node in nodes(exact_modules())
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr)
        for part in node.format_spec.values
        if isinstance(part, ast.Constant) and specification.search(str(part.value))
    ]
    assert found == []


ASKS = {"now", "utcnow", "today", "getenv", "gethostname", "urandom", "home", "cwd", "expanduser"}
CLOCKS = {"date", "datetime", "time", "dt"}
FORBIDDEN = {
    "os",
    "subprocess",
    "asyncio",
    "multiprocessing",
    "threading",
    "random",
    "secrets",
    "time",
    "sys",
    "socket",
    "urllib",
}


def asks_outside(node: ast.AST) -> bool:
    """Whether a piece of code asks clock, chance or environment: by calling, by handing the function on, or by importing the way to."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ASKS
    if isinstance(node, ast.Attribute):
        return node.attr == "environ" or (node.attr in ASKS and ast.unparse(node.value).rpartition(".")[2] in CLOCKS)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in FORBIDDEN
    return isinstance(node, ast.Import) and any(alias.name.split(".")[0] in FORBIDDEN for alias in node.names)


def test_the_scoring_engine_asks_neither_clock_nor_environment():
    scoring = sorted((PACKAGE / "scoring").rglob("*.py"))
    assert [f"{place(path, node)} {ast.unparse(node)}" for path, node in nodes(scoring) if asks_outside(node)] == []


@pytest.mark.parametrize(
    "bad",
    [
        "date.today()",
        "datetime.date.today()",
        "datetime.now(UTC)",
        "field(default_factory=datetime.now)",
        "os.environ",
        "from os import environ",
        "import os.path",
        "import time as t",
        "from asyncio import run",
        "Path.home()",
    ],
)
def test_the_search_for_clock_and_environment_would_find_one(bad):
    assert any(asks_outside(node) for node in ast.walk(ast.parse(bad)))


@pytest.mark.parametrize(
    "good", ["self.now", "date(2026, 1, 5)", "from datetime import date", "import datetime as dt", "rule.now / rule.before"]
)
def test_the_search_for_clock_and_environment_leaves_dates_alone(good):
    assert not any(asks_outside(node) for node in ast.walk(ast.parse(good)))


def test_the_import_contract_forbids_what_the_search_forbids():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "forbidden")
    assert FORBIDDEN - set(contract["forbidden_modules"]) == set()


# Layers

INTERFACE = {"api", "entrance", "portal", "workspace"}


def speaks_http(node: ast.AST) -> bool:
    """Whether it imports what answers requests; an address of a page (`django.urls`) is named in letters and notices too."""
    of_pages = ("django.http", "django.shortcuts", "django.views", "django.forms", "django.contrib.messages")
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    else:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    return any(name == each or name.startswith(f"{each}.") for name in names for each in of_pages)


def test_only_pages_speak_http():
    """The import contract keeps the domain from the pages; this keeps it from what pages are made of."""
    apps = [path.parent for path in (PACKAGE / "web").glob("*/__init__.py") if path.parent.name not in INTERFACE]
    domain = [path for app in apps for path in sorted(app.rglob("*.py"))]
    assert len(domain) > 100
    assert [f"{place(path, node)} {ast.unparse(node)}" for path, node in nodes(domain) if speaks_http(node)] == []


@pytest.mark.parametrize(
    ("line", "does"),
    [("from django import forms", True), ("import django.http", True), ("from django.urls import reverse", False)],
)
def test_the_search_for_http_knows_it(line, does):
    assert any(speaks_http(node) for node in ast.walk(ast.parse(line))) == does


# Modules


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_has_one_idea_and_a_name_for_it(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{lines} lines: which concept is hiding?"
    assert not NAMES_THAT_SAY_NOTHING & {path.stem, *path.relative_to(PACKAGE).parts}


def test_the_installed_version_is_the_one_in_the_source():
    assert importlib.metadata.version("khoabang") == khoabang.__version__


# The two commands


def test_dev_py_speaks_to_old_interpreters_and_needs_nothing_installed():
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)


def test_each_command_of_dev_py_is_described_for_contributors():
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    listed = re.search(r"^COMMANDS = \{(.*?)^\}", source, re.DOTALL | re.MULTILINE)
    assert listed is not None
    commands = set(re.findall(r'"(\w+)":', listed[1]))
    assert len(commands) > 5
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {name for name in commands if f"dev.py {name}" not in contributing} == set()
    assert {name for name in commands if f"dev.py {name}" not in source.split('"""')[1]} == set()


# Locks and dependencies


def pins(lock: Path) -> dict[str, str]:
    """Requirement line of each locked package, by name and marker."""
    lines = [line.removesuffix("\\").strip() for line in lock.read_text(encoding="utf-8").splitlines() if re.match(r"\w", line)]
    return {re.sub(r"==[^ ;]+", "", line): line for line in lines}


def requirement_lines(path: Path) -> set[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith(("#", "-r"))}


def test_there_is_a_lock_for_each_list():
    assert [path.stem for path in LOCKS] == sorted(path.stem for path in (ROOT / "requirements").glob("*.in"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_and_hashes_everything_and_names_no_address(lock):
    source = lock.read_text(encoding="utf-8")
    assert "://" not in source
    assert "--index" not in source
    entries = re.split(r"\n(?=\w)", source.strip())
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_runs_is_tested_in_the_same_versions():
    run, test = pins(ROOT / "requirements/run.txt"), pins(ROOT / "requirements/test.txt")
    assert {name: line for name, line in run.items() if test.get(name) != line} == {}


def test_the_package_asks_for_what_the_lock_was_made_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = {*project["build-system"]["requires"], "editables"}
    assert set(project["project"]["dependencies"]) | tools == requirement_lines(ROOT / "requirements/run.in")


def test_each_exception_from_the_lint_rules_gives_its_reason():
    source = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = source[source.index("[tool.ruff.lint]") : source.index("[tool.ruff.lint.pylint]")]
    entries = [line for line in section.splitlines() if re.match(r'  "[A-Z]+\d*",', line)]
    assert len(entries) > 20
    assert [line for line in entries if "#" not in line] == []


def test_nothing_shipped_names_a_machine_or_a_registry():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in text_files("src", "docs", "requirements")
        for pattern in (MACHINE_PATH, REGISTRY, PRIVATE_HOST)
        for match in pattern.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("bad", ["see /root/x", "in /work/main", "`/tmp/a`", "file:///x", "/home/an/x", "http://10.0.0.1/"])
def test_the_search_for_machine_paths_would_find_one(bad):
    assert any(pattern.search(bad) for pattern in (MACHINE_PATH, REGISTRY, PRIVATE_HOST))


@pytest.mark.parametrize("good", ["https://x.gov.vn/home/tin", "GET /tai-lieu/", "http://127.0.0.1:8000/", "a/work/b"])
def test_the_search_for_machine_paths_leaves_addresses_of_pages_alone(good):
    assert not any(pattern.search(good) for pattern in (MACHINE_PATH, REGISTRY, PRIVATE_HOST))


# Fonts and texts


@pytest.mark.parametrize(
    "folder", [FONTS, FONTS_OF_DOCUMENTS, FONTS_OF_CHARTS, ECHARTS], ids=["pages", "documents", "charts", "echarts"]
)
def test_each_file_of_others_is_the_one_its_list_names(folder):
    listed = dict(
        reversed(line.split(maxsplit=1))
        for line in (folder / "README.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"[0-9a-f]{64} ", line)
    )
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "README.md" and path.suffix != ".css"
    }
    assert present
    assert present == listed


def test_each_font_file_is_declared_once():
    declared = re.findall(r'url\("([^"]+)"\)', (FONTS / "fonts.css").read_text(encoding="utf-8"))
    assert sorted(declared) == sorted(path.name for path in FONTS.glob("*.woff2"))


def catalogues() -> list[Path]:
    return sorted((PACKAGE / "locale").rglob("*.po"))


@pytest.mark.parametrize("source", catalogues(), ids=lambda source: source.parts[-3])
def test_a_compiled_catalogue_says_what_its_source_says(source):
    with source.open("rb") as file:
        catalogue = pofile.read_po(file)
    fresh = io.BytesIO()
    mofile.write_mo(fresh, catalogue)
    fresh.seek(0)
    with source.with_suffix(".mo").open("rb") as file:
        committed = gettext.GNUTranslations(file)._catalog
    assert committed == gettext.GNUTranslations(fresh)._catalog, "run: python3 dev.py messages"
