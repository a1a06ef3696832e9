"""The golden publications as files of each kind, made in the ways that programs and people make them."""

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

import khoabang
from auditing import samples
from auditing.samples import Pdf, paragraph, word, word_table
from hostile import ods, ods_cell

SOURCES = Path(__file__).parents[1] / "golden" / "sources"
PUBLISHED = Path(__file__).parents[1] / "golden" / "published"
EVALUATIONS = Path(khoabang.__file__).parent / "data" / "evaluations"
Rows = list[list[str]]
Block = str | Rows  # a paragraph, or a table
Maker = Callable[[list[Block]], bytes]

PAGE, MARGIN = 595, 40


# What is written


def source(name: str) -> str:
    return (SOURCES / f"{name}.txt").read_text(encoding="utf-8")


def thai_binh(*, parted: bool = True) -> list[Block]:
    """The decision: its table goes on over a page, with the header again: `parted` in two tables, or in one."""
    blocks: list[Block] = []
    gap = False
    for line in source("thai-binh-2020").splitlines():
        if "\t" not in line:
            blocks += [line] if line.strip() else []
        elif isinstance(blocks[-1], list) and not (gap and parted):
            blocks[-1].append(line.split("\t"))
        else:
            blocks.append([line.split("\t")])
        gap = not line.strip()
    return blocks


def vinh_phuc_lines() -> list[Block]:
    """The page as it was copied, a value a paragraph."""
    return [line for line in source("vinh-phuc-2019").splitlines() if line.replace("\u00a0", " ").strip()]


def vinh_phuc() -> list[Block]:
    """The page with its two tables put together: a header of two rows, and the row of maxima."""
    values = iter(line.strip() for line in source("vinh-phuc-2019").replace("\u00a0", " ").splitlines() if line.strip())
    blocks: list[Block] = []
    for value in values:
        if value != "Thứ tự xếp hạng":
            blocks.append(value)
            continue
        name, over, first, second, total = (next(values) for _ in range(5))
        maxima = [next(values) for _ in range(4)]
        rows = [[value, name, over, over, total], ["", "", first, second, ""], ["", *maxima]]
        for number in range(1, 21 if maxima[3] == "63" else 10):
            rows.append([next(values) for _ in range(5)])
            assert rows[-1][0] == str(number)
        blocks.append(rows)
    return blocks


