"""The form of one indicator: its fields as the page shows them, what was typed as the service takes it, and two versions side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext

from khoabang.scoring.criteria.inputs import YES_WORDS, Input
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.numbers import show
from khoabang.web.assessments.drafts import LONGEST_ANSWER, LONGEST_TEXT, NOT_APPLICABLE, NOTE, REASON, Content
from khoabang.web.assessments.errors import Side, Trouble

VALUE = "so-lieu."
CHOSEN = "chon."  # a button that answers a question about one field: what was meant
MINE, KEEP = "cua-toi.", "giu."  # merging: what this person typed, and whose is kept
VERSION, BASE, ONWARD = "phien-ban", "goc", "tiep"
_NAMES = {NOT_APPLICABLE: "khong-ap-dung", REASON: "ly-do", NOTE: "ghi-chu"}
RADIOS = 7  # options beyond which a list folds up


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One input as the page shows it."""

    code: str
    name: str
    label: str
    kind: str  # text, radios or list
    typed: str
    unit: str = ""
    hint: str = ""
    mode: str = "text"
    is_optional: bool = False
    options: tuple[Option, ...] = ()
    trouble: Trouble | None = None
    longest: int = LONGEST_ANSWER

    @property
    def id(self) -> str:
        """Its id on the page; a code may hold a point, which scripts and styles read otherwise."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class IndicatorForm:
    """Everything that the form of an indicator shows."""

    fields: tuple[Field, ...]
    content: Content
    version: int
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    may_not_apply: bool = False

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong, with the place of each: the summary on top."""
        places = {each.code: (each.id, each.label) for each in self.fields}
        labels = {NOT_APPLICABLE: gettext("Không áp dụng"), REASON: gettext("Lý do"), NOTE: gettext("Ghi chú")}
        found = []
        for code, trouble in self.troubles.items():
            place, label = places.get(code, (_NAMES.get(code, "bieu-mau"), labels.get(code, code)))
            found.append((place, f"{label}: {trouble.what}"))
        return found

    @property
    def reason_trouble(self) -> Trouble | None:
        """What is wrong with the reason, or keeps the answer from being sent."""
        return self.troubles.get(REASON) or pending(self.content).get(REASON)

    @property
    def note_trouble(self) -> Trouble | None:
        """What is wrong with the note."""
        return self.troubles.get(NOTE)

    @property
    def applies_trouble(self) -> Trouble | None:
        """Why it may not be said that it does not apply."""
        return self.troubles.get(NOT_APPLICABLE)

    @property
    def longest(self) -> int:
        """How long a reason or a note may be."""
        return LONGEST_TEXT


def pending(content: Content) -> dict[str, Trouble]:
    """What may be saved so, but not sent."""
    if not content.not_applicable or content.reason.strip():
        return {}
    what = gettext("Chưa ghi lý do không áp dụng.")
    return {REASON: Trouble(content.reason, what, gettext("Đã lưu, nhưng phải có lý do thì mới gửi được."))}


def form_of(
    criterion: Criterion,
    content: Content,
    version: int,
    troubles: Mapping[str, Trouble] | None = None,
    *,
    lang: str,
    may_not_apply: bool,
) -> IndicatorForm:
    """The form, filled with what stands or with what was typed."""
    found = troubles or {}
    fields = tuple(_field(item, content.values.get(item.code, ""), found.get(item.code), lang) for item in criterion.all_inputs)
    return IndicatorForm(fields, content, version, found, may_not_apply)


def posted(data: QueryDict) -> tuple[Content, int]:
    """What was typed, with the version seen; a button that says what was meant stands over the field it asks about."""
    values = {name.removeprefix(VALUE): _text(data, name) for name in data if name.startswith(VALUE)}
    chosen = {name.removeprefix(CHOSEN): _text(data, name) for name in data if name.startswith(CHOSEN)}
    values |= {code: text for code, text in chosen.items() if text and code in values}
    content = Content(values, bool(_text(data, _NAMES[NOT_APPLICABLE])), _text(data, _NAMES[REASON]), _text(data, _NAMES[NOTE]))
    return content, whole(_text(data, VERSION))


def _text(data: QueryDict, name: str) -> str:
    return str(data.get(name, ""))


def name_of(code: str) -> str:
    """The name that a field of the service bears in the form."""
    return _NAMES.get(code, VALUE + code)


