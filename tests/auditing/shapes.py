"""Correct tables of many shapes, as rankings are published, from a seed: what is printed is rounded, cut, shared, left out, but never wrong."""

import struct
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from khoabang.auditing.document import Cell
from khoabang.auditing.table import Row, SpecialRow, Table
from khoabang.scoring.problems import Place

NAMES = [f"{kind} {name}" for kind in ("Sở", "Huyện", "Ban", "Chi cục") for name in (
    "An Phú", "Bình Sơn", "Cẩm Khê", "Đông Hải", "Gia Lâm", "Hòa Vang", "Kim Bôi", "Lạc Thủy", "Mỹ Đức", "Nam Trực",
    "Phú Tân", "Quế Võ", "Sơn Trà", "Tam Nông", "Vân Đồn", "Yên Lạc", "Xuân Trường", "Thạch Hà",
)]  # fmt: skip
KINDS = ("none", "sum", "sum", "sum", "mean", "weighted", "tree", "tree", "product")
CLASSES = [["Tốt", "Khá", "Trung bình"], ["A", "B", "C", "D"], ["Rất cao", "Cao", "Khá", "Trung bình", "Thấp"]]


@dataclass
class Printed:
    """A column as it is printed: what it means, its header, the numbers behind its cells and the cells."""

    means: str
    header: str
    cells: list[str]
    values: list[Fraction | None] = field(default_factory=list)
    maximum: Fraction | None = None
    places: int = 0
    binary: bool = False


@dataclass
class Shape:
    """A table before it is made a `Table`; `rows` of special kinds give a cell for each column."""

    seed: int
    kind: str
    mark: str
    columns: list[Printed] = field(default_factory=list)
    special: list[tuple[str, str, list[str], int]] = field(default_factory=list)
    traits: set[str] = field(default_factory=set)
    weights: list[Fraction] = field(default_factory=list)
    divisors: list[Fraction] = field(default_factory=list)
    bands: list[tuple[Fraction, str]] = field(default_factory=list)
    key: str = ""  # what the places are by: the column's meaning
    dropped: bool = False  # zeros at the end are left off

    def of(self, means: str) -> Printed | None:
        return next((column for column in self.columns if column.means == means), None)

    def table(self) -> Table:
        """Give the table as a reader would."""
        place = Place()
        rows = [
            Row([Cell(c.cells[i], c.binary and "." in c.cells[i]) for c in self.columns], place)
            for i in range(len(self.columns[0].cells))
        ]
        special = [
            SpecialRow(kind, label, Row([Cell(t) for t in cells], place), after) for kind, label, cells, after in self.special
        ]  # type: ignore[arg-type]
        return Table("", [column.header for column in self.columns], rows, place, special)

    def lines(self) -> list[list[str]]:
        return [
            [column.header for column in self.columns],
            *map(list, zip(*(column.cells for column in self.columns), strict=True)),
        ]


def rounded(value: Fraction, places: int, how: str = "half") -> Fraction:
    """Round half up, half to even, or cut, to so many decimals."""
    steps = abs(value) * 10**places
    whole = steps.numerator // steps.denominator
    rest = steps - whole
    if how != "cut" and (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (how == "half" or whole % 2))):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**places)


def digits(value: Fraction, places: int, mark: str = ",", *, dropped: bool = False, signed: bool = False) -> str:
    """Write a number that has no more decimals than are asked for."""
    scaled = abs(value) * 10**places
    assert scaled.denominator == 1
    text = str(scaled.numerator).rjust(places + 1, "0")
    whole, decimals = (text[:-places], text[-places:]) if places else (text, "")
    if dropped:
        decimals = decimals.rstrip("0")
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    return sign + whole + (mark + decimals if decimals else "")


def stored(value: Fraction, bits: int) -> str:
    """Write a number as a float of so many bits prints in full."""
    number = value.numerator / value.denominator
    if bits == 32:
        number = struct.unpack("f", struct.pack("f", number))[0]
    text = format(Fraction(repr(number)).limit_denominator(10**30) if "e" in repr(number) else number, "")
    return "0" if "e" in text or "/" in text else text.removesuffix(".0")


def places_of(keys: list[Fraction | None], numbering: str, *, ascending: bool = False) -> list[int | None]:
    """Number places by keys: competition, dense, ordinal (ties in the rows' order) or last (the worst of the places shared)."""
    known = [key for key in keys if key is not None]
    given: list[int | None] = []
    for position, key in enumerate(keys):
        better = [k for k in known if key is not None and (k < key if ascending else k > key)]
        if key is None:
            given.append(None)
        elif numbering == "dense":
            given.append(1 + len(set(better)))
        elif numbering == "last":
            given.append(len(better) + known.count(key))
        elif numbering == "ordinal":
            given.append(1 + len(better) + sum(k == key for k in keys[:position]))
        else:
            given.append(1 + len(better))
    return given


