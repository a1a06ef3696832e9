"""Keeping an audited table: its rows as stated figures, its columns as a criteria set, and everything that the audit found beside them."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khoabang.auditing.audit import Audit
from khoabang.auditing.findings import Finding
from khoabang.auditing.historic.columns import Columns, as_printed, columns_of, header_of
from khoabang.auditing.historic.criteria import GROUP, all_groups, criteria_set
from khoabang.auditing.historic.described import Described
from khoabang.auditing.historic.rows import CODE, Rows
from khoabang.auditing.recognised import recognised_pages
from khoabang.auditing.sheet import Column
from khoabang.language import N_, text
from khoabang.scoring import Evaluated, evaluate
from khoabang.scoring.criteria.load import SET_FILE
from khoabang.scoring.criteria.yaml_text import block
from khoabang.scoring.files.characters import seen
from khoabang.scoring.numbers import show
from khoabang.scoring.problems import Place, Problem, Problems
from khoabang.scoring.result.diff import COLUMNS

Json = dict[str, Any]
SET_FOLDER = "bo-tieu-chi"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PLACED = re.compile(r"rank (\S+): (\S+)")  # as a contradiction of places and figures names the place above
_KEPT = N_(
    "Giữ lại từ bảng đã công bố: mọi con số là số in trong bảng, đúng như đọc được; đây không phải văn bản gốc. Khoa Bảng không điền thêm số nào."
)
_RECOMPUTED = N_(
    "Chỗ nào bảng cho thấy tổng điểm là tổng của các cột, Khoa Bảng cộng lại các cột đó và ghi mọi chỗ khác với số in."
)
_LEFT_OUT = N_("Bảng còn in các cột không đưa vào kết quả: {columns}.")
_TOLD = N_("Một phần cách hiểu các cột là do người giữ bảng cho biết, không chỉ suy từ số liệu in.")
_HIDDEN = N_("Các trang tính ẩn trong tệp không được đọc: {names}.")
_ADDED = N_("Các cột điểm in trong bảng cộng lại được {computed}, bảng in {stated}; chữ số không in ra có thể giải thích.")
_FOLLOWS = N_("Tính từ tổng điểm đã cộng lại, mà tổng đó khác tổng in trong bảng.")
_UNKNOWN = N_("Tính lại được {computed}, bảng in {stated}; phép kiểm không cho biết vì sao.")
_CONTRADICTION = N_("«{column}» in {stated}, trong khi {other}: nếu hạng xếp theo cột này thì hai số không thể cùng đúng.")
_AT_PLACE = N_("hạng {place} liền trên in {figure}")
_WORDS = N_("Ở các ô sau bảng in chữ chứ không in số; Khoa Bảng không đoán số: {cells}.")
_MORE = N_("và {count} ô khác")
_MOST_CELLS = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A table kept: the files of its evaluation by path, and the evaluation as it is scored from them."""

    edition: str
    files: Mapping[str, bytes]
    evaluated: Evaluated

    def write(self, folder: Path) -> None:
        """Write the evaluation's folder."""
        write_files(self.files, folder)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder, by path."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def keep(
    audit: Audit,
    described: Described,
    *,
    edition: str,
    tables: Sequence[int] = (),
    codes: Mapping[str, str] | None = None,
    version: str = "1",
) -> tuple[Kept | None, Problems]:
    """Make an evaluation of an audited document. None where that cannot be; the problems say why.

    Args:
        audit: the document, audited.
        described: whose it is, which document announced it, where it was read.
        edition: the id of the evaluation.
        tables: which tables are kept, counted from 0; left out, all that name bodies with points, an index or a rank.
        codes: codes of bodies whose names are known, by name without marks; the others get one made of their name.
        version: of the criteria set; another where an edition takes the place of one that was kept before.
    """
    problems = Problems()
    place = Place(audit.document.name)
    if not CODE.fullmatch(edition):
        problems.add("AUD033", place, edition=edition)
    if pages := recognised_pages(audit.document):
        problems.add("AUD031", place, pages=", ".join(page.rpartition(" ")[2] for page in pages))
    chosen = _chosen(audit, tables, place, problems)
    if problems.errors:
        return None, problems
    rows = Rows(audit, chosen, described, codes or {}, problems)
    if problems.errors:
        return None, problems
    return _Keeping(audit, described, edition, version, rows).kept()


