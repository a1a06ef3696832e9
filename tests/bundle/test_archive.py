"""The archive of a bundle: no byte of it is free."""

import io
import zipfile

import hypothesis.strategies as st
import pytest
from hypothesis import given

from khoabang.bundle.archive import NAME, AlteredError, NoArchiveError, pack, unpack

SMALL = {"a.txt": b"", "b/x.csv": b"body,rank\r\nsa,1\r\n", "datapackage.json": b"{}"}
names = st.from_regex(NAME, fullmatch=True).map(str.lower)
archives = st.dictionaries(names, st.binary(max_size=60), min_size=1, max_size=6)


@given(archives)
def test_what_is_written_is_read_again(entries):
    read = unpack(pack(entries))
    assert (read.entries, read.broken) == (entries, {})


@given(archives)
def test_the_order_of_entries_changes_no_byte(entries):
    assert pack(dict(reversed(entries.items()))) == pack(entries)


@given(archives)
def test_other_programs_read_it(entries):
    with zipfile.ZipFile(io.BytesIO(pack(entries))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == entries


def is_caught(data):
    try:
        return bool(unpack(data).broken)
    except (AlteredError, NoArchiveError):
        return True


def test_each_changed_bit_is_caught():
    data = pack(SMALL)
    missed = [
        (place, bit)
        for place in range(len(data))
        for bit in range(8)
        if not is_caught(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
    ]
    assert missed == []


@given(st.data(), archives)
def test_whatever_is_put_in_taken_out_or_appended_is_caught(data, entries):
    written = pack(entries)
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    altered = written[:start] + data.draw(st.binary(max_size=20)) + written[end:]
    assert altered == written or is_caught(altered) or unpack(altered).entries != entries


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for each in (data, b"PK\x03\x04" + data):
        try:
            unpack(each)
        except (AlteredError, NoArchiveError):
            continue
        assert pack(unpack(each).entries) == each


@pytest.mark.parametrize(
    "name", ["../a", "/a", "a/../b", "a\\b", "C:a", "", "a/", ".a", "a//b", "ký.txt", "a\x00b", "a\nb", "x" * 81, "a/b/c/d/e"]
)
def test_a_name_that_leads_elsewhere_is_neither_written_nor_read(name):
    with pytest.raises(ValueError, match="not a name"):
        pack({name: b""})
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name or "x"), b"")
    with pytest.raises(AlteredError):
        unpack(data.getvalue())


def test_names_that_differ_only_in_capitals_are_not_written():
    with pytest.raises(ValueError, match="capitals"):
        pack({"a": b"", "A": b""})


def zipped(**options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", **options) as archive:
        for name, content in SMALL.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=options.get("compression"))
    return data.getvalue()


def kind_of(data):
    with pytest.raises(AlteredError) as caught:
        unpack(data)
    return caught.value.kind, caught.value.entry


def test_it_says_what_was_done_to_a_bundle():
    data = pack(SMALL)
    assert kind_of(zipped(compression=zipfile.ZIP_DEFLATED)) == ("compressed", "a.txt")
    assert kind_of(data[:6] + b"\x01" + data[7:]) == ("encrypted", "a.txt")
    assert kind_of(data + b"x") == ("longer", "")
    assert kind_of(data[:-1]) == ("end", "")
    assert kind_of(data[:50]) == ("end", "a.txt" if len(b"a.txt") + 30 > 50 else "")


def test_an_entry_twice_or_out_of_order_is_refused():
    one, other = pack({"a": b"1"}), pack({"b": b"2"})
    head = {data: data[: data.index(b"PK\x01\x02")] for data in (one, other)}
    assert kind_of(head[one] + head[one]) == ("order", "a")
    assert kind_of(head[other] + head[one]) == ("order", "a")
    assert kind_of(head[one] + other) == ("bytes", "")


def test_a_link_is_no_file():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo("a.txt", (1980, 1, 1, 0, 0, 0))
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, b"/etc/passwd")
    assert kind_of(data.getvalue())[0] == "bytes"
