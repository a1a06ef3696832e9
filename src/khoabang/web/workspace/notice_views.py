"""A person's notices: read, marked as read, followed to the page they are about."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext

from khoabang.web.notices.selectors import notices_of, unread_count
from khoabang.web.notices.services import mark_read
from khoabang.web.workspace.access import AskedHere, page

PER_PAGE = 20


@page("person")
def notices(request: AskedHere) -> HttpResponse:
    """All of them, the newest first."""
    shown = Paginator(notices_of(request.user), PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "workspace/notices.html", {"page": shown, "unread": unread_count(request.user), "section": "notices"})


@page("person")
def opened(request: AskedHere, notice: int) -> HttpResponse:
    """Mark one as read and go where it leads: a form sends here, because a link must change nothing."""
    if request.method != "POST":
        return redirect("workspace:notices")
    found = notices_of(request.user).filter(pk=notice).first()
    if found is None:
        raise Http404
    mark_read(request.user, [found.pk])
    if found.address and url_has_allowed_host_and_scheme(found.address, allowed_hosts=None):
        return redirect(found.address)
    return redirect("workspace:notices")


@page("person")
def read_all(request: AskedHere) -> HttpResponse:
    """Mark all as read."""
    if request.method == "POST":
        count = mark_read(request.user)
        words = ngettext("Đã đánh dấu %(count)d thông báo là đã đọc.", "Đã đánh dấu %(count)d thông báo là đã đọc.", count)
        messages.success(request, words % {"count": count})
    return redirect("workspace:notices")
