"""Invitations: somebody without an account is asked by a letter whose link works once, and becomes a person with a role."""

import hashlib
import secrets
import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.errors import AlreadyHeld, AlreadyOver, LetterNotSent
from khoabang.web.accounts.models import Appointment, Invitation, Person
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import known_by
from khoabang.web.accounts.services import check_administers, granted, locked
from khoabang.web.activity.services import chain_of, record
from khoabang.web.notices.services import tell

VALID = timedelta(days=7)

Link = Callable[[str], str]
"""Makes the address of the page that accepts, from a token."""


def invite(
    *, email: str, name: str, position: str, post: Post, by: Person, link: Link, language: str = "vi", address: str = ""
) -> tuple[Invitation, str] | Appointment:
    """Ask somebody to take a role; who has an account already is given it.

    Returns:
        The appointment of somebody known, or else the invitation and the link in its letter, which nothing keeps.

    Raises:
        LetterNotSent: the invitation waits, its letter did not leave.
        Refused: `by` may not, the post does not fit together, it is held already, or somebody was asked the same already.
    """
    with transaction.atomic():
        check_administers(by, post.authority, locked(post.authority))
        made = asked(email=email, name=name, position=position, post=post, by=by, language=language, address=address)
    return given_or_invited(made, link)


def given_or_invited(made: tuple[Invitation, str] | Appointment, link: Link) -> tuple[Invitation, str] | Appointment:
    """Send the letter of an invitation, once it is kept; gives its link in place of the token."""
    if isinstance(made, Appointment):
        return made
    invitation, token = made
    _mail(invitation, link(token))
    return invitation, link(token)


def asked(
    *, email: str, name: str, position: str, post: Post, by: Person, language: str, address: str
) -> tuple[Invitation, str] | Appointment:
    """Keep an invitation of somebody whose right to ask was checked; gives it with the token of its letter, or an appointment."""
    email = Person.objects.normalise(email)
    with transaction.atomic():
        now = locked(post.authority)
        post.check(now)
        known = known_by(email)
        if known is not None:
            return granted(person=known, post=post, by=by, now=now, address=address)
        before = Invitation.objects.filter(
            authority=post.authority, email=email, role=post.role, body=post.body, round=post.round
        ).filter(accepted_at=None, withdrawn_at=None)
        if before.exists():
            raise AlreadyHeld(_("Đã có lời mời này đang chờ. Hãy gửi lại hoặc thu hồi lời mời đó."), field="email")
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            authority=post.authority,
            email=email,
            name=name,
            position=position,
            language=language,
            role=post.role,
            body=post.body,
            round=post.round,
            starts=clock.start_of(post.first_day) if post.first_day else None,
            ends=post.ends,
            token=_hash(token),
            expires=now + VALID,
            by=by,
            at=now,
        )
        _log("invitation.sent", invitation, by, now)
        return invitation, token


def letters_sent(asked: Sequence[tuple[Invitation, str]], link: Link) -> list[Invitation]:
    """Send the letters of several invitations over one connection, once they are kept.

    Returns:
        Those whose letter did not leave: they wait, and can be sent again.
    """
    server, left = get_connection(), []
    try:
        server.open()
    except (smtplib.SMTPException, OSError):
        return [invitation for invitation, _token in asked]
    try:
        for invitation, token in asked:
            try:
                _mail(invitation, link(token), server)
            except LetterNotSent:
                left.append(invitation)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.close()
    return left


def send_again(*, invitation: Invitation, by: Person, link: Link) -> str:
    """Send another letter, with another link that works from now on; the earlier one works no more.

    Raises:
        LetterNotSent: the letter did not leave.
        Refused: `by` may not, or the invitation was accepted or withdrawn.
    """
    with transaction.atomic():
        now = locked(invitation.authority)
        _check_may_ask(by, invitation, now)
        waits = _waiting(invitation)
        token = secrets.token_urlsafe(32)
        waits.token, waits.expires, waits.mailed_at = _hash(token), now + VALID, None
        waits.save(update_fields=["token", "expires", "mailed_at"])
        _log("invitation.sent_again", waits, by, now)
    _mail(waits, link(token))
    return link(token)


