"""Two to five bodies of one group side by side: which were asked for, what stands against it, and the table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from khoabang.scoring.result.comparison import LEAST, MOST, Contest, SideBySide, side_by_side
from khoabang.web.organisations.names import sort_key
from khoabang.web.portal.criterion import points_of
from khoabang.web.portal.explanation import role_words
from khoabang.web.portal.figures import Reading, bar, number, read
from khoabang.web.portal.remarks import Remarks
from khoabang.web.portal.standing import Standing, standing
from khoabang.web.portal.telling import names_told
from khoabang.web.portal.words import APART, FLAGS, word
from khoabang.web.rounds.documents import BodyRow, CriterionInfo, Group
from khoabang.web.rounds.selectors import Current

ECHOED = 60  # how much of a code that is not known is said back


@dataclass(frozen=True, slots=True)
class Choice:
    """One body of the group, as it is offered."""

    code: str
    name: str
    rank: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked for: the rows to compare, in the order asked, or what stands against it."""

    rows: list[BodyRow]
    faults: list[str]
    choices: list[Choice]

    @property
    def is_comparable(self) -> bool:
        return not self.faults and len(self.rows) >= LEAST


@dataclass(frozen=True, slots=True)
class Side:
    """One body of the comparison."""

    code: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Cell:
    points: Reading
    maximum: str  # where the bodies are measured on different maxima
    bar: int | None
    is_best: bool
    is_worth: bool
    flags: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion across the bodies."""

    code: str
    name: str
    depth: int
    role: str
    maximum: Reading
    cells: list[Cell]
    said: SafeString | str
    least_is_best: bool


@dataclass(frozen=True, slots=True)
class Total:
    """One row of the head of the table: rank, points and so on."""

    label: str
    readings: list[Reading]
    bests: list[bool]
    said: SafeString | str = ""
    least_is_best: bool = False

    @property
    def cells(self) -> Iterable[tuple[Reading, bool]]:
        return zip(self.readings, self.bests, strict=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    sides: list[Side]
    totals: list[Total]
    lines: list[Line]
    telling: list[SafeString | str]


def chosen(group: Group, codes: Sequence[str]) -> Chosen:
    """Find the bodies that an address names, or say why they cannot be compared."""
    known = {row["code"]: row for row in group["bodies"]}
    named = [code for code in codes if code]
    once = list(dict.fromkeys(named))
    rows = [known[code] for code in once if code in known]
    choices = [
        Choice(row["code"], row["name"], _rank(row), row["code"] in once)
        for row in sorted(group["bodies"], key=lambda row: sort_key(row["name"]))
    ]
    return Chosen(rows, list(_faults(group, known, named, rows)), choices)


def _faults(group: Group, known: dict[str, BodyRow], named: Sequence[str], rows: list[BodyRow]) -> Iterable[str]:
    for code in dict.fromkeys(named):
        if code not in known:
            said = gettext("Khối «{group}» không có cơ quan mang mã «{code}». Chỉ so sánh được các cơ quan cùng một khối.")
            yield said.format(group=group["name"], code=code[:ECHOED])
        elif named.count(code) > 1:
            yield gettext("«{name}» được nêu hai lần. Một cơ quan không so sánh với chính mình.").format(name=known[code]["name"])
    if len(rows) > MOST:
        said = gettext("Đã chọn {count} cơ quan. Một trang chỉ đủ chỗ cho {most}: hãy bỏ bớt.")
        yield said.format(count=len(rows), most=MOST)


def comparison(current: Current, group: Group, rows: list[BodyRow]) -> Comparison:
    """Set the rows side by side; who is best and by how much is what `scoring.result.comparison` finds."""
    codes = [row["code"] for row in rows]
    found = side_by_side(current.document, group, codes)
    names = {row["code"]: row["name"] for row in rows}
    notes = Remarks(current, group, {})
    parts = [part for part in current.annex_of(group)["criteria"] if part["role"] != "informational"]
    return Comparison(
        sides=[Side(row["code"], row["name"], standing(current, group, row)) for row in rows],
        totals=_totals(current, group, rows, found.total, names),
        lines=[_line(part, rows, found.criteria[part["code"]], names, notes) for part in parts],
        telling=list(_telling(parts, found, names)),
    )


def _rank(row: BodyRow) -> str:
    return row["rank"]["stated"] or (str(row["rank"]["value"]) if row["rank"]["value"] is not None else "")


def _totals(current: Current, group: Group, rows: list[BodyRow], contest: Contest, names: dict[str, str]) -> list[Total]:
    labels = {
        "points": gettext("Tổng điểm"),
        "converted": gettext("Điểm quy đổi"),
        "index": gettext("Chỉ số"),
        "percent": gettext("Tỷ lệ (%)"),
    }
    by = group["ranking"]["by"]
    totals = []
    for key, label in labels.items():
        readings = [read(row[key]) for row in rows]  # type: ignore[literal-required]
        if key != by and not any(reading.text for reading in readings):
            continue
        if key == "percent" and by != "percent" and any(row["index"]["shown"] for row in rows):
            continue
        bests = [key == by and not contest.is_level and row["code"] in contest.best for row in rows]
        totals.append(Total(label, readings, bests, _gap(contest, names) if key == by else "", contest.least_is_best))
    maxima = [read(row["maximum"]) for row in rows]
    if len({reading.text for reading in maxima}) > 1:
        totals.append(Total(gettext("Điểm tối đa áp dụng"), maxima, [False] * len(rows)))
    return totals


def _line(part: CriterionInfo, rows: list[BodyRow], contest: Contest, names: dict[str, str], notes: Remarks) -> Line:
    code = part["code"]
    maxima = {row["code"]: read(row["criteria"][code]["maximum"]).text for row in rows if code in row["criteria"]}
    differ = part["role"] not in APART and len(set(maxima.values())) > 1
    cells = []
    for row in rows:
        score = row["criteria"].get(code)
        is_worth = score is None or score["maximum"]["exact"] != "0/1" or part["role"] in APART
        cells.append(
            Cell(
                points=points_of(row, code, differs=notes.differs(row["code"], code)),
                maximum=maxima.get(row["code"], "") if differ and is_worth else "",
                bar=bar(score["index"]) if score else None,
                is_best=not contest.is_level and row["code"] in contest.best,
                is_worth=is_worth,
                flags=[word(FLAGS, flag) for flag in score["flags"]] if score else [],
            )
        )
    return Line(
        code=code,
        name=part["name"],
        depth=part["depth"],
        role=role_words(part["role"], part["name"]),
        maximum=read(part["maximum"]),
        cells=cells,
        said=_gap(contest, names),
        least_is_best=contest.least_is_best,
    )


def _gap(contest: Contest, names: dict[str, str]) -> SafeString | str:
    """Who is best, and how far the one behind all others is from it."""
    if not contest.best:
        return ""
    if contest.is_level:
        return gettext("Bằng nhau")
    far = next((contest.behind[code] for code in contest.last if code in contest.behind), None)
    best, last = names_told(names[code] for code in contest.best), names_told(names[code] for code in contest.last)
    less = contest.least_is_best
    if far is None:
        return format_html(gettext("{} ít hơn {}") if less else gettext("{} hơn {}"), best, last)
    if not far.strip("0."):
        return format_html(gettext("{} và {} chỉ khác nhau dưới chữ số cuối được in"), best, last)
    said = gettext("{} ít hơn {} là {}") if less else gettext("{} hơn {} là {}")
    return format_html(said, best, last, _amount(far, contest.measure))


def _amount(amount: str, measure: str) -> str:
    shown = number(amount)
    match measure:
        case "index":
            return gettext("{amount} (chỉ số)").format(amount=shown)
        case "percent":
            return gettext("{amount} điểm phần trăm").format(amount=shown)
    return ngettext("{amount} điểm", "{amount} điểm", 1 if amount == "1" else 2).format(amount=shown)


def _telling(parts: list[CriterionInfo], found: SideBySide, names: dict[str, str]) -> Iterable[SafeString | str]:
    """The difference in sentences: in all, and at how many criteria of the first level each is ahead."""
    if found.total.best and not found.total.is_level:
        yield format_html(gettext("Xét chung: {}."), _gap(found.total, names))
    elif found.total.is_level:
        yield gettext("Xét chung, các cơ quan này bằng nhau.")
    tops = [found.criteria[part["code"]] for part in parts if part["depth"] == 1]
    compared = [contest for contest in tops if contest.best]
    if not compared:
        yield gettext("Nguồn không công bố điểm theo tiêu chí của đủ hai cơ quan để so sánh.")
        return
    said = ngettext("Trong {count} tiêu chí so sánh được:", "Trong {count} tiêu chí so sánh được:", len(compared))
    ahead = [
        format_html(ngettext("{} đứng đầu ở {}", "{} đứng đầu ở {}", count), names_told([name]), count)
        for code, name in names.items()
        if (count := sum(code in contest.best and not contest.is_level for contest in compared))
    ]
    level = sum(contest.is_level for contest in compared)
    if level:
        ahead.append(format_html(ngettext("bằng nhau ở {}", "bằng nhau ở {}", level), level))
    yield format_html("{} {}.", said.format(count=len(compared)), _joined(ahead))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    joined = SafeString("")
    for part in parts:
        joined = format_html("{}, {}", joined, part) if joined else part
    return joined
