"""What cannot be taken, at every form: the message stands at its field, what was typed is kept, and nothing is written.

A row names a page, who sends to it at which stage, and what is typed; everything else the form sends as the page shows it.
"""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from web.running import NOW
from web.test_odd_posts import Forms, under_way
from web.verifying import at

pytestmark = pytest.mark.django_db
ROUND, BODY = {"round_code": "thu-2026"}, {"round_code": "thu-2026", "body_code": "so-y-te"}
AUTHORITY = {"authority_code": "tinh-thu"}
NUMBER = "58.083"  # meant as 58,083: asked about, never read as a whole number

BY_STAGE: dict[str, list[tuple[str, str, dict[str, Any], dict[str, str], str]]] = {
    "preparation": [
        ("round-calendar", "lead", ROUND, {"day-verification": "31/13/2026", "day-reply": "15/05/2026"}, "day-verification"),
        ("round-new", "lead", AUTHORITY, {"title": "Đánh giá", "year": "26", "code": "Mã Đợt", "decision_date": "30/02/2026"}, "decision_date"),
        ("round-edit", "lead", ROUND, {"title": "Đánh giá", "year": "26", "decision_date": "30/02/2026"}, "decision_date"),
        ("people-invite", "administrator", AUTHORITY, {"email": "không phải thư", "name": "Lê Thị Bình"}, "email"),
        ("register-add", "lead", AUTHORITY, {"code": "so-tai-chinh", "name": ""}, "name"),
        ("follow", "lead", ROUND, {"days": "7, x"}, "days"),
    ],
    "assessment": [
        ("indicator", "preparer:so-y-te", {**BODY, "indicator_code": "2.2"}, {"ho_so": NUMBER}, "ho_so"),
        ("indicator", "preparer:so-y-te", {**BODY, "indicator_code": "1.2"}, {"hoan_thanh": NUMBER, "duoc_giao": "20"}, "hoan_thanh"),
        ("handover", "approver:so-y-te", BODY, {"chi-tieu": "1.1", "nguoi": "thoi", "ngay": "32/01/2026"}, "ngay"),
        ("document-add", "preparer:so-y-te", BODY, {"title": "", "number": "12/QĐ", "issued": "30/02/2026"}, "issued"),
        ("round-extension", "lead", BODY, {"day": "hai tuần", "reason": "Bão"}, "day"),
        ("round-body-correct", "lead", BODY, {"loai": "", "predecessors": "x; y", "reason": ""}, "reason"),
        ("round-edit", "lead", ROUND, {"title": "Đánh giá", "decision_date": "30/02/2026", "reason": "Sai"}, "decision_date"),
        ("source", "lead", {**ROUND, "indicator": "2.3"}, {"hai_long": NUMBER}, "hai_long"),
        ("sheet", "preparer:so-y-te", BODY, {}, "file"),
        ("source-import", "lead", {**ROUND, "indicator": "2.3"}, {}, "file"),
        ("register-import", "lead", AUTHORITY, {}, "file"),
        ("sets", "lead", AUTHORITY, {}, "file"),
    ],
    "verification": [
        ("verify-item", "verifier", {**BODY, "indicator": "2.2"}, {"ho_so": NUMBER, "ly-do": "Đối chiếu"}, "ho_so"),
        ("visit-plan", "lead", BODY, {"ngay": "32/04/2026", "noi-dung": "Xem hệ thống"}, "ngay"),
        ("reply-item", "preparer:so-y-te", {**BODY, "indicator": "1.3"}, {"loi": ""}, "loi"),
    ],
    "reply": [
        ("reply-item", "approver:so-y-te", {**BODY, "indicator": "1.2"}, {"hoan_thanh": NUMBER, "loi": "Có văn bản"}, "hoan_thanh"),
    ],
    "council": [
        ("sitting-plan", "lead", ROUND, {"day": "32/05/2026", "quorum": "nhiều", "place": "Phòng họp 1"}, "day"),
        ("council-item", "chair", {**ROUND, "number": 1, "item": 1}, {"tin_bai": NUMBER, "reason": "Có danh mục"}, "tin_bai"),
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
        if tag == "fieldset":
            self.fieldset = told.get("aria-describedby", "")
        if tag in ("input", "textarea", "select") and told.get("name"):
            control = {"tag": tag, "value": told.get("value", ""), "by": f"{told.get('aria-describedby', '')} {self.fieldset}"}
            self.controls.setdefault(told["name"], []).append(control)
            self.area = control if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        if tag == "fieldset":
            self.fieldset = ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area["value"] += data


def named(form: Any, field: str) -> str:
    """The name of a form's field: as it is, or what ends in it, as fields of an indicator do."""
    names = [*form.filled, *form.files]
    return next((name for name in names if name == field), next((name for name in names if name.endswith(field)), ""))


def wrong(client: Any, row: tuple[str, str, dict[str, Any], dict[str, str], str]) -> list[str]:
    from khoabang.web.activity.models import Entry

    page, _who, kwargs, typed, field = row
    where = reverse(f"workspace:{page}", kwargs=kwargs)
    shown = client.get(where)
    forms = [
        form for form in Forms(shown.content.decode()).found if named(form, field) and all(named(form, each) for each in typed)
    ]
    if not forms:
        return [f"{page}: no form with {field} and {sorted(typed)} ({shown.status_code})"]
    form = forms[0]
    sent = {name: values[0] for name, values in form.filled.items() if name not in form.boxes} | form.ticked
    sent |= {named(form, each): value for each, value in typed.items()}
    before = Entry.objects.count()
    response = client.post(where, sent)
    found, faults = Controls(response.content.decode()), []
    if response.status_code not in (200, 422, 409):
        faults.append(f"answers {response.status_code}")
    if Entry.objects.count() != before:
        faults.append("something was written")
    name = named(form, field)
    told = [place for control in found.controls.get(name, []) for place in control["by"].split()]
    if not any(
        "wrong" in found.ids.get(place, "") or (place.endswith(("-loi", "_error")) and place in found.ids) for place in told
    ):
        faults.append(
            f"no message at {name} ({response.status_code}): {[each for each in found.ids if 'rror' in each or 'loi' in each]}"
        )
    for each, value in typed.items():
        kept = [control["value"].strip() for control in found.controls.get(named(form, each), [])]
        if (
            value
            and value not in kept
            and any(control["tag"] != "select" for control in found.controls.get(named(form, each), []))
        ):
            faults.append(f"{each} is not kept: {kept}")
    return [f"{page} {field}: {fault}" for fault in faults]


@pytest.mark.parametrize("stage", BY_STAGE)
def test_the_message_stands_at_the_field_and_what_was_typed_is_kept(stage, client, monkeypatch, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }
    run = under_way(stage, monkeypatch)
    if stage != "council":
        at(monkeypatch, NOW)
    faults = []
    for row in BY_STAGE[stage]:
        client.force_login(run.people[row[1]])
        faults += wrong(client, row)
    assert not faults, "\n".join(faults)
