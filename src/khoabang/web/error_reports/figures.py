"""Which figure a report is about: found in the result document of the edition that the reader saw, and kept as it is printed there."""

from dataclasses import dataclass

from khoabang.web.error_reports.models import ErrorReport, Part
from khoabang.web.rounds import selectors
from khoabang.web.rounds.documents import BodyRow, CriterionScore, Figure
from khoabang.web.rounds.selectors import Current


@dataclass(frozen=True, slots=True)
class Meant:
    """A place in a result: a round, a group of it, a body, a criterion of a body, one of their figures."""

    current: Current
    group: str = ""
    group_name: str = ""
    body: str = ""
    body_name: str = ""
    criterion: str = ""
    criterion_name: str = ""
    part: Part = Part.LINE
    shown: str = ""  # as the document prints it; empty where there is none

    def offered(self) -> list[tuple[Part, str]]:
        """The figures of the line, each with what is printed; those that nobody published are not among them."""
        row = self.row
        return [] if row is None else [(part, text) for part in Part if part and (text := printed(row, self.criterion, part))]

    @property
    def row(self) -> BodyRow | None:
        group = self.current.group(self.group)
        return selectors.body_row(group, self.body) if group else None


def meant(round_code: str, edition: int, *, group: str = "", body: str = "", criterion: str = "", part: str = "") -> Meant | None:
    """Find what a reader means; None where the edition has no such place."""
    current = selectors.edition_current(round_code, edition)
    return None if current is None else _within(current, group, body, criterion, part)


def meant_by(report: ErrorReport) -> Meant:
    """What a report is about, in the edition that its reader saw; with the codes alone where that document does not read any more."""
    current = selectors.current_of(report.result)
    found = _within(current, report.group, report.body, report.criterion, report.part)
    return found or Meant(current, report.group, report.group, report.body, report.body, report.criterion, report.criterion)


def _within(current: Current, group: str, body: str, criterion: str, part: str) -> Meant | None:
    if part not in Part.values:
        return None
    if not group:
        return None if body or criterion or part else Meant(current)
    found = current.group(group)
    if found is None:
        return None
    row = selectors.body_row(found, body) if body else None
    info = next((each for each in current.annex_of(found)["criteria"] if each["code"] == criterion), None)
    if (body and row is None) or (criterion and info is None) or (part and row is None):
        return None
    return Meant(
        current,
        group,
        found["name"],
        body,
        row["name"] if row else "",
        criterion,
        info["name"] if info else "",
        Part(part),
        printed(row, criterion, Part(part)) if row else "",
    )


def printed(row: BodyRow, criterion: str, part: Part) -> str:
    """A figure of a line as the document prints it: what its source stated, or else what was computed; nothing where neither is there."""
    if criterion:
        score: CriterionScore | None = row["criteria"].get(criterion)
        if score is None:
            return ""
        match part:
            case Part.POINTS:
                return _text(score["points"])
            case Part.INDEX:
                return _text(score["index"])
            case Part.RANK:
                return str(score["rank"] or "")
            case _:
                return ""
    match part:
        case Part.POINTS:
            return _text(row["points"])
        case Part.INDEX:
            return _text(row["index"])
        case Part.RANK:
            return row["rank"]["stated"] or str(row["rank"]["value"] or "")
        case Part.CLASS:
            return row["class"]["stated"] or row["class"]["value"] or ""
        case _:
            return ""


def _text(figure: Figure | None) -> str:
    return (figure["stated"] or figure["shown"] or "") if figure else ""
