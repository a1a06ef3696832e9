"""The authorities of an installation, for the administrators of the first one: listed, and another opened."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts import authorities as domain
from khoabang.web.accounts import invitations
from khoabang.web.accounts.errors import LetterNotSent
from khoabang.web.accounts.models import Appointment, Invitation, Role
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.people_forms import AuthorityForm
from khoabang.web.workspace.people_views import invitation_link, tell_of_letter

ADMINISTRATORS = {Role.ADMINISTRATOR}


@page("authority", read=ADMINISTRATORS)
def authorities(request: AskedHere, authority_code: str) -> HttpResponse:
    """The authorities that are run here, with who administers each or is asked to."""
    _of_installation(request)
    return render(request, "workspace/authorities.html", {"authorities": domain.authorities(), "now": clock.now()})


@page("authority", write=ADMINISTRATORS)
def authority_open(request: AskedHere, authority_code: str) -> HttpResponse:
    """Open another authority with its administrator."""
    _of_installation(request)
    form = AuthorityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = domain.opened(
                code=given["authority_code"],
                name=given["authority_name"],
                email=given["email"],
                person_name=given["name"],
                position=given["position"],
                language=given["language"],
                by=request.user,
                link=invitation_link(request),
                address=reverse("workspace:account"),
            )
        except LetterNotSent as refused:
            messages.error(request, str(refused))
            return redirect("workspace:authorities", authority_code)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            if isinstance(made, Appointment):
                messages.success(request, gettext("Đã mở cơ quan chủ trì. Người này đã có tài khoản và là người quản trị."))
            else:
                tell_of_letter(request, made[0].email, made[1])
            return redirect("workspace:authorities", authority_code)
    return render(request, "workspace/authority_open.html", {"form": form}, status=422 if form.errors else 200)


@page("authority", write=ADMINISTRATORS)
def authority_ask_again(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """Send the letter to an authority's first administrator again."""
    _of_installation(request)
    if request.method == "POST":
        asked = get_object_or_404(Invitation, pk=pk, role=Role.ADMINISTRATOR)
        try:
            tell_of_letter(
                request, asked.email, invitations.send_again(invitation=asked, by=request.user, link=invitation_link(request))
            )
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("workspace:authorities", authority_code)


def _of_installation(request: AskedHere) -> None:
    """These pages stand at the first authority alone."""
    if request.here.authority != domain.first_authority():
        raise Http404
