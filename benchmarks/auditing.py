"""Auditing workbooks of 63 and of 4,100 rows: time and peak memory, beside the time of the reading library alone."""

import io
import resource
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from random import Random

import xlsxwriter
from national_case import median_seconds
from python_calamine import CalamineWorkbook

from khoabang.auditing.audit import audit_file

SEED = 20261124
COMPONENTS = {63: 10, 4100: 40}
RUNS = {63: 5, 4100: 1}
MEBIBYTE = 1 << 20


def workbook(rows: int) -> bytes:
    """Give a correct ranking of so many bodies: components, total, index, place and class."""
    random = Random(SEED + rows)
    count = COMPONENTS[rows]
    levels = [random.gauss(0.65, 0.12) for _ in range(rows)]
    points = [[min(1000, max(0, int(1000 * (level + random.gauss(0, 0.12))))) for _ in range(count)] for level in levels]
    points.sort(key=sum, reverse=True)
    totals = [sum(row) for row in points]
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Kết quả")
    sheet.write_row(
        0, 0, ["STT", "Đơn vị", *(f"Tiêu chí {n + 1}" for n in range(count)), "Tổng điểm", "Chỉ số", "Xếp hạng", "Xếp loại"]
    )
    for number, (row, total) in enumerate(zip(points, totals, strict=True)):
        place = totals.index(total) + 1
        steps = Fraction(total * 10000, count * 1000)
        index = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator) / 10000
        level = "Tốt" if total >= 700 * count else "Khá" if total >= 600 * count else "Trung bình"
        name = f"Xã {number + 1:04d}"
        sheet.write_row(number + 1, 0, [number + 1, name, *(value / 10 for value in row), total / 10, index, place, level])
    book.close()
    return made.getvalue()


def peak() -> int:
    """Give the greatest memory that this process has taken, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Print seconds, memory and how many times the reading library's own time an audit takes."""
    print("| rows | columns | read alone, s | audit, s | ratio | peak memory, MiB | proved |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for rows, count in COMPONENTS.items():
            path = Path(folder) / f"{rows}.xlsx"
            path.write_bytes(workbook(rows))

            def read(path: Path = path) -> None:
                with CalamineWorkbook.from_path(str(path)) as book:
                    book.get_sheet_by_index(0).to_python()

            alone = median_seconds(read, 5)
            taken, found = [], None
            for _ in range(RUNS[rows]):
                began = time.perf_counter()
                found = audit_file(path)
                taken.append(time.perf_counter() - began)
            assert found is not None
            assert len(found.tables) == 1
            assert len(found.tables[0].found.formulas) == 1
            assert found.proved == []
            audited = sorted(taken)[len(taken) // 2]
            print(
                f"| {rows} | {count + 6} | {alone:.4f} | {audited:.2f} | {audited / alone:.0f} | {peak() / MEBIBYTE:.0f} |"
                f" {len(found.proved)} |"
            )


if __name__ == "__main__":
    main()
