"""Findings: what a published table says that does not follow from what else it says. Graded, placed, worded for people."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from khoabang.language import N_, text
from khoabang.scoring.numbers import ends, plain, show, shown

Grade = Literal["proved", "rounding", "suspect"]
Kind = Literal[
    "over_maximum", "total", "index", "order", "rank", "tie", "class", "missing", "duplicate", "statistic", "date", "number"
]

WORDS: dict[str, str] = {
    "over_maximum.stated": N_("{printed} điểm, vượt điểm tối đa {expected} ghi trong tài liệu."),
    "over_maximum.given": N_("{printed} điểm, vượt điểm tối đa {expected} đã cho."),
    "over_maximum.bound": N_(
        "{printed} điểm, trong khi điểm tối đa của mục này nhiều nhất là {expected}: tổng tối đa {total} trừ điểm cao nhất đã in ở các mục khác."
    ),
    "total.sum": N_("Các điểm thành phần cộng lại được {expected}, bảng ghi {printed}."),
    "total.formula": N_("Tính từ các cột khác được {expected}, bảng ghi {printed}."),
    "total.last_digits": N_(
        "Các điểm thành phần cộng lại được {expected}, bảng ghi {printed}; chữ số không in ra có thể giải thích."
    ),
    "index.share": N_("{points} / {maximum} = {expected}, bảng ghi {printed}."),
    "order.row": N_("{printed} không hợp với vị trí trong bảng: {above} và {below} cho thấy số này hoặc vị trí này sai."),
    "rank.place": N_("Hạng ghi {printed}; theo {key} thì là hạng {expected}."),
    "rank.contradiction": N_("Hạng {printed} và {key} {figure} không thể cùng đúng."),
    "tie.apart": N_("Cùng hạng {printed} với {other} nhưng {key} khác nhau: {figure} và {other_figure}."),
    "tie.alike": N_("{key} in ra bằng nhau ({figure}) nhưng khác hạng với {other}; chữ số không in ra có thể giải thích."),
    "class.stated": N_("Xếp loại «{printed}», theo các mức ghi trong tài liệu thì là «{expected}»."),
    "class.between": N_("Xếp loại «{printed}», trong khi các đơn vị liền trên và liền dưới đều là «{expected}»."),
    "class.apart": N_("Xếp loại «{printed}» lệch thứ tự: đơn vị liền trên là «{above}», liền dưới là «{below}»."),
    "missing.order": N_("Số thứ tự {expected} không có trong bảng."),
    "missing.rank": N_("Không có đơn vị nào ở hạng {expected}."),
    "duplicate.body": N_("Tên này xuất hiện hai lần (dòng {first} và dòng {second})."),
    "statistic.row": N_("Dòng «{label}» ghi {printed}; tính từ các dòng được {expected}."),
    "statistic.change": N_("Ghi {printed}; «{now}» trừ «{before}» được {expected}."),
    "statistic.claim": N_("Văn bản ghi {printed}; tính từ bảng được {expected}."),
    "statistic.near": N_("Văn bản ghi {printed}; tính từ bảng được {expected}; chữ số không in ra có thể giải thích."),
    "date.conflict": N_("Văn bản {document} ghi hai ngày khác nhau: {printed} và {expected}."),
    "date.impossible": N_("{printed} không phải là một ngày có thật."),
    "recognised": N_("Số này do máy đọc từ ảnh; hãy đối chiếu với ảnh rồi xác nhận."),
    "number.cell": N_("Ô này không phải là số, trong khi cả cột là số."),
    "number.far": N_("Cách xa mọi số khác trong cột; có thể sai dấu phẩy hay gõ nhầm?"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `row` and `position` place it in its table; both are None for what concerns the document.

    `expected` is exact, or None where nothing can be said; `ranks` and `classes` are before and after, where it changes them.
    `recognised` says that it rests on what a machine read off a picture.
    """

    code: str
    kind: Kind
    grade: Grade
    body: str = ""
    column: str = ""
    printed: str = ""
    expected: Fraction | str | None = None
    where: str = ""
    row: int | None = None
    position: int | None = None
    ranks: tuple[int, int] | None = None
    classes: tuple[str, str] | None = None
    params: dict[str, Fraction | str] = field(default_factory=dict)
    further: tuple["Consequence", ...] = ()
    changes_nothing: bool = False  # neither place nor class, whatever else it does
    recognised: bool = False

    def message(self, lang: str = "vi") -> str:
        """Say it in a sentence."""
        said: dict[str, Any] = {"printed": self.printed, "expected": self.expected, **self.params}
        sentence = text(WORDS[self.code], lang, **{key: _written(value, lang) for key, value in said.items()})
        return f"{sentence} {text(WORDS['recognised'], lang)}" if self.recognised else sentence

    def consequences(self, lang: str = "vi") -> list[str]:
        """Say what it changes, a line each: places, classes, or nothing."""
        said = []
        if self.ranks:
            said.append(text(N_("hạng {before} thành ít nhất hạng {after}"), lang, before=self.ranks[0], after=self.ranks[1]))
        if self.classes:
            said.append(text(N_("loại «{before}» thành «{after}»"), lang, before=self.classes[0], after=self.classes[1]))
        if self.changes_nothing:
            said.append(text(N_("không làm thay đổi hạng hay loại"), lang))
        for each in self.further:
            parts = []
            if each.ranks:
                parts.append(text(N_("hạng {after}"), lang, after=each.ranks[1]))
            if each.classes:
                parts.append(text(N_("loại «{after}»"), lang, after=each.classes[1]))
            if parts:
                said.append(text(N_("nếu điểm tối đa là {value}: {so}"), lang, value=show(each.value, lang), so=", ".join(parts)))
        return said

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """Give the form that `audit --json` prints."""
        changes = None
        if self.ranks or self.classes:
            changes = {"rank": list(self.ranks) if self.ranks else None, "class": list(self.classes) if self.classes else None}
        return {
            "code": self.code,
            "kind": self.kind,
            "grade": self.grade,
            "body": self.body or None,
            "column": self.column or None,
            "printed": self.printed,
            "expected": _plain(self.expected),
            "changes": changes,
            "changes_nothing": self.changes_nothing,
            "further": [each.as_json() for each in self.further],
            "where": self.where,
            "message": self.message(lang),
        }


@dataclass(frozen=True, slots=True)
class Consequence:
    """What further follows if something that is only inferred is right."""

    when: str  # an inference: "maximum", "bound"
    value: Fraction
    ranks: tuple[int, int] | None = None
    classes: tuple[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the form that `audit --json` prints."""
        return {
            "if": self.when,
            "value": plain(self.value),
            "rank": list(self.ranks) if self.ranks else None,
            "class": list(self.classes) if self.classes else None,
        }


def _plain(value: Fraction | str | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return plain(value) if ends(value) else shown(value)


def _written(value: Fraction | str | None, lang: str) -> str:
    return "" if value is None else value if isinstance(value, str) else show(value, lang)
