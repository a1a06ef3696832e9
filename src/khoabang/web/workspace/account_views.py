"""My account: who I am, what I hold, to whom I handed it on, how I come in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web.accounts import services
from khoabang.web.accounts.models import Appointment
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import delegations_by
from khoabang.web.activity.words import words_of
from khoabang.web.conduct.log import entries_of_account
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.people_forms import DelegateForm, ProfileForm


@page("person")
def account(request: AskedHere) -> HttpResponse:
    """What concerns the person alone."""
    who = request.user
    said = {"name": who.name, "position": who.position, "language": who.language}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        services.profile_changed(person=who, **form.cleaned_data)
        messages.success(request, gettext("Đã lưu."))
        return redirect("workspace:account")
    factors = list(Authenticator.objects.filter(user=who).values_list("type", flat=True))
    context = {
        "form": form,
        "held": [
            (each, Post.of(each), each.delegated_from_id is None and each.role not in services.NOT_HANDED_ON)
            for each in request.here.appointments
        ],
        "handed_on": [(each, Post.of(each)) for each in delegations_by(who)],
        "totp": Authenticator.Type.TOTP in factors,
        "passkeys": factors.count(Authenticator.Type.WEBAUTHN),
        "acts": [(each, words_of(each.action)) for each in entries_of_account(who)],
        "sessions": UserSession.objects.filter(user=who).count(),
    }
    return render(request, "workspace/account.html", context, status=422 if form.errors else 200)


@page("person")
def delegate(request: AskedHere, pk: int) -> HttpResponse:
    """Hand one's own role on for a while."""
    held = next((each for each in request.here.appointments if each.pk == pk), None)
    if held is None:
        raise Http404
    form = DelegateForm(request.POST or None, appointment=held)
    if request.method == "POST" and form.is_valid():
        try:
            services.delegate(appointment=held, by=request.user, address=reverse("workspace:account"), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, gettext("Đã ủy quyền."))
            return redirect("workspace:account")
    context = {"form": form, "post": Post.of(held)}
    return render(request, "workspace/delegate.html", context, status=422 if form.errors else 200)


@page("person")
def delegation_end(request: AskedHere, pk: int) -> HttpResponse:
    """End what one handed on, or give back what one took over."""
    if request.method != "POST":
        return redirect("workspace:account")
    mine = [*delegations_by(request.user), *request.here.appointments]
    held: Appointment | None = next((each for each in mine if each.pk == pk and each.delegated_from_id is not None), None)
    if held is None:
        raise Http404
    try:
        services.end(appointment=held, by=request.user, address=reverse("workspace:account"))
        messages.success(request, gettext("Đã kết thúc ủy quyền."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("workspace:account")