def withdraw(*, invitation: Invitation, by: Person) -> None:
    """Take an invitation back: its link works no more."""
    with transaction.atomic():
        now = locked(invitation.authority)
        _check_may_ask(by, invitation, now)
        waits = _waiting(invitation)
        waits.withdrawn_at = now
        waits.save(update_fields=["withdrawn_at"])
        _log("invitation.withdrawn", waits, by, now)


def with_token(token: str) -> Invitation | None:
    """The invitation whose letter holds this token, if it can still be accepted."""
    waiting = Invitation.objects.filter(token=_hash(token), accepted_at=None, withdrawn_at=None, expires__gt=clock.now())
    return waiting.select_related("authority", "body", "round").first()


def accept(*, token: str, name: str, position: str, password: str, address: str = "") -> Person:
    """Become a person with the role that was offered; an account that was closed is opened again, with this password.

    Raises:
        AlreadyOver: the link was used, withdrawn, replaced by a later letter, or is too old.
    """
    found = with_token(token)
    with transaction.atomic():
        now = locked(found.authority) if found is not None else clock.now()
        invitation = with_token(token)
        if invitation is None:
            raise AlreadyOver(_("Đường dẫn này không còn dùng được. Hãy hỏi người quản trị để được mời lại."))
        # Of two who accept for one address at once, in two authorities, the second finds the person whom the first made.
        person, made = Person.objects.select_for_update(no_key=True).get_or_create(
            email=invitation.email, defaults={"name": name, "position": position, "language": invitation.language}
        )
        if made or not person.is_active:
            person.name, person.position, person.is_active = name, position, True
            person.set_password(password)
            person.save()
        invitation.accepted_at, invitation.person = now, person
        invitation.save(update_fields=["accepted_at", "person"])
        _log("invitation.accepted", invitation, person, now)
        with suppress(AlreadyHeld):  # given in the meantime, after the letter went out
            granted(person=person, post=Post.of(invitation), by=invitation.by, now=now, address=address)
        tell([invitation.by], _("Lời mời được nhận"), f"{name} · {invitation.email}", now=now, address=address)
        return person


def _check_may_ask(by: Person, invitation: Invitation, now: datetime) -> None:
    from khoabang.web.accounts.authorities import may_ask_again

    if not may_ask_again(by, invitation):
        check_administers(by, invitation.authority, now)


def _waiting(invitation: Invitation) -> Invitation:
    waits = Invitation.objects.select_related("authority", "body", "round", "by").get(pk=invitation.pk)
    if waits.accepted_at is not None:
        raise AlreadyOver(_("Lời mời này đã được nhận."))
    if waits.withdrawn_at is not None:
        raise AlreadyOver(_("Lời mời này đã bị thu hồi."))
    return waits


def _mail(invitation: Invitation, address: str, server: BaseEmailBackend | None = None) -> None:
    """Send the letter, after what it tells is kept: a letter of what did not happen is worse than none."""
    with translation.override(invitation.language):
        post = Post.of(invitation)
        context = {
            "invitation": invitation,
            "post": post.words,
            "first_day": post.first_day,
            "address": address,
            "last_day": invitation.expires,
        }
        letter = EmailMessage(
            subject=" ".join(render_to_string("accounts/invitation_subject.txt", context).split()),
            body=render_to_string("accounts/invitation_message.txt", context).strip() + "\n",
            to=[invitation.email],
            connection=server,
        )
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as error:
        raise LetterNotSent(
            _("Lời mời đã được lưu nhưng máy chủ thư chưa nhận thư. Hãy gửi lại sau ít phút, hoặc báo người vận hành máy chủ.")
        ) from error
    Invitation.objects.filter(pk=invitation.pk, token=invitation.token).update(mailed_at=clock.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _log(action: str, invitation: Invitation, by: Person, now: datetime) -> None:
    record(
        chain=chain_of(authority=invitation.authority.code),
        action=action,
        by=by,
        now=now,
        subject=invitation.email,
        detail={
            "invitation": invitation.pk,
            "role": invitation.role,
            "body": invitation.body.code if invitation.body is not None else "",
            "round": invitation.round.code if invitation.round is not None else "",
            **({"starts": invitation.starts.isoformat()} if invitation.starts is not None else {}),
        },
    )
