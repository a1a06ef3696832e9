"""A result as a workbook: totals, indices, ranks and classes as live formulas beside the frozen values, and a cell that says whether they agree.

    ranking_workbook(result, criteria_set)                             # for readers
    ranking_workbook(result, criteria_set, inputs=(bodies, answers))   # `khoabang score` reads it back

A sheet for each ranking group, then the rules in figures, the criteria, notes. Text is written as text whatever it begins with; the same result gives
the same bytes. Rows are written as they come, so that a national round needs little memory.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from khoabang.documents.appendix import notes_of
from khoabang.documents.decision import MARKS
from khoabang.documents.group_sheet import GroupSheet
from khoabang.documents.wording import short_day
from khoabang.scoring.answers import NOTE_SUFFIX, Answers
from khoabang.scoring.bodies import Body
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.spoken import spoken
from khoabang.scoring.files.form_book import GREY, INK, PAPER, SEAL
from khoabang.scoring.files.forms import ANSWERS_SHEET, BODIES_SHEET, answer_fields, body_fields, filled
from khoabang.scoring.files.tables import REMARK
from khoabang.scoring.files.workbooks import META_SHEET
from khoabang.scoring.files.written_tables import FigureSheet
from khoabang.scoring.numbers import show

Json = dict[str, Any]
Inputs = tuple[Sequence[Body], Answers]
ABOUT, RULES, CRITERIA, NOTES = "Giới thiệu", "Quy định", "Tiêu chí", "Ghi chú"
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - no fact of the document: the earliest day of the archive's format
_MOST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_ROLES = {"scored": "tính điểm", "bonus": "điểm thưởng", "penalty": "điểm trừ", "informational": "thu thập, không chấm điểm"}
_HOW = (
    "Cột «công thức» tự tính lại khi sửa điểm; cột «đã chốt» là kết quả như đã duyệt và không đổi; cột «Đối chiếu» cho biết hai cột có khớp không.",
    "Ô ghi «không áp dụng» hoặc «được miễn» không cộng vào tổng và bớt khỏi điểm tối đa theo quy định của bộ tiêu chí.",
    "Sửa bảng này không làm đổi kết quả: kết quả chỉ đổi bằng một bản công bố đính chính.",
)


def ranking_workbook(
    result: Json, criteria_set: CriteriaSet, *, inputs: Inputs | None = None, provenance: Iterable[tuple[str, str]] = ()
) -> bytes:
    """Write a result as a workbook (xlsx).

    Args:
        result: the result document.
        criteria_set: the set that it was scored by.
        inputs: bodies and answers, on sheets that `khoabang score` reads.
        provenance: more lines of where the figures come from, such as the edition and hashes of files.
    """
    return _Book(result, criteria_set).written(inputs, provenance)


class _Page(FigureSheet):
    """A sheet whose formulas are ours: no function of later years is looked for in them."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _Book:
    def __init__(self, result: Json, criteria_set: CriteriaSet) -> None:
        self.result = result
        self.set = criteria_set
        self.target = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "vcenter"},
            },
        )
        self.book.set_properties({"title": result["round"]["title"], "created": _MADE})
        self.book.set_calc_mode("auto")
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **extra: Any) -> Any:
        given = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "vcenter", **extra}
        key = tuple(sorted(given.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(given)
        return self.formats[key]

    def written(self, inputs: Inputs | None, provenance: Iterable[tuple[str, str]]) -> bytes:
        self.about(provenance)
        groups = [group for group in self.result["groups"] if group["bodies"]]
        names = _sheet_names([group["name"] for group in groups])
        thresholds = self.thresholds()
        partial = self.result["round"]["completeness"] != "complete"
        for group, name in zip(groups, names, strict=True):
            GroupSheet(self.set, group, thresholds, self.style, partial=partial).write(
                self.book.add_worksheet(name, _Page), self.title(group)
            )
        self.rules()
        self.criteria()
        self.notes(groups)
        if inputs is not None:
            self.inputs(*inputs)
        self.book.close()
        return self.target.getvalue()

    def title(self, group: Json) -> tuple[str, str]:
        mark = MARKS.get(self.result["round"]["kind"], "")
        return group["name"], " · ".join(part for part in (self.result["round"]["title"], mark) if part)

    def about(self, provenance: Iterable[tuple[str, str]]) -> None:
        page = self.page(ABOUT, (26, 110))
        round_, set_ = self.result["round"], self.result["set"]
        decision, source = round_["decision"] or {}, round_["source"] or {}
        parts = (
            decision.get("type"),
            decision.get("number"),
            decision.get("date") and f"ngày {short_day(decision['date'])}",
            decision.get("issuer"),
        )
        lines = [
            ("Đợt đánh giá", f"{round_['title']} ({round_['id']})" if round_["id"] else round_["title"]),
            ("Năm", str(round_["year"] or "")),
            ("Cơ quan công bố", (round_["authority"] or {}).get("name") or ""),
            ("Văn bản", " · ".join(part for part in parts if part)),
            ("Nguồn", source.get("title") or ""),
            ("Tính chất", MARKS.get(round_["kind"], "")),
            ("Bộ tiêu chí", f"{set_['name']} ({set_['id']}, bản {set_['version']})"),
            ("SHA-256 của bộ tiêu chí", set_["sha256"]),
            *provenance,
        ]
        page.write_string(0, 0, round_["title"], self.style(bold=True, font_size=14, font_color=SEAL))
        for row, (name, said) in enumerate(((name, said) for name, said in lines if said), 2):
            page.write_string(row, 0, name, self.style(bold=True, valign="top"))
            page.write_string(row, 1, said, self.style(text_wrap=True, valign="top"))
        for row, said in enumerate(_HOW, len(lines) + 3):
            page.write_string(row, 0, said, self.style(font_color=GREY))

    def thresholds(self) -> list[tuple[str, str]]:
        """Give the cells of each class's bounds on the sheet of rules: where it begins, where it ends."""
        bands = self.set.policies.classes.bands if self.set.policies.classes else []
        cells = []
        for position, band in enumerate(bands):
            row = position + 3
            low = f"'{RULES}'!$B${row}"
            cells.append((low, f"'{RULES}'!$C${row}" if band.to is not None else f"'{RULES}'!$B${row - 1}"))
        return cells

    def rules(self) -> None:
        page = self.page(RULES, (34, 16, 16, 80))
        policies = self.set.policies
        head = self.style(bold=True, bg_color=PAPER, bottom=1, bottom_color=SEAL)
        page.write_string(0, 0, "Ngưỡng xếp loại", self.style(bold=True, font_size=12, font_color=SEAL))
        for column, said in enumerate(("Xếp loại", "Từ", "Đến", "Ghi chú")):
            page.write_string(1, column, said, head)
        row = 2
        for band in policies.classes.bands if policies.classes else []:
            page.write_string(row, 0, band.name, self.style())
            for column, amount in ((1, band.from_), (2, band.to)):
                if amount is not None and amount.value is not None:
                    page.write_number(row, column, amount.value.numerator / amount.value.denominator, self.style())
            page.write_string(row, 3, band.inferred or band.from_.inferred or "", self.style(font_color=GREY))
            row += 1
        lines = [("Xếp loại, xếp hạng, làm tròn", "")]
        if policies.classes:
            lines += [
                ("Xếp loại theo", spoken(policies.classes.basis, "vi", key="basis")),
                ("Cận", spoken(policies.classes.closed, "vi", key="closed")),
            ]
        ranking = policies.ranking
        lines += [
            ("Xếp hạng theo", spoken(ranking.by, "vi", key="by")),
            ("Thứ tự", spoken(ranking.order, "vi", key="order")),
            ("Khi bằng nhau", spoken(ranking.ties, "vi", key="ties")),
            ("So sánh theo", spoken(ranking.compare, "vi", key="compare")),
            ("Tiêu chí phân định khi bằng nhau", ", ".join(ranking.tie_breaks) or "không có"),
            ("Vượt điểm tối đa", spoken(policies.over_maximum.use, "vi", key="over_maximum")),
        ]
        for figure, name in (
            ("points", "điểm"),
            ("index", "chỉ số"),
            ("percent", "tỷ lệ phần trăm"),
            ("converted", "điểm quy đổi"),
        ):
            if found := policies.rounding.of(figure):  # type: ignore[arg-type]
                lines.append((f"Làm tròn {name}", f"{found.places} chữ số thập phân, {spoken(found.mode, 'vi', key='mode')}"))
        for name, said in lines:
            row += 1
            page.write_string(row, 0, name, self.style(bold=not said))
            page.write_string(row, 1, said, self.style())

    def criteria(self) -> None:
        headings = (
            "Phụ lục",
            "Mã",
            "Tiêu chí, chỉ tiêu",
            "Cách tính vào tổng",
            "Điểm tối đa",
            "Trọng số",
            "Cách chấm điểm",
            "Căn cứ",
            "Ghi chú",
        )
        page = self.page(CRITERIA, (12, 10, 60, 18, 12, 10, 80, 40, 60), headings)
        wrap, row = self.style(text_wrap=True, valign="top"), 1
        for annex in self.set.annexes:
            for criterion in annex.walk():
                amount = criterion.maximum
                rule = criterion.text or (
                    spoken(criterion.rule.model_dump(mode="json", by_alias=True, exclude_defaults=True), "vi")
                    if criterion.rule
                    else ""
                )
                reference = criterion.reference
                document = self.set.documents.get(reference.document) if reference else None
                cited = " ".join(part for part in (document.type, document.number) if part) if document else ""
                note = " ".join(part for part in (criterion.note, amount.inferred if amount else None) if part)
                for column, said in enumerate((annex.code, criterion.code, criterion.name, _ROLES[criterion.role])):
                    page.write_string(row, column, said, wrap)
                if amount is not None and amount.value is not None:
                    page.write_number(row, 4, amount.value.numerator / amount.value.denominator, wrap)
                elif amount is not None:
                    page.write_string(row, 4, "không công bố", wrap)
                if criterion.weight is not None and criterion.weight.value is not None:
                    weight = criterion.weight.value
                    page.write_number(row, 5, weight.numerator / weight.denominator, wrap)
                for column, said in (
                    (6, rule),
                    (7, f"{cited}, {reference.at}" if reference and reference.at else cited),
                    (8, note),
                ):
                    page.write_string(row, column, said, wrap)
                row += 1

    def notes(self, groups: Sequence[Json]) -> None:
        page = self.page(NOTES, (26, 120), ("Về", "Nội dung"))
        annexes = {annex["code"]: annex for annex in self.result["annexes"]}
        names = {body["code"]: body["name"] for group in groups for body in group["bodies"]}
        lines = [("Đợt đánh giá", note) for note in self.result["round"]["notes"]]
        lines += [(group["name"], note) for group in groups for note in notes_of(group, annexes[group["annex"]])]
        lines += [(names.get(finding["body"], "Phát hiện"), finding["text"]) for finding in self.result["findings"]]
        lines += [
            (
                names.get(each["body"], "Chênh lệch với bản in"),
                f"{each['column']}: in {show(each['stated'])}, tính lại {show(each['computed'])}. {each['reason']}",
            )
            for each in self.result["differences"]
        ]
        for row, (about, said) in enumerate(lines, 1):
            page.write_string(row, 0, about, self.style(valign="top", text_wrap=True))
            page.write_string(row, 1, said, self.style(valign="top", text_wrap=True))

    def inputs(self, bodies: Sequence[Body], answers: Answers) -> None:
        """Write what was answered, in the form that `khoabang score` reads."""
        answered, known = answer_fields(self.set), body_fields(self.set)
        rows = []
        for body in bodies:
            typed, notes = answers.of(body.code), answers.notes_of(body.code)
            if typed or notes:
                cells = [
                    notes.get(field.key.removesuffix(NOTE_SUFFIX), "")
                    if field.key.endswith(NOTE_SUFFIX)
                    else typed.get(field.key, "")
                    for field in answered[1:]
                ]
                rows.append([body.code, *cells])
        for name, fields, lines in (
            (ANSWERS_SHEET, answered, rows),
            (BODIES_SHEET, known, [[filled(field, body, "bodies") for field in known] for body in bodies]),
        ):
            page = self.book.add_worksheet(name, _Page)
            page.write_string(0, 0, f"{REMARK} {fields[0].title}", self.style(font_color=GREY))
            for column, field in enumerate(fields[1:], 1):
                page.write_string(0, column, field.title, self.style(font_color=GREY))
            for column, field in enumerate(fields):
                page.write_string(1, column, field.key, self.style(bold=True, font_color=SEAL))
            text = self.style(num_format="@")
            for row, cells in enumerate(lines, 2):
                for column, cell in enumerate(cells):
                    if cell:
                        page.write_string(row, column, cell, text)
            page.freeze_panes(2, 1)
        kept = self.book.add_worksheet(META_SHEET)
        for row, (key, value) in enumerate((("set", self.set.id), ("version", self.set.version), ("sha256", self.set.sha256))):
            kept.write_string(row, 0, key)
            kept.write_string(row, 1, value)
        kept.hide()

    def page(self, name: str, widths: Sequence[int], headings: Sequence[str] = ()) -> Any:
        page = self.book.add_worksheet(name, _Page)
        page.hide_gridlines(2)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for column, said in enumerate(headings):
            page.write_string(0, column, said, self.style(bold=True, bg_color=PAPER, bottom=1, bottom_color=SEAL, text_wrap=True))
        if headings:
            page.freeze_panes(1, 0)
            page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Give each group a name that a sheet may have, and no other sheet has."""
    taken = {name.casefold() for name in (ABOUT, RULES, CRITERIA, NOTES, ANSWERS_SHEET, BODIES_SHEET, META_SHEET, "History")}
    names = []
    for each in wanted:
        base = " ".join(each.translate(_NOT_IN_NAMES).split())[:_MOST_NAME].strip() or "Khối"
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base[: _MOST_NAME - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names
