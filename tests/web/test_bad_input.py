"""What cannot be taken, at every form: the message stands at its field, what was typed is kept, and nothing is written.

A row names a page, who sends to it at which stage, and what is typed; everything else the form sends as the page shows it. Every address
that takes what is typed or chosen has a row for each of its forms, or a reason why it has none.
"""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, resolve, reverse

from web import test_publication
from web.audit_samples import audited
from web.evidence_files import PDF
from web.reporting import planned
from web.running import NOW
from web.test_odd_posts import Form, Forms, under_way
from web.test_permissions import patterns, rows
from web.verifying import at

pytestmark = pytest.mark.django_db
ROUND, BODY = {"round_code": "thu-2026"}, {"round_code": "thu-2026", "body_code": "so-y-te"}
AUTHORITY = {"authority_code": "tinh-thu"}
NUMBER = "58.083"  # meant as 58,083: asked about, never read as a whole number
IN_VAIN = ("signin.failed", "signin.second_failed")  # logged on purpose
DAY = "31/02/2026"
LONG = "dài " * 2_000
CHARGES = ("viec.csv", "việc,người\nThẩm định,ai đó\n".encode())
BODIES = ("co-quan.csv", b"code,loai\nso-y-te,khong-co\n")
PASSWORD = "một câu đủ dài để nhớ"
OF_A_FAULT = re.compile(r"(-loi(-\d+)?|_error)$")
PEOPLE = ("moi.csv", "Họ và tên,Thư điện tử,Vai trò\nLê Thị Bình,không phải thư,Người duyệt\n".encode())
NO_TABLE = ("mau.xlsx", PDF)


class Row(NamedTuple):
    """One thing that is typed wrongly: where, by whom, what, and at which field it is said.

    `typed` holds text, a file as its name and content, or None for what is left out. `shown` is where the form stands, if not at its own
    address: the name of another page, or a query; `before` gets the page by sending something first.
    """

    page: str
    who: str
    place: dict[str, Any]
    typed: dict[str, Any]
    field: str
    shown: str = ""
    before: Callable[[Any], Any] | None = None


def workbook_seen(client: Any) -> Any:
    """The page that shows what a filled-in workbook would change."""
    from web.test_sheet_pages import filled, where

    return client.post(where(), filled(client, tin_bai="7"))


def token_of(run: Any) -> str:
    """The token of the letter that asks somebody in."""
    from khoabang.web.accounts.invitations import invite
    from khoabang.web.accounts.models import Role
    from khoabang.web.accounts.posts import Post

    tokens: list[str] = []
    invite(
        email="moi@so.example", name="Lê Thị Bình", position="", post=Post(Role.OBSERVER, run.authority), by=run.people["administrator"],
        link=lambda token: tokens.append(token) or token,
    )  # fmt: skip
    return tokens[0]


