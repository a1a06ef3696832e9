"""Checks of meaning: what a well-formed set may still get wrong. Each check adds problems at the line concerned."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product

from pydantic import BaseModel

from khoabang.scoring.criteria.check_policies import check_policies
from khoabang.scoring.criteria.check_rules import check_rule, walk_rules
from khoabang.scoring.criteria.fields import Amount, Bounds, Condition
from khoabang.scoring.criteria.inputs import YES_WORDS
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion, Group, holds
from khoabang.scoring.criteria.policies import Calendar, ExemptPolicy, PrintedRounding, RoundingTable
from khoabang.scoring.criteria.rules import MeanOfBodies
from khoabang.scoring.files.documents import Located, inside
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import exact_sum
from khoabang.scoring.problems import Place, Problems

_TYPES = {
    "number": {"count", "number", "percent", "points", "yes_no"},
    "yes_no": {"yes_no"},
    "choice": {"choice"},
    "date": {"date"},
}
_MOST_BODIES_TRIED = 4096


def check(criteria_set: CriteriaSet, located: Located, problems: Problems) -> None:
    """Add every problem of meaning."""
    _Check(criteria_set, located, problems).run()


class _Check:
    def __init__(self, criteria_set: CriteriaSet, located: Located, problems: Problems) -> None:
        self.set = criteria_set
        self.located = located
        self.problems = problems

    def run(self) -> None:
        self._unique("legal_basis", [document.id for document in self.set.legal_basis])
        self._unique("attributes", [attribute.code for attribute in self.set.attributes])
        self._unique("groups", [group.code for group in self.set.groups])
        self._unique("annexes", [annex.code for annex in self.set.annexes])
        self._references(self.set, ())
        self._groups()
        for index, annex in enumerate(self.set.annexes):
            self._annex(annex, ("annexes", index))
        check_policies(self.set, self.add)
        self._cycles()

    def add(self, code: str, path: tuple[str | int, ...], /, **params: object) -> None:
        place = self.located.place(path)
        self.problems.add(code, Place(place.file, place.line, place.cell, _readable(path, self.located.data)), **params)

    def _unique(self, what: str, codes: list[str]) -> None:
        for index, code in enumerate(codes):
            if code in codes[:index]:
                self.add("SET021", (what, index), code=code, what=what)

    def _references(self, model: BaseModel, path: tuple[str | int, ...]) -> None:
        for name, field in type(model).model_fields.items():
            value, key = getattr(model, name), field.alias or name
            if isinstance(value, ExemptPolicy | Calendar) and name not in model.model_fields_set:
                continue  # nobody wrote it
            if key == "reference" and value is not None:
                if value.document not in self.set.documents:
                    self.add("SET023", (*path, key), document=value.document)
            elif isinstance(value, BaseModel):
                self._references(value, (*path, key))
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, BaseModel):
                        self._references(item, (*path, key, index))
        if "reference" in type(model).model_fields and getattr(model, "reference", None) is None and not self._covered(model):
            self.add("SET024", path, code=getattr(model, "code", None) or str(path[-1]))

    @staticmethod
    def _covered(model: BaseModel) -> bool:
        """A choice of ours rests on its reason; of rounding, `check_policies` speaks once for the whole table."""
        return isinstance(model, PrintedRounding | RoundingTable) or getattr(model, "inferred", None) is not None

    # Groups and conditions

    def _groups(self) -> None:
        annexes = {annex.code for annex in self.set.annexes}
        for index, group in enumerate(self.set.groups):
            path = ("groups", index)
            if group.annex not in annexes:
                self.add("SET035", (*path, "annex"), code=group.code, target=group.annex, what="annexes")
            self._condition(group.when, (*path, "when"))
            self._not_negative(group.maximum, group.code, (*path, "maximum"))
        self._claimed_twice()

    def _not_negative(self, amount: Amount | Fraction | None, code: str, path: tuple[str | int, ...]) -> None:
        value = amount.value if isinstance(amount, Amount) else amount
        if value is not None and value < 0:
            self.add("SET055", path, code=code, key=path[-1], value=plain(value))

    def _condition(self, condition: Condition | None, path: tuple[str | int, ...]) -> None:
        attributes = {attribute.code: attribute for attribute in self.set.attributes}
        for key, wanted in (condition or {}).items():
            where = (*path, key)
            if key in {"any", "none"}:
                for index, part in enumerate(wanted if isinstance(wanted, list) else []):
                    if isinstance(part, dict):
                        self._condition(part, (*where, index))
                continue
            attribute = attributes.get(key)
            if attribute is None:
                self.add("SET033", where, attribute=key)
                continue
            allowed = (
                [option.code for option in attribute.options]
                if attribute.type == "choice"
                else sorted(YES_WORDS | {"true": True, "false": False})
            )
            for value in wanted if isinstance(wanted, list) else [wanted]:
                misfit = isinstance(value, Bounds) != (attribute.type == "number")
                if misfit or (attribute.type in {"choice", "yes_no"} and str(value) not in allowed):
                    self.add("SET034", where, value=value, attribute=key, allowed=", ".join(allowed))

    def _claimed_twice(self) -> None:
        """Try every combination of the attributes' values; numbers are tried at, below and above the bounds named."""
        used = _tried_values(self.set)
        combinations = 1
        for values in used.values():
            combinations *= len(values)
        if combinations > _MOST_BODIES_TRIED:
            return
        found: set[tuple[str, str]] = set()
        for combination in product(*used.values()):
            body = dict(zip(used, combination, strict=True))
            claiming = [group for group in self.set.groups if holds(group.when, body)]
            for first, second in pairwise(claiming):
                if (first.code, second.code) not in found:
                    found.add((first.code, second.code))
                    example = ", ".join(f"{key} = {_word(value)}" for key, value in body.items())
                    self.add(
                        "SET036",
                        ("groups", self.set.groups.index(second), "when"),
                        group=first.name,
                        other=second.name,
                        example=example,
                    )

    # The tree

    def _annex(self, annex: Annex, path: tuple[str | int, ...]) -> None:
        seen: dict[str, str] = {}
        inputs: set[str] = set()
        used: set[str] = set()
        for criterion, where in _located(annex.criteria, path):
            if criterion.code in seen:
                self.add("SET020", where, code=criterion.code)
            seen[criterion.code] = criterion.name
            for item in criterion.all_inputs:
                if item.code in inputs:
                    self.add("SET021", (*where, "inputs"), code=item.code, what="inputs")
                inputs.add(item.code)
            self._condition(criterion.applies, (*where, "applies"))
            self._not_negative(criterion.maximum, criterion.code, (*where, "maximum"))
            self._not_negative(criterion.weight, criterion.code, (*where, "weight"))
            self._gate(criterion, where)
        for criterion, where in _located(annex.criteria, path):
            used |= self._uses(annex, criterion, where)
            self._sums(criterion.criteria, criterion.maximum.value if criterion.maximum else None, criterion, where)
            self._weights(criterion.criteria, criterion.aggregate, where)
            if criterion.rule is not None:
                check_rule(criterion.rule, criterion, annex, self.set, (*where, "rule"), self.add)
        self._not_negative(annex.maximum, annex.code, (*path, "maximum"))
        self._sums(annex.criteria, annex.maximum.value, annex, path)
        self._weights(annex.criteria, annex.aggregate, path)
        for criterion, where in _located(annex.criteria, path):
            if criterion.role != "informational":
                for item in criterion.inputs:
                    if item.code not in used and not item.optional:
                        self.add("SET041", (*where, "inputs"), input=item.code)
        self._overlaps(annex, path)

    def _gate(self, criterion: Criterion, path: tuple[str | int, ...]) -> None:
        """Points of a closed gate are no rule's and nothing caps them."""
        maximum = criterion.maximum.value if criterion.maximum else None
        if criterion.gate and maximum is not None and criterion.gate.otherwise > maximum:
            where, most = (*path, "gate", "otherwise"), plain(criterion.gate.otherwise)
            self.add("SET028", where, code=criterion.code, most=most, maximum=plain(maximum))

    def _uses(self, annex: Annex, criterion: Criterion, path: tuple[str | int, ...]) -> set[str]:
        wanted: list[tuple[str, str]] = [criterion.gate.wanted()] if criterion.gate else []
        if criterion.rule is not None:
            wanted += list(criterion.rule.inputs())
        for code, kind in wanted:
            item = annex.inputs.get(code)
            if item is None:
                self.add("SET031", (*path, "rule"), code=criterion.code, input=code)
            elif item.type not in _TYPES[kind]:
                name = getattr(criterion.rule, "kind", "gate")
                self.add("SET032", (*path, "rule"), kind=name, code=criterion.code, wanted=kind, input=code, found=item.type)
        if criterion.own_input:
            return {code for code, _ in wanted} | {criterion.own_input}
        unnamed = [rule for rule in walk_rules(criterion.rule) if getattr(rule, "input", "-") is None] if criterion.rule else []
        if unnamed:
            self.add("SET031", (*path, "rule"), code=criterion.code, input=unnamed[0].kind)  # type: ignore[attr-defined]
        return {code for code, _ in wanted}

    def _sums(
        self, children: list[Criterion], maximum: Fraction | None, owner: Criterion | Annex, path: tuple[str | int, ...]
    ) -> None:
        counted = [child for child in children if child.role == "scored"]
        worths = [child.maximum.value if child.maximum else None for child in counted]
        if not counted or maximum is None or owner.sum_exception or any(worth is None for worth in worths):
            return
        if isinstance(owner, Criterion) and owner.role != "scored":
            return
        weights = [child.weight.value if child.weight else None for child in counted]
        if owner.aggregate.startswith("weighted") and any(weight is None for weight in weights):
            return
        known, weigh = [w for w in worths if w is not None], [w for w in weights if w is not None]
        match owner.aggregate:
            case "sum":
                total = exact_sum(known)
            case "mean":
                total = exact_sum(known) / len(known)
            case _:
                total = exact_sum(w * m for w, m in zip(weigh, known, strict=True))
                if owner.aggregate == "weighted_mean":
                    total /= exact_sum(weigh)
        if total != maximum:
            self.add("SET022", (*path, "maximum"), code=owner.code, sum=plain(total), maximum=plain(maximum))

    def _weights(self, children: list[Criterion], aggregate: str, path: tuple[str | int, ...]) -> None:
        if aggregate.startswith("weighted"):
            for index, child in enumerate(children):
                if child.weight is None and child.role == "scored":
                    self.add("SET038", (*path, "criteria", index), code=child.code)

    def _overlaps(self, annex: Annex, path: tuple[str | int, ...]) -> None:
        for index, total in enumerate(annex.aggregates):
            where = (*path, "aggregates", index)
            self._not_negative(total.maximum, total.code, (*where, "maximum"))
            members = [annex.by_code.get(code) for code in total.of]
            for code, member in zip(total.of, members, strict=True):
                if member is None:
                    self.add("SET035", where, code=total.code, target=code, what="criteria")
            worths = [
                member.maximum.value if member.maximum else None for member in members if member and member.role == "scored"
            ]
            if total.maximum.value is not None and None not in members and all(worth is not None for worth in worths):
                summed = exact_sum([Fraction(0), *(worth for worth in worths if worth is not None)])
                if summed != total.maximum.value:
                    self.add("SET042", where, code=total.code, maximum=plain(total.maximum.value), sum=plain(summed))

    def _cycles(self) -> None:
        """A group whose rules wait for another group's scores must not be waited for in turn."""
        waits = {group.code: _waits_for(self.set, group) for group in self.set.groups}
        open_groups = dict(waits)
        while ready := [code for code, others in open_groups.items() if not (others & open_groups.keys())]:
            for code in ready:
                del open_groups[code]
        if open_groups:
            self.add("SET039", ("groups",), groups=", ".join(open_groups))


