"""What somebody is, or is to be, appointed to: a role, of an authority or of one of its bodies, for one round or all, until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.errors import AppointmentRefused
from khoabang.web.accounts.models import HELD_AT_A_BODY, Appointment, Invitation, Role
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.organisations.selectors import name_on
from khoabang.web.rounds.models import Round, Stage

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Post:
    """A role with its place and its days.

    None of `body` is the authority itself, of `round` all rounds, of `first_day` at once, of `last_day` no end.
    """

    role: Role
    authority: Authority
    body: Body | None = None
    round: Round | None = None
    last_day: date | None = None
    first_day: date | None = None

    @classmethod
    def of(cls, held: Appointment | Invitation) -> "Post":
        """The post of an appointment or of an invitation; its end is the last day that it covers."""
        last_day = (held.ends - INSTANT).astimezone(clock.VIETNAM).date() if held.ends else None
        first_day = held.starts.astimezone(clock.VIETNAM).date() if held.starts else None
        return cls(Role(held.role), held.authority, held.body, held.round, last_day, first_day)

    def begins(self, now: datetime) -> datetime:
        """When it begins: with its first day, or now where that is past or none is said."""
        return max(now, clock.start_of(self.first_day)) if self.first_day else now

    @property
    def ends(self) -> datetime | None:
        """When it ends: at 24:00 of the last day."""
        return clock.end_of(self.last_day) if self.last_day else None

    @property
    def words(self) -> StrOrPromise:
        """The role and where it is held, for letters, notices and the log."""
        where = name_on(self.body, clock.today()) if self.body is not None else self.authority.name
        return format_lazy("{role} · {where}", role=self.role.label, where=where)

    def check(self, now: datetime) -> None:
        """Refuse what does not fit together.

        Raises:
            AppointmentRefused: naming the field that is wrong.
        """
        if self.role in HELD_AT_A_BODY and self.body is None:
            raise AppointmentRefused(_("Vai trò này gắn với một cơ quan được đánh giá. Hãy chọn cơ quan."), field="body")
        if self.role not in HELD_AT_A_BODY and self.body is not None:
            words = _(
                "Vai trò này thuộc cơ quan chủ trì. Hãy để trống ô cơ quan; nơi công tác ghi bằng vai trò «Cán bộ của cơ quan»."
            )
            raise AppointmentRefused(words, field="body")
        if self.body is not None and self.body.authority_id != self.authority.pk:
            raise AppointmentRefused(_("Cơ quan này không có trong danh bạ của cơ quan chủ trì."), field="body")
        if self.round is not None and (self.round.authority_id != self.authority.pk or self.round.stage == Stage.IMPORTED):
            raise AppointmentRefused(_("Đợt đánh giá này không thuộc cơ quan chủ trì."), field="round")
        if self.role == Role.ADMINISTRATOR and self.round is not None:
            raise AppointmentRefused(_("Người quản trị phụ trách mọi đợt. Hãy để trống ô đợt đánh giá."), field="round")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise AppointmentRefused(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last_day")
        if self.ends is not None and self.ends <= now:
            raise AppointmentRefused(_("Ngày kết thúc phải từ hôm nay trở đi."), field="last_day")
