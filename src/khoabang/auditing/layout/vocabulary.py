"""The words by which rows and lines are recognised, in Vietnamese and English. All stand here, in lower case and without marks.

Compared with `plain` texts: a table copied from an old file may have lost its marks, and no two of these words differ by marks alone.
"""

import re

from khoabang.auditing.table import SpecialKind

# What a row is called that is no body. The whole label must match: "Tổng" is a sum, "Tổng cục Thuế" a body.
_OF = r"(?: (?:chung|toan|ca|cac|cua|khoi|nhom|tinh|huyen|nam|theo|cap|tat ca|moi)\b.*)?"
_SPECIAL: list[tuple[SpecialKind, str]] = [
    (
        "maximum",
        (
            r"(?:tong )?(?:so )?(?:diem )?(?:toi da|chuan)|thang diem|diem toi da (?:moi|cua|cac|theo|tung)\b.*|diem toi da\b.{0,20}"
            r"|max(?:imum)? (?:possible )?(?:score|points?)|maxima|full marks?|out of"
        ),
    ),
    (
        "mean",
        rf"(?:gia tri |diem (?:so )?|muc |diem so )?(?:trung binh|binh quan)(?: cong)?{_OF}|tb|mean|average|avg\.?|mean (?:score|value)",
    ),
    ("median", r"(?:gia tri |diem )?trung vi|median(?: (?:score|value))?"),
    (
        "lowest",
        rf"(?:gia tri |diem (?:so )?)?(?:thap nhat|nho nhat){_OF}|min(?:imum)?(?: (?:score|value))?|lowest(?: score| value)?",
    ),
    ("highest", rf"(?:gia tri |diem (?:so )?)?(?:cao nhat|lon nhat){_OF}|max(?:imum)?(?: value)?|highest(?: score| value)?"),
    ("total", r"tong(?: cong| so)?|cong|tong cong:?|total|sum|grand total"),
    ("weight", r"trong so(?: \(?%\)?)?|ty trong|ti trong|he so|weights?|weighting|weight \(?%\)?"),
    (
        "other",
        # A row of all that is listed and more, or of a limit, has no place among them.
        (
            r"(?:chung )?(?:ca nuoc|toan (?:quoc|tinh|thanh pho|huyen|quan|xa|nganh|vung|truong))|chi so chung(?: toan \w+)?|chung"
            r"|(?:qcvn|tcvn|quy chuan|tieu chuan)\b.*|gioi han(?: cho phep| toi da)?"
            r"|do lech chuan|phuong sai|do lech|khoang bien thien|st(?:andar)?d\.? ?dev(?:iation|\.)?|st\.? ?dev\.?|range|variance|count|n ="
        ),
    ),
]
SPECIAL: list[tuple[SpecialKind, re.Pattern[str]]] = [(kind, re.compile(pattern)) for kind, pattern in _SPECIAL]

# What the column of numbers or ranks is called that a table begins with: where its header starts in running text.
ORDER = re.compile(
    r"stt|tt|so tt|so thu tu|thu tu(?: xep hang)?|hang|xep hang|thu hang|vi tri|xep thu|no\.?|#|s/n|rank(?:ing)?|position|place"
)

# What columns are called that are not a part of what is scored: the outer columns, that no spanning header covers.
OUTER = re.compile(
    r"^(?:tong(?: diem| cong| so diem| hop)?|ket qua|total|overall|score|index|xep hang|thu hang|hang|xep thu|vi tri|rank|ranking"
    r"|xep loai|phan loai|loai|class|grade|ghi chu|notes?|remarks?)\b"
)
# What figures of a body are called: rows named so make a table whose bodies stand across.
FIGURES = re.compile(
    r"^(?:tong|tong diem.*|tong cong.*|tong so diem|chi so.*|diem.*|ket qua.*|xep hang.*|thu hang.*|hang|xep thu.*|vi tri.*"
    r"|xep loai.*|phan loai.*|score.*|total.*|index.*|rank.*|overall.*|class|grade)$"
)
NAMED = re.compile(r"^(?:ten|ten .*|don vi|co quan.*|dia phuong|tinh.*|so, .*|country|name|unit ?name|province|agency|unit)$")
# How the name of a body begins; a header beginning so is no criterion.
BODIES = re.compile(
    r"^(?:so|ubnd|uy ban|huyen|thanh pho|tp\.?|thi xa|tx\.?|quan|xa|phuong|thi tran|ban|bo|cuc|chi cuc|tong cuc|van phong|thanh tra"
    r"|phong|trung tam|vien|truong|tinh|cong an|benh vien|province|city|district|department|ministry|agency)\b(?! (?:diem|luong|tieu chi))"
)

HEADING = re.compile(
    r"\b(ket qua|bang|bieu|bieu so|phu luc|khoi|nhom|danh sach|xep hang|tong hop|chi so|table|ranking|rankings|ranks|results?|scores?|annex)\b"
)
GROUP = re.compile(r"(?:khoi|nhom|cac so|cap tinh|cap huyen|cap xa|group)\b")  # how a line between rows begins that heads a group
CAPTION = re.compile(r"(?:bang|bieu|table|phu luc|annex|bieu so)\s*(?:so\s*)?[\divx]+\b.*")
NOTE = re.compile(r"(?:ghi chu|chu thich|luu y|nguon|notes?|remarks?|source)\b.*|[*†‡(]\s*[*\d]{0,2}\).*|[-+*•†‡].*")
UNIT_LINE = re.compile(r"\(?(?:don vi tinh|dvt|unit)\b.*")
FURNITURE = re.compile(r"(?:trang|page|p\.)?\s*[-–]?\s*\d{1,4}\s*(?:(?:/|tren|of)\s*\d{1,4})?\s*[-–]?")
SUMMED = re.compile(r"\(?\d{1,3}\)?\s*=\s*[\d\s()+\-*/:x,.%…]+")  # 3 = 1 + 2 under a header

NOTHING = frozenset({"", "-", "–", "—", "−", "x", "/", "n/a", "na", "#n/a", ".", "..", "...", "…", "không", "kđg"})
