"""Coming in: only who was invited, in Vietnamese to the last message, with attempts counted, and letters in the person's language."""

import gettext
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation

from khoabang.web import clock
from khoabang.web.deployment import mail_by
from web.conftest import Reader
from web.running import person, running

pytestmark = pytest.mark.django_db

PASSWORD = "một câu đủ dài để nhớ"
ENGLISH = re.compile(
    r"\b(?:the|your|you|this|that|please|password|sign|code|enter|key|session|account|email|field|required|valid|incorrect|again"
    r"|recovery|security|token|from|with|has|been|are|not|is|of|to)\b",
    re.IGNORECASE,
)
OWN_WORDS = {"JavaScript", "HTTPS", "localhost", "PIN", "English", "QR"}


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def lan(db):
    who = person("lan@so-y-te.example", "Trần Thị Lan")
    who.set_password(PASSWORD)
    who.save()
    return who


def sign_in(client, password=PASSWORD, **more):
    return client.post("/tai-khoan/dang-nhap/", {"login": "Lan@So-Y-Te.example", "password": password}, **more)


def words(response):
    reader = Reader()
    reader.feed(response.content.decode())
    return " ".join(reader.words)


def english_in(response):
    """English words a page shows; addresses and what is in quotation marks are somebody's own."""
    page = re.sub(r"<script.*?</script>|<title>.*?</title>", "", response.content.decode(), flags=re.DOTALL)
    shown = Reader()
    shown.feed(page)
    text = re.sub(r"\S+@\S+|https?://\S+|«[^»]*»", "", " ".join(shown.words))
    labels = [value for _, given in shown.tags for name, value in given.items() if name in ("placeholder", "aria-label", "title")]
    return [word for word in ENGLISH.findall(" ".join([text, *filter(None, labels)])) if word not in OWN_WORDS]


# Signing in


def test_who_was_invited_signs_in_and_others_are_told_one_thing(client, lan):
    for login, password in (("lan@so-y-te.example", "sai mật khẩu này"), ("khong-co@x.example", PASSWORD)):
        response = client.post("/tai-khoan/dang-nhap/", {"login": login, "password": password})
        assert "Thư điện tử hoặc mật khẩu không đúng. Hãy gõ lại." in words(response)
        assert f'value="{login}"' in response.content.decode()
    response = sign_in(client)
    assert response.headers["Location"] == "/lam-viec/"


def test_there_is_no_page_to_register():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_attempts_are_counted(client, lan):
    for _ in range(5):
        sign_in(client, "sai mật khẩu này")
    assert "Đã thử quá nhiều lần" in words(sign_in(client))
    cache.clear()
    assert sign_in(client).status_code == 302


