"""What bodies answered: text as typed, by body and input; it becomes values only when a rule asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khoabang.scoring.bodies import Body
from khoabang.scoring.criteria.model import CriteriaSet, holds
from khoabang.scoring.files.tables import Row, Table
from khoabang.scoring.problems import Place, Problems

NOTE_SUFFIX = ":note"
BODY_COLUMN = "body"
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answers:
    """Typed text of each body's inputs, notes to them, and where they stand in the file."""

    typed: Mapping[str, Mapping[str, str]]
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lang: str = "vi"
    rows: Mapping[str, Row] = field(default_factory=dict)
    blank: str = ""  # what an empty cell stands for: missing, or not published in a partial publication

    def of(self, body: str) -> Mapping[str, str]:
        """Give what one body typed, by input code."""
        return self.typed.get(body, _NONE)

    def notes_of(self, body: str) -> Mapping[str, str]:
        """Give the notes of one body, by input code."""
        return self.notes.get(body, _NONE)

    def place(self, body: str, code: str) -> Place:
        """Give the place of one answer."""
        row = self.rows.get(body)
        return row.place(code) if row else Place(field=f"{body}.{code}")


def read_answers(
    table: Table, criteria_set: CriteriaSet, bodies: Sequence[Body], problems: Problems, *, blank: str = ""
) -> Answers:
    """Read the table of answers; unknown columns and bodies, and second rows, are problems and are not used."""
    if BODY_COLUMN not in table.columns:
        problems.add("BOD001", Place(table.file), column=BODY_COLUMN)
        return Answers({}, lang=table.lang)
    known = {body.code for body in bodies}
    for column in table.columns:
        if column != BODY_COLUMN and column.removesuffix(NOTE_SUFFIX) not in criteria_set.inputs:
            problems.add("ANS003", Place(table.file, field=column), column=column)
    typed: dict[str, dict[str, str]] = {}
    notes: dict[str, dict[str, str]] = {}
    rows: dict[str, Row] = {}
    for row in table.rows:
        body = row.cells.get(BODY_COLUMN, "")
        if not body:
            problems.add("BOD008", row.place(BODY_COLUMN))
        elif body not in known:
            problems.add("ANS001", row.place(BODY_COLUMN), body=body)
        elif body in rows:
            problems.add("ANS002", row.place(BODY_COLUMN), body=body, first=rows[body].place(BODY_COLUMN))
        else:
            rows[body] = row
            typed[body] = {code: cell for code, cell in row.cells.items() if code in criteria_set.inputs}
            notes[body] = {
                code.removesuffix(NOTE_SUFFIX): cell for code, cell in row.cells.items() if code.endswith(NOTE_SUFFIX) and cell
            }
    for listed in bodies:
        expected = not blank and listed.status != "exempt" and not listed.predecessors
        if expected and listed.code not in rows and _is_asked(criteria_set, listed):
            problems.add("ANS004", Place(table.file, field=listed.code), body=listed.code)
    return Answers(typed, notes, table.lang, rows, blank)


def _is_asked(criteria_set: CriteriaSet, body: Body) -> bool:
    """Whether the annex of a body's group has inputs; of a body without a group nobody knows."""
    codes = {group.annex for group in criteria_set.groups if holds(group.when, body.attributes)}
    return not codes or any(annex.inputs for annex in criteria_set.annexes if annex.code in codes)
