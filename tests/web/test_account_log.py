"""What happens to an account is in the log, in a chain of its own; and the address by which somebody signs in changes by a link."""

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from khoabang.web import clock
from khoabang.web.accounts import account_log
from khoabang.web.accounts.models import Appointment
from khoabang.web.activity.models import Entry
from khoabang.web.activity.services import chain_of
from khoabang.web.activity.verification import verify
from web.running import person, running

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "một câu đủ dài để nhớ", "một câu khác cũng đủ dài"
OLD, NOW_AT = "lan@so-y-te.example", "lan.moi@so-y-te.example"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def lan(db):
    who = person(OLD, "Trần Thị Lan")
    who.set_password(PASSWORD)
    who.save()
    return who


def sign_in(client, email=OLD, password=PASSWORD):
    return client.post("/tai-khoan/dang-nhap/", {"login": email, "password": password})


def confirmed(client, password=PASSWORD):
    """Signed in, and the password given once more, as before each change of the ways in."""
    sign_in(client, password=password)
    client.post("/tai-khoan/xac-nhan/", {"password": password})


def acts(who=None):
    chain = chain_of(person=who.pk) if who is not None else chain_of()
    return list(Entry.objects.filter(chain__key=chain).order_by("number").values_list("action", flat=True))


def test_each_change_of_the_ways_into_an_account_is_logged_without_a_secret(client, lan):
    sign_in(client)
    other = Client(HTTP_HOST="localhost")
    sign_in(other)
    client.post("/tai-khoan/phien/")
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    client.get("/tai-khoan/xac-thuc/ung-dung/bat/")
    secret = client.session["mfa.totp.secret"]
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post("/tai-khoan/xac-thuc/ung-dung/bat/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert Authenticator.objects.filter(user=lan, type="totp").exists()
    client.post("/tai-khoan/xac-thuc/ma-du-phong/tao/")
    client.post("/tai-khoan/xac-thuc/ung-dung/tat/")
    changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/tai-khoan/mat-khau/doi/", changed)
    client.post("/tai-khoan/dang-xuat/")
    found = acts(lan)
    assert found[:3] == ["signin.done", "signin.done", "session.ended"]
    assert found[-2:] == ["password.changed", "signout.done"]
    kinds = [
        (entry.action, json.loads(entry.detail)["kind"])
        for entry in Entry.objects.filter(action__startswith="factor.").order_by("pk")
    ]
    assert kinds[:2] == [("factor.added", "totp"), ("factor.added", "recovery_codes")]
    assert ("factor.removed", "totp") in kinds
    kept = " ".join(Entry.objects.values_list("detail", flat=True))
    assert not any(each in kept for each in (secret, PASSWORD, NEW, "127.0.0.1"))
    assert verify().differences == []


def test_attempts_in_vain_are_logged_once_an_hour_and_keep_no_address_without_an_account(client, lan, monkeypatch):
    for _ in range(7):
        sign_in(client, password="sai mật khẩu này")
    assert acts(lan) == ["signin.failed", "signin.locked"]
    for number in range(3):
        cache.clear()
        sign_in(client, email=f"khong-co{number}@x.example")
    assert acts() == ["signin.failed"]
    assert list(Entry.objects.filter(chain__key=chain_of()).values_list("subject", "detail")) == [("", "{}")]
    later = clock.now() + account_log.ONCE_IN + timedelta(seconds=1)
    monkeypatch.setattr("khoabang.web.clock.now", lambda: later)
    cache.clear()
    sign_in(client, password="sai mật khẩu này")
    assert acts(lan) == ["signin.failed", "signin.locked", "signin.failed"]


def test_a_password_that_was_changed_and_its_entry_stand_or_fall_together(client, lan, monkeypatch):
    sign_in(client)

    def broken(*_args, **_named):
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(account_log, "record", broken)
    client.raise_request_exception = False
    mail.outbox.clear()
    changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/tai-khoan/mat-khau/doi/", changed).status_code == 500
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)
    assert mail.outbox == []


def asked_link():
    return re.search(r"http://localhost(\S+)", mail.outbox[-1].body)[1]


def test_an_address_changes_by_the_link_sent_to_it_and_the_old_one_is_told(client, lan):
    confirmed(client)
    mail.outbox.clear()
    assert client.post("/tai-khoan/thu-dien-tu/", {"email": OLD}).status_code == 422
    assert client.post("/tai-khoan/thu-dien-tu/", {"email": " Lan.Moi@so-y-te.example"}).status_code == 302
    assert [each.to for each in mail.outbox] == [[NOW_AT]]
    link = asked_link()
    elsewhere = Client(HTTP_HOST="localhost")
    page = elsewhere.get(link)
    assert page.status_code == 200
    assert NOW_AT in page.content.decode()
    lan.refresh_from_db()
    assert lan.email == OLD
    elsewhere.post(link)
    lan.refresh_from_db()
    assert lan.email == NOW_AT
    assert mail.outbox[-1].to == [OLD]
    assert NOW_AT not in mail.outbox[-1].body
    assert elsewhere.get(link).status_code == 404
    entry = Entry.objects.get(action="email.changed")
    assert json.loads(entry.detail) == {"before": OLD, "after": NOW_AT}
    fresh = Client(HTTP_HOST="localhost")
    sign_in(fresh, OLD)
    assert "_auth_user_id" not in fresh.session
    sign_in(fresh, NOW_AT)
    assert fresh.session["_auth_user_id"] == str(lan.pk)
    assert "Đổi địa chỉ thư điện tử" in fresh.get("/lam-viec/tai-khoan/").content.decode()


