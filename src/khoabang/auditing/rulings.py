"""What a person says of a table in place of what would be inferred: roles, maxima, formulas, what orders it, numbering, classes, groups.

`Told` is what was typed, and can be kept as plain text; `rule` takes it over for one table. Columns are named as a spreadsheet names them (A, B, …),
by their number from 1, or by their header in «…».

    I = C + D + E            the total is a sum; also SUM(C:E), AVERAGE(C:E), 0,5 × C + 2 × D, C × D
    J = I / 498 hoặc 398     the index is the total over one of these maxima
    Tốt: từ 0,85             a class and its bounds; also «dưới 0,5», «trên 0,7 đến 0,85»
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Literal, get_args

from khoabang.auditing.formulas import Formula, Kind, given
from khoabang.auditing.shares import Share, given_share
from khoabang.auditing.sheet import Column, Role, Sheet, Ties
from khoabang.auditing.words import plain
from khoabang.language import N_, text
from khoabang.scoring.formula import Formula as Expression
from khoabang.scoring.formula import FormulaError
from khoabang.scoring.numbers import NumberError, parse

Field = Literal["roles", "maxima", "formulas", "order", "ties", "classes", "groups", "set", "table"]
Evaluated = Callable[[Sequence[Fraction]], Fraction | None]
ROLES: tuple[Role, ...] = get_args(Role)
NUMBERINGS: tuple[Ties, ...] = ("competition", "dense")
MOST_LINES, MOST_LENGTH = 60, 600
ONE_RANKING = "-"

_QUOTED = re.compile(r"[«\"“]([^»\"”]+)[»\"”]")
_LETTERS = re.compile(r"[A-Z]{1,2}")
_CALL = re.compile(r"\b(SUM|TỔNG|AVERAGE|TRUNG BÌNH|TRUNGBÌNH)\s*\(([^()]*)\)", re.IGNORECASE)
_SPAN = re.compile(r"([A-Z]{1,2})\s*:\s*([A-Z]{1,2})")
_OR = re.compile(r"\s+(?:hoặc|or)\s+|\s*\|\s*", re.IGNORECASE)
_PROBES = tuple(number for number in range(2, 1000) if all(number % other for other in range(2, number)))
_BARE = re.compile(r"\d+(?:,\d+)?")
_NUMBER = r"[+-]?\d[\d.,]*"
_LOWER = re.compile(
    rf"(?P<word>từ|>=|≥|trên|>|from|above|at least)?\s*(?P<number>{_NUMBER})\s*%?(?:\s*(?:điểm|points))?", re.IGNORECASE
)
_UPPER = re.compile(
    rf"(?P<word>đến dưới|đến cận|đến|tới|to|below|dưới|<=|≤|<|-|–)\s*(?P<number>{_NUMBER})\s*%?(?:\s*(?:điểm|points))?",
    re.IGNORECASE,
)
_OPEN_BELOW, _OPEN_ABOVE = {"trên", ">", "above"}, {"đến dưới", "đến cận", "dưới", "below", "<"}
_REST = re.compile(r"\s*(?:trở lên|trở xuống|or more|or less)?\s*[.;]?\s*", re.IGNORECASE)


class RulingError(ValueError):
    """What was typed cannot be taken over; `field` says where it was typed, `message` and `params` what is wrong.

    `column` is the one that a maximum was typed for, `table` the one it was typed of, both counted from 0; None for what is of neither.
    """

    def __init__(self, field: Field, message: str, /, column: int | None = None, **params: object) -> None:
        super().__init__(message)
        self.field, self.message, self.params = field, message, params
        self.column = column
        self.table: int | None = None

    def said(self, lang: str = "vi") -> str:
        """Say what is wrong."""
        return text(self.message, lang, **self.params)


@dataclass(frozen=True, slots=True)
class Band:
    """A class and the figures that belong to it; an end that is None is open."""

    name: str
    low: Fraction | None = None
    high: Fraction | None = None
    with_low: bool = True
    with_high: bool = False

    def holds(self, low: Fraction, high: Fraction) -> bool:
        """Whether some number from `low` to `high` belongs to it."""
        above = self.low is None or high > self.low or (self.with_low and high == self.low)
        below = self.high is None or low < self.high or (self.with_high and low == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class Told:
    """What a person typed of one table. Columns of `roles` and `maxima` are counted from 0; all the rest is text as typed."""

    roles: Mapping[int, str] = field(default_factory=dict)
    maxima: Mapping[int, str] = field(default_factory=dict)
    formulas: tuple[str, ...] = ()
    order: str = ""  # the column; with «tăng» or "ascending" behind it the least comes first
    ties: str = ""
    classes: tuple[str, ...] = ()
    groups: str = ""  # the column; `ONE_RANKING`: there are none

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return any((self.roles, self.maxima, self.formulas, self.order, self.ties, self.classes, self.groups))

    def as_plain(self) -> dict[str, Any]:
        """Give it as plain values that JSON keeps; what was not said is left out."""
        said = asdict(self)
        for name in ("roles", "maxima"):
            said[name] = {str(position): value for position, value in said[name].items()}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}

    @classmethod
    def from_plain(cls, said: Mapping[str, Any]) -> "Told":
        """Take over what `as_plain` gave.

        Raises:
            ValueError, TypeError, KeyError: it is nothing of the kind.
        """
        taken = dict(said)
        for name in ("roles", "maxima"):
            taken[name] = {int(position): str(value) for position, value in taken.get(name, {}).items()}
        for name in ("formulas", "classes"):
            taken[name] = tuple(map(str, taken.get(name, ())))
        return cls(**taken)


@dataclass(slots=True)
class Rulings:
    """What holds for one table whatever its figures say: what a person says, before what a criteria set does.

    `maxima`, and those `of_set`, are by position; `bands` are empty where none were said.
    """

    roles: dict[int, Role] = field(default_factory=dict)
    maxima: dict[int, Fraction] = field(default_factory=dict)
    of_set: dict[int, Fraction] = field(default_factory=dict)
    formulas: list[Formula] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    key: Column | None = None
    ascending: bool = False
    ties: Ties | None = None
    bands: list[Band] = field(default_factory=list)
    groups: Column | None = None
    one_ranking: bool = False


def rule(told: Told, sheet: Sheet, by_set: Rulings | None = None) -> Rulings:
    """Take over what was told for one table; `by_set` holds where nothing was.

    Raises:
        RulingError: it names a column that is not there, or cannot be understood.
    """
    found = _Reader(told, sheet).read()
    if by_set is None:
        return found
    said = {id(each.target) for each in found.formulas} | {id(each.index) for each in found.shares}
    found.of_set = by_set.of_set
    found.formulas += [each for each in by_set.formulas if id(each.target) not in said]
    found.shares += [each for each in by_set.shares if id(each.index) not in said]
    if found.key is None:
        found.key, found.ascending = by_set.key, by_set.ascending
    found.ties = found.ties or by_set.ties
    found.bands = found.bands or by_set.bands
    return found


def letter_of(position: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: A, …, Z, AA, …"""
    head, last = divmod(position, 26)
    return (letter_of(head - 1) if head else "") + chr(ord("A") + last)


