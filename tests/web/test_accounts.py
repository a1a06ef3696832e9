"""People and their roles: appointed, invited, handed on for a while, ended; only by who may, only in one's own authority, all logged."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import translation

from khoabang.web import clock
from web.running import NOW, person, running

pytestmark = pytest.mark.django_db

PASSWORD = "một câu đủ dài để nhớ"
LATER = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def at_nine(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def run():
    return running("assessment")


@pytest.fixture
def admin(run):
    return run.people["administrator"]


def post(run, role="verifier", body="", **more):
    from khoabang.web.accounts.models import Role
    from khoabang.web.accounts.posts import Post

    of_body = run.authority.bodies.get(code=body) if body else None
    return Post(Role(role), run.authority, of_body, **more)


def appoint(run, who, by=None, reason="", **of_post):
    from khoabang.web.accounts.services import appoint

    return appoint(person=who, post=post(run, **of_post), by=by or run.people["administrator"], reason=reason)


def held(run, key):
    from khoabang.web.accounts.models import Appointment

    return Appointment.objects.get(person=run.people[key], ended_by=None, delegated_from=None)


def roles_of(who):
    from khoabang.web.accounts.selectors import held_by

    return {each.role for each in held_by(who)}


def acts(run):
    from khoabang.web.activity.models import Entry

    return list(Entry.objects.filter(chain__key=f"authority:{run.authority.code}").values_list("action", flat=True))


def told(who):
    from khoabang.web.notices.models import Notice

    return [(each.title, each.words) for each in Notice.objects.filter(person=who)]


def refused(kind):
    from khoabang.web.accounts import errors

    return pytest.raises(getattr(errors, kind))


# Appointments


def test_an_appointment_is_held_told_and_logged(run):
    who = person("moi@tinh-thu.example", "Người mới")
    made = appoint(run, who, reason="QĐ 12", last_day=LATER)
    assert roles_of(who) == {"verifier"}
    assert made.ends == clock.end_of(LATER)
    assert acts(run) == ["appointment.granted"]
    assert told(who) == [("Bạn được giao vai trò", "Từ nay bạn giữ vai trò: Người thẩm định · UBND tinh-thu.")]


def test_an_appointment_ends_at_the_end_of_its_last_day(run, monkeypatch):
    who = person("moi@tinh-thu.example", "Người mới")
    appoint(run, who, last_day=LATER)
    monkeypatch.setattr(clock, "now", lambda: clock.end_of(LATER) - timedelta(seconds=1))
    assert roles_of(who) == {"verifier"}
    monkeypatch.setattr(clock, "now", lambda: clock.end_of(LATER))
    assert roles_of(who) == set()


@pytest.mark.parametrize(
    ("of_post", "field"),
    [
        ({"role": "preparer"}, "body"),
        ({"role": "verifier", "body": "so-y-te"}, "body"),
        ({"role": "verifier", "last_day": date(2026, 3, 9)}, "last_day"),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_field(run, of_post, field):
    who = person("moi@tinh-thu.example", "Người mới")
    with refused("AppointmentRefused") as told_why:
        appoint(run, who, **of_post)
    assert told_why.value.field == field
    assert roles_of(who) == set()


def test_nobody_holds_the_same_twice(run):
    with refused("AlreadyHeld"):
        appoint(run, run.people["verifier"])


def test_only_an_administrator_of_that_authority_appoints_or_ends(run):
    abroad = running("assessment", code="la-2026", authority="tinh-la")
    who = person("moi@tinh-thu.example", "Người mới")
    for other in (abroad.people["administrator"], run.people["lead"], run.people["approver:so-y-te"]):
        with refused("NotAdministrator"):
            appoint(run, who, by=other)
        with refused("NotAdministrator"):
            end(run, "verifier", by=other)
    with refused("AppointmentRefused"):
        appoint(run, who, round=abroad.round)
    assert roles_of(who) == set()


def end(run, key, by=None):
    from khoabang.web.accounts.services import end

    end(appointment=held(run, key), by=by or run.people["administrator"], reason="Chuyển công tác")


def test_an_ended_appointment_gives_nothing_and_is_kept(run):
    end(run, "verifier")
    assert roles_of(run.people["verifier"]) == set()
    assert acts(run) == ["appointment.ended"]
    assert run.people["verifier"].appointments.get().ended_by == run.people["administrator"]
    with refused("AlreadyOver"):
        from khoabang.web.accounts.services import end as again

        again(appointment=run.people["verifier"].appointments.get(), by=run.people["administrator"])


def test_the_last_administrator_stays(run, admin):
    with refused("LastAdministrator"):
        end(run, "administrator")
    appoint(run, run.people["lead"], role="administrator", last_day=LATER)
    with refused("LastAdministrator"):
        end(run, "administrator")  # the other's time ends
    appoint(run, run.people["verifier"], role="administrator")
    end(run, "administrator", by=run.people["verifier"])
    assert roles_of(admin) == set()
    with refused("LastAdministrator"):
        leave(run, "verifier", by=run.people["lead"])
    assert "administrator" in roles_of(run.people["verifier"])


def leave(run, key, by=None):
    from khoabang.web.accounts.services import leave

    return leave(person=run.people[key], authority=run.authority, by=by or run.people["administrator"], reason="Nghỉ hưu")


def test_who_leaves_loses_the_account_unless_another_authority_keeps_it(run):
    from khoabang.web.accounts.services import appoint as appointed

    abroad = running("assessment", code="la-2026", authority="tinh-la")
    appointed(person=run.people["verifier"], post=post(abroad), by=abroad.people["administrator"])
    assert leave(run, "verifier") is False
    run.people["verifier"].refresh_from_db()
    assert run.people["verifier"].is_active
    assert leave(run, "observer") is True
    run.people["observer"].refresh_from_db()
    assert not run.people["observer"].is_active
    assert acts(run)[-1] == "person.closed"


def test_the_database_itself_refuses_to_change_or_remove_an_appointment(run):
    from khoabang.web.accounts.models import Appointment

    mine = Appointment.objects.filter(person=run.people["verifier"])
    for change in (
        lambda: mine.update(role="lead"),
        lambda: mine.update(starts=NOW),
        mine.delete,
        lambda: (mine.update(ends=NOW), mine.update(ends=None)),
        lambda: (mine.update(ends=NOW), mine.update(ends=NOW + timedelta(days=1))),
        lambda: Appointment.objects.create(person=run.people["verifier"], role="verifier", authority=run.authority, starts=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# Handing on


def delegate(run, key, to, last_day=LATER, reason="Đi công tác", appointment=None):
    from khoabang.web.accounts.services import delegate

    by = run.people[key]
    return delegate(appointment=appointment or held(run, key), to=run.people[to], last_day=last_day, reason=reason, by=by)


def test_a_role_is_handed_on_until_a_day_and_the_administrator_is_told(run, admin, monkeypatch):
    delegate(run, "verifier", "assistant")
    assert roles_of(run.people["assistant"]) == {"assistant", "verifier"}
    assert roles_of(run.people["verifier"]) == {"verifier"}
    assert acts(run) == ["appointment.delegated"]
    assert told(admin) == told(run.people["assistant"])
    assert told(admin)[0][1].endswith("đến hết ngày 30/06/2026. Lý do: Đi công tác")
    monkeypatch.setattr(clock, "now", lambda: clock.end_of(LATER))
    assert roles_of(run.people["assistant"]) == {"assistant"}


def test_what_is_handed_on_ends_early_by_giver_taker_or_administrator_and_nobody_else(run, admin):
    from khoabang.web.accounts.services import end as ended

    for by in ("verifier", "assistant", "administrator"):
        made = delegate(run, "verifier", "assistant")
        with refused("NotAdministrator"):
            ended(appointment=made, by=run.people["lead"])
        ended(appointment=made, by=run.people[by])
        assert roles_of(run.people["assistant"]) == {"assistant"}


def test_what_is_handed_on_ends_with_the_original(run):
    delegate(run, "verifier", "assistant")
    end(run, "verifier")
    assert roles_of(run.people["assistant"]) == {"assistant"}
    assert acts(run) == ["appointment.delegated", "appointment.ended", "appointment.ended"]


def test_handing_on_is_refused_where_it_would_go_too_far(run):
    made = delegate(run, "verifier", "assistant")
    with refused("DelegationRefused"):
        delegate(run, "assistant", "lead", appointment=made)  # once, not on and on
    with refused("DelegationRefused"):
        delegate(run, "approver:so-y-te", "approver:so-noi-vu")  # another body
    with refused("DelegationRefused"):
        delegate(run, "lead", "preparer:so-y-te")  # a body's person in a role of the authority
    with refused("DelegationRefused"):
        delegate(run, "administrator", "lead")
    with refused("DelegationRefused"):
        delegate(run, "lead", "lead")
    with refused("DelegationRefused"):
        delegate(run, "lead", "observer", reason=" ")
    with refused("DelegationRefused"):
        delegate(run, "lead", "observer", last_day=date(2026, 3, 9))
    with refused("NotAdministrator"):
        delegate(run, "lead", "observer", appointment=held(run, "verifier"))
    with refused("AlreadyHeld"):
        delegate(run, "verifier", "assistant")
    assert delegate(run, "approver:so-y-te", "preparer:so-y-te").role == "approver"


def test_handing_on_cannot_outlive_the_original(run):
    who = run.people["observer"]
    appoint(run, who, role="member", last_day=LATER)
    mine = who.appointments.get(role="member")
    with refused("DelegationRefused") as told_why:
        delegate(run, "observer", "lead", last_day=date(2026, 7, 1), appointment=mine)
    assert told_why.value.field == "last_day"
    assert delegate(run, "observer", "lead", last_day=LATER, appointment=mine).ends == mine.ends


# Invitations


def invite(run, email="chi.lan@so-y-te.example", by=None, language="vi", **of_post):
    from khoabang.web.accounts.invitations import invite

    return invite(
        email=email, name="Trần Thị Lan", position="Chuyên viên", post=post(run, **of_post), language=language,
        by=by or run.people["administrator"], link=lambda token: f"https://kb.example/tai-khoan/loi-moi/{token}/",
    )  # fmt: skip


def link_in(letter):
    return re.search(r"https://\S+", letter.body)[0]


def token_of(link):
    return link.rstrip("/").rpartition("/")[2]


def accept(token):
    from khoabang.web.accounts.invitations import accept

    return accept(token=token, name="Trần Thị Lan", position="Chuyên viên", password=PASSWORD)


def test_somebody_invited_becomes_a_person_with_the_role(run, admin):
    invitation, link = invite(run, "CHI.LAN@so-y-te.example ", role="preparer", body="so-y-te")
    (letter,) = mail.outbox
    assert letter.to == ["chi.lan@so-y-te.example"]
    assert link_in(letter) == link
    assert "Chuyên viên nhập liệu · Sở Y tế" in letter.body
    assert token_of(link) not in str(vars(invitation))
    who = accept(token_of(link))
    assert (who.email, who.check_password(PASSWORD), roles_of(who)) == ("chi.lan@so-y-te.example", True, {"preparer"})
    assert acts(run) == ["invitation.sent", "invitation.accepted", "appointment.granted"]
    assert told(admin) == [("Lời mời được nhận", "Trần Thị Lan · chi.lan@so-y-te.example")]
    with refused("AlreadyOver"):
        accept(token_of(link))


def test_the_letter_is_in_the_language_chosen(run):
    with translation.override("vi"):
        invite(run, language="en")
    assert mail.outbox[0].subject == "Invitation to the evaluation of UBND tinh-thu"
    assert "works once" in mail.outbox[0].body


def test_an_invitation_ends_by_age_withdrawal_or_a_later_letter(run, admin, monkeypatch):
    from khoabang.web.accounts.invitations import send_again, with_token, withdraw

    invitation, first = invite(run)
    second = send_again(invitation=invitation, by=admin, link=lambda token: f"https://kb.example/{token}/")
    assert with_token(token_of(first)) is None
    assert with_token(token_of(second)) == invitation
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
    assert with_token(token_of(second)) is None
    third = send_again(invitation=invitation, by=admin, link=lambda token: f"https://kb.example/{token}/")
    withdraw(invitation=invitation, by=admin)
    with refused("AlreadyOver"):
        accept(token_of(third))
    with refused("AlreadyOver"):
        send_again(invitation=invitation, by=admin, link=lambda token: token)
    assert acts(run) == ["invitation.sent", "invitation.sent_again", "invitation.sent_again", "invitation.withdrawn"]


def test_somebody_known_is_appointed_at_once_without_a_letter(run):
    made = invite(run, run.people["observer"].email)
    assert made.person == run.people["observer"]
    assert mail.outbox == []
    with refused("AlreadyHeld"):
        invite(run, run.people["observer"].email)


def test_the_same_is_asked_once_and_by_an_administrator_only(run):
    invite(run)
    with refused("AlreadyHeld"):
        invite(run)
    with refused("NotAdministrator"):
        invite(run, "khac@so-y-te.example", by=run.people["lead"])


def test_a_closed_account_is_opened_again_by_a_letter(run):
    leave(run, "observer")
    _, link = invite(run, run.people["observer"].email)
    who = accept(token_of(link))
    assert who == run.people["observer"]
    assert who.is_active
    assert who.check_password(PASSWORD)


def test_an_invitation_waits_where_the_mail_server_does_not_answer(run, settings):
    from khoabang.web.accounts.models import Invitation

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with refused("LetterNotSent"):
        invite(run)
    assert Invitation.objects.get().mailed_at is None


def test_who_is_told_is_who_holds_the_role_there(run):
    from khoabang.web.accounts.models import Role
    from khoabang.web.accounts.selectors import belongs_to, people_with

    assert people_with(Role.APPROVER, run.authority, run.round, run.bodies["so-y-te"]) == [run.people["approver:so-y-te"]]
    both = people_with([Role.LEAD, Role.APPROVER], run.authority, body=run.bodies["so-y-te"])
    assert set(both) == {run.people["lead"], run.people["approver:so-y-te"]}
    assert belongs_to(run.people["preparer:so-y-te"], run.participants["so-y-te"])
    assert not belongs_to(run.people["preparer:so-y-te"], run.participants["so-noi-vu"])
    leave(run, "lead")
    assert people_with(Role.LEAD, run.authority) == []


def test_people_are_found_without_marks_and_listed_by_given_name(run):
    from khoabang.web.accounts.selectors import people_of

    for email, name in (("a@x.vn", "Nguyễn Văn Đức"), ("b@x.vn", "Trần Thị An"), ("c@x.vn", "Lê Đăng Ánh")):
        appoint(run, person(email, name), role="member")
    found = [each.name for each in people_of(run.authority, role="member") if "@x.vn" in each.email]
    assert found == ["Trần Thị An", "Lê Đăng Ánh", "Nguyễn Văn Đức"]
    assert [each.name for each in people_of(run.authority, "duc nguyen")] == ["Nguyễn Văn Đức"]
