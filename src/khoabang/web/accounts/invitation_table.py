"""People invited by a table: each row says who is asked to which role; all of it is done, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.language import N_, text
from khoabang.scoring.criteria.inputs import AnswerError, read_date
from khoabang.scoring.files.form_book import Field
from khoabang.web import clock
from khoabang.web.accounts.errors import AlreadyHeld
from khoabang.web.accounts.invitations import asked
from khoabang.web.accounts.models import Appointment, Invitation, Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import known_by
from khoabang.web.accounts.services import check_administers, locked
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.organisations.register import body_meant
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.tables import written
from khoabang.web.refusal import Refused

COLUMNS: Final = {
    "name": N_("Họ và tên"),
    "email": N_("Thư điện tử"),
    "position": N_("Chức vụ"),
    "role": N_("Vai trò"),
    "body": N_("Cơ quan"),
    "first_day": N_("Từ ngày"),
    "last_day": N_("Đến hết ngày"),
}
_ALSO: Final = {
    "name": ("Họ tên", "Tên"),
    "email": ("e-mail", "Địa chỉ thư"),
    "body": ("Mã cơ quan", "Cơ quan được đánh giá"),
    "first_day": ("from", "Ngày bắt đầu"),
    "last_day": ("to", "Đến ngày", "Ngày kết thúc"),
}
LEFT_ALONE: Final = ("STT", "Ghi chú", "note")
REQUIRED: Final = ("name", "email", "role")
AT_MOST: Final = 300
"""Rows of a table: as many letters as one request sends."""
_LONGEST: Final = {"name": 200, "email": 254, "position": 200}

Outcome = Literal["invited", "appointed", "there"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("invited", "appointed", "there")


@dataclass(slots=True)
class Line:
    """What a row does: a letter, a role given at once to `known`, or nothing, since it is so already."""

    number: int
    outcome: Outcome
    known: Person | None = None
    words: StrOrPromise = ""


@dataclass(slots=True)
class Table:
    """What a table does: its rows, what is wrong by row and column, and the invitations with the tokens of their letters."""

    lines: list[Line] = field(default_factory=list)
    wrong: list[tuple[int, str, StrOrPromise]] = field(default_factory=list)
    letters: list[tuple[Invitation, str]] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many rows come to this."""
        return sum(line.outcome == outcome for line in self.lines)


