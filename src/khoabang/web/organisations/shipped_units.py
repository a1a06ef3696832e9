"""The administrative units that ship with the package, read from `data/units`: what they are is data, not code."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import khoabang
from khoabang.web.organisations.names import sort_key

FOLDER = Path(khoabang.__file__).parent / "data" / "units"


class KindRow(NamedTuple):
    """A kind of body and its level, as an authority's register begins with."""

    level: str
    level_name: str
    kind: str
    kind_name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its id here, its official code, what it belongs to, and between which days it is one. Figures are as written."""

    id: str
    code: str
    name: str
    kind: str
    parent: str
    parent_before: str
    valid_from: date | None
    valid_to: date | None
    lat: str
    lon: str
    area: str


class Succession(NamedTuple):
    """An old unit, a new one, how much of the old it took over, and whether the source is doubtful there."""

    old: str
    new: str
    share: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Units:
    """All units by id, and the succession by the new one."""

    by_id: dict[str, Unit]
    before: dict[str, list[Succession]]

    @property
    def provinces(self) -> list[Unit]:
        """The provinces in force, by name."""
        tops = (unit for unit in self.by_id.values() if not unit.parent and unit.valid_to is None)
        return sorted(tops, key=lambda unit: sort_key(unit.name))

    def communes(self, province: str) -> list[Unit]:
        """The communes in force of a province, by code."""
        return [unit for unit in self.by_id.values() if unit.parent == province and unit.valid_to is None]


@lru_cache(maxsize=1)
def shipped_units() -> Units:
    """Read the units once; nobody changes them."""
    before: dict[str, list[Succession]] = defaultdict(list)
    with (FOLDER / "lineage.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            before[row["new"]].append(Succession(row["old"], row["new"], row["share"], bool(row["doubtful"])))
    with (FOLDER / "units.csv").open(encoding="utf-8", newline="") as file:
        units = {row["id"]: _unit(row) for row in csv.DictReader(file)}
    return Units(units, dict(before))


def _unit(row: dict[str, str]) -> Unit:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_to")}
    return Unit(**{name: value for name, value in row.items() if name not in days}, **days)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def shipped_kinds() -> tuple[KindRow, ...]:
    """The kinds of bodies that a register begins with."""
    with (FOLDER / "kinds.csv").open(encoding="utf-8", newline="") as file:
        return tuple(KindRow(**row) for row in csv.DictReader(file))
