"""Small published tables for the pages that audit them. Figures are made up, in the shape of Thái Bình's ranking of 2020."""

from typing import Any

HEAD = ["STT", "Tên cơ quan", "Hạ tầng", "Ứng dụng", "Cổng thông tin", "Nhân lực", "Tổng điểm", "Xếp hạng"]
PARTS = [
    ("Sở Thông tin", "50", "100", "98", "50"),
    ("Sở Tài chính", "49", "99,1", "97", "50"),
    ("Văn phòng", "50", "93,2", "92", "55"),
    ("Sở Xây dựng", "43", "96", "96,5", "50"),
    ("Sở Tư pháp", "48", "95", "90", "50"),
    ("Sở Nội vụ", "50", "91,3", "90,5", "40"),
    ("Sở Công Thương", "40", "86,1", "90,5", "50"),
    ("Sở Y tế", "48", "74", "91,65", "50"),
]
OVER = "Văn phòng"
STATED = "Tổng điểm đánh giá chung: 298 điểm"


def total(parts: tuple[str, ...]) -> str:
    hundredths = sum(int(whole) * 100 + int((rest + "00")[:2]) for whole, _, rest in (part.partition(",") for part in parts))
    return f"{hundredths // 100},{hundredths % 100:02}".rstrip("0").rstrip(",")


def rows() -> list[list[str]]:
    return [[*HEAD], *([str(n), name, *parts, total(tuple(parts)), str(n)] for n, (name, *parts) in enumerate(PARTS, 1))]


def pasted(table: list[list[str]] | None = None, note: str = STATED) -> str:
    return "\n".join([*("\t".join(row) for row in table or rows()), "", note])


def audited(text: str = "") -> Any:
    """A report of a table that was pasted, kept as the portal keeps it."""
    from django.utils import timezone

    from khoabang.web.audits.services import audit_text

    return audit_text(text or pasted(), timezone.now())
