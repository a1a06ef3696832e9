"""The doctor's checks. Each has a code that never changes its meaning, says what is looked at, what it means and what to do, and finds faults."""

from khoabang.web.upkeep.checks import (
    council,
    database,
    editions,
    evidence,
    log,
    machine,
    organisations,
    people,
    proofs,
    records,
    reports,
    rounds,
    submissions,
)
from khoabang.web.upkeep.checks.check import CHECKS, Check, Finding

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "council",
    "database",
    "editions",
    "evidence",
    "log",
    "machine",
    "organisations",
    "people",
    "proofs",
    "records",
    "reports",
    "rounds",
    "submissions",
]
