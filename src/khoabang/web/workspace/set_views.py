"""Criteria sets of an authority: upload, problems at their cell, reading, comparison with last year's, freezing."""

import json
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.diff import Change, sentence
from khoabang.scoring.criteria.workbook import write_workbook
from khoabang.web.accounts.models import Role
from khoabang.web.criteria import selectors, services
from khoabang.web.criteria.errors import NoSuchFile
from khoabang.web.criteria.models import SetUpload
from khoabang.web.portal.set_text import set_text
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import CriteriaSetVersion
from khoabang.web.workspace.access import AskedHere, page

SEES = (Role.LEAD, Role.ADMINISTRATOR, Role.OBSERVER)
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("authority", read=SEES, write=[Role.LEAD])
def sets(request: AskedHere, authority_code: str) -> HttpResponse:
    """What is frozen and what was uploaded, and a form that takes another file."""
    authority = request.here.owner
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            content = file.read(services.MOST_BYTES + 1) if file is not None else b""
            name = (file.name or "") if file is not None else ""
            if file is None:
                raise NoSuchFile(gettext("Hãy chọn tệp bộ tiêu chí để tải lên."))
            upload = services.set_uploaded(authority=authority, file_name=name, content=content, by=request.user)
        except Refused as refused:
            wrong = refused
        else:
            return HttpResponseRedirect(reverse("workspace:set-upload", args=[authority_code, upload.pk]))
    context = {
        "versions": selectors.versions_for(authority).select_related("own"),
        "uploads": SetUpload.objects.filter(authority=authority).select_related("by", "frozen").defer("content", "document")[:50],
        "wrong": wrong,
        "may_upload": request.here.has(Role.LEAD),
    }
    return render(request, "workspace/set_list.html", context, status=wrong.status if wrong else 200)


@page("authority", read=SEES)
def upload_page(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """What was found in an upload, each problem at its place in the file."""
    kept = _upload(request, upload)
    return render(request, "workspace/set_upload.html", _about(request, kept))


@page("authority", read=SEES)
def preview(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """The set as the document that people will read."""
    kept = _upload(request, upload)
    if not kept.document:
        raise Http404
    data = json.loads(kept.document)
    return render(request, "workspace/set_preview.html", {"text": set_text(data), "set_version": data, "upload": kept})


@page("authority", read=SEES)
def difference(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """What changed from another version, last year's to begin with."""
    kept = _upload(request, upload)
    if not kept.document:
        raise Http404
    after = CriteriaSet.model_validate(json.loads(kept.document))
    others = list(selectors.versions_for(kept.authority).order_by("name", "version"))
    asked = request.GET.get("voi", "")
    chosen = next((each for each in others if str(each.pk) == asked), None) or _nearest(others, after)
    changes: list[dict[str, Any]] = []
    if chosen is not None:
        before = CriteriaSet.model_validate(json.loads(chosen.document))
        changes = _grouped(selectors.changes(before, after))
    context = {"upload": kept, "others": others, "chosen": chosen, "changes": changes, "name": after.name}
    return render(request, "workspace/set_difference.html", context)


@page("authority", write=[Role.LEAD])
def freeze(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """Freeze an upload as a version."""
    kept = _upload(request, upload)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("workspace:set-upload", args=[authority_code, kept.pk]))
    try:
        version = services.set_frozen(upload=kept, by=request.user)
    except Refused as refused:
        return render(request, "workspace/set_upload.html", {**_about(request, kept), "wrong": refused}, status=refused.status)
    messages.success(request, gettext("Đã chốt bộ tiêu chí. Từ nay nội dung này không đổi; sửa đổi là một phiên bản mới."))
    return HttpResponseRedirect(reverse("workspace:set-version", args=[authority_code, version.pk]))


@page("authority", read=SEES)
def original(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """The file as it was uploaded, to the byte."""
    kept = _upload(request, upload)
    return _download(bytes(kept.content), kept.file_name, "application/octet-stream")


@page("authority", read=SEES)
def version_page(request: AskedHere, authority_code: str, version: int) -> HttpResponse:
    """A frozen version as the document that people read."""
    kept = _version(request, version)
    text = set_text(json.loads(kept.document))
    return render(request, "workspace/set_preview.html", {"text": text, "set_version": kept, "frozen": kept})


@page("authority", read=SEES)
def workbook(request: AskedHere, authority_code: str, version: int) -> HttpResponse:
    """A frozen version as a workbook, to begin the next one from."""
    kept = _version(request, version)
    built = CriteriaSet.model_validate(json.loads(kept.document))
    with tempfile.TemporaryDirectory(prefix="khoabang-set-") as folder:
        path = Path(folder) / "set.xlsx"
        write_workbook(built, path, get_language() or "vi")
        return _download(path.read_bytes(), f"{kept.code}-{kept.version}.xlsx", _SHEET)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    header = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": header, "X-Content-Type-Options": "nosniff"})


def _upload(request: AskedHere, key: int) -> SetUpload:
    kept = SetUpload.objects.filter(authority=request.here.authority, pk=key).select_related("authority", "by").first()
    if kept is None:
        raise Http404
    return kept


def _version(request: AskedHere, key: int) -> CriteriaSetVersion:
    kept = selectors.versions_for(request.here.owner).filter(pk=key).first()
    if kept is None:
        raise Http404
    return kept


def _about(request: AskedHere, kept: SetUpload) -> dict[str, Any]:
    lang = get_language() or "vi"
    found = selectors.problems_of(kept)
    problems = [
        {"place": each.place, "severity": each.severity, "code": each.problem.code, "what": each.problem.what(lang),
         "why": each.problem.why(lang), "remedy": each.problem.remedy(lang)}
        for each in found
    ]  # fmt: skip
    frozen = getattr(kept, "frozen", None)
    may = request.here.has(Role.LEAD) and bool(kept.document) and not selectors.has_errors(found) and frozen is None
    errors = sum(1 for each in found if each.severity == "error")
    return {"upload": kept, "problems": problems, "errors": errors, "frozen": frozen, "may_freeze": may}


def _nearest(others: list[CriteriaSetVersion], after: CriteriaSet) -> CriteriaSetVersion | None:
    """The version to compare with first: an earlier one of the same set, else one of the same issuer, else none."""
    same = [each for each in others if each.code == after.id and each.version != after.version]
    issued = [each for each in others if each.issuer == after.issuer and each.code != after.id]
    near = same or issued
    return near[-1] if near else None


def _grouped(changes: list[Change]) -> list[dict[str, Any]]:
    """Changes under the thing that they happened to, in the order of the set."""
    lang = get_language() or "vi"
    grouped = groupby(changes, key=lambda each: (each.subject, each.annex, each.code, each.name))
    return [
        {"code": code, "name": name, "subject": subject, "said": [sentence(each, lang) for each in inside]}
        for (subject, _annex, code, name), inside in grouped
    ]