class _Cells:
    """Reads the cells of one authority's table; what cannot be read is noted at its cell, and reading goes on."""

    def __init__(self, authority: Authority, table: Table) -> None:
        self.authority, self.table, self.today = authority, table, clock.today()
        self.register = register_of(authority)
        self.bodies = {body.code: body for body in Body.objects.filter(authority=authority, withdrawn=False)}
        self.roles = _roles_called()
        self.seen: dict[tuple[str, str, str], int] = {}

    def wrong(self, number: int, column: str, words: StrOrPromise) -> None:
        self.table.wrong.append((number, column, words))

    def texts(self, number: int, row: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row, without blanks around or doubled within."""
        cells = {column: " ".join(row.get(column, "").split()) for column in COLUMNS}
        for column in REQUIRED:
            if not cells[column]:
                self.wrong(number, column, _("Ô này không được để trống."))
        for column, most in _LONGEST.items():
            if len(cells[column]) > most:
                self.wrong(number, column, format_lazy(_("Quá dài: nhiều nhất {most} ký tự."), most=most))
        if cells["email"] and len(cells["email"]) <= _LONGEST["email"]:
            try:
                validate_email(cells["email"])
            except ValidationError:
                words = _("«{typed}» không phải là địa chỉ thư điện tử. Ví dụ: lan@so-y-te.example.vn.")
                self.wrong(number, "email", format_lazy(words, typed=cells["email"]))
        return cells

    def role(self, number: int, typed: str) -> Role | None:
        found = self.roles.get(search_key(typed))
        if found is None and typed:
            names = "; ".join(str(role.label) for role in Role)
            words = format_lazy(_("Không có vai trò «{typed}». Các vai trò: {names}."), typed=typed, names=names)
            self.wrong(number, "role", words)
        return found

    def body(self, number: int, typed: str) -> Body | None:
        if not typed:
            return None
        code, objection = body_meant(typed, self.register)
        if objection is not None or code not in self.bodies:
            self.wrong(number, "body", objection or format_lazy(_("Cơ quan «{typed}» đã rút khỏi sổ."), typed=typed))
            return None
        return self.bodies[code]

    def day(self, number: int, column: str, typed: str) -> date | None:
        if not typed:
            return None
        try:
            day = read_date(typed)
        except AnswerError:
            words = _("«{typed}» không phải là ngày. Viết dạng ngày/tháng/năm, ví dụ 15/12/2026.")
            self.wrong(number, column, format_lazy(words, typed=typed))
            return None
        if column == "first_day" and day < self.today:
            self.wrong(number, column, _("Ngày bắt đầu đã qua. Để trống nếu giữ vai trò ngay."))
            return None
        return day

    def post(self, number: int, cells: Mapping[str, str]) -> Post | None:
        """The post of a row; None where anything of the row is wrong."""
        before = len(self.table.wrong)
        role, body = self.role(number, cells["role"]), self.body(number, cells["body"])
        first, last = (self.day(number, column, cells[column]) for column in ("first_day", "last_day"))
        if role is None or any(row == number for row, _column, _words in self.table.wrong):
            return None
        post = Post(role, self.authority, body, last_day=last, first_day=first)
        try:
            post.check(clock.now())
        except Refused as refused:
            self.wrong(number, refused.field, refused.words)
        key = (Person.objects.normalise(cells["email"]), role.value, body.code if body is not None else "")
        if self.seen.setdefault(key, number) != number:
            words = _("Dòng thứ {number} đã ghi người này với vai trò này ở nơi này. Xóa một trong hai dòng.")
            self.wrong(number, "email", format_lazy(words, number=self.seen[key]))
        return post if len(self.table.wrong) == before else None


def _roles_called() -> dict[str, Role]:
    """The roles by code and by what they are called in any language of the pages, without marks."""
    called = {search_key(role.value): role for role in Role}
    for lang, _name in settings.LANGUAGES:
        with translation.override(lang):
            called |= {search_key(str(role.label)): role for role in Role}
    return called


def headings(lang: str) -> list[Field]:
    """The columns of the table."""
    return [Field(code, text(name, lang), also=_ALSO.get(code, ())) for code, name in COLUMNS.items()]


def form_of(authority: Authority) -> bytes:
    """An empty workbook to fill in and send back, with lists of roles and of the authority's bodies."""
    register, today, lang = register_of(authority), clock.today(), get_language() or "vi"
    bodies = (
        body.name if len(register.called.get(search_key(body.name), ())) == 1 else body.code
        for body in register.bodies.values()
        if body.exists_on(today)
    )
    choices = {"role": tuple(str(role.label) for role in Role), "body": tuple(sorted(bodies, key=sort_key))}
    day = gettext("Ngày/tháng/năm, ví dụ 15/12/2026; có thể để trống.")
    fields = [
        replace(each, choices=choices.get(each.key, ()), help=day if each.key in ("first_day", "last_day") else "")
        for each in headings(lang)
    ]
    how = gettext("Mỗi dòng một người và một vai trò. Vai trò, cơ quan: mã hoặc tên.")
    return written(fields, [], title=authority.name, how=how, sheet=gettext("Người được mời"))


def table_foreseen(authority: Authority, rows: Sequence[Mapping[str, str]], *, by: Person) -> Table:
    """Say what `people_asked` would do: it is done and taken back, so the two never differ."""
    with transaction.atomic():
        found = people_asked(authority, rows, by=by)
        transaction.set_rollback(True)
    return found


def people_asked(authority: Authority, rows: Sequence[Mapping[str, str]], *, by: Person, address: str = "") -> Table:
    """Keep an invitation for each row, or give the role to who has an account; who has it, or is asked already, is left as they are.

    The letters are sent afterwards (`invitations.letters_sent`). Where one cell cannot be taken nothing is done, and each is named.

    Args:
        authority: whose people.
        rows: cells as typed, by the names of `COLUMNS`; role and body by code or name.
        by: an administrator of the authority.
        address: the path of the page that who is given a role at once is sent to.

    Raises:
        NotAdministrator: `by` may not.
        Refused: the table is empty, or too long.
    """
    if not rows:
        raise Refused(_("Bảng chưa có dòng nào dưới dòng tiêu đề."), field="file", status=422)
    if len(rows) > AT_MOST:
        words = _("Bảng có {count} dòng; mỗi lần mời nhiều nhất {most} người. Hãy chia thành nhiều tệp.")
        raise Refused(format_lazy(words, count=len(rows), most=AT_MOST), field="file", status=422)
    found = Table()
    with transaction.atomic():
        now = locked(authority)
        check_administers(by, authority, now)
        cells = _Cells(authority, found)
        for number, row in enumerate(rows, 1):
            typed = cells.texts(number, row)
            post = cells.post(number, typed)
            if post is not None:
                _asked(found, number, typed, post, by, address)
        if found.wrong:
            transaction.set_rollback(True)
            return Table(wrong=found.wrong)
        if found.count("invited") or found.count("appointed"):
            detail: dict[str, object] = {outcome: found.count(outcome) for outcome in OUTCOMES}
            record(chain=chain_of(authority=authority.code), action="invitation.table_read", by=by, now=now, detail=detail)
    return found


def _asked(found: Table, number: int, typed: Mapping[str, str], post: Post, by: Person, address: str) -> None:
    known = known_by(typed["email"])
    given = {name: typed[name] for name in ("email", "name", "position")}
    try:
        made = asked(**given, post=post, by=by, language=settings.LANGUAGE_CODE, address=address)
    except AlreadyHeld as there:
        found.lines.append(Line(number, "there", known, there.words))
        return
    if isinstance(made, Appointment):
        found.lines.append(Line(number, "appointed", known))
    else:
        found.letters.append(made)
        found.lines.append(Line(number, "invited"))
