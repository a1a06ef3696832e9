"""How sure it is that a figure of the text is wrong: by its own words, and by the claims around it that a table bears out."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction

from khoabang.auditing.claims import Claim
from khoabang.auditing.findings import Grade
from khoabang.auditing.meant import Spoken
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import plain

# A claim of all bodies that a table bears out: the text speaks of just its bodies.
_OF_ALL = frozenset({"mean", "median", "spread", "lowest", "count"})
_NEAR = 6  # claims before and after that say what a sentence is of
_AGREEING = 2


@dataclass(frozen=True, slots=True)
class Off:
    """What a table gives in place of a figure of the text; `slack` is how far unprinted digits may move it."""

    table: int
    column: Column | None
    value: Fraction
    slack: Fraction
    sure: bool = True


@dataclass(slots=True)
class Told:
    """A claim held against the tables: those that bear it out, with the columns, and what those give that do not."""

    claim: Claim
    by: dict[int, list[Column]] = field(default_factory=dict)  # tables whose deciding columns bear it out
    elsewhere: bool = False  # another column bears it out
    near: list[Off] = field(default_factory=list)
    off: list[Off] = field(default_factory=list)
    beyond: bool = False  # it counts or names bodies that no table has

    @property
    def borne_out(self) -> bool:
        """Whether some table agrees."""
        return bool(self.by) or self.elsewhere


class Sureness:
    """The claims of a text in their order; `headed` are words that its headings say already."""

    def __init__(self, told: Sequence[Told], tables: Sequence[Spoken], headed: AbstractSet[str]) -> None:
        self.told, self.tables, self.headed = told, tables, headed

    def _around(self, at: int) -> list[Told]:
        """The claims before and after that are of the same group, up to one that another table alone bears out."""
        own = self.told[at]
        found: list[Told] = []
        for step in (-1, 1):
            home: set[int] = set()
            for other in range(at + step, at + step * (_NEAR + 1), step):
                if not 0 <= other < len(self.told):
                    break
                told = self.told[other]
                groups = {plain(told.claim.group), plain(own.claim.group)} - {""}
                if len(groups) > 1 or (told.by and home and not home & set(told.by)):
                    break
                home = (home & set(told.by) or set(told.by)) if told.by else home
                found.append(told)
        return found

    def home(self, at: int) -> int | None:
        """The one table that the claims around are borne out by."""
        tables = [set(told.by) for told in self._around(at) if told.by]
        common = set.intersection(*tables) if tables else set()
        return next(iter(common)) if len(common) == 1 else None

    def grade(self, at: int, off: list[Off]) -> Grade | None:
        """How sure it is that a claim is wrong; None where it may well be of something else.

        Proved only where the sentence can be read in one way, one column alone can be meant, and the claims around it, at least two and one
        of them of all bodies, are borne out by that very table.
        """
        told = self.told[at]
        claim = told.claim
        if not claim.sure or len({(each.table, each.value) for each in off}) > 1:
            return None
        table = self.tables[off[0].table] if off[0].table >= 0 else None
        if table and (not table.plainly(claim, self.headed) or self._said_right(told, off[0].table)):
            return None
        around = self._around(at)
        agreeing = [each for each in around if off[0].table in each.by]
        if not agreeing and len(self.tables) > 1:
            return None
        if table is None or any(each.beyond for each in around) or (off[0].column and table.mentions_other(claim, off[0].column)):
            return "suspect" if agreeing and not any(each.beyond for each in around) else None
        if claim.kind == "points" and not agreeing:
            return None
        counts = {
            each.claim.number.value for each in around if each.claim.kind == "class_count" and each.claim.of and each.claim.number
        }
        of_all = any(
            each.claim.kind in _OF_ALL or (each.claim.kind == "class_count" and each.claim.of) for each in agreeing
        ) or bool(claim.kind == "class_count" and (claim.of or counts))
        failing = sum(not each.borne_out and bool(each.off) for each in around)
        sure = (
            off[0].sure
            and table.whole
            and not claim.criterion
            and len(agreeing) >= _AGREEING
            and of_all
            and 2 * failing <= len(agreeing)
        )
        return "proved" if sure else "suspect"

    def _said_right(self, told: Told, table: int) -> bool:
        """Whether the text tells the same of the same table elsewhere, and rightly: then this is of something else."""
        claim = told.claim
        if claim.kind in {"class_count", "share", "mean_change"}:
            return False
        return any(
            each.claim.kind == claim.kind
            and each.claim.criterion == claim.criterion
            and table in each.by
            and (claim.kind != "points" or each.claim.body == claim.body)
            for each in self.told
        )
