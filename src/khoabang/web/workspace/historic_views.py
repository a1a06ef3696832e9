"""Results of earlier years kept from audited tables: the list with the way in, and the form, the preview and the act of keeping one."""

import re
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.audits import keeping, selectors
from khoabang.web.audits.errors import NotAudited
from khoabang.web.audits.keeping import Foreseen
from khoabang.web.audits.models import AuditReport
from khoabang.web.portal.figures import number
from khoabang.web.portal.remarks import finding_head
from khoabang.web.portal.words import FINDING, word
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.historic_forms import KeepForm
from khoabang.web.workspace.round_forms import told

ADDRESS = "bao-cao"
_TOKEN = re.compile(r"(?:.*/kiem-tra/)?([\w-]{20,64})/?(?:[?#].*)?")


@page("authority", read={Role.LEAD, Role.OBSERVER})
def historic(request: AskedHere, authority_code: str) -> HttpResponse:
    """What is kept, and where to put the address of a report whose table is to be kept."""
    typed = request.GET.get(ADDRESS, "").strip()[:500]
    is_unknown = False
    if typed and request.here.has(Role.LEAD):
        token = _TOKEN.fullmatch(typed)
        if token and selectors.report_open(token[1], clock.now()):
            return redirect("workspace:historic-keep", authority_code, token[1])
        is_unknown = True
    context = {
        "rounds": keeping.historic_rounds(request.here.owner),
        "keeps": request.here.has(Role.LEAD),
        "typed": typed,
        "is_unknown": is_unknown,
    }
    return render(request, "workspace/historic.html", context, status=422 if is_unknown else 200)


@page("authority", read={Role.LEAD}, write={Role.LEAD})
def keep(request: AskedHere, authority_code: str, token: str) -> HttpResponse:
    """The form, then everything that would be kept, then the result."""
    report = selectors.report_open(token, clock.now())
    if report is None:
        raise Http404(gettext("Không có báo cáo này, hoặc báo cáo đã quá 30 ngày hay đã bị xóa."))
    owner, tables = request.here.owner, selectors.content_of(report)["tables"]
    sent = request.POST if request.method == "POST" else None
    form = KeepForm(tables, has_file=bool(report.document.file_sha256), data=sent)
    status = 200
    if sent is not None and form.is_valid():
        try:
            if "giu" in sent:
                keeping.kept(report, owner, form.described(), by=request.user)
                messages.success(request, gettext("Đã giữ. Kết quả đã có trên cổng công khai, kèm mọi phát hiện."))
                return redirect("workspace:historic", authority_code)
            if "sua" not in sent:
                found = keeping.foreseen(report, owner, form.described())
                return render(request, "workspace/historic_preview.html", _preview(report, form, found))
        except FieldsRefused as refused:
            told(form, refused.fields)
            status = refused.status
        except Refused as refused:
            form.add_error(None, str(refused.words))
            status = refused.status
        except NotAudited:
            form.add_error(None, gettext("Chưa đọc lại được bảng lúc này. Hãy thử lại sau một phút."))
            status = 503
    elif sent is not None:
        status = 422
    context = {"form": form, "report": report, "tables": tables}
    return render(request, "workspace/historic_keep.html", context, status=status)


def _preview(report: AuditReport, form: KeepForm, found: Foreseen) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        document = found.evaluated(Path(folder)).result
    names = {row["code"]: row["name"] for group in document["groups"] for row in group["bodies"]}
    annexes = {annex["code"]: annex for annex in document["annexes"]}
    return {
        "form": form,
        "report": report,
        "round_": document["round"],
        "before": found.before,
        "groups": [_group(group, annexes[group["annex"]], found) for group in document["groups"]],
        "findings": [(finding_head(each), each["text"]) for each in document["findings"]],
        "differences": [(word(FINDING, each["kind"]), names.get(each["body"], ""), each) for each in document["differences"]],
    }


def _group(group: dict[str, Any], annex: dict[str, Any], found: Foreseen) -> dict[str, Any]:
    """A group's table; columns that it does not print are left out."""
    rows = [_row(row, annex["criteria"], found) for row in group["bodies"]]
    return {
        "name": group["name"],
        "rows": rows,
        "added": sum(not row["is_known"] for row in rows),
        "criteria": annex["criteria"],
        "maximum": annex["maximum"],
        "ranks": any(row["rank"] for row in rows),
        "shares": any(row["share"] for row in rows),
        "classes": any(row["class"] for row in rows),
    }


def _row(row: dict[str, Any], criteria: list[dict[str, Any]], found: Foreseen) -> dict[str, Any]:
    """A body's printed figures, as the page shows them."""
    return {
        "code": row["code"],
        "name": row["name"],
        "is_known": row["code"] in found.known,
        "rank": row["rank"]["stated"] or "",
        "cells": [number(row["criteria"][each["code"]]["points"]["stated"] or "") for each in criteria],
        "points": number(row["points"]["stated"] or ""),
        "share": number(row["index"]["stated"] or row["percent"]["stated"] or ""),
        "class": row["class"]["stated"] or "",
    }
