"""What is logged of an account: how it was entered, and what was changed of the ways into it.

Each person has a chain of their own, so that nobody who signs in waits for a round or for anybody else. No address of the network, no
browser, no secret is kept. What anybody can bring about without an account is logged once an hour: nobody fills the log from outside.
"""

from datetime import timedelta

from django.db import transaction

from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.selectors import known_by
from khoabang.web.activity.models import Chain, Entry
from khoabang.web.activity.services import chain_of, record

ONCE_IN = timedelta(hours=1)
FAILED, LOCKED, SECOND_FAILED = "signin.failed", "signin.locked", "signin.second_failed"


def noted(person: Person, action: str, **detail: object) -> None:
    """Log what somebody did to, or with, their own account."""
    with transaction.atomic():
        record(chain=chain_of(person=person.pk), action=action, by=person, now=clock.now(), detail=detail)


def attempt_noted(action: str, *, person: Person | None = None, email: str = "") -> None:
    """Log that somebody tried in vain, once an hour for each account; for addresses without an account once an hour altogether.

    Of an address without an account nothing is kept: people type their passwords there.
    """
    person = person or known_by(email)
    chain = chain_of(person=person.pk) if person is not None else chain_of()
    with transaction.atomic():
        Chain.objects.select_for_update().filter(key=chain).first()
        now = clock.now()
        if not Entry.objects.filter(chain__key=chain, action=action, at__gt=now - ONCE_IN).exists():
            record(chain=chain, action=action, by=None, now=now, subject=person.email if person is not None else "")
