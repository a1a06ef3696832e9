"""What the pages of verification and reply say of an item: its values, its points, its rulings, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.scoring.numbers import Rounding, show, shown
from khoabang.scoring.ranking import rounding_of
from khoabang.scoring.tree import NodeScore
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.asked import waits_for_others
from khoabang.web.assessments.current import Given
from khoabang.web.assessments.items import Item, ItemState, answer_to, given_by
from khoabang.web.assessments.last_year import NamedValue, typed_values
from khoabang.web.assessments.models import Outcome, Reply, Ruling, Step, Supplement
from khoabang.web.assessments.questions import keys_of
from khoabang.web.portal.words import STATUSES, word

LONG = 160  # characters of a note that a row shows


@dataclass(frozen=True, slots=True)
class ShownGiven:
    """Values as the pages print them."""

    values: Sequence[NamedValue]
    not_applicable: bool

    @property
    def line(self) -> str:
        """All of them in one line."""
        if self.not_applicable:
            return gettext("không áp dụng")
        return "; ".join(" ".join(filter(None, (each.value, each.unit))) for each in self.values) or gettext("chưa có số liệu")


def shown_given(criterion: Criterion, given: Given | None) -> ShownGiven | None:
    """What stands, with the names of what was asked."""
    if given is None:
        return None
    return ShownGiven([] if given.not_applicable else list(typed_values(criterion, given.values)), given.not_applicable)


def cells(criterion: Criterion, given: Given) -> list[tuple[str, str]]:
    """What is said to each input, beside its name; options by their names."""
    found = []
    for item in criterion.all_inputs:
        typed = given.values.get(item.code, "")
        option = next((each.name for each in item.options if each.code == typed), None)
        found.append((item.name, option or typed))
    return found


@dataclass(frozen=True, slots=True)
class ShownPoints:
    """Points as the pages print them, or why there are none."""

    text: str = ""
    most: str = ""
    words: str = ""

    @property
    def line(self) -> str:
        """The points out of the most; those taken off stand alone."""
        return f"{self.text} / {self.most}" if self.most else self.text


@dataclass(frozen=True, slots=True)
class PointsWords:
    """How the points of one indicator are printed: the same for every body.

    Args:
        waits: they hang on other bodies, and verification is not closed.
        taken_off: they are taken off the total.
        rounding: how the set rounds them.
    """

    waits: bool
    taken_off: bool
    rounding: Rounding | None

    def __call__(self, score: NodeScore | None) -> ShownPoints | None:
        """A body's points."""
        if self.waits:
            return ShownPoints(words=gettext("tính khi kết thúc thẩm định"))
        if score is None:
            return None
        if score.points is None:
            return ShownPoints(words=word(STATUSES, str(score.status or "missing")))
        text = number_words(score.points, self.rounding)
        if self.taken_off:
            return ShownPoints(f"−{text}" if score.points else text)
        return ShownPoints(text, number_words(score.applied, None) if score.applied is not None else "")


def points_words(criteria_set: CriteriaSet, criterion: Criterion, *, closed: bool = False) -> PointsWords:
    """How an indicator's points are printed; what hangs on other bodies has none until verification is closed."""
    waits = not closed and waits_for_others(criterion)
    return PointsWords(waits, takes_off(criteria_set, criterion), rounding_of(criteria_set.policies, "points"))


def takes_off(criteria_set: CriteriaSet, criterion: Criterion) -> bool:
    """Whether points of an indicator are taken off the total: it is a penalty, or stands under one."""
    ways = keys_of(criteria_set).ways
    above = [
        way for annex in criteria_set.annexes
        if annex.by_code.get(criterion.code) == criterion and (way := ways.get((annex.code, criterion.code))) is not None
    ]  # fmt: skip
    return criterion.role == "penalty" or any(each.role == "penalty" for way in above for each in way)


def number_words(value: Fraction, rounding: Rounding | None = None) -> str:
    """A number in the reader's language; what does not end is cut after three digits where the set names no rounding."""
    return _number_words(value, rounding, get_language() or "vi")


@lru_cache(maxsize=4_096)
def _number_words(value: Fraction, rounding: Rounding | None, lang: str) -> str:
    named = rounding or Rounding(places=3)
    exact = rounding is None and (value * 10**named.places).denominator == 1
    return show(shown(value) if exact else shown(value, named), lang)


_STATES: Mapping[ItemState, str] = {
    ItemState.UNVERIFIED: "none",
    ItemState.ASKED: "begun",
    ItemState.ANSWERED: "none",
    ItemState.OVERDUE: "wrong",
    ItemState.READING: "begun",
    ItemState.VERIFIED: "done",
}


@dataclass(frozen=True, slots=True)
class ShownState:
    """Where an item stands, in words, with the mark beside them."""

    words: StrOrPromise
    mark: str


def shown_state(item: Item, state: ItemState) -> ShownState:
    """Where an item stands; one that was changed says so."""
    if state == ItemState.VERIFIED and item.is_changed:
        return ShownState(gettext("Đã điều chỉnh"), "done")
    if state == ItemState.VERIFIED:
        return ShownState(gettext("Đã chấp nhận"), "done")
    return ShownState(state.label, _STATES[state])


@dataclass(frozen=True, slots=True)
class ShownRuling:
    """One ruling in the history of an item, with what was answered to it."""

    ruling: Ruling
    words: str
    given: ShownGiven | None
    by: str
    supplement: Supplement | None
    supplement_given: ShownGiven | None
    reply: Reply | None
    reply_given: ShownGiven | None


def shown_rulings(criterion: Criterion, rulings: Iterable[Ruling], *, named: bool) -> list[ShownRuling]:
    """The history of an item; to the body it names roles, to those who verify also people."""
    found = []
    for ruling in rulings:
        supplement, reply = answer_to(ruling), ruling.reply
        found.append(
            ShownRuling(
                ruling,
                ruling_words(ruling),
                None if ruling.outcome == Outcome.SUPPLEMENT else shown_given(criterion, given_by(ruling)),
                str(ruling.by) if named else role_words(ruling),
                supplement,
                _put_forward(criterion, supplement.values) if supplement is not None else None,
                reply,
                _put_forward(criterion, reply.values) if reply is not None else None,
            )
        )
    return found


def _put_forward(criterion: Criterion, values: str) -> ShownGiven | None:
    import json

    given: dict[str, str] = json.loads(values)
    return shown_given(criterion, Given(given)) if given else None


def ruling_words(ruling: Ruling) -> str:
    """What a ruling says, with the step it was made in."""
    if ruling.step == Step.APPEAL:
        return gettext("Xem xét kiến nghị")
    outcome = Outcome(ruling.outcome).label
    return str(outcome) if ruling.step == Step.VERIFICATION else f"{Step(ruling.step).label}: {outcome}"


def role_words(ruling: Ruling) -> str:
    """As what somebody ruled: what the body is told instead of a name."""
    if ruling.step == Step.COUNCIL:
        return gettext("Hội đồng")
    return str(Role.VERIFIER.label)


def excerpt(text: str) -> str:
    """The beginning of a note, for a row."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONG else f"{one_line[:LONG].rsplit(' ', 1)[0]}…"
