"""Untouched tables prove nothing; planted mistakes are found, in their own rows. A seeded sample, thousands under KB_STRESS=1."""

import os
import sys
from collections import Counter, defaultdict

import pytest

from auditing.planting import MISTAKES, Planted, plant
from auditing.shapes import Shape, make
from auditing.tables import follow
from khoabang.auditing.findings import Finding
from khoabang.auditing.roles import understand
from khoabang.auditing.sheet import make_ready
from khoabang.auditing.table_checks import TableChecks

STRESS = os.environ.get("KB_STRESS") == "1"
SAMPLE, ALL, BLOCK = 100, 30_000, 100
PLANTED = 600 if STRESS else 24
# The share that must be proved, in percent, of all planted: some lie within digits that are not printed, or in tables that nothing can be
# held against (no formula, places by groups, by an index that is not printed).
PROVED = {
    "swapped digits component": 45, "swapped digits total": 45, "swapped digits index": 45,
    "one digit component": 25, "one digit total": 40, "one digit index": 40,
    "comma moved component": 60, "comma moved total": 60, "comma moved index": 60,
    "wrong rank": 50, "ranks exchanged": 45, "tie invented": 45,
    "lost row": 70, "lost row, renumbered": 60, "doubled row": 99,
    "wrong mean": 55, "wrong median": 55, "wrong highest": 80, "wrong total row": 45, "above maximum": 80,
}  # fmt: skip


def findings(shape: Shape) -> list[Finding]:
    return list(TableChecks(*follow(understand(make_ready(shape.table())))).run())


def proves_nothing(seed: int) -> None:
    wrong = [(each.code, each.row, each.column, each.printed) for each in findings(make(seed)) if each.grade == "proved"]
    assert wrong == [], f"seed {seed}"


@pytest.mark.parametrize("block", range(SAMPLE // BLOCK))
def test_an_untouched_table_proves_nothing(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        proves_nothing(seed)


@pytest.mark.stress
@pytest.mark.skipif(not STRESS, reason="dev.py stress runs them all (KB_STRESS=1)")
@pytest.mark.parametrize("block", range(SAMPLE // BLOCK, ALL // BLOCK))
def test_tens_of_thousands_of_untouched_tables_prove_nothing(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        proves_nothing(seed)


def outcome(planted: Planted, found: list[Finding], before: set[tuple[object, ...]]) -> Counter[str]:
    """Say what became of a planted mistake."""
    new = [each for each in found if identity(each) not in before or planted.mistake == "doubled row"]
    hits = [
        each
        for each in new
        if (each.row in planted.rows or not planted.rows) and (not planted.kinds or each.kind in planted.kinds)
    ]
    return Counter(
        planted=1,
        asked=any(each.grade != "rounding" for each in hits),
        proved=any(each.grade == "proved" for each in hits),
        column=any(each.column in planted.columns for each in hits),
        expected=planted.right is not None and any(each.expected == planted.right for each in hits),
        rounding=bool(hits) and all(each.grade == "rounding" for each in hits),
        splash=any(each.grade == "proved" and innocent(each, planted) for each in new),
    )


def identity(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.grade, finding.row, finding.column, finding.expected


def innocent(finding: Finding, planted: Planted) -> bool:
    """Whether a proved finding accuses what the mistake did not touch."""
    body = planted.shape.of("body")
    assert body is not None
    if finding.kind in {"missing", "duplicate"} or (finding.kind == "statistic" and finding.column in planted.columns):
        return False
    beside = {body.cells[row] for row in planted.rows if row < len(body.cells)}
    return finding.row not in planted.rows and finding.params.get("other") not in beside


def test_planted_mistakes_are_found_in_their_own_rows(capsys: pytest.CaptureFixture[str]) -> None:
    """A row that the mistake did not touch is never accused."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    splashes: list[tuple[str, int]] = []
    for seed in range(PLANTED):
        correct = make(seed)
        before = {identity(each) for each in findings(correct)}
        for mistake in MISTAKES:
            planted = plant(correct, mistake, seed)
            if planted is not None:
                what = outcome(planted, findings(planted.shape), before)
                counts[mistake] += what
                splashes += [(mistake, seed)] * what["splash"]
    if STRESS:
        with capsys.disabled():
            sys.stdout.write(f"\n{table(counts)}\n")
    assert splashes == []
    if STRESS:
        assert [kind for kind, least in PROVED.items() if counts[kind]["proved"] * 100 < least * counts[kind]["planted"]] == []


def table(counts: dict[str, Counter[str]]) -> str:
    columns = ("asked", "proved", "column", "expected", "rounding")
    lines = [f"| mistake | planted | {' | '.join(columns)} | splash |", f"|---|---:|{'---:|' * (len(columns) + 1)}"]
    for mistake in MISTAKES:
        count = counts[mistake]
        shares = [f"{100 * count[column] // max(1, count['planted'])}%" for column in columns]
        lines.append(f"| {mistake} | {count['planted']} | {' | '.join(shares)} | {count['splash']} |")
    return "\n".join(lines)
