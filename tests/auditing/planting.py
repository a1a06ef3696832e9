"""One known mistake planted in a correct table, and what an audit should say of it."""

import itertools
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from auditing.shapes import Printed, Shape

FIGURES = ("component", "subtotal", "total", "index")
MISTAKES = (
    *(f"{how} {where}" for how in ("swapped digits", "one digit", "comma moved") for where in ("component", "total", "index")),
    "wrong rank",
    "ranks exchanged",
    "tie broken",
    "tie invented",
    "wrong class",
    "lost row",
    "lost row, renumbered",
    "doubled row",
    "wrong mean",
    "wrong median",
    "wrong highest",
    "wrong total row",
    "above maximum",
)


@dataclass
class Planted:
    """A table with one mistake: where it is (rows that may rightly be named), what was right, how large it is beside a printed unit."""

    shape: Shape
    mistake: str
    rows: set[int]
    columns: set[str]
    right: Fraction | None = None
    kinds: frozenset[str] = frozenset()


def read(text: str, mark: str) -> Fraction:
    """Read a number as the generator writes them."""
    return Fraction(text.rstrip("%").replace(mark, "."))


def _garbled(text: str, how: str, mark: str, random: Random) -> str | None:
    at = [position for position, letter in enumerate(text) if letter.isdigit()]
    letters = list(text)
    if how == "swapped digits":
        pairs = [(a, b) for a, b in itertools.pairwise(at) if letters[a] != letters[b] and not (a == 0 and letters[b] == "0")]
        if not pairs:
            return None
        a, b = random.choice(pairs)
        letters[a], letters[b] = letters[b], letters[a]
    elif how == "one digit":
        position = random.choice(at)
        letters[position] = random.choice([d for d in "123456789" if d != letters[position]])
    else:
        if mark not in text:
            return None
        position = text.index(mark)
        letters.pop(position)
        moved = position + random.choice([-1, 1])
        if not 1 <= moved < len(letters) or not letters[moved].isdigit():
            return None
        letters.insert(moved, mark)
    made = "".join(letters)
    return made if read(made, mark) != read(text, mark) else None


def plant(correct: Shape, mistake: str, seed: int) -> Planted | None:
    """Plant a mistake; None where the table has no place for it."""
    random, shape = Random(f"{seed} {mistake}"), deepcopy(correct)
    rows = range(len(shape.columns[0].cells))
    how, _, where = mistake.rpartition(" ")
    if where in FIGURES and how in {"swapped digits", "one digit", "comma moved"}:
        return _figure(shape, mistake, how, where, random)
    rank = shape.of("rank")
    if "rank" in mistake or "tie" in mistake:
        if rank is None or "restarted" in shape.traits or not all(cell.isdigit() for cell in rank.cells):
            return None
        return _rank(shape, mistake, rank, random)
    if mistake == "wrong class":
        column = shape.of("class")
        if column is None or shape.of("note") or len(set(column.cells)) < 2:
            return None
        row = random.choice(rows)
        column.cells[row] = random.choice(sorted(set(column.cells) - {column.cells[row]}))
        return Planted(shape, mistake, {row}, {column.header}, kinds=frozenset({"class"}))
    if "row" in mistake and mistake != "wrong total row":
        return _row(shape, mistake, random)
    if mistake == "above maximum":
        return _above(shape, mistake, random)
    kind = mistake.split()[1]
    for number, (special, label, cells, after) in enumerate(shape.special):
        known = [i for i, column in enumerate(shape.columns) if cells[i] and column.means in FIGURES]
        if special == kind and known:
            i = random.choice(known)
            wrong = _garbled(cells[i], "one digit", shape.mark, random)
            if wrong is None:
                return None
            right = read(cells[i], shape.mark)
            shape.special[number] = (special, label, [*cells[:i], wrong, *cells[i + 1 :]], after)
            return Planted(shape, mistake, set(), {shape.columns[i].header}, right, frozenset({"statistic"}))
    return None


