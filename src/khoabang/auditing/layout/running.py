"""Tables in running text: one value a line, several lines a body, or a whole table on one line."""

import itertools
from collections.abc import Callable

from khoabang.auditing.document import Prose
from khoabang.auditing.layout.draft import Draft
from khoabang.auditing.layout.grids import Piece
from khoabang.auditing.layout.numbered import Found, Numbered
from khoabang.auditing.layout.numbering import find_chains
from khoabang.auditing.layout.tokens import Token, in_words, one_a_line
from khoabang.auditing.layout.unnumbered import find_unnumbered

_BETWEEN_GROUPS = 3  # lines between a group and the next under the same header


def find_in_text(prose: list[Prose]) -> list[Piece]:
    """Find the tables in lines of text; whatever belongs to none is given as prose, in order."""
    pieces: list[Piece] = []
    for piece in _found_in(prose, one_a_line, "lines"):
        if isinstance(piece, list):
            for other in _found_in(piece, in_words, "one line"):
                pieces += other if isinstance(other, list) else [other]
        else:
            pieces.append(piece)
    return pieces


def _found_in(prose: list[Prose], read: Callable[[list[Prose]], list[Token]], read_as: str) -> list[Draft | list[Prose]]:
    """Find tables in one way of reading; stretches without one are given as they are, to be read in another."""
    tokens = read(prose)
    found: list[Found] = []
    free = 0
    chains = find_chains(tokens)
    for number, chain in enumerate(chains):
        stop = chains[number + 1].starts[0] if number + 1 < len(chains) else len(tokens)
        table = Numbered(tokens, chain, free, stop, read_as).found()
        if table:
            if found and not table.draft.header and len(tokens[found[-1].end : table.start]) <= _BETWEEN_GROUPS:
                _under_same_header(table.draft, found[-1].draft)
            found.append(table)
            free = table.end
    edges = [(0, 0)] + [(each.start, each.end) for each in found] + [(len(tokens), len(tokens))]
    for (_, start), (stop, _) in itertools.pairwise(edges):
        found += find_unnumbered(tokens, start, stop, read_as)
    return _parted(prose, tokens, sorted(found, key=lambda each: each.start))


def _under_same_header(draft: Draft, before: Draft) -> None:
    """Give a group numbered anew the header of the group before it."""
    if draft.width == before.width and before.header:
        draft.header = before.header
        draft.title = draft.title or before.title


def _parted(prose: list[Prose], tokens: list[Token], found: list[Found]) -> list[Draft | list[Prose]]:
    if not found:
        return [prose] if prose else []
    pieces: list[Draft | list[Prose]] = []
    at = 0
    for table in found:
        if table.start > at:
            pieces.append(_prose(tokens[at : table.start]))
        if table.lead:
            pieces.append(table.lead)
        pieces.append(table.draft)
        if table.left:
            pieces.append(_prose([tokens[position] for position in sorted(table.left)]))
        at = table.end
    if at < len(tokens):
        pieces.append(_prose(tokens[at:]))
    return pieces


def _prose(tokens: list[Token]) -> list[Prose]:
    """Put values of one line together again."""
    lines: list[Prose] = []
    last = -1
    for token in tokens:
        if token.line == last:
            lines[-1] = Prose(f"{lines[-1].text} {token.text}", token.place)
        else:
            lines.append(Prose(token.text, token.place))
        last = token.line
    return lines
