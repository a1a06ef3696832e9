"""The numbering 1, 2, 3 … in running text: where each row of a table without lines begins."""

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

from khoabang.auditing.layout.sorts import counting
from khoabang.auditing.layout.tokens import Token

_FARTHEST = 240  # values between the numbers of two rows, a page's heading between them
_NEARBY = 6  # candidates for the row before
_WAYS = 4  # lengths of a row that are followed up for one number
_SLACK, _TIMES = 12, 3


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the rows of one table begin, and how many values most of them have."""

    starts: tuple[int, ...]
    stride: int


@dataclass(frozen=True, slots=True)
class _Link:
    """A numbering up to one value: how many rows, how many more of them as long as the row before than far longer, and the link before.

    `same` counts the rows that go on with the words of the row before: places before a class do, numbers before a name do not.
    """

    position: int
    start: int
    length: int = 1
    same: int = 0
    regular: int = 0
    stride: int = 0  # values of the row before, 0 for the first
    before: "_Link | None" = None

    @property
    def worth(self) -> tuple[int, int, int, int, int]:
        return self.length, -self.same, self.regular, self.start - self.position, -self.start


def find_chains(tokens: list[Token]) -> list[Chain]:
    """Find the numberings, each from 1, that reach farthest, and of those the most regular; none overlaps another."""
    links: dict[int, list[_Link]] = {}
    places: defaultdict[int, list[int]] = defaultdict(list)
    for position, token in enumerate(tokens[:-1]):
        number = counting(token.text) if token.sign == "n" else None
        if number is None or tokens[position + 1].sign != "w":
            continue
        found = _links_to(tokens, position, number, places, links)
        if number == 1:
            found.append(_Link(position, position))
        if found:
            links[position] = sorted(found, key=lambda link: link.worth, reverse=True)[:_WAYS]
            places[number].append(position)
    return _apart(links)


def _links_to(
    tokens: list[Token], position: int, number: int, places: dict[int, list[int]], links: dict[int, list[_Link]]
) -> list[_Link]:
    """Give the best numbering that ends here for each length of the row before."""
    best: dict[int, _Link] = {}
    # Tied rows share a number or have none, and the next may be left out: counted only where rows are as long as before.
    for step in (1, 0, 2, 3):
        for before in places.get(number - step, [])[-_NEARBY:]:
            distance = position - before
            if distance > _FARTHEST:
                continue
            for last in links[before]:
                even = bool(last.stride) and distance in {last.stride, step * last.stride - step + 1}
                if step != 1 and not (even and _alike(tokens, last)):
                    continue
                stride = last.stride if even else distance
                far = bool(last.stride) and distance > 2 * last.stride + 2
                same = last.same + (tokens[position + 1].text == tokens[before + 1].text)
                link = _Link(position, last.start, last.length + 1, same, last.regular + even - far, stride, last)
                if stride not in best or link.worth > best[stride].worth:
                    best[stride] = link
    return list(best.values())


def _alike(tokens: list[Token], last: _Link) -> bool:
    """Whether a row has values of the same sorts as the row before: a 3 that is a score makes no tied row."""
    if last.before is None:
        return False
    rows = (tokens[start : start + last.stride] for start in (last.before.position, last.position))
    first, second = (["n" if token.sign == "-" else token.sign for token in row] for row in rows)
    return first == second


def _apart(links: dict[int, list[_Link]]) -> list[Chain]:
    """Take the best numberings one after the other, as long as they lie apart."""
    taken: list[int] = []  # first and last value of each numbering taken, in order
    chains: list[Chain] = []
    ends = sorted((link for ways in links.values() for link in ways), key=lambda link: link.worth, reverse=True)
    for end in ends:
        at = bisect_left(taken, end.start)
        if end.length < 2 or at % 2 or bisect_right(taken, end.position) != at:
            continue
        starts: list[int] = []
        link: _Link | None = end
        while link is not None:
            starts.append(link.position)
            link = link.before
        chain = _trimmed(starts[::-1])
        if len(chain.starts) > 1:
            chains.append(chain)
            at = bisect_left(taken, chain.starts[0])
            taken[at:at] = [chain.starts[0], chain.starts[-1]]
    return sorted(chains, key=lambda chain: chain.starts[0])


def _trimmed(starts: list[int]) -> Chain:
    """Cut a numbering where the next number stands too far off to be the next row's."""
    strides = [after - before for before, after in itertools.pairwise(starts)]
    usual = Counter(strides).most_common(1)[0][0]
    kept = [starts[0]]
    for stride, start in zip(strides, starts[1:], strict=True):
        if stride > _TIMES * usual + _SLACK:
            break
        kept.append(start)
    return Chain(tuple(kept), usual)
