"""The parts of the page that need no browser: its archive, its hash, its numbers, its checks; held against those of the package."""

import hashlib
import json
import random
import re
from fractions import Fraction

import pytest
import quickjs

from bundles import Forger, bundle_of
from khoabang.bundle.archive import AlteredError, NoArchiveError, pack, unpack
from khoabang.bundle.parts import RESULT
from khoabang.bundle.verifier import page, policy, script
from khoabang.scoring.numbers import Rounding, shown

MODES = ("half_up", "half_even", "down", "up")
SMALL = {"a.txt": b"", "b/x.csv": b"body,rank\r\nsa,1\r\n", "datapackage.json": b"{}"}
CALLS = """
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hashed = (hex) => sha256(bytesOf(hex));
const said = (text, places, mode) => shown(read(text), mode ? { places, mode } : null);
const unpacked = (hex) => {
  try {
    const { entries, broken } = unpack(bytesOf(hex));
    return JSON.stringify({ names: Array.from(entries.keys()), broken: broken.map((each) => each.name) });
  } catch (error) {
    return JSON.stringify({ kind: error.kind, offset: error.offset, entry: error.entry });
  }
};
const checked = (result, set) => {
  const steps = new Steps();
  const stated = {};
  for (const group of JSON.parse(result).groups) examineGroup(group, JSON.parse(set), JSON.parse(result), steps, stated);
  return JSON.stringify({ steps: steps.list(), stated });
};
"""


@pytest.fixture(scope="module")
def js():
    context = quickjs.Context()
    context.eval(script() + CALLS)
    return context


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 1000])
def test_its_own_sha256_is_that_of_hashlib(js, length):
    content = random.Random(length).randbytes(length)
    assert js.eval(f"hashed('{content.hex()}')") == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("mode", MODES)
def test_numbers_are_rounded_as_the_engine_rounds_them(js, mode):
    chance = random.Random(2026)
    for _ in range(200):
        value = Fraction(chance.randrange(-10_000, 10_000), chance.choice([1, 2, 3, 7, 8, 20, 40, 200, 2000, 999]))
        places = chance.randrange(5)
        text = f"{value.numerator}/{value.denominator}"
        assert js.eval(f"said('{text}', {places}, '{mode}')") == shown(value, Rounding(places=places, mode=mode))
        assert js.eval(f"said('{text}')") == shown(value)


def test_it_reads_the_archive_as_the_package_does_to_the_byte(js):
    data = pack(SMALL)
    chance = random.Random(2026)
    altered = [data, data + b"x", data[:-1], data[:50], b"", b"PK\x03\x04"]
    altered += [
        data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :] for place in range(4, len(data))
    ]
    for each in altered:
        found = json.loads(js.eval(f"unpacked('{each.hex()}')"))
        assert found == read_by_the_package(each)


def read_by_the_package(data):
    try:
        read = unpack(data)
    except AlteredError as error:
        return {"kind": error.kind, "offset": error.offset, "entry": error.entry}
    except NoArchiveError:
        return {"kind": "none", "offset": 0, "entry": ""}
    return {"names": list(read.entries), "broken": list(read.broken)}


def checks_of(js, entries):
    told = json.loads(js.eval(f"checked({json.dumps(entries[RESULT].decode())}, {json.dumps(entries['set.json'].decode())})"))
    return {step["name"]: step for step in told["steps"]}, told["stated"]


@pytest.mark.parametrize(
    "name", ["vinh-phuc-2019", "thai-binh-2020", "hue-2020-san-sang", "demo-so-2026", "demo-su-nghiep-2026", "demo-xa-2026"]
)
def test_it_finds_nothing_wrong_with_what_is_right(js, name):
    steps, stated = checks_of(js, unpack(bundle_of(name)).entries)
    assert [step for step in steps.values() if step["wrong"]] == []
    assert all(steps[each]["state"] == "ok" for each in ("sums", "indices", "ranks"))
    assert stated == {}


def test_it_says_what_is_only_stated(js):
    steps, stated = checks_of(js, unpack(bundle_of("hau-giang-2021")).entries)
    assert stated == {"rank": 6, "points": 10, "class": 3}
    assert steps["ranks"]["state"] == steps["sums"]["state"] == "not_done"


@pytest.mark.parametrize(
    ("step", "column", "change"),
    [
        ("sums", "points", lambda row: row["criteria"]["2"]["points"].update(exact="1/1", shown="1.000")),
        ("indices", "index", lambda row: row["index"].update(exact="1/1", shown="1.000")),
        ("indices", "index", lambda row: row["index"].update(shown="0.999")),
        ("ranks", "rank", lambda row: row["rank"].update(value=2)),
    ],
)
def test_a_changed_figure_is_found_with_body_and_both_values(js, step, column, change):
    def first(result):
        change(result["groups"][0]["bodies"][0])

    forged = Forger("thai-binh-2020").json(RESULT, first)
    row = json.loads(forged.entries[RESULT])["groups"][0]["bodies"][0]
    found = checks_of(js, forged.entries)[0][step]
    assert found["state"] == "wrong"
    assert (found["wrong"][0]["body"], found["wrong"][0]["column"]) == (row["name"], column)
    assert found["wrong"][0]["given"] != found["wrong"][0]["computed"]


def test_the_page_carries_all_it_needs_and_reaches_nowhere():
    text = page().decode()
    assert policy() in text
    assert re.findall(r"""(?:src|href|action)\s*=|url\(|@import|https?://""", text) == []
    assert text.count("<script>") == text.count("</script>") == 1


def test_both_languages_say_the_same_things(js):
    keys = "(words) => JSON.stringify(Object.entries(words).flatMap(([key, value]) => typeof value === 'object' ? Object.keys(value).map((each) => `${key}.${each}`) : [key]))"
    vi, en = (js.eval(f"({keys})(WORDS.{lang})") for lang in ("vi", "en"))
    assert vi == en
