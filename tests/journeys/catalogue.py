"""Which pages there are to look at, as whom and in what state: by area, each as `Look`."""

from dataclasses import dataclass, field
from typing import Any

from journeys.every_stage import PASSWORD
from web.evidence_files import PDF

CODES = {
    "tinh-soan": "soan-2026",
    "tinh-mo": "mo-2026",
    "tinh-tham": "tham-2026",
    "tinh-tra": "tra-2026",
    "tinh-hop": "hop-2026",
    "tinh-duyet": "duyet-2026",
    "tinh-xong": "xong-2026",
    "tinh-cong-bo": "cong-bo-2026",
    "tinh-thu-hoi": "thu-hoi-2026",
    "trinh-dien": "trinh-dien-tham-dinh",
    "fresh": "mo-2026",
}
ANYWAY: dict[str, Any] = {"body_code": "so-y-te", "indicator_code": "1.2", "indicator": "1.2", "number": 1, "item": 1, "leaf": 1}


@dataclass(frozen=True)
class Sent:
    """A form that is sent before the page that answers is looked at."""

    typed: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes | str]] = field(default_factory=dict)
    form: str = "main form[method=post]"
    button: str = ""
    to: str = ""
    """The name of another page that the form is sent to instead."""


@dataclass(frozen=True)
class Look:
    """A page as somebody sees it; `who` is `world role`, or nobody."""

    name: str
    who: str = ""
    query: str = ""
    lang: str = "vi"
    sent: Sent | None = None
    status: int = 200
    args: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(
            filter(None, (self.name, self.who, self.query, "sent" if self.sent else "", *map(str, self.args.values())))
        )


def look(
    name: str, who: str = "", query: str = "", *, lang: str = "vi", sent: Sent | None = None, status: int = 0, **args: Any
) -> Look:
    return Look(name, who, query, lang, sent, status or (422 if sent else 200), args)


def refused(who: str, to: str, status: int, **args: Any) -> Look:
    """What answers who sends to a page that takes nothing from them now; sent by the one form that each page has."""
    return Look("home", who, sent=Sent(form="header form", to=to), status=status, args=args)