BY_STAGE: dict[str, list[tuple[Any, ...]]] = {
    "preparation": [
        ("round-calendar", "lead", ROUND, {"day-verification": "31/13/2026", "day-reply": "15/05/2026"}, "day-verification"),
        ("round-new", "lead", AUTHORITY, {"title": "Đánh giá", "year": "26", "code": "Mã Đợt", "decision_date": "30/02/2026"}, "decision_date"),
        ("round-edit", "lead", ROUND, {"title": "Đánh giá", "year": "26", "decision_date": "30/02/2026"}, "decision_date"),
        ("round-move", "lead", {**ROUND, "code": "cancel"}, {"reason": ""}, "reason"),
        ("round-charges", "lead", ROUND, {"criterion": "1", "person": ""}, "person"),
        ("round-charges-import", "lead", ROUND, {"file": CHARGES}, "file"),
        ("round-charges-import", "lead", ROUND, {"file": NO_TABLE}, "file"),
        ("round-bodies-add", "lead", ROUND, {"code": None}, "code"),
        ("round-bodies-import", "lead", ROUND, {"file": BODIES}, "file"),
        ("round-bodies-import", "lead", ROUND, {"file": NO_TABLE}, "file"),
        ("round-body", "lead", BODY, {"parent": "khong-co", "note": "Sáp nhập"}, "parent"),
        ("people-invite", "administrator", AUTHORITY, {"email": "không phải thư", "name": "Lê Thị Bình"}, "email"),
        ("people-import", "administrator", AUTHORITY, {}, "file"),
        ("people-import", "administrator", AUTHORITY, {"file": NO_TABLE}, "file"),
        ("people-import", "administrator", AUTHORITY, {"file": PEOPLE}, "file"),
        ("person-appoint", "administrator", {**AUTHORITY, "pk": ":person"}, {"role": "member", "last_day": DAY, "reason": "QĐ 12"}, "last_day"),
        ("person-leave", "administrator", {**AUTHORITY, "pk": ":person"}, {"reason": ""}, "reason"),
        ("appointment-end", "administrator", {**AUTHORITY, "pk": ":appointment"}, {"reason": ""}, "reason"),
        ("delegate", "lead", {"pk": ":appointment"}, {"last_day": DAY, "reason": "Đi công tác"}, "last_day"),
        ("account", "observer", {}, {"name": "", "position": "Trưởng phòng"}, "name"),
        ("authority-open", "administrator", AUTHORITY, {"authority_name": "UBND tỉnh", "authority_code": "ub tỉnh", "email": "x"}, "authority_code"),
        ("register-add", "lead", AUTHORITY, {"code": "so-tai-chinh", "name": ""}, "name"),
        ("register-edit", "lead", {**AUTHORITY, "code": "so-y-te"}, {"name": "Sở Y tế", "opened": DAY}, "opened"),
        ("register-kinds", "lead", AUTHORITY, {"level": "cap-moi", "kind": "Loại mới", "kind_name": "Loại"}, "kind"),
        ("register-units", "lead", AUTHORITY, {"decision_number": "12", "decision_date": DAY}, "decision_date"),
        *(
            ("register-event-new", "lead", AUTHORITY, {"decision_number": "12", "decision_date": DAY}, "decision_date", f"?loai={kind}")
            for kind in ("merge", "split", "rename", "transfer", "reorganise")
        ),
        ("register-event-undo", "lead", {**AUTHORITY, "event": ":event"}, {"reason": ""}, "reason"),
        ("follow", "lead", ROUND, {"days": "7, x"}, "days"),
        ("error-report", "lead", {**AUTHORITY, "code": ":report"}, {"outcome": "upheld", "reply": LONG[:5001], "note": "Đã hỏi"}, "reply"),
        ("error-report", "lead", {**AUTHORITY, "code": ":report"}, {"reply": "", "note": "Đã hỏi"}, "reply"),
        ("error-report", "lead", {**AUTHORITY, "code": ":report"}, {"note": LONG[:5001]}, "note"),
        ("historic-keep", "lead", {**AUTHORITY, "token": ":audit"}, {"title": "Năm 2019", "year": "19", "decision_date": DAY}, "decision_date"),
        ("historic-keep", "lead", {**AUTHORITY, "token": ":audit"}, {"title": "Năm 2019", "year": "19", "source_url": "tinh.gov.vn"}, "source_url"),
    ],
    "assessment": [
        ("indicator", "preparer:so-y-te", {**BODY, "indicator_code": "2.2"}, {"ho_so": NUMBER}, "ho_so"),
        ("indicator", "preparer:so-y-te", {**BODY, "indicator_code": "1.2"}, {"hoan_thanh": NUMBER, "duoc_giao": "20"}, "hoan_thanh"),
        ("handover", "approver:so-y-te", BODY, {"chi-tieu": "1.1", "nguoi": "thoi", "ngay": "32/01/2026"}, "ngay"),
        ("submission-step", "approver:so-y-te", {**BODY, "step_code": "send"}, {"xac-nhan": None}, "xac-nhan"),
        ("submission-step", "approver:so-noi-vu", {**BODY, "body_code": "so-noi-vu", "step_code": "hand_back"}, {"ly-do": ""}, "ly-do"),
        ("submission-step", "approver:so-noi-vu", {**BODY, "body_code": "so-noi-vu", "step_code": "hand_back"}, {"ly-do": LONG}, "ly-do"),
        ("document-add", "preparer:so-y-te", BODY, {"title": "", "number": "12/QĐ", "issued": "30/02/2026"}, "issued"),
        ("document-describe", "preparer:so-y-te", {**BODY, "document": ":document"}, {"title": "Quy chế", "issued": DAY}, "issued", "document"),
        ("document-describe", "preparer:so-y-te", {**BODY, "document": ":document"}, {"title": "", "number": "12/QĐ"}, "title", "document"),
        ("document-describe", "preparer:so-y-te", {**BODY, "document": ":document"}, {"title": LONG[:301]}, "title", "document"),
        ("document-describe", "preparer:so-y-te", {**BODY, "document": ":document"}, {"number": LONG[:101]}, "number", "document"),
        ("document-describe", "preparer:so-y-te", {**BODY, "document": ":document"}, {"summary": LONG}, "summary", "document"),
        ("document-revise", "preparer:so-y-te", {**BODY, "document": ":document"}, {}, "files", "document"),
        ("document-revise", "preparer:so-y-te", {**BODY, "document": ":document"}, {"files": ("a.exe", b"MZ" * 50)}, "files", "document"),
        ("round-extension", "lead", BODY, {"day": "hai tuần", "reason": "Bão"}, "day"),
        ("round-body", "lead", BODY, {"standing": "exempt", "reason": ""}, "reason"),
        ("round-body-correct", "lead", BODY, {"loai": "", "predecessors": "x; y", "reason": ""}, "reason"),
        ("round-body-join", "lead", {**BODY, "body_code": "so-them"}, {"predecessors": "x; y", "reason": ""}, "reason"),
        ("round-edit", "lead", ROUND, {"title": "Đánh giá", "decision_date": "30/02/2026", "reason": "Sai"}, "decision_date"),
        ("source", "lead", {**ROUND, "indicator": "2.3"}, {"hai_long": NUMBER}, "hai_long"),
        ("sheet", "preparer:so-y-te", BODY, {}, "file"),
        ("sheet", "preparer:so-y-te", BODY, {"file": NO_TABLE}, "file"),
        ("sheet-save", "preparer:so-y-te", BODY, {"take": None}, "take", "", workbook_seen),
        ("source-import", "lead", {**ROUND, "indicator": "2.3"}, {}, "file"),
        ("source-import", "lead", {**ROUND, "indicator": "2.3"}, {"file": NO_TABLE}, "file"),
        ("register-import", "lead", AUTHORITY, {}, "file"),
        ("register-import", "lead", AUTHORITY, {"since": DAY, "file": ("so.csv", b"code,name")}, "since"),
        ("sets", "lead", AUTHORITY, {}, "file"),
        ("sets", "lead", AUTHORITY, {"file": ("bo.txt", b"x")}, "file"),
        ("follow", "lead", ROUND, {"body": None, "note": "Sắp hết hạn"}, "body"),
        ("follow", "lead", ROUND, {"body": ":participant", "note": LONG[:501]}, "note"),
    ],
    "verification": [
        ("verify-item", "verifier", {**BODY, "indicator": "2.2"}, {"ho_so": NUMBER, "ly-do": "Đối chiếu"}, "ho_so"),
        ("verify-item", "verifier", {**BODY, "indicator": "2.2"}, {"han": "32/04/2026", "ly-do": "Thiếu tệp"}, "han"),
        ("verify-item", "verifier", {**BODY, "indicator": "2.2"}, {"han": "15/04/2026", "ly-do": LONG}, "ly-do"),
        ("verify-item", "verifier", {**BODY, "indicator": "2.2"}, {"ho_so": "80", "ly-do": LONG}, "ly-do"),
        ("verify-queue", "verifier", {**ROUND, "indicator": "2.1"}, {"chon": None}, "chon"),
        ("visit-plan", "lead", BODY, {"ngay": "32/04/2026", "noi-dung": "Xem hệ thống"}, "ngay"),
        ("visit-plan", "lead", BODY, {"chi-tieu": "1.2", "ngay": "15/04/2026", "noi-dung": LONG}, "noi-dung"),
        ("visit", "verifier", {**BODY, "visit": ":visit"}, {"ngay": DAY, "thanh-phan": "Tổ", "bien-ban": "Đã xem"}, "ngay"),
        ("visit", "verifier", {**BODY, "visit": ":visit"}, {"ngay": "01/03/2026", "thanh-phan": "Tổ", "bien-ban": LONG}, "bien-ban"),
        ("visit", "verifier", {**BODY, "visit": ":visit"}, {"ngay": "01/03/2026", "thanh-phan": LONG, "bien-ban": "Đã xem"}, "thanh-phan"),
        ("visit", "verifier", {**BODY, "visit": ":visit"}, {"ly-do": ""}, "ly-do"),
        ("visit-document-add", "verifier", BODY, {"indicator": "1.2", "title": "Ảnh", "issued": DAY}, "issued"),
        ("reply-item", "preparer:so-y-te", {**BODY, "indicator": "1.3"}, {"loi": ""}, "loi"),
        ("document-link", "preparer:so-y-te", {**BODY, "indicator": "1.3"}, {"document": ""}, "document", "reply-item"),
    ],
    "reply": [
        ("reply-item", "approver:so-y-te", {**BODY, "indicator": "1.2"}, {"hoan_thanh": NUMBER, "loi": "Có văn bản"}, "hoan_thanh"),
        ("reply-item", "approver:so-y-te", {**BODY, "indicator": "1.2"}, {"hoan_thanh": "18", "loi": LONG}, "loi"),
    ],
    "council": [
        ("sitting-plan", "lead", ROUND, {"day": "32/05/2026", "quorum": "nhiều", "place": "Phòng họp 1"}, "day"),
        ("sitting-change", "lead", {**ROUND, "number": 2}, {"day": DAY, "place": "Phòng họp 2"}, "day"),
        ("sitting-move", "lead", {**ROUND, "number": 2, "code": "cancel"}, {"reason": ""}, "reason"),
        ("sitting", "lead", {**ROUND, "number": 1}, {"y-kien": LONG}, "y-kien"),
        ("sitting", "lead", {**ROUND, "number": 1}, {"co-mat": None, "ly-do-1": LONG[:501]}, "ly-do-1"),
        ("sitting-agenda", "lead", {**ROUND, "number": 1}, {"reason": ""}, "reason"),
        ("sitting-lead", "lead", {**ROUND, "number": 1}, {"reason": ""}, "reason"),
        ("council-item", "chair", {**ROUND, "number": 1, "item": 1}, {"tin_bai": NUMBER, "reason": "Có danh mục"}, "tin_bai"),
        ("council-item", "chair", {**ROUND, "number": 1, "item": 1}, {"phuong-an": None}, "phuong-an"),
        ("council-item", "chair", {**ROUND, "number": 1, "item": 1}, {"viec": "ket-luan", "discussion": "Đã bàn", "reason": ""}, "reason"),
        ("council-item", "member", {**ROUND, "number": 1, "item": 1}, {"reason": ""}, "reason"),
    ],
    "ready": [
        ("approval", "approving", ROUND, {"reason": LONG}, "reason"),
    ],
    "approved": [
        ("plan-task", "preparer:so-y-te", {**BODY, "key": 0}, {"task": "Rà soát", "owner": "Văn phòng", "due": DAY}, "due"),
        ("plan-target", "preparer:so-y-te", {**BODY, "key": 0}, {"value": NUMBER, "by": "31/12/2026", "quantity": "1.2:hoan_thanh"}, "value"),
        ("plan-progress", "preparer:so-y-te", {**BODY, "key": 1}, {"transition": "note", "note": ""}, "note"),
        ("publication", "lead", ROUND, {"decision_number": "1/QĐ", "decision_date": "31/02/2026"}, "decision_date"),
        ("publication", "lead", ROUND, {"public_day": "hai tuần"}, "public_day"),
        ("decision-draft", "lead", ROUND, {"bases": LONG * 3}, "bases"),
        ("publication", "lead", ROUND, {"public_day": "20/05/2026", "public_hour": "25:00"}, "public_hour"),
    ],
    "published": [
        ("signed-decision", "lead", ROUND, {}, "file"),
        ("signed-decision", "lead", ROUND, {"file": NO_TABLE}, "file"),
        ("recall", "approving", ROUND, {"reason": ""}, "reason"),
        ("recall", "approving", ROUND, {"reason": LONG}, "reason"),
        ("correction", "lead", ROUND, {"body": "khong co", "indicator": "2.1"}, "body"),
        ("correction", "approving", ROUND, {"decision_date": "31/02/2026", "reason": "Đếm nhầm"}, "decision_date"),
        ("correction-item", "lead", {**BODY, "indicator": "2.1"}, {"tin_bai": NUMBER}, "tin_bai"),
    ],
    "entrance": [
        ("account_login", "", {}, {"login": "không phải thư", "password": "x"}, "login"),
        ("account_reset_password", "", {}, {"email": "không phải thư"}, "email"),
        ("invitation", "", {"token": ":token"}, {"name": "", "position": "Chuyên viên", "password": "ngắn"}, "name"),
        ("address", "lead", {}, {"email": "không phải thư"}, "email"),
        ("account_change_password", "lead", {}, {"oldpassword": "sai"}, "oldpassword"),
        ("account_reauthenticate", "lead", {}, {"password": "sai"}, "password"),
        ("mfa_activate_totp", "lead", {}, {"code": "000000"}, "code"),
        ("audit", "", {}, {"van-ban": "1;2", "tep": ("a.csv", b"a;b")}, "van-ban"),
        ("audit", "", {}, {"tep": ("a.exe", b"MZ" * 50)}, "tep"),
        ("error-report-form", "", {}, {"sai": "Số in nhầm", "dung": "72", "thu": "không phải thư"}, "thu", "?dot=thai-binh-2020"),
    ],
}  # fmt: skip


