"""Workbooks and PDF beside the library alone in the same run: python3 dev.py bench documents [xlsx|pdf]

Each case runs in a process of its own, so that its peak memory is its own; the cases of a pair take turns, A B A B, and the CPU of the work
itself counts, after imports and data are there.

1. A workbook of 4,100 x 110 (451,000 cells) written: `write_workbook` beside XlsxWriter's typed calls. Goal: at most 1.2 times.
2. The same read to exact numbers: `read_sheets`, then a `Decimal` of each figure, beside python-calamine. Goal: at most 3 times.
3. An appendix of 1,200 rows x 12 columns as PDF: `pdf` beside Typst alone with the same table, standards and fonts. Goals: at most 1.3 times,
   peak at most 400 MiB.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from national_case import points

META = ["Mã đơn vị", "Tên đơn vị", "Tỉnh, thành phố", "Loại", "Cấp", "Xếp hạng", "Hạng thấp", "Hạng cao", "Tổng điểm", "Ghi chú"]
HEADINGS = [*META, *(f"CT{number:03d}" for number in range(1, 101))]
TEXTS = {0, 1, 2, 3, 4, 9}
TURNS = 3
ROWS, FIGURES = 1_200, 10
MEBIBYTES = 400
Case = Callable[[Path], Callable[[], Any]]


def national_rows() -> list[list[Any]]:
    """The rows of the workbook: figures with two decimals as `Decimal`."""
    matrix = points()
    totals = matrix.sum(axis=1).tolist()
    return [
        [
            f"U{number:04d}", f"Ủy ban nhân dân phường số {number}", f"Tỉnh Quảng Ngãi {number % 34}", "Xã", "Cấp xã", number,
            max(1, number - 20), number + 25, Decimal(total).scaleb(-2), "Đã thẩm định", *(Decimal(each).scaleb(-2) for each in row),
        ]
        for number, (row, total) in enumerate(zip(matrix.tolist(), totals, strict=True), 1)
    ]  # fmt: skip


def write_typed(folder: Path) -> Callable[[], Any]:
    """XlsxWriter alone: no choice of a writer for each cell, figures as floats."""
    import xlsxwriter

    rows = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in national_rows()]

    def work() -> None:
        book = xlsxwriter.Workbook(str(folder / "floor.xlsx"), {"constant_memory": True})
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        text, number = page.write_string, page.write_number
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                (text if column in TEXTS else number)(at, column, cell)
        book.close()

    return work


def write_ours(folder: Path) -> Callable[[], Any]:
    """The writer of every table that is taken away."""
    from khoabang.scoring.files.written_tables import Column, WrittenTable, write_workbook

    table = WrittenTable("Bảng", [Column(f"c{number}", title) for number, title in enumerate(HEADINGS)], national_rows())
    return lambda: write_workbook(folder / "ours.xlsx", [table])


def read_calamine(folder: Path) -> Callable[[], Any]:
    """python-calamine alone: floats."""
    from python_calamine import CalamineWorkbook

    def work() -> int:
        grid = CalamineWorkbook.from_path(folder / "ours.xlsx").get_sheet_by_index(0).to_python()
        return sum(len(row) for row in grid)

    return work


def read_ours(folder: Path) -> Callable[[], Any]:
    """What is examined, and exact."""
    from khoabang.scoring.files.workbooks import read_sheets
    from khoabang.scoring.problems import Problems

    expected = national_rows()
    exact = cache(Decimal)

    def work() -> int:
        sheets = read_sheets(folder / "ours.xlsx", "ours.xlsx", Problems(), lang="en")
        assert sheets is not None
        grid = [[exact(cell.text) if cell.typed_as == "number" else cell.text for cell in row] for row in sheets[0].rows]
        assert not check or grid[1:] == [[Decimal(cell) if isinstance(cell, int) else cell for cell in row] for row in expected]
        return sum(len(row) for row in grid)

    check = True
    work()
    check = False
    return work


def appendix_rows() -> list[tuple[str, ...]]:
    """The rows of the appendix as printed."""
    matrix = points(ROWS)[:, :FIGURES]
    written = [[f"{each // 100},{each % 100:02d}" for each in row] for row in matrix.tolist()]
    return [(str(number), f"UBND xã Đồng Hỷ {number}", *row) for number, row in enumerate(written, 1)]


APPENDIX_HEADINGS = ["Hạng", "Tên cơ quan", *(f"Trụ cột {number}" for number in range(1, FIGURES)), "Tổng điểm"]
TYPST_ALONE = """
#set document(title: "Phụ lục", date: datetime(year: 2026, month: 1, day: 5))
#set page(paper: "a4", flipped: true, margin: (left: 30mm, rest: 20mm), numbering: "1")
#set text(font: "Tinos", size: 11pt, lang: "vi")
#let d = json(bytes(sys.inputs.d))
#table(columns: (12mm, 1fr) + (16mm,) * 10, inset: 3pt, stroke: .5pt, table.header(..d.h), ..d.r.flatten())
"""


def pdf_typst(folder: Path) -> Callable[[], Any]:
    """Typst alone: the same table, fonts and standards, nothing else."""
    import typst

    from khoabang.documents.pdf import ARCHIVAL, FONTS

    told = json.dumps({"h": APPENDIX_HEADINGS, "r": appendix_rows()}, ensure_ascii=False)

    def work() -> int:
        drawn = typst.compile(
            TYPST_ALONE.encode(), format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards=[*ARCHIVAL],
            sys_inputs={"d": told},
        )  # fmt: skip
        (folder / "floor.pdf").write_bytes(drawn)
        return len(drawn)

    return work


def pdf_ours(folder: Path) -> Callable[[], Any]:
    """An appendix as a decision has it."""
    from datetime import date

    from khoabang.documents.content import AppendixHeading, Column, Content, Sheet, Table
    from khoabang.documents.pdf import pdf

    columns = [
        Column("Hạng", "order"),
        Column("Tên cơ quan", "name"),
        *(Column(each, "figure") for each in APPENDIX_HEADINGS[2:]),
    ]
    table = Table(tuple(columns), tuple(appendix_rows()), title="Các xã")
    sheet = Sheet((AppendixHeading("Phụ lục", "KẾT QUẢ", "(Để đo)"), table), landscape=True)
    content = Content(title="Phụ lục", author="UBND tỉnh", sheets=(sheet,), day=date(2026, 1, 5))

    def work() -> int:
        drawn = pdf(content)
        (folder / "ours.pdf").write_bytes(drawn)
        return len(drawn)

    return work


PAIRS: dict[str, tuple[str, str, str, float]] = {
    "xlsx write": ("451,000 cells written", "write_ours", "write_typed", 1.2),
    "xlsx read": ("451,000 cells read to exact numbers", "read_ours", "read_calamine", 3),
    "pdf": (f"an appendix of {ROWS} x 12 as PDF", "pdf_ours", "pdf_typst", 1.3),
}
CASES: dict[str, Case] = {
    each.__name__: each for each in (write_typed, write_ours, read_calamine, read_ours, pdf_typst, pdf_ours)
}  # fmt: skip


def child(name: str, folder: Path) -> None:
    """Do the work of one case once, and tell its CPU and the peak of this process."""
    work = CASES[name](folder)
    before = time.process_time()
    work()
    taken = time.process_time() - before
    print(json.dumps({"seconds": taken, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measured(name: str, folder: Path) -> dict[str, float]:
    """Run a case in a process of its own."""
    ran = subprocess.run([sys.executable, __file__, "--case", name, str(folder)], check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return told


def main() -> int:
    """Measure the pairs named, all when none is; 1 where a goal is missed."""
    if sys.argv[1:2] == ["--case"]:
        child(sys.argv[2], Path(sys.argv[3]))
        return 0
    missed = False
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as kept:
        folder = Path(kept)
        wanted = [name for name in PAIRS if not sys.argv[1:] or any(name.startswith(each) for each in sys.argv[1:])]
        if "xlsx read" in wanted and "xlsx write" not in wanted:
            measured("write_ours", folder)
        for name in wanted:
            what, ours, floor, goal = PAIRS[name]
            turns = [(measured(ours, folder), measured(floor, folder)) for _ in range(TURNS)]
            mine, base = (min(turn[side]["seconds"] for turn in turns) for side in (0, 1))
            peak, base_peak = (max(turn[side]["peak"] for turn in turns) for side in (0, 1))
            is_met = mine <= goal * base and (name != "pdf" or peak <= MEBIBYTES)
            missed = missed or not is_met
            print(
                f"{what}: {mine:.2f} s, {peak:.0f} MiB; the library alone {base:.2f} s, {base_peak:.0f} MiB; "
                f"ratio {mine / base:.2f} (goal {goal}) {'met' if is_met else 'MISSED'}",
                flush=True,
            )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
