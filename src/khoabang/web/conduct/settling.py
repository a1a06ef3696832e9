"""What closing a stage does with what was left undone: for a body that did not send, and for one that said nothing to a change."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.accounts.models import Person
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments import replies
from khoabang.web.assessments.claims import claim_written, digest
from khoabang.web.assessments.current import standing_claims
from khoabang.web.assessments.models import Claim, Withdrawal
from khoabang.web.conduct.conditions import named, names_of, taking_part, unanswered
from khoabang.web.conduct.participants import NOTE_NOT_SENT
from khoabang.web.rounds.models import NotSent, Participant, Round, Standing, State

Settle = Callable[[Round, Person, datetime], None]


def left_unsent(round_: Round) -> list[Participant]:
    """The bodies that take part and have not sent."""
    return [each for each in taking_part(round_) if each.state != State.SENT and not each.settled]


def settle_not_sent(round_: Round, by: Person, now: datetime) -> None:
    """Give each body that did not send what the round states."""
    for participant in left_unsent(round_):
        participant.settled, claims = round_.not_sent, list[Claim]()
        if round_.not_sent == NotSent.UNRANKED:
            participant.standing = Standing.UNRANKED
            participant.note = f"{participant.note}; {NOTE_NOT_SENT}" if participant.note else NOTE_NOT_SENT
        elif round_.not_sent == NotSent.LAST_DRAFT:
            claims = [claim_written(participant, by=by, now=now, signed=False)]
        else:
            claims = [_claim_nothing(participant, by, now)]
        participant.save(update_fields=["settled", "standing", "note"])
        record(
            chain=chain_of(round_code=round_.code, body=participant.body.code), action="participant.not_sent", by=by, now=now,
            subject=round_.not_sent, rows=claims,
        )  # fmt: skip


def _claim_nothing(participant: Participant, by: Person, now: datetime) -> Claim:
    """A claim without items: what there is no figure for is scored as the set says of what is missing."""
    last = Claim.objects.filter(participant=participant).order_by("-number").values_list("number", flat=True).first()
    number = (last or 0) + 1
    return Claim.objects.create(participant=participant, number=number, at=now, by=by, signed=False, sha256=digest([]))


def unsettle_not_sent(round_: Round, by: Person, now: datetime, reason: str) -> None:
    """Take back what bodies got because they did not send: they may send again."""
    for participant in round_.participants.exclude(settled="").select_related("body").order_by("pk"):
        if participant.settled == NotSent.UNRANKED:
            if participant.standing == Standing.UNRANKED:  # one exempted since stays so
                participant.standing = ""
            participant.note = participant.note.removesuffix(NOTE_NOT_SENT).removesuffix("; ")
        unsigned = Claim.objects.filter(pk__in=standing_claims([participant.pk]), signed=False)
        taken_back = [Withdrawal.objects.create(claim=claim, at=now, by=by, reason=reason) for claim in unsigned]
        record(
            chain=chain_of(round_code=round_.code, body=participant.body.code), action="participant.not_sent_undone", by=by,
            now=now, subject=participant.settled, reason=reason, rows=taken_back,
        )  # fmt: skip
        participant.settled = ""
        participant.save(update_fields=["settled", "standing", "note"])


def settle_silence(round_: Round, by: Person, now: datetime) -> None:
    """Put on record that a body said nothing to a change; what that means the round states."""
    replies.settle_silence(round_, now)


SETTLES: Final[dict[str, Settle]] = {"not_sent_settled": settle_not_sent, "silence_settled": settle_silence}
"""Conditions that a transition brings about itself once the others are met."""


def foretold(name: str, round_: Round) -> StrOrPromise:
    """What settling will do, said before it is done; empty where there is nothing to do."""
    if name == "not_sent_settled":
        names = [each.name for each in left_unsent(round_)]
        words = _("Chưa gửi, sẽ theo quy định của đợt (%(rule)s): %(names)s.")
        return words % {"rule": NotSent(round_.not_sent).label, "names": named(names)} if names else ""
    names = names_of(round_, unanswered(round_))
    words = _("Không trả lời, sẽ ghi nhận theo quy định của đợt (%(rule)s): %(names)s.")
    return words % {"rule": round_.get_silence_display(), "names": named(names)} if names else ""