class Controls(HTMLParser):
    """The controls of a page by name, each with what it holds, and the words of each element that has an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controls: dict[str, list[dict[str, str]]] = {}
        self.ids: dict[str, str] = {}
        self.open: list[str] = []
        self.area: dict[str, str] | None = None
        self.fieldset = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if told.get("id"):
            self.ids[told["id"]] = told.get("class", "")
        if tag == "fieldset" or told.get("role") in ("region", "group"):
            self.fieldset = told.get("aria-describedby", "")
        if tag in ("input", "textarea", "select") and told.get("name"):
            control = {
                "tag": tag,
                "type": told.get("type", ""),
                "value": told.get("value", ""),
                "by": f"{told.get('aria-describedby', '')} {self.fieldset}",
            }
            self.controls.setdefault(told["name"], []).append(control)
            self.area = control if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        if tag in ("fieldset", "form"):
            self.fieldset = ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area["value"] += data


WITHOUT = {
    # Only a button, with what its page knows; what can be wrong with it is the time, and said as a page with the way back.
    **dict.fromkeys(
        ("delegation-end", "invitation-again", "invitation-withdraw", "authority-ask-again", "set-freeze", "document-unlink",
         "document-consent", "notices-read", "notice", "sitting-minutes", "reply", "register-import-preview", "source-save",
         "account_logout", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_remove_webauthn", "usersessions_list",
         "address-confirmed", "audit-again", "audit-delete", "plan"),
        "only a button",
    ),
    # Of two answers one is chosen: both are shown, and which is missing is said at the pair. Asked for in test_body_pages.
    "indicator-merge": "nothing is typed: one of two is chosen",
    # A key or a code of a device, and passwords: none is ever sent back to be kept.
    **dict.fromkeys(
        ("account_set_password", "account_reset_password_from_key", "mfa_authenticate", "mfa_reauthenticate", "mfa_add_webauthn",
         "mfa_login_webauthn", "mfa_reauthenticate_webauthn", "mfa_edit_webauthn"),
        "a password, a code or a key, by the library's own form",
    ),
    "founding": "only while nobody can sign in: asked for in test_entrance",
    # What is said of a report is kept in its address: asked for in test_audits_told and test_audits_scanned.
    **dict.fromkeys(("audit-report", "audit-against", "audit-confirm"), "asked for where reports are made"),
}  # fmt: skip
"""Why an address that takes a POST has no row."""

READ_ONLY = {
    "authority-feed", "body-chart", "bundle", "compare", "compared-chart", "criterion", "evidence", "feed", "group-chart", "group-chart-page", "history",
    "robots", "round-method", "sitemap", "sitemap-of", "verifier",
    "page", "home", "search", "about", "method", "editions", "edition", "edition-file", "error-report-page", "error-report-list", "audit-json", "audit-csv", "audit-picture", "round", "group", "body", "set",
    "notices", "entrance", "account_inactive", "account_reset_password_done", "account_reset_password_from_key_done", "mfa_index",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn",
}  # fmt: skip
"""Addresses outside the workspace, and those of a person, that take nothing."""


def kept_rows() -> list[Row]:
    return [Row(*each) for listed in BY_STAGE.values() for each in listed]


def sent_to(form: Form, where: str) -> str:
    """The name of the address that a form sends to."""
    path = (form.action or where).partition("?")[0] or where.partition("?")[0]
    return str(resolve(path).url_name)


def named(form: Form, field: str) -> str:
    """The name of a form's field: as it is, or what ends in it, as fields of an indicator do."""
    names = [*form.filled, *form.files, *form.asked]
    return next(
        (name for name in names if name == field), next((name for name in names if name.endswith((f".{field}", f"-{field}"))), "")
    )


