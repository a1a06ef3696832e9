"""The bodies of a round: codes, names, attributes, lineage; and which ranking group claims each."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from khoabang.scoring.criteria.inputs import YES_WORDS, AnswerError, read_date
from khoabang.scoring.criteria.model import Attribute, CriteriaSet, Group, holds
from khoabang.scoring.files.tables import Row, Table
from khoabang.scoring.numbers import NumberError, parse
from khoabang.scoring.problems import Place, Problems

BodyStatus = Literal["", "exempt", "unranked"]
OWN_COLUMNS = ("code", "name", "status", "parent", "predecessors", "opened", "closed", "note")
_STATUS_WORDS: dict[str, BodyStatus] = {
    "": "",
    "exempt": "exempt",
    "miễn": "exempt",
    "unranked": "unranked",
    "không xếp hạng": "unranked",
}


@dataclass(frozen=True, slots=True)
class Body:
    """One evaluated body. Its code identifies it over the years; its name is for display."""

    code: str
    name: str
    attributes: dict[str, object] = field(default_factory=dict)
    status: BodyStatus = ""
    parent: str = ""
    predecessors: tuple[str, ...] = ()
    opened: date | None = None
    closed: date | None = None
    note: str = ""


def read_bodies(table: Table, criteria_set: CriteriaSet, problems: Problems) -> list[Body]:
    """Read the table of bodies; rows that cannot be used are left out, each with its problem."""
    attributes = {attribute.code: attribute for attribute in criteria_set.attributes}
    for column in ("code", "name"):
        if column not in table.columns:
            problems.add("BOD001", Place(table.file), column=column)
            return []
    allowed = [*OWN_COLUMNS, *attributes]
    for column in table.columns:
        if column not in allowed:
            problems.add("BOD006", Place(table.file, field=column), column=column, allowed=", ".join(allowed))
    bodies: dict[str, Body] = {}
    first_seen: dict[str, Place] = {}
    for row in table.rows:
        code, name = row.cells.get("code", ""), row.cells.get("name", "")
        if not code or not name:
            problems.add("BOD008", row.place("code"))
        elif code in bodies:
            problems.add("BOD002", row.place("code"), code=code, first=first_seen[code])
        else:
            first_seen[code] = row.place("code")
            bodies[code] = _body(row, attributes, table.lang, problems)
    for body in bodies.values():
        if body.parent and body.parent not in bodies:  # predecessors may stand in an earlier round's list only
            problems.add("BOD007", first_seen[body.code], code=body.code, target=body.parent)
    return list(bodies.values())


def _body(row: Row, attributes: dict[str, Attribute], lang: str, problems: Problems) -> Body:
    cells = row.cells

    def day(column: str) -> date | None:
        if not cells.get(column):
            return None
        try:
            return read_date(cells[column])
        except AnswerError:
            problems.add("BOD009", row.place(column), value=cells[column])
            return None

    status = cells.get("status", "").lower()
    if status not in _STATUS_WORDS:
        problems.add("BOD005", row.place("status"), value=status, attribute="status", allowed="exempt, unranked")
    values: dict[str, object] = {}
    for code, attribute in attributes.items():
        if typed := cells.get(code, ""):
            value = _attribute(attribute, typed, lang)
            if value is None:
                allowed = ", ".join(option.code for option in attribute.options) or {"yes_no": "có, không"}.get(
                    attribute.type, "0, 1, 2…"
                )
                problems.add("BOD005", row.place(code), value=typed, attribute=attribute.name, allowed=allowed)
            else:
                values[code] = value
    return Body(
        code=cells["code"],
        name=cells["name"],
        attributes=values,
        status=_STATUS_WORDS.get(status, ""),
        parent=cells.get("parent", ""),
        predecessors=tuple(part.strip() for part in cells.get("predecessors", "").split(";") if part.strip()),
        opened=day("opened"),
        closed=day("closed"),
        note=cells.get("note", ""),
    )


def _attribute(attribute: Attribute, typed: str, lang: str) -> object | None:
    match attribute.type:
        case "yes_no":
            return YES_WORDS.get(typed.lower())
        case "choice":
            return next((option.code for option in attribute.options if typed in (option.code, option.name)), None)
        case "number":
            try:
                return parse(typed, lang)
            except NumberError:
                return None
    return typed


def given_attributes(criteria_set: CriteriaSet, given: dict[str, str]) -> dict[str, object]:
    """Turn attributes written as text (a worked example's) into values; those not understood are left out."""
    attributes = {attribute.code: attribute for attribute in criteria_set.attributes}
    values = {
        code: _attribute(attributes[code], unicodedata.normalize("NFC", typed), "en")
        for code, typed in given.items()
        if code in attributes
    }
    return {code: value for code, value in values.items() if value is not None}


def assign(criteria_set: CriteriaSet, bodies: Sequence[Body], problems: Problems) -> dict[str, Group]:
    """Give each body's ranking group by its code; a body claimed by none, or by two, is a problem and belongs to none or the first."""
    groups: dict[str, Group] = {}
    for body in bodies:
        claiming = [group for group in criteria_set.groups if holds(group.when, body.attributes)]
        if not claiming:
            problems.add("BOD004", Place(field=body.code), code=body.code)
            continue
        if len(claiming) > 1:
            problems.add("BOD003", Place(field=body.code), code=body.code, group=claiming[0].name, other=claiming[1].name)
        groups[body.code] = claiming[0]
    return groups