def position_of(name: str, headers: Sequence[str]) -> int | None:
    """Give the column that a letter, a number from 1 or a header names; None where there is none, or more than one."""
    bare = name.strip()
    if quoted := _QUOTED.fullmatch(bare):
        bare = quoted[1].strip()
    elif bare.isdecimal():
        return int(bare) - 1 if 0 < int(bare) <= len(headers) else None
    elif _LETTERS.fullmatch(bare.upper()):
        position = 0
        for letter in bare.upper():
            position = position * 26 + ord(letter) - ord("A") + 1
        return position - 1 if position <= len(headers) else None
    alike = [
        position
        for position, header in enumerate(headers)
        if plain(bare) in {plain(header), plain(header.rsplit(" › ", maxsplit=1)[-1])}
    ]
    return alike[0] if len(alike) == 1 else None


class _Reader:
    """Takes over what was told, field by field."""

    def __init__(self, told: Told, sheet: Sheet) -> None:
        self.told, self.sheet = told, sheet
        self.headers = sheet.table.headers

    def read(self) -> Rulings:
        told, found = self.told, Rulings()
        for position, role in told.roles.items():
            self._at(position, "roles")
            if role not in ROLES:
                raise RulingError(
                    "roles", N_("không có vai «{given}»; vai của cột là một trong: {roles}"), given=role, roles=", ".join(ROLES)
                )
            found.roles[position] = role
        for position, written in told.maxima.items():
            self._at(position, "maxima")
            found.maxima[position] = self._number(written, "maxima", position)
        for line in self._lines(told.formulas, "formulas"):
            self._formula(line, found)
        if told.order.strip():
            name, found.ascending = _direction(told.order)
            found.key = self._column(name, "order")
            if not found.key.numeric:
                raise RulingError("order", N_("cột «{given}» không phải là cột số"), given=name)
        if told.ties:
            if told.ties not in NUMBERINGS:
                raise RulingError(
                    "ties",
                    N_("không có cách đánh số «{given}»; chọn một trong: {known}"),
                    given=told.ties,
                    known=", ".join(NUMBERINGS),
                )
            found.ties = told.ties
        found.bands = _bounded([self._band(line) for line in self._lines(told.classes, "classes")])
        if told.groups.strip() == ONE_RANKING:
            found.one_ranking = True
        elif told.groups.strip():
            found.groups = self._column(told.groups, "groups")
        return found

    def _lines(self, lines: Sequence[str], where: Field) -> Iterator[str]:
        if len(lines) > MOST_LINES or any(len(line) > MOST_LENGTH for line in lines):
            raise RulingError(
                where, N_("quá dài: nhiều nhất {lines} dòng, mỗi dòng {length} ký tự"), lines=MOST_LINES, length=MOST_LENGTH
            )
        yield from (line.strip() for line in lines if line.strip())

    def _at(self, position: int, where: Field) -> None:
        if not 0 <= position < len(self.headers):
            raise RulingError(
                where, N_("bảng không có cột {given}; các cột là từ 1 đến {count}"), given=position + 1, count=len(self.headers)
            )

    def _column(self, name: str, where: Field) -> Column:
        position = position_of(name, self.headers)
        if position is None:
            last = letter_of(max(0, len(self.headers) - 1))
            raise RulingError(
                where,
                N_("không thấy cột «{given}»; gọi cột bằng chữ từ A đến {last}, bằng số hoặc bằng «tên cột»"),
                given=name,
                last=last,
            )
        return next(column for column in self.sheet.columns if column.position == position)

    def _number(self, written: str, where: Field, column: int | None = None) -> Fraction:
        for lang in ("vi", "en"):
            try:
                return parse(written.strip(), lang)
            except NumberError:
                continue
        raise RulingError(where, N_("«{given}» không phải là số"), column=column, given=written)

    # Formulas

    def _formula(self, line: str, found: Rulings) -> None:
        left, equals, right = line.partition("=")
        if not equals or not right.strip():
            raise RulingError("formulas", N_("không hiểu «{given}»: viết như I = C + D + E"), given=line)
        target = self._column(left, "formulas")
        ways = _OR.split(right.strip())
        names, evaluated = self._compiled(ways[0], line)
        columns = [self._column(name, "formulas") for name in names]
        if target in columns:
            raise RulingError("formulas", N_("«{given}»: một cột không tính từ chính nó"), given=line)
        made = _made(target, columns, evaluated)
        if made is None:
            raise RulingError(
                "formulas",
                N_("«{given}»: chỉ hiểu tổng, trung bình, tổng có trọng số, tích hai cột, và thương của một cột với một số"),
                given=line,
            )
        if isinstance(made, Formula):
            if len(ways) > 1:
                raise RulingError(
                    "formulas", N_("«{given}»: «hoặc» chỉ dùng cho các điểm tối đa mà một cột được chia"), given=line
                )
            found.formulas.append(given(made))
            return
        divisors = [1 / made]
        for way in ways[1:]:
            if not _BARE.fullmatch(way.strip()):
                raise RulingError("formulas", N_("«{given}»: sau «hoặc» là một điểm tối đa khác"), given=line)
            divisors.append(self._number(way, "formulas"))
        found.shares.append(_share(target, columns[0], divisors))

    def _compiled(self, right: str, line: str) -> tuple[list[str], Evaluated]:
        letters = _QUOTED.sub(lambda quoted: letter_of(self._column(quoted[0], "formulas").position), right)
        expanded = _CALL.sub(self._expanded, letters)
        upper = re.sub(r"\b[a-z]{1,2}\b", lambda name: name[0].upper(), expanded).replace("·", "×").replace(":", "/")
        try:
            expression = Expression(upper)
        except FormulaError as error:
            raise RulingError("formulas", N_("«{given}»: {detail}"), given=line, detail=str(error)) from None

        def evaluated(values: Sequence[Fraction]) -> Fraction | None:
            try:
                return expression.evaluate(dict(zip(expression.in_order, values, strict=True)))
            except FormulaError:
                return None

        return list(expression.in_order), evaluated

    def _expanded(self, call: re.Match[str]) -> str:
        inside: list[str] = []
        for part in call[2].split(";"):
            span = _SPAN.fullmatch(part.strip().upper())
            first, last = (position_of(name, self.headers) for name in (span[1], span[2])) if span else (None, None)
            if first is not None and last is not None:
                inside += [letter_of(position) for position in range(first, last + 1)]
            else:
                inside.append(part.strip())
        total = f"({' + '.join(inside)})"
        return total if call[1].upper() in {"SUM", "TỔNG"} else f"({total} / {len(inside)})"

    # Classes

    def _band(self, line: str) -> Band:
        name, colon, bounds = line.partition(":")
        parted = None
        if not colon:
            parted = re.search(r"\s*(?=>=|≥|>|<=|≤|<|=)", line)
            name, bounds = (line[: parted.start()], line[parted.end() :].removeprefix("=")) if parted else (line, "")
        name, rest = name.strip(' «»"“”'), bounds.strip()
        low = high = None
        with_low, with_high = True, False
        if (lower := _LOWER.match(rest)) is not None:
            low, with_low = (
                self._number(lower["number"].rstrip(".,"), "classes"),
                (lower["word"] or "").lower() not in _OPEN_BELOW,
            )
            rest = rest[lower.end() :].strip()
        if (upper := _UPPER.match(rest)) is not None:
            high, with_high = self._number(upper["number"].rstrip(".,"), "classes"), upper["word"].lower() not in _OPEN_ABOVE
            rest = rest[upper.end() :].strip()
        if not name or not _REST.fullmatch(rest) or not (colon or parted):
            raise RulingError(
                "classes", N_("không hiểu «{given}»: viết như «Tốt: từ 0,85» hoặc «Khá: từ 0,7 đến dưới 0,85»"), given=line
            )
        return Band(name, low, high, with_low, with_high)


