"""Charges given by a table: each row says who does what, where; all of it is done, or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from django.db import transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.language import LANGUAGES, N_, text
from khoabang.scoring.files.form_book import Field
from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.assessments.current import criteria_set_of, participants_of
from khoabang.web.assessments.questions import keys_of
from khoabang.web.conduct.charges import AlreadyCharged, charge_given, people_for
from khoabang.web.conduct.telling import address_of
from khoabang.web.notices.services import tell
from khoabang.web.organisations.names import search_key
from khoabang.web.organisations.tables import written
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Charge, Duty, Round, Stage

COLUMNS: Final = {
    "duty": N_("Việc"),
    "person": N_("Người"),
    "criterion": N_("Tiêu chí"),
    "group": N_("Khối"),
    "body": N_("Cơ quan"),
}
NEEDED: Final = ("duty", "person")
_AT_MOST: Final = 1_000
Found = TypeVar("Found")


@dataclass(slots=True)
class Given:
    """What a table gives: the charges, how many were there already, and what is wrong by the number of the row and its column."""

    charges: list[Charge] = field(default_factory=list)
    same: int = 0
    wrong: list[tuple[int, str, StrOrPromise]] = field(default_factory=list)


class _Cells:
    """Reads cells of one round: each by its code, its address or its name."""

    def __init__(self, round_: Round) -> None:
        self.people = {duty: people_for(round_.authority, duty, round_) for duty in Duty.values}
        self.groups = list(round_.groups.all())
        self.participants = participants_of(round_)

    def duty(self, typed: str) -> str:
        wanted = search_key(typed)
        found = next((duty for duty in Duty if wanted in (duty.value, *map(search_key, _words_of(duty).values()))), None)
        if found is None:
            raise FieldsRefused({"duty": _("«%(typed)s» không phải là một việc được giao.") % {"typed": typed}})
        return found.value

    def one(self, column: str, typed: str, among: Iterable[Found], names: Callable[[Found], Sequence[str]]) -> Found | None:
        """The one of several that a cell names; None where it is empty."""
        if not typed:
            return None
        found = [each for each in among if search_key(typed) in map(search_key, names(each))]
        if len(found) != 1:
            words = (
                _("Không có «%(typed)s» trong đợt.")
                if not found
                else _("Có nhiều hơn một «%(typed)s»; hãy ghi mã hoặc thư điện tử.")
            )
            raise FieldsRefused({column: words % {"typed": typed}})
        return found[0]


def _words_of(duty: Duty) -> dict[str, str]:
    """What a duty is called, by language."""
    found = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            found[lang] = str(duty.label)
    return found


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
        raise FieldsRefused({"file": _("Bảng quá %(most)s dòng. Hãy chia nhỏ.") % {"most": _AT_MOST}})
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
            round_.code, duty, cells.one("person", person, cells.people[duty], lambda each: (each.email, each.name)),
            criterion=criterion, group=cells.one("group", group, cells.groups, lambda each: (each.code, each.name)),
            participant=cells.one("body", body, cells.participants, lambda each: (each.body.code, each.name)), by=by, is_told=False,
        )  # fmt: skip
        found.charges.append(charge)
    except AlreadyCharged:
        found.same += 1
    except FieldsRefused as refused:
        found.wrong += [(number, column, words) for column, words in refused.fields.items()]


def headings(lang: str) -> list[Field]:
    """The columns of the table."""
    return [Field(code, text(name, lang)) for code, name in COLUMNS.items()]


def _offering(round_: Round, lang: str) -> list[Field]:
    """The columns of the table, each with what may stand in it."""
    cells = _Cells(round_)
    choices = {
        "duty": [_words_of(duty)[lang] for duty in Duty],
        "person": sorted({each.email for people in cells.people.values() for each in people}),
        "criterion": [*keys_of(criteria_set_of(round_)).by_key],
        "group": _named([(each.code, each.name) for each in cells.groups]).values(),
        "body": _named([(each.body.code, each.name) for each in cells.participants]).values(),
    }
    return [replace(each, choices=tuple(choices[each.key])) for each in headings(lang)]


def table_of(round_: Round) -> bytes:
    """The charges of a round as a workbook to change and read in again."""
    lang = get_language() or "vi"
    groups = _named([(each.code, each.name) for each in round_.groups.all()])
    bodies = _named([(each.body.code, each.name) for each in participants_of(round_)])
    rows = [
        {
            "duty": _words_of(Duty(each.duty))[lang],
            "person": each.person.email,
            "criterion": each.criterion,
            "group": groups[each.group.code] if each.group else "",
            "body": bodies[each.participant.body.code] if each.participant else "",
        }
        for each in round_.charges.select_related("person", "group", "participant__body").order_by("duty", "criterion", "pk")
    ]
    how = gettext("Mỗi việc một dòng. Để trống tiêu chí, khối hoặc cơ quan là tất cả. Người: thư điện tử hoặc họ tên.")
    return written(_offering(round_, lang), rows, title=round_.title, how=how, sheet=gettext("Phân công"))


def _named(called: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the table says for a code: the name, where no other has it as name or code."""
    alike = Counter(key for code, name in called for key in {search_key(code), search_key(name)})
    return {code: name if alike[search_key(name)] == 1 else code for code, name in called}