def _figure(shape: Shape, mistake: str, how: str, where: str, random: Random) -> Planted | None:
    columns = [column for column in shape.columns if column.means == where]
    if not columns:
        return None
    column, row = random.choice(columns), random.randrange(len(columns[0].cells))
    text = column.cells[row]
    if not text or not text[0].isdigit():
        return None
    wrong = _garbled(text, how, shape.mark, random)
    if wrong is None:
        return None
    column.cells[row] = wrong
    made_of = {"component": {"subtotal", "total"}, "total": {"index"}, "index": set()}[where]
    named = {column.header} | {each.header for each in shape.columns if each.means in made_of | {"rank"}}
    return Planted(shape, mistake, {row}, named, read(text, shape.mark))


def _rank(shape: Shape, mistake: str, rank: Printed, random: Random) -> Planted | None:
    places = [int(cell) for cell in rank.cells]
    rows = list(range(len(places)))
    key = shape.of(shape.key)
    assert key is not None
    if mistake == "wrong rank":
        row = random.choice(rows)
        places_left = [place for place in range(1, len(rows) + 1) if place != places[row]]
        rank.cells[row] = str(random.choice(places_left))
        touched = {row}
    elif mistake == "ranks exchanged":
        one, other = random.sample(rows, 2)
        if places[one] == places[other] or key.cells[one] == key.cells[other]:
            return None
        rank.cells[one], rank.cells[other] = rank.cells[other], rank.cells[one]
        touched = {one, other}
    elif mistake == "tie broken":
        shared = [row for row in rows if places.count(places[row]) > 1]
        if not shared:
            return None
        row = random.choice(shared)
        rank.cells[row] = str(places[row] + 1)
        touched = {other for other in rows if places[other] == places[row]}
    else:
        alone = [row for row in rows if places[row] > 1 and places[row] - 1 in places and places.count(places[row]) == 1]
        if not alone:
            return None
        row = random.choice(alone)
        above = places.index(places[row] - 1)
        if key.cells[above] == key.cells[row]:
            return None
        rank.cells[row] = str(places[row] - 1)
        touched = {row, *(other for other in rows if places[other] == places[row] - 1)}
    right = Fraction(places[row]) if mistake != "ranks exchanged" else None
    return Planted(shape, mistake, touched, {rank.header}, right, frozenset({"rank", "tie", "missing"}))


def _row(shape: Shape, mistake: str, random: Random) -> Planted | None:
    row = random.randrange(1, len(shape.columns[0].cells) - 1)
    numbered, rank = shape.of("order"), shape.of("rank")
    if mistake == "lost row" and not numbered:
        return None
    if mistake == "lost row, renumbered" and (
        rank is None or "restarted" in shape.traits or rank.cells.count(rank.cells[row]) > 1
    ):
        return None
    body = shape.of("body")
    assert body is not None
    for column in shape.columns:
        if mistake == "doubled row":
            column.cells.insert(row + 1, column.cells[row])
        else:
            column.cells.pop(row)
    if numbered and mistake != "lost row":
        numbered.cells = [str(number + 1) for number in range(len(numbered.cells))]
    shape.special = [each for each in shape.special if each[0] == "maximum"]
    kinds = frozenset({"duplicate"} if mistake == "doubled row" else {"missing"})
    return Planted(shape, mistake, {row, row + 1} if mistake == "doubled row" else set(), {body.header}, kinds=kinds)


def _above(shape: Shape, mistake: str, random: Random) -> Planted | None:
    if "maxima" not in shape.traits:
        return None
    columns = [column for column in shape.columns if column.means == "component" and column.maximum]
    column, row = random.choice(columns), random.randrange(len(columns[0].cells))
    assert column.maximum is not None
    column.cells[row] = str(column.maximum + random.choice([1, 2, 5]))
    return Planted(shape, mistake, {row}, {column.header}, column.maximum, frozenset({"over_maximum", "total"}))
