"""What the text around a table says that can be checked against it.

Each sentence is marked (bodies, figures, classes, years and papers become one character each) and read with patterns of words. A sentence
that can be read in two ways gives no claim: a false alarm costs more trust than a miss.
"""

from collections.abc import Sequence
from dataclasses import replace

from khoabang.auditing.claims.amounts import decimal_marks
from khoabang.auditing.claims.claim import Bound, Claim, Kind, Number, Paper, Unit
from khoabang.auditing.claims.counts import count_claims
from khoabang.auditing.claims.marking import mark
from khoabang.auditing.claims.names import Likeness, match_body, same_body
from khoabang.auditing.claims.papers import conflicting_dates, heading_claims, normal_number, paper_claims
from khoabang.auditing.claims.scales import scale_claims
from khoabang.auditing.claims.sentences import begins, clean, paragraphs, sentences
from khoabang.auditing.claims.standings import standings_claims
from khoabang.auditing.claims.statistics import statistics_claims
from khoabang.auditing.document import Prose

__all__ = [
    "Bound",
    "Claim",
    "Kind",
    "Likeness",
    "Number",
    "Paper",
    "Unit",
    "conflicting_dates",
    "match_body",
    "normal_number",
    "read_claims",
    "same_body",
]


def read_claims(prose: Sequence[Prose]) -> list[Claim]:
    """The claims of a text, in reading order."""
    lines = [(line, block.place) for block in prose for line in clean(block.text).split("\n") if line.strip()]
    marks = decimal_marks(line for line, _ in lines)
    found = list(heading_claims(lines))
    for paragraph, place in paragraphs(prose):
        group, year = "", None
        for sentence in sentences(paragraph):
            found += paper_claims(sentence, place)
            marked = mark(sentence, place, marks, group)
            group = marked.groups[-1][2] if marked.groups else group
            told = [*statistics_claims(marked), *count_claims(marked), *standings_claims(marked), *scale_claims(marked)]
            told = [
                replace(claim, since=year if claim.year is None else None, sure=claim.sure and begins(sentence)) for claim in told
            ]
            named = {each for _, each in marked.named_years}
            year = named.pop() if len(named) == 1 else year if not named else None
            ends = {(claim.body, claim.number) for claim in told if claim.kind in ("highest", "lowest")}
            # The points of the highest are said once.
            found += [claim for claim in told if claim.kind != "points" or (claim.body, claim.number) not in ends]
    return found
