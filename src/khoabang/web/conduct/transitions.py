"""A round moves from stage to stage as its table says, and in no other way."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.conduct.conditions import CONDITIONS
from khoabang.web.conduct.lifecycle import ROUND
from khoabang.web.conduct.participants import dues_kept
from khoabang.web.conduct.settling import SETTLES, foretold, unsettle_not_sent
from khoabang.web.conduct.telling import address_of, people_of
from khoabang.web.lifecycle import Transition
from khoabang.web.notices.services import tell
from khoabang.web.plain import plain
from khoabang.web.rounds.errors import ConditionsUnmet, FieldsRefused, OutOfStage
from khoabang.web.rounds.models import Round, Stage

Effect = Callable[[Round, Person, datetime, str], None]
EFFECTS: Final[dict[str, list[Effect]]] = {
    "open": [lambda round_, by, now, reason: dues_kept(round_)],
    "reopen_assessment": [unsettle_not_sent],
}
"""What else a transition does, by its code, under its locks and in its transaction. Apps above add theirs when they start."""


def also(code: str, effect: Effect) -> None:
    """Let an app above do something in the transaction of a transition, such as freezing the result on approval."""
    EFFECTS.setdefault(code, []).append(effect)


def move(round_code: str, code: str, *, by: Person, reason: str = "") -> Round:
    """Take a round along one transition of its table.

    The row of the round and those of all its bodies are locked, so that nothing is saved while the stage changes; only then is the
    time asked, and only then are the conditions looked at.

    Raises:
        OutOfStage: no such transition leads on from where the round stands; somebody else may have taken it a moment ago.
        ConditionsUnmet: something is lacking.
        FieldsRefused: a reason is asked for.
        NotYourRole: it is not this person's to do.
    """
    reason = plain(reason).strip()
    with transaction.atomic():
        round_ = (
            Round.objects.select_for_update(of=("self",), no_key=True)
            .select_related("authority", "set_version")
            .get(code=round_code)
        )
        list(round_.participants.select_for_update().order_by("pk").values_list("pk"))
        now = clock.now()
        transition = ROUND.find(code, round_.stage)
        if transition is None:
            words = _("Đợt đánh giá đang ở bước «%(stage)s» nên không làm được việc này. Không có gì bị thay đổi.")
            raise OutOfStage(words % {"stage": Stage(round_.stage).label})
        refuse_without_role(by, transition.roles, round_.authority, round_, now)
        if transition.needs_reason and not reason:
            raise FieldsRefused({"reason": _("Nêu lý do để mọi người trong đợt cùng biết.")})
        _meet(transition, round_, by, now)
        for effect in EFFECTS.get(code, ()):
            effect(round_, by, now, reason)
        round_.stage = transition.target
        round_.save(update_fields=["stage"])
        record(
            chain=chain_of(round_code=round_.code), action="round.moved", by=by, now=now, subject=transition.code, reason=reason,
            detail={"from": transition.source, "to": transition.target},
        )  # fmt: skip
        _tell(transition, round_, now, reason)
    return round_


def _meet(transition: Transition, round_: Round, by: Person, now: datetime) -> None:
    """See that every condition is met; those that the transition brings about itself come last."""
    settled = [name for name in transition.conditions if name in SETTLES]
    lacking = [words for name in transition.conditions if name not in SETTLES for words in CONDITIONS[name](round_, now)]
    if lacking:
        raise ConditionsUnmet(lacking)
    for name in settled:
        SETTLES[name](round_, by, now)
        lacking += CONDITIONS[name](round_, now)
    if lacking:
        raise ConditionsUnmet(lacking)


def _tell(transition: Transition, round_: Round, now: datetime, reason: str) -> None:
    title = format_lazy(_("{title}: {stage}"), title=round_.title, stage=Stage(transition.target).label)
    day = round_.deadlines.filter(stage=transition.target).values_list("day", flat=True).first()
    parts: list[StrOrPromise] = [format_lazy("{label}.", label=transition.label)]
    if day is not None:
        parts.append(format_lazy(_("Thời hạn: đến hết ngày {day}."), day=f"{day:%d/%m/%Y}"))
    if reason:
        parts.append(format_lazy(_("Lý do: {reason}"), reason=reason))
    words = format_lazy("\n".join("{}" for _part in parts), *parts)
    tell(people_of(round_, transition.told, now), title, words, address=address_of(round_), now=now, round_=round_)


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from where a round stands, as its page shows it."""

    transition: Transition
    is_mine: bool
    lacking: list[StrOrPromise] = field(default_factory=list)
    foretold: list[StrOrPromise] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether nothing speaks against it now."""
        return self.is_mine and not self.lacking


def ways_on(round_: Round, roles: Collection[Role]) -> list[Way]:
    """The ways on from where a round stands, with what each waits for and what it will do."""
    now = clock.now()
    found = []
    for transition in ROUND.from_state(round_.stage):
        pure = [name for name in transition.conditions if name not in SETTLES]
        lacking = [words for name in pure for words in CONDITIONS[name](round_, now)]
        told = [words for name in transition.conditions if name in SETTLES and (words := foretold(name, round_))]
        found.append(Way(transition, not set(roles).isdisjoint(transition.roles), lacking, told))
    return found
