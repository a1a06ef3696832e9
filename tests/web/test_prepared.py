"""Queries composed once and asked again: the same rows as the ORM gives, on each database, for each size of list."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from tests.web.running import running

from khoabang.web.prepared import ANY_DAY, Prepared, text, whole, wholes
from khoabang.web.rounds.models import Participant, Round

pytestmark = pytest.mark.django_db
BODIES = Prepared(
    lambda n: (
        Participant.objects.filter(pk__in=wholes("keys", n))
        .select_related("body", "group")
        .annotate(place=F("position"))
        .order_by("pk")
    )
)


def test_rows_are_those_of_the_orm_whatever_the_length_of_the_list():
    running()
    every = list(Participant.objects.select_related("body", "group").order_by("pk"))
    for count in range(len(every) + 1):
        keys = [each.pk for each in every[:count]]
        with CaptureQueriesContext(connection) as asked:
            found = BODIES.all(keys=keys)
            said = [(each, each.body.code, each.group and each.group.name, each.due, each.place) for each in found]
        assert said == [(each, each.body.code, each.group and each.group.name, each.due, each.position) for each in every[:count]]
        assert len(asked) == bool(keys)


def test_a_page_a_text_and_a_day_take_their_places():
    run = running()
    due = Participant.objects.exclude(due=None).values_list("due", flat=True)[0]
    late = Prepared(
        lambda _: Participant.objects.filter(round__code=text("code"), due__lt=ANY_DAY).order_by("pk").values_list("pk")
    )
    keys = [(each.pk,) for each in run.round.participants.order_by("pk")]
    assert late.all(code=run.round.code, day=date(due.year + 1, 1, 1)) == keys
    assert late.all(code=run.round.code, day=date(due.year + 1, 1, 1), limit=1, offset=1) == keys[1:2]
    assert late.all(code=run.round.code, day=due) == []
    assert late.first(code="{{code}}", day=due) is None


def test_what_can_have_no_rows_is_not_asked():
    never = Prepared(lambda _: Round.objects.filter(pk=whole("round"), code__in=[]))
    with CaptureQueriesContext(connection) as asked:
        assert never.all(round=1) == []
    assert not asked.captured_queries
