"""A criteria set's choices in plain words: conditions, policies, classes, amounts and where each is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoabang.web.portal.figures import day, number
from khoabang.web.portal.words import (
    COMPARED,
    MODES,
    NOT_APPLICABLE,
    OVER_MAXIMUM,
    RANKED_BY,
    ROUNDED,
    TIES,
    UNANSWERED,
    word,
)  # fmt: skip

Data = Mapping[str, Any]
_YES = ("yes", "true", "có")


@dataclass(frozen=True, slots=True)
class Value:
    """An amount of the decision: printed, inferred with a reason, or not published."""

    text: str
    inferred: str = ""
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Cited:
    document: str
    at: str
    id: str


@dataclass(frozen=True, slots=True)
class Policy:
    label: str
    words: str
    cited: Cited | None = None
    inferred: str = ""  # why it is ours, where no text states it


@dataclass(frozen=True, slots=True)
class Band:
    name: str
    bounds: str
    inferred: str


def value(amount: Any) -> Value | None:
    if amount is None:
        return None
    if amount == "not_published":
        return Value(_("không công bố"), is_number=False)
    if isinstance(amount, Mapping):
        return Value(number(amount["value"]), amount.get("inferred") or "")
    return Value(number(amount))


def cited(reference: Data | None, data: Data) -> Cited | None:
    if not reference:
        return None
    document = next(
        (known for known in data["legal_basis"] if known["id"] == reference["document"]), {"id": reference["document"]}
    )
    return Cited(document_name(document) or document["id"], reference.get("at", ""), document["id"])


def document_name(document: Data) -> str:
    """A legal document as people cite it: its kind and number.

    >>> document_name({"type": "Quyết định", "number": "06/QĐ-UBND", "title": "…"})
    'Quyết định 06/QĐ-UBND'
    """
    return " ".join(part for part in (document.get("type"), document.get("number")) if part)


def condition_words(condition: Data | None, data: Data) -> str:
    attributes = {attribute["code"]: attribute for attribute in data.get("attributes", [])}
    said = []
    for key, wanted in (condition or {}).items():
        if key == "any":
            said.append(_(" hoặc ").join(f"({condition_words(part, data)})" for part in wanted))
        elif key == "none":
            said.append(
                _("không phải: {conditions}").format(conditions="; ".join(condition_words(part, data) for part in wanted))
            )
        else:
            said.append(_attribute_words(attributes.get(key, {"name": key, "type": "text"}), wanted))
    return "; ".join(said)


def _attribute_words(attribute: Data, wanted: Any) -> str:
    name = attribute["name"]
    if attribute["type"] == "yes_no" and str(wanted).lower() in _YES:
        return f"«{lower_first(name)}»"
    return f"«{lower_first(name)}»: {_wanted(attribute, wanted)}"


def lower_first(label: str) -> str:
    """A label inside a sentence; abbreviations keep their capitals.

    >>> lower_first("Tổng điểm"), lower_first("CNTT")
    ('tổng điểm', 'CNTT')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _wanted(attribute: Data, wanted: Any) -> str:
    if isinstance(wanted, Mapping):
        bounds = [
            f"{sign} {number(wanted[key])}" for key, sign in (("at_least", "≥"), ("at_most", "≤")) if wanted.get(key) is not None
        ]
        return ", ".join(bounds)
    if isinstance(wanted, list):
        return _(" hoặc ").join(_wanted(attribute, one) for one in wanted)
    if attribute["type"] == "yes_no":
        return _("có") if str(wanted).lower() in _YES else _("không")
    named = (option.get("name") for option in attribute.get("options", []) if option["code"] == wanted)
    return f"«{next(named, None) or wanted}»"


def policies(data: Data) -> list[Policy]:
    """Every choice outside the tree of criteria, each with its article where the set names one."""
    chosen = data["policies"]
    ranking = chosen.get("ranking", {})
    ranked = _("theo {by}, {order}; {ties}; {compared}").format(
        by=word(RANKED_BY, ranking.get("by", "points")),
        order=_("thấp đứng trước") if ranking.get("order") == "ascending" else _("cao đứng trước"),
        ties=word(TIES, ranking.get("ties", "competition")),
        compared=word(COMPARED, ranking.get("compare", "exact")),
    )
    if ranking.get("tie_breaks"):
        ranked += "; " + _("bằng nhau thì xét lần lượt: {codes}").format(codes=", ".join(ranking["tie_breaks"]))
    found = [
        Policy(_("Xếp hạng"), ranked, cited(ranking.get("reference"), data), ranking.get("inferred") or ""),
        _policy(_("Thiếu số liệu"), chosen.get("missing"), UNANSWERED, data),
        _policy(_("Chưa thẩm định"), chosen.get("not_verified"), UNANSWERED, data),
        _policy(_("Nội dung được miễn"), chosen.get("exempt"), NOT_APPLICABLE, data),
        _policy(_("Vượt điểm tối đa"), chosen.get("over_maximum"), OVER_MAXIMUM, data),
    ]
    found += _roundings(chosen.get("rounding", {}), data)
    if calendar := chosen.get("calendar"):
        days = ", ".join(day(each) for each in calendar.get("holidays", []))
        found.append(Policy(_("Ngày nghỉ"), days, cited(calendar.get("reference"), data), calendar.get("inferred") or ""))
    return [policy for policy in found if policy is not None]


def _roundings(table: Data, data: Data) -> list[Policy]:
    """How each printed column is rounded; what is written once for the whole table stands with each column that has nothing of its own."""
    found = []
    for column, rounding in table.items():
        if column in {"reference", "inferred"}:
            continue
        source = rounding if rounding.get("reference") or rounding.get("inferred") else table
        label = _("Làm tròn: {column}").format(column=word(ROUNDED, column))
        found.append(Policy(label, rounding_words(rounding), cited(source.get("reference"), data), source.get("inferred") or ""))
    return found


def _policy(label: str, policy: Data | None, words: Mapping[str, str], data: Data) -> Policy | None:
    if not policy or "use" not in policy:
        return None
    return Policy(label, word(words, policy["use"]), cited(policy.get("reference"), data), policy.get("inferred") or "")


def rounding_words(rounding: Data) -> str:
    said = ngettext("{places} chữ số thập phân, {mode}", "{places} chữ số thập phân, {mode}", rounding["places"])
    return said.format(places=rounding["places"], mode=word(MODES, rounding.get("mode", "half_up")))


def bands(classes: Data | None) -> list[Band]:
    """The classes as intervals, best first."""
    found: list[Band] = []
    upper: Value | None = None
    for band in (classes or {}).get("bands", []):
        low, high = value(band["from"]), value(band.get("to")) or upper
        found.append(Band(band["name"], _interval(low, high, (classes or {}).get("closed", "lower")), _inferred(band, low)))
        upper = low
    return found


def _interval(low: Value | None, high: Value | None, closed: str) -> str:
    least = low.text if low else "0"
    if high is None:
        return _("từ {low} trở lên").format(low=least) if closed == "lower" else _("trên {low}").format(low=least)
    if closed == "lower":
        return _("từ {low} đến dưới {high}").format(low=least, high=high.text)
    return _("trên {low} đến {high}").format(low=least, high=high.text)


def _inferred(band: Data, low: Value | None) -> str:
    return band.get("inferred") or (low.inferred if low else "") or ""
