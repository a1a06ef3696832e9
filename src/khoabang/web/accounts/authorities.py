"""The authorities of an installation. Its administrators are those of the authority that was founded first; they open others.

Who opens an authority sees nothing of what it does: its own administrator, who comes by invitation, lets people in.
"""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.errors import AuthorityRefused, NotAdministrator
from khoabang.web.accounts.invitations import Link, asked, given_or_invited
from khoabang.web.accounts.models import Appointment, Invitation, Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import administers, in_force
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.models import Authority
from khoabang.web.plain import plain

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Opened:
    """An authority as whoever runs the installation sees it: who administers it, or who is asked to."""

    authority: Authority
    administrators: tuple[str, ...]
    invitations: tuple[Invitation, ...]


def first_authority() -> Authority | None:
    """The authority that was founded first: appointments are never removed, so that it stays the first."""
    first = Appointment.objects.filter(role=Role.ADMINISTRATOR).select_related("authority").order_by("pk").first()
    return None if first is None else first.authority


def runs_installation(person: Person) -> bool:
    """Whether somebody is an administrator of the installation."""
    first = first_authority()
    return first is not None and person.is_active and bool(administers(person, first, clock.now()))


def authorities() -> list[Opened]:
    """The authorities that are run here, the first one first; not those of published results alone."""
    held = Appointment.objects.filter(role=Role.ADMINISTRATOR).select_related("person").order_by("pk")
    waiting = _waiting().select_related("authority")
    run = Authority.objects.filter(Q(pk__in=held.values("authority")) | Q(pk__in=waiting.values("authority")))
    order = {key: place for place, key in enumerate(dict.fromkeys(held.values_list("authority", flat=True)))}
    now = held.filter(in_force(clock.now()), person__is_active=True)
    return [
        Opened(
            each,
            tuple(dict.fromkeys(one.person.name for one in now if one.authority_id == each.pk)),
            tuple(one for one in waiting if one.authority_id == each.pk),
        )
        for each in sorted(run, key=lambda each: (order.get(each.pk, len(order)), each.name))
    ]


def opened(
    *, code: str, name: str, email: str, person_name: str, position: str, language: str, by: Person, link: Link, address: str = ""
) -> tuple[Invitation, str] | Appointment:
    """Open another authority, and ask somebody to be its administrator; who has an account already is it at once.

    An authority whose published results are here already may be opened for those who now run rounds of it.

    Raises:
        NotAdministrator: `by` does not administer the installation.
        AuthorityRefused: the code is none, or the authority has an administrator or is asked for one.
        LetterNotSent: the authority is opened and the invitation waits, its letter did not leave.
    """
    code, name = code.strip(), " ".join(plain(name).split())
    with transaction.atomic():
        record(chain=chain_of(), action="authority.opened", by=by, now=clock.now(), subject=code)  # its chain is the lock
        if not runs_installation(by):
            raise NotAdministrator(_("Chỉ người quản trị của cơ quan chủ trì được lập đầu tiên mở được cơ quan chủ trì khác."))
        if not CODE.fullmatch(code) or len(code) > 80:
            words = _("Nhập mã bằng chữ thường không dấu, chữ số và gạch nối, ví dụ thai-binh.")
            raise AuthorityRefused(words, field="authority_code")
        if not name:
            raise AuthorityRefused(_("Nhập tên cơ quan chủ trì."), field="authority_name")
        authority = Authority.objects.get_or_create(code=code, defaults={"name": name})[0]
        administered = Appointment.objects.filter(role=Role.ADMINISTRATOR, authority=authority).exists()
        if administered or _waiting().filter(authority=authority).exists():
            words = _("Đã có cơ quan chủ trì mang mã này. Hãy đặt mã khác.")
            raise AuthorityRefused(words, field="authority_code")
        made = asked(
            email=email, name=person_name, position=position, post=Post(Role.ADMINISTRATOR, authority), by=by, language=language,
            address=address,
        )  # fmt: skip
    return given_or_invited(made, link)


def may_ask_again(by: Person, invitation: Invitation) -> bool:
    """Whether whoever runs the installation may send or withdraw an invitation: that of an administrator, where there is none yet."""
    administered = Appointment.objects.filter(role=Role.ADMINISTRATOR, authority=invitation.authority_id).exists()
    return invitation.role == Role.ADMINISTRATOR and not administered and runs_installation(by)


def _waiting() -> QuerySet[Invitation]:
    return Invitation.objects.filter(role=Role.ADMINISTRATOR, accepted_at=None, withdrawn_at=None)