HALF, VERIFIED = {"round_code": "trinh-dien-tu-danh-gia"}, {"round_code": "trinh-dien-tham-dinh"}
PLAN = {
    "set_version": ":version",
    "previous": "soan-2026",
    "title": "Đánh giá năm 2027",
    "year": "2027",
    "code": "nam-2027",
    "decision_type": "Kế hoạch",
    "decision_number": "12/KH-UBND",
    "decision_date": "01/03/2026",
    "decision_issuer": "UBND tỉnh",
    "decision_title": "Đánh giá năm 2027",
}
KEPT = {
    "title": "Kết quả xếp hạng các sở năm 2019",
    "year": "2019",
    "code": "xep-hang-2019",
    "decision_type": "Quyết định",
    "decision_number": "6/QĐ-UBND",
    "decision_date": "05/01/2020",
    "decision_issuer": "UBND tỉnh",
    "decision_title": "Công bố kết quả xếp hạng năm 2019",
    "source_title": "Phụ lục kèm theo Quyết định số 6/QĐ-UBND",
}
FILE = {"files": ("van-ban.pdf", PDF)}
CATALOGUE: dict[str, list[Look]] = {
    "entrance": [
        look("account_login"),
        look("account_login", lang="en"),
        look("account_login", sent=Sent({"login": "ai@so-y-te.example", "password": "khong dung dau nhe"}), status=200),
        look("account_login", sent=Sent({"login": ":factors", "password": PASSWORD}), status=200),  # the second step
        look("account_inactive"),
        look("invitation", token=":invitation"),
        look("invitation", sent=Sent({"password": "ngắn", "again": "khác"}), token=":invitation"),
        look("invitation", status=404, token="khong-con"),
        look("founding", token=":founding"),
        look("founding", sent=Sent(), token=":founding"),
        look("account_reset_password"),
        look("account_reset_password", sent=Sent({"email": "khong phai thu"}), status=200),
        look("account_reset_password_done"),
        look("account_reset_password_from_key", uidb36=":uidb36", key=":key"),
        look("account_reset_password_from_key", uidb36=":uidb36", key="khong-con"),
        look("account_reset_password_from_key_done"),
        look("account_reauthenticate", "tinh-mo chair"),
        look("mfa_reauthenticate", "tinh-mo observer"),
        look("mfa_reauthenticate_webauthn", "tinh-mo observer"),
        look("account_logout", "tinh-mo chair"),
        look("account_change_password", "fresh chair"),
        look("account_change_password", "fresh chair", sent=Sent({"oldpassword": "sai"}), status=200),
        look("mfa_index", "fresh chair"),
        look("mfa_index", "fresh observer"),
        look("mfa_activate_totp", "fresh chair"),
        look("mfa_activate_totp", "fresh chair", sent=Sent({"code": "000000"}), status=200),
        look("mfa_deactivate_totp", "fresh observer"),
        look("mfa_view_recovery_codes", "fresh observer"),
        look("mfa_generate_recovery_codes", "fresh observer"),
        look("mfa_list_webauthn", "fresh chair"),
        look("mfa_list_webauthn", "fresh observer", lang="en"),
        look("mfa_add_webauthn", "fresh observer"),
        look("mfa_edit_webauthn", "fresh observer", pk=":passkey"),
        look("mfa_remove_webauthn", "fresh observer", pk=":passkey"),
        look("usersessions_list", "fresh chair"),
        look("address", "fresh chair"),
        look("address", "fresh chair", sent=Sent({"email": "khong phai thu"})),
        look("address-confirmed", token=":address"),
        look("address-confirmed", status=404, token="khong-con"),
    ],
    "people": [
        look("home", "tinh-mo administrator"),
        look("home", "tinh-tra approver:so-y-te"),
        look("home", "trinh-dien so-khcn"),
        look("home", "trinh-dien tham-dinh-2", lang="en"),
        look("account", "tinh-mo verifier"),
        look("account", "tinh-mo observer", lang="en"),
        look("account", "tinh-mo chair", sent=Sent({"name": ""})),
        look("delegate", "tinh-mo verifier", pk=":appointment"),
        look("delegate", "tinh-mo verifier", sent=Sent({"last_day": "31/02/2027"}), pk=":appointment"),
        look("people", "tinh-mo administrator"),
        look("people", "trinh-dien quan-tri", "?vai-tro=preparer"),
        look("people", "tinh-mo administrator", "?tim=khong-co-ai"),
        look("people-invite", "tinh-mo administrator"),
        look("people-invite", "tinh-mo administrator", sent=Sent({"last_day": "31/02/2027"})),
        look("people-import", "tinh-mo administrator"),
        look(
            "people-import",
            "tinh-mo administrator",
            sent=Sent(
                files={
                    "file": (
                        "moi.csv",
                        "Họ và tên,Thư điện tử,Vai trò,Cơ quan\nLê Thị Bình,binh@so.example,Người duyệt,\n".encode(),
                    )
                }
            ),
        ),
        look(
            "people-import",
            "tinh-mo administrator",
            status=200,
            sent=Sent(
                files={
                    "file": ("moi.csv", "Họ và tên,Thư điện tử,Vai trò\nLê Thị Bình,binh@so.example,Người theo dõi\n".encode())
                }
            ),
        ),
        look("person", "tinh-mo administrator", pk=":person"),
        look("person-appoint", "tinh-mo administrator", pk=":person"),
        look("person-leave", "tinh-mo administrator", pk=":person"),
        look("appointment-end", "tinh-mo administrator", pk=":appointment"),
        look("authorities", "trinh-dien quan-tri"),
        look("authority-open", "trinh-dien quan-tri"),
        look("authority-open", "trinh-dien quan-tri", sent=Sent({"authority_code": "co-quan-moi"})),
        look("notices", "trinh-dien so-khcn"),
        look("notices", "tinh-tra approver:so-y-te", lang="en"),
        look("doctor", "tinh-mo administrator"),
        look("error-reports", "tinh-mo lead"),
        look("error-reports", "tinh-mo observer", "?loc=answered", lang="en"),
        look("error-report", "tinh-mo lead", code=":report"),
        look("error-report", "tinh-mo lead", sent=Sent({"reply": ""}, form="form:has([value=answer])"), code=":report"),
        look("error-report", "tinh-mo lead", code=":answered-report"),
        look("error-report", "tinh-mo observer", lang="en", code=":answered-report"),
        look("historic", "tinh-mo lead"),
        look("historic", "tinh-mo observer", lang="en"),
        look("historic", "tinh-mo lead", "?bao-cao=khong-con", status=422),
        look("historic-keep", "tinh-mo lead", token=":audit"),
        look("historic-keep", "tinh-mo lead", lang="en", token=":audit"),
        look("historic-keep", "tinh-mo lead", sent=Sent({"year": "19"}, button="[name=xem]"), token=":audit"),
        look("historic-keep", "tinh-mo lead", sent=Sent(KEPT, button="[name=xem]"), status=200, token=":audit"),
        look("activity", "tinh-tham lead"),
        look("activity", "trinh-dien theo-doi", lang="en"),
        look("activity-body", "tinh-tham preparer:so-y-te"),
        look("follow", "trinh-dien so-khcn", **HALF),
        look("follow", "trinh-dien theo-doi"),
        look("follow", "tinh-mo lead", sent=Sent({"days": "hai"}, form="form:has([name=days])")),
    ],
    "register": [
        look("register", "tinh-soan lead"),
        look("register", "trinh-dien so-khcn", lang="en"),
        look("register-add", "tinh-soan lead"),
        look("register-add", "tinh-soan lead", sent=Sent()),
        look("register-kinds", "tinh-soan lead"),
        look("register-kinds", "tinh-soan lead", sent=Sent()),
        look("register-body", "tinh-soan lead", code="so-y-te"),
        look("register-body", "tinh-soan administrator", code="so-moi"),
        look("register-edit", "tinh-soan lead", code="so-y-te"),
        look("register-edit", "tinh-soan lead", sent=Sent({"name": ""}), code="so-y-te"),
        look("register-events", "tinh-soan lead"),
        *(look("register-event-new", "tinh-soan lead", f"?loai={each}") for each in ("", "merge", "split", "rename", "transfer")),
        look("register-event-new", "tinh-soan lead", "?loai=reorganise"),
        look("register-event-new", "tinh-soan lead", "?loai=merge", sent=Sent()),
        look("register-event", "tinh-soan lead", event=":event"),
        look("register-event-undo", "tinh-soan lead", event=":event"),
        look("register-event-undo", "tinh-soan lead", sent=Sent(), event=":event"),
        look("register-import", "tinh-soan lead"),
        look(
            "register-import", "tinh-soan lead", sent=Sent(files={"file": ("so.csv", "code,name,opened\n,Sở,hôm qua\n".encode())})
        ),
        look("register-import-preview", "tinh-soan lead", upload=":register-upload"),
        look("register-units", "tinh-soan lead"),
        look("register-units", "tinh-soan lead", sent=Sent()),
    ],
    "sets and rounds": [
        look("sets", "tinh-soan lead"),
        look("sets", "tinh-soan lead", sent=Sent(files={"file": ("bo.txt", b"x")})),
        look("set-upload", "tinh-soan lead", upload=":set"),
        look("set-upload", "tinh-soan lead", upload=":faulty-set"),
        look("set-preview", "tinh-soan lead", upload=":set"),
        look("set-difference", "tinh-soan lead", upload=":set"),
        look("set-version", "tinh-soan observer", lang="en", version=":version"),
        look("rounds", "trinh-dien so-khcn"),
        look("round-new", "tinh-soan lead"),
        look("round-new", "tinh-soan lead", sent=Sent(button="[name=xem]")),
        look("round-new", "tinh-soan lead", sent=Sent(PLAN, button="[name=xem]"), status=200),
        look("round-edit", "tinh-soan lead"),
        look("round-edit", "tinh-soan lead", sent=Sent({"title": ""}, button="[name=xem]")),
        look("round-edit", "tinh-mo lead"),
        look("round-edit", "tinh-mo lead", sent=Sent({"title": ""})),
        look("round-forecast", "tinh-soan lead"),
        *(look("round", f"{world} lead") for world in CODES if world.startswith("tinh-")),
        look("round", "trinh-dien so-khcn", lang="en"),
        look("round-move", "tinh-soan lead", code="open"),
        look("round-move", "tinh-tham lead", code="close_verification"),
        look("round-move", "tinh-hop lead", sent=Sent(), code="cancel"),
        look("round-calendar", "tinh-mo lead"),
        look("round-calendar", "tinh-mo lead", sent=Sent({"day-council": "31/02/2026"})),
        look("round-calendar", "tinh-mo observer"),
        look("round-extension", "tinh-mo lead", body_code="xa-an-phu"),
        look("round-extension", "tinh-mo lead", sent=Sent(), body_code="xa-an-phu"),
        look("round-charges", "trinh-dien so-khcn"),
        look("round-charges", "tinh-tham lead", sent=Sent()),
        look("round-charges-import", "tinh-soan lead"),
        look(
            "round-charges-import",
            "tinh-soan lead",
            sent=Sent(files={"file": ("viec.csv", "việc,người\nThẩm định,ai\n".encode())}),
        ),
        look("round-bodies", "tinh-soan lead"),
        look("round-bodies", "trinh-dien theo-doi"),
        look("round-bodies-add", "tinh-soan lead"),
        look("round-bodies-import", "tinh-soan lead"),
        look(
            "round-bodies-import", "tinh-soan lead", sent=Sent(files={"file": ("co-quan.csv", b"code,loai\nso-y-te,khong-co\n")})
        ),
        look("round-body", "tinh-soan lead", body_code="so-y-te"),
        look("round-body", "tinh-mo lead", body_code="so-y-te"),
        look("round-body-correct", "tinh-mo lead", body_code="so-y-te"),
        look("round-body-correct", "tinh-mo lead", sent=Sent(), body_code="so-y-te"),
        look("round-body-join", "tinh-mo lead", body_code="so-them"),
    ],
    "self-assessment": [
        look("self-assessment", "tinh-mo preparer:so-y-te"),
        look("self-assessment", "tinh-tham approver:so-y-te"),
        look("self-assessment", "trinh-dien nhap.so-y-te", **HALF),
        look("self-assessment", "trinh-dien duyet.so-tai-chinh", lang="en", **HALF, body_code="so-tai-chinh"),
        *(
            look("indicator", "tinh-mo preparer:so-y-te", indicator_code=each)
            for each in ("1.1", "1.2", "1.3", "2.2", "2.3", "2.4")
        ),
        look("indicator", "tinh-tham preparer:so-y-te"),
        look("indicator", "trinh-dien nhap.so-y-te", lang="en", **HALF, indicator_code="1.1"),
        look("indicator", "tinh-mo preparer:so-y-te", sent=Sent({"hoan_thanh": "58.083"})),
        look("indicator-merge", "tinh-mo preparer:so-y-te", status=409),
        look("handover", "tinh-mo approver:so-y-te"),
        look("handover", "tinh-mo approver:so-y-te", sent=Sent({"ngay": "31/02/2026"})),
        look("precheck", "tinh-mo preparer:so-y-te"),
        look("precheck", "trinh-dien duyet.so-y-te", **HALF),
        look("submission-step", "tinh-mo preparer:so-y-te", step_code="hand_in"),
        look("submission-step", "tinh-mo approver:so-y-te", step_code="send"),
        look("submission-step", "tinh-mo approver:xa-an-phu", sent=Sent(), body_code="xa-an-phu", step_code="send"),
        look("submission-step", "tinh-mo approver:so-noi-vu", body_code="so-noi-vu", step_code="take_back"),
        look("receipt", "tinh-mo approver:so-y-te", number=":receipt"),
        look("receipt", "trinh-dien so-khcn", lang="en", body_code="so-tai-chinh"),
    ],
    "evidence and sheets": [
        look("documents", "tinh-mo preparer:so-y-te"),
        look("documents", "tinh-tham verifier"),
        look("document-add", "tinh-mo preparer:so-y-te"),
        look("document-add", "tinh-mo preparer:so-y-te", sent=Sent({"issued": "31/02/2026"}, FILE)),
        look("visit-document-add", "tinh-tham verifier"),
        look("document", "tinh-mo preparer:so-y-te", document=":document:tinh-mo"),
        look("document", "tinh-tham lead", lang="en", document=":document:tinh-tham"),
        look("document", "tinh-mo preparer:so-y-te", sent=Sent(form="form[action$='ban-moi/']"), document=":document:tinh-mo"),
        look("sheet", "tinh-mo preparer:so-y-te"),
        look("sheet", "tinh-mo preparer:so-y-te", sent=Sent(files={"file": ("mau.xlsx", PDF)})),
        look("sheet", "tinh-mo preparer:so-y-te", sent=Sent(files={"file": ("mau.xlsx", ":workbook")}), status=200),
        look("sources", "tinh-mo lead"),
        look("source", "tinh-mo lead", indicator="2.3"),
        look("source", "tinh-mo lead", indicator="2.3", sent=Sent({"hai_long": "58.083"})),
        look("source-import", "tinh-mo lead", indicator="2.3"),
        look("source-import", "tinh-mo lead", indicator="2.3", sent=Sent(files={"file": ("mau.xlsx", PDF)})),
    ],
    "verification": [
        look("verify", "tinh-tham verifier"),
        look("verify", "trinh-dien tham-dinh-1"),
        look("verify-queue", "tinh-tham verifier", "?hien=all"),
        look("verify-queue", "trinh-dien tham-dinh-1", indicator="1.1"),
        look("verify-queue", "tinh-tham verifier", "?hien=all", lang="en", indicator="2.1"),
        look("verify-consistency", "trinh-dien tham-dinh-1", indicator="1.1"),
        look("verify-consistency", "tinh-tham verifier"),
        *(look("verify-item", "tinh-tham verifier", indicator=each) for each in ("1.1", "1.2", "1.3", "2.1", "2.4")),
        look("verify-item", "tinh-tham verifier", lang="en"),
        look("verify-item", "tinh-tra verifier"),
        look("verify-item", "tinh-tham assistant"),
        look("verify-item", "trinh-dien tham-dinh-1", body_code="so-y-te", indicator="1.1"),
        look("verify-item", "tinh-tham verifier", sent=Sent(form="form:has([value=change])"), indicator="1.3"),
        look("visits", "tinh-tham verifier"),
        look("visit-plan", "tinh-tham verifier"),
        look("visit-plan", "tinh-tham verifier", sent=Sent({"ngay": "31/02/2026"})),
        look("visit", "tinh-tham verifier", visit=":held-visit"),
        look("visit", "tinh-tham verifier", visit=":visit"),
        look("visit", "tinh-tham verifier", sent=Sent(form="form:has([value=hold])"), visit=":visit"),
        look("replies", "tinh-tra verifier"),
        look("reply", "tinh-tra approver:so-y-te"),
        look("reply", "tinh-tra lead", lang="en"),
        look("reply", "tinh-tham preparer:so-y-te"),
        look("reply-item", "tinh-tham preparer:so-y-te", indicator="2.4"),
        look(
            "reply-item",
            "tinh-tham preparer:so-y-te",
            sent=Sent({"sang_kien": "5.083"}, form="form:has([name=viec][value=supplement])"),
            indicator="2.4",
        ),
        look("reply-item", "tinh-tra approver:so-y-te"),
        look("reply-item", "tinh-tra approver:so-y-te", indicator="2.1"),
        look("reply-item", "tinh-tra approver:so-y-te", sent=Sent(form="form:has([value=contest])"), indicator="2.1"),
        look("reply-receipt", "tinh-tra approver:so-y-te"),
    ],
    "council": [
        look("council", "tinh-hop lead"),
        look("council", "tinh-xong observer", lang="en"),
        look("sitting-plan", "tinh-hop lead"),
        look("sitting-plan", "tinh-hop lead", sent=Sent({"day": "31/02/2026"})),
        look("draft-ranking", "tinh-hop lead"),
        look("draft-ranking", "tinh-xong approving"),
        look("draft-ranking", "trinh-dien chu-tich-hd"),
        look("sitting", "tinh-hop lead"),
        look("sitting", "tinh-hop lead", number=2),
        look("sitting", "tinh-duyet chair"),
        look("sitting-change", "tinh-hop lead", number=2),
        look("sitting-move", "tinh-hop lead", code="close"),
        look("sitting-move", "tinh-hop lead", number=2, code="cancel"),
        look("sitting-agenda", "tinh-hop lead"),
        look("sitting-agenda", "tinh-hop lead", number=2, sent=Sent(form="form:has([value=them])")),
        look("sitting-lead", "tinh-hop chair"),
        look("sitting-lead", "tinh-hop chair", sent=Sent()),
        look("sitting-minutes", "tinh-hop chair"),
        look("sitting-minutes", "tinh-duyet chair"),
        look("sitting-minutes", "tinh-duyet observer", lang="en"),
        look("council-item", "tinh-hop chair"),
        look("council-item", "tinh-hop member"),
        look("council-item", "tinh-hop observer", lang="en"),
        look("council-item", "tinh-duyet member"),
        look("council-item", "tinh-hop chair", sent=Sent({"tin_bai": "58.083"}, form="form:has([value=phuong-an])")),
        look("council-decisions", "tinh-duyet chair"),
        look("council-decisions", "tinh-hop observer", lang="en"),
        look("own-result", "tinh-duyet preparer:so-y-te"),
        look("own-result", "tinh-xong approver:so-y-te"),
        look("approval", "tinh-hop approving"),
        look("approval", "tinh-duyet approving"),
        look("approval", "tinh-xong approving"),
    ],
    "publication": [
        look("publication", "tinh-hop lead"),
        look("publication", "tinh-xong lead"),
        look("publication", "tinh-xong lead", sent=Sent({"decision_number": "12/QĐ-UBND", "public_hour": "25:00"})),
        look("publication", "tinh-cong-bo approving"),
        look("publication", "tinh-cong-bo observer", lang="en"),
        look("publication", "tinh-thu-hoi lead"),
        look("decision-draft", "tinh-xong lead"),
        look("decision-draft", "tinh-xong lead", lang="en", sent=Sent({"place": ""}, button="[value=word]")),
        look("decision-draft", "tinh-cong-bo approving"),
        look("signed-decision", "tinh-xong lead"),
        look("signed-decision", "tinh-cong-bo lead", lang="en"),
        look("correction", "tinh-xong lead"),
        look("correction", "tinh-cong-bo lead", lang="en"),
        look("correction", "tinh-cong-bo approving"),
        look("correction", "tinh-cong-bo approving", sent=Sent({"reason": "Đếm nhầm"}, form="form:has([value=cong-bo])")),
        look("correction-item", "tinh-cong-bo lead", indicator="2.1"),
        look("correction-item", "tinh-cong-bo lead", indicator="2.1", sent=Sent({"tin_bai": "58.083"})),
        look("recall", "tinh-cong-bo lead"),
        look("recall", "tinh-cong-bo approving"),
        look("recall", "tinh-cong-bo approving", lang="en", sent=Sent({"reason": ""})),
        look("recall", "tinh-thu-hoi approving"),
        look("editions", round_code="cong-bo-2026"),
        look("editions", round_code="thu-hoi-2026", lang="en"),
        look("edition", round_code="cong-bo-2026", number=1),
        look("edition", round_code="cong-bo-2026", number=2, lang="en"),
        look("edition", round_code="thu-hoi-2026", number=1, status=410),
    ],
    "plans": [
        look("plan", "tinh-xong approver:so-y-te"),
        look("plan", "tinh-xong preparer:so-noi-vu", body_code="so-noi-vu"),
        look("plan", "tinh-xong lead", lang="en"),
        look("plan-task", "tinh-xong preparer:so-y-te", key=0),
        look("plan-task", "tinh-xong preparer:so-y-te", sent=Sent({"due": "31/02/2026"}), key=1),
        look("plan-target", "tinh-xong preparer:so-y-te", key=0),
        look("plan-target", "tinh-xong preparer:so-y-te", sent=Sent({"value": "58.083"}), key=2),
        look("plan-progress", "tinh-xong preparer:so-y-te", key=1),
        look("plan-progress", "tinh-xong preparer:so-y-te", sent=Sent(), key=1),
        look("plans", "tinh-xong lead"),
        look("plans", "tinh-xong observer", "?loc=chua", lang="en"),
    ],
    "refusals": [
        look("round", "tinh-mo lead", status=404, round_code="khong-co"),
        look("register", "tinh-mo verifier", status=403),
        look("register", "tinh-mo verifier", lang="en", status=403),
        refused("tinh-xong lead", "round-calendar", 409),
        refused("tinh-mo lead", "register-events", 405),
        refused("tinh-mo member", "round-calendar", 403),
        look("round-move", "tinh-xong lead", status=409, code="open"),
    ],
}
"""The pages by area; most in two or three states, some in English, some as they answer what cannot be taken."""

