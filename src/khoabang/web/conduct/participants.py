"""The bodies of a round: taken from the authority's register with the attributes that the set asks for, until the round opens."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import Body as EngineBody
from khoabang.scoring import CriteriaSet, Problem, Problems, read_bodies
from khoabang.scoring.bodies import assign
from khoabang.scoring.files.tables import Row, Table
from khoabang.scoring.problems import Place
from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person, Role
from khoabang.web.accounts.selectors import belongs_to, people_with, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.notices.services import tell
from khoabang.web.organisations.models import Body
from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.organisations.selectors import attributes_on, name_on, open_bodies
from khoabang.web.plain import plain
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused, OutOfStage, RowsRefused
from khoabang.web.rounds.models import NotSent, Participant, RankingGroup, Round, Stage, Standing, State

OWN: Final = ("status", "note", "parent", "predecessors")
NOTE_NOT_SENT: Final = "không nộp"  # printed beside the body in the result, in the language of the data
STANDING_MAY_CHANGE: Final = (Stage.PREPARATION, Stage.ASSESSMENT, Stage.VERIFICATION)


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A body that no ranking group claims, or more than one: why."""

    code: str
    problem: Problem


@dataclass(slots=True)
class Read:
    """Rows as the engine reads them: the bodies, the group of each, what is wrong by body and column, and whom no group claims."""

    bodies: dict[str, EngineBody] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str, Problem]] = field(default_factory=list)
    unclaimed: list[Unclaimed] = field(default_factory=list)


def rows_read(criteria_set: CriteriaSet, rows: Sequence[Mapping[str, str]]) -> Read:
    """Read rows of bodies as a table of bodies is read: every problem is collected with its body and column."""
    attributes = [attribute.code for attribute in criteria_set.attributes]
    columns = ("code", "name", *OWN, *attributes)
    numbered = {number: row.get("code", "") for number, row in enumerate(rows, 1)}
    table = Table(
        "", columns, [Row(row, number, lambda at, column: Place("", at, field=column)) for number, row in enumerate(rows, 1)],
        criteria_set.lang,
    )  # fmt: skip
    problems, read = Problems(), Read()
    bodies = read_bodies(table, criteria_set, problems)
    read.bodies = {body.code: body for body in bodies}
    read.problems = [(numbered.get(each.place.line, ""), each.place.field, each) for each in problems if each.severity == "error"]
    claims = Problems()
    groups = assign(criteria_set, bodies, claims)
    read.unclaimed = [
        Unclaimed(each.place.field, each)
        for each in claims
        if read.bodies[each.place.field].status != "exempt" or each.code == "BOD003"
    ]
    twice = {each.code for each in read.unclaimed}
    read.groups = {code: group.code for code, group in groups.items() if code not in twice}
    return read


def row_of(participant: Participant) -> dict[str, str]:
    """A participant as a row of the table of bodies."""
    return {
        "code": participant.body.code,
        "name": participant.name,
        "status": participant.standing,
        "note": participant.note,
        "parent": participant.parent,
        "predecessors": "; ".join(json.loads(participant.predecessors)),
        **json.loads(participant.attributes),
    }


def participants_saved(
    round_code: str, rows: Iterable[Mapping[str, str]], *, by: Person, remove: Collection[str] = ()
) -> list[Participant]:
    """Add bodies of the register, change those already there, take some out; all of it or nothing.

    Args:
        round_code: the round, which must be in preparation.
        rows: a body's `code` and whatever of it is set anew: `status`, `note`, `parent`, `predecessors`, attributes as typed.
        by: who does it.
        remove: codes of bodies to take out.

    Raises:
        NotYourRole: `by` does not run the round.
        OutOfStage: the round has been opened.
        RowsRefused: a cell cannot be read; nothing is saved.
    """
    with transaction.atomic():
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
        now = clock.now()
        refuse_without_role(by, RUNS, round_.authority, round_, now)
        refuse_unless_in(round_, Stage.PREPARATION)
        return save_rows(round_, [_normalised(row) for row in rows], by=by, now=now, remove=set(remove))


def refuse_unless_in(round_: Round, *stages: Stage) -> None:
    """Refuse what the stage of a round does not allow."""
    if round_.stage not in stages:
        words = _("Đợt đánh giá đang ở bước «%(stage)s», nên việc này không được nhận. Không có gì bị thay đổi.")
        raise OutOfStage(words % {"stage": Stage(round_.stage).label})


def refuse_own_body(by: Person, participant: Participant, now: datetime) -> None:
    """Refuse who would decide something of their own body."""
    if belongs_to(by, participant, now):
        words = _("Bạn thuộc cơ quan này nên không thẩm định và không quyết định về kết quả của cơ quan mình.")
        raise Refused(words, status=403)


