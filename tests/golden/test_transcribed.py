"""Every shipped number against a second transcription of the sources, and against a golden copy of all that ships.

What is only stated cannot be recomputed: nothing but a second copy notices a changed digit. `transcribed.yaml` was written from the sources
apart from the shipped files; `numbers.txt` is a copy of the shipped ones, renewed with KB_GOLDEN_UPDATE=1, so that a change is seen in review.
"""

import csv
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from khoabang.scoring import evaluate, shipped_evaluations, shipped_sets

HERE = Path(__file__).parent
NUMBERS = HERE / "numbers.txt"


def plain(path: Path) -> Any:
    """Read a YAML file with the plainest of readers: everything is text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but text, lists and mappings


TRANSCRIBED: dict[str, dict[str, Any]] = plain(HERE / "transcribed.yaml")
SETS = {name: folder for name, folder in shipped_sets().items() if not name.startswith("demo-")}
EVALUATIONS = {name: folder for name, folder in shipped_evaluations().items() if not name.startswith("demo-")}
WORDS = {"body", "note"}  # columns of stated.csv that hold no figure
NO_NUMBER = {"over", "mode", "code", "name", "input", "numerator", "denominator", "value", "kind", "inferred"}


def cells(path: Path) -> dict[str, dict[str, str]]:
    """Read a table without the empty cells."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {
            row["body"]: {key: cell for key, cell in row.items() if cell and key not in WORDS} for row in csv.DictReader(file)
        }
    return {body: row for body, row in rows.items() if row}


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give the texts of nested data with their paths."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, f"{path}.{index}")
    else:
        yield path, data


