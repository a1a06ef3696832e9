"""Reads of notices."""

from django.db.models import Count, QuerySet

from khoabang.web.notices.models import Notice
from khoabang.web.person import Person
from khoabang.web.prepared import Prepared, whole

_UNREAD = Prepared(
    lambda _: Notice.objects.filter(person=whole("person"), read_at=None).order_by().values_list("person").annotate(n=Count("pk"))
)


def notices_of(person: Person) -> QuerySet[Notice]:
    """A person's notices, the newest first."""
    return Notice.objects.filter(person=person).select_related("round")


def unread_count(person: Person) -> int:
    """How many a person has not read."""
    _person, n = _UNREAD.first(person=person.pk) or (person.pk, 0)
    return int(n)
