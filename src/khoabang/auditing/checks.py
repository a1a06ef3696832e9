"""What the checks of one table share: the table understood, how a finding is placed and worded, what another figure changes."""

from collections.abc import Sequence
from fractions import Fraction

from khoabang.auditing.consequences import Consequences
from khoabang.auditing.findings import Finding, Grade, Kind
from khoabang.auditing.ordering import Ordering
from khoabang.auditing.roles import Understanding
from khoabang.auditing.rulings import Band
from khoabang.auditing.sheet import Column, Sheet


class Checks:
    """One table understood. `stated_total` are maxima of the total, `bands` bounds of classes that the document itself states."""

    def __init__(
        self,
        found: Understanding,
        orderings: list[Ordering],
        stated_total: Sequence[Fraction] = (),
        bands: Sequence[Sequence[Band]] = (),
    ) -> None:
        self.found = found
        self.bands = bands
        self.sheet: Sheet = found.sheet
        self.bodies = found.sheet.bodies
        self.notes = found.sheet.all_of("note")
        self.orderings = orderings
        self.stated_total = stated_total
        self.after = Consequences(found, orderings)

    def finding(
        self, code: str, grade: Grade, row: int, column: Column, expected: Fraction | str | None, **more: object
    ) -> Finding:
        kind: Kind = code.split(".", maxsplit=1)[0]  # type: ignore[assignment]
        figure = column.figures[row] if column.figures else None
        printed = figure.printed if figure else column.printed[row].text
        where = f"{self.sheet.table.rows[row].place}: {column.header}"
        return Finding(
            code,
            kind,
            grade,
            self.bodies[row],
            column.header,
            printed,
            expected,
            where,
            row,
            column.position,
            **more,  # type: ignore[arg-type]
        )

    def remarked(self, row: int) -> bool:
        """Whether the row has a remark of its own: what it says may explain a difference."""
        return any(column.printed[row].text.strip() for column in self.notes)

    def moves(self, row: int, column: Column, value: Fraction) -> dict[str, object]:
        """What another figure changes: places and classes before and after, where they differ; whether nothing does."""
        ranks, classes = self.after.rank(row, column, value), self.after.of_class(row, column, value)
        same_rank = ranks is not None and ranks[0] == ranks[1]
        same_class = classes is not None and classes[0] == classes[1]
        return {
            "ranks": None if same_rank else ranks,
            "classes": None if same_class else classes,
            "changes_nothing": same_rank and (same_class or self.after.classes is None),
        }
