"""What a person says of a table on the command line: `--role 2:E=total` and the like, put together by table."""

import argparse
import re
from dataclasses import replace

from khoabang.auditing.rulings import ROLES, Told, position_of
from khoabang.cli.reading import MisuseError
from khoabang.language import N_, text

_WITH_TABLE = re.compile(r"\s*(\d{1,3})\s*:(.*)", re.DOTALL)
_ANY_COLUMN = [""] * 1_000


def told(arguments: argparse.Namespace) -> dict[int, Told]:
    """Put together what the options say, by table counted from 0.

    Raises:
        MisuseError: an option is not written as it must be; what the table itself decides is left to the audit.
    """
    found: dict[int, Told] = {}

    def of(table: int) -> Told:
        return found.get(table, Told())

    for given in arguments.role:
        table, column, role = _for_column(given)
        if role not in ROLES:
            raise _misuse(N_("không hiểu «{given}»; vai của cột là một trong: {roles}"), given, roles=", ".join(ROLES))
        found[table] = replace(of(table), roles={**of(table).roles, column: role})
    for given in arguments.maximum:
        table, column, most = _for_column(given)
        found[table] = replace(of(table), maxima={**of(table).maxima, column: most})
    for given in arguments.formula:
        table, line = _parted(given)
        found[table] = replace(of(table), formulas=(*of(table).formulas, line))
    for given in arguments.band:
        table, line = _parted(given)
        found[table] = replace(of(table), classes=(*of(table).classes, line))
    for given in arguments.order:
        table, column_name = _parted(given)
        found[table] = replace(of(table), order=column_name)
    for given in arguments.ties:
        table, numbering = _parted(given)
        found[table] = replace(of(table), ties=numbering)
    for given in arguments.groups:
        table, column_name = _parted(given)
        found[table] = replace(of(table), groups=column_name)
    return found


def _parted(given: str) -> tuple[int, str]:
    """Take the table's number, if any, off: `2:…`; counted from 0."""
    parted = _WITH_TABLE.fullmatch(given)
    if parted and not parted[1].strip("0"):
        raise _misuse(N_("không hiểu «{given}»; bảng đếm từ 1"), given)
    return (int(parted[1]) - 1, parted[2].strip()) if parted else (0, given.strip())


def _for_column(given: str) -> tuple[int, int, str]:
    table, rest = _parted(given)
    name, equals, value = rest.partition("=")
    column = position_of(name, _ANY_COLUMN) if name.strip() else None
    if column is None or not equals or not value.strip():
        raise _misuse(N_("không hiểu «{given}»; viết như 5=total, E=total, hoặc 2:5=total ở bảng thứ hai"), given)
    return table, column, value.strip()


def _misuse(message: str, given: str, **params: str) -> MisuseError:
    return MisuseError("CMD001", detail=text(message, given=given, **params), program="khoabang audit")
