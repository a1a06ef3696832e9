"""What a person says of a table in place of what was inferred: the form as a report shows it, and a form sent back, taken over as `Told`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from khoabang.auditing.rulings import ONE_RANKING, Told, letter_of
from khoabang.language import LANGUAGES, N_, text
from khoabang.scoring.numbers import show
from khoabang.web.audits.errors import NotUnderstood
from khoabang.web.plain import plain
from khoabang.web.portal.audit_words import NUMBERED, ROLES

ROLE, MOST = "vai-", "toi-da-"  # of a column, counted from 0
FORMULAS, ORDER, WAY, NUMBERING, GROUPS, CLASSES = "cong-thuc", "xep-theo", "chieu", "dong-hang", "nhom", "xep-loai"
ASCENDING = "tang"
LONGEST_NUMBER = 40
_ASCENDING = "tăng"  # behind the column that orders the table, as `Told` has it
_FIELDS = {"formulas": FORMULAS, "order": ORDER, "ties": NUMBERING, "groups": GROUPS, "classes": CLASSES}
_FIGURES = {"order", "component", "subtotal", "total", "index", "percent", "maximum", "rank", "change"}
_NO_PARTS = {"order", "rank", "change", "maximum"}
_MOST_PARTS = 3


@dataclass(slots=True)
class ColumnAsked:
    """One column: its role and its maximum, as inferred and as said."""

    number: int
    letter: str
    name: str
    roles: str
    is_numeric: bool
    role: str
    maximum: str  # as inferred
    most: str  # as typed
    fault: str


@dataclass(slots=True)
class Choice:
    """One option of a select; `is_data`: its words are the table's own."""

    value: str
    words: str
    is_chosen: bool
    is_data: bool = False


@dataclass(slots=True)
class ToldForm:
    """The form of one table. `faults` are by field of `Told`; `fault` is the id of the field to go to, and what is wrong there."""

    columns: list[ColumnAsked]
    formulas: str
    classes: str
    examples: list[str]
    orders: list[Choice]
    ways: list[Choice]
    numberings: list[Choice]
    groups: list[Choice]
    is_further_open: bool
    faults: dict[str, str]
    fault: tuple[str, str] | None = None


def told_form(table: dict[str, Any], told: Told, refused: NotUnderstood | None, lang: str) -> ToldForm:
    """Give the form with what was said, and why it was refused if it was."""
    number, said = table["number"], refused.said[lang] if refused else ""
    at = refused.column if refused else None
    numeric = _numeric(table)
    columns = [
        ColumnAsked(
            number=position,
            letter=letter_of(position),
            name=_name(table, position),
            roles=" + ".join(text(ROLES[role], lang) for role in table["roles"][position]),
            is_numeric=position in numeric,
            role=told.roles.get(position, ""),
            maximum=show(column["maximum"], lang) if column["maximum"] and position not in told.maxima else "",
            most=told.maxima.get(position, ""),
            fault=said if position == at else "",
        )
        for position, column in enumerate(table["columns"])
    ]
    order, _, way = told.order.partition(" ")
    faults = {refused.field: said} if refused and at is None else {}
    form = ToldForm(
        columns=columns,
        formulas="\n".join(told.formulas),
        classes="\n".join(told.classes),
        examples=list(_examples(table, numeric, lang)),
        orders=[Choice(each.letter, each.name, each.letter == order, is_data=True) for each in columns if each.is_numeric],
        ways=[Choice(ASCENDING, text(N_("nhỏ nhất đứng đầu"), lang), bool(way))],
        numberings=[Choice(each, text(words, lang), each == told.ties) for each, words in NUMBERED.items()],
        groups=[
            Choice(ONE_RANKING, text(N_("chỉ một bảng xếp hạng"), lang), told.groups == ONE_RANKING),
            *(
                Choice(each.letter, each.name, each.letter == told.groups, is_data=True)
                for each in columns
                if not each.is_numeric
            ),
        ],
        is_further_open=bool(faults) or bool(replace(told, roles={}, maxima={})),
        faults=faults,
    )
    if refused and at is not None:
        form.fault = (f"{MOST}{number}-{at}", said)
    elif refused:
        form.fault = (f"{_FIELDS.get(refused.field, FORMULAS)}-{number}", said)
    return form


