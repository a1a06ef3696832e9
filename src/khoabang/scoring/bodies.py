"""The bodies of a round: codes, names, attributes, lineage; and which ranking group claims each."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from khoabang.language import N_, text
from khoabang.scoring.criteria.inputs import YES_WORDS, AnswerError, read_date
from khoabang.scoring.criteria.model import Attribute, CriteriaSet, Group, holds
from khoabang.scoring.files.tables import Row, Table
from khoabang.scoring.numbers import NumberError, parse
from khoabang.scoring.problems import Place, Problems

MAX_BODIES = 20_000  # all communes and provincial bodies of the country are below 5,000
MAX_FIGURES = 1_000_000  # bodies times criteria, each of which becomes a figure of the result
_MOST_OF_CIRCLE = 12
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
    criteria = max((sum(1 for _ in annex.walk()) for annex in criteria_set.annexes), default=0)
    if len(table.rows) > MAX_BODIES or len(table.rows) * criteria > MAX_FIGURES:
        detail = text(N_("{bodies} cơ quan × {criteria} tiêu chí"), bodies=len(table.rows), criteria=criteria)
        problems.add("FIL016", table.rows[-1].place("code"), detail=detail)
        return []
    bodies: dict[str, Body] = {}
    alike: dict[str, str] = {}
    rows: dict[str, Row] = {}
    for row in table.rows:
        code, name = row.cells.get("code", ""), row.cells.get("name", "")
        if not code or not name:
            problems.add("BOD008", row.place("code"))
        elif code in bodies:
            problems.add("BOD002", row.place("code"), code=code, first=rows[code].place("code"))
        elif (other := alike.get(_look(code))) is not None:
            problems.add("BOD011", row.place("code"), code=code, other=other, first=rows[other].place("code"))
        else:
            alike[_look(code)] = code
            rows[code] = row
            bodies[code] = _body(row, attributes, table.lang, problems)
    _refuse_circles("parent", {body.code: [body.parent] for body in bodies.values()}, rows, problems)
    _refuse_circles("predecessors", {body.code: body.predecessors for body in bodies.values()}, rows, problems)
    for body in bodies.values():
        if body.parent and body.parent not in bodies:  # predecessors may stand in an earlier round's list only
            problems.add("BOD007", rows[body.code].place("parent"), code=body.code, target=body.parent)
    return list(bodies.values())


def _look(code: str) -> str:
    """Give what a reader sees of a code: case, width and blanks do not tell two bodies apart."""
    return "".join(unicodedata.normalize("NFKC", code).casefold().split())


def _refuse_circles(column: str, links: Mapping[str, Iterable[str]], rows: Mapping[str, Row], problems: Problems) -> None:
    """Report a body that stands above, or before, itself."""
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        order = {code: number for number, code in enumerate(rows)}
        first = min(range(len(circle) - 1), key=lambda position: order[circle[position]])
        circle = [*circle[first:-1], *circle[: first + 1]]
        shown = circle if len(circle) <= _MOST_OF_CIRCLE else [*circle[:_MOST_OF_CIRCLE], "…", circle[-1]]
        problems.add("BOD010", rows[circle[0]].place(column), code=circle[0], chain=" → ".join(shown))


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
    if read_status(status) is None:
        problems.add(
            "BOD005", row.place("status"), value=status, attribute="status", allowed=", ".join(filter(None, _STATUS_WORDS))
        )
    values: dict[str, object] = {}
    for code, attribute in attributes.items():
        if typed := cells.get(code, ""):
            value = read_attribute(attribute, typed, lang)
            if value is None:
                problems.add(
                    "BOD005", row.place(code), value=typed, attribute=attribute.name, allowed=allowed_values(attribute, lang)
                )
            else:
                values[code] = value
    return Body(
        code=cells["code"],
        name=cells["name"],
        attributes=values,
        status=read_status(status) or "",
        parent=cells.get("parent", ""),
        predecessors=tuple(part.strip() for part in cells.get("predecessors", "").split(";") if part.strip()),
        opened=day("opened"),
        closed=day("closed"),
        note=cells.get("note", ""),
    )


def read_status(typed: str) -> BodyStatus | None:
    """Read how a body is evaluated; None where the text says nothing of it."""
    return _STATUS_WORDS.get(typed.lower())


def allowed_values(attribute: Attribute, lang: str) -> str:
    """Say how a value of an attribute is written."""
    if attribute.type == "number":
        whole, part = "18400", "18400,5" if lang == "vi" else "18400.5"
        return text(N_("số viết liền, không dấu ngăn hàng nghìn, ví dụ {whole} hoặc {part}"), whole=whole, part=part)
    return ", ".join(option.name or option.code for option in attribute.options) or "có, không"


def read_attribute(attribute: Attribute, typed: str, lang: str) -> object | None:
    """Read a value of an attribute; None where the text is none."""
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


def given_attributes(criteria_set: CriteriaSet, given: Mapping[str, str], lang: str = "en") -> dict[str, object]:
    """Turn attributes written as text (a worked example's, a register's) into values; those not understood are left out."""
    attributes = {attribute.code: attribute for attribute in criteria_set.attributes}
    values = {
        code: read_attribute(attributes[code], unicodedata.normalize("NFC", typed), lang)
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
