"""An audit report as its page shows it: findings numbered, each put on its cell."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from khoabang.auditing.rulings import Told, letter_of
from khoabang.language import N_, text
from khoabang.scoring.numbers import show
from khoabang.scoring.problems import Problem
from khoabang.web.audits.errors import NotUnderstood
from khoabang.web.audits.running import Said
from khoabang.web.audits.selectors import set_names
from khoabang.web.portal.audit_words import EXPECTED, EXPECTED_ELSE, GRADES, KINDS, ON_CELLS, ROLES
from khoabang.web.portal.scan_page import ScanShown, scans_shown
from khoabang.web.portal.told_form import ToldForm, told_form, told_said

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OF_NUMBERS = {"order", "component", "subtotal", "total", "index", "percent", "maximum", "rank", "change"}
_WORST_FIRST = ("proved", "suspect", "rounding")


@dataclass(slots=True)
class Shown:
    """One finding, numbered through the report."""

    number: int
    grade: str
    grade_word: str
    on_cell: str
    kind: str
    body: str
    column: str
    printed: str
    expected: str
    expected_label: str
    message: str
    where: str
    changes: list[str]
    is_on_cell: bool = False


@dataclass(slots=True)
class CellShown:
    text: str
    is_figure: bool
    is_name: bool = False
    findings: list[Shown] = field(default_factory=list)

    @property
    def grade(self) -> str:
        """The worst of what was found here."""
        return min((each.grade for each in self.findings), key=_WORST_FIRST.index, default="")


@dataclass(slots=True)
class RowShown:
    cells: list[CellShown]
    is_special: bool = False
    skipped: int = 0  # rows before it that are not shown


@dataclass(slots=True)
class ColumnShown:
    number: int
    letter: str
    header: str
    roles: str
    is_figure: bool
    is_name: bool
    findings: list[Shown] = field(default_factory=list)

    @property
    def grade(self) -> str:
        return min((each.grade for each in self.findings), key=_WORST_FIRST.index, default="")


@dataclass(slots=True)
class TableShown:
    number: int
    title: str
    columns: list[ColumnShown]
    rows: list[RowShown]
    count: int
    rows_left_out: int
    inferred: list[dict[str, Any]]
    told: list[Shown]  # proved and suspect
    rounding: list[Shown]
    left_out: int
    said: list[str]  # by a person
    form: ToldForm


@dataclass(slots=True)
class AuditPage:
    tables: list[TableShown]
    findings: list[Shown]  # of the document
    borne_out: list[str]
    problems: list[dict[str, str]]
    hidden: list[str]
    counts: dict[str, int]
    role_choices: list[tuple[str, str]]
    scans: list[ScanShown]
    has_given: bool
    held_against: str  # a criteria set, by its name
    set_choices: dict[str, str]
    chosen_set: str
    set_fault: str
    is_refused: bool

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a page is only read by a machine, and nothing on it is proved."""
        return not all(scan.is_confirmed for scan in self.scans)


def audit_page(
    content: dict[str, Any], said: Said, lang: str, sent: Said | None = None, refused: NotUnderstood | None = None
) -> AuditPage:
    """Make the page of a report, of which people have `said` something; its forms show what they `sent` where that was refused."""
    numbers = iter(range(1, 1_000_000))
    of_document = [_shown(next(numbers), finding, lang) for finding in content["findings"]]
    tables = [_table(table, said, sent or said, refused, numbers, lang) for table in content["tables"]]
    counts = dict.fromkeys(_WORST_FIRST, 0)
    for each in [*of_document, *(each for table in tables for each in (*table.told, *table.rounding))]:
        counts[each.grade] += 1
    problems = [Problem(each["code"], params=each["params"]) for each in content["problems"]]
    return AuditPage(
        tables,
        of_document,
        [each["printed"] + (f" ({each['body']})" if each["body"] else "") for each in content["borne_out"] if each["printed"]],
        [{"what": problem.what(lang), "why": problem.why(lang), "remedy": problem.remedy(lang)} for problem in problems],
        content["source"]["hidden"],
        counts,
        [(role, text(word, lang)) for role, word in ROLES.items()],
        scans_shown(content),
        has_given=bool(said.told or said.criteria_set),
        held_against=set_names().get(said.criteria_set, said.criteria_set),
        set_choices=set_names(),
        chosen_set=(sent or said).criteria_set,
        set_fault=_no_criterion(sent, lang) if sent and refused and refused.table is None else "",
        is_refused=refused is not None,
    )


def _table(
    table: dict[str, Any], said: Said, sent: Said, refused: NotUnderstood | None, numbers: Iterator[int], lang: str
) -> TableShown:
    columns = [_column(number, column, table["roles"][number], lang) for number, column in enumerate(table["columns"])]
    kept, asked = (Told.from_plain(each.told.get(str(table["number"]), {})) for each in (said, sent))
    shown = [(_shown(next(numbers), finding, lang), finding) for finding in table["findings"]]
    name = next((column.number for column in columns if column.is_name), 0)
    on_rows: dict[tuple[int, int], list[Shown]] = defaultdict(list)
    on_special: dict[tuple[int, int], list[Shown]] = defaultdict(list)
    there = {row["number"] for row in table["rows"]}
    for each, finding in shown:
        row, position = finding["at"] or (None, None)
        if finding["special"] is not None and position is not None:
            on_special[finding["special"], position].append(each)
        elif row is not None:
            on_rows[row, name if position is None else position].append(each)
        elif position is not None and position < len(columns):
            columns[position].findings.append(each)
        each.is_on_cell = finding["special"] is not None or (row in there if row is not None else position is not None)
    told = [each for each, _ in shown if each.grade != "rounding"]
    return TableShown(
        number=table["number"],
        title=" › ".join(part for part in (table["title"], table["group"]) if part) or text(N_("Bảng không tên"), lang),
        columns=columns,
        rows=list(_rows(table, columns, on_rows, on_special)),
        count=len(table["rows"]) + table["rows_left_out"],
        rows_left_out=table["rows_left_out"],
        inferred=[_inferred(each, lang) for each in table["inferred"]],
        told=told,
        rounding=[each for each, _ in shown if each.grade == "rounding"],
        left_out=table["findings_left_out"],
        said=list(told_said(table, kept, lang)),
        form=told_form(table, asked, refused if refused and refused.table == table["number"] else None, lang),
    )


