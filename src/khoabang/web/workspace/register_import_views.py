"""The register from and to a table: a form to fill in, what a file would change, and doing it."""

import io
import tempfile
from pathlib import Path

import xlsxwriter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from khoabang.scoring.files.tables import SUFFIXES
from khoabang.web import clock
from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.importing import Preview, import_applied, import_foreseen, import_kept, table_compared
from khoabang.web.organisations.models import Authority, RegisterImport
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import kinds_ready
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.register_forms import UploadForm
from khoabang.web.workspace.register_views import KEEPS, attributes_asked, authority_of
from khoabang.web.workspace.register_words import changes_told, state_words

ROWS_SHOWN = 500
LISTED_MOST = 8000  # rows of the hidden list that drop-downs point at


@page("authority", read=KEEPS, write=KEEPS)
def upload(request: AskedHere, authority_code: str) -> HttpResponse:
    """Take a table and show what is wrong with it, or go on to what it would change."""
    authority = authority_of(request)
    kinds_ready(authority)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, object] = {"authority": authority, "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = Path(file.name).name
        with tempfile.NamedTemporaryFile(suffix=_suffix(name)) as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            since, defined = form.cleaned_data["since"], attributes_asked(authority)
            preview = table_compared(Path(copy.name), name, authority, since=since, defined=defined)
        if not preview.problems:
            kept = import_kept(
                authority=authority, preview=preview, file_name=name, since=form.cleaned_data["since"], by=request.user
            )
            return redirect("workspace:register-import-preview", authority_code=authority.code, upload=kept.pk)
        context |= _shown(authority, preview)
    return render(request, "workspace/register_import.html", context, status=422 if len(context) > 2 or form.errors else 200)


def _suffix(name: str) -> str:
    """The ending by which a reader knows the file; an ending nobody knows is told as it is."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix in SUFFIXES or (suffix.isascii() and suffix[1:].isalnum()) else ".tep"


def _shown(authority: Authority, preview: Preview) -> dict[str, object]:
    register = register_of(authority)
    rows = [row for row in preview.rows if row.state != "unchanged"]
    return {
        "preview": preview,
        "counts": [(state_words(state), preview.count(state)) for state in ("new", "changed", "unchanged", "problem")],
        "rows": [(row, state_words(row.state), changes_told(row.changes, register)) for row in rows[:ROWS_SHOWN]],
        "rows_left": max(0, len(rows) - ROWS_SHOWN),
    }


@page("authority", read=KEEPS, write=KEEPS)
def preview(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """What a table would change; confirmed, it does exactly that."""
    authority = authority_of(request)
    kept = get_object_or_404(RegisterImport.objects.select_related("authority"), authority=authority, pk=upload)
    context: dict[str, object] = {"authority": authority, "kept": kept}
    status = 200
    if request.method == "POST":
        try:
            done = import_applied(kept=kept, by=request.user)
        except RegisterChanged:
            return _again(request, authority, kept)
        except RegisterRefused as refused:
            context["refused"], status = refused.objections[0].text, refused.status
        else:
            words = gettext("Đã ghi vào sổ: %(new)d cơ quan mới, %(changed)d cơ quan có thay đổi.")
            messages.success(request, words % {"new": done.count("new"), "changed": done.count("changed")})
            return redirect("workspace:register", authority_code=authority.code)
    if kept.applied is None:
        found = import_foreseen(kept)
        if found.fingerprint != kept.fingerprint and status == 200:
            return _again(request, authority, kept)
        context |= _shown(authority, found)
    return render(request, "workspace/register_import_preview.html", context, status=status)


def _again(request: AskedHere, authority: Authority, kept: RegisterImport) -> HttpResponse:
    """The register changed in between: nothing is done; what the same file would do now is told."""
    found = import_foreseen(kept)
    if not found.problems and request.method == "POST":
        kept = import_kept(authority=authority, preview=found, file_name=kept.file_name, since=kept.since, by=request.user)
    context = {"authority": authority, "kept": kept, "changed": True, **_shown(authority, found)}
    return render(request, "workspace/register_import_preview.html", context, status=409)


@page("authority", read=KEEPS)
def table(request: AskedHere, authority_code: str) -> HttpResponse:
    """The register as a workbook that can be filled in and sent back: an empty one is the form."""
    authority = authority_of(request)
    kinds_ready(authority)
    register = register_of(authority)
    bodies = [body for body in register.bodies.values() if not body.withdrawn]
    own = dict.fromkeys(code for body in bodies for code in body.attributes)
    codes = [*dict.fromkeys([*attributes_asked(authority), *own])]
    headers = [
        "Mã cơ quan",
        "Tên cơ quan",
        "Loại cơ quan",
        "Cơ quan cấp trên",
        "Ngày thành lập",
        "Ngày kết thúc",
        "Tên khác",
        *codes,
    ]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Co quan")
        lists = book.add_worksheet("Danh muc")
        lists.hide()
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(headers), 18, text)
        sheet.set_column(1, 1, 48, text)
        for place, header in enumerate(headers):
            sheet.write_string(0, place, header, bold)
        for number, body in enumerate(bodies, 1):
            days = [f"{day:%d/%m/%Y}" if day else "" for day in (body.opened, body.closed)]
            values = [body.attributes.get(code, ("", None))[0] for code in codes]
            kind = register.kinds.get(body.kind, body.kind)
            cells = [body.code, body.name, kind, body.parent, *days, "; ".join(sorted(body.aliases)), *values]
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, text)
        for number, words in enumerate(register.kinds.values()):
            lists.write_string(number, 0, words)
        last = max(len(register.kinds), 1)
        source = f"='Danh muc'!$A$1:$A${last}"
        sheet.data_validation(1, 2, LISTED_MOST, 2, {"validate": "list", "source": source, "error_type": "warning"})
        sheet.freeze_panes(1, 2)
    response = HttpResponse(made.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="so-co-quan-{authority.code}-{clock.today():%Y%m%d}.xlsx"'
    return response
