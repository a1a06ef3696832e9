"""Writes on appointments: made, ended, handed on for a while. Each locks the authority's row, and is logged in its chain."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.errors import AlreadyHeld, AlreadyOver, DelegationRefused, LastAdministrator, NotAdministrator
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import administers, in_force, may_take_over, people_with
from khoabang.web.activity.services import chain_of, record
from khoabang.web.notices.services import tell
from khoabang.web.organisations.models import Authority

NOT_HANDED_ON = frozenset({Role.ADMINISTRATOR, Role.STAFF})
"""Who administers appoints somebody else openly, and is not stood in for; of staff there is nothing to hand on."""


def appoint(*, person: Person, post: Post, by: Person, reason: str = "", address: str = "") -> Appointment:
    """Give somebody a role.

    Args:
        person: to whom; an account that was closed is opened by a new invitation only.
        post: the role, and where.
        by: an administrator of the authority.
        reason: a decision's number, or why; may be empty.
        address: the path of the page that the person is sent to.

    Raises:
        Refused: `by` may not, the post does not fit together, or the person holds it already.
    """
    with transaction.atomic():
        now = locked(post.authority)
        check_administers(by, post.authority, now)
        if not person.is_active:
            raise AlreadyOver(_("Tài khoản này đã ngừng. Hãy mời lại bằng thư để người đó mở lại tài khoản."))
        return granted(person=person, post=post, by=by, now=now, reason=reason, address=address)


def granted(*, person: Person, post: Post, by: Person | None, now: datetime, reason: str = "", address: str = "") -> Appointment:
    """Write an appointment whose author was checked, under the authority's lock."""
    post.check(now)
    if _same(person, post, now).exists():
        raise AlreadyHeld(_("Người này đang giữ vai trò đó ở nơi đó."), field="role")
    made = Appointment.objects.create(
        person=person,
        role=post.role,
        authority=post.authority,
        body=post.body,
        round=post.round,
        starts=post.begins(now),
        ends=post.ends,
        reason=reason,
        granted_by=by,
    )
    _log("appointment.granted", made, by, now, reason)
    words = format_lazy(_("Từ nay bạn giữ vai trò: {post}."), post=post.words)
    if made.starts > now:
        words = format_lazy(_("Từ ngày {day} bạn giữ vai trò: {post}."), day=f"{post.first_day:%d/%m/%Y}", post=post.words)
    tell([person], _("Bạn được giao vai trò"), words, address=address, now=now, round_=post.round)
    return made


def end(*, appointment: Appointment, by: Person, reason: str = "", address: str = "") -> None:
    """End an appointment now, and with it whatever was handed on from it.

    An administrator of the authority may; of what was handed on, also who handed it on and who took it over.

    Raises:
        Refused: `by` may not, it is over already, or the authority would be left without an administrator.
    """
    with transaction.atomic():
        now = locked(appointment.authority)
        held = Appointment.objects.select_related("person", "authority", "body", "round", "delegated_from__person").get(
            pk=appointment.pk
        )
        given_by = held.delegated_from.person if held.delegated_from is not None else None
        if given_by is None or by not in (given_by, held.person):
            check_administers(by, held.authority, now)
        if held.ends is not None and held.ends <= now:
            raise AlreadyOver(_("Vai trò này đã kết thúc rồi."))
        _end(held, by, now, reason, address)
        check_administered(held.authority, now)


def leave(*, person: Person, authority: Authority, by: Person, reason: str = "", address: str = "") -> bool:
    """End everything that somebody holds in an authority; the account is closed when they hold nothing elsewhere.

    Returns:
        Whether the account was closed: what is of another authority is not this administrator's to decide.
    """
    with transaction.atomic():
        now = locked(authority)
        check_administers(by, authority, now)
        for held in _over_later(now).filter(person=person, authority=authority):
            held.refresh_from_db(fields=["ends"])
            if held.ends is None or held.ends > now:
                _end(held, by, now, reason, address)
        check_administered(authority, now)
        # The person's row is the lock between two authorities that both let go.
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not person.is_active or _over_later(now).filter(person=person).exists():
            return False
        person.is_active = False
        person.save(update_fields=["is_active"])
        record(
            chain=chain_of(authority=authority.code), action="person.closed", by=by, now=now, subject=person.email, reason=reason
        )
        return True


