"""A criteria set as a document to read: its own words, each rule in plain words, each value with its article."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from khoabang.scoring.criteria.fields import Part
from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.web.portal.figures import number
from khoabang.web.portal.policy_words import (
    Band,
    Cited,
    Policy,
    Value,
    bands,
    cited,
    condition_words,
    policies,
    rounding_words,
    value,
)
from khoabang.web.portal.rule_words import Names, Words, amount_words, rule_words, test_words
from khoabang.web.portal.words import AGGREGATE, INPUT_TYPE, NOT_APPLICABLE, OVER_MAXIMUM, ROLE, word

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class InputText:
    code: str
    name: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Article:
    """A criterion or an indicator."""

    anchor: str
    code: str
    name: str
    role: str
    maximum: Value | None
    text: str
    rule: Words | None
    conditions: list[str]
    inputs: list[InputText]
    evidence: str
    evidence_required: bool
    source: str
    verifier: str
    note: str
    cited: Cited | None
    depth: int
    inferred: list[str] = field(default_factory=list)  # what of its rule is ours, and why
    parts: list["Article"] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Its level as a heading: under the annex's second."""
        return min(6, self.depth + 3)

    @property
    def has_more(self) -> bool:
        return bool(
            self.text or self.rule or self.conditions or self.inputs or self.evidence or self.source or self.note or self.cited
        )


@dataclass(frozen=True, slots=True)
class GroupText:
    name: str
    annex: str
    condition: str
    maximum: Value | None
    is_ranked: bool
    cited: Cited | None


@dataclass(frozen=True, slots=True)
class AggregateText:
    name: str
    maximum: Value | None
    of: str


@dataclass(frozen=True, slots=True)
class AnnexText:
    code: str
    name: str
    maximum: Value | None
    conditions: list[str]
    note: str
    cited: Cited | None
    articles: list[Article]
    aggregates: list[AggregateText]


@dataclass(frozen=True, slots=True)
class SetText:
    data: Data
    groups: list[GroupText]
    annexes: list[AnnexText]
    policies: list[Policy]
    bands: list[Band]
    basis: str
    bands_cited: Cited | None

    @property
    def tells_conditions(self) -> bool:
        return any(group.condition for group in self.groups)

    @property
    def tells_maxima(self) -> bool:
        return any(group.maximum for group in self.groups)


def policies_text(data: Data) -> SetText:
    """The choices of a set outside its criteria: how it is ranked, rounded and classed."""
    return set_text({**data, "annexes": [{**annex, "criteria": []} for annex in data["annexes"]]})


def set_text(data: Data) -> SetText:
    classes = data["policies"].get("classes")
    return SetText(
        data=data,
        groups=[_group(group, data) for group in data["groups"]],
        annexes=[_annex(annex, data) for annex in data["annexes"]],
        policies=policies(data),
        bands=bands(classes),
        basis=(classes or {}).get("basis", ""),
        bands_cited=cited((classes or {}).get("reference"), data),
    )


def article_of(criteria_set: CriteriaSet, annex_code: str, criterion: Criterion) -> Article:
    """One criterion or indicator as the document has it, without making the whole document."""
    annex = criteria_set.annex(annex_code)
    inputs = {code: _dumped(item) for code, item in annex.inputs.items()}
    data = {
        "attributes": [_dumped(attribute) for attribute in criteria_set.attributes],
        "legal_basis": [_dumped(document) for document in criteria_set.legal_basis],
    }
    return _article(_dumped(criterion), annex_code, data, Names(inputs, {each.code: each.name for each in annex.walk()}), 0)


def article_at(data: Data, annex_code: str, code: str) -> Article | None:
    """One criterion or indicator of a set's own data, without what is under it and without making the whole document."""
    annex = next((annex for annex in data["annexes"] if annex["code"] == annex_code), None)
    nodes = list(_walk(annex.get("criteria", []))) if annex else []
    node = next((node for node in nodes if node["code"] == code), None)
    return _article({**node, "criteria": []}, annex_code, data, _names(nodes), 0) if node else None


def _dumped(part: Part) -> Data:
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _group(group: Data, data: Data) -> GroupText:
    annex = next(annex["name"] for annex in data["annexes"] if annex["code"] == group["annex"])
    return GroupText(
        name=group["name"],
        annex=annex,
        condition=condition_words(group.get("when"), data),
        maximum=value(group.get("maximum")),
        is_ranked=group.get("ranked", True),
        cited=cited(group.get("reference"), data),
    )


