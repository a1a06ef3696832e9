"""The bodies of a round as a table: written to be filled in, and read back with each cell spelt as it is kept."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import get_language, gettext

from khoabang.scoring import CriteriaSet, Problems, read_bodies
from khoabang.scoring.bodies import read_attribute, read_status
from khoabang.scoring.files.form_book import Field
from khoabang.scoring.files.forms import BODIES_SHEET, attribute_shown, body_fields, status_shown
from khoabang.web.assessments.current import criteria_set_of, participants_of
from khoabang.web.conduct.participants import row_of
from khoabang.web.organisations.tables import TableRefused, as_told, read_rows, written
from khoabang.web.rounds.models import Round

_OF_THE_REGISTER: Final = ("opened", "closed")  # a table of bodies may have them; a round asks the register
_OF_THE_REST: Final = {"BOD007"}  # a body above may be in the round and not in this table; saving looks again at the whole


def columns(criteria_set: CriteriaSet, lang: str) -> list[Field]:
    """The columns of the table."""
    return [each for each in body_fields(criteria_set, lang) if each.key not in _OF_THE_REGISTER]


def table_of(round_: Round) -> bytes:
    """The bodies of a round as a workbook."""
    criteria_set, lang = criteria_set_of(round_), get_language() or "vi"
    rows = [_shown(criteria_set, row_of(each), lang) for each in participants_of(round_)]
    how = gettext(
        "Mỗi cơ quan một dòng; mã như trong sổ cơ quan, tên chỉ để đọc. Miễn đánh giá hoặc không xếp hạng: ghi lý do ở cột ghi chú."
    )
    return written(columns(criteria_set, lang), rows, title=round_.title, how=how, sheet=BODIES_SHEET)


def _shown(criteria_set: CriteriaSet, row: Mapping[str, str], lang: str) -> dict[str, str]:
    said = {each.code: attribute_shown(each, row.get(each.code, ""), lang) for each in criteria_set.attributes}
    return {**row, "status": status_shown(row["status"], lang), **said}


def rows_in(round_: Round, path: Path, shown_as: str) -> list[dict[str, str]]:
    """Read a table of bodies: its rows by the codes of its columns. What says the same as what is kept is spelt as that is.

    Raises:
        TableRefused: it cannot be read; each problem stands at its cell.
    """
    criteria_set = criteria_set_of(round_)
    table = read_rows(path, shown_as, lambda lang: body_fields(criteria_set, lang), ("code", "name"), lang=criteria_set.lang)
    problems = Problems()
    read_bodies(table, criteria_set, problems)
    if errors := [each for each in problems.errors if each.code not in _OF_THE_REST]:
        raise TableRefused(problems=as_told(errors))
    given = [column for column in table.columns if column not in _OF_THE_REGISTER]
    return _as_kept(round_, criteria_set, [{column: row.cells[column] for column in given} for row in table.rows])


def _as_kept(round_: Round, criteria_set: CriteriaSet, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    kept = {each.body.code: row_of(each) for each in participants_of(round_)}
    found = []
    for row in rows:
        plain, stands = spelt(criteria_set, row), kept.get(row["code"], {})
        alike = spelt(criteria_set, stands)
        found.append({key: stands[key] if key in stands and alike[key] == value else value for key, value in plain.items()})
    return found


def spelt(criteria_set: CriteriaSet, row: Mapping[str, str]) -> dict[str, str]:
    """A row in one spelling, that of the form: an option by its code, yes and no by one word, a standing by its code."""
    found = dict(row)
    if "status" in found:
        found["status"] = read_status(found["status"]) or ""
    for attribute in criteria_set.attributes:
        if not (typed := found.get(attribute.code, "")):
            continue
        value = read_attribute(attribute, typed, criteria_set.lang)
        if isinstance(value, bool):
            found[attribute.code] = "có" if value else "không"
        elif attribute.type == "choice" and isinstance(value, str):
            found[attribute.code] = value
    return found