def _waits_for(criteria_set: CriteriaSet, group: Group) -> set[str]:
    if not any(annex.code == group.annex for annex in criteria_set.annexes):
        return set()
    wanted: set[str] = set()
    for criterion in criteria_set.annex(group.annex).walk():
        for rule in walk_rules(criterion.rule) if criterion.rule else ():
            if isinstance(rule, MeanOfBodies) and rule.of:
                wanted |= {
                    other.code
                    for other in criteria_set.groups
                    if other.code != group.code
                    and any(a.code == other.annex and rule.of in a.by_code for a in criteria_set.annexes)
                    and other.annex != group.annex
                }
    return wanted


def _located(criteria: list[Criterion], path: tuple[str | int, ...]) -> Iterator[tuple[Criterion, tuple[str | int, ...]]]:
    for index, criterion in enumerate(criteria):
        where = (*path, "criteria", index)
        yield criterion, where
        yield from _located(criterion.criteria, where)


def _tried_values(criteria_set: CriteriaSet) -> dict[str, list[object]]:
    bounds: dict[str, set[Fraction]] = {}

    def collect(condition: Condition) -> None:
        for key, wanted in condition.items():
            if key in {"any", "none"}:
                for part in wanted:
                    collect(part)  # type: ignore[arg-type]
            else:
                named = bounds.setdefault(key, set())
                if isinstance(wanted, Bounds):
                    named |= {bound for bound in (wanted.at_least, wanted.at_most) if bound is not None}

    for group in criteria_set.groups:
        collect(group.when)
    tried: dict[str, list[object]] = {}
    for attribute in criteria_set.attributes:
        if attribute.code not in bounds:
            continue
        if attribute.type == "choice":
            tried[attribute.code] = [option.code for option in attribute.options]
        elif attribute.type == "yes_no":
            tried[attribute.code] = [True, False]
        else:
            tried[attribute.code] = list[object](
                {near for bound in bounds[attribute.code] for near in (bound - 1, bound, bound + 1)}
            )
    return tried


def _word(value: object) -> str:
    return {True: "có", False: "không"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _readable(path: tuple[str | int, ...], data: object) -> str:
    """Name a place by the codes people know: `annexes so › criteria 1.2 › rule`."""
    parts: list[str] = []
    for part in path:
        data = inside(data, part)
        if isinstance(part, int):
            label = data.get("code") or data.get("id") or data.get("name") if isinstance(data, dict) else None
            parts[-1:] = [f"{parts[-1]} {label or part + 1}"] if parts else [str(part)]
        else:
            parts.append(part)
    shortened = [part for part in parts if not part.startswith("criteria ")] if len(parts) > 4 else parts
    last = [part for part in parts if part.startswith("criteria ")][-1:] if shortened is not parts else []
    return " › ".join([*shortened[:1], *last, *shortened[1:]])
