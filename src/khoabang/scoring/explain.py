"""Explanations: one tree per body, from the total down to each rule, its inputs, the arithmetic, the rounding and the article.

`explain` gives it as plain data (docs/formats.md), which pages, documents and the CLI print alike; `sentence` gives a step in words.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from khoabang.language import N_, text
from khoabang.scoring.bodies import Body
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.model import Annex, Criterion
from khoabang.scoring.figures import figure, status_word
from khoabang.scoring.indicators import Indicator
from khoabang.scoring.numbers import plain, show, shown
from khoabang.scoring.outcome import RefusedError, Status, Step
from khoabang.scoring.ranking import nominal_maximum, rounding_of, standings
from khoabang.scoring.score import Card, Scored
from khoabang.scoring.tree import NodeScore

FORMAT = 1
EXPLANATION_KIND = "khoabang.explanation"
Json = dict[str, Any]

STEPS = {
    "given": N_("điểm được ghi nhận"),
    "expert": N_("điểm hội đồng cho, lý do: {reason}"),
    "yes": N_("có"),
    "no": N_("không có"),
    "choice": N_("trường hợp: {option}"),
    "tiers": N_("đạt bậc"),
    "status": N_("mức: {name}"),
    "below_tiers": N_("chưa đạt bậc nào"),
    "ratio": N_("tỷ lệ × điểm"),
    "ratio_between": N_("tỷ lệ giữa hai mốc × điểm"),
    "inverse_ratio": N_("phần còn lại × điểm"),
    "capped_ratio": N_("tỷ lệ trên 1 chỉ tính bằng 1"),
    "below_floor": N_("dưới mức sàn, không tính điểm"),
    "zero_denominator": N_("mẫu số bằng 0, theo quy định: {answer}"),
    "undefined": N_("mẫu số bằng 0, coi như thiếu số liệu"),
    "target_met": N_("đạt mục tiêu"),
    "target_missed": N_("chưa đạt mục tiêu"),
    "target_share": N_("chưa đạt mục tiêu, tính theo phần đạt được"),
    "count": N_("số lượng × điểm mỗi đơn vị"),
    "capped": N_("không quá mức trần"),
    "proportional": N_("vị trí giữa hai mốc × điểm"),
    "growth": N_("tăng so với kỳ trước"),
    "external": N_("quy từ thang điểm của nguồn khác"),
    "survey": N_("quy từ thang điểm khảo sát"),
    "too_few": N_("quá ít người trả lời, theo quy định: {answer}"),
    "formula": N_("theo công thức: {formula}"),
    "sum": N_("cộng các phần"),
    "part_missing": N_("phần thiếu số liệu tính 0"),
    "part_not_verified": N_("phần chưa thẩm định tính 0"),
    "part_not_applicable": N_("phần không áp dụng không tính"),
    "best_of": N_("trường hợp có điểm cao nhất"),
    "gate_closed": N_("không đạt điều kiện tiên quyết"),
    "relative_to_best": N_("so với đơn vị tốt nhất khối"),
    "zero_best": N_("giá trị tốt nhất khối bằng 0, theo quy định: {answer}"),
    "min_max": N_("vị trí giữa thấp nhất và cao nhất khối × điểm"),
    "all_equal": N_("mọi đơn vị trong khối bằng nhau, theo quy định: {answer}"),
    "mean_of_bodies": N_("bình quân {n} đơn vị"),
    "lateness": N_("chậm {n} ngày"),
    "on_time": N_("đúng hạn"),
    "index": N_("chỉ số = điểm / điểm tối đa áp dụng"),
    "rounded_index": N_("làm tròn {places} chữ số, {mode}"),
    "refused": N_("số liệu không được chấp nhận: xem cảnh báo"),
}
ANSWERS = {"zero": N_("0 điểm"), "full": N_("điểm tối đa"), "not_applicable": N_("không áp dụng"), "missing": N_("thiếu số liệu")}
MODES = {"half_up": N_("nửa lên"), "half_even": N_("nửa về số chẵn"), "down": N_("cắt bỏ"), "up": N_("lên")}
STATUSES = {
    Status.MISSING: N_("thiếu số liệu"),
    Status.NOT_APPLICABLE: N_("không áp dụng"),
    Status.EXEMPT: N_("được miễn"),
    Status.NOT_VERIFIED: N_("chưa thẩm định"),
    Status.NOT_PUBLISHED: N_("không công bố"),
    "dropped": N_("không đánh giá"),
    "refused": N_("bị từ chối"),
}
FLAGS = {
    "over_maximum": N_("vượt điểm tối đa"),
    "capped": N_("cắt ở điểm tối đa"),
    "full_granted": N_("không áp dụng, được tính điểm tối đa"),
    "zero_granted": N_("không áp dụng, tính 0 điểm"),
    "missing_zero": N_("thiếu số liệu, tính 0 điểm"),
    "not_verified_zero": N_("chưa thẩm định, tính 0 điểm"),
    "gate_closed": N_("không đạt điều kiện tiên quyết"),
    "dropped": N_("không đánh giá với mọi đơn vị"),
    "partly_dropped": N_("một phần không đánh giá với mọi đơn vị"),
    "partly_excluded": N_("một phần không đánh giá với đơn vị này"),
    "spread": N_("điểm của mục không áp dụng được chia cho các mục còn lại"),
    "raised": N_("không thấp hơn mức tối thiểu"),
    "rounded": N_("được làm tròn theo quy định"),
    "refused": N_("số liệu bị từ chối"),
    "informational": N_("thu thập, không chấm điểm"),
}


def explain(scored: Scored, code: str) -> Json | None:
    """Explain one body's score; None where no such body was scored."""
    card = scored.card(code)
    if card is None:
        return None
    criteria_set, group = scored.criteria_set, card.group
    annex = criteria_set.annex(group.annex)
    place = standings(criteria_set, group, scored.cards_of(group.code))[code]
    return {
        "format": FORMAT,
        "kind": EXPLANATION_KIND,
        "body": _body(card.body),
        "group": {"code": group.code, "name": group.name, "size": len(scored.members[group.code])},
        "rank": place.rank,
        "status": place.status,
        "reasons": list(place.reasons),
        "class": place.class_name,
        "root": _Explainer(scored, card, annex).total(),
    }


