"""One catalogue for the whole package: every marked message has an English translation, and the files are current."""

import importlib.util
import io
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[2]
NAMES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_is_translated_and_the_files_are_current():
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "messages.py", "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


def entries(messages) -> list[tuple[str, str]]:
    found = []
    for message in messages.read_po(io.BytesIO(messages.CATALOGUE.read_bytes()), locale="en"):
        if message.id:
            sources = message.id if isinstance(message.id, tuple) else (message.id,)
            targets = message.string if isinstance(message.string, tuple) else (message.string,)
            found += list(zip(sources, targets, strict=False))
    return found


def test_a_translation_keeps_the_names_to_be_filled_in(messages):
    for source, target in entries(messages):
        assert sorted(map(str, NAMES.findall(source))) == sorted(map(str, NAMES.findall(target))), source


def test_a_translation_is_not_vietnamese(messages):
    for source, target in entries(messages):
        # What is quoted is what people type; the product keeps its name.
        own = re.sub(r"«[^»]*»|khoa bảng", "", target, flags=re.IGNORECASE)
        assert not VIETNAMESE.search(own), source


def test_marked_messages_are_found_in_python_and_templates(messages):
    source = b'_("a")\nN_("b {x}")\nngettext("c", "cs", n)\npgettext("where", "d")\nother("e")\n'
    assert [(found.id, found.context) for found in messages.python_messages(source, "x.py")] == [
        ("a", None),
        ("b {x}", None),
        (("c", "cs"), None),
        ("d", "where"),
    ]
    template = """{% load i18n %}  {% translate "it's f" %}{% blocktranslate with x=1 trimmed %}
      g {{ x }}
    {% endblocktranslate %}{% blocktranslate count n=2 %}h{% plural %}hs{% endblocktranslate %}"""
    assert [found.id for found in messages.template_messages(template, "x.html")] == ["it's f", "g %(x)s", ("h", "hs")]