def test_attempts_from_one_address_are_counted_by_the_site_and_said_in_a_page(client, lan, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [sign_in(client, "sai mật khẩu này") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert "Hãy chờ vài phút rồi thử lại" in words(answers[-1])


def test_an_account_that_was_closed_stays_out(client, lan):
    sign_in(client)
    lan.is_active = False
    lan.save()
    assert client.get("/lam-viec/").status_code == 302
    assert "Tài khoản đã ngừng" in words(sign_in(client, follow=True))


def test_a_form_that_is_out_of_date_is_explained(lan):
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    response = sign_in(client)
    assert response.status_code == 403
    assert "tải lại trang" in words(response)


def test_other_sessions_are_ended(client, lan):
    other = Client(
        HTTP_HOST="localhost", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 coc_coc_browser/140"}
    )
    sign_in(client)
    third = Client(HTTP_HOST="localhost")
    sign_in(other)
    sign_in(third)
    shown = client.get("/tai-khoan/phien/")
    (_other, key) = re.findall(r'name="phien"\s+value="(\d+)"', shown.content.decode())
    assert "Đã kết thúc phiên." in words(client.post("/tai-khoan/phien/", {"phien": key}, follow=True))
    assert (third.get("/lam-viec/").status_code, other.get("/lam-viec/").status_code) == (302, 200)
    page = words(client.get("/tai-khoan/phien/"))
    assert "Cốc Cốc 140 · Windows" in page
    assert "phiên này" in page
    assert "Đã đăng xuất các phiên khác." in words(client.post("/tai-khoan/phien/", follow=True))
    assert other.get("/lam-viec/").status_code == 302
    assert client.get("/lam-viec/").status_code == 200
    lost = client.get("/lam-viec/khong-co/")
    assert (lost.status_code, "Về việc của tôi" in words(lost)) == (404, True)
    assert "Về việc của tôi" not in words(other.get("/lam-viec/khong-co/"))


# Passwords


def reset_link(letter):
    return re.search(r"http://localhost(\S+)", letter.body)[1]


@pytest.mark.parametrize(("language", "said"), [("vi", "xin đặt lại mật khẩu"), ("en", "asked to reset the password")])
def test_a_forgotten_password_is_reset_by_a_letter_in_the_persons_language(client, lan, language, said):
    lan.language = language
    lan.save()
    page = client.post("/tai-khoan/mat-khau/quen/", {"email": lan.email}, follow=True)
    assert "Nếu địa chỉ này có tài khoản" in words(page)
    (letter,) = mail.outbox
    assert said in letter.body
    assert letter.from_email == "Khoa Bảng <khoabang@localhost>"
    page = client.get(reset_link(letter), follow=True)
    new = "một câu khác cũng dài"
    page = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Đã đặt mật khẩu mới" in words(page)
    assert sign_in(client, new).status_code == 302
    assert len(mail.outbox) == 2  # and is told that it was


def test_nobody_without_an_account_gets_a_letter(client):
    page = client.post("/tai-khoan/mat-khau/quen/", {"email": "khong-co@x.example"}, follow=True)
    assert "Nếu địa chỉ này có tài khoản" in words(page)
    assert mail.outbox == []


def test_a_mail_server_that_does_not_answer_shows_no_more_than_one_that_does(client, lan, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    page = client.post("/tai-khoan/mat-khau/quen/", {"email": lan.email}, follow=True)
    assert "Nếu địa chỉ này có tài khoản" in words(page)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://an:m%40t@thu.tinh.vn:2525", ("thu.tinh.vn", 2525, "an", "m@t", False, False)),
        ("smtps://thu.tinh.vn", ("thu.tinh.vn", 465, "", "", True, False)),
        ("smtp+starttls://thu.tinh.vn", ("thu.tinh.vn", 587, "", "", False, True)),
    ],
)
def test_a_mail_server_is_named_by_one_address(address, expected):
    given = mail_by(address)
    keys = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_SSL", "EMAIL_USE_TLS")
    assert tuple(given[key] for key in keys) == expected


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(ImproperlyConfigured):
        mail_by("thu.tinh.vn:25")


# Invitations


def invited(run, email="moi@so-y-te.example"):
    from khoabang.web.accounts.invitations import invite
    from khoabang.web.accounts.models import Role
    from khoabang.web.accounts.posts import Post

    post = Post(Role.PREPARER, run.authority, run.authority.bodies.get(code="so-y-te"))
    by = run.people["administrator"]
    return invite(
        email=email, name="Lê Văn Mới", position="", post=post, by=by, link=lambda token: f"/tai-khoan/loi-moi/{token}/"
    )


def test_an_invitation_is_accepted_with_a_name_and_a_password(client):
    run = running("assessment")
    _, address = invited(run)
    page = client.get(address)
    assert 'value="Lê Văn Mới"' in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    for password, again, said in (
        ("ngắn", "ngắn", "Cần ít nhất 12 ký tự"),
        (PASSWORD, "khác", "Hai lần gõ mật khẩu khác nhau"),
        ("moi@so-y-te.example", "moi@so-y-te.example", "Mật khẩu quá giống"),
    ):
        page = client.post(address, {"name": "Lê Văn Mới", "position": "Văn thư", "password": password, "again": again})
        assert page.status_code == 422
        assert said in words(page)
        assert 'value="Văn thư"' in page.content.decode()
    page = client.post(address, {"name": "Lê Văn Mới", "position": "", "password": PASSWORD, "again": PASSWORD}, follow=True)
    assert page.request["PATH_INFO"] == "/lam-viec/"
    assert "Chuyên viên nhập liệu" in words(page)
    assert client.get(address).status_code == 404


def test_who_has_an_account_by_then_only_takes_the_role(client, lan):
    run = running("assessment")
    lan.is_active = False
    lan.save()
    _, address = invited(run, lan.email)
    lan.is_active = True
    lan.save()
    assert "mật khẩu giữ nguyên" in words(client.get(address))
    page = client.post(address, follow=True)
    assert page.request["PATH_INFO"] == "/tai-khoan/dang-nhap/"
    assert sign_in(client).status_code == 302


def test_an_invitation_too_old_says_so(client, monkeypatch):
    _, address = invited(running("assessment"))
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "đã quá hạn" in words(client.get(address))


# The first administrator


FOUNDING = {
    "authority_name": "UBND tỉnh Mới",
    "authority_code": "tinh-moi",
    "name": "Nguyễn Thị Đầu",
    "position": "Chánh Văn phòng",
    "email": "Dau@tinh-moi.example",
    "password": PASSWORD,
    "again": PASSWORD,
}


def test_the_first_administrator_is_made_by_a_link_that_then_is_of_no_use(client):
    from khoabang.web.accounts.founding import founding_token

    address = f"/tai-khoan/bat-dau/{founding_token()}/"
    page = client.post(address, {**FOUNDING, "authority_code": "tỉnh mới"})
    assert page.status_code == 422
    assert 'value="Nguyễn Thị Đầu"' in page.content.decode()
    page = client.post(address, FOUNDING, follow=True)
    assert "Quản trị · UBND tỉnh Mới" in words(page)
    assert client.get("/lam-viec/co-quan-chu-tri/tinh-moi/nguoi-dung/").status_code == 200
    assert client.get(address).status_code == 404
    assert client.post(address, FOUNDING).status_code == 404


def test_a_link_that_the_server_did_not_print_makes_nobody(client):
    assert client.get("/tai-khoan/bat-dau/khong-co/").status_code == 404


# Pages


def test_passkeys_say_where_they_work(client):
    assert "Đăng nhập bằng khóa truy cập" in words(client.get("/tai-khoan/dang-nhap/"))
    page = words(client.get("/tai-khoan/dang-nhap/", HTTP_HOST="127.0.0.1:8000"))
    assert "chỉ dùng được khi trang mở bằng HTTPS" in page
    assert "Mở trang này tại localhost" in page


def entrance_pages():
    for pattern in get_resolver().url_patterns:
        for each in getattr(pattern, "url_patterns", ()):
            for page in getattr(each, "url_patterns", ()):
                if page.pattern.converters == {} and not page.pattern.regex.groups and str(each.pattern) == "tai-khoan/":
                    yield page.name


def test_no_english_shows_on_the_pages_of_coming_in(client, lan):
    seen = 0
    for signed_in in (False, True):
        if signed_in:
            sign_in(client)
            client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
        for name in sorted(entrance_pages()):
            for method in ("get", "post"):
                if (name, method) == ("account_logout", "post") or name == "mfa_download_recovery_codes":
                    continue
                response = getattr(client, method)(reverse(name), follow=True)
                if response.status_code != 404:
                    assert english_in(response) == [], (name, method)
                    assert not re.search(
                        r'<[^>]* (?:style|on\w+)="|<script(?![^>]*(?:src|type="application/json")=?)', response.content.decode()
                    )
                    seen += 1
    assert seen > 50


def test_the_search_for_english_would_find_some(client, lan):
    with translation.override("en"):
        assert len(english_in(client.get("/en/tai-khoan/dang-nhap/"))) > 5


# The catalogue of what libraries say

NEVER_MET = re.compile(
    r"phone|username|sign-in code|email addresses|primary|^(?:user|email address|verified|created|sent|key|session key|Accounts|MFA|Login"
    r"|User Sessions|email confirmations?)$|Email or|Email \(|Email address confirmation|same email each time"
    r"|already registered|already associated|as verified",
    re.IGNORECASE,
)
MODULES = {
    "allauth": ("account/*.py", "account/internal/**.py", "mfa/*.py", "mfa/**/*.py", "usersessions/*.py", "core/**.py"),
    "django": ("forms/*.py", "core/validators.py", "contrib/auth/password_validation.py"),
}


def said_by_libraries():
    for library, paths in MODULES.items():
        root = Path(find_spec(library).origin).parent
        for _, _, message, _, _ in extract_from_dir(root, method_map=[(path, "python") for path in paths], keywords={
            "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
        }):  # fmt: skip
            yield message[0] if isinstance(message, tuple) else message


def test_everything_that_libraries_say_is_said_in_vietnamese():
    with translation.override("vi"):
        untold = {
            message for message in said_by_libraries() if message and message == translation.gettext(message) == translation.ngettext(message, message, 1)
        }  # fmt: skip
    known = {message for message in untold if NEVER_MET.search(message)}
    assert untold - known - {"IPv4", "IPv6", ":?.!", ":"} == set()


def test_the_catalogue_of_libraries_holds_nothing_they_no_longer_say():
    root = Path(find_spec("khoabang").origin).parent / "locale" / "vi" / "LC_MESSAGES" / "django.mo"
    with root.open("rb") as file:
        kept = gettext.GNUTranslations(file)._catalog
    said = set(said_by_libraries())
    assert {key if isinstance(key, str) else key[0] for key in kept} - said - {""} == set()
