"""A bundle is rechecked: complete, unaltered, and recomputed to the same figures; what differs first is said."""

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import zipfile

import pytest

from bundles import bundle_of
from khoabang.bundle import of_evaluation, verify, verify_file, write
from khoabang.bundle.archive import AlteredError, unpack
from khoabang.bundle.parts import EXPLANATIONS, PACKAGE, README, RESULT, SET, SUMS
from khoabang.scoring import evaluate, shipped_evaluations, to_text

NAME = "vinh-phuc-2019"
STRESS = os.environ.get("KB_STRESS") == "1"
COMPLETE = ["vinh-phuc-2019", "thai-binh-2020", "hue-2020-san-sang", "demo-so-2026", "demo-su-nghiep-2026"]
PARTIAL = {
    "hau-giang-2021": {"rank": 6, "points": 10, "class": 3, "statistics": 4},
    "hung-yen-2019": {"rank": 14, "points": 3, "criteria": 7, "statistics": 2},
    "national-2019": {"rank": 1, "statistics": 1},
}


def row(result, place=0):
    return result["groups"][0]["bodies"][place]


# As it was written


def test_the_same_evaluation_gives_the_same_bytes():
    parts, _problems = of_evaluation(shipped_evaluations()[NAME])
    assert write(parts) == bundle_of(NAME)


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_evaluation_is_recomputed_figure_by_figure(name):
    report = verify(bundle_of(name), "goi.zip")
    assert report.problems.codes == []
    assert set(report.steps.values()) == {"ok", "not_done"}
    assert report.steps["published"] == "not_done"
    assert report.figures.stated == {}
    counts = [group["counts"] for group in report.computed["groups"]]
    assert report.figures.recomputed["rank"] == sum(each["ranked"] for each in counts)


@pytest.mark.parametrize("name", PARTIAL)
def test_of_a_partial_one_it_is_said_what_nobody_can_recompute(name):
    report = verify(bundle_of(name), "goi.zip")
    assert report.problems.codes == ["BUN013"]
    assert report.steps["recomputed"] == "stated"
    assert report.figures.stated == PARTIAL[name]
    assert "rank" not in report.figures.recomputed


def test_the_result_is_that_of_the_evaluation_with_last_years():
    entries = unpack(bundle_of("demo-so-2026")).entries
    folders = shipped_evaluations()
    (now, _), (before, _) = evaluate(folders["demo-so-2026"]), evaluate(folders["demo-so-2025"])
    assert entries[RESULT].decode() == to_text(now.result)
    assert entries["previous-result.json"].decode() == to_text(before.result)


SHA256SUM = shutil.which("sha256sum")