def _annex(annex: Data, data: Data) -> AnnexText:
    nodes = list(_walk(annex.get("criteria", [])))
    names = _names(nodes)
    return AnnexText(
        code=annex["code"],
        name=annex["name"],
        maximum=value(annex["maximum"]),
        conditions=_conditions(annex, data, names),
        note=annex.get("note") or "",
        cited=cited(annex.get("reference"), data),
        articles=[_article(node, annex["code"], data, names, 0) for node in annex.get("criteria", [])],
        aggregates=[
            AggregateText(
                entry["name"], value(entry["maximum"]), ", ".join(names.criteria.get(code, code) for code in entry["of"])
            )
            for entry in annex.get("aggregates", [])
        ],
    )


def _names(nodes: list[Data]) -> Names:
    inputs = {entry["code"]: entry for node in nodes for entry in node.get("inputs", [])}
    return Names(inputs, {node["code"]: node["name"] for node in nodes})


def _walk(nodes: list[Data]) -> Iterator[Data]:
    for node in nodes:
        yield node
        yield from _walk(node.get("criteria", []))


def _article(node: Data, annex: str, data: Data, names: Names, depth: int) -> Article:
    inputs = node.get("inputs", [])
    own = Names(names.inputs, names.criteria, inputs[0]["code"] if len(inputs) == 1 else "")
    role = node.get("role", "scored")
    return Article(
        anchor=f"{annex}-{node['code']}",
        code=node["code"],
        name=node["name"],
        role=word(ROLE, role) if role != "scored" else "",
        maximum=value(node.get("maximum")),
        text=node.get("text") or "",
        rule=rule_words(node["rule"], own) if node.get("rule") and role != "informational" else None,
        conditions=_conditions(node, data, own),
        inputs=[
            InputText(each["code"], each["name"], word(INPUT_TYPE, each.get("type", "number")), each.get("unit") or "")
            for each in inputs
        ],
        evidence=node.get("evidence") or "",
        evidence_required=bool(node.get("evidence_required")),
        source=node.get("source") or "",
        verifier=node.get("verifier") or "",
        note=node.get("note") or "",
        cited=cited(node.get("reference"), data),
        depth=depth,
        inferred=list(_inferred(node.get("rule"))),
        parts=[_article(part, annex, data, names, depth + 1) for part in node.get("criteria", [])],
    )


def _inferred(rule: Any) -> Iterator[str]:
    """Every reason that a rule, or one inside it, gives for what no text states."""
    if isinstance(rule, dict):
        for key, inner in rule.items():
            yield from [inner] if key == "inferred" else _inferred(inner)
    elif isinstance(rule, list):
        for inner in rule:
            yield from _inferred(inner)


def _conditions(node: Data, data: Data, names: Names) -> list[str]:
    """What bounds the points of a criterion beside its rule, one sentence each."""
    said = []
    if node.get("applies"):
        treatment = word(NOT_APPLICABLE, node.get("not_applicable", "reduce"))
        applies = _("Áp dụng khi {condition}; đơn vị khác: {treatment}")
        said.append(applies.format(condition=condition_words(node["applies"], data), treatment=treatment))
    if node.get("gate"):
        gate = node["gate"]
        closed = _("Chỉ chấm khi {condition}; nếu không: {points}")
        said.append(closed.format(condition=test_words(gate, names), points=amount_words(gate.get("otherwise", "0"))))
    if node.get("dropped"):
        said.append(_dropped(node["dropped"]))
    if node.get("aggregate", "sum") != "sum":
        said.append(word(AGGREGATE, node["aggregate"]))
    weight = value(node.get("weight"))
    if weight:
        said.append(_("Trọng số: {weight}").format(weight=weight.text))
    if node.get("minimum") not in (None, "0"):
        said.append(_("Không thấp hơn {points}").format(points=amount_words(node["minimum"])))
    if node.get("over_maximum"):
        said.append(_("Vượt điểm tối đa: {treatment}").format(treatment=word(OVER_MAXIMUM, node["over_maximum"])))
    if node.get("round"):
        said.append(_("Làm tròn: {rounding}").format(rounding=rounding_words(node["round"])))
    if node.get("sum_exception"):
        said.append(
            _("Điểm tối đa của các mục không cộng bằng điểm tối đa chung: «{reason}»").format(reason=node["sum_exception"])
        )
    return said


def _dropped(dropped: Data) -> str:
    if dropped.get("points"):
        return _("{points} điểm không đánh giá với mọi đơn vị: «{reason}»").format(
            points=number(dropped["points"]), reason=dropped["reason"]
        )
    return _("Không đánh giá với mọi đơn vị: «{reason}»").format(reason=dropped["reason"])
