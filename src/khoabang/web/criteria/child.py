"""The process that reads one uploaded criteria set and ends: `python -m khoabang.web.criteria.child FILE NAME`, without Django.

It prints one JSON object: the set as plain data (null where the file is none), its hash, and the problems. The kernel keeps the limits.
"""

import json
import sys
from pathlib import Path

from khoabang.auditing.reading.child import set_limits
from khoabang.scoring import CriteriaSet, Problems, load_set
from khoabang.scoring.criteria.workbook import read_workbook

SECONDS = 60


def main() -> None:
    """Read what the command line names."""
    set_limits(SECONDS)
    path, name = Path(sys.argv[1]), sys.argv[2]
    problems = Problems()
    criteria_set = read(path, name, problems)
    said = {
        "set": criteria_set.dump() if criteria_set else None,
        "sha256": criteria_set.sha256 if criteria_set else "",
        "problems": [
            {"code": each.code, "place": place_in(name, str(each.place)), "severity": each.severity, "params": dict(each.params)}
            for each in problems
        ],
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False, default=str))


def place_in(name: str, place: str) -> str:
    """A place in the file that was sent, of which nobody knows that it is kept as set.yaml of a folder of its name."""
    return name + place.removeprefix(f"{name}/set.yaml") if place.startswith(f"{name}/set.yaml") else place


def read(path: Path, name: str, problems: Problems) -> CriteriaSet | None:
    """Read a workbook by its name's ending, anything else as set.yaml."""
    if name.lower().endswith(".xlsx"):
        return read_workbook(path, name, problems)
    return load_set(path.parent, problems, shown_as=name.removesuffix("/set.yaml"))


if __name__ == "__main__":
    main()
