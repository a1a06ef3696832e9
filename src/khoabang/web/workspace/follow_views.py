"""How far the bodies of a round are; and reminding those that are chosen."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from khoabang.web.accounts.models import Role
from khoabang.web.assessments.following import SHOWS, SORTS, Asked, follow
from khoabang.web.refusal import Refused
from khoabang.web.reminders import bodies_reminded, days_of, reminder_days_set
from khoabang.web.rounds.models import Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.follow_rows import follow_rows

_NOTE = 500
_HAS_WORK = (Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY)


@page("round", read=[Role.LEAD, Role.OBSERVER], write=[Role.LEAD])
def follow_round(request: AskedHere, round_code: str) -> HttpResponse:
    """A page of bodies; a lead department reminds those it chooses, and says how many days before the last day all are reminded."""
    round_ = request.here.round
    assert round_ is not None  # noqa: S101 - the table of pages found it
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request, round_code))
        except Refused as refused:
            wrong = refused
        else:
            return HttpResponseRedirect(f"{reverse('workspace:follow', args=[round_code])}?{_kept(request)}")
    followed = follow(round_, _asked(request))
    typed = request.POST.get("days") if wrong is not None and wrong.field == "days" else None
    may_remind = request.here.has(Role.LEAD) and round_.stage in _HAS_WORK
    context = {
        "round": round_,
        "followed": followed,
        "rows": follow_rows(round_, followed.rows, choosing=may_remind, chosen=request.POST.getlist("body")),
        "shows": [(name, words, followed.counts[name]) for name, words in SHOWS.items()],
        "asked": _asked(request),
        "kept": _kept(request, without="trang"),
        "kept_for_sort": _kept(request, without="xep"),
        "days": typed if typed is not None else ", ".join(map(str, days_of(round_))),
        "note": request.POST.get("note", ""),
        "wrong": wrong,
        "may_remind": may_remind,
        "may_set": request.here.has(Role.LEAD),
    }
    return render(request, "workspace/follow.html", context, status=wrong.status if wrong else 200)


def _done(request: AskedHere, round_code: str) -> str:
    if "days" in request.POST:
        days = reminder_days_set(round_code, request.POST["days"], by=request.user)
        if not days:
            return gettext("Từ nay không nhắc trước hạn.")
        return gettext("Từ nay nhắc trước hạn: %(days)s ngày.") % {"days": ", ".join(map(str, days))}
    chosen = [int(key) for key in request.POST.getlist("body") if key.isascii() and key.isdecimal() and len(key) < 19]
    note = request.POST.get("note", "").strip()
    if len(note) > _NOTE:
        words = gettext("Lời nhắn quá dài: nhiều nhất %(most)s ký tự.")
        raise Refused(words % {"most": _NOTE}, field="note", status=422)
    count = bodies_reminded(round_code, chosen, by=request.user, note=note)
    if not count:
        return gettext("Các cơ quan này đã được nhắc hôm nay, hoặc chưa có người phụ trách.")
    return ngettext("Đã nhắc %(count)d cơ quan.", "Đã nhắc %(count)d cơ quan.", count) % {"count": count}


def _asked(request: AskedHere) -> Asked:
    given = request.GET
    number = given.get("trang", "1")
    show, sort = given.get("loc", ""), given.get("xep", "")
    return Asked(
        search=given.get("tim", "")[:200],
        show=show if show in SHOWS else "",
        sort=sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "",
        down=sort.startswith("-"),
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1,
    )


def _kept(request: AskedHere, without: str = "") -> str:
    kept = {name: request.GET[name] for name in ("tim", "loc", "xep", "trang") if request.GET.get(name)}
    if without == "xep":
        kept.pop("trang", None)
    kept.pop(without, None)
    return urlencode(kept)
