"""Reads of the log: what was done in a round, or for one body in it, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.activity.models import Chain, Entry
from khoabang.web.activity.services import chain_of
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.models import Participant, Round, Stage

PER_PAGE = 50
_FOUND_AT_MOST, _OF_ACCOUNT = 200, 20
# What judges do is for a body's eyes once the round has come so far that the body is told.
_TOLD_FROM = {
    "ruling.": (Stage.REPLY, Stage.COUNCIL, Stage.APPROVED),
    "item.": (Stage.APPROVED,),
    "vote.": (Stage.APPROVED,),
    "sitting.": (Stage.APPROVED,),
    "visit.held": (Stage.REPLY, Stage.COUNCIL, Stage.APPROVED),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is wanted: of which bodies, which acts, from when to when, older than which entry."""

    body: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    older_than: int | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log; `older` names the entry from which the next page goes on, None on the last."""

    entries: list[Entry]
    older: int | None


def entries_of_round(round_: Round, asked: Asked) -> QuerySet[Entry]:
    """The entries of a round and of its bodies."""
    own = chain_of(round_code=round_.code)
    # Joined, not by a list of chains: so the last entries are found by going back from the end, and not by sorting all of them.
    entries = Entry.objects.filter(Q(chain__key=own) | Q(chain__key__startswith=f"{own}:"))
    if wanted := search_key(asked.body):
        bodies = Participant.objects.filter(round=round_).filter(Q(search__contains=wanted) | Q(body__code=asked.body.strip()))
        codes = bodies.values_list("body__code", flat=True)[:_FOUND_AT_MOST]
        chains = Chain.objects.filter(key__in=[chain_of(round_code=round_.code, body=code) for code in codes])
        entries = Entry.objects.filter(chain__in=chains)
    return _narrowed(entries, asked)


def entries_of_body(participant: Participant, asked: Asked, *, all_of_it: bool) -> QuerySet[Entry]:
    """The entries of one body in a round; without `all_of_it` those alone of which the body has been told."""
    key = chain_of(round_code=participant.round.code, body=participant.body.code)
    entries = Entry.objects.filter(chain__key=key)
    if not all_of_it:
        for prefix, stages in _TOLD_FROM.items():
            if participant.round.stage not in stages:
                entries = entries.exclude(action__startswith=prefix)
        if participant.round.stage not in _TOLD_FROM["visit.held"]:  # what was brought back from a visit is told with its minutes
            entries = entries.exclude(detail__contains='"occasion":"visit"')
    return _narrowed(entries, asked)


def entries_of_account(person: Person) -> list[Entry]:
    """The last entries of a person's own account, for the person alone."""
    return list(Entry.objects.filter(chain__key=chain_of(person=person.pk)).order_by("-number")[:_OF_ACCOUNT])


def _narrowed(entries: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    if asked.action:
        entries = entries.filter(action=asked.action)
    if asked.since is not None:
        entries = entries.filter(at__gte=clock.start_of(asked.since))
    if asked.until is not None:
        entries = entries.filter(at__lt=clock.end_of(asked.until))
    if asked.older_than is not None:
        entries = entries.filter(pk__lt=asked.older_than)
    return entries.select_related("chain", "person").order_by("-pk")


def page_of(entries: QuerySet[Entry]) -> LogPage:
    """The first page of some entries: nothing is counted, so that a long log costs no more than a short one."""
    found = list(entries[: PER_PAGE + 1])
    return LogPage(found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None)


def all_of(entries: QuerySet[Entry]) -> Iterator[Entry]:
    """All of some entries, the earliest first, not held in memory at once."""
    return entries.order_by("pk").iterator(2_000)


def body_of(entry: Entry) -> str:
    """The code of the body that an entry is about; nothing where it is about the round."""
    parts = entry.chain.key.split(":", 2)
    return parts[2] if len(parts) == 3 else ""
