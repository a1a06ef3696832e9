"""Tables written down in a test, as a reader would give them."""

from khoabang.auditing.classes import settle_classes
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.document import Cell
from khoabang.auditing.findings import Finding
from khoabang.auditing.ordering import Ordering, find_orderings
from khoabang.auditing.roles import Understanding, understand
from khoabang.auditing.sheet import Sheet, make_ready
from khoabang.auditing.table import Row, SpecialRow, Table
from khoabang.auditing.table_checks import TableChecks
from khoabang.scoring.problems import Place


def table(text: str, **special: str) -> Table:
    """Make a table of lines whose cells are parted by `|`; special rows by their kind."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = [Row([Cell(cell) for cell in line], Place()) for line in lines[1:]]
    others = [
        SpecialRow(
            kind,
            line.split("|")[1].strip() or kind,
            Row([Cell(cell.strip()) for cell in line.split("|")], Place()),
            0 if kind == "maximum" else len(rows),
        )  # type: ignore[arg-type]
        for kind, line in special.items()
    ]
    return Table("", lines[0], rows, Place(), others)


def ready(text: str, **special: str) -> Sheet:
    return make_ready(table(text, **special))


def understood(text: str, **special: str) -> tuple[Understanding, list[Ordering]]:
    return follow(understand(ready(text, **special)))


def follow(found: Understanding) -> tuple[Understanding, list[Ordering]]:
    orderings = find_orderings(found.sheet)
    settle_classes(found, Consequences(found, orderings))
    return found, orderings


def audited(text: str, **special: str) -> list[Finding]:
    return list(TableChecks(*understood(text, **special)).run())


def said(findings: list[Finding], *grades: str) -> list[tuple[str, str, str]]:
    """Give code, body and column of the findings of some grades; without any, of all but rounding."""
    wanted = grades or ("proved", "suspect")
    return [(each.code, each.body, each.column) for each in findings if each.grade in wanted]


def lines(headers: str, rows: list[list[object]]) -> str:
    return "\n".join([headers, *("|".join(str(cell) for cell in row) for row in rows)])
