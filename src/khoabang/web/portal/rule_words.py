"""A scoring rule in plain words, from the criteria set's own data (docs/formats.md lists the kinds and their keys)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from khoabang.web.portal.figures import day, number
from khoabang.web.portal.words import STATUSES, word

Rule = Mapping[str, Any]
_NAME = re.compile(r"không\s+thì|[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence, and the cases or parts that belong under it."""

    text: str
    items: list["Words"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Names:
    """What the annex calls its inputs, their options and its criteria."""

    inputs: Mapping[str, Mapping[str, Any]]
    criteria: Mapping[str, str]
    own_input: str = ""

    def input(self, code: str | None) -> str:
        code = code or self.own_input
        found = self.inputs.get(code)
        return f"«{found['name']}»" if found else _("số liệu của chỉ tiêu")

    def option(self, input_code: str | None, option: Mapping[str, Any]) -> str:
        options = self.inputs.get(input_code or self.own_input, {}).get("options", [])
        named = next((known.get("name") for known in options if known["code"] == option["code"]), None)
        return f"«{option.get('name') or named or option['code']}»"


def rule_words(rule: Rule, names: Names) -> Words:
    """Say a rule in words; a kind without words yet shows its name, never nothing."""
    describe = _KINDS.get(rule["kind"])
    return describe(rule, names) if describe else Words(rule["kind"])


def amount_words(points: str) -> str:
    return ngettext("{points} điểm", "{points} điểm", _many(points)).format(points=number(points))


def _many(amount: str | int) -> int:
    """What ngettext must know of an amount: whether it is one."""
    return 1 if str(amount) == "1" else 2


def worth_words(part: Rule) -> str:
    if "points" in part and part["points"] is not None:
        return amount_words(part["points"])
    share = part.get("share")
    if share in (None, "1"):
        return pgettext("worth", "điểm tối đa")
    if share == "0":
        return amount_words("0")
    return _("{share} điểm tối đa").format(share=share if "/" in share else number(share))


def quantity_words(quantity: Any, names: Names) -> str:
    if isinstance(quantity, str):
        return names.input(quantity) if quantity in names.inputs else number(quantity)
    key, operands = next(iter(quantity.items()))
    if key == "formula":
        return formula_words(str(operands), {code: item["name"] for code, item in names.inputs.items()})
    said = [quantity_words(operand, names) for operand in operands]
    match key:
        case "quotient":
            return f"{said[0]} / {said[1]}"
        case "difference":
            return f"{said[0]} − {said[1]}"
        case "sum":
            return " + ".join(said)
        case "growth":
            return _("mức tăng của {now} so với {before}").format(now=said[0], before=said[1])
    return _("trung bình của {values}").format(values=", ".join(said))


def formula_words(formula: str, names: Mapping[str, str]) -> str:
    """A formula with the names of its inputs in place of their codes, which only whoever fills in a form knows, and its own words said.

    >>> formula_words("a / b * 2", {"a": "Số đã xong"})
    '«Số đã xong» / b * 2'
    """
    words = {
        "nếu": pgettext("formula", "nếu"),
        "thì": pgettext("formula", "thì"),
        "không thì": pgettext("formula", "không thì"),
        "không": pgettext("formula", "không"),
        "và": pgettext("formula", "và"),
        "hoặc": pgettext("formula", "hoặc"),
        "điểm_tối_đa": pgettext("formula", "điểm tối đa"),
        "làm_tròn": pgettext("formula", "làm tròn"),
    }

    def said(found: re.Match[str]) -> str:
        written = " ".join(found[0].split())
        return f"«{names[written]}»" if written in names else words.get(written, written)

    return _NAME.sub(said, formula)


def _answer(answer: str) -> str:
    words = {
        "zero": _("0 điểm"),
        "full": _("đủ điểm"),
        "missing": word(STATUSES, "missing"),
        "not_applicable": word(STATUSES, "not_applicable"),
    }
    return words.get(answer, answer)


def _given(rule: Rule, names: Names) -> Words:
    items = []
    if rule.get("excluded"):
        items.append(
            Words(
                _("Số điểm không đưa vào đánh giá, ghi ở {input}, được bớt khỏi điểm tối đa").format(
                    input=names.input(rule["excluded"])
                )
            )
        )
    return Words(_("Lấy đúng số điểm được ghi"), items)


def _expert(rule: Rule, names: Names) -> Words:
    if rule.get("reason_required", True):
        return Words(_("Hội đồng hoặc chuyên gia cho điểm; phải ghi lý do"))
    return Words(_("Hội đồng hoặc chuyên gia cho điểm"))


def _yes_no(rule: Rule, names: Names) -> Words:
    said = _("{input}: có thì {yes}, không thì {no}")
    return Words(
        said.format(input=names.input(rule.get("input")), yes=worth_words(rule), no=amount_words(rule.get("otherwise", "0")))
    )


def _choice(rule: Rule, names: Names) -> Words:
    items = [Words(f"{names.option(rule.get('input'), option)}: {worth_words(option)}") for option in rule["options"]]
    return Words(_("Theo trường hợp của {input}:").format(input=names.input(rule.get("input"))), items)


def _tiers(rule: Rule, names: Names) -> Words:
    said = _("từ {bound} trở lên: {points}") if rule.get("closed", "lower") == "lower" else _("trên {bound}: {points}")
    items = []
    for tier in rule["tiers"]:
        named = f" («{tier['name']}»)" if tier.get("name") else ""
        items.append(Words(said.format(bound=number(tier["from"]), points=worth_words(tier)) + named))
    items.append(Words(_("thấp hơn nữa: {points}").format(points=amount_words(rule.get("below", "0")))))
    return Words(_("Theo mức của {value}:").format(value=quantity_words(rule["value"], names)), items)


def _share_items(rule: Rule) -> list[Words]:
    items = []
    if rule.get("full_at"):
        items.append(Words(_("đủ điểm khi tỷ lệ đạt {bound}").format(bound=number(rule["full_at"]))))
    if rule.get("zero_at"):
        items.append(Words(_("0 điểm khi tỷ lệ là {bound}").format(bound=number(rule["zero_at"]))))
    if rule.get("floor"):
        items.append(Words(_("tỷ lệ dưới {bound}: 0 điểm").format(bound=number(rule["floor"]))))
    over = {
        "cap": _("tỷ lệ trên 1: tính bằng 1"),
        "accept": _("tỷ lệ trên 1: tính theo thực tế"),
        "refuse": _("tỷ lệ trên 1: không nhận"),
    }
    items.append(Words(over[rule["over"]]))
    items.append(Words(_("mẫu số bằng 0: {answer}").format(answer=_answer(rule["zero_denominator"]))))
    return items


def _ratio(rule: Rule, names: Names) -> Words:
    above, below = (
        (rule["done"], rule["planned"]) if rule["kind"] == "plan_completion" else (rule["numerator"], rule["denominator"])
    )
    said = f"{quantity_words(above, names)} / {quantity_words(below, names)} × {worth_words(rule)}"
    return Words(said, _share_items(rule))


def _inverse_ratio(rule: Rule, names: Names) -> Words:
    said = (
        f"(1 − {quantity_words(rule['numerator'], names)} / {quantity_words(rule['denominator'], names)}) × {worth_words(rule)}"
    )
    return Words(said, _share_items(rule))


def _target(rule: Rule, names: Names) -> Words:
    sign = "≥" if rule.get("direction", "at_least") == "at_least" else "≤"
    below = _("chưa đạt: theo tỷ lệ") if rule.get("below", "zero") == "proportional" else _("chưa đạt: 0 điểm")
    met = f"{quantity_words(rule['value'], names)} {sign} {quantity_words(rule['target'], names)}: {worth_words(rule)}"
    return Words(met, [Words(below)])


def _count(rule: Rule, names: Names) -> Words:
    items = []
    if rule.get("free") not in (None, "0"):
        items.append(Words(_("{free} đầu tiên không tính").format(free=number(rule["free"]))))
    if rule.get("cap") is not None:
        items.append(Words(_("không quá {points}").format(points=amount_words(rule["cap"]))))
    return Words(
        _("Mỗi {input}: {points}").format(input=quantity_words(rule["input"], names), points=amount_words(rule["each"])), items
    )


def _along(value: str, rule: Rule) -> str:
    said = _("{value}: từ {zero} (0 điểm) đến {full} ({points}), theo tỷ lệ")
    return said.format(value=value, zero=number(rule.get("zero_at", "0")), full=number(rule["full_at"]), points=worth_words(rule))


def _proportional(rule: Rule, names: Names) -> Words:
    return Words(_along(quantity_words(rule["value"], names), rule))


def _growth(rule: Rule, names: Names) -> Words:
    value = quantity_words({"growth": [rule["now"], rule["before"]]}, names)
    return Words(_along(value, rule), [Words(_("kỳ trước bằng 0: {answer}").format(answer=_answer(rule["zero_before"])))])


def _sum(rule: Rule, names: Names) -> Words:
    cap = rule.get("cap")
    said = _("Cộng các phần, không quá {points}:").format(points=amount_words(cap)) if cap is not None else _("Cộng các phần:")
    return Words(said, [rule_words(part, names) for part in rule["parts"]])


def _best_of(rule: Rule, names: Names) -> Words:
    return Words(_("Lấy trường hợp có lợi nhất:"), [rule_words(option, names) for option in rule["options"]])


def _gate(rule: Rule, names: Names) -> Words:
    return Words(
        _("Chỉ chấm khi {condition}:").format(condition=test_words(rule, names)),
        [
            rule_words(rule["then"], names),
            Words(_("nếu không: {points}").format(points=amount_words(rule.get("otherwise", "0")))),
        ],
    )


def test_words(test: Rule, names: Names) -> str:
    """Say a condition on one input."""
    value = names.input(test["input"])
    if test.get("is") is not None:
        answers = {"yes": _("có"), "có": _("có"), "no": _("không"), "không": _("không")}
        return f"{value} = {answers.get(test['is'], names.option(test['input'], {'code': test['is']}))}"
    bounds = [f"{sign} {number(test[key])}" for key, sign in (("at_least", "≥"), ("at_most", "≤")) if test.get(key) is not None]
    return f"{value} {', '.join(bounds)}"


def _relative_to_best(rule: Rule, names: Names) -> Words:
    value = quantity_words(rule["value"], names)
    if rule.get("best", "highest") == "highest":
        said = _("{value} / mức cao nhất trong khối × {points}")
    else:
        said = _("mức thấp nhất trong khối / {value} × {points}")
    zero = Words(_("mức tốt nhất bằng 0: {answer}").format(answer=_answer(rule["zero_best"])))
    return Words(said.format(value=value, points=worth_words(rule)), [zero])


def _min_max(rule: Rule, names: Names) -> Words:
    value, points = quantity_words(rule["value"], names), worth_words(rule)
    if rule.get("best", "highest") == "highest":
        said = _("{value}: cao nhất khối được {points}, thấp nhất khối được 0 điểm, ở giữa theo tỷ lệ")
    else:
        said = _("{value}: thấp nhất khối được {points}, cao nhất khối được 0 điểm, ở giữa theo tỷ lệ")
    equal = Words(_("mọi đơn vị bằng nhau: {answer}").format(answer=_answer(rule["all_equal"])))
    return Words(said.format(value=value, points=points), [equal])


def _external(rule: Rule, names: Names) -> Words:
    said = _("{input} (thang {scale}) quy về {points}")
    return Words(said.format(input=names.input(rule.get("input")), scale=number(rule["scale"]), points=worth_words(rule)))


def _survey(rule: Rule, names: Names) -> Words:
    said = _("Điểm khảo sát {input}, thang từ {low} đến {high}, quy về {points}")
    items = []
    if rule.get("minimum_respondents"):
        few = _("dưới {count} phiếu: {answer}")
        items.append(Words(few.format(count=number(rule["minimum_respondents"]), answer=_answer(rule.get("too_few", "missing")))))
    low, high = number(rule.get("from", "0")), number(rule["to"])
    return Words(said.format(input=names.input(rule.get("input")), low=low, high=high, points=worth_words(rule)), items)


def _mean_of_bodies(rule: Rule, names: Names) -> Words:
    bodies = _("các đơn vị trực thuộc") if rule["relation"] == "subordinates" else _("các đơn vị trước khi sáp nhập, chia tách")
    of = names.criteria.get(rule["of"], rule["of"]) if rule.get("of") else _("tổng điểm")
    if rule.get("measure", "share") == "share":
        said = _("Trung bình tỷ lệ đạt «{criterion}» của {bodies} × {points}")
    else:
        said = _("Trung bình điểm «{criterion}» của {bodies}")
    return Words(said.format(criterion=of, bodies=bodies, points=worth_words(rule)))


def _lateness(rule: Rule, names: Names) -> Words:
    is_working = rule.get("count", "calendar") == "working"

    def days(count: str | int) -> str:
        many = _many(count)
        return ngettext("ngày làm việc", "ngày làm việc", many) if is_working else ngettext("ngày", "ngày", many)

    if rule.get("gives", "points") == "deduction":
        said = _("{input}, hạn {due}: trừ {each} cho mỗi {day} chậm")
    else:
        said = _("{input}, hạn {due}: {points}, bớt {each} cho mỗi {day} chậm")
    items = []
    if rule.get("free"):
        items.append(Words(_("{free} {day} đầu không tính").format(free=rule["free"], day=days(rule["free"]))))
    if rule.get("cap") is not None:
        items.append(Words(_("không quá {points}").format(points=amount_words(rule["cap"]))))
    if rule.get("zero_after") is not None:
        items.append(
            Words(_("chậm quá {days} {day}: mất hết điểm").format(days=rule["zero_after"], day=days(rule["zero_after"])))
        )
    each = amount_words(rule["each_day"])
    due = day(rule["due"])
    return Words(said.format(input=names.input(rule["input"]), due=due, points=worth_words(rule), each=each, day=days(1)), items)


def _formula(rule: Rule, names: Names) -> Words:
    written = formula_words(rule["formula"], {code: item["name"] for code, item in names.inputs.items()})
    return Words(_("Theo công thức: {formula}").format(formula=written))


_KINDS: dict[str, Callable[[Rule, Names], Words]] = {
    "given": _given,
    "expert": _expert,
    "yes_no": _yes_no,
    "choice": _choice,
    "tiers": _tiers,
    "status": _tiers,
    "ratio": _ratio,
    "plan_completion": _ratio,
    "inverse_ratio": _inverse_ratio,
    "target": _target,
    "count": _count,
    "proportional": _proportional,
    "growth": _growth,
    "sum": _sum,
    "best_of": _best_of,
    "gate": _gate,
    "relative_to_best": _relative_to_best,
    "min_max": _min_max,
    "external": _external,
    "survey": _survey,
    "mean_of_bodies": _mean_of_bodies,
    "lateness": _lateness,
    "formula": _formula,
}