def _bounded(bands: list[Band]) -> list[Band]:
    """Let a class that names no upper end go up to where the next one begins, and one that names no end at all down from the lowest."""
    lows = sorted({band.low for band in bands if band.low is not None})
    found: list[Band] = []
    for band in bands:
        above = [low for low in lows if band.low is None or low > band.low]
        if band.high is None and above:
            other = next(each for each in bands if each.low == above[0])
            band = Band(band.name, band.low, above[0], band.with_low, not other.with_low)  # noqa: PLW2901
        found.append(band)
    return found


def _direction(written: str) -> tuple[str, bool]:
    name = re.sub(r"[\s=]+(?:tăng(?: dần)?|ascending)$", "", written.strip(), flags=re.IGNORECASE)
    if name != written.strip():
        return name, True
    return re.sub(r"[\s=]+(?:giảm(?: dần)?|descending)$", "", name, flags=re.IGNORECASE), False


def _made(target: Column, parts: Sequence[Column], evaluated: Evaluated) -> Formula | Fraction | None:
    """Say what an expression is: a sum, mean, weighted sum or product, of one column what it is multiplied by; None for anything else."""
    count = len(parts)
    if not count or evaluated([Fraction(0)] * count) != 0:
        return None
    ones = [evaluated([Fraction(int(at == other)) for other in range(count)]) for at in range(count)]
    weights = [weight for weight in ones if weight is not None]
    probe = [Fraction(prime) for prime in _PROBES[:count]]
    if len(weights) < count or len(probe) < count:
        return None
    value = evaluated(probe)
    if value == sum((weight * number for weight, number in zip(weights, probe, strict=True)), Fraction(0)):
        if count == 1:
            return weights[0] if weights[0] > 0 else None
        kind: Kind = "sum" if set(weights) == {1} else "mean" if set(weights) == {Fraction(1, count)} else "weighted"
        return Formula(kind, target, tuple(parts), tuple(weights) if kind == "weighted" else ())
    product = count == 2 and not any(weights) and value == probe[0] * probe[1]
    return Formula("product", target, tuple(parts)) if product else None


def _share(index: Column, total: Column, divisors: Sequence[Fraction]) -> Share:
    percent = any(figure.percent for figure in index.present) or index.role == "percent"
    scale = 100 if percent and divisors[0] * 100 >= max((figure.value for figure in total.present), default=Fraction(0)) else 1
    # «J = I / 498 × 100 hoặc 398»: only the first is already multiplied.
    return given_share(index, total, scale, [divisors[0] * scale, *divisors[1:]])