@pytest.mark.skipif(SHA256SUM is None, reason="needs sha256sum")
def test_the_sums_are_those_that_sha256sum_checks(tmp_path):
    for path, content in unpack(bundle_of(NAME)).entries.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    done = subprocess.run([SHA256SUM, "-c", SUMS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, len(unpack(bundle_of(NAME)).entries) - 1)


# One byte


def assert_caught(data):
    report = verify(data, "goi.zip")
    assert report.problems.errors
    assert "wrong" in report.steps.values() or not report.is_bundle


def flipped(data, place, bit):
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


@pytest.mark.stress
def test_one_changed_byte_anywhere_is_caught():
    data, chance = bundle_of("hue-2020-ket-qua"), random.Random(2026)
    places = range(len(data)) if STRESS else sorted(chance.sample(range(len(data)), 60))
    for place in places:
        altered = flipped(data, place, chance.randrange(8))
        # What the archive itself tells needs no scoring: only where it says nothing is there more to ask.
        if STRESS and (not altered.startswith(b"PK\x03\x04") or _is_told_by_the_archive(altered)):
            continue
        assert_caught(altered)


def _is_told_by_the_archive(data):
    try:
        return bool(unpack(data).broken)
    except AlteredError:
        return True


def test_a_changed_byte_is_told_with_its_file_and_figure():
    data = bundle_of(NAME)
    start = data.index(b'"kind": "khoabang.result"')
    place = data.index(b'"points"', data.index(b'"bodies"', start))
    place = data.index(b"exact", place) + len(b'exact": "')
    altered = data[:place] + (b"9" if data[place : place + 1] != b"9" else b"8") + data[place + 1 :]
    report = verify(altered, "goi.zip")
    assert report.problems.codes == ["BUN018", "BUN006", "BUN006", "BUN011"]
    assert {problem.place.field for problem in report.problems} == {RESULT}
    body = row(report.computed)
    assert (report.difference.body, report.difference.column) == (body["code"], "points.exact")
    assert report.difference.computed == body["points"]["exact"]
    assert report.different == 1


def test_what_is_appended_or_cut_off_is_told_with_its_place():
    data = bundle_of(NAME)
    assert verify(data + b"\n", "goi.zip").problems.codes == ["BUN004"]
    assert verify(data[:-1], "goi.zip").problems.codes == ["BUN003"]
    assert verify(b"x" + data, "goi.zip").problems.codes == ["BUN001"]
    assert verify(b"", "goi.zip").problems.codes == ["BUN001"]


def test_a_bundle_that_was_packed_anew_is_told_so():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in unpack(bundle_of(NAME)).entries.items():
            archive.writestr(path, content)
    assert verify(data.getvalue(), "goi.zip").problems.codes == ["BUN005"]


# Files


@pytest.mark.parametrize("path", sorted(unpack(bundle_of(NAME)).entries))
def test_a_file_that_was_taken_out_is_missed(forger, path):
    forged = forger(NAME)
    del forged.entries[path]
    report = forged.verified()
    assert {"BUN007"} <= set(report.problems.codes)
    assert path in {problem.place.field for problem in report.problems}


@pytest.mark.parametrize("path", ["x.txt", "inputs/x.csv", "tables/x.csv", "documents/x.pdf", "inputs/inputs.json"])
def test_a_file_that_was_put_in_is_told(forger, path):
    forged = forger(NAME)
    forged.entries[path] = b"{}"
    assert "BUN008" in forged.verified().problems.codes


def test_a_renamed_file_is_missed_and_strange(forger):
    forged = forger(NAME)
    forged.entries["inputs/answer.csv"] = forged.entries.pop("inputs/answers.csv")
    report = forged.verified()
    assert {("BUN007", "inputs/answers.csv"), ("BUN008", "inputs/answer.csv")} <= {
        (problem.code, problem.place.field) for problem in report.problems
    }


def test_a_changed_file_with_its_hash_left_is_told(forger):
    for path in (README, "tables/criteria.csv", SET):
        forged = forger(NAME)
        forged.entries[path] += b" "
        found = [problem for problem in forged.verified().problems if problem.code == "BUN006"]
        assert {problem.place.field for problem in found} >= {path}


# A forger who knows how


def test_a_changed_figure_with_new_hashes_is_recomputed_away(forger):
    def raise_points(result):
        row(result)["points"]["exact"] = "700/1"

    report = forger(NAME).json(RESULT, raise_points).resealed().verified()
    assert report.problems.codes == ["BUN011"]
    assert (report.difference.given, report.difference.computed) == ("700/1", row(report.computed)["points"]["exact"])


def test_a_changed_criterion_is_named_with_body_and_both_figures(forger):
    name, code = "thai-binh-2020", "vp-ubnd-tinh"

    def change(result):
        body = next(each for each in result["groups"][0]["bodies"] if each["code"] == code)
        body["criteria"]["6"]["points"] |= {"exact": "50/1", "shown": "50.000"}

    report = forger(name).json(RESULT, change).resealed().verified()
    first = report.difference
    assert (first.body, first.criterion, first.column, first.given, first.computed) == (code, "6", "points.exact", "50/1", "55/1")
    assert report.different == 2


def test_swapped_ranks_are_told(forger):
    def swap(result):
        bodies = result["groups"][0]["bodies"]
        bodies[0]["rank"], bodies[1]["rank"] = bodies[1]["rank"], bodies[0]["rank"]
        bodies[0], bodies[1] = bodies[1], bodies[0]

    report = forger(NAME).json(RESULT, swap).resealed().verified()
    assert report.difference.column == "rank.value"
    assert (report.difference.given, report.difference.computed) == ("1", "2")


def test_a_changed_answer_is_told_by_what_it_changes(forger):
    forged = forger("thai-binh-2020")
    header, first, *rest = forged.entries["inputs/answers.csv"].decode().splitlines(keepends=True)
    cells = first.rstrip("\n").split(",")
    forged.entries["inputs/answers.csv"] = "".join([header, ",".join([cells[0], "1", *cells[2:]]) + "\n", *rest]).encode()
    assert "BUN011" in forged.resealed().verified().problems.codes


def test_another_text_of_the_set_is_told(forger):
    def widen(document):
        document["annexes"][0]["criteria"][0]["name"] += "!"

    assert "BUN011" in forger(NAME).json(SET, widen).resealed().verified().problems.codes


def test_a_changed_table_is_told_with_its_line(forger):
    forged = forger(NAME)
    path = next(path for path in forged.entries if path.startswith("tables/ranking-1"))
    forged.text(path, "\r\n1,", "\r\n2,").resealed()
    found = list(forged.verified().problems)
    assert [(each.code, each.place.field, each.params["line"]) for each in found] == [("BUN012", path, "2")]


def test_a_changed_explanation_is_told(forger):
    report = forger(NAME).text(EXPLANATIONS, '"rank":1', '"rank":2').resealed().verified()
    assert report.problems.codes == ["BUN012"]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("title", lambda package: package.update(title="Khác")),
        ("sources", lambda package: package.update(sources=[])),
        ("khoabang.figures", lambda package: package["khoabang"]["figures"].update(stated_only={"rank": 1})),
        ("khoabang.round", lambda package: package["khoabang"]["round"].update(year=1999)),
    ],
)
def test_a_description_that_says_otherwise_is_told(forger, key, change):
    report = forger(NAME).json(PACKAGE, change).resealed().verified()
    assert [(each.code, each.params["key"]) for each in report.problems] == [("BUN015", key)]


