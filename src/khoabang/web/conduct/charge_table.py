"""Charges given by a table: each row says who does what, where; all of it is done, or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.assessments.current import participants_of
from khoabang.web.conduct.charges import AlreadyCharged, charge_given, people_for
from khoabang.web.conduct.telling import address_of
from khoabang.web.notices.services import tell
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Charge, Duty, Round, Stage

COLUMNS: Final = ("việc", "người", "tiêu chí", "khối", "cơ quan")
_AT_MOST: Final = 1_000
Found = TypeVar("Found")


@dataclass(slots=True)
class Given:
    """What a table gives: the charges, how many were there already, and what is wrong by the number of the row."""

    charges: list[Charge] = field(default_factory=list)
    same: int = 0
    wrong: list[tuple[int, StrOrPromise]] = field(default_factory=list)


class _Cells:
    """Reads cells of one round: each by its code, its address or its name."""

    def __init__(self, round_: Round) -> None:
        self.people = {duty: people_for(round_.authority, duty, round_) for duty in Duty.values}
        self.groups = list(round_.groups.all())
        self.participants = participants_of(round_)

    def duty(self, typed: str) -> str:
        wanted = search_key(typed)
        found = next((duty for duty in Duty if wanted in (duty.value, search_key(str(duty.label)))), None)
        if found is None:
            raise FieldsRefused({"duty": _("Cột «việc»: «%(typed)s» không phải là một việc được giao.") % {"typed": typed}})
        return found.value

    def one(self, column: str, typed: str, among: Iterable[Found], names: Callable[[Found], Sequence[str]]) -> Found | None:
        """The one of several that a cell names; None where it is empty."""
        if not typed:
            return None
        found = [each for each in among if search_key(typed) in map(search_key, names(each))]
        if len(found) != 1:
            words = (
                _("Cột «%(column)s»: không có «%(typed)s» trong đợt.")
                if not found
                else _("Cột «%(column)s»: có nhiều hơn một «%(typed)s»; hãy ghi mã hoặc thư điện tử.")
            )
            raise FieldsRefused({column: words % {"column": column, "typed": typed}})
        return found[0]


def charges_foreseen(round_code: str, rows: Sequence[Mapping[str, str]], *, by: Person) -> Given:
    """Say what `charges_given` would do: it is done and taken back, so the two never differ."""
    with transaction.atomic():
        found = charges_given(round_code, rows, by=by)
        transaction.set_rollback(True)
    return found


def charges_given(round_code: str, rows: Sequence[Mapping[str, str]], *, by: Person) -> Given:
    """Give the charges of a table; where one row cannot be taken none is, and each is named. Whoever is charged is told once.

    Raises:
        NotYourRole: `by` does not run the round.
        OutOfStage: the round is over.
        FieldsRefused: the table is too long.
    """
    if len(rows) > _AT_MOST:
        raise FieldsRefused({"tep": _("Bảng quá %(most)s dòng. Hãy chia nhỏ.") % {"most": _AT_MOST}})
    found = Given()
    with transaction.atomic():
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
        refuse_without_role(by, RUNS, round_.authority, round_, clock.now())
        cells = _Cells(round_)
        for number, row in enumerate(rows, 1):
            _row(round_, cells, number, row, found, by)
        if found.wrong:
            transaction.set_rollback(True)
            return found
        if round_.stage != Stage.PREPARATION and found.charges:
            people = {charge.person_id: charge.person for charge in found.charges}
            title = format_lazy(_("Bạn được giao việc trong đợt «{title}»"), title=round_.title)
            tell(people.values(), title, address=address_of(round_), now=clock.now(), round_=round_)
    return found


def _row(round_: Round, cells: _Cells, number: int, row: Mapping[str, str], found: Given, by: Person) -> None:
    duty, person, criterion, group, body = (row.get(column, "") for column in COLUMNS)
    try:
        duty = cells.duty(duty)
        charge = charge_given(
            round_.code, duty, cells.one("người", person, cells.people[duty], lambda each: (each.email, each.name)),
            criterion=criterion, group=cells.one("khối", group, cells.groups, lambda each: (each.code, each.name)),
            participant=cells.one("cơ quan", body, cells.participants, lambda each: (each.body.code, each.name)), by=by, is_told=False,
        )  # fmt: skip
        found.charges.append(charge)
    except AlreadyCharged:
        found.same += 1
    except FieldsRefused as refused:
        found.wrong += [(number, words) for words in refused.fields.values()]


def rows_of(round_: Round) -> list[dict[str, str]]:
    """The charges of a round as rows of the table."""
    charges = round_.charges.select_related("person", "group", "participant__body").order_by("duty", "criterion", "pk")
    return [
        dict(
            zip(
                COLUMNS,
                (
                    str(each.get_duty_display()), each.person.email, each.criterion, each.group.code if each.group else "",
                    each.participant.body.code if each.participant else "",
                ),
                strict=True,
            )
        )
        for each in charges
    ]  # fmt: skip
