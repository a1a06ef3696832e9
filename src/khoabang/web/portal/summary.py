"""What a published article says of a group before its table, taken from the result's statistics."""

from dataclasses import dataclass

from khoabang.web.portal.figures import Reading, bar, number, read
from khoabang.web.rounds.documents import BodyRow, ClassCount, Extreme, Figure, Group
from khoabang.web.rounds.selectors import Current

FIRSTS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A change on the year before: its direction, and its size without a sign."""

    direction: str  # up | down | same
    size: str
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The highest or lowest bodies with their figures."""

    names: list[str]
    points: Reading  # empty when bodies of one rank have different points, on different maxima
    index: Reading  # empty unless the group is ranked by it
    percent: Reading


@dataclass(frozen=True, slots=True)
class Tick:
    """One body on the strip that shows how the group is spread."""

    x: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class Summary:
    count: int
    of: int  # how many the statistics are of
    mean: Reading
    mean_percent: Reading
    mean_index: Reading
    median: Reading
    highest: End | None
    lowest: End | None
    spread: Reading
    change: Change | None
    classes: list[ClassCount]  # none where no count is known
    strip: list[Tick]
    strip_mean: int | None


def summary(group: Group) -> Summary:
    total = group["statistics"]["total"]
    change = total["change"] or {}
    ticks = [
        Tick(x, is_first=row["rank"]["value"] == 1)
        for row in group["bodies"]
        if row["status"] == "ranked" and (x := bar(row["index"])) is not None
    ]
    return Summary(
        count=group["counts"].get("stated") or len(group["bodies"]),
        of=total["count"] or group["counts"].get("stated") or len(group["bodies"]),
        mean=read(total["mean"]),
        mean_percent=read(total["mean_percent"]),
        mean_index=read(total["mean_index"]),
        median=read(total["median"]),
        highest=_end(total["highest"], group),
        lowest=_end(total["lowest"], group),
        spread=read(total["spread"]),
        change=_change(change.get("mean")),
        classes=group["classes"] if group["ranked"] and any(_count(entry) is not None for entry in group["classes"]) else [],
        strip=sorted(ticks, key=lambda tick: tick.is_first),
        strip_mean=bar(total["mean_index"]),
    )


def _count(entry: ClassCount) -> int | None:
    return entry["stated"] if entry["stated"] is not None else entry["count"]


def classed(classes: list[ClassCount]) -> int:
    """How many bodies the classes hold, as far as it is known."""
    return sum(_count(entry) or 0 for entry in classes)


def _end(extreme: Extreme | None, group: Group) -> End | None:
    if extreme is None:
        return None
    points = read(extreme["points"])
    if not points.text and not extreme["bodies"]:
        return None
    rows = [row for row in group["bodies"] if row["code"] in extreme["bodies"]]
    names = {row["code"]: row["name"] for row in rows}
    return End(
        [names.get(code, code) for code in extreme["bodies"]],
        points if len({row["points"]["exact"] for row in rows}) < 2 else Reading(),
        read(extreme.get("index")) if group["ranking"]["by"] == "index" else Reading(),
        read(extreme["percent"]),
    )


def _change(figure: Figure | None) -> Change | None:
    if figure is None:
        return None
    text = figure["stated"] if figure["stated"] is not None else figure["shown"]
    if text is None:
        return None
    size = text.lstrip("+-")
    direction = "same" if not size.strip("0.") else "down" if text.startswith("-") else "up"
    return Change(direction, number(size), figure.get("inferred", ""))


@dataclass(frozen=True, slots=True)
class First:
    """The first place of one group, as the home page posts it."""

    group: str
    group_code: str
    bodies: list[tuple[str, str]]
    more: int  # that many share the first place and are not named
    figure: Reading


def firsts(current: Current) -> list[First]:
    found = []
    for group in current.document["groups"]:
        rows = [row for row in group["bodies"] if row["rank"]["value"] == 1 or row["rank"]["stated"] == "1"]
        if rows:
            named = [(row["code"], row["name"]) for row in rows[:FIRSTS_NAMED]]
            found.append(First(group["name"], group["code"], named, len(rows) - len(named), read(_ranked_by(rows[0], group))))
    return found


def _ranked_by(row: BodyRow, group: Group) -> Figure | None:
    match group["ranking"]["by"]:
        case "index":
            return row["index"]
        case "percent":
            return row["percent"]
        case "converted":
            return row["converted"]
    return row["points"]
