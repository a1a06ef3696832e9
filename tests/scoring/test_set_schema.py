"""The JSON Schema that editors are given agrees with our own reading: it takes every shipped set, and refuses what we refuse."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from khoabang.scoring import Problems, load_set, schema_text, shipped_sets
from problem_sets import BASE, GIVEN, RATIO

SCHEMA = json.loads(schema_text())
VALIDATOR = Draft202012Validator(SCHEMA)
READINGS = ("1.1", "1.2")
CODE_PATTERN = SCHEMA["$defs"]["Group"]["properties"]["code"]["pattern"]


def as_json(value):
    """What an editor validates: JSON has no dates."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def refusals(source: str, reading: str) -> list[str]:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = reading
    found = VALIDATOR.iter_errors(as_json(yaml.load(source)))
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def loads(source: str, folder: Path) -> list[str]:
    """The errors of our own reading."""
    (folder / "set").mkdir()
    (folder / "set" / "set.yaml").write_text(source, encoding="utf-8")
    problems = Problems()
    load_set(folder / "set", problems)
    return [problem.code for problem in problems.errors]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", shipped_sets())
def test_every_shipped_set_conforms_as_editors_read_it(name, reading):
    assert refusals((shipped_sets()[name] / "set.yaml").read_text(encoding="utf-8"), reading) == []


BROKEN = {
    "division by zero": ('maximum: "30"', 'maximum: "1/0"'),
    "words for a number": ('maximum: "30"', 'maximum: "ba mươi"'),
    "a decimal comma": ('maximum: "30"', 'maximum: "30,0"'),
    "an exponent in quotes": ('maximum: "30"', 'maximum: "1e3"'),
    "no maximum": ('        name: "Có hay không"\n        maximum: "10"\n', '        name: "Có hay không"\n'),
    "an empty maximum": (
        '        name: "Có hay không"\n        maximum: "10"\n',
        '        name: "Có hay không"\n        maximum:\n',
    ),
    "no rule": ("        rule: {kind: yes_no}\n", ""),
    "day first": ("date: 2026-01-05", "date: 05/01/2026"),
    "a day that is not": ("date: 2026-01-05", 'date: "2026-02-30"'),
    "no leap year": ("date: 2026-01-05", 'date: "2026-02-29"'),
    "seconds since 1970": ("date: 2026-01-05", 'date: "1767571200"'),
    "a code with a space": ("code: so, name:", "code: so y te, name:"),
    "points and share": (GIVEN, 'rule: {kind: yes_no, points: "1", share: "1"}'),
    "criteria and rule": ('        name: "Nhóm một"\n', '        name: "Nhóm một"\n        rule: {kind: given}\n'),
    "criteria and inputs": ('        name: "Nhóm một"\n', '        name: "Nhóm một"\n        inputs: [{code: z, name: "Z"}]\n'),
    "a placeholder": ('issuer: "UBND tỉnh Sao Khuê"', 'issuer: "TBD"'),
    "a placeholder in other letters": ('issuer: "UBND tỉnh Sao Khuê"', 'issuer: " Chưa Rõ "'),
    "nothing but blanks": ('issuer: "UBND tỉnh Sao Khuê"', 'issuer: "  "'),
    "an unknown key": ("nature: demonstration", "nature: demonstration\nnatur: x"),
    "an unknown kind": (GIVEN, "rule: {kind: guess}"),
    "a key too few": (RATIO, "rule: {kind: ratio, numerator: a, denominator: b, over: refuse}"),
    "a word that is neither yes nor no": ("annex: pl, when: {kind: so}", "annex: pl, ranked: maybe, when: {kind: so}"),
    "one for yes": ("annex: pl, when: {kind: so}", 'annex: pl, ranked: "1", when: {kind: so}'),
    "a choice without options": ('name: "Tử số", type: count', 'name: "Tử số", type: choice'),
    "a condition without a bound": ("when: {kind: so}", "when: {staff: {}}"),
    "a gate without a test": ('        name: "Có hay không"\n', '        name: "Có hay không"\n        gate: {input: a}\n'),
    "too many places": ("  ranking: {by: points,", '  rounding: {points: {places: "13"}}\n  ranking: {by: points,'),
    "half a place": ("  ranking: {by: points,", "  rounding: {points: {places: 0.5}}\n  ranking: {by: points,"),
    "a colour missing": (RATIO, 'rule: {kind: status, value: a, tiers: [{from: "1"}]}'),
    "another format": ("format: 1", "format: 2"),
    "a percentage as a number": ('maximum: "30"', "maximum: 30%"),
    "yes for a number": ('maximum: "30"', "maximum: yes"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_we_refuse_for_its_form_the_schema_refuses_too(broken, tmp_path):
    old, new = BROKEN[broken]
    assert BASE.count(old) == 1
    source = BASE.replace(old, new)
    assert loads(source, tmp_path) != []
    for reading in READINGS:
        assert refusals(source, reading) != [], f"YAML {reading}"


TAKEN = {
    "as it is": ("format: 1", "format: 1"),
    "a decimal without quotes": ('        name: "Có hay không"\n        maximum: "10"\n', '        name: "Có hay không"\n        maximum: 10.0\n'),
    "a whole number without quotes": ('maximum: "30"', "maximum: 30"),
    "a sign": ('maximum: "30"', 'maximum: "+30"'),
    "a fraction": ('maximum: "30"', "maximum: 60/2"),
    "a format in quotes": ("format: 1", 'format: "1"'),
    "places in quotes": ("  ranking: {by: points,", '  rounding: {points: {places: "2"}}\n  ranking: {by: points,'),
    "a code without quotes": ('code: "2"', "code: 2.10"),
    "a version without quotes": ('version: "1"', "version: 1.0"),
    "a Vietnamese code": ("{code: staff,", "{code: biên_chế,"),
    "no in capitals": ("annex: pl, when: {kind: so}", "annex: pl, ranked: NO, when: {kind: so}"),
    "off": ("annex: pl, when: {kind: so}", "annex: pl, ranked: off, when: {kind: so}"),
    "a leap day": ("date: 2026-01-05", "date: 2024-02-29"),
    "an empty key": ("nature: demonstration", "nature: demonstration\nnote:"),
    "share, and points left empty": (GIVEN, 'rule: {kind: yes_no, points: , share: "1"}'),
    "an empty list of criteria": ("        rule: {kind: yes_no}\n", "        rule: {kind: yes_no}\n        criteria: []\n"),
}  # fmt: skip


@pytest.mark.parametrize("taken", TAKEN)
def test_what_we_take_the_schema_takes_too(taken, tmp_path):
    old, new = TAKEN[taken]
    assert BASE.count(old) == 1
    source = BASE.replace(old, new)
    assert loads(source, tmp_path) == []
    for reading in READINGS:
        assert refusals(source, reading) == [], f"YAML {reading}"


def test_every_letter_of_vietnamese_may_stand_in_a_code():
    letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    assert all(re.search(CODE_PATTERN, letter) for letter in letters + letters.upper() + "09_.-")
    assert not [sign for sign in " !\"#$%&'()*+,/:;<=>?@[]\\^`{|}~«»“”…·§–—→₫" if re.search(CODE_PATTERN, f"a{sign}b")]