def _body(body: Body) -> Json:
    """Give what was said of a body: all that its row in the table of bodies holds."""
    return {
        "code": body.code,
        "name": body.name,
        "status": body.status,
        "parent": body.parent,
        "predecessors": list(body.predecessors),
        "opened": body.opened.isoformat() if body.opened else None,
        "closed": body.closed.isoformat() if body.closed else None,
        "note": body.note,
        "attributes": {key: plain(value) if isinstance(value, Fraction) else value for key, value in body.attributes.items()},
    }


class _Explainer:
    def __init__(self, scored: Scored, card: Card, annex: Annex) -> None:
        self.scored = scored
        self.card = card
        self.annex = annex
        self.policies = scored.criteria_set.policies

    def total(self) -> Json:
        node = self._node(self.annex, self.card.total)
        node["nominal"] = figure(nominal_maximum(self.scored.criteria_set, self.card.group), self.policies, "maximum")
        node["children"] = [self.node(child) for child in self.annex.criteria if child.code in self.card.scores]
        total = self.card.total
        if total.points is not None and total.applied and not total.incomplete:
            index = total.points / total.applied
            node["steps"].append(self._step(Step("index", "{p} / {m}", {"p": total.points, "m": total.applied}, index)))
            rounding = rounding_of(self.policies, "index")
            if rounding is not None:
                mode = {"places": str(rounding.places), "mode": rounding.mode}
                node["steps"].append(self._step(Step("rounded_index", "{i}", {"i": index}, rounding.apply(index), mode)))
        return node

    def node(self, criterion: Criterion) -> Json:
        node = self._node(criterion, self.card.scores[criterion.code])
        node["role"] = criterion.role
        if criterion.is_indicator:
            indicator = self.scored.indicators[self.annex.code][criterion.code]
            node["inputs"] = [self._input(item) for item in indicator.inputs]
            node["steps"] = self._steps(indicator, self.card.scores[criterion.code])
            node["rule"] = (
                criterion.rule.model_dump(mode="json", by_alias=True, exclude_defaults=True) if criterion.rule else None
            )
        else:
            node["children"] = [self.node(child) for child in criterion.criteria if child.code in self.card.scores]
        return node

    def _node(self, owner: Criterion | Annex, score: NodeScore) -> Json:
        status = status_word(getattr(owner, "role", "scored"), score)
        nominal = owner.maximum
        note = owner.note if isinstance(owner, Annex) else owner.remark
        if isinstance(owner, Criterion) and owner.dropped:
            note = owner.dropped.reason
        return {
            "code": owner.code,
            "name": owner.name,
            "points": figure(score.points, self.policies, "points", status=status),
            "maximum": figure(score.applied, self.policies, "maximum"),
            "nominal": figure(
                nominal.value if nominal else None, self.policies, "maximum", inferred=nominal.inferred if nominal else None
            ),
            "index": figure(score.index, self.policies, "criterion_index", status=status),
            "status": status,
            "flags": list(score.flags),
            "prints": getattr(owner, "prints", None),
            "reference": self._reference(owner),
            "note": note,
            "text": getattr(owner, "text", None),
            "inputs": [],
            "steps": [],
            "children": [],
        }

    def _reference(self, owner: Criterion | Annex) -> Json | None:
        if owner.reference is None:
            return None
        document = self.scored.criteria_set.documents.get(owner.reference.document)
        return {"document": document.model_dump(mode="json") if document else None, "at": owner.reference.at}

    def _input(self, item: Input) -> Json:
        typed = self.scored.answers.of(self.card.body.code).get(item.code) or self.scored.answers.blank
        notes = self.scored.answers.notes_of(self.card.body.code)
        try:
            value = item.read(typed, self.scored.answers.lang)
        except ValueError:
            value = Status.MISSING
        given: str | None = None
        if not isinstance(value, Status):
            given = (
                plain(value)
                if isinstance(value, Fraction)
                else {True: "yes", False: "no"}.get(value, str(value))
                if isinstance(value, bool)
                else str(value)
            )
        option = next((option.name for option in item.options if option.code == given), None)
        return {
            "code": item.code,
            "name": item.name,
            "type": item.type,
            "unit": item.unit,
            "given": typed,
            "value": given,
            "label": option,
            "status": str(value) if isinstance(value, Status) else None,
            "note": notes.get(item.code),
        }

    def _steps(self, indicator: Indicator, score: NodeScore) -> list[Json]:
        not_asked = score.status in (Status.NOT_APPLICABLE, Status.EXEMPT) or bool({"dropped", "full_granted"} & set(score.flags))
        if not_asked or indicator.rule is None:
            return []
        trace: list[Step] = []
        try:
            indicator.evaluate(self.scored.given(indicator, self.card, report=False), trace)
        except RefusedError:
            trace.append(Step("refused"))
        labels = {option.code: option.name for item in indicator.inputs for option in item.options if option.name}
        return [self._step(step, labels) for step in trace]

    def _step(self, step: Step, labels: Mapping[str, str] | None = None) -> Json:
        numbers = {key: value for key, value in step.values.items() if isinstance(value, Fraction)}
        words = {key: (labels or {}).get(value, value) for key, value in step.values.items() if isinstance(value, str)}
        return {
            "code": step.code,
            "expression": step.expression,
            "values": {
                key: {"exact": f"{value.numerator}/{value.denominator}", "shown": shown(value)} for key, value in numbers.items()
            },
            "result": None
            if step.result is None
            else {"exact": f"{step.result.numerator}/{step.result.denominator}", "shown": shown(step.result)},
            "params": {**words, **step.params},
        }


