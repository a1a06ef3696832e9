"""What is one's own and what is others': nobody decides on the own body, and an appointment reaches no further than it says."""

import json
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from web.running import NOW, person, running

pytestmark = pytest.mark.django_db
BODY = "so-y-te"


@pytest.fixture(autouse=True)
def in_time(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)


def client(who) -> Client:
    asking = Client(HTTP_HOST="localhost")
    asking.force_login(who)
    return asking


def appointed(run, who, role, **where):
    from khoabang.web.accounts.models import Appointment

    return Appointment.objects.create(
        person=who, role=role, authority=run.authority, starts=datetime(2026, 1, 1, tzinfo=UTC), **where
    )


def test_a_lead_who_belongs_to_a_body_neither_extends_nor_exempts_it_nor_agrees_to_publish_for_both_sides():
    from khoabang.web.conduct.calendar import extension_given
    from khoabang.web.conduct.participants import standing_set
    from khoabang.web.evidence.occasions import held_by_lead
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.models import Extension, Stage

    run = running()
    both = run.people["lead"]
    appointed(run, both, "preparer", body=run.bodies[BODY])
    own, other = run.participants[BODY].pk, run.participants["so-noi-vu"].pk
    for act in (
        lambda key: extension_given(key, Stage.ASSESSMENT, date(2026, 4, 5), by=both, reason="Lũ quét"),
        lambda key: standing_set(key, "unranked", "Mới thành lập", by=both),
        lambda key: held_by_lead(key, both),
    ):
        with pytest.raises(Refused) as refused:
            act(own)
        assert refused.value.status == 403
        act(other)
    assert [each.participant_id for each in Extension.objects.all()] == [other]
    assert run.refresh().participants[BODY].standing == ""
    page = reverse("workspace:round-extension", args=["thu-2026", BODY])
    sent = client(both).post(page, {"day": "05/04/2026", "reason": "Lũ quét"})
    assert sent.status_code == 403
    assert "cơ quan mình" in sent.content.decode()


def test_who_is_appointed_for_one_round_changes_nothing_of_the_authority():
    from khoabang.web.criteria.models import SetUpload
    from khoabang.web.rounds.models import Round

    run = running()
    other = Round.objects.get(pk=run.round.pk)
    other.pk, other.code, other.stage = None, "thu-2025", "preparation"
    other.save()
    limited = person("mot-dot@example.vn", "Phụ trách một đợt")
    appointed(run, limited, "lead", round=other)
    asking = client(limited)
    assert asking.get(reverse("workspace:rounds", args=["tinh-thu"])).status_code == 200
    for name in ("round-new", "register-add", "register-kinds", "sets"):
        assert asking.post(reverse(f"workspace:{name}", args=["tinh-thu"])).status_code == 403, name
    assert asking.post(reverse("workspace:round-calendar", args=["thu-2026"])).status_code == 404
    assert asking.post(reverse("workspace:round-calendar", args=["thu-2025"])).status_code == 422
    assert not SetUpload.objects.exists()


def test_a_body_does_not_read_in_its_log_what_a_visit_found_while_verification_runs():
    from khoabang.web.activity.services import chain_of, record

    run = running("verification")
    chain = chain_of(round_code="thu-2026", body=BODY)
    by = run.people["verifier"]
    for action, detail in (("visit.planned", {}), ("visit.held", {"text": "Số liệu khai khống"}),
                           ("evidence.added", {"occasion": "visit", "title": "Ảnh chụp"})):  # fmt: skip
        record(chain=chain, action=action, by=by, now=NOW, subject="1.2", detail=detail)
    asking = client(run.people[f"preparer:{BODY}"])
    address = reverse("workspace:activity-body-file", args=["thu-2026", BODY])

    def told() -> str:
        return b"".join(asking.get(address).streaming_content).decode()

    assert "visit.planned" in told()
    assert "khai khống" not in told()
    assert "Ảnh chụp" not in told()
    run.round.stage = "reply"
    run.round.save()
    assert "khai khống" in told()
    assert "Ảnh chụp" in told()


def test_a_set_that_everybody_may_use_does_not_become_one_authoritys():
    from khoabang.web.criteria.errors import AlreadyFrozen
    from khoabang.web.criteria.models import OwnVersion, SetUpload
    from khoabang.web.criteria.services import set_frozen
    from khoabang.web.rounds.models import CriteriaSetVersion

    run = running()
    shared = CriteriaSetVersion.objects.get(code="thu")
    upload = SetUpload.objects.create(
        authority=run.authority, file_name="thu.yaml", content=b"x", sha256="0" * 64, document=shared.document, problems="[]",
        at=NOW, by=run.people["lead"],
    )  # fmt: skip
    with pytest.raises(AlreadyFrozen):
        set_frozen(upload=upload, by=run.people["lead"])
    assert not OwnVersion.objects.exists()