def test_a_verifier_that_is_not_ours_is_not_trusted(forger):
    forged = forger(NAME)
    forged.entries["verify.html"] = b"<script>alert('dung')</script>"
    report = forged.resealed().verified()
    assert [(each.code, each.place.field, each.severity) for each in report.problems] == [("BUN014", "verify.html", "warning")]


def test_inputs_and_result_changed_to_agree_are_told_only_by_the_published_hash(tmp_path):
    """The limit of every recheck, said in README.txt and docs/formats.md: here it is shown, with what tells it."""
    folder = tmp_path / NAME
    shutil.copytree(shipped_evaluations()[NAME], folder)
    stated, answers = folder / "stated.csv", folder / "answers.csv"
    stated.unlink()
    lines = answers.read_text().splitlines(keepends=True)
    answers.write_text("".join(lines[:-1]))
    parts, _problems = of_evaluation(folder)
    forged = write(parts)
    published = hashlib.sha256(bundle_of(NAME)).hexdigest()
    assert verify(forged, "goi.zip").steps["recomputed"] in {"ok", "stated"}
    assert verify(forged, "goi.zip", published).steps["published"] == "wrong"
    assert "BUN009" in verify(forged, "goi.zip", published).problems.codes
    assert verify(bundle_of(NAME), "goi.zip", published.upper()).steps["published"] == "ok"


# Bad files


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"a": 1.5}',
    b'{"a": NaN}',
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"kind": "khoabang.result", "format": 1}',
    b"{}",
]


@pytest.mark.parametrize(
    "path", [RESULT, SET, PACKAGE, SUMS, "inputs/evaluation.yaml", "inputs/answers.csv", "inputs/bodies.csv", "inputs/stated.csv"]
)
@pytest.mark.parametrize("content", BAD)
def test_a_file_that_is_none_of_its_kind_is_a_problem_and_no_traceback(forger, path, content):
    forged = forger(NAME)
    forged.entries[path] = content
    for each in (forged, forged.resealed() if path != PACKAGE else forged):
        report = each.verified()
        assert report.problems.errors or path in {SUMS, "inputs/stated.csv"}
        json.dumps(report.as_json())


def test_a_set_from_which_nothing_can_be_computed_is_named(forger):
    forged = forger(NAME)
    forged.entries[SET] = b"{}"
    found = [problem for problem in forged.resealed().verified().problems if problem.code == "BUN010"]
    assert [problem.place.field for problem in found] == [SET]


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("khoabang.bundle.verifying.MOST_BYTES", 10)
    (tmp_path / "goi.zip").write_bytes(b"PK\x03\x04" * 10)
    assert verify_file(tmp_path / "goi.zip").problems.codes == ["BUN016"]


def test_a_folder_is_no_bundle(tmp_path):
    assert verify_file(tmp_path).problems.codes == ["BUN001"]
