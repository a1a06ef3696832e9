"""The register from and to a table: a form to fill in, what a file would change, and doing it."""

from collections.abc import Collection
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext

from khoabang.scoring.files.form_book import Field
from khoabang.scoring.files.forms import attribute_shown
from khoabang.web import clock
from khoabang.web.organisations.entries import ALIASES, ATTRIBUTE
from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.importing import Preview, columns, import_applied, import_foreseen, import_kept, table_compared
from khoabang.web.organisations.models import Authority, RegisterImport
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import kinds_ready
from khoabang.web.organisations.tables import written
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.register_forms import UploadForm
from khoabang.web.workspace.register_views import KEEPS, attributes_asked, authority_of
from khoabang.web.workspace.register_words import changes_told, state_words
from khoabang.web.workspace.uploads import table_sent, workbook

ROWS_SHOWN = 500


@page("authority", read=KEEPS, write=KEEPS)
def upload(request: AskedHere, authority_code: str) -> HttpResponse:
    """Take a table and show what is wrong with it, or go on to what it would change."""
    authority = authority_of(request)
    kinds_ready(authority)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, object] = {"authority": authority, "form": form}
    if request.method == "POST" and form.is_valid():
        since, defined = form.cleaned_data["since"], attributes_asked(authority)
        with table_sent(request) as (path, name):
            preview = table_compared(path, name, authority, since=since, defined=defined)
        if not preview.problems:
            kept = import_kept(
                authority=authority, preview=preview, file_name=name, since=form.cleaned_data["since"], by=request.user
            )
            return redirect("workspace:register-import-preview", authority_code=authority.code, upload=kept.pk)
        context |= _shown(authority, preview)
    return render(request, "workspace/register_import.html", context, status=422 if len(context) > 2 or form.errors else 200)


def _shown(authority: Authority, preview: Preview, same_name: Collection[str] = ()) -> dict[str, object]:
    register = register_of(authority)
    rows = [row for row in preview.rows if row.state != "unchanged"]
    return {
        "preview": preview,
        "counts": [(state_words(state), preview.count(state)) for state in ("new", "changed", "unchanged", "problem")],
        "rows": [(row, state_words(row.state), changes_told(row.changes, register)) for row in rows[:ROWS_SHOWN]],
        "rows_left": max(0, len(rows) - ROWS_SHOWN),
        "same_name": same_name,
    }


def _same_name(request: AskedHere) -> set[str]:
    """The codes of the bodies whose renaming was shown and is not meant."""
    return set(request.POST.getlist("ten")) - set(request.POST.getlist("doi-ten"))


@page("authority", read=KEEPS, write=KEEPS)
def preview(request: AskedHere, authority_code: str, upload: int) -> HttpResponse:
    """What a table would change; confirmed, it does exactly that."""
    authority = authority_of(request)
    kept = get_object_or_404(RegisterImport.objects.select_related("authority"), authority=authority, pk=upload)
    context: dict[str, object] = {"authority": authority, "kept": kept}
    status = 200
    if request.method == "POST":
        try:
            done = import_applied(kept=kept, by=request.user, same_name=_same_name(request))
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
        context |= _shown(authority, found, _same_name(request))
    return render(request, "workspace/register_import_preview.html", context, status=status)


def _again(request: AskedHere, authority: Authority, kept: RegisterImport) -> HttpResponse:
    """The register changed in between: nothing is done; what the same file would do now is told."""
    found = import_foreseen(kept)
    if not found.problems and request.method == "POST":
        kept = import_kept(authority=authority, preview=found, file_name=kept.file_name, since=kept.since, by=request.user)
    context = {"authority": authority, "kept": kept, "changed": True, **_shown(authority, found, _same_name(request))}
    return render(request, "workspace/register_import_preview.html", context, status=409)


@page("authority", read=KEEPS)
def table(request: AskedHere, authority_code: str) -> HttpResponse:
    """The register as a workbook that can be filled in and sent back: an empty one is the form."""
    authority = authority_of(request)
    kinds_ready(authority)
    register, defined, lang = register_of(authority), attributes_asked(authority), get_language() or "vi"
    bodies = [body for body in register.bodies.values() if not body.withdrawn]
    own = dict.fromkeys(code for body in bodies for code in body.attributes if code not in defined)
    kinds = tuple(register.kinds.values())
    fields = [replace(each, choices=kinds) if each.key == "kind" else each for each in columns(lang, defined)]
    rows = []
    for body in bodies:
        values = {code: value for code, (value, _since) in body.attributes.items()}
        shown = {
            code: attribute_shown(defined[code].attribute, value, lang) if code in defined else value
            for code, value in values.items()
        }
        facts = {
            "code": body.code,
            "name": body.name,
            "kind": register.kinds.get(body.kind, body.kind),
            "parent": body.parent,
            "opened": f"{body.opened:%d/%m/%Y}" if body.opened else "",
            "closed": f"{body.closed:%d/%m/%Y}" if body.closed else "",
            ALIASES: "; ".join(sorted(body.aliases)),
        }
        rows.append(facts | {ATTRIBUTE + code: value for code, value in shown.items()})
    made = written(
        [*fields, *(Field(ATTRIBUTE + code, code) for code in own)],
        rows,
        title=gettext("Sổ cơ quan: %(authority)s") % {"authority": authority.name},
        how=gettext(
            "Mỗi cơ quan một dòng; mã không đổi qua các năm. Ngày dạng 31/12/2025. Nhiều tên khác: ngăn bằng dấu chấm phẩy."
        ),
        sheet=gettext("Sổ cơ quan"),
    )
    return workbook(made, f"so-co-quan-{authority.code}-{clock.today():%Y%m%d}.xlsx")
