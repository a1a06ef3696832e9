"""Writes of notices. Call `tell` in the transaction of what is told: a notice of what did not happen is worse than none."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.notices.models import Notice
from khoabang.web.person import Person
from khoabang.web.rounds.models import Round


def tell(
    people: Iterable[Person],
    title: StrOrPromise,
    words: StrOrPromise = "",
    *,
    address: str = "",
    now: datetime,
    round_: Round | None = None,
    key: str = "",
) -> list[Notice]:
    """Tell some people something, each in their own language and once: by a notice now, by e-mail when the clock comes round.

    Args:
        people: who; somebody named twice is told once.
        title: what happened, as a lazy text.
        words: more of it, as a lazy text.
        address: the path of the page it is about.
        now: when.
        round_: the round it belongs to.
        key: what makes it the same notice: a person is told it once only, however often this is called.
    """
    notices = []
    for person in {person.pk: person for person in people}.values():
        with translation.override(person.language):
            notices.append(
                Notice(person=person, round=round_, title=str(title), words=str(words), address=address, key=key, at=now)
            )
    return Notice.objects.bulk_create(notices, ignore_conflicts=bool(key))


def mark_read(person: Person, notices: Iterable[int] | None = None) -> int:
    """Mark some of a person's notices as read, or all of them; give how many were not yet."""
    unread = Notice.objects.filter(person=person, read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=clock.now())