def _no_criterion(sent: Said, lang: str) -> str:
    """Say why a set was refused, with its name in place of its id."""
    name = set_names().get(sent.criteria_set, sent.criteria_set)
    return text(N_("không cột nào mang tên một tiêu chí của bộ «{name}»"), lang, name=name)


def _inferred(each: dict[str, Any], lang: str) -> dict[str, Any]:
    """An inference for the page; that of maxima says by itself who gave them."""
    is_given = each["given"] and each["kind"] != "maxima"
    return {"message": each["message"][lang], "agree": each["agree"], "rows": each["rows"], "is_given": is_given}


def _column(number: int, column: dict[str, Any], roles: list[str], lang: str) -> ColumnShown:
    return ColumnShown(
        number=number,
        letter=letter_of(number),
        header=column["header"],
        roles=" + ".join(text(ROLES[role], lang) for role in roles),
        is_figure=bool(_OF_NUMBERS & {*roles}),
        is_name="body" in roles,
    )


def _rows(
    table: dict[str, Any],
    columns: list[ColumnShown],
    on_rows: dict[tuple[int, int], list[Shown]],
    on_special: dict[tuple[int, int], list[Shown]],
) -> Iterator[RowShown]:
    """The rows in the order of the print: those that are no bodies where they stood."""
    special = sorted(table["special"], key=lambda row: row["after"])
    before = 0
    for row in table["rows"]:
        while special and special[0]["after"] <= row["number"]:
            yield _row(special.pop(0), columns, on_special, is_special=True)
        yield _row(row, columns, on_rows, skipped=row["number"] - before)
        before = row["number"] + 1
    for row in special:
        yield _row(row, columns, on_special, is_special=True)
    if (after := len(table["rows"]) + table["rows_left_out"] - before) > 0:
        yield RowShown([], skipped=after)


def _row(
    row: dict[str, Any],
    columns: list[ColumnShown],
    found: dict[tuple[int, int], list[Shown]],
    *,
    is_special: bool = False,
    skipped: int = 0,
) -> RowShown:
    cells = [
        CellShown(cell, column.is_figure, column.is_name, found.get((row["number"], column.number), []))
        for cell, column in zip(row["cells"], columns, strict=False)
    ]
    return RowShown(cells, is_special, skipped)


def _shown(number: int, finding: dict[str, Any], lang: str) -> Shown:
    return Shown(
        number=number,
        grade=finding["grade"],
        grade_word=text(GRADES[finding["grade"]], lang),
        on_cell=text(ON_CELLS[finding["grade"]], lang),
        kind=text(KINDS[finding["kind"]], lang),
        body=finding["body"] or "",
        column=finding["column"] or "",
        printed=finding["printed"],
        expected=_written(finding["expected"], lang),
        expected_label=text(EXPECTED.get(finding["kind"], EXPECTED_ELSE), lang),
        message=finding["message"][lang],
        where=finding["where"],
        changes=list(_changes(finding, lang)),
    )


def _written(expected: str | None, lang: str) -> str:
    if expected is None:
        return ""
    return show(expected, lang) if _NUMBER.fullmatch(expected) else expected


def _changes(finding: dict[str, Any], lang: str) -> Iterator[str]:
    changes = finding["changes"] or {}
    if ranks := changes.get("rank"):
        yield text(N_("hạng {before} thành ít nhất hạng {after}"), lang, before=ranks[0], after=ranks[1])
    if classes := changes.get("class"):
        yield text(N_("loại «{before}» thành «{after}»"), lang, before=classes[0], after=classes[1])
    if finding.get("changes_nothing"):
        yield text(N_("không làm thay đổi hạng hay loại"), lang)
    for each in finding["further"]:
        parts = []
        if each["rank"]:
            parts.append(text(N_("hạng {after}"), lang, after=each["rank"][1]))
        if each["class"]:
            parts.append(text(N_("loại «{after}»"), lang, after=each["class"][1]))
        if parts:
            yield text(N_("nếu điểm tối đa là {value}: {so}"), lang, value=show(each["value"], lang), so=", ".join(parts))


def csv_rows(content: dict[str, Any], lang: str) -> Iterator[list[str]]:
    """The findings as rows of a table, safe to open in a spreadsheet."""
    heads = (
        N_("Bảng"),
        N_("Mức"),
        N_("Loại"),
        N_("Đơn vị"),
        N_("Cột"),
        N_("Bảng ghi"),
        EXPECTED_ELSE,
        N_("Nội dung"),
        N_("Làm thay đổi"),
        N_("Vị trí"),
    )
    yield [text(head, lang) for head in heads]
    groups = [("", content["findings"])] + [(str(table["number"] + 1), table["findings"]) for table in content["tables"]]
    for table, findings in groups:
        for finding in findings:
            each = _shown(0, finding, lang)
            said = (table, each.grade_word, each.kind, each.body, each.column, each.printed, each.expected)
            yield [_harmless(cell) for cell in (*said, each.message, "; ".join(each.changes), each.where)]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
