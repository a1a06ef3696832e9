"""What a corrected figure changes: the total, the index, the place, the class. Only what follows; what stays open is None."""

from bisect import bisect_left
from fractions import Fraction
from functools import cached_property

from khoabang.auditing.figures import Figure
from khoabang.auditing.ordering import Ordering
from khoabang.auditing.roles import Understanding
from khoabang.auditing.sheet import Column


class Consequences:
    """The table's arithmetic, run again with another figure."""

    def __init__(self, found: Understanding, orderings: list[Ordering]) -> None:
        self.found = found
        self.main = orderings[0] if orderings else None  # of several, each for a group, the first
        self.of_groups = [each for each in orderings if each.rows is not None and self.main and each.ranks is self.main.ranks]
        self._keys_of: dict[str, list[Fraction]] = {}

    @property
    def classes(self) -> Column | None:
        """The column of classes."""
        return self.found.sheet.of("class")

    def ordering_of(self, row: int) -> Ordering | None:
        """Give what places a row: the ordering of its group, where places are given by groups."""
        return next((each for each in self.of_groups if each.rows and row in each.rows), None if self.of_groups else self.main)

    def placed_by(self, row: int, column: Column | None = None, value: Fraction | None = None) -> Fraction | None:
        """Give what places a row, exactly as far as the printed figures go; with `value` in `column` where they are given."""
        if self.main is None:
            return None
        return self._figure(self.main.key, row, column, value)

    def _figure(self, wanted: Column, row: int, column: Column | None, value: Fraction | None) -> Fraction | None:
        if wanted is column:
            return value
        share = next((share for share in self.found.shares if share.index is wanted), None)
        if share is not None:
            points = self._figure(share.total, row, column, value)
            by = share.denominator_of(row) or share.denominators[0]
            return None if points is None else points / by.value * share.scale
        own = wanted.figures[row]
        formula = self.found.formula_of(wanted)
        if column is None or formula is None or own is None:
            return own.value if own else None
        weights = formula.weights or (Fraction(1),) * len(formula.parts)
        scale = len(formula.parts) if formula.kind == "mean" else 1
        moved = own.value
        for part, weight in zip(formula.parts, weights, strict=True):
            before = part.figures[row]
            after = self._figure(part, row, column, value)
            if before is not None and after is not None and formula.kind != "product":
                moved += weight * (after - before.value) / scale
        return moved

    def rank(self, row: int, column: Column, value: Fraction) -> tuple[int, int] | None:
        """Give the printed place and the one that follows with another figure, which may be the same; None where nothing follows."""
        main = self.ordering_of(row)
        if main is None or main.places[row] is None or not main.whole:
            return None
        new = self.placed_by(row, column, value)
        if new is None:
            return None
        sign = 1 if main.ascending else -1
        own, keys = self.placed_by(row), self._keys(main)
        if main.ties == "dense":
            ahead = bisect_left(sorted(set(keys)), sign * new)
            alone = own is not None and keys[bisect_left(keys, sign * own) :][1:2] != [sign * own]
            ahead -= own is not None and sign * own < sign * new and alone
        else:
            ahead = bisect_left(keys, sign * new) - (own is not None and sign * own < sign * new)
        before = main.places[row]
        return None if before is None else (before, 1 + ahead)

    @cached_property
    def _placed(self) -> list[Fraction | None]:
        return [self.placed_by(row) for row in range(len(self.main.key.figures))] if self.main else []

    def _keys(self, ordering: Ordering) -> list[Fraction]:
        """What places the rows of an ordering, the best first and turned so that it is the least."""
        if ordering.group not in self._keys_of:
            sign = 1 if ordering.ascending else -1
            inside = [key for row, key in enumerate(self._placed) if ordering.rows is None or row in ordering.rows]
            self._keys_of[ordering.group] = sorted(sign * key for key in inside if key is not None)
        return self._keys_of[ordering.group]

    def of_class(self, row: int, column: Column, value: Fraction) -> tuple[str, str] | None:
        """Give the printed class and the one that follows with another figure, which may be the same; None where the bounds leave it open."""
        new = self.placed_by(row, column, value)
        if self.classes is None or self.main is None or new is None:
            return None
        spans = self.spans(without=row)
        inside = [name for name, (low, high) in spans.items() if low <= new <= high]
        best = [name for name, (_, high) in spans.items() if high == max(high for _, high in spans.values())]
        worst = [name for name, (low, _) in spans.items() if low == min(low for low, _ in spans.values())]
        if not inside and spans:
            inside = best if new > spans[best[0]][1] else worst if new < spans[worst[0]][0] else []
        now = self.classes.texts[row].strip()
        return (now, inside[0]) if len(inside) == 1 else None

    def spans(self, without: int | None = None) -> dict[str, tuple[Fraction, Fraction]]:
        """Give, for each class, the least and the greatest figure of the bodies in it."""
        spans: dict[str, tuple[Fraction, Fraction]] = {}
        for row, name in enumerate(self.classes.texts if self.classes else []):
            key = self._placed[row] if row < len(self._placed) else None
            if row == without or key is None or not name.strip():
                continue
            low, high = spans.get(name.strip(), (key, key))
            spans[name.strip()] = (min(low, key), max(high, key))
        return spans


def as_printed(value: Fraction, like: Figure | Column) -> Fraction:
    """Round a figure half up to the last digit that another is printed to."""
    unit = like.unit
    steps = value / unit
    return Fraction((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * unit
