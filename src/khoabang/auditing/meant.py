"""Which figures of a table a sentence beside it may be of: by year, by group, by criterion, by what it calls them."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from khoabang.auditing.claims import Claim, Number, match_body
from khoabang.auditing.claims.words import PLAIN_PHRASES, PLAINLY
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.document import Prose
from khoabang.auditing.roles import Understanding
from khoabang.auditing.sheet import Column
from khoabang.auditing.special_rows import put_right, statistic
from khoabang.auditing.words import of_before, plain

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What a column is called that holds the points a text speaks of, where nothing adds up to them.
_POINTS = re.compile(
    r"(?:tong )?(?:so )?diem(?: so| dat(?: duoc)?)?|diem (?:thi|danh gia|ddci|pci|papi|par index)\b.*|score|points|total score"
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_CRITERION = re.compile(
    r"^(?:(?:nhom|cac|bo) )*(?:tieu chi(?: thanh phan)?|chi so(?: thanh phan)?|hop phan|hang muc|linh vuc|tru cot|noi dung|mon|criterion|pillar|component|sub-index|indicator)"
    r"(?: danh gia)? +|^(?:ve|cua|so \d+:?) +"
)
# How the names of bodies of a level begin, and how a text speaks of the whole level.
_LEVELS: list[tuple[str, str, str]] = [
    (
        "organ",
        r"(?:so|ban|thanh tra|van phong|bao hiem|kho bac|cuc|chi cuc|cong an|truong)\b",
        r"\b(?:so|ban|nganh|cap so|co quan)\b",
    ),
    ("district", r"(?:ubnd )?(?:huyen|quan|thi xa)\b", r"\b(?:huyen|quan|thi xa|cap huyen)\b"),
    ("province", r"(?!)", r"\bcac tinh\b|\btinh, thanh|\btinh/thanh|\btinh thanh\b"),
    ("commune", r"(?:ubnd )?(?:xa|phuong|thi tran|dac khu)\b", r"(?<!thi )(?<!dia )\b(?:xa|phuong|thi tran|cap xa)\b"),
]
_HEADING = re.compile(r"(?:ket qua|bang|bieu|phu luc|danh sach|tong hop|bao cao|xep hang|chi so|cong bo|results?|ranking)\b")
_SENTENCE = re.compile(r"[.,;:]\s|[.,;:]$|\b(?:ngày|là|đạt|của|và|có|is|was)$|\bngày\b|\b(?:là|đạt)\s+\d", re.IGNORECASE)
_MOSTLY = Fraction(1, 2)


class Spoken:
    """A table as the text around it may speak of it."""

    def __init__(self, found: Understanding, after: Consequences) -> None:
        self.found, self.after = found, after
        self.sheet = found.sheet
        self.rows = len(found.sheet.table.rows)

    @cached_property
    def deciding(self) -> list[Column]:
        """The columns that points and indices said of a body are of: the total, what is made of it, what places the bodies."""
        named = [column for column in self.sheet.columns if column.numeric and _POINTS.fullmatch(_leaf(column))]
        several = [*self.sheet.all_of("total", "index", "percent"), *([self.after.main.key] if self.after.main else []), *named]
        chosen: list[Column] = []
        for column in several or self.scored[:1] * (len(self.scored) == 1):
            if column.figures and column.present and not of_before(column.header) and not any(column is each for each in chosen):
                chosen.append(column)
        return [column for column in chosen if column.role not in {"order", "rank", "change", "maximum"}]

    @cached_property
    def scored(self) -> list[Column]:
        """All columns of figures that are no places and no years."""
        return [
            column
            for column in self.sheet.columns
            if column.numeric and column.present and column.role not in {"order", "rank", "maximum", "body"}
        ]

    @cached_property
    def years(self) -> set[int]:
        """The years that the table's title names."""
        return _years(f"{self.sheet.table.title} {self.sheet.table.group}")

    @cached_property
    def whole(self) -> bool:
        """Whether nothing says that the table shows some of the bodies only."""
        told = plain(self.sheet.table.title)
        return not re.search(r"\btop\b|\btop \d|\bdan dau\b|\bdung dau\b|\btieu bieu\b|\bcuoi bang\b|\bmot so\b|\btrich\b", told)

    @cached_property
    def grouped(self) -> bool:
        """Whether headings part its rows."""
        return sum(special.kind == "heading" for special in self.sheet.table.special) > 1

    @cached_property
    def levels(self) -> set[str]:
        """The levels that most of its bodies are of."""
        names = [plain(name) for name in self.sheet.bodies]
        return {
            level
            for level, begins, _ in _LEVELS
            if sum(bool(re.match(begins, name)) for name in names) >= _MOSTLY * len(names) > 0
        }

    def suits(self, claim: Claim) -> bool:
        """Whether a claim may be of this table's bodies, by the group that it names."""
        named = self._named(claim)
        return not named or not self.levels or bool(named & self.levels)

    def _named(self, claim: Claim) -> set[str]:
        """The levels of bodies that the group of a claim names."""
        group = plain(claim.group)
        return {level for level, _, words in _LEVELS if re.search(words, group)}

    def columns(self, claim: Claim) -> list[Column]:
        """The columns that a claim may be of; with a criterion, the one whose header it names; with a year, those that headers give it."""
        if not self.suits(claim):
            return []
        columns = [column for column in self.scored if _named(claim.criterion, column)] if claim.criterion else self.deciding
        if claim.criterion and len(columns) != 1:
            return []
        wanted = claim.year or claim.since
        dated = [column for column in columns if _years(column.header)]
        of_year = [column for column in dated if wanted in _years(column.header)]
        return of_year or [column for column in columns if not wanted or not _years(column.header)]

    def of_its_year(self, claim: Claim, columns: Sequence[Column], latest: int | None) -> bool:
        """Whether the year of a claim is surely the one of the columns; `latest` is the document's where the table names none."""
        wanted = claim.year or claim.since
        dated = {year for column in columns for year in _years(column.header)}
        if wanted is None:
            return len(dated) < 2 and len(self.years) < 2
        return wanted in dated or (not dated and (self.years == {wanted} or (not self.years and wanted == latest)))

    def plainly(self, claim: Claim, headed: AbstractSet[str]) -> bool:
        """Whether a sentence says nothing that may limit what a figure is of: no words but those of statistics, its group's and the headings'."""
        words = re.sub(rf"\b(?:{PLAIN_PHRASES})\b", " ", claim.context, flags=re.IGNORECASE)
        group = f"{claim.group} {claim.criterion}" if self._named(claim) & self.levels else claim.criterion
        known = headed | set(re.findall(r"[^\W\d_]+", plain(group))) | PLAINLY
        said = set(re.findall(r"[^\W\d_]+", plain(words)))
        before = claim.context.split(claim.number.text)[0] if claim.number else ""
        numbers = set(re.findall(r"(?<![\d.,])\d+(?![\d.,]*\d)", before)) - {str(self.rows)}
        some = bool(numbers) and claim.kind in {"mean", "median"}  # of so many bodies, of so many years
        return said <= known and not some

    def row_of(self, body: str) -> int | None:
        """Give the row of a body named in the text; None where none, or more than one, may be meant."""
        return match_body(body, self.sheet.bodies) if body else None

    def computed(self, kind: str, column: Column) -> tuple[Fraction, Fraction]:
        """Give a statistic of a column, and how far unprinted digits may move it."""
        if kind != "spread":
            return statistic(kind, column)
        (high, unit), (low, _) = statistic("highest", column), statistic("lowest", column)
        return high - low, 2 * unit

    def explained(self, kind: str, column: Column, number: Number) -> bool:
        """Whether a statistic is that of the column with a figure that does not follow from its row put right."""
        if kind == "spread":
            return bool(self.found.formula_of(column) and self.found.formula_of(column).wrong)  # type: ignore[union-attr]
        return put_right(self.found.formulas, kind, column, number.value, unit_of(number))

    def doubted(self, column: Column, row: int) -> bool:
        """Whether another check finds a figure wrong already."""
        return any(
            row in formula.wrong and (formula.target is column or any(part is column for part in formula.parts))
            for formula in self.found.formulas
        )

    def mentions_other(self, claim: Claim, column: Column) -> bool:
        """Whether the sentence names another column of figures than the one it is held against."""
        said = f" {plain(claim.sentence)} "
        for other in self.scored:
            leaf = _leaf(other)
            if (
                other is not column
                and len(leaf) > 3
                and not _POINTS.fullmatch(leaf)
                and f" {leaf} " in said
                and leaf not in _leaf(column)
            ):
                return True
        return False