def _normalised(row: Mapping[str, str]) -> dict[str, str]:
    return {key: " ".join(plain(value).split()) for key, value in row.items()}


def save_rows(
    round_: Round, rows: list[dict[str, str]], *, by: Person, now: datetime, remove: Collection[str] = ()
) -> list[Participant]:
    """Do what `participants_saved` says, in a transaction that holds the round's lock."""
    criteria_set = criteria_set_of(round_)
    day = now.astimezone(clock.VIETNAM).date()
    there = {
        each.body.code: each for each in round_.participants.select_for_update(of=("self",)).select_related("body").order_by("pk")
    }
    wanted = {code: row_of(each) for code, each in there.items() if code not in remove}
    listed = {
        body.code: body
        for body in Body.objects.filter(authority=round_.authority_id, code__in=[row["code"] for row in rows]).prefetch_related(
            "names"
        )
    }
    unknown = [row["code"] for row in rows if row["code"] not in listed and row["code"] not in there]
    if unknown:
        raise FieldsRefused({"code": _("Sổ cơ quan không có: %(codes)s.") % {"codes": ", ".join(unknown)}})
    known = attributes_on(listed.values(), day)
    asked = {attribute.code for attribute in criteria_set.attributes}
    for row in rows:
        code = row["code"]
        if code in remove:
            continue
        if code not in wanted:
            facts = {key: value for key, value in known.get(listed[code].pk, {}).items() if key in asked}
            wanted[code] = {"code": code, "name": name_on(listed[code], day), **facts}
        wanted[code] |= {key: value for key, value in row.items() if key in OWN or key in asked}
    read = rows_read(criteria_set, list(wanted.values()))
    if read.problems:
        raise RowsRefused(read.problems)
    refuse_standing_without_reason(wanted.values())
    added = sorted((code for code in wanted if code not in there), key=lambda code: sort_key(wanted[code]["name"]))
    removed = [there[code] for code in there if code in remove]
    changed = [code for code in wanted if code in there and wanted[code] != row_of(there[code])]
    groups = {group.code: group for group in round_.groups.all()}
    last = max((each.position for each in there.values()), default=0)
    for each in removed:
        each.delete()
    for code in changed:
        _filled(there[code], wanted[code], read.groups.get(code), groups).save()
    made = [
        _filled(
            Participant(round=round_, body=listed[code], position=last + number, name=wanted[code]["name"]),
            wanted[code], read.groups.get(code), groups,
        )
        for number, code in enumerate(added, 1)
    ]  # fmt: skip
    Participant.objects.bulk_create(made)
    dues_kept(round_)
    if added or removed or changed:
        detail = {"added": added, "changed": changed, "removed": [each.body.code for each in removed]}
        record(chain=chain_of(round_code=round_.code), action="participants.saved", by=by, now=now, detail=detail)
    return list(round_.participants.select_related("body", "group").order_by("position", "pk"))


def regrouped(round_: Round, rows: Sequence[Mapping[str, str]]) -> None:
    """Set all bodies of a round anew by its set, in a transaction that holds the round's lock."""
    read = rows_read(criteria_set_of(round_), rows)
    if read.problems:
        raise RowsRefused(read.problems)
    groups = {group.code: group for group in round_.groups.all()}
    by_code = {row["code"]: row for row in rows}
    for each in round_.participants.select_related("body").order_by("pk"):
        _filled(each, by_code[each.body.code], read.groups.get(each.body.code), groups).save()


def refuse_standing_without_reason(rows: Iterable[Mapping[str, str]]) -> None:
    """A body that is exempt or not ranked has the reason in its note."""
    bare = [row["code"] for row in rows if row.get("status") and not row.get("note")]
    if bare:
        words = _("Nêu lý do miễn đánh giá hoặc không xếp hạng ở cột ghi chú: %(codes)s.")
        raise FieldsRefused({f"note-{code}": words % {"codes": code} for code in bare})


def _filled(
    participant: Participant, row: Mapping[str, str], group: str | None, groups: Mapping[str, RankingGroup]
) -> Participant:
    participant.name = row["name"][:300]
    participant.search = search_key(participant.name)[:300]
    status = row.get("status", "")
    participant.standing = {"miễn": "exempt", "không xếp hạng": "unranked"}.get(status.lower(), status.lower())
    participant.note = row.get("note", "")
    participant.parent = row.get("parent", "")
    participant.predecessors = json.dumps([part.strip() for part in row.get("predecessors", "").split(";") if part.strip()])
    given = {code: typed for code, typed in row.items() if code not in ("code", "name", *OWN) and typed}
    participant.attributes = json.dumps(given, ensure_ascii=False)
    participant.group = groups.get(group) if group else None
    return participant


