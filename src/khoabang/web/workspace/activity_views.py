"""The log of a round and of a body in it: who, when, what, why; and the same as a file."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.accounts.selectors import called_to_body
from khoabang.web.activity.models import Entry
from khoabang.web.activity.words import WORDS, words_of
from khoabang.web.conduct.log import Asked, all_of, body_of, entries_of_body, entries_of_round, page_of
from khoabang.web.rounds.models import Participant, Round
from khoabang.web.workspace.access import BODY, AskedHere, page

Names = Mapping[int, StrOrPromise]
FOLLOWS = (Role.LEAD, Role.OBSERVER)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SieveForm(forms.Form):
    """What of the log is wanted. What cannot be read is said at its field, and the rest still counts."""

    co_quan = forms.CharField(label=_("Cơ quan"), max_length=200, required=False)
    viec = forms.ChoiceField(label=_("Việc"), required=False)
    tu = forms.DateField(label=_("Từ ngày"), required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    den = forms.DateField(label=_("Đến ngày"), required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    cu_hon = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = sorted(((code, str(words)) for code, words in WORDS.items()), key=lambda each: each[1])
        self.fields["viec"].choices = [("", gettext("Mọi việc")), *acts]  # type: ignore[attr-defined]
        for name in ("tu", "den"):
            self.fields[name].error_messages["invalid"] = gettext("Nhập ngày dạng ngày/tháng/năm, ví dụ 15/12/2026.")
            self.fields[name].widget.attrs.update({"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"})
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs.update({"aria-invalid": "true", "aria-describedby": f"loi-{name}"})

    def asked(self) -> Asked:
        """What was understood."""
        self.is_valid()
        read = self.cleaned_data
        return Asked(read.get("co_quan", ""), read.get("viec", ""), read.get("tu"), read.get("den"), read.get("cu_hon"))


@page("round", read=FOLLOWS)
def of_round(request: AskedHere, round_code: str) -> HttpResponse:
    """All that was done in a round."""
    form = SieveForm(request.GET)
    found = page_of(entries_of_round(_round(request), form.asked()))
    return _shown(request, form, _rows(found.entries, _round(request)), found.older, None)


@page("body", read=(*FOLLOWS, *BODY))
def of_body(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """All that was done for one body; its own people see what it has been told."""
    form = SieveForm(request.GET)
    found = page_of(entries_of_body(_participant(request), form.asked(), all_of_it=_sees_all(request)))
    names = {} if _sees_all(request) else _names(found.entries, _participant(request))
    return _shown(request, form, _rows(found.entries, _round(request)), found.older, _participant(request), names)


@page("round", read=FOLLOWS)
def file_of_round(request: AskedHere, round_code: str) -> HttpResponse:
    """The same as a file, the earliest first."""
    entries = entries_of_round(_round(request), SieveForm(request.GET).asked())
    return _file(all_of(entries), f"nhat-ky-{round_code}.csv")


@page("body", read=(*FOLLOWS, *BODY))
def file_of_body(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """The same of one body."""
    asked = SieveForm(request.GET).asked()
    entries = entries_of_body(_participant(request), asked, all_of_it=_sees_all(request))
    names = {} if _sees_all(request) else _names(entries, _participant(request))
    return _file(all_of(entries), f"nhat-ky-{round_code}-{body_code}.csv", names)


def _round(request: AskedHere) -> Round:
    assert request.here.round is not None  # noqa: S101 - the table of pages found it
    return request.here.round


def _participant(request: AskedHere) -> Participant:
    assert request.here.participant is not None  # noqa: S101 - the table of pages found it
    return request.here.participant


def _names(entries: Iterable[Entry], participant: Participant) -> Names:
    """Who is called by their role on a body's own pages."""
    return called_to_body({entry.person_id for entry in entries if entry.person_id is not None}, participant)


def _sees_all(request: AskedHere) -> bool:
    return request.here.has(*FOLLOWS)


def _rows(entries: Iterable[Entry], round_: Round) -> list[dict[str, Any]]:
    listed = list(entries)
    codes = {body_of(entry) for entry in listed} - {""}
    named = Participant.objects.filter(round=round_, body__code__in=codes).values_list("body__code", "name")
    names = dict(named) if codes else {}
    return [
        {
            "entry": entry,
            "words": words_of(entry.action),
            "body": body_of(entry),
            "name": names.get(body_of(entry), body_of(entry)),
            "detail": json.dumps(json.loads(entry.detail), ensure_ascii=False, indent=1) if entry.detail != "{}" else "",
        }
        for entry in listed
    ]


def _shown(
    request: AskedHere,
    form: SieveForm,
    rows: list[dict[str, Any]],
    older: int | None,
    participant: Participant | None,
    names: Names | None = None,
) -> HttpResponse:
    kept = {name: str(value) for name, value in request.GET.items() if name in form.fields and name != "cu_hon" and value}
    context = {
        "form": form,
        "rows": rows,
        "names": names or {},
        "older": urlencode({**kept, "cu_hon": str(older)}) if older else "",
        "kept": urlencode(kept),
        "is_later_page": bool(form.cleaned_data.get("cu_hon")),
        "participant": participant,
    }
    return render(request, "workspace/activity.html", context)


def _file(entries: Iterator[Entry], name: str, names: Names | None = None) -> HttpResponse:
    """A file for spreadsheets: a mark of UTF-8 in front, and nothing that a spreadsheet would take for a formula."""
    called = names or {}

    def lines() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"
        head = [
            "Thời điểm",
            "Người",
            "Thư điện tử",
            "Việc",
            "Mã việc",
            "Cơ quan",
            "Đối tượng",
            "Lý do",
            "Chi tiết",
            "Số",
            "Mã băm",
        ]
        yield _line(head)
        for entry in entries:
            person = entry.person
            yield _line(
                [
                    f"{entry.at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M:%S}",
                    "" if person is None else str(called.get(person.pk, person.name)),
                    "" if person is None or person.pk in called else person.email,
                    str(words_of(entry.action)),
                    entry.action,
                    body_of(entry),
                    entry.subject,
                    entry.reason,
                    entry.detail,
                    str(entry.number),
                    entry.sha256,
                ]
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response  # type: ignore[return-value] # Django takes it as it takes any response


def _line(values: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow("'" + value if value.startswith(_FORMULA) else value for value in values)
    return text.getvalue().encode()
