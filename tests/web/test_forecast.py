"""Last year's answers under this year's set: the same points where nothing changed, and what nobody was asked stands as missing."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from web.running import NOW, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """This year's round after last year's, in which two bodies claimed."""
    from khoabang.web.assessments.models import Claim, ClaimItem
    from khoabang.web.rounds.models import Participant, RankingGroup, Round

    made = running("council", code="thu-2025")
    for body, done in (("so-y-te", "18"), ("so-noi-vu", "20")):
        claim = Claim.objects.create(
            participant=made.participants[body], number=1, at=NOW, by=made.people["lead"], sha256="0" * 64
        )
        ClaimItem.objects.create(claim=claim, indicator="1.2", values=json.dumps({"hoan_thanh": done, "duoc_giao": "20"}))
    this = Round.objects.create(
        code="thu-2026", authority=made.authority, year=2026, kind="computed", title="Năm nay", search="nam nay", public=False,
        stage="preparation", set_version=made.round.set_version, previous=made.round,
    )  # fmt: skip
    groups = {
        code: RankingGroup.objects.create(round=this, code=code, name=code, position=n) for n, code in enumerate(("so", "xa"))
    }
    for n, (code, before) in enumerate(made.participants.items()):
        Participant.objects.create(
            round=this, body=before.body, group=groups[before.group.code], position=n, name=before.name, search="", due=date(2026, 3, 31),
            attributes=before.attributes, predecessors=json.dumps([]) if code != "xa-an-phu" else json.dumps(["gone"]),
        )  # fmt: skip
    made.round = this
    return made


def test_the_same_answers_are_scored_under_the_set_of_this_round(run):
    from khoabang.web.assessments.forecast import forecast

    found = forecast(run.round)
    rows = {row.body: row for group in found.groups for row in group.rows}
    assert (rows["so-noi-vu"].now.points, rows["so-noi-vu"].now.rank) == ("20", 1)
    assert (rows["so-y-te"].now.points, rows["so-y-te"].now.rank) == ("18", 2)
    assert rows["so-y-te"].unanswered == rows["so-y-te"].asked - 1
    assert "1.1" in dict(found.new)
    assert "1.2" not in dict(found.new)


def test_the_page_shows_it_to_who_runs_the_round(client, run):
    client.force_login(run.people["lead"])
    page = client.get(reverse("workspace:round-forecast", args=["thu-2026"])).content.decode()
    assert "Sở Nội vụ" in page
    assert "Đây không phải kết quả đánh giá" in page


def test_without_a_round_before_there_is_none(client):
    alone = running("preparation")
    client.force_login(alone.people["lead"])
    assert "chưa dự báo được" in client.get(reverse("workspace:round-forecast", args=["thu-2026"])).content.decode()


def test_ranks_are_compared_among_the_bodies_of_both_years_and_who_has_no_group_is_named(client, run, monkeypatch):
    from khoabang.web.assessments import forecast as module
    from khoabang.web.rounds.models import Participant

    def row(code, group, rank):
        points = {"shown": str(100 - rank), "stated": None}
        return {"code": code, "points": points, "rank": {"value": rank}, "class": {"value": None}}

    last = {"groups": [{"code": "so", "bodies": [row("so-y-te", "so", 3), row("so-noi-vu", "so", 15), row("so-khac", "so", 1)]}]}
    monkeypatch.setattr(module, "_result_of", lambda previous: last)
    Participant.objects.filter(round=run.round, body__code="xa-an-phu").update(attributes="{}")
    found = module.forecast(run.round)
    (group,) = found.groups
    assert {each.body: each.climbs for each in group.rows} == {"so-noi-vu": 1, "so-y-te": -1}  # of two, not of fifteen
    assert (group.among, group.is_whole, group.is_mixed, found.unplaced) == (2, False, False, ["Xã An Phú"])
    client.force_login(run.people["lead"])
    page = client.get(reverse("workspace:round-forecast", args=["thu-2026"])).content.decode()
    assert "tính lại trong 2 cơ quan" in page
    assert "1 cơ quan chưa rõ khối" in page
    last["groups"] = [{"code": each["code"], "bodies": [each]} for each in last["groups"][0]["bodies"]]
    (group,) = module.forecast(run.round).groups
    assert (group.is_mixed, [each.climbs for each in group.rows]) == (True, [None, None])


def test_last_year_is_found_by_what_was_asked_and_under_the_body_before(run):
    from khoabang.web.assessments.last_year import last_year, last_years
    from khoabang.web.organisations.services import bodies_registered
    from khoabang.web.rounds.models import Participant
    from web.preparing import version_of
    from web.running import criteria_set

    new = criteria_set().dump()
    leadership = new["annexes"][0]["criteria"][0]["criteria"]
    leadership[0]["code"], leadership[1]["code"] = "1.2", "1.1"  # numbered anew
    run.round.set_version = version_of({**new, "version": "2"})
    run.round.save()
    heir = bodies_registered(authority=run.authority, names={"so-y-te-moi": "Sở Y tế mới"})["so-y-te-moi"]
    Participant.objects.filter(round=run.round, body__code="so-y-te").update(body=heir, predecessors='["so-y-te"]')
    heirs = Participant.objects.get(round=run.round, body=heir)
    with CaptureQueriesContext(connection) as for_one:
        last_years([heirs])
    with CaptureQueriesContext(connection) as for_all:
        together = last_years(list(run.round.participants.select_related("body", "group", "round__set_version")))
    assert len(for_all) <= len(for_one)
    assert together[heirs.pk]["1.1"].values == last_year(heirs)["1.1"].values
    assert {key for key, found in together.items() if found} >= {heirs.pk}
    past = last_year(Participant.objects.get(round=run.round, body=heir))
    assert {code: [each.value for each in found.values] for code, found in past.items()} == {"1.1": ["18", "20"]}


def test_the_queue_says_of_last_year_what_the_page_of_the_body_says(run, django_assert_max_num_queries):
    from khoabang.web.assessments.last_year import last_years
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.organisations.services import bodies_registered
    from khoabang.web.rounds.models import Participant
    from khoabang.web.verification.queue import Asked, queue_page
    from web.preparing import version_of
    from web.running import criteria_set

    renumbered = criteria_set().dump()
    first, second, *_ = renumbered["annexes"][0]["criteria"][0]["criteria"]
    first["code"], second["code"] = second["code"], first["code"]
    run.round.set_version = version_of({**renumbered, "version": "2"})
    run.round.stage = "verification"
    run.round.save()
    heir = bodies_registered(authority=run.authority, names={"so-y-te-moi": "Sở Y tế mới"})["so-y-te-moi"]
    Participant.objects.filter(round=run.round, body__code="so-y-te").update(body=heir, predecessors='["so-y-te"]')
    Participant.objects.filter(round=run.round).update(state="sent")
    run.round.refresh_from_db()
    remit = remit_of(run.people["lead"], run.round)
    queue_page(run.round, remit, Asked(remit.question("1.1"), show="all"))  # sets are read once
    with django_assert_max_num_queries(11):
        page = queue_page(run.round, remit, Asked(remit.question("1.1"), show="all"))
    told = last_years([row.participant for row in page.rows])
    assert {row.participant.name: row.last_year for row in page.rows} == {
        row.participant.name: told[row.participant.pk].get("1.1") for row in page.rows
    }
    assert any(row.last_year and [each.value for each in row.last_year.values] == ["18", "20"] for row in page.rows)