def address(name: str, place: dict[str, Any]) -> str:
    """The address of a page, with what of a row's place it asks for."""
    if name in ("audit", "error-report-form"):
        return reverse(f"portal:{name}")
    wanted = next((each.pattern.converters for each in patterns() if each.name == name), None)
    if wanted is None:
        return reverse(name, kwargs=place)
    return reverse(f"workspace:{name}", kwargs={key: value for key, value in place.items() if key in wanted})


def looked_up(value: Any, run: Any) -> Any:
    """What `:document` and the like stand for."""
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.error_reports.models import ErrorReport
    from khoabang.web.evidence.models import Document
    from khoabang.web.organisations.models import Event
    from khoabang.web.verification.models import Visit

    found = {
        ":report": lambda: ErrorReport.objects.get().code,
        ":audit": lambda: audited().token,
        ":document": lambda: Document.objects.get().pk,
        ":visit": lambda: Visit.objects.get().pk,
        ":event": lambda: Event.objects.get().pk,
        ":person": lambda: run.people["lead"].pk,
        ":participant": lambda: str(run.participants["so-noi-vu"].pk),
        ":appointment": lambda: Appointment.objects.get(person=run.people["lead"]).pk,
        ":token": lambda: token_of(run),
    }
    return found[value]() if isinstance(value, str) and value in found else value