def _chosen(audit: Audit, asked: Sequence[int], place: Place, problems: Problems) -> dict[int, Columns]:
    """Give the tables that are kept."""
    found: dict[int, Columns] = {}
    for number in asked or range(len(audit.tables)):
        if not 0 <= number < len(audit.tables):
            problems.add("AUD034", place, number=number + 1, count=len(audit.tables))
        elif (columns := columns_of(audit.tables[number])) is not None:
            found[number] = columns
        elif asked:
            problems.add("AUD030", place)
    if not found and not problems.errors:
        problems.add("AUD030", place)
    return found


class _Keeping:
    """Puts an evaluation together, and lists what does not follow in it."""

    def __init__(self, audit: Audit, described: Described, edition: str, version: str, rows: Rows) -> None:
        self.audit, self.described, self.rows = audit, described, rows
        self.edition, self.version = edition, version
        self.lang = described.lang

    def kept(self) -> tuple[Kept | None, Problems]:
        """Score what was put together, list what differs and what contradicts itself, and score it again with that."""
        files = self._files([], self._findings())
        evaluated, problems = _evaluated(files, self.edition)
        if evaluated is None:
            return None, problems
        unlisted = [item for item in evaluated.result["differences"] if item["kind"] == "unexplained"]
        contradicting = [self._contradiction(problem) for problem in evaluated.problems if problem.code == "EVA005"]
        if unlisted or contradicting:
            files = self._files(self._explained(unlisted), self._findings() + contradicting)
            evaluated, problems = _evaluated(files, self.edition)
        return (Kept(self.edition, files, evaluated) if evaluated else None), (evaluated.problems if evaluated else problems)

    def _contradiction(self, problem: Problem) -> Json:
        """Two printed figures that the audit said nothing of, because the table does not show that places follow them."""
        body, column = problem.params["body"], problem.params["column"]
        said: Json = {"kind": "contradiction", "grade": "suspect"} | ({"body": body} if body in self.rows.names else {})
        column = text(COLUMNS[column], self.lang) if column in COLUMNS else column
        placed = _PLACED.fullmatch(problem.params["other"])
        other = problem.params["other"]
        if placed:
            other = text(_AT_PLACE, self.lang, place=placed[1], figure=show(placed[2], self.lang))
        stated = show(problem.params["stated"], self.lang) if placed else problem.params["stated"]
        told = text(_CONTRADICTION, self.lang, column=column, stated=stated, other=other)
        return said | {"text": f"{self.rows.names[body]}: {told}" if body in self.rows.names else told}

    def _files(self, differences: Sequence[Json], findings: Sequence[Json]) -> dict[str, bytes]:
        tables = list(self.rows.ranked.values())
        files = {
            "evaluation.yaml": block(self._evaluation(differences, findings)) + "\n",
            "bodies.csv": self._bodies(),
            "stated.csv": self._stated(),
            f"{SET_FOLDER}/{self.edition}/{SET_FILE}": block(criteria_set(self.edition, self.version, self.described, tables))
            + "\n",
        }
        if answers := self._answers():
            files["answers.csv"] = answers
        return {path: content.encode() for path, content in files.items()}

    def _evaluation(self, differences: Sequence[Json], findings: Sequence[Json]) -> Json:
        said = self.described.model_dump(mode="json", exclude_none=True)
        data: Json = {"format": 1, "id": self.edition, "title": said["title"], "lang": said["lang"], "kind": "published"}
        data |= {"completeness": "partial", "year": said["year"], "authority": said["authority"]}
        data["set"] = f"{SET_FOLDER}/{self.edition}"
        data |= {key: said[key] for key in ("decision", "source") if key in said}
        if stated := self._statistics():
            data["stated"] = {"groups": stated}
        if differences:
            data["differences"] = list(differences)
        if findings:
            data["findings"] = list(findings)
        return data | {"notes": [*said["notes"], *self._notes()]}

    def _notes(self) -> Iterator[str]:
        yield text(_KEPT, self.lang)
        if any(ranked.columns.total for ranked in self.rows.ranked.values()):
            yield text(_RECOMPUTED, self.lang)
        left_out = dict.fromkeys(
            f"«{header_of(each, ranked.columns.sheet)}»"
            for ranked in self.rows.ranked.values()
            for each in ranked.columns.left_out
        )
        if left_out:
            yield text(_LEFT_OUT, self.lang, columns=", ".join(left_out))
        if cells := self._words():
            shown = [
                *cells[:_MOST_CELLS],
                *([text(_MORE, self.lang, count=len(cells) - _MOST_CELLS)] if cells[_MOST_CELLS:] else []),
            ]
            yield text(_WORDS, self.lang, cells="; ".join(shown))
        if self.audit.told:
            yield text(_TOLD, self.lang)
        if self.audit.document.hidden:
            yield text(_HIDDEN, self.lang, names=", ".join(self.audit.document.hidden))

    def _words(self) -> list[str]:
        """Name the cells of figures that hold words: they are not stated, and must not be lost."""
        return [
            f"{self.rows.names[code]}, «{header_of(column, self.rows.ranked[number].columns.sheet)}»: «{seen(printed.text).strip()}»"
            for number, codes in self.rows.codes.items()
            for name, column in self._columns(number).items()
            for row, code in enumerate(codes)
            if (printed := column.printed[row]).kind != "nothing" and not self._cell(name, column, row)
        ]

    def _statistics(self) -> Json:
        """Give the means and medians that stand in rows of their own under a table of one group."""
        found: Json = {}
        for ranked in self.rows.ranked.values():
            total = ranked.columns.stated.get("points")
            if total is None or len(ranked.groups) != 1:
                continue
            special = ranked.columns.sheet.special
            printed = {"mean": total.figure_of("mean", special), "median": total.figure_of("median", special)}
            said = {kind: as_printed(figure, "en") for kind, figure in printed.items() if figure is not None}
            if said:
                found[next(iter(ranked.groups))] = said
        return found

    def _bodies(self) -> str:
        grouped = len(all_groups(list(self.rows.ranked.values()))) > 1
        lines = [["code", "name", *([GROUP] if grouped else [])]]
        for number, ranked in self.rows.ranked.items():
            for code, group in zip(self.rows.codes[number], ranked.rows, strict=True):
                lines.append([code, self.rows.names[code], *([group] if grouped else [])])
        return _csv(lines)

    def _stated(self) -> str:
        rows = {
            code: {name: self._cell(name, column, row) for name, column in self._columns(number).items()}
            for number, codes in self.rows.codes.items()
            for row, code in enumerate(codes)
        }
        return _table(rows)

    def _columns(self, number: int) -> dict[str, Column]:
        columns = self.rows.ranked[number].columns
        return columns.stated | {node.code: node.column for node in columns.criteria}

    def _cell(self, name: str, column: Column, row: int) -> str:
        """Give a cell as it was printed: numbers in the form of the language, nothing where nothing was printed."""
        figure, printed = column.figures[row], column.printed[row]
        if name in ("class", "note"):
            return "" if printed.kind == "nothing" else seen(printed.text).strip()
        if name == "rank" and (place := column.ranks[row]) is not None:
            return str(place[0]) if place[0] == place[1] else seen(printed.text).strip()
        return "" if figure is None else as_printed(figure, self.lang)

    def _answers(self) -> str:
        """Give what the totals are added up from, where the figures show that they are: a cell without a number was not published."""
        rows: dict[str, dict[str, str]] = {}
        for number, codes in self.rows.codes.items():
            columns = self.rows.ranked[number].columns
            leaves = [node for node in columns.criteria if node.counted and not node.below] if columns.total else []
            for row, code in enumerate(codes):
                if leaves:
                    figures = {node.code: node.column.figures[row] for node in leaves}
                    rows[code] = {
                        leaf: as_printed(figure, self.lang) if figure is not None and figure.value >= 0 else ""
                        for leaf, figure in figures.items()
                    }
        return _table(rows) if rows else ""

    def _findings(self) -> list[Json]:
        found = [self._finding(finding, number) for number in self.rows.ranked for finding in self.audit.tables[number].findings]
        return found + [self._finding(finding, None) for finding in self.audit.findings]

    def _finding(self, finding: Finding, number: int | None) -> Json:
        said: Json = {"kind": finding.kind, "grade": finding.grade}
        if number is not None and finding.row is not None:
            said["body"] = self.rows.codes[number][finding.row]
        if number is not None and (name := self._name(finding, number)):
            said["criterion"] = name
        about = ", ".join(part for part in (finding.body, f"«{finding.column}»" if finding.column else "") if part)
        sentences = [finding.message(self.lang), *(f"→ {each}." for each in finding.consequences(self.lang))]
        return said | {"text": seen(" ".join([f"{about}:", *sentences] if about else sentences))}

    def _name(self, finding: Finding, number: int) -> str | None:
        return self.rows.ranked[number].columns.name_at(finding.position)

    def _explained(self, unlisted: Sequence[Json]) -> list[Json]:
        """Give each difference with its reason: what the audit found there, digits that are not printed, or that nobody knows."""
        found = {
            (said["body"], self._name(finding, number)): (finding.kind, finding.message(self.lang))
            for number in self.rows.ranked
            for finding in reversed(self.audit.tables[number].findings)
            if "body" in (said := self._finding(finding, number))
        }
        adding = {item["body"] for item in unlisted if item["column"] == "points"}
        listed = []
        for item in unlisted:
            params = {name: _written(item[name], self.lang) for name in ("stated", "computed")}
            kind, reason = "unexplained", text(_UNKNOWN, self.lang, **params)
            if (item["body"], item["column"]) in found:
                kind, reason = found[item["body"], item["column"]]
            elif item["column"] == "points" and self._by_digits(item["body"]):
                kind, reason = "rounding", text(_ADDED, self.lang, **params)
            elif item["column"] in ("index", "percent") and item["body"] in adding:
                kind, reason = "total", text(_FOLLOWS, self.lang)
            said = {key: item[key] for key in ("body", "group", "column", "stated", "computed") if item[key] is not None}
            listed.append(said | {"kind": kind, "reason": reason})
        return listed

    def _by_digits(self, body: str) -> bool:
        """Whether digits that are not printed can explain a total."""
        for number, codes in self.rows.codes.items():
            formula = self.rows.ranked[number].columns.total
            if body in codes and formula is not None:
                row = codes.index(body)
                residual = formula.residual(row)
                return residual is not None and abs(residual) <= formula.slack(row)
        return False


def _evaluated(files: Mapping[str, bytes], edition: str) -> tuple[Evaluated | None, Problems]:
    with tempfile.TemporaryDirectory() as folder:
        write_files(files, Path(folder))
        evaluated, problems = evaluate(Path(folder), shown_as=edition)
        if evaluated is not None:
            evaluated.result  # noqa: B018 - putting the result together is what finds differences from the print
    return evaluated, problems


def _written(value: str, lang: str) -> str:
    """Write a number of a difference as people read it; a class as it stands."""
    return show(value, lang) if _NUMBER.fullmatch(value) else value


def _table(rows: Mapping[str, Mapping[str, str]]) -> str:
    """Write rows by body; a column that is printed of none of them is left out."""
    names = [
        name
        for name in dict.fromkeys(name for cells in rows.values() for name in cells)
        if any(cells.get(name) for cells in rows.values())
    ]
    return _csv([["body", *names], *([code, *(cells.get(name, "") for name in names)] for code, cells in rows.items())])


def _csv(lines: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue()
