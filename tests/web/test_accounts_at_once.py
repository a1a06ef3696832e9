"""Two who appoint, end or accept at the same moment, in two connections. On both databases."""

import pytest

from web.running import NOW, running
from web.test_accounts import accept, appoint, invite, post, token_of
from web.test_at_once import at_once


@pytest.fixture
def two_administrators(committed, monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    run = running("assessment")
    appoint(run, run.people["lead"], role="administrator")
    return run


def test_two_administrators_who_end_each_other_leave_one(two_administrators):
    from khoabang.web.accounts.selectors import people_with
    from khoabang.web.accounts.services import end

    run = two_administrators
    first, second = run.people["administrator"], run.people["lead"]
    of_first, of_second = (who.appointments.get(role="administrator") for who in (first, second))
    came = at_once(lambda: end(appointment=of_second, by=first), lambda: end(appointment=of_first, by=second))
    assert sorted(type(each).__name__ for each in came) == ["NoneType", "NotAdministrator"], came
    assert len(people_with(post(run, "administrator").role, run.authority)) == 1


def test_a_letter_accepted_twice_at_once_makes_one_person(two_administrators):
    from khoabang.web.accounts.models import Person

    _, link = invite(two_administrators)
    came = at_once(lambda: accept(token_of(link)), lambda: accept(token_of(link)))
    assert sorted(type(each).__name__ for each in came) == ["AlreadyOver", "Person"], came
    assert Person.objects.get(email="chi.lan@so-y-te.example").appointments.count() == 1