def uncovered(page: str, where: str) -> list[str]:
    """The forms of a page that no row names, though something is typed or chosen in them."""
    return [
        f"{sent_to(form, where)}: no row types into the form of {sorted(form.asked)}"
        for form in Forms(page).found
        if form.asked
        and sent_to(form, where) not in WITHOUT
        and not any(
            row.page == sent_to(form, where) and all(named(form, each) for each in (row.field, *row.typed)) for row in kept_rows()
        )
    ]


def wrong(client: Any, row: Row, run: Any) -> list[str]:
    from khoabang.web.activity.models import Entry

    place = {name: looked_up(value, run) for name, value in row.place.items()}
    typed = {name: looked_up(value, run) for name, value in row.typed.items()}
    to = address(row.page, place)
    seen_at = to + row.shown if row.shown.startswith("?") else address(row.shown or row.page, place)
    shown = row.before(client) if row.before else client.get(seen_at)
    page = shown.content.decode()
    forms = [
        form
        for form in Forms(page).found
        if sent_to(form, seen_at) == row.page and named(form, row.field) and all(named(form, each) for each in typed)
    ]
    if not forms:
        return [f"{row.page}: no form with {row.field} and {sorted(typed)} ({shown.status_code})"]
    form = forms[0]
    sent: dict[str, Any] = {name: values[0] for name, values in form.filled.items() if name not in form.boxes} | form.ticked
    for each, value in typed.items():
        sent[named(form, each)] = SimpleUploadedFile(*value) if isinstance(value, tuple) else value
    written = Entry.objects.exclude(action__in=IN_VAIN)
    before = written.count()
    response = client.post(to, {name: value for name, value in sent.items() if value is not None})
    answer = response.content.decode()
    found, faults = Controls(answer), uncovered(page, seen_at)
    if response.status_code not in (200, 422, 409):
        faults.append(f"answers {response.status_code}")
    if written.count() != before:
        faults.append("something was written")
    name = named(form, row.field)
    told = [place for control in found.controls.get(name, []) for place in control["by"].split()]
    if not any(each in found.ids and ("wrong" in found.ids[each] or OF_A_FAULT.search(each)) for each in told):
        faults.append(f"no message at {name} ({response.status_code})")
    if 'role="alert"' not in answer:
        faults.append("nothing says at the top that it was not done")
    for each, value in typed.items():
        controls = found.controls.get(named(form, each), [])
        kept = [control["value"].strip() for control in controls]
        is_typed = any(control["tag"] != "select" and control["type"] not in ("file", "password") for control in controls)
        if isinstance(value, str) and value.strip() and value.strip() not in kept and is_typed and each not in form.boxes:
            faults.append(f"{each} is not kept: {kept!r:.200}")
    return [f"{row.page} {row.field}: {fault}" for fault in faults]