def whole(text: str) -> int:
    """A whole number that a page of ours carried; 0 for anything else."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _field(item: Input, typed: str, trouble: Trouble | None, lang: str) -> Field:
    kind, mode = "text", "text"
    options: tuple[Option, ...] = ()
    if item.type == "yes_no":
        kind, options = "radios", tuple(_yes_no(typed, optional=item.optional))
    elif item.type == "choice":
        chosen = next((each.code for each in item.options if typed in (each.code, each.name)), "")
        options = tuple(Option(each.code, each.name or each.code, each.code == chosen) for each in item.options)
        kind = "radios" if len(options) <= RADIOS else "list"
        if kind == "radios":
            options = (*options, Option("", gettext("Chưa trả lời"), not chosen))
    elif item.type != "date":
        mode = "numeric" if item.type == "count" else "decimal"
    unit = item.unit or ("%" if item.type == "percent" else "")
    return Field(
        item.code, VALUE + item.code, item.name, kind, typed, unit, _hint(item, lang), mode, item.optional, options, trouble
    )


def _yes_no(typed: str, *, optional: bool) -> Iterator[Option]:
    given = YES_WORDS.get(typed.lower())
    yield Option("có", gettext("Có"), given is True)
    yield Option("không", gettext("Không"), given is False)
    yield Option("", gettext("Chưa trả lời") if not optional else gettext("Không có gì để kê khai"), given is None)


def _hint(item: Input, lang: str) -> str:
    """How it is typed, and within which limits; numbers in the language that they are typed in."""
    if item.type in ("yes_no", "choice"):
        return ""
    if item.type == "date":
        return gettext("Ngày, tháng, năm; ví dụ 31/12/2026")
    low = show(item.minimum, lang) if item.minimum is not None else "0"
    high = item.maximum
    if high is not None or item.type == "percent":
        limits = gettext("từ %(low)s đến %(high)s") % {"low": low, "high": show(high, lang) if high is not None else "100"}
    else:
        limits = gettext("từ %(low)s trở lên") % {"low": low}
    kinds = {
        "count": gettext("Số nguyên"),
        "percent": gettext("Tỷ lệ phần trăm, viết 85 cho 85/100"),
        "points": gettext("Số điểm, dấu phẩy trước phần lẻ"),
    }
    kind = kinds.get(item.type) or gettext("Số, dấu phẩy trước phần lẻ")
    return f"{kind}, {limits}"


# --- two versions side by side -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One field of two versions: what each says, and which is proposed; `mine`, `theirs` or nothing where both changed it."""

    code: str
    label: str
    mine: str  # as typed; "1" for a mark that is set
    theirs: str
    mine_said: str
    theirs_said: str
    proposed: str

    @property
    def place(self) -> str:
        """Its id on the page."""
        return (KEEP + self.code).replace(".", "-").replace(":", "-")

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.mine != self.theirs


def rows_of(criterion: Criterion, mine: Side, theirs: Side, base: Side, chosen: QueryDict | None = None) -> list[Row]:
    """Both versions field by field; where only one of the two changed a field, that one is proposed, or what was chosen before."""
    rows = []
    for item in criterion.all_inputs:
        texts = [side.values.get(item.code, "") for side in (mine, theirs, base)]
        rows.append(_row(item.code, item.name, texts, [_said(item, text) for text in texts]))
    if any(side.not_applicable for side in (mine, theirs)):
        texts = ["1" if side.not_applicable else "" for side in (mine, theirs, base)]
        words = [gettext("Không áp dụng") if text else gettext("Có áp dụng") for text in texts]
        rows.append(_row(NOT_APPLICABLE, gettext("Không áp dụng"), texts, words))
        texts = [side.reason for side in (mine, theirs, base)]
        rows.append(_row(REASON, gettext("Lý do"), texts, texts))
    texts = [side.note for side in (mine, theirs, base)]
    rows.append(_row(NOTE, gettext("Ghi chú"), texts, texts))
    if chosen is None:
        return rows
    return [replace(row, proposed=_text(chosen, KEEP + row.code) or row.proposed) for row in rows]


def _row(code: str, label: str, texts: list[str], said: list[str]) -> Row:
    mine, theirs, base = texts
    proposed = "theirs" if mine == base else "mine" if theirs == base else ""
    return Row(code, label, mine, theirs, said[0], said[1], proposed)


def _said(item: Input, text: str) -> str:
    if item.type == "choice":
        return next((each.name or each.code for each in item.options if each.code == text), text)
    return text


def merging(data: QueryDict, criterion: Criterion) -> Side:
    """What this person had typed when the two versions were shown, carried along by the page."""
    codes = [item.code for item in criterion.all_inputs]
    values = {code: _text(data, MINE + code) for code in codes if _text(data, MINE + code)}
    reason, note = (_text(data, MINE + name).replace("\r\n", "\n") for name in (REASON, NOTE))
    return Side(values, bool(_text(data, MINE + NOT_APPLICABLE)), reason, note)


def merged(data: QueryDict, rows: list[Row]) -> Content | None:
    """What was chosen of both; None while a field that differs is not chosen."""
    chosen: dict[str, str] = {}
    for row in rows:
        keep = _text(data, KEEP + row.code)
        if row.differs and keep not in ("mine", "theirs"):
            return None
        chosen[row.code] = row.theirs if keep == "theirs" else row.mine
    values = {code: text for code, text in chosen.items() if code not in (NOT_APPLICABLE, REASON, NOTE)}
    return Content(values, bool(chosen.get(NOT_APPLICABLE)), chosen.get(REASON, ""), chosen.get(NOTE, ""))