def arithmetic(step: Json, lang: str = "vi") -> str:
    """Write a step's arithmetic: `85,7 / 100 × 20 = 17,14`; a number that does not end is followed by `…`."""
    values = {key: _number(item, lang) for key, item in step["values"].items()}
    missing = {key: text(STATUSES.get(value, value), lang) for key, value in step["params"].items() if key not in values}
    line: str = step["expression"].format(**values, **missing) if step["expression"] else ""
    if step["result"] is not None:
        result = _number(step["result"], lang)
        becomes = step["code"] == "rounded_index" or any(comparison in line for comparison in "<>≥≤=→")
        sign = "→" if becomes else "="
        line = line if line == result or not line else f"{line} {sign} {result}"
        line = line or result
    return line


def sentence(step: Json, lang: str = "vi") -> str:
    """Say in words what a step is."""
    params = dict(step["params"])
    if params.get("answer") in ANSWERS:
        params["answer"] = text(ANSWERS[params["answer"]], lang)
    if "mode" in params:
        params["mode"] = text(MODES[params["mode"]], lang)
    for key, item in step["values"].items():
        params.setdefault(key, _number(item, lang))
    return text(STEPS[step["code"]], lang, **params)


def _number(item: Json, lang: str) -> str:
    exact_value = Fraction(item["exact"])
    return show(exact_value, lang)


def lines(node: Json, lang: str = "vi") -> list[str]:
    """Say, line by line, how a node came to its points: steps with their arithmetic, then what was done to them."""
    out = []
    for step in node["steps"]:
        worked = arithmetic(step, lang)
        said = sentence(step, lang)
        out.append(f"{worked}   ({said})" if worked else said)
    out += [text(FLAGS[flag], lang) for flag in node["flags"] if flag in FLAGS]
    return out