def nodes(criteria: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in criteria:
        yield item
        yield from nodes(item.get("criteria", []))


def amount(value: Any) -> str:
    """Give an amount without the reason beside it."""
    return value["value"] if isinstance(value, dict) else value


def numbers_of(rule: Any, key: str = "") -> list[str]:
    """Give the numbers of a rule in reading order."""
    if isinstance(rule, dict):
        return [number for name, value in rule.items() if name not in NO_NUMBER for number in numbers_of(value, name)]
    if isinstance(rule, list):
        return [number for value in rule for number in numbers_of(value)]
    return [rule] if re.fullmatch(r"[\d./]+", rule) else []


# The evaluations


def test_every_evaluation_and_set_on_record_is_transcribed_with_its_source() -> None:
    assert set(TRANSCRIBED["evaluations"]) == set(EVALUATIONS)
    assert set(TRANSCRIBED["sets"]) == set(SETS)
    assert all(item["source"] for part in TRANSCRIBED.values() for item in part.values())


@pytest.mark.parametrize("name", EVALUATIONS)
def test_every_stated_figure_is_the_one_the_source_prints(name: str) -> None:
    source, folder = TRANSCRIBED["evaluations"][name], EVALUATIONS[name]

    assert cells(folder / "stated.csv") == source["rows"]


@pytest.mark.parametrize("name", [name for name, item in TRANSCRIBED["evaluations"].items() if "answers" in item])
def test_every_printed_answer_is_the_one_the_source_prints(name: str) -> None:
    assert cells(EVALUATIONS[name] / "answers.csv") == TRANSCRIBED["evaluations"][name]["answers"]


@pytest.mark.parametrize("name", EVALUATIONS)
def test_every_figure_of_the_publications_text_is_the_one_the_source_states(name: str) -> None:
    evaluation = plain(EVALUATIONS[name] / "evaluation.yaml")
    stated = dict(leaves(evaluation.get("stated", {}).get("groups", {})))
    stated |= {f"round.{key}": value for key, value in leaves(evaluation.get("stated", {}).get("round", {}))}
    for key, value in leaves(evaluation.get("previous", {}).get("groups", {})):
        if not key.endswith(".inferred"):
            stated["previous." + key.removesuffix(".value")] = value

    assert stated == TRANSCRIBED["evaluations"][name]["stated"]


# The sets


@pytest.mark.parametrize("name", SETS)
def test_every_maximum_is_the_one_the_source_prints(name: str) -> None:
    found = {}
    for annex in plain(SETS[name] / "set.yaml")["annexes"]:
        own = {item["code"]: amount(item["maximum"]) for item in nodes(annex["criteria"]) if "maximum" in item}
        totals = {item["code"]: amount(item["maximum"]) for item in annex.get("aggregates", [])}
        found[annex["code"]] = {"": amount(annex["maximum"])} | own | totals

    assert found == TRANSCRIBED["sets"][name]["maxima"]


@pytest.mark.parametrize("name", SETS)
def test_every_bound_of_a_class_is_the_one_the_source_prints(name: str) -> None:
    bands = plain(SETS[name] / "set.yaml")["policies"].get("classes", {}).get("bands", [])
    found = {band["name"]: [amount(band[key]) for key in ("from", "to") if key in band] for band in bands}

    assert found == TRANSCRIBED["sets"][name].get("bands", {})


@pytest.mark.parametrize("name", SETS)
def test_every_number_of_a_rule_is_the_one_the_source_prints(name: str) -> None:
    annexes = plain(SETS[name] / "set.yaml")["annexes"]
    found = {item["code"]: numbers_of(item["rule"]) for annex in annexes for item in nodes(annex["criteria"]) if "rule" in item}

    assert {code: numbers for code, numbers in found.items() if numbers} == TRANSCRIBED["sets"][name].get("rules", {})


@pytest.mark.parametrize("name", SETS)
def test_what_the_source_does_not_print_is_marked_as_inferred_and_nothing_else_is(name: str) -> None:
    data, found = plain(SETS[name] / "set.yaml"), []
    for annex in data["annexes"]:
        for item in [*nodes(annex["criteria"]), *annex.get("aggregates", [])]:
            found += [f"{item['code']} maximum"] if isinstance(item.get("maximum"), dict) else []
            found += (
                [f"{item['code']} rule"] if any(path.endswith("inferred") for path, _ in leaves(item.get("rule", {}))) else []
            )
    bands = data["policies"].get("classes", {}).get("bands", [])
    found += [f"band {band['name']}" for band in bands if any(path.endswith("inferred") for path, _ in leaves(band))]
    found += ["ranking"] if "inferred" in data["policies"]["ranking"] else []

    assert sorted(found) == sorted(TRANSCRIBED["sets"][name]["inferred"])


@pytest.mark.parametrize("name", SETS)
def test_every_place_is_in_a_document_that_was_read(name: str) -> None:
    data = plain(SETS[name] / "set.yaml")
    read = {item["id"] for item in data["legal_basis"] if item.get("text_found") != "no"}
    references = dict(leaves(data))

    for path, document in references.items():
        if path.endswith("reference.document"):
            at = references[path.removesuffix("document") + "at"]
            assert document in read, f"{path}: the text of {document} was not found"
            assert not re.search(r"không (nêu|đọc được)|đối tượng áp dụng|chưa công bố", at), f"{path}: {at}"


@pytest.mark.parametrize("name", SETS)
def test_every_choice_outside_the_tree_has_a_place_or_says_that_it_is_ours(name: str) -> None:
    policies = plain(SETS[name] / "set.yaml")["policies"]

    for key in ("missing", "not_verified", "over_maximum", "ranking"):
        assert {"reference", "inferred"} & set(policies[key]), key
    if "rounding" in policies:
        assert policies["rounding"].get("inferred"), "no text of these sets says how figures are rounded"


# All that ships


def shipped_numbers() -> list[str]:
    """Give every text with a digit in the shipped data, one a line; of the demonstration, which is made by a tool, the hash of each file."""
    lines = []
    folders = [*shipped_sets().values(), *shipped_evaluations().values()]
    for path in sorted(file for folder in folders for file in folder.iterdir()):
        place = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        if path.parent.name.startswith("demo-"):
            lines.append(f"{place} sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
            continue
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                data: Any = {next(iter(row.values())): row for row in csv.DictReader(file)}
        else:
            data = plain(path)
        lines += [f"{place} {key} = {value}" for key, value in leaves(data) if re.search(r"\d", value or "")]
    return lines


def test_no_digit_of_the_shipped_data_changed_unseen() -> None:
    found = shipped_numbers()
    if os.environ.get("KB_GOLDEN_UPDATE") == "1":
        NUMBERS.write_text("\n".join(found) + "\n", encoding="utf-8")

    assert NUMBERS.read_text(encoding="utf-8").splitlines() == found


@pytest.mark.parametrize(
    ("name", "file", "change", "codes"),
    [
        ("hung-yen-2019", "stated.csv", ("119,34", "119,35"), {"EVA005"}),
        ("hung-yen-2019", "stated.csv", ("410,5", "413,5"), {"EVA005"}),
        ("hau-giang-2021", "stated.csv", ("938,3", "960,5"), {"EVA005"}),
        ("hau-giang-2021", "stated.csv", ("829,9", "788,9"), {"EVA005"}),
        ("hau-giang-2021", "evaluation.yaml", ('"Tốt": 26', '"Tốt": 25'), {"EVA005"}),
        ("vinh-phuc-2019", "evaluation.yaml", ('spread: "29.071"', 'spread: "29.072"'), {"EVA001", "EVA005"}),
    ],
)
def test_stated_figures_that_contradict_each_other_are_a_problem(
    name: str, file: str, change: tuple[str, str], codes: set[str], tmp_path: Path
) -> None:
    copy = tmp_path / name
    shutil.copytree(EVALUATIONS[name], copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert text.count(change[0]) == 1
    (copy / file).write_text(text.replace(*change), encoding="utf-8")
    found, _ = evaluate(copy)

    assert found is not None
    assert found.result
    assert {code for code in found.problems.codes if code.startswith("EVA")} == codes
