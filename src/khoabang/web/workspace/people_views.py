"""People of an authority: who holds which role, who is asked to; for its administrators."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts import invitations, services
from khoabang.web.accounts.errors import LetterNotSent
from khoabang.web.accounts.models import MAY_JUDGE, Appointment, Invitation, Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import people_of, waiting
from khoabang.web.organisations.models import Authority
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.people_forms import EndForm, InviteForm, PostForm

ADMINISTRATORS = {Role.ADMINISTRATOR}
JUDGING = {*MAY_JUDGE, Role.MEMBER, Role.CHAIR, Role.APPROVING}
ON_A_PAGE = 50


@page("authority", read=ADMINISTRATORS)
def people(request: AskedHere, authority_code: str) -> HttpResponse:
    """Everybody of the authority, by name; found without diacritics."""
    authority = _authority(request)
    search, role = request.GET.get("tim", ""), request.GET.get("vai-tro", "")
    found = people_of(authority, search, role if role in Role.values else "")
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("trang"))
    now = clock.now()
    held: dict[int, list[Post]] = {}
    appointments = Appointment.objects.filter(authority=authority, person__in=[each.pk for each in shown])
    for each in appointments.select_related("authority", "body", "round").prefetch_related("body__names"):
        if each.is_in_force(now):
            held.setdefault(each.person_id, []).append(Post.of(each))
    context = {
        "authority": authority,
        "search": search,
        "role": role,
        "roles": Role.choices,
        "page": shown,
        "count": len(found),
        "rows": [(each, held.get(each.pk, [])) for each in shown],
        "waiting": [(each, Post.of(each), each.expires <= now) for each in waiting(authority)],
    }
    return render(request, "workspace/people.html", context)


@page("authority", write=ADMINISTRATORS)
def people_invite(request: AskedHere, authority_code: str) -> HttpResponse:
    """Ask somebody to take a role, or give it to somebody known."""
    authority = _authority(request)
    form = InviteForm(request.POST or None, authority=authority)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = invitations.invite(
                email=given["email"],
                name=given["name"],
                position=given["position"],
                language=given["language"],
                post=form.post(),
                by=request.user,
                link=invitation_link(request),
                address=reverse("workspace:account"),
            )
        except LetterNotSent as refused:
            messages.error(request, str(refused))
            return redirect("workspace:people", authority_code)
        except Refused as refused:
            _say(form, refused)
        else:
            if isinstance(made, Appointment):
                messages.success(request, gettext("Người này đã có tài khoản và đã được giao vai trò."))
            else:
                tell_of_letter(request, made[0].email, made[1])
            return redirect("workspace:people", authority_code)
    return _form(request, "workspace/people_invite.html", form)


@page("authority", read=ADMINISTRATORS)
def person(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """One person: what they hold and held in this authority."""
    who = _person(request, pk)
    now = clock.now()
    appointments = (
        Appointment.objects.filter(person=who, authority=request.here.authority)
        .select_related("authority", "body", "round", "delegated_from__person", "granted_by", "ended_by")
        .order_by("-starts", "-pk")
    )
    rows = [(each, Post.of(each), each.ends is None or each.ends > now) for each in appointments]
    held = [row for row in rows if row[2]]
    context = {
        "who": who,
        "open": held,
        "over": [row for row in rows if not row[2]],
        # Who judges may do so of every body, unless it is said to be their own.
        "without_workplace": any(each.role in JUDGING for each, _post, _open in held)
        and not any(each.body for each, _p, _o in held),
    }
    return render(request, "workspace/person.html", context)


@page("authority", write=ADMINISTRATORS)
def person_appoint(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """Give somebody of the authority another role."""
    who = _person(request, pk)
    form = PostForm(request.POST or None, authority=_authority(request))

    def act() -> str:
        services.appoint(
            person=who,
            post=form.post(),
            by=request.user,
            reason=form.cleaned_data["reason"],
            address=reverse("workspace:account"),
        )
        return gettext("Đã giao vai trò.")

    return _done(request, form, act, "workspace/person_appoint.html", who)


@page("authority", write=ADMINISTRATORS)
def appointment_end(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """End an appointment, with the reason."""
    held = get_object_or_404(Appointment.objects.select_related("person", "body"), pk=pk, authority=request.here.authority)
    form = EndForm(request.POST or None)

    def act() -> str:
        services.end(appointment=held, by=request.user, reason=form.cleaned_data["reason"], address=reverse("workspace:account"))
        return gettext("Đã kết thúc vai trò.")

    handed_on = held.delegations.filter(ends__gt=clock.now()).select_related("person")
    return _done(request, form, act, "workspace/appointment_end.html", held.person, post=Post.of(held), handed_on=handed_on)


@page("authority", write=ADMINISTRATORS)
def person_leave(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """End everything that somebody holds here."""
    who = _person(request, pk)
    form = EndForm(request.POST or None)

    def act() -> str:
        closed = services.leave(
            person=who,
            authority=_authority(request),
            by=request.user,
            reason=form.cleaned_data["reason"],
            address=reverse("workspace:account"),
        )
        if closed:
            return gettext("Đã kết thúc mọi vai trò và ngừng tài khoản.")
        return gettext("Đã kết thúc mọi vai trò ở đây. Tài khoản còn dùng ở cơ quan chủ trì khác.")

    return _done(request, form, act, "workspace/person_leave.html", who)


@page("authority", write=ADMINISTRATORS)
def invitation_again(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """Send the letter again, with another link."""
    if request.method != "POST":
        return redirect("workspace:people", authority_code)
    asked = get_object_or_404(Invitation, pk=pk, authority=request.here.authority)
    try:
        tell_of_letter(
            request, asked.email, invitations.send_again(invitation=asked, by=request.user, link=invitation_link(request))
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("workspace:people", authority_code)


@page("authority", write=ADMINISTRATORS)
def invitation_withdraw(request: AskedHere, authority_code: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    if request.method != "POST":
        return redirect("workspace:people", authority_code)
    asked = get_object_or_404(Invitation, pk=pk, authority=request.here.authority)
    try:
        invitations.withdraw(invitation=asked, by=request.user)
        messages.success(request, gettext("Đã thu hồi lời mời; đường dẫn trong thư không dùng được nữa."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("workspace:people", authority_code)


def _authority(request: AskedHere) -> Authority:
    """The authority that the address names; its row of the table saw to it."""
    return cast(Authority, request.here.authority)


def _person(request: AskedHere, pk: int) -> Person:
    """Somebody who holds or held something in this authority; nobody else exists here."""
    found = Person.objects.filter(pk=pk, appointments__authority=request.here.authority).first()
    if found is None:
        raise Http404
    return found


def _done(
    request: AskedHere, form: forms.Form, act: Callable[[], str], template: str, who: Person, **context: Any
) -> HttpResponse:
    """Do what a form asks for and go back to the person, or show why not with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
        except Refused as refused:
            _say(form, refused)
        else:
            return redirect("workspace:person", _authority(request).code, who.pk)
    return _form(request, template, form, who=who, **context)


def _form(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def _say(form: forms.Form, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def invitation_link(request: HttpRequest) -> invitations.Link:
    """Makes the address that a letter of invitation holds."""
    return lambda token: request.build_absolute_uri(reverse("invitation", args=[token]))


def tell_of_letter(request: HttpRequest, email: str, link: str) -> None:
    """Say that the letter left; where no mail server is set, it reached nobody, and the link is shown once to be handed over."""
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        words = gettext("Chưa đặt máy chủ thư nên thư mời không gửi đi được. Hãy tự chuyển đường dẫn này cho %(email)s: %(link)s")
        messages.warning(request, words % {"email": email, "link": link})
    else:
        messages.success(request, gettext("Đã gửi thư mời đến %(email)s.") % {"email": email})
