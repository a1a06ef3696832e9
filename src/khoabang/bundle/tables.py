"""The tables of a bundle: what the result document says, as csv for people who compute (RFC 4180, UTF-8, point form)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from khoabang.language import N_, text

Json = dict[str, Any]
_TOTALS = ("points", "maximum", "converted", "index", "percent")
_FIELDS = {
    "group": ("string", N_("Mã khối")),
    "annex": ("string", N_("Mã phụ lục")),
    "body": ("string", N_("Mã cơ quan")),
    "name": ("string", N_("Tên")),
    "rank": ("integer", N_("Hạng")),
    "rank_stated": ("string", N_("Hạng, theo bản in")),
    "tied": ("boolean", N_("Đồng hạng")),
    "status": ("string", N_("Tình trạng")),
    "reasons": ("string", N_("Lý do")),
    "class": ("string", N_("Loại")),
    "class_stated": ("string", N_("Loại, theo bản in")),
    "note": ("string", N_("Ghi chú")),
    "criterion": ("string", N_("Mã tiêu chí")),
    "parent": ("string", N_("Tiêu chí cấp trên")),
    "depth": ("integer", N_("Bậc")),
    "role": ("string", N_("Vai trò")),
    "leaf": ("boolean", N_("Là chỉ số")),
    "flags": ("string", N_("Điều đã xảy ra")),
    "document": ("string", N_("Văn bản")),
    "at": ("string", N_("Chỗ trong văn bản")),
    "predecessor": ("string", N_("Mã cơ quan tiền thân")),
}
_FIGURES = {
    "points": N_("Điểm"),
    "maximum": N_("Điểm tối đa"),
    "converted": N_("Điểm quy đổi"),
    "index": N_("Chỉ số"),
    "percent": N_("Tỷ lệ %"),
}
# A figure is three columns: rounded as the set says, exactly as p/q, and as it was printed.
_FORMS = {
    "": ("number", "{title}"),
    "_exact": ("string", N_("{title}, chính xác")),
    "_stated": ("string", N_("{title}, theo bản in")),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in the bundle, its title, its columns' names and its rows as text."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def content(self) -> bytes:
        """Give the file."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue().encode()

    def schema(self, lang: str) -> Json:
        """Give the Table Schema: each column's name, type and title."""
        return {"fields": [_field(column, lang) for column in self.columns], "missingValues": [""]}


def tables_of(result: Json, lineage: Iterable[tuple[str, str]]) -> list[Table]:
    """Make all tables of a result document; `lineage` pairs a body's code with that of one it came from."""
    names = {row["code"]: row["name"] for group in result["groups"] for row in group["bodies"]}
    tables = [_ranking(group, position) for position, group in enumerate(result["groups"], 1)]
    criteria = ["annex", "criterion", "parent", "depth", "name", "role", *_columns("maximum"), "leaf", "document", "at", "note"]
    scores = ["group", "body", "criterion", *_columns("points", "maximum", "index"), "rank", "status", "flags"]
    tables.append(Table("criteria", text(N_("Tiêu chí")), criteria, list(_criteria(result))))
    tables.append(Table("scores", text(N_("Điểm từng tiêu chí")), scores, list(_scores(result))))
    came = [[body, names.get(body, ""), before] for body, before in lineage]
    tables.append(Table("lineage", text(N_("Cơ quan tiền thân")), ["body", "name", "predecessor"], came))
    return tables


def _ranking(group: Json, position: int) -> Table:
    columns = [
        "rank",
        "rank_stated",
        "tied",
        "body",
        "name",
        "status",
        "reasons",
        *_columns(*_TOTALS),
        "class",
        "class_stated",
        "note",
    ]
    rows = [
        [
            _said(row["rank"]["value"]), _said(row["rank"]["stated"]), _said(row["tied"]), row["code"], row["name"], row["status"],
            ";".join(row["reasons"]), *_figures(*(row[key] for key in _TOTALS)), _said(row["class"]["value"]),
            _said(row["class"]["stated"]), _said(row["note"]),
        ]
        for row in group["bodies"]
    ]  # fmt: skip
    code = re.sub(r"[^a-z0-9]+", "-", group["code"].lower()).strip("-")
    return Table(f"ranking-{position}" + (f"-{code[:40]}" if code else ""), group["name"], columns, rows)


def _criteria(result: Json) -> Iterator[list[str]]:
    for annex in result["annexes"]:
        for item in annex["criteria"]:
            at = item["reference"] or {"document": "", "at": ""}
            yield [
                annex["code"], item["code"], _said(item["parent"]), _said(item["depth"]), item["name"], item["role"],
                *_figures(item["maximum"]), _said(item["leaf"]), at["document"], at["at"], _said(item["note"]),
            ]  # fmt: skip


def _scores(result: Json) -> Iterator[list[str]]:
    for group in result["groups"]:
        for row in group["bodies"]:
            for code, item in row["criteria"].items():
                figures = _figures(item["points"], item["maximum"], item["index"])
                yield [group["code"], row["code"], code, *figures, _said(item["rank"]), item["status"], ";".join(item["flags"])]


def _columns(*figures: str) -> list[str]:
    return [key + form for key in figures for form in _FORMS]


def _figures(*figures: Json | None) -> list[str]:
    return [_said(figure[key]) if figure else "" for figure in figures for key in ("shown", "exact", "stated")]


def _said(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _field(column: str, lang: str) -> Json:
    if column in _FIELDS:
        kind, title = _FIELDS[column]
        return {"name": column, "type": kind, "title": text(title, lang)}
    key, _, form = column.partition("_")
    kind, title = _FORMS[f"_{form}" if form else ""]
    return {"name": column, "type": kind, "title": text(title, lang, title=text(_FIGURES[key], lang))}