def test_an_address_that_somebody_has_is_neither_taken_nor_told_of(client, lan):
    other = person("chi@so-noi-vu.example", "Lê Chi")
    confirmed(client)
    mail.outbox.clear()
    free = client.post("/tai-khoan/thu-dien-tu/", {"email": NOW_AT}, follow=True).content.decode()
    link = asked_link()
    taken = client.post("/tai-khoan/thu-dien-tu/", {"email": other.email}, follow=True).content.decode()
    assert len(mail.outbox) == 1
    assert "thư xác nhận đã được gửi" in free
    assert "thư xác nhận đã được gửi" in taken
    other.email = NOW_AT
    other.save()
    assert client.post(link).status_code == 422
    assert client.get("/tai-khoan/thu-dien-tu/hong/").status_code == 404
    assert Client(HTTP_HOST="localhost").get("/tai-khoan/thu-dien-tu/").status_code == 302


# Authorities


def test_whoever_runs_the_installation_opens_another_authority_and_sees_nothing_of_it(client):
    home = running("assessment")
    client.force_login(home.people["administrator"])
    place = "/lam-viec/co-quan-chu-tri/tinh-thu/cac-co-quan-chu-tri/"
    assert place in client.get("/lam-viec/co-quan-chu-tri/tinh-thu/nguoi-dung/").content.decode()
    typed = {
        "authority_name": "UBND tỉnh Sao Khuê", "authority_code": "tinh-thu", "email": "moi@sao-khue.example", "name": "Phạm Mới",
        "position": "", "language": "vi",
    }  # fmt: skip
    refused = client.post(f"{place}mo/", typed)
    assert refused.status_code == 422
    assert "Đã có cơ quan chủ trì mang mã này" in refused.content.decode()
    mail.outbox.clear()
    client.post(f"{place}mo/", {**typed, "authority_code": "sao-khue"})
    client.post(f"{place}loi-moi/{home_invitation('sao-khue')}/")
    assert [each.to for each in mail.outbox] == [["moi@sao-khue.example"]] * 2
    assert "moi@sao-khue.example" in client.get(place).content.decode()
    link = asked_link()
    new = Client(HTTP_HOST="localhost")
    new.post(link, {"name": "Phạm Mới", "position": "", "password": PASSWORD, "again": PASSWORD})
    assert Appointment.objects.get(authority__code="sao-khue").person.email == "moi@sao-khue.example"
    for address in ("nguoi-dung/", "so-co-quan/", "cac-co-quan-chu-tri/"):
        assert client.get(f"/lam-viec/co-quan-chu-tri/sao-khue/{address}").status_code == 404
        assert new.get(f"/lam-viec/co-quan-chu-tri/tinh-thu/{address}").status_code == 404
    people = new.get("/lam-viec/co-quan-chu-tri/sao-khue/nguoi-dung/")
    assert people.status_code == 200
    assert "cac-co-quan-chu-tri" not in people.content.decode()
    assert new.get("/lam-viec/co-quan-chu-tri/sao-khue/cac-co-quan-chu-tri/").status_code == 404
    assert "Phạm Mới" in client.get(place).content.decode()
    assert "authority.opened" in acts()


def home_invitation(code):
    from khoabang.web.accounts.models import Invitation

    return Invitation.objects.get(authority__code=code).pk


def test_a_body_reads_roles_in_its_log_and_not_the_names_of_those_who_judge(client, monkeypatch):
    from khoabang.web.assessments.models import Outcome
    from khoabang.web.verification.rulings import decide
    from web.running import NOW

    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    run = running("verification")
    verifier, body = run.people["lead"], run.participants["so-y-te"]
    verifier.name = "Vũ Kín Danh"
    verifier.save()
    decide(body.pk, "1.1", Outcome.CHANGED, values={"truong_ban": "pho"}, reason="theo quyết định", seen_number=0, by=verifier)
    run.round.stage = "reply"
    run.round.save(update_fields=["stage"])
    address = "/lam-viec/dot/thu-2026/nhat-ky/so-y-te/"
    for who, named in (("preparer:so-y-te", False), ("observer", True)):
        client.force_login(run.people[who])
        for page in (
            client.get(address).content.decode(),
            b"".join(client.get(f"{address}tai-ve.csv").streaming_content).decode(),
        ):
            assert "Kết luận thẩm định" in page
            assert ("Vũ Kín Danh" in page, verifier.email in page) == (named, named and "," in page.splitlines()[0])
            assert named or "Cơ quan thường trực" in page
