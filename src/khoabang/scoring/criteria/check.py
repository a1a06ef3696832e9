"""Checks of meaning: what a well-formed set may still get wrong. Each check adds problems at the line concerned."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product

from pydantic import BaseModel

from khoabang.scoring.criteria.fields import Bounds, Condition
from khoabang.scoring.criteria.inputs import YES_WORDS
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion, Group, holds
from khoabang.scoring.criteria.policies import Classes
from khoabang.scoring.criteria.rules import Choice, MeanOfBodies, Rule, Tiers, Worth
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


def walk_rules(rule: Rule) -> Iterator[Rule]:
    """Give a rule and all rules inside it."""
    yield rule
    for part in rule.parts():
        yield from walk_rules(part)


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
        self._policies()
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
        """Values of an indicator's gate or dropped part stand under the indicator's own reference."""
        return type(model).__name__ in {"NodeGate", "ExemptPolicy"}

    # Groups and conditions

    def _groups(self) -> None:
        annexes = {annex.code for annex in self.set.annexes}
        for index, group in enumerate(self.set.groups):
            path = ("groups", index)
            if group.annex not in annexes:
                self.add("SET035", (*path, "annex"), code=group.code, target=group.annex, what="annexes")
            self._condition(group.when, (*path, "when"))
        self._claimed_twice()

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
        for criterion, where in _located(annex.criteria, path):
            used |= self._uses(annex, criterion, where)
            self._sums(criterion.criteria, criterion.maximum.value if criterion.maximum else None, criterion, where)
            self._weights(criterion.criteria, criterion.aggregate, where)
            if criterion.rule is not None:
                self._rule(criterion.rule, criterion, annex, where)
        self._sums(annex.criteria, annex.maximum.value, annex, path)
        self._weights(annex.criteria, annex.aggregate, path)
        for criterion, where in _located(annex.criteria, path):
            if criterion.role != "informational":
                for item in criterion.inputs:
                    if item.code not in used and not item.optional:
                        self.add("SET041", (*where, "inputs"), input=item.code)
        self._overlaps(annex, path)

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

    def _rule(self, rule: Rule, criterion: Criterion, annex: Annex, path: tuple[str | int, ...]) -> None:
        where = (*path, "rule")
        for part in walk_rules(rule):
            if isinstance(part, Tiers):
                self._tiers(part, criterion, annex, where)
            if isinstance(part, MeanOfBodies) and part.of and not any(part.of in other.by_code for other in self.set.annexes):
                self.add("SET035", where, code=criterion.code, target=part.of, what="criteria")
            if isinstance(part, Choice):
                self._choice(part, criterion, annex, where)
            for inner in part.parts():
                if getattr(part, "kind", "") == "sum" and isinstance(inner, Worth) and not inner.states_worth:
                    self.add("SET040", where, code=criterion.code)
        maximum = criterion.maximum.value if criterion.maximum else None
        if maximum is None or criterion.role == "informational":
            return
        most = rule.most(maximum)
        policy = criterion.over_maximum or annex.over_maximum or self.set.policies.over_maximum.use
        if most is None:
            if getattr(rule, "kind", "") in {"count", "sum"} and policy != "cap":
                self.add("SET028", where, code=criterion.code, most="∞", maximum=plain(maximum))
        elif most > maximum and policy != "cap":
            self.add("SET028", where, code=criterion.code, most=plain(most), maximum=plain(maximum))
        elif most < maximum:
            self.add("SET029", where, code=criterion.code, most=plain(most), maximum=plain(maximum))

    def _tiers(self, rule: Tiers, criterion: Criterion, annex: Annex, path: tuple[str | int, ...]) -> None:
        bounds = [tier.from_ for tier in rule.tiers]
        item = annex.inputs.get(rule.value) if isinstance(rule.value, str) else None
        most = item.maximum if item else None
        if item and item.type == "percent" and most is None:
            most = Fraction(100)
        for index, bound in enumerate(bounds):
            if bound in bounds[:index]:
                self.add("SET030", path, value=plain(bound), code=criterion.code, detail="trùng ngưỡng")
            elif index and bound > bounds[index - 1]:
                self.add("SET030", path, value=plain(bound), code=criterion.code, detail="không xếp từ cao xuống thấp")
            elif most is not None and (bound > most or (bound == most and rule.closed == "upper")):
                self.add("SET030", path, value=plain(bound), code=criterion.code, detail=f"≤ {plain(most)}")

    def _choice(self, rule: Choice, criterion: Criterion, annex: Annex, path: tuple[str | int, ...]) -> None:
        item = annex.inputs.get(rule.input or criterion.own_input or "")
        worths = {option.code for option in rule.options}
        if item and item.type == "choice":
            for option in item.options:
                if option.code not in worths:
                    self.add("SET035", path, code=criterion.code, target=option.code, what="options")

    def _overlaps(self, annex: Annex, path: tuple[str | int, ...]) -> None:
        for index, total in enumerate(annex.aggregates):
            where = (*path, "aggregates", index)
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

    # Policies

    def _policies(self) -> None:
        known = {code for annex in self.set.annexes for code in annex.by_code}
        for code in self.set.policies.ranking.tie_breaks:
            if code not in known:
                self.add("SET035", ("policies", "ranking", "tie_breaks"), code="tie_breaks", target=code, what="criteria")
        if self.set.policies.classes:
            self._bands(self.set.policies.classes)

    def _bands(self, classes: Classes) -> None:
        path = ("policies", "classes", "bands")
        upper: Fraction | None = None
        above = ""
        for index, band in enumerate(classes.bands):
            low, high = band.from_.value, band.to.value if band.to else upper
            if (low is not None and high is not None and low >= high) or (
                index and low is not None and upper is not None and low >= upper
            ):
                self.add("SET027", (*path, index), band=band.name)
            elif index and high is not None and upper is not None and high != upper:
                code = "SET025" if high < upper else "SET026"
                if classes.gap_exception:
                    code = "SET045" if high < upper else "SET046"
                ends = sorted((high, upper))
                self.add(code, (*path, index), low=plain(ends[0]), high=plain(ends[1]), band=band.name, other=above)
            upper, above = low, band.name
        if upper is not None and upper > 0:
            self.add("SET044", (*path, len(classes.bands) - 1), low=plain(upper))

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