def told_sent(table: dict[str, Any], sent: Mapping[str, str]) -> Told | None:
    """Take over a form sent back, not yet held against the table; None where a choice is none of those that the form offers."""
    numeric, positions = _numeric(table), range(len(table["columns"]))
    order, way, ties, groups = (sent.get(name, "") for name in (ORDER, WAY, NUMBERING, GROUPS))
    told = Told(
        roles={position: role for position in positions if (role := sent.get(f"{ROLE}{position}", ""))},
        maxima={position: most for position in sorted(numeric) if (most := sent.get(f"{MOST}{position}", "").strip())},
        formulas=_lines(sent, FORMULAS),
        order=f"{order} {_ASCENDING}" if way else order,
        ties=ties,
        classes=_lines(sent, CLASSES),
        groups=groups,
    )
    figures, words = ({letter_of(position) for position in positions if (position in numeric) is way} for way in (True, False))
    offered = (
        set(told.roles.values()) <= ROLES.keys()
        and order in figures | {""}
        and way in {"", ASCENDING}
        and ties in NUMBERED.keys() | {""}
        and groups in words | {"", ONE_RANKING}
    )
    return told if offered else None


def check_sent(number: int, told: Told) -> None:
    """Refuse what the form itself makes possible and no table could answer.

    Raises:
        NotUnderstood: a direction without a column, or a number too long to be one.
    """
    if told.order.startswith(" "):
        raise NotUnderstood("order", number, None, _in_each(N_("chọn cột quyết định thứ hạng, rồi mới chọn chiều")))
    for position, most in told.maxima.items():
        if len(most) > LONGEST_NUMBER:
            raise NotUnderstood("maxima", number, position, _in_each(N_("điểm tối đa dài quá {most} ký tự"), most=LONGEST_NUMBER))


def told_said(table: dict[str, Any], told: Told, lang: str) -> Iterator[str]:
    """Say what a person has said of a table."""
    for position, role in told.roles.items():
        yield text(N_("«{column}» là cột: {role}"), lang, column=_name(table, position), role=text(ROLES[role], lang))
    for position, most in told.maxima.items():
        yield text(N_("«{column}» nhiều nhất là {most}"), lang, column=_name(table, position), most=most)
    yield from told.formulas
    names = {letter_of(position): _name(table, position) for position in range(len(table["columns"]))}
    order, _, way = told.order.partition(" ")
    if order:
        said = N_("Xếp theo «{column}», nhỏ nhất đứng đầu") if way else N_("Xếp theo «{column}», lớn nhất đứng đầu")
        yield text(said, lang, column=names.get(order, order))
    if told.ties in NUMBERED:
        yield text(N_("Đồng hạng: {numbered}"), lang, numbered=text(NUMBERED[told.ties], lang))
    if told.classes:
        yield text(N_("Xếp loại: {classes}"), lang, classes="; ".join(told.classes))
    if told.groups == ONE_RANKING:
        yield text(N_("Chỉ một bảng xếp hạng, không chia nhóm"), lang)
    elif told.groups:
        yield text(N_("Xếp hạng riêng trong từng nhóm của «{column}»"), lang, column=names.get(told.groups, told.groups))


def typed(sent: Mapping[str, str]) -> dict[str, str]:
    """Give what a form sent as the tables themselves are read: letters composed, and nothing that nobody sees."""
    return {name: plain(value) for name, value in sent.items()}


def _name(table: dict[str, Any], position: int) -> str:
    """Call a column by its letter, as formulas do, and its header."""
    return f"{letter_of(position)}. {table['columns'][position]['header'] or '·'}"


def _numeric(table: dict[str, Any]) -> set[int]:
    """The columns of numbers; a report of an earlier version tells them by their roles alone."""
    if "numeric" in table:
        return {*table["numeric"]}
    return {position for position, roles in enumerate(table["roles"]) if _FIGURES & {*roles}}


def _lines(sent: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in sent.get(name, "").splitlines() if line.strip())


def _in_each(message: str, **params: object) -> dict[str, str]:
    return {lang: text(message, lang, **params) for lang in LANGUAGES}


def _examples(table: dict[str, Any], numeric: set[int], lang: str) -> Iterator[str]:
    """Give formulas in the table's own letters, as examples of how they are written; not what the table is made by."""
    roles = {position: {*table["roles"][position]} for position in sorted(numeric)}
    figures = [position for position, each in roles.items() if not each & _NO_PARTS]
    index = next((position for position in figures if roles[position] & {"index", "percent"}), None)
    total = next((position for position in figures if "total" in roles[position]), None)
    if total is None:
        total = next((position for position in reversed(figures) if position != index), None)
    parts = [position for position in figures if position not in {index, total}][:_MOST_PARTS]
    if total is not None and len(parts) > 1:
        yield f"{letter_of(total)} = {' + '.join(map(letter_of, parts))}"
    if total is not None and index is not None:
        yield text(N_("{index} = {total} / 100 hoặc 80"), lang, index=letter_of(index), total=letter_of(total))