def prepared(stage: str, monkeypatch: Any) -> Any:
    """A round in a stage, with something of whatever forms need."""
    from khoabang.web.council.sittings import sitting_planned
    from khoabang.web.organisations.services import bodies_registered
    from web.test_council import LATER, approve, at_council, done, plan

    if stage in ("ready", "approved", "published"):
        at(monkeypatch, LATER)
        run = at_council()
        done(run)
        if stage != "ready":
            approve(run)
            run.refresh()
        if stage == "approved":
            planned(run)
        if stage == "published":
            test_publication.drafted(run)
            test_publication.publish(run)
            test_publication.plan(run, body="so-noi-vu", tin_bai="5")
        return run
    if stage == "entrance":
        run = under_way("assessment", monkeypatch)
        run.people["lead"].set_password(PASSWORD)
        run.people["lead"].save()
        return run
    run = under_way(stage, monkeypatch)
    if stage == "council":
        sitting_planned(run.round, plan(run), by=run.people["lead"])
        return run
    at(monkeypatch, NOW)
    bodies_registered(authority=run.authority, names={"so-them": "Sở Thêm"})
    if stage == "preparation":
        renamed(run)
    if stage == "assessment":
        run.participants["so-noi-vu"].state = "signing"
        run.participants["so-noi-vu"].save()
    return run


