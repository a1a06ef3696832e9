"""Reads of notices."""

from django.db.models import QuerySet

from khoabang.web.accounts.models import Person
from khoabang.web.notices.models import Notice


def notices_of(person: Person) -> QuerySet[Notice]:
    """A person's notices, the newest first."""
    return Notice.objects.filter(person=person).select_related("round")


def unread_count(person: Person) -> int:
    """How many a person has not read."""
    return Notice.objects.filter(person=person, read_at=None).count()
