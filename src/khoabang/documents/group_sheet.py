"""One ranking group on a sheet of a workbook: what was computed, live and frozen side by side, then subtotals and the points of every indicator."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from khoabang.documents.appendix import REASONS
from khoabang.documents.workbook_formulas import Formulas, Place
from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.scoring.explain import STATUSES
from khoabang.scoring.files.form_book import GREY, LINE, PAPER, SEAL
from khoabang.scoring.files.sheet_xml import cell_name
from khoabang.scoring.ranking import rounding_of
from khoabang.scoring.result.columns import has_classes, total_columns

Json = dict[str, Any]
Number = int | Decimal | Any  # or a binary fraction, as spreadsheets keep numbers
Style = Callable[..., Any]
_CODES, _MAXIMA, _HEADINGS, _FIRST = 2, 3, 4, 5  # rows, from 0
_STAYING = 2  # columns that stay in view: code and name
_NAMES = {
    "rank": "Hạng",
    "class": "Xếp loại",
    "points": "Tổng điểm",
    "maximum": "Điểm tối đa áp dụng",
    "index": "Chỉ số",
    "percent": "Tỷ lệ (%)",
    "converted": "Điểm quy đổi",
}


class _Column(NamedTuple):
    key: str
    heading: str
    width: int
    format: Any
    code: str = ""
    maximum: Fraction | None = None


class GroupSheet:
    """Writes one group. A partial publication has printed values only, and nothing live."""

    def __init__(
        self, criteria_set: CriteriaSet, group: Json, thresholds: Sequence[tuple[str, str]], style: Style, *, partial: bool
    ) -> None:
        self.set = criteria_set
        self.policies = criteria_set.policies
        self.group = group
        self.annex = criteria_set.annex(group["annex"])
        self.thresholds = thresholds
        self.style = style
        self.partial = partial
        nodes = list(self.annex.walk())
        self.leaves = [node for node in nodes if not node.criteria]
        self.inner = [node for node in nodes if node.criteria]
        self.read: dict[str, Number] = {}
        bare = Formulas(criteria_set, group, self.annex, Place({}, 0, 0, 0), thresholds)
        self.reducing = [node.code for node in bare.reducing]
        self.figures = [key for key in total_columns(group) if key != "points"]
        self.live: list[str] = []
        self.excluded: dict[str, Fraction] = {}
        if not partial:
            self.excluded = self._excluded() if bare.adds_up else {}
            wanted = {
                "rank": group["ranked"] and bare.ranks_live,
                "class": self.policies.classes is not None,
                "points": True,
                "maximum": bare.adds_up,
            }
            self.live = [key for key in _NAMES if wanted.get(key, key in self.figures)]
        self.columns = self._columns()
        letters = {column.key: cell_name(1, place)[:-1] for place, column in enumerate(self.columns, 1)}
        self.at = {column.key: place for place, column in enumerate(self.columns)}
        place = Place(letters, _FIRST + 1, _FIRST + len(group["bodies"]), _MAXIMA + 1)
        self.formulas = Formulas(criteria_set, group, self.annex, place, thresholds)
        self.leaf_places = [(self.at[f"points:{node.code}"], node.code) for node in self.leaves]
        treatments = {indicator.treatment for indicator in self.formulas.indicators.values()} | {self.policies.exempt.use}
        self.spreads = "spread" in treatments
        self.cut = {node.code for node in self.inner if self.formulas.may_exceed(node)}
        self.templates = self._templates()

    # Columns

    def _columns(self) -> list[_Column]:
        text, name = self.style(), self.style(text_wrap=True)
        columns = [_Column("code", "Mã", 18, self.style(font_color=GREY)), _Column("name", "Tên cơ quan", 38, name)]
        shown = ["rank", *(["class"] if has_classes(self.group) else []), *self.figures, "points", "maximum"]
        kept = "đã in" if self.partial else "đã chốt"
        for key in shown:
            if key in self.live:
                columns.append(_Column(key, f"{_NAMES[key]} (công thức)", 12, self._format(key)))
            columns.append(_Column(f"frozen:{key}", f"{_NAMES[key]} ({kept})", 12, self._format(key, font_color=GREY)))
        if self.live:
            columns.append(_Column("check", "Đối chiếu", 11, self.style(align="center")))
        columns.append(_Column("note", "Ghi chú", 26, name))
        if any(self.excluded.values()):
            columns.append(_Column("excluded", "Điểm không đưa vào đánh giá", 12, text))
        for node in (*self.inner, *self.leaves):
            maximum = node.maximum.value if node.maximum else None
            columns.append(_Column(f"points:{node.code}", node.name, 13, self._format("points"), node.code, maximum))
        if "rank" in self.live:
            columns.append(_Column("key", "Giá trị xếp hạng", 12, text))
            if self.policies.ranking.ties == "dense":
                columns.append(_Column("first", "Đầu nhóm đồng hạng", 12, text))
        if "class" in self.live:
            columns.append(_Column("classed", "Giá trị xếp loại", 12, text))
        return columns

    def _format(self, key: str, **extra: Any) -> Any:
        if key == "class":
            return self.style(align="center", **extra)
        rounding = None if key == "rank" else rounding_of(self.policies, key)  # type: ignore[arg-type]
        places = rounding.places if rounding else 0
        return self.style(num_format="0." + "0" * places if places else "0" if rounding or key == "rank" else "General", **extra)

    def _excluded(self) -> dict[str, Fraction]:
        """Give what is left out of the maximum for each body besides indicators that do not apply."""
        stated = self.annex.maximum.value
        if stated is None:
            return {}
        maxima = {node.code: node.maximum.value for node in self.leaves if node.maximum and node.maximum.value is not None}
        out = {}
        for body in self.group["bodies"]:
            applied = body["maximum"]["exact"]
            if applied is None or Fraction(applied) == stated:
                continue
            lost = (maxima[code] for code in self.reducing if self._leaves_maximum(body["criteria"].get(code)))
            out[body["code"]] = stated - sum(lost) - Fraction(applied)
        return out

    def _leaves_maximum(self, node: Json | None) -> bool:
        if node is None or node["points"]["exact"] is not None:
            return False
        exempt = self.policies.exempt.use in {"reduce", "rescale"}
        return node["status"] == "not_applicable" or (exempt and node["status"] == "exempt")

    # Writing

    def write(self, page: Any, title: tuple[str, str]) -> None:
        """Write the sheet: title, codes, maxima, headings, a row for each body."""
        for place, column in enumerate(self.columns):
            hidden = {"hidden": 1} if column.key in {"key", "first", "classed"} else {}
            page.set_column(place, place, column.width, None, hidden)
        page.hide_gridlines(2)
        page.set_row(_HEADINGS, 78)
        page.write_string(0, 0, title[0], self.style(bold=True, font_size=14, font_color=SEAL))
        page.write_string(1, 0, title[1], self.style(font_color=GREY))
        self._head(page)
        last = _FIRST + len(self.group["bodies"]) - 1
        seen: set[int] = set()
        for row, body in enumerate(self.group["bodies"], _FIRST):
            self._row(page, row, body, seen)
        page.autofilter(_HEADINGS, 0, last, len(self.columns) - 1)
        page.freeze_panes(_FIRST, _STAYING)
        if "check" in self.at:
            warned = self.style(bold=True, font_color="#FFFFFF", bg_color=SEAL)
            at = self.at["check"]
            page.conditional_format(_FIRST, at, last, at, {"type": "cell", "criteria": "==", "value": '"KHÁC"', "format": warned})
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(_HEADINGS)
        page.repeat_columns(0, _STAYING - 1)

    def _head(self, page: Any) -> None:
        small, head = (
            self.style(font_size=8, font_color=GREY),
            self.style(bold=True, text_wrap=True, bg_color=PAPER, border=1, border_color=LINE),
        )
        for place, column in enumerate(self.columns):
            if column.code:
                page.write_string(_CODES, place, column.code, small)
        page.write_string(_MAXIMA, 1, "Điểm tối đa", self.style(bold=True))
        for place, column in enumerate(self.columns):
            maximum = self.annex.maximum.value if column.key == "maximum" else column.maximum
            if maximum is not None:
                page.write_number(_MAXIMA, place, maximum.numerator / maximum.denominator, self.style(bold=True))
        for place, column in enumerate(self.columns):
            page.write_string(_HEADINGS, place, column.heading, head)

    def _templates(self) -> dict[str, str]:
        formulas, ranking, classes = self.formulas, self.policies.ranking, self.policies.classes
        said = {"points": formulas.total(None)} if self.live else {}
        said |= {f"points:{node.code}": formulas.points(node) for node in self.inner} if self.live else {}
        for key in self.live:
            if key in self.figures:
                said[key] = formulas.shown(key)  # type: ignore[arg-type]
        if "maximum" in self.live:
            said["maximum"] = formulas.maximum()
        if "rank" in self.live:
            said |= {"rank": formulas.rank(), "key": formulas.key()} | (
                {"first": formulas.first()} if ranking.ties == "dense" else {}
            )
        if "class" in self.live and classes is not None:
            said |= {"class": formulas.class_name(classes), "classed": formulas.compared(classes.basis, classes.compare)}
        if self.live:
            said["check"] = formulas.agrees(self.live)
        return {key: "=" + formula for key, formula in said.items()}

    def _row(self, page: Any, row: int, body: Json, seen: set[int]) -> None:
        line, at, columns = str(row + 1), self.at, self.columns
        text, number, formula = page.write_string, page.write_number, page.write_formula

        def live(key: str, value: Any, template: str = "") -> None:
            place = at[key]
            formula(row, place, (template or self.templates[key]).replace("§", line), columns[place].format, value)

        text(row, 0, body["code"], columns[0].format)
        text(row, 1, body["name"], columns[1].format)
        known: dict[str, Any] = {}
        for key in ("rank", "class", *self.figures, "points", "maximum"):
            place = at.get(f"frozen:{key}")
            value = known[key] = self._frozen(body, key)
            if place is not None and value is not None:
                (text if isinstance(value, str) else number)(row, place, value, columns[place].format)
        if self.live and known["points"] is not None:
            self._live(body, known, live, seen)
        if note := self._note(body):
            text(row, at["note"], note, columns[at["note"]].format)
        if "excluded" in at:
            left = self.excluded.get(body["code"], Fraction(0))
            number(row, at["excluded"], left.numerator / left.denominator, columns[at["excluded"]].format)
        for node in self.inner:
            self._inner(body, node, live, (row, page))
        criteria, read = body["criteria"], self.read
        for place, code in self.leaf_places:  # most of a workbook: nothing is called that need not be
            if code not in criteria:
                continue
            points = criteria[code]["points"]
            exact = points["exact"]
            if exact is None:
                self._without_points(page, row, place, criteria[code])
            elif exact in read:
                number(row, place, read[exact])
            else:
                number(row, place, self._number(exact))

    def _without_points(self, page: Any, row: int, place: int, scored: Json) -> None:
        if self.partial and scored["points"]["stated"] is not None:
            page.write_number(row, place, self._number(scored["points"]["stated"]))
        elif word := STATUSES.get(scored["status"], ""):
            page.write_string(row, place, word)

    def _live(self, body: Json, known: Json, live: Callable[..., None], seen: set[int]) -> None:
        live("points", known["points"], self._total(body))
        for key in self.live:
            if key in {*self.figures, "maximum"} and known[key] is not None:
                live(key, known[key])
        rank = known["rank"]
        if "rank" in self.live and rank is not None:
            ranking = self.policies.ranking
            live("rank", rank)
            live("key", self._value(body[ranking.by], ranking.compare))
            if "first" in self.at:
                live("first", int(rank not in seen))
                seen.add(rank)
        classes = self.policies.classes
        if "class" in self.live and classes is not None and body["status"] not in {"incomplete", "exempt"}:
            live("class", known["class"] or "")
            live("classed", self._value(body[classes.basis], classes.compare))
        live("check", "khớp")

    def _value(self, figure: Json | None, compare: str) -> Number | str:
        known = figure["shown" if compare == "published" else "exact"] if figure else None
        return "" if known is None else self._number(known)

    def _total(self, body: Json) -> str:
        """Give a body's own formula of the total where points of what does not apply went to the others; else nothing."""
        if not self.spreads or not any(self._hands_on(child, body) for child in self.annex.criteria):
            return ""
        return "=" + self.formulas.total(self._scale(self.annex.criteria, body, body["maximum"]["exact"]))

    def _hands_on(self, node: Criterion, body: Json) -> bool:
        scored = body["criteria"].get(node.code)
        if scored is None or scored["points"]["exact"] is not None or scored["status"] not in {"not_applicable", "exempt"}:
            return False
        if node.criteria:
            return any(self._hands_on(child, body) for child in node.criteria)
        return (
            self.policies.exempt.use if scored["status"] == "exempt" else self.formulas.indicators[node.code].treatment
        ) == "spread"

    def _scale(self, children: Sequence[Criterion], body: Json, full: str | None) -> str | None:
        scored = [body["criteria"].get(child.code) for child in children if child.role == "scored"]
        maxima = [each["maximum"]["exact"] for each in scored if each and each["points"]["exact"] is not None]
        taking_part = sum((Fraction(maximum) for maximum in maxima if maximum), Fraction(0))
        return f"({full})/({taking_part})" if full and taking_part else None

    def _inner(self, body: Json, node: Criterion, live: Callable[..., None], to: tuple[int, Any]) -> None:
        scored = body["criteria"].get(node.code)
        if scored is None:
            return
        key = f"points:{node.code}"
        row, page = to
        place = self.at[key]
        exact = self._known(scored["points"])
        if exact is None:
            if word := STATUSES.get(scored["status"], ""):
                page.write_string(row, place, word, self.columns[place].format)
        elif not self.live or "gate_closed" in scored["flags"]:
            page.write_number(row, place, self._number(exact), self.columns[place].format)
        else:
            scale = self._scale(node.criteria, body, scored["maximum"]["exact"]) if "spread" in scored["flags"] else None
            cap = self._cap(node, scored) if node.code in self.cut else None
            template = "=" + self.formulas.points(node, scale, cap) if scale or cap else ""
            live(key, self._number(exact), template)

    def _cap(self, node: Criterion, scored: Json) -> str | None:
        if node.role == "scored":
            known = scored["maximum"]["exact"]
            return f"({known})" if known else None
        maximum = node.maximum.value if node.maximum else None
        return None if maximum is None else f"({maximum})"

    def _frozen(self, body: Json, key: str) -> Number | str | None:
        if key in {"rank", "class"}:
            value = body[key]["value"] if body[key]["value"] is not None else body[key]["stated"]
            return int(value) if isinstance(value, str) and value.isdigit() else value
        figure = body[key]
        if figure is None:
            return None
        rounds = key in self.figures and rounding_of(self.policies, key) is not None  # type: ignore[arg-type]
        known = figure["shown"] if rounds and figure["shown"] is not None else self._known(figure)
        return None if known is None else self._number(known)

    def _known(self, figure: Json) -> str | None:
        """Give a figure exactly; as printed where the publication is not complete, for a printed 0 may stand for what does not apply."""
        known: str | None = figure["exact"]
        return figure["stated"] if known is None and self.partial else known

    def _note(self, body: Json) -> str:
        why = [] if body["status"] in {"ranked", "stated"} else [REASONS.get(reason, reason) for reason in body["reasons"]]
        return "; ".join(part for part in (*why, body["note"]) if part)

    def _number(self, written: str) -> Number:
        """Read `p/q` or a decimal as a spreadsheet's number; each is read once."""
        number = self.read.get(written)
        if number is None:
            above, _, below = written.partition("/")
            number = int(above) if below == "1" else int(above) / int(below) if below else Decimal(written)
            self.read[written] = number
        return number