def renamed(run: Any) -> None:
    """An event of the register, to be taken back."""
    from khoabang.web.organisations.events import Decision, Line, Plan
    from khoabang.web.organisations.recording import event_recorded, plan_foreseen

    decision = Decision("Nghị quyết", "05/NQ-HĐND", date(2026, 2, 20), "HĐND tỉnh", "Đổi tên")
    event = Plan("rename", date(2026, 3, 1), decision, (Line("so-them", "so-them"),), name="Sở Mới")
    event_recorded(
        authority=run.authority, plan=event, seen=plan_foreseen(run.authority, event).fingerprint, by=run.people["lead"]
    )


@pytest.mark.parametrize("stage", BY_STAGE)
def test_the_message_stands_at_the_field_and_what_was_typed_is_kept(stage, client, monkeypatch, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }
    run = prepared(stage, monkeypatch)
    faults = []
    for each in BY_STAGE[stage]:
        row = Row(*each)
        if row.who and stage == "entrance":
            client.post(reverse("account_login"), {"login": run.people[row.who].email, "password": PASSWORD})
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        elif row.who:
            client.force_login(run.people[row.who])
        faults += wrong(client, row, run)
    assert not faults, "\n".join(dict.fromkeys(faults))


def taking() -> set[str]:
    """The addresses that take a POST: by the table of pages, and outside the workspace whatever is not known to take none."""
    within = {each.name for each in patterns() if rows()[each.name].write or rows()[each.name].place == "person"}
    own = {each.name for each in patterns()}
    resolver, outside = get_resolver(), set()
    spoken = resolver.url_patterns[-1]  # what is answered in a language
    for spread in (spoken, *spoken.url_patterns):
        if getattr(spread, "namespace", None) != "workspace":
            outside |= {each.name for each in spread.url_patterns if getattr(each, "name", None)}
    return (within | (outside - READ_ONLY)) - (own & READ_ONLY)


def test_every_address_that_takes_what_is_typed_has_a_row_or_a_reason():
    named_in_rows = {row.page for row in kept_rows()}
    assert sorted(taking() - named_in_rows - set(WITHOUT)) == [], "these need a row in BY_STAGE, or a reason in WITHOUT"
    assert sorted(set(WITHOUT) & named_in_rows) == [], "these have a row and need no reason"
    assert sorted((set(WITHOUT) | named_in_rows) - taking()) == [], "there is no such address"