def headings(prose: Sequence[Prose]) -> list[str]:
    """The headings of a document: lines in capitals, or that begin as headings do and are no sentence."""
    lines = (line.strip() for block in prose for line in block.text.split("\n"))
    return [line for line in lines if line.isupper() or (_HEADING.match(plain(line)) and not _SENTENCE.search(line))]


def years_of(texts: Sequence[str]) -> set[int]:
    """The years that headings name as such."""
    return {int(year) for text in texts for year in re.findall(r"(?:năm|year)\s+((?:19|20)\d\d)(?!\d)", text, re.IGNORECASE)}


def unit_of(number: Number) -> Fraction:
    """One unit of a figure's last printed digit."""
    return Fraction(1, 10**number.places)


def printed_as(value: Fraction, number: Number) -> bool:
    """Whether a value, rounded by half or cut, is printed as a figure shows."""
    unit = unit_of(number)
    return abs(value - number.value) <= unit / 2 or 0 <= abs(value) - abs(number.value) < unit


def percents(number: Number, column: Column) -> Iterator[Number]:
    """A figure as it may stand in a column: itself, or a percentage as an index from 0 to 1."""
    yield number
    if number.unit == "percent" and column.role == "index" and all(figure.value <= 1 for figure in column.present):
        yield replace(number, value=number.value / 100, places=number.places + 2)


def _years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def _leaf(column: Column) -> str:
    """The innermost line of a header, plain, without what stands in brackets."""
    return _IN_BRACKETS.sub("", plain(column.header.rsplit(" › ", maxsplit=1)[-1])).strip(" :.*")


def _named(criterion: str, column: Column) -> bool:
    """Whether a criterion as a sentence calls it is what a header says; numbers before either are left off."""
    said, header = plain(re.split(r"\s+(?:có|đạt|với|là)\s", criterion)[0]), _leaf(column)
    for _ in range(3):
        said, header = _CRITERION.sub("", said), _CRITERION.sub("", header)
    return bool(said) and said.strip(" \"“”'") == re.sub(r"^(?:\d+(?:\.\d+)*|[ivx]+)[.)] +", "", header)