def delegate(*, appointment: Appointment, to: Person, last_day: date, reason: str, by: Person, address: str = "") -> Appointment:
    """Hand one's role on to somebody of the same place until the end of a day; the holder keeps it too.

    Raises:
        Refused: it is not the role of `by`, it was itself handed on, it would outlive the original, or `to` is of another place.
    """
    with transaction.atomic():
        now = locked(appointment.authority)
        held = Appointment.objects.select_related("person", "authority", "body", "round").get(pk=appointment.pk)
        if held.person_id != by.pk:
            raise NotAdministrator(_("Chỉ người giữ vai trò mới ủy quyền được vai trò đó."))
        if held.starts > now or (held.ends is not None and held.ends <= now):
            raise AlreadyOver(_("Vai trò này không còn hiệu lực nên không ủy quyền được."))
        if held.delegated_from_id is not None:
            raise DelegationRefused(_("Vai trò được ủy quyền thì không ủy quyền tiếp. Hãy để người giữ vai trò ủy quyền."))
        if held.role in NOT_HANDED_ON:
            raise DelegationRefused(_("Vai trò này không ủy quyền. Người quản trị giao hẳn vai trò đó cho người khác."))
        if not reason.strip():
            raise DelegationRefused(_("Hãy ghi lý do ủy quyền."), field="reason")
        ends = clock.end_of(last_day)
        if ends <= now:
            raise DelegationRefused(_("Ngày kết thúc phải từ hôm nay trở đi."), field="last_day")
        if held.ends is not None and ends > held.ends:
            raise DelegationRefused(_("Ủy quyền không được dài hơn chính vai trò của bạn."), field="last_day")
        if to.pk == by.pk or to.pk not in {each.pk for each in may_take_over(held)}:
            raise DelegationRefused(_("Chỉ ủy quyền cho người đang có vai trò ở cùng cơ quan."), field="to")
        post = Post.of(held)
        if _same(to, post, now).exists():
            raise AlreadyHeld(_("Người này đang giữ vai trò đó ở nơi đó."), field="to")
        made = Appointment.objects.create(
            person=to,
            role=held.role,
            authority=held.authority,
            body=held.body,
            round=held.round,
            starts=now,
            ends=ends,
            delegated_from=held,
            reason=reason.strip(),
            granted_by=by,
        )
        _log("appointment.delegated", made, by, now, made.reason)
        words = format_lazy(
            _("{person} ủy quyền cho {to} vai trò {post} đến hết ngày {day}. Lý do: {reason}"),
            person=by.name, to=to.name, post=post.words, day=f"{last_day:%d/%m/%Y}", reason=made.reason,
        )  # fmt: skip
        told = [to, *people_with(Role.ADMINISTRATOR, held.authority, now=now)]
        tell(told, _("Ủy quyền vai trò"), words, address=address, now=now, round_=held.round)
        return made


def profile_changed(*, person: Person, name: str, position: str, language: str) -> None:
    """Keep what a person says of themselves; what they were called before stays in the log."""
    after = {"name": name, "position": position, "language": language}
    with transaction.atomic():
        before = Person.objects.select_for_update(no_key=True).values(*after).get(pk=person.pk)
        if before == after:
            return
        Person.objects.filter(pk=person.pk).update(**after)
        detail = {"before": before, "after": after}
        record(chain=chain_of(person=person.pk), action="profile.changed", by=person, now=clock.now(), detail=detail)


def locked(authority: Authority) -> datetime:
    """Lock whatever concerns the people of an authority till the transaction ends, and say what time it is then."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    return clock.now()


def check_administers(by: Person, authority: Authority, now: datetime) -> None:
    """Refuse who is no administrator of this authority."""
    if not by.is_active or not administers(by, authority, now):
        raise NotAdministrator(_("Chỉ người quản trị của cơ quan chủ trì này làm được việc đó."))


def check_administered(authority: Authority, now: datetime) -> None:
    """Refuse what leaves an authority without an administrator whose time has no end."""
    left = Appointment.objects.filter(in_force(now), authority=authority, role=Role.ADMINISTRATOR, ends=None)
    if not left.filter(person__is_active=True).exists():
        raise LastAdministrator(
            _(
                "Cơ quan chủ trì phải còn ít nhất một người quản trị không thời hạn. Hãy giao vai trò quản trị cho người khác trước."
            )
        )


def _over_later(now: datetime) -> QuerySet[Appointment]:
    open_still = Appointment.objects.filter(Q(ends=None) | Q(ends__gt=now))
    return open_still.select_related("person", "authority", "body", "round")


def _same(person: Person, post: Post, now: datetime) -> QuerySet[Appointment]:
    """What somebody holds, or is to hold, at some time of a post, of the same role and place."""
    held = Appointment.objects.filter(person=person, authority=post.authority, role=post.role, body=post.body, round=post.round)
    held = held.filter(Q(ends=None) | Q(ends__gt=post.begins(now)) & Q(ends__gt=F("starts")))
    return held.filter(starts__lt=post.ends) if post.ends is not None else held


def _end(held: Appointment, by: Person, now: datetime, reason: str, address: str) -> None:
    for handed_on in _over_later(now).filter(delegated_from=held):
        _end(handed_on, by, now, reason, address)
    # What has not begun ends where it begins.
    held.ends, held.ended_by = max(now, held.starts), by
    held.save(update_fields=["ends", "ended_by"])
    _log("appointment.ended", held, by, now, reason)
    words = format_lazy(_("Bạn không còn giữ vai trò: {post}. {reason}"), post=Post.of(held).words, reason=reason)
    tell([held.person], _("Vai trò của bạn kết thúc"), words, address=address, now=now, round_=held.round)


def _log(action: str, appointment: Appointment, by: Person | None, now: datetime, reason: str) -> None:
    record(
        chain=chain_of(authority=appointment.authority.code),
        action=action,
        by=by,
        now=now,
        subject=appointment.person.email,
        reason=reason,
        detail={
            "appointment": appointment.pk,
            "role": appointment.role,
            "body": appointment.body.code if appointment.body is not None else "",
            "round": appointment.round.code if appointment.round is not None else "",
            **({"starts": appointment.starts.isoformat()} if appointment.starts > now else {}),
            "ends": appointment.ends.isoformat() if appointment.ends is not None else "",
            "delegated_from": appointment.delegated_from_id or 0,
        },
    )