def published(name: str) -> Rows:
    """A published table, its parts beside what is stated of them."""
    folder = next(each / name for each in (PUBLISHED, EVALUATIONS) if (each / name).is_dir())
    rows: dict[str, list[str]] = {}
    for part in ("stated", "answers"):
        with (folder / f"{part}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                rows.setdefault(row[0], [row[0]]).extend(row[1:])
    width = max(map(len, rows.values()))
    return [row for row in rows.values() if len(row) == width]


# Text


def joined(block: Block, delimiter: str) -> str:
    return block if isinstance(block, str) else "\n".join(delimiter.join(row) for row in block)


def as_text(blocks: list[Block]) -> bytes:
    return "\n".join(joined(block, "\t") for block in blocks).encode()


def as_marked(blocks: list[Block]) -> bytes:
    """Markdown."""
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(block)
        else:
            lines = [f"| {' | '.join(row)} |" for row in block]
            parts.append("\n".join([lines[0], "|" + "---|" * len(block[0]), *lines[1:]]))
    return "\n\n".join(parts).encode()


def as_delimited(blocks: list[Block], delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    for block in blocks:
        writer.writerows([[block]] if isinstance(block, str) else block)
    return buffer.getvalue().encode("utf-8-sig")


def as_values(blocks: list[Block]) -> bytes:
    """A value a line."""
    return "\n\n".join(
        block if isinstance(block, str) else "\n\n".join(c for row in block for c in row if c) for block in blocks
    ).encode()


def as_aligned(blocks: list[Block]) -> bytes:
    """Columns kept apart by blanks."""
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(block)
            continue
        widths = [max(len(row[column]) for row in block) for column in range(len(block[0]))]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in block)
        parts.append("\n".join(line.rstrip() for line in lines))
    return "\n\n".join(parts).encode()


# Web pages


def _page(body: str) -> bytes:
    return f"<!doctype html><html><head><meta charset=utf-8><title>Trang</title></head><body>{body}</body></html>".encode()


def _table(rows: Rows, head: str, cell: str = "{}") -> str:
    made = []
    for number, row in enumerate(rows):
        tag = "td" if number else head
        made.append("<tr>" + "".join(f"<{tag}>{cell.format(html.escape(text))}</{tag}>" for text in row) + "</tr>\n")
    return f"<table border=1>\n{''.join(made)}</table>\n"


def html_paragraphs(blocks: list[Block]) -> bytes:
    return _page("".join(f"<p>{html.escape(b)}</p>\n" if isinstance(b, str) else _table(b, "th") for b in blocks))


def html_breaks(blocks: list[Block]) -> bytes:
    return _page("".join(f"{html.escape(b)}<br>\n" if isinstance(b, str) else _table(b, "td", "<p>\n{}\n</p>") for b in blocks))


def html_divisions(blocks: list[Block]) -> bytes:
    return _page(
        "".join(
            f"<div><span>{html.escape(b)}</span></div>" if isinstance(b, str) else f"<div>{_table(b, 'th')}</div>" for b in blocks
        )
    )


def html_verbatim(blocks: list[Block]) -> bytes:
    return _page(f"<pre>{html.escape(as_text(blocks).decode())}</pre>")


def html_lines(blocks: list[Block]) -> bytes:
    """Each row a paragraph with tabs."""
    return _page("".join(f"<p>{html.escape(line)}</p>" for line in as_text(blocks).decode().split("\n")))


# Word


def docx_tables(blocks: list[Block]) -> bytes:
    return word("".join(paragraph(block) if isinstance(block, str) else word_table(block) for block in blocks))


def docx_lines(blocks: list[Block]) -> bytes:
    """Each row a paragraph with tabs."""
    return word("".join(paragraph(line).replace("\t", "</w:t><w:tab/><w:t>") for line in as_text(blocks).decode().split("\n")))


def docx_breaks(blocks: list[Block]) -> bytes:
    """All paragraphs in one, with breaks between; headers broken over lines; names with blanks that do not break."""
    body, run = "", ""
    for block in blocks:
        if isinstance(block, str):
            run += f'<w:r><w:t xml:space="preserve">{html.escape(block)}</w:t><w:br/></w:r>'
            continue
        rows = [
            [text.replace(" ", "\n", 1) for text in block[0]],
            *([row[0], row[1].replace(" ", "\u00a0"), *row[2:]] for row in block[1:]),
        ]
        body += f"<w:p>{run}</w:p>" + word_table(rows).replace("\n", "</w:t><w:br/><w:t>")
        run = ""
    return word(f"{body}<w:p>{run}</w:p>")


def docx_letter(blocks: list[Block]) -> bytes:
    """A decision as offices write it: its head, with number and date, in a table without lines; headers and footers; signatures aside."""
    start = blocks.index("QUYẾT ĐỊNH")
    head = blocks[:start]
    half = head.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sides = ["".join(paragraph(str(line)) for line in part) for part in (head[:half], head[half:])]
    table = "<w:tbl><w:tr>" + "".join(f"<w:tc>{side}</w:tc>" for side in sides) + "</w:tr></w:tbl>"
    body = "".join(paragraph(block) if isinstance(block, str) else word_table(block) for block in blocks[start:])
    border = '<w:x xmlns:w="{}">{}</w:x>'
    parts = {
        "word/header1.xml": border.format(samples.W, paragraph("Công báo")),
        "word/footer1.xml": border.format(samples.W, paragraph("Trang 1/3")),
    }
    return word(table + body, dict(parts))


def docx_merged(blocks: list[Block]) -> bytes:
    """Headers of two rows as cells that reach over columns and rows."""
    body = ""
    for block in blocks:
        if isinstance(block, str):
            body += paragraph(block)
            continue
        upper, lower, *rows = block
        down = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
        cells = [f"<w:tc>{down}{paragraph(upper[0])}</w:tc>", f"<w:tc>{down}{paragraph(upper[1])}</w:tc>"]
        cells.append(f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph(upper[2])}</w:tc>')
        cells.append(f"<w:tc>{down}{paragraph(upper[4])}</w:tc>")
        under = [
            "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" if not text else f"<w:tc>{paragraph(text)}</w:tc>" for text in lower
        ]
        body += f"<w:tbl><w:tr>{''.join(cells)}</w:tr><w:tr>{''.join(under)}</w:tr>{word_table(rows)[len('<w:tbl>') :]}"
    return word(body)


# Workbooks


def is_number(text: str) -> bool:
    return text.replace(",", "", 1).replace(".", "", 1).isdecimal()


def xlsx(blocks: list[Block], *, numbers: bool = True, apart: bool = False) -> bytes:
    """Prose in column A, tables below or on a sheet of their own; numbers as numbers, shown with all their decimals, or as text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        prose = workbook.add_worksheet("Văn bản")
        tables = workbook.add_worksheet("Bảng") if apart else prose
        at = {prose: 0, tables: 0}
        for block in blocks:
            sheet = prose if isinstance(block, str) else tables
            for row in [[block]] if isinstance(block, str) else block:
                for column, text in enumerate(row):
                    if numbers and is_number(text) and not isinstance(block, str):
                        decimals = len(text.replace(",", ".").partition(".")[2])
                        shown = workbook.add_format({"num_format": "0." + "0" * decimals if decimals else "0"})
                        sheet.write_number(at[sheet], column, float(text.replace(",", ".")), shown)
                    elif text:
                        sheet.write_string(at[sheet], column, text)
                at[sheet] += 1
    return buffer.getvalue()


def sheet_rows(blocks: list[Block]) -> Rows:
    return [row for block in blocks for row in ([[block]] if isinstance(block, str) else block)]


def as_ods(blocks: list[Block], *, numbers: bool = True) -> bytes:
    written = []
    for row in sheet_rows(blocks):
        cells = ""
        for text in row:
            value = f'office:value-type="float" office:value="{text.replace(",", ".")}"'
            cells += ods_cell(html.escape(text), value) if numbers and is_number(text) else ods_cell(html.escape(text))
        written.append(f"<table:table-row>{cells}</table:table-row>")
    return ods("".join(written))


def as_xls(blocks: list[Block]) -> bytes:
    return samples.as_xls([[text.replace(".", ",") if is_number(text) else text for text in row] for row in sheet_rows(blocks)])


# PDF


def wrapped(text: str, letters: int) -> list[str]:
    """Break a text into lines at its blanks; words longer than a line anywhere."""
    lines = [""]
    for part in text.split(" "):
        rest = part
        if lines[-1] and len(lines[-1]) + 1 + len(rest) <= letters:
            lines[-1] += f" {rest}"
            continue
        if lines[-1]:
            lines.append("")
        while len(rest) > letters:
            lines[-1], rest = rest[:letters], rest[letters:]
            lines.append("")
        lines[-1] = rest
    return lines


class Printer:
    """Sets paragraphs and tables page after page, as a word processor prints them."""

    def __init__(self, size: int, *, ruled: bool, repeated: bool, numbered: bool, most: int, middle: bool) -> None:
        self.pdf = Pdf()
        self.size, self.letter = size, size / 2
        self.ruled, self.repeated, self.numbered, self.most, self.middle = ruled, repeated, numbered, most, middle
        self.top = Pdf.HEIGHT

    def room(self, height: float) -> bool:
        """Begin a page where so much does not fit on this one; says whether it did."""
        if self.top + height <= Pdf.HEIGHT - 2 * MARGIN:
            return False
        self.pdf.page()
        self.top = 2 * MARGIN
        if self.numbered:
            self.pdf.text(PAGE // 2, Pdf.HEIGHT - MARGIN, f"Trang {len(self.pdf.pages)}", 8)
        return True

    def prose(self, text: str) -> None:
        for line in wrapped(text, int((PAGE - 2 * MARGIN) / self.letter)):
            self.room(self.size * 1.4)
            self.pdf.text(MARGIN, self.top, line, self.size)
            self.top += self.size * 1.4
        self.top += self.size

    def table(self, rows: Rows) -> None:
        letters = [min(self.most, max(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
        lefts = [MARGIN]
        for count in letters:
            lefts.append(lefts[-1] + count * self.letter + 8)
        for number, row in enumerate(rows):
            cells = [wrapped(text, count) for text, count in zip(row, letters, strict=True)]
            if self.room(self.height(cells)) and number and self.repeated:
                self.row([wrapped(text, count) for text, count in zip(rows[0], letters, strict=True)], lefts)
            self.row(cells, lefts)
        self.top += 2 * self.size

    def height(self, cells: list[list[str]]) -> float:
        return max(map(len, cells)) * self.size * 1.2 + 6

    def row(self, cells: list[list[str]], lefts: Sequence[float]) -> None:
        height = self.height(cells)
        for lines, left in zip(cells, lefts, strict=False):
            free = (height - 6 - len(lines) * self.size * 1.2) / 2 if self.middle else 0
            for number, line in enumerate(lines):
                if line:
                    self.pdf.text(left + 4, self.top + 3 + free + number * self.size * 1.2, line, self.size)
        if self.ruled:
            for top in (self.top, self.top + height):
                self.pdf.line(lefts[0], top, lefts[-1], top)
            for left in lefts:
                self.pdf.line(left, self.top, left, self.top + height)
        self.top += height


def printed(
    size: int = 9, *, ruled: bool = True, repeated: bool = True, numbered: bool = False, most: int = 14, middle: bool = True
) -> Maker:
    def make(blocks: list[Block]) -> bytes:
        printer = Printer(size, ruled=ruled, repeated=repeated, numbered=numbered, most=most, middle=middle)
        for block in blocks:
            if isinstance(block, str):
                printer.prose(block)
            else:
                printer.table(block)
        return printer.pdf.made()

    return make


def makers(size: int = 9, most: int = 14) -> Iterator[tuple[str, str, Maker]]:
    """Each way of making a file: its name, its ending, and what makes it."""
    yield "tabs", "txt", as_text
    yield "aligned", "txt", as_aligned
    yield "values", "txt", as_values
    yield "bars", "md", as_marked
    for name, delimiter in (("comma", ","), ("semicolon", ";")):
        yield name, "csv", lambda blocks, delimiter=delimiter: as_delimited(blocks, delimiter)
    yield "tab", "tsv", lambda blocks: as_delimited(blocks, "\t")
    for make in (html_paragraphs, html_breaks, html_divisions, html_verbatim, html_lines):
        yield make.__name__, "html", make
    for make in (docx_tables, docx_lines, docx_breaks):
        yield make.__name__, "docx", make
    for numbers in (True, False):
        kind = "numbers" if numbers else "texts"
        yield kind, "xlsx", lambda blocks, numbers=numbers: xlsx(blocks, numbers=numbers)
        yield f"{kind} apart", "xlsx", lambda blocks, numbers=numbers: xlsx(blocks, numbers=numbers, apart=True)
        yield kind, "ods", lambda blocks, numbers=numbers: as_ods(blocks, numbers=numbers)
    yield "numbers", "xls", as_xls
    yield "ruled", "pdf", printed(size, most=most)
    yield "ruled, numbered pages", "pdf", printed(size, most=most, numbered=True, repeated=False, middle=False)
    yield "unruled", "pdf", printed(size, most=most, ruled=False)
    yield "unruled, numbered pages", "pdf", printed(size, most=most, ruled=False, numbered=True, repeated=False, middle=False)
    yield "unruled, narrow", "pdf", printed(size, most=most - 4, ruled=False, numbered=True)
