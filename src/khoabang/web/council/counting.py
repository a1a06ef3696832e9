"""How votes are counted: quorum, majority, ties. Pure, over what the records say.

Who is recused is left out of everything, as if not on the council for that item.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from khoabang.scoring.numbers import NumberError, parse
from khoabang.web.council.models import MajorityOf

Verdict = Literal["no_quorum", "decided", "tie", "no_majority"]


def share_or_number(text: str) -> Fraction | int | None:
    """Read a quorum: a share such as `2/3` or `60%`, or a number of members. None where it is neither."""
    part, slash, whole = (piece.strip() for piece in text.strip().partition("/"))
    if slash:
        if not (part.isascii() and part.isdigit() and whole.isascii() and whole.isdigit()) or int(whole) == 0:
            return None
        share = Fraction(int(part), int(whole))
        return share if 0 < share <= 1 else None
    if part.endswith("%"):
        try:
            share = parse(part[:-1]) / 100
        except NumberError:
            return None
        return share if 0 < share <= 1 else None
    return int(part) if part.isascii() and part.isdigit() and len(part) < 5 and int(part) > 0 else None


def needed(quorum: Fraction | int, members: int) -> int:
    """How many must be there: a share of the members is rounded up, a number stands as it is."""
    return quorum if isinstance(quorum, int) else ceil(quorum * members)


@dataclass(frozen=True, slots=True)
class Count:
    """The votes of one item, counted."""

    members: int  # who may vote on it: the council less who is recused
    present: int  # of them, who is there; in a written ballot, who has answered
    needed: int
    votes: Mapping[int, int]  # by the motion's number
    abstained: int
    base: int
    verdict: Verdict
    winner: int | None = None
    tied: tuple[int, ...] = ()

    @property
    def quorate(self) -> bool:
        """Whether enough are there."""
        return self.present >= self.needed and self.present > 0

    @property
    def voted(self) -> int:
        """How many chose a motion."""
        return sum(self.votes.values())


def count(
    *,
    members: Collection[int],
    present: Collection[int],
    votes: Mapping[int, int | None],
    motions: Collection[int],
    quorum: Fraction | int,
    majority: Fraction,
    majority_of: str,
) -> Count:
    """Count the votes of an item.

    A motion is carried by more than the majority's share of the base. Where motions lead with equal votes, and one vote more would
    carry one of them, that vote is the leader's to cast.

    Args:
        members: who may vote on it.
        present: who of the council is there, or has answered.
        votes: the last vote of each member, by member; None abstains.
        motions: the numbers of the motions.
        quorum: a share of the members, or a number.
        majority: the share that must be passed.
        majority_of: what it is a share of.
    """
    there = set(members) & set(present)
    given = {member: motion for member, motion in votes.items() if member in there}
    tally = {motion: sum(chosen == motion for chosen in given.values()) for motion in sorted(motions)}
    abstained = sum(chosen is None for chosen in given.values())
    voted = sum(tally.values())
    base = {MajorityOf.VOTING: voted, MajorityOf.PRESENT: len(there), MajorityOf.MEMBERS: len(set(members))}[
        MajorityOf(majority_of)
    ]
    least = needed(quorum, len(set(members)))

    def counted(verdict: Verdict, winner: int | None = None, tied: tuple[int, ...] = ()) -> Count:
        return Count(len(set(members)), len(there), least, tally, abstained, base, verdict, winner, tied)

    if len(there) < least or not there:
        return counted("no_quorum")
    most = max(tally.values(), default=0)
    leading = tuple(motion for motion, number in tally.items() if number == most)
    if most and len(leading) == 1 and most > majority * base:
        return counted("decided", leading[0])
    if most and len(leading) > 1 and most + 1 > majority * base:
        return counted("tie", tied=leading)
    return counted("no_majority")