GOES_ON, FILE_OR_PART = 302, 200
DOCUMENT, UPLOAD = {"document": ":document:tinh-mo"}, {"upload": ":set"}
NO_PAGES: dict[int, list[Look]] = {
    GOES_ON: [
        look("entrance", "tinh-mo chair"),
        look("account_set_password", "fresh chair"),  # to the change: everybody has a password
        look("mfa_login_webauthn"),  # unless a script asks
        look("mfa_authenticate"),  # to the sign-in, which leads to it and is looked at there
        look("own-assessments", "tinh-mo preparer:so-y-te"),
        look("own-results", "tinh-xong approver:so-y-te"),
        look("own-plans", "tinh-xong approver:so-y-te"),
        look("authority-ask-again", "trinh-dien quan-tri", pk=1),
        look("delegation-end", "tinh-mo verifier", pk=":appointment"),
        look("invitation-again", "tinh-mo administrator", pk=1),
        look("invitation-withdraw", "tinh-mo administrator", pk=1),
        look("document-link", "tinh-mo preparer:so-y-te"),
        look("document-unlink", "tinh-mo preparer:so-y-te", link=1),
        look("document-describe", "tinh-mo preparer:so-y-te", **DOCUMENT),
        look("document-revise", "tinh-mo preparer:so-y-te", **DOCUMENT),
        look("document-consent", "tinh-mo preparer:so-y-te", **DOCUMENT),
        look("notices-read", "tinh-mo lead"),
        look("notice", "tinh-mo approver:xa-an-phu", notice=":notice"),
        look("set-freeze", "tinh-soan lead", **UPLOAD),
        look("sheet-save", "tinh-mo preparer:so-y-te"),
        look("source-save", "tinh-mo lead", indicator="2.3"),
    ],
    FILE_OR_PART: [
        look("mfa_download_recovery_codes", "fresh observer"),
        look("indicator-score", "tinh-mo preparer:so-y-te"),
        look("activity-file", "tinh-tham lead"),
        look("activity-body-file", "tinh-tham preparer:so-y-te"),
        look("document-file", "tinh-mo preparer:so-y-te", **DOCUMENT),
        look("document-leaf", "tinh-mo preparer:so-y-te", **DOCUMENT),
        look("sitting-minutes-file", "tinh-duyet chair", form="pdf"),
        look("edition-paper", "tinh-cong-bo lead", number=1, file_name="quyet-dinh.pdf"),
        look("edition-file", round_code="cong-bo-2026", number=2, file_name="goi-du-lieu.zip"),
        look("people-table", "tinh-mo administrator"),
        look("plans-workbook", "tinh-xong lead"),
        look("register-table", "tinh-soan lead"),
        look("round-bodies-file", "tinh-soan lead"),
        look("round-charges-file", "tinh-soan lead"),
        look("set-original", "tinh-soan lead", **UPLOAD),
        look("set-workbook", "tinh-soan lead", version=":version"),
        look("sheet-template", "tinh-mo preparer:so-y-te"),
        look("source-template", "tinh-mo lead", indicator="2.3"),
    ],
}
"""Addresses that answer a reader with no page of their own: they go on to one, or give a file or data."""