def dues_kept(round_: Round) -> None:
    """Give each body its last day of self-assessment: the round's, or that of its last extension where it is later."""
    day = round_.deadlines.filter(stage=Stage.ASSESSMENT).values_list("day", flat=True).first()
    extended: dict[int, date] = {}
    for each in round_.participants.filter(extensions__stage=Stage.ASSESSMENT).values_list("pk", "extensions__day"):
        extended[each[0]] = max(each[1], extended.get(each[0], each[1]))
    round_.participants.exclude(pk__in=extended).update(due=day)
    for key, last in extended.items():
        round_.participants.filter(pk=key).update(due=max(last, day) if day else last)


def standing_set(participant_key: int, standing: str, reason: str, *, by: Person) -> Participant:
    """Exempt a body, leave it unranked, or take either back, with a reason that everybody in the round can read.

    Raises:
        OutOfStage: verification is over.
        FieldsRefused: there is no reason, or no such standing.
        Refused: `by` does not run the round, or it is the own body.
    """
    reason = plain(reason).strip()
    with transaction.atomic():
        participant = Participant.objects.select_for_update().get(pk=participant_key)
        round_ = Round.objects.select_related("authority").get(pk=participant.round_id)
        now = clock.now()
        refuse_without_role(by, RUNS, round_.authority, round_, now)
        refuse_unless_in(round_, *STANDING_MAY_CHANGE)
        refuse_own_body(by, participant, now)
        if standing not in Standing.values:
            raise FieldsRefused({"standing": _("Chọn một trong các cách đánh giá.")})
        if not reason:
            raise FieldsRefused({"reason": _("Nêu lý do để các cơ quan trong đợt cùng biết.")})
        _refuse_ranking_unsent(participant, round_, standing)
        participant.standing, participant.note = standing, reason
        if participant.settled == NotSent.UNRANKED:
            participant.note = f"{reason.removesuffix(NOTE_NOT_SENT).removesuffix('; ')}; {NOTE_NOT_SENT}".removeprefix("; ")
        participant.save(update_fields=["standing", "note"])
        body = participant.body
        record(
            chain=chain_of(round_code=round_.code, body=body.code), action="participant.standing_set", by=by, now=now,
            subject=standing, reason=reason,
        )  # fmt: skip
        people = people_with([Role.PREPARER, Role.APPROVER], round_.authority, round_, body=body, now=now)
        if round_.stage != Stage.PREPARATION:
            title: StrOrPromise = format_lazy("{name}: {standing}", name=participant.name, standing=Standing(standing).label)
            tell(people, title, reason, now=now, round_=round_)
    return participant


def _refuse_ranking_unsent(participant: Participant, round_: Round, standing: str) -> None:
    """Refuse to evaluate, once verification runs, who sent nothing to be evaluated by; what the round states of it stands."""
    if round_.stage != Stage.VERIFICATION or standing == Standing.EXEMPT:
        return
    if participant.settled == NotSent.UNRANKED and standing != Standing.UNRANKED:
        words = _(
            "Cơ quan không gửi tự đánh giá nên không được xếp hạng, theo quy định của đợt; chỉ đổi được sang miễn đánh giá. "
            "Muốn cơ quan được xếp hạng, hãy mở lại bước tự đánh giá để cơ quan gửi."
        )
        raise FieldsRefused({"standing": words})
    if participant.standing == Standing.EXEMPT and participant.state != State.SENT and not participant.settled:
        words = _("Cơ quan được miễn nên chưa gửi tự đánh giá. Muốn đánh giá, hãy mở lại bước tự đánh giá để cơ quan gửi.")
        raise FieldsRefused({"standing": words})


def changes_by(round_: Round, rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, tuple[str, str]]]:
    """What rows would change, by body: of each column the value before and after; a body not yet in the round has none before."""
    there = {each.body.code: row_of(each) for each in round_.participants.select_related("body")}
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in map(_normalised, rows):
        before = there.get(row["code"], {})
        changed = {
            key: (before.get(key, ""), value)
            for key, value in row.items()
            if key not in ("code", "name") and value != before.get(key, "")
        }
        if changed or row["code"] not in there:
            found[row["code"]] = changed
    return found


def bodies_not_in(round_: Round, day: date) -> list[tuple[Body, str]]:
    """The bodies of the register that exist on a day and are not in a round, by name."""
    there = set(round_.participants.values_list("body", flat=True))
    found = [(body, name_on(body, day)) for body in open_bodies(round_.authority, day) if body.pk not in there]
    return sorted(found, key=lambda each: sort_key(each[1]))


def claims_of_groups(round_: Round) -> list[Unclaimed]:
    """The bodies that no ranking group claims, or more than one, as the round stands."""
    rows = [row_of(each) for each in round_.participants.select_related("body").order_by("position", "pk")]
    return rows_read(criteria_set_of(round_), rows).unclaimed