class Maker:
    """Draws one table. Every choice is of `random`, so that a seed says it all."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        r = self.random
        self.rows = r.choice([r.randint(5, 12), r.randint(10, 30), r.randint(20, 70)])
        self.shape = Shape(seed, r.choice(KINDS), r.choice([",", ",", "."]))
        self.float = r.choice([0] * 9 + [32, 64])
        self.how = r.choice(["half", "half", "half", "even", "cut"])
        self.fine = r.choice([0, 1, 1, 2, 2, 3, 4, 6, 9])  # decimals of the numbers behind
        self.shown = r.choice([self.fine, self.fine, r.randint(0, 4)])
        self.shown = min(self.shown, self.fine, 4)
        self.step = r.choice([1, 1, 1, 5, 25, 50]) if self.fine <= 2 else 1
        self.shape.dropped = r.random() < 0.35
        self.mixed = r.random() < 0.06  # by hand: each cell to as many decimals as somebody liked
        self.level = [r.gauss(0.65, 0.15) for _ in range(self.rows)]
        if self.float:
            self.shape.mark, self.mixed, self.fine = ".", False, 9

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def drawn(self, most: Fraction, noise: float = 0.15) -> list[Fraction]:
        """Draw a component: below its maximum, some at it, in steps."""
        values = []
        step = Fraction(self.step, 10**self.fine)
        piled = self.random.choice([0, 0, 0.1, 0.3])
        for level in self.level:
            share = min(1.0, max(0.0, level + self.random.gauss(0, noise)))
            if self.chance(piled):
                share = 1.0
            steps = Fraction(share) * most / step
            values.append(min(most, Fraction(steps.numerator // steps.denominator) * step))
        return values

    def write(self, value: Fraction | None, places: int, **more: Any) -> str:
        if value is None:
            return self.nothing
        if self.float:
            return stored(value, self.float)
        if self.mixed:
            places = self.random.choice([places, places, max(0, places - 1), max(0, places - 2)])
        more.setdefault("dropped", self.shape.dropped or self.mixed)
        return digits(rounded(value, places, self.how), places, self.shape.mark, **more)

    def column(self, means: str, header: str, values: list[Fraction | None], places: int, **more: Any) -> Printed:
        column = Printed(
            means, header, [self.write(value, places) for value in values], values, places=places, binary=self.float == 64, **more
        )
        self.shape.columns.append(column)
        return column

    def make(self) -> Shape:
        """Draw the table."""
        r = self.random
        self.nothing = r.choice(["-", "", "–"])
        self.remarks = [""] * self.rows
        names = r.sample(NAMES, min(self.rows, len(NAMES)))
        self.names = names
        self._parts()
        self._index()
        self._rest()
        return self.shape

    # The figures

    def _parts(self) -> None:
        shape, r = self.shape, self.random
        count = 0 if shape.kind == "none" else 2 if shape.kind == "product" else r.randint(2, 12)
        unit_scale = shape.kind in {"mean", "product"} and self.fine >= 3
        maxima = [Fraction(1) if unit_scale else Fraction(r.choice([5, 10, 20, 25, 30, 50, 100])) for _ in range(count)]
        parts: list[list[Fraction | None]] = [list(self.drawn(most)) for most in maxima]
        self._tie(parts)
        self.without: list[int] = []
        self.unlike = -1
        if shape.kind in {"sum", "tree"} and count >= 3 and self.chance(0.3):  # something does not apply to some bodies
            self.unlike = r.randrange(count)
            self.without = r.sample(range(self.rows), r.randint(1, max(1, self.rows // 5)))
            for row in self.without:
                parts[self.unlike][row] = None if self.chance(0.8) else Fraction(0)
                self.remarks[row] = "Không đánh giá mục này"
            shape.traits.add("second maximum")
        self.maxima, self.count = maxima, count
        self.top = sum(maxima, Fraction(0))
        labels = [f"Tiêu chí {number + 1}" for number in range(count)]
        places = [self.shown if self.chance(0.85) else max(0, self.shown - 1) for _ in range(count)]
        rounded_first = self.chance(0.4) and not self.float and not self.mixed  # totals made of what is printed
        if rounded_first:
            parts = [
                [None if v is None else rounded(v, p, self.how) for v in part] for part, p in zip(parts, places, strict=True)
            ]
        made = self._combined(parts)
        total, before = made
        if shape.kind == "sum" and self.chance(0.15):
            self._extras(total)
        self.total = total
        order = r.choice(["after", "after", "before"])
        tail = [("total", r.choice(["Tổng điểm", "Tổng cộng", "Điểm"]), total)]
        if order == "before":
            self._put_total(tail)
        if shape.kind == "tree":
            self._put_tree(before, parts, labels, places)
        else:
            for number, part in enumerate(parts):
                self.column("component", labels[number], part, places[number], maximum=maxima[number])
        for means, header, values in getattr(self, "extra", []):
            self.column(means, header, values, self.shown)
        if order == "after":
            self._put_total(tail)

    def _tie(self, parts: list[list[Fraction | None]]) -> None:
        """Give some bodies the points of others: real ties."""
        r = self.random
        if r.random() < 0.4 and self.rows > 6:
            for _ in range(r.randint(1, 4)):
                one, other = r.sample(range(self.rows), 2)
                self.level[one] = self.level[other]
                for part in parts:
                    part[one] = part[other]

    def _put_total(self, tail: list[tuple[str, str, list[Fraction]]]) -> None:
        exact = {"sum": self.fine, "tree": self.fine, "none": self.fine}.get(self.shape.kind, self.fine + 2)
        self.total_places = min(4, exact, max(0, self.shown + self.random.choice([0, 0, 1, -1, 2])))
        for means, header, values in tail:
            top = self.top if self.shape.kind in {"sum", "tree"} else None
            self.column(means, header, list(values), self.total_places, maximum=top)

    def _combined(self, parts: list[list[Fraction | None]]) -> tuple[list[Fraction], list[tuple[list[int], list[Fraction]]]]:
        """Make the totals; of a tree also the subtotals."""
        shape, r, zero = self.shape, self.random, Fraction(0)
        rows = [[part[row] or zero for part in parts] for row in range(self.rows)]
        match shape.kind:
            case "none":
                return self.drawn(Fraction(100)), []
            case "mean":
                return [sum(row, zero) / len(row) for row in rows], []
            case "product":
                return [row[0] * row[1] for row in rows], []
            case "weighted":
                raw = [r.choice([1, 1, 2, 3, 4]) for _ in parts]
                nice = r.choice([Fraction(1, 20), Fraction(1, 10), Fraction(1, sum(raw)), Fraction(1)])
                shape.weights = [nice * each for each in raw]
                return [sum((w * v for w, v in zip(shape.weights, row, strict=True)), zero) for row in rows], []
            case "tree":
                cuts = sorted(r.sample(range(1, len(parts)), min(len(parts) - 1, r.randint(1, 3))))
                groups = [list(range(a, b)) for a, b in zip([0, *cuts], [*cuts, len(parts)], strict=True)]
                subtotals = [(group, [sum((row[i] for i in group), zero) for row in rows]) for group in groups]
                return [sum(row, zero) for row in rows], subtotals
        return [sum(row, zero) for row in rows], []

    def _extras(self, total: list[Fraction]) -> None:
        """Bonus points in a column of their own, or a deduction that only a remark tells."""
        if self.chance(0.6):
            bonus = [Fraction(self.random.choice([0, 0, 0, 1, 2, 5])) for _ in total]
            for row, more in enumerate(bonus):
                total[row] += more
            self.extra = [("bonus", "Điểm cộng", list(bonus))]
            self.top = self.top if self.chance(0.5) else self.top + 5
            self.shape.traits.add("bonus")
        else:
            row = self.random.randrange(self.rows)
            total[row] -= Fraction(self.random.choice([1, 2, 5]))
            self.remarks[row] = "Trừ điểm do nộp chậm"
            self.shape.traits.add("penalty")

    def _put_tree(self, before: Any, parts: Any, labels: list[str], places: list[int]) -> None:
        first = self.chance(0.5)
        for number, (group, values) in enumerate(before):
            header = f"Nhóm {number + 1}"
            most = sum((self.maxima[i] for i in group), Fraction(0))
            subtotal = len(group) > 1
            if subtotal and first:
                self.column("subtotal", header, list(values), min(4, self.fine, self.shown + 1), maximum=most)
            for i in group:
                self.column("component", labels[i], parts[i], places[i], maximum=self.maxima[i])
            if subtotal and not first:
                self.column("subtotal", header, list(values), min(4, self.fine, self.shown + 1), maximum=most)

    # What follows from them

    def _index(self) -> None:
        shape, r = self.shape, self.random
        divisor = self.top or Fraction(100)
        shape.divisors = [divisor - (self.maxima[self.unlike] if row in self.without else 0) for row in range(self.rows)]
        self.index = [value / by for value, by in zip(self.total, shape.divisors, strict=True)]
        self.has_index = self.chance(0.45) and not (shape.kind in {"mean", "product"} and self.fine >= 3)
        if self.has_index:
            scale = r.choice([1, 1, 100])
            places = r.randint(2, 4) - (1 if scale == 100 else 0)
            header = "Chỉ số" if scale == 1 else r.choice(["Tỷ lệ %", "Tỷ lệ (%)"])
            column = self.column("index", header, [value * scale for value in self.index], places)
            if scale == 100 and self.chance(0.3) and not self.float:
                column.cells = [cell + "%" for cell in column.cells]
        self.keys = list(self.index) if self.without or self.has_index else list(self.total)
        shape.key = "index" if self.has_index else "total"
        if self.chance(0.3) and not self.float and not self.mixed:  # places of what is printed
            column = shape.of(shape.key)
            assert column is not None
            if not (self.without and not self.has_index):
                self.keys = [rounded(v or Fraction(0), column.places, self.how) for v in column.values]

    def _rest(self) -> None:
        shape, r = self.shape, self.random
        self.numbering = r.choice(["competition"] * 6 + ["dense", "dense", "ordinal", "last"])
        shape.traits.add(self.numbering)
        keys: list[Fraction | None] = list(self.keys)
        groups = self._groups()
        unranked: list[int] = []
        if self.chance(0.08):
            unranked = [r.randrange(self.rows)]
            self.remarks[unranked[0]] = r.choice(["Không xếp hạng", "Đơn vị đặc thù"])
            if self.chance(0.7):
                keys[unranked[0]] = None
        ranks = places_of(keys, self.numbering)
        if groups and "restarted" in shape.traits:
            for group in sorted(set(groups)):
                inside = [row for row in range(self.rows) if groups[row] == group]
                for row, place in zip(inside, places_of([keys[row] for row in inside], self.numbering), strict=True):
                    ranks[row] = place
        for row in unranked:
            ranks[row] = None
        self.has_ranks = self.chance(0.8)
        if self.has_ranks:
            column = Printed(
                "rank",
                r.choice(["Xếp hạng", "Hạng", "Thứ hạng"]),
                self._rank_cells(ranks),
                [None if k is None else Fraction(k) for k in ranks],
            )
            shape.columns.insert(0, column) if self.chance(0.3) else shape.columns.append(column)
        self._class()
        self._more_columns()
        self._sort(groups)
        self._tops()
        self._specials()

    def _rank_cells(self, ranks: list[int | None]) -> list[str]:
        style = self.random.choice(["plain"] * 5 + ["span", "equal", "roman"])
        if self.numbering != "competition" or "restarted" in self.shape.traits:
            style = "plain"
        cells = []
        for place in ranks:
            shared = ranks.count(place)
            if place is None:
                cells.append(self.nothing or "-")
            elif shared > 1 and style == "span":
                cells.append(f"{place}-{place + shared - 1}")
            elif shared > 1 and style == "equal":
                cells.append(f"={place}")
            else:
                cells.append(str(place))
        return cells

    def _groups(self) -> list[int]:
        if not self.chance(0.15) or self.rows < 10:
            return []
        groups = sorted(self.random.randrange(2) for _ in range(self.rows))
        if self.chance(0.6):
            self.shape.traits.add("restarted")
        return groups

    def _class(self) -> None:
        shape = self.shape
        if not self.chance(0.4):
            return
        names = self.random.choice(CLASSES)
        ordered = sorted(self.keys)
        cuts = sorted({ordered[len(ordered) * number // len(names)] for number in range(1, len(names))}, reverse=True)
        shape.bands = [*zip(cuts, names, strict=False), (min(ordered) - 1, names[len(cuts)])]
        cells = [next(name for low, name in shape.bands if key >= low) for key in self.keys]
        if self.chance(0.1):  # a condition beside the figure
            row = self.random.randrange(self.rows)
            cells[row] = names[-1]
            self.remarks[row] = "Hạ một mức"
        shape.columns.append(Printed("class", self.random.choice(["Xếp loại", "Mức độ", "Phân loại"]), cells))

    def _more_columns(self) -> None:
        shape, r = self.shape, self.random
        if self.chance(0.15):
            shape.columns.append(Printed("extra", "Số cán bộ", [str(r.randint(8, 2500)) for _ in range(self.rows)]))
        if self.chance(0.08):
            shape.columns.append(Printed("extra", "Năm thành lập", [str(r.randint(1975, 2015)) for _ in range(self.rows)]))
        if self.chance(0.1):
            values = [Fraction(r.randint(400, 1900), 10) for _ in range(self.rows)]
            shape.columns.append(Printed("extra", "Tỷ lệ hoàn thành kế hoạch (%)", [digits(v, 1, shape.mark) for v in values]))
        if self.chance(0.12) and not self.float and not self.mixed:
            total = shape.of("total")
            assert total is not None
            now = [rounded(v or Fraction(0), total.places, self.how) for v in total.values]
            change = [Fraction(r.randint(-60, 60), 10**total.places) for _ in now]
            last = [v - c for v, c in zip(now, change, strict=True)]
            if self.chance(0.6):
                shape.columns.append(Printed("extra", "Tổng điểm năm trước", [digits(v, total.places, shape.mark) for v in last]))
            shape.columns.append(
                Printed("extra", "Tăng/giảm", [digits(v, total.places, shape.mark, signed=True) for v in change])
            )
        if self.has_ranks and self.chance(0.08):
            component = shape.of("component")
            if component and None not in component.values:
                own = places_of(component.values, "competition")
                shape.columns.insert(
                    shape.columns.index(component) + 1, Printed("own rank", "Hạng tiêu chí", [str(k) for k in own])
                )
        if any(self.remarks) or self.chance(0.05):
            shape.columns.append(Printed("note", "Ghi chú", list(self.remarks)))

    def _sort(self, groups: list[int]) -> None:
        shape, r = self.shape, self.random
        shape.columns.insert(0, Printed("body", r.choice(["Đơn vị", "Tên cơ quan", "Huyện, thành phố"]), list(self.names)))
        if groups:
            shape.columns.insert(1, Printed("group", "Khối", [("Khối sở", "Khối huyện")[g] for g in groups]))
        by = "group" if groups else r.choice(["rank", "rank", "rank", "name", "none"])
        if by == "none":
            order = list(range(self.rows))
        elif by == "name":
            order = sorted(range(self.rows), key=lambda row: self.names[row])
        else:
            order = sorted(range(self.rows), key=lambda row: (groups[row] if groups else 0, -self.keys[row]))
        if by == "rank" and self.chance(0.1) and self.rows > 14:
            order = order[: max(6, self.rows // 2)]
            shape.traits.add("top only")
        self.order = order
        for column in shape.columns:
            column.cells = [column.cells[row] for row in order]
            column.values = [column.values[row] for row in order] if column.values else []
        self.shape.divisors = [shape.divisors[row] for row in order]
        if self.chance(0.8):
            shape.columns.insert(0, Printed("order", r.choice(["STT", "TT"]), [str(n + 1) for n in range(len(order))]))

    def _tops(self) -> None:
        """A row of maxima, where the decision gives them."""
        shape = self.shape
        if self.count and shape.kind in {"sum", "tree"} and self.chance(0.4):
            cells = ["" if c.maximum is None else digits(c.maximum, 0) for c in shape.columns]
            shape.special.append(("maximum", "Điểm tối đa", cells, 0))
            shape.traits.add("maxima")

    def _specials(self) -> None:
        shape, r = self.shape, self.random
        if self.float or self.mixed or not self.chance(0.25):
            return
        for kind, label in r.sample(
            [
                ("mean", "Trung bình"),
                ("median", "Trung vị"),
                ("highest", "Cao nhất"),
                ("lowest", "Thấp nhất"),
                ("total", "Tổng cộng"),
            ],
            r.randint(1, 3),
        ):
            cells = []
            for column in shape.columns:
                known = column.values if column.means in {"component", "subtotal", "total", "index"} else []
                values = sorted(v for v in known if v is not None)
                if not values:
                    cells.append("")
                    continue
                middle = len(values) // 2
                value = {
                    "mean": sum(values, Fraction(0)) / len(values),
                    "median": values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2,
                    "highest": values[-1],
                    "lowest": values[0],
                    "total": sum(values, Fraction(0)),
                }[kind]
                cells.append(self.write(value, column.places + (kind == "mean" and r.random() < 0.3)))
            shape.special.append((kind, label, cells, len(shape.columns[0].cells)))


def make(seed: int) -> Shape:
    """Draw the table of a seed."""
    return Maker(seed).make()