def test_what_somebody_was_called_before_stays_in_the_log():
    from khoabang.web.accounts.services import profile_changed
    from khoabang.web.activity.models import Entry

    run = running()
    who = run.people["verifier"]
    for _again in range(2):
        profile_changed(person=who, name="Người khác", position="", language="vi")
    (entry,) = Entry.objects.filter(action="profile.changed")
    assert json.loads(entry.detail)["before"]["name"] == who.name


@pytest.mark.parametrize("day", ["0001-01-01", "31/12/9999"])
def test_days_at_the_ends_of_time_are_no_failure(day):
    run = running()
    lead = client(run.people["lead"])
    assert lead.get(reverse("workspace:activity", args=["thu-2026"]), {"tu": day, "den": day}).status_code == 200
    assert lead.post(reverse("workspace:round-extension", args=["thu-2026", BODY]), {"day": day, "reason": "x"}).status_code < 500


def test_keys_that_are_no_numbers_or_too_large_are_no_failure():
    from khoabang.web.council.models import Seat, Sitting

    run, many, huge = running("council"), "9" * 5000, "9" * 20
    sitting = Sitting.objects.create(
        round=run.round, number=1, state="in_session", kind="meeting", day=date(2026, 3, 10), leader=run.people["chair"],
        created_at=NOW, created_by=run.people["lead"],
    )  # fmt: skip
    Seat.objects.create(sitting=sitting, person=run.people["chair"], kind="chair", name="Chủ tịch", office="")
    lead = client(run.people["lead"])
    for key in (many, huge, "²", "x\x00"):
        assert lead.post(reverse("workspace:round-charges", args=["thu-2026"]), {"thoi": key}).status_code == 302
        assert lead.post(reverse("workspace:sitting", args=["thu-2026", 1]), {"ghe": key, "co-mat": key}).status_code < 500
    run.round.stage = "verification"
    run.round.save()
    queue = reverse("workspace:verify-queue", args=["thu-2026", "1.2"])
    assert lead.post(queue, {"chon": f"{huge}:0"}).status_code == 422


def test_the_character_that_no_text_has_reaches_no_database():
    from django.db import connection

    run = running()
    lead, preparer = client(run.people["lead"]), client(run.people[f"preparer:{BODY}"])
    with connection.execute_wrapper(lambda execute, sql, params, many, context: execute(sql, _plain(params), many, context)):
        assert lead.get("/lam-viec/dot/thu%00/").status_code == 404
        assert lead.get("/dot/thu%00/").status_code == 404
        assert lead.get(reverse("workspace:follow", args=["thu-2026"]), {"tim": "y\x00 tế"}).status_code == 200
        sent = {"body": str(run.participants[BODY].pk), "note": "Sắp\x00 hết hạn"}
        assert lead.post(reverse("workspace:follow", args=["thu-2026"]), sent).status_code == 302
        step = reverse("workspace:submission-step", args=["thu-2026", BODY, "hand_back"])
        assert preparer.post(step, {"ly-do": "x\x00"}).status_code < 500


def _plain(params):
    """What PostgreSQL does with such a text, on either database."""
    assert not any("\x00" in each for each in params or () if isinstance(each, str))
    return params


def test_who_stands_in_for_a_member_of_the_council_brings_no_vote_more():
    from khoabang.web.accounts.services import delegate
    from khoabang.web.council.selectors import members_of

    run = running("council")
    chair, member = run.people["chair"], run.people["member"]
    before = [each.person for each in members_of(run.round)]
    assert before == [chair, member]

    def hand(holder, to):
        held = holder.appointments.get(delegated_from=None)
        delegate(appointment=held, to=to, last_day=date(2026, 3, 31), reason="Công tác", by=holder)
        return [(each.person, each.role.value) for each in members_of(run.round)]

    assert hand(chair, run.people["observer"]) == [(run.people["observer"], "chair"), (member, "member")]
    assert hand(member, run.people["observer"]) == [(run.people["observer"], "chair"), (member, "member")]
    assert hand(member, run.people["lead"]) == [(run.people["observer"], "chair"), (run.people["lead"], "member")]


def test_a_long_name_is_cut_in_the_log_and_keeps_nothing_from_being_done():
    from django.db import transaction

    from khoabang.web.activity.models import Entry
    from khoabang.web.activity.services import chain_of, record
    from khoabang.web.activity.verification import verify

    with transaction.atomic():
        record(chain=chain_of(authority="tinh-thu"), action="set.uploaded", by=None, now=NOW, subject="x" * 255)
    assert Entry.objects.get().subject == "x" * 250
    assert not verify().differences


def test_who_prepared_a_claim_does_not_judge_it_after_leaving_the_body():
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.accounts.selectors import belongs_to

    run = running("verification")
    body, now = run.participants["so-y-te"], NOW
    left, long_gone = person("left@example.vn", "Đã chuyển công tác"), person("gone@example.vn", "Chuyển từ năm trước")
    for who, starts, ends in (
        (left, datetime(2025, 5, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
        (long_gone, datetime(2024, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)),
    ):
        Appointment.objects.create(person=who, role="preparer", authority=run.authority, body=body.body, starts=starts, ends=ends)
    assert belongs_to(left, body, now)
    assert not belongs_to(long_gone, body, now)
