"""Generated rounds: a criteria set with every rule kind and policy, bodies of two groups, and answers as people type them.

Everything comes from one seed. Numbers are small and chosen to collide, so that ties, bounds met exactly, zero denominators and
values above their maximum happen all the time.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from khoabang.scoring.answers import Answers
from khoabang.scoring.bodies import Body
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.numbers import plain
from khoabang.scoring.problems import Problems
from khoabang.scoring.result.build import build
from khoabang.scoring.score import Scored, score

Json = dict[str, Any]
REFERENCE = {"document": "qd", "at": "Phụ lục"}
HEAD = {
    "format": 1,
    "id": "generated",
    "version": "1",
    "name": "Bộ sinh ngẫu nhiên",
    "nature": "demonstration",
    "issuer": "UBND tỉnh Sao Khuê",
    "completeness": {"criteria": "full"},
    "legal_basis": [{"id": "qd", "type": "Quyết định"}],
}
ABSOLUTE = (
    "given", "expert", "yes_no", "choice", "tiers", "status", "ratio", "plan_completion", "inverse_ratio", "target", "count",
    "proportional", "growth", "sum", "best_of", "gate", "external", "survey", "lateness", "formula",
)  # fmt: skip
RELATIVE = ("relative_to_best", "min_max", "mean_of_bodies")
KINDS = (*ABSOLUTE, *RELATIVE)
FORMULAS = (
    "min(điểm_tối_đa; {a} * 0,5 + {b})",
    "nếu {b} = 0 thì 0 không thì min(điểm_tối_đa; điểm_tối_đa * {a} / {b})",
    "làm_tròn({a} / ({b} + 3); 2)",
    "max(0; trị_tuyệt_đối({a} - {b}) - 1) × 25%",
    "nếu {a} ≥ 5 và không {b} > 3 hoặc {b} ≠ 2 thì 1 không thì {a} / {b}",
    "-(2 - {a}) * -1 + {b} + 2",
)
GAPS = ("", "", "thiếu", "không áp dụng", "miễn", "chưa thẩm định", "-", "abc", "1.5")


@dataclass
class Round:
    """A set as plain data, its bodies and their answers as typed."""

    data: Json
    bodies: list[Json]
    answers: dict[str, dict[str, str]]
    notes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def criteria_set(self) -> CriteriaSet:
        """The set as the engine reads it."""
        return CriteriaSet.model_validate(self.data)

    @property
    def models(self) -> list[Body]:
        """The bodies as the engine takes them."""
        return [Body(name=f"Cơ quan {body['code']}", **body) for body in self.bodies]

    def scored(self, problems: Problems | None = None) -> Scored:
        """Score the round with the engine."""
        return score(self.criteria_set, self.models, Answers(self.answers, self.notes), problems or Problems())

    def result(self) -> Json:
        """The result document."""
        return build(self.scored())


@dataclass
class Options:
    """What a generated round may hold."""

    kinds: tuple[str, ...] = KINDS
    gaps: bool = True
    over: tuple[str, ...] = ("refuse", "cap", "accept")
    roles: bool = True
    most_bodies: int = 9


def typed(value: Fraction | int) -> str:
    """Write a number as a Vietnamese official types it."""
    return plain(Fraction(value)).replace(".", ",")


class _Maker:
    def __init__(self, seed: int, options: Options) -> None:
        self.random = Random(seed)
        self.options = options
        self.items: list[Json] = []  # inputs of the indicator being made
        self.all_items: dict[str, Json] = {}
        self.codes = 0

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def code(self) -> str:
        self.codes += 1
        return f"c{self.codes}"

    # Rules

    def item(self, kind: str = "count", **more: Any) -> str:
        code = f"i{len(self.all_items) + 1}"
        item = {"code": code, "name": code, "type": kind, **more}
        if kind in {"count", "number", "yes_no"} and self.chance(0.1):
            item["optional"] = True
        self.items.append(item)
        self.all_items[code] = item
        return code

    def quantity(self, depth: int = 0) -> Any:
        if depth < 2 and self.chance(0.2):
            kind = self.pick("quotient", "sum", "mean", "difference", "growth", "formula")
            if kind == "formula":
                return {"formula": f"{self.item()} / ({self.item()} - 2)"}
            count = 2 if kind in {"quotient", "difference", "growth"} else self.pick(1, 2, 3)
            return {kind: [self.quantity(depth + 1) for _ in range(count)]}
        if depth and self.chance(0.3):
            return self.pick("2", "0", "5/2", "0.5")
        return self.item(self.pick("count", "count", "number", "percent"))

    def worth(self, *, stated: bool = False) -> Json:
        share = {"share": self.pick("1/2", "1/3", "1", "0.25")}
        return self.pick(share, {"points": self.pick("1", "2.5", "4")}, *([] if stated else [{}, {}]))

    def rule(self, kind: str, depth: int = 0) -> Json:
        made: Json = {"kind": kind, **getattr(self, "_" + kind)(depth)}
        return made

    def _zero(self) -> str:
        return self.pick("zero", "full", "not_applicable", "missing")

    def _given(self, depth: int) -> Json:
        if depth:
            return {"input": self.item("points")}
        if self.chance(0.3):
            return {"input": self.item("points"), "excluded": self.item("points")}
        return {}

    def _expert(self, depth: int) -> Json:
        return ({"input": self.item("points")} if depth else {}) | ({"reason_required": False} if self.chance(0.3) else {})

    def _yes_no(self, depth: int) -> Json:
        return {"input": self.item("yes_no"), "otherwise": self.pick("0", "1"), **self.worth()}

    def _choice(self, depth: int) -> Json:
        codes = ["a", "b", "c"][: self.pick(2, 3)]
        name = self.item("choice", options=[{"code": code} for code in codes])
        return {"input": name, "options": [{"code": code, **self.worth()} for code in codes]}

    def _tiers(self, depth: int) -> Json:
        bounds = sorted(self.random.sample(range(1, 9), self.pick(1, 2, 3)), reverse=True)
        return {
            "value": self.quantity(),
            "tiers": [{"from": str(bound), **self.worth()} for bound in bounds],
            "closed": self.pick("lower", "upper"),
            "below": self.pick("0", "0.5"),
        }

    def _status(self, depth: int) -> Json:
        made = self._tiers(depth)
        return {**made, "tiers": [{**tier, "name": "Xanh", "colour": "green"} for tier in made["tiers"]]}

    def _share(self, top: str, bottom: str, *, floor: bool) -> Json:
        made = {
            top: self.quantity(),
            bottom: self.quantity(),
            "over": self.pick("cap", "accept", "refuse"),
            "zero_denominator": self._zero(),
            **self.worth(),
        }
        if self.chance(0.3):
            made |= {"zero_at": "0.2"} if self.chance(0.5) else {}
            made["full_at"] = self.pick("0.8", "0.9", "0.5")
        if floor and self.chance(0.3):
            made["floor"] = self.pick("0.3", "1/2")
        return made

    def _ratio(self, depth: int) -> Json:
        return self._share("numerator", "denominator", floor=True)

    def _plan_completion(self, depth: int) -> Json:
        return self._share("done", "planned", floor=True)

    def _inverse_ratio(self, depth: int) -> Json:
        return self._share("numerator", "denominator", floor=False)

    def _target(self, depth: int) -> Json:
        return {
            "value": self.quantity(),
            "target": self.pick(self.quantity(), "5"),
            "direction": self.pick("at_least", "at_most"),
            "below": self.pick("zero", "proportional"),
            **self.worth(),
        }

    def _count(self, depth: int) -> Json:
        made = {"input": self.quantity(), "each": self.pick("1", "0.5", "1/3"), "free": self.pick("0", "2")}
        return made | ({"cap": self.pick("2", "3.5")} if self.chance(0.6) else {})

    def _proportional(self, depth: int) -> Json:
        return {"value": self.quantity(), "zero_at": self.pick("0", "2", "9"), "full_at": self.pick("8", "5"), **self.worth()}

    def _growth(self, depth: int) -> Json:
        return {
            "now": self.quantity(),
            "before": self.quantity(),
            "zero_at": self.pick("0", "-0.5"),
            "full_at": self.pick("0.5", "1"),
            "zero_before": self._zero(),
            **self.worth(),
        }

    def _parts(self) -> list[Json]:
        inner = [kind for kind in self.options.kinds if kind not in {"sum", "best_of", "gate"}] or ["given"]
        return [self.rule(self.random.choice(inner), 1) for _ in range(self.pick(1, 2, 3))]

    def _sum(self, depth: int) -> Json:
        return {"parts": self._parts()} | ({"cap": self.pick("3", "6")} if self.chance(0.5) else {})

    def _best_of(self, depth: int) -> Json:
        return {"options": self._parts()}

    def _gate(self, depth: int) -> Json:
        inner = self._parts()[0]
        return {**self._test(), "then": inner, "otherwise": self.pick("0", "0.5")}

    def _test(self) -> Json:
        if self.chance(0.5):
            return {"input": self.item("yes_no"), "is": self.pick("yes", "no", "không")}
        if self.chance(0.3):
            return {"input": self.item("choice", options=[{"code": "a"}, {"code": "b"}]), "is": "a"}
        return {"input": self.item("count"), self.pick("at_least", "at_most"): "4"}

    def _relative_to_best(self, depth: int) -> Json:
        value = self.item() if self.chance(0.6) else {"formula": f"{self.item()} / {self.item()}"}
        return {"value": value, "best": self.pick("highest", "lowest"), "zero_best": self._zero(), **self.worth()}

    def _min_max(self, depth: int) -> Json:
        return {"value": self.quantity(), "best": self.pick("highest", "lowest"), "all_equal": self._zero(), **self.worth()}

    def _mean_of_bodies(self, depth: int) -> Json:
        made = {"relation": self.pick("subordinates", "predecessors"), "measure": self.pick("points", "share"), **self.worth()}
        return made | ({"of": "c1"} if self.chance(0.5) else {})

    def _external(self, depth: int) -> Json:
        return {"input": self.item("number"), "scale": self.pick("10", "8"), **self.worth()}

    def _survey(self, depth: int) -> Json:
        made = {"input": self.item("number", minimum="1", maximum="5"), "from": "1", "to": "5", **self.worth()}
        if self.chance(0.5):
            made |= {
                "respondents": self.item(),
                "minimum_respondents": "3",
                "too_few": self.pick("missing", "zero", "not_applicable"),
            }
        return made

    def _lateness(self, depth: int) -> Json:
        made = {
            "input": self.item("date"),
            "due": "2026-04-28",
            "each_day": self.pick("0.5", "1"),
            "count": self.pick("calendar", "working"),
            "free": self.pick(0, 1),
            "gives": self.pick("points", "deduction"),
            **self.worth(),
        }
        made |= {"zero_after": 5} if self.chance(0.4) else {}
        return made | ({"cap": "2"} if self.chance(0.4) else {})

    def _formula(self, depth: int) -> Json:
        return {"formula": self.pick(*FORMULAS).format(a=self.item(), b=self.item("number"))}

    # The tree

    def indicator(self, role: str = "scored") -> Json:
        self.items = []
        code = self.code()
        kind = self.random.choice(self.options.kinds)
        made: Json = {"code": code, "name": code, "maximum": self.pick("4", "5", "6", "7.5"), "rule": self.rule(kind)}
        if self.items:
            made["inputs"] = self.items
        if role != "scored":
            made["role"] = role
        if role == "scored" and self.chance(0.1):
            made["dropped"] = {"reason": "Không đánh giá"} | ({"points": "1"} if self.chance(0.6) else {})
        elif self.options.gaps and self.chance(0.04):
            made["maximum"] = "not_published"
        if self.chance(0.1) and self.items:
            test = next((item for item in self.items if item["type"] == "yes_no"), None)
            if test:
                made["gate"] = {"input": test["code"], "is": "yes", "otherwise": self.pick("0", "0.5")}
        self._common(made)
        return made

    def _common(self, made: Json) -> None:
        if self.chance(0.2):
            made["applies"] = self.pick(
                {"procedures": "yes"}, {"staff": {"at_least": "10"}}, {"any": [{"kind": "b"}, {"procedures": "no"}]}
            )
        if self.chance(0.3):
            made["not_applicable"] = self.pick("reduce", "rescale", "spread", "full", "zero")
        if self.chance(0.2):
            made["over_maximum"] = self.random.choice(self.options.over)
        if self.chance(0.15):
            made["round"] = {"places": self.pick(0, 1, 2), "mode": self.pick("half_up", "half_even", "down", "up")}

    def criterion(self, depth: int, role: str = "scored") -> Json:
        code = self.code()
        made: Json = {"code": code, "name": code, "aggregate": self.pick("sum", "sum", "mean", "weighted_sum", "weighted_mean")}
        made["criteria"] = self.children(depth + 1)
        if role != "scored":
            made["role"] = role
        if self.chance(0.1):
            made["minimum"] = "1"
        if role == "scored" and self.chance(0.05):
            made["dropped"] = {"reason": "Không đánh giá"} | ({"points": "1"} if self.chance(0.6) else {})
        self._common(made)
        self.maximum(made)
        return made

    def children(self, depth: int) -> list[Json]:
        made = [self.criterion(depth) if depth < 3 and self.chance(0.3) else self.indicator() for _ in range(self.pick(1, 2, 3))]
        if self.options.roles:
            made += [self.indicator(role) for role in ("bonus", "penalty", "informational") if self.chance(0.12)]
            if self.chance(0.05) and depth < 3:
                made.append(self.criterion(depth, self.pick("bonus", "penalty")))
        return made

    def maximum(self, owner: Json) -> None:
        """State the maximum that the children add up to, now and then another one."""
        how = owner.setdefault("aggregate", "sum")
        counted = [child for child in owner["criteria"] if child.get("role", "scored") == "scored"]
        weights = [Fraction(1)] * len(counted)
        if how.startswith("weighted"):
            for child in owner["criteria"]:
                child["weight"] = self.pick("0.5", "1/3", "2")
            weights = [Fraction(child["weight"]) for child in counted]
        if any(child["maximum"] == "not_published" for child in counted):
            owner["maximum"] = self.pick("not_published", "20")
            return
        total = sum((Fraction(child["maximum"]) * weight for child, weight in zip(counted, weights, strict=True)), Fraction(0))
        if how.endswith("mean"):
            total /= sum(weights)
        if self.chance(0.1):
            total, owner["sum_exception"] = total + 1, "in như vậy"
        owner["maximum"] = plain(total)

    def annex(self, code: str) -> Json:
        made: Json = {"code": code, "name": code, "aggregate": self.pick("sum", "sum", "mean", "weighted_sum")}
        made["criteria"] = self.children(1)
        self.maximum(made)
        if self.chance(0.3):
            made["not_applicable"] = self.pick("spread", "full", "zero")
        if self.chance(0.15):
            made["over_maximum"] = self.random.choice(self.options.over)
        if self.chance(0.3):
            codes = [child["code"] for child in made["criteria"]]
            made["aggregates"] = [{"code": f"pillar-{code}", "name": "Trụ cột", "of": codes[:2], "maximum": "10"}]
        return made

    def policies(self) -> Json:
        basis = ("points", "index", "percent", "converted")
        closed = self.pick("lower", "upper", "both")
        scale = {"points": Fraction(10), "index": Fraction(1), "percent": Fraction(100), "converted": Fraction(10)}
        class_basis = self.pick(*basis)
        bounds = [plain(scale[class_basis] * share) for share in (Fraction("0.8"), Fraction("0.5"), Fraction(0))]
        bands = [{"name": name, "from": bound} for name, bound in zip(("Tốt", "Khá", "Trung bình"), bounds, strict=True)]
        if closed == "both":
            bands[1]["to"] = plain(scale[class_basis] * Fraction("0.7"))
        rounding = {
            column: {"places": self.pick(0, 1, 2), "mode": self.pick("half_up", "half_even", "down", "up")}
            for column in ("points", "index", "percent", "converted")
        }
        return {
            "missing": {"use": self.pick("zero", "unranked")},
            "not_verified": {"use": self.pick("zero", "unranked")},
            "exempt": {"use": self.pick("reduce", "rescale", "spread", "full", "zero")},
            "over_maximum": {"use": self.random.choice(self.options.over)},
            "ranking": {
                "by": self.pick(*basis),
                "order": self.pick("descending", "descending", "ascending"),
                "ties": self.pick("competition", "dense"),
                "compare": self.pick("exact", "published"),
                "tie_breaks": self.pick([], ["c1"], ["c2", "c1"]),
            },
            "classes": {"basis": class_basis, "compare": self.pick("exact", "published"), "closed": closed, "bands": bands},
            "rounding": rounding,
            "calendar": {"holidays": ["2026-04-30", "2026-05-01"]},
        }

    def round(self) -> Round:
        annexes = [self.annex("pl1")]
        if self.chance(0.3):
            annexes.append(self.annex("pl2"))
        groups = [
            {"code": "a", "name": "Khối a", "annex": "pl1", "when": {"kind": "a"}},
            {"code": "b", "name": "Khối b", "annex": annexes[-1]["code"], "when": {"kind": "b"}, "ranked": not self.chance(0.1)},
        ]
        if self.chance(0.2):
            groups[0]["maximum"] = "30"
        data = {
            **HEAD,
            "attributes": [
                {"code": "kind", "name": "Loại", "type": "choice", "options": [{"code": "a"}, {"code": "b"}, {"code": "c"}]},
                {"code": "procedures", "name": "Có thủ tục hành chính", "type": "yes_no"},
                {"code": "staff", "name": "Biên chế", "type": "number"},
            ],
            "groups": groups,
            "annexes": annexes,
            "policies": self.policies(),
        }
        bodies = [self.body(f"b{n}") for n in range(self.random.randint(1, self.options.most_bodies))]
        for index, body in enumerate(bodies):  # nobody is among his own subordinates or predecessors
            before, after = ([each["code"] for each in part] for part in (bodies[:index], bodies[index + 1 :]))
            if before and self.chance(0.4):
                body["parent"] = self.random.choice(before)
            if after and self.chance(0.2):
                body["predecessors"] = tuple(self.random.sample(after, min(len(after), 2)))
        used = {item["code"]: item for annex in annexes for item in _inputs(annex["criteria"])}
        answers = {body["code"]: {code: self.cell(item) for code, item in used.items()} for body in bodies}
        notes = {body["code"]: {code: "Có lý do" for code in used if self.chance(0.7)} for body in bodies}
        return Round(data, bodies, answers, notes)

    def body(self, code: str) -> Json:
        attributes: Json = {"kind": self.pick("a", "a", "a", "b", "b", "b", "b", "c") if self.options.roles else "a"}
        if self.chance(0.9):
            attributes["procedures"] = self.chance(0.6)
        if self.chance(0.9):
            attributes["staff"] = Fraction(self.pick(5, 10, 20))
        body: Json = {"code": code, "attributes": attributes}
        if self.options.gaps and self.chance(0.15):
            body["status"] = self.pick("exempt", "unranked")
        return body

    def cell(self, item: Json) -> str:
        if self.options.gaps and self.chance(0.15):
            return self.random.choice(GAPS)
        match item.get("type"):
            case "yes_no":
                return self.pick("có", "không")
            case "choice":
                return self.random.choice(item["options"])["code"]
            case "date":
                return self.pick("20/04/2026", "28/04/2026", "29/04/2026", "04/05/2026", "11/05/2026")
            case "percent":
                return self.pick("0", "85", "50%", "2,5%", "0,5", "100")
            case "points":
                return self.pick("0", "1", "2,5", "4", "5", "7,75")
            case "number":
                return self.pick("0", "1", "1,5", "3", "4,25", "10")
        return str(self.random.randint(0, 10))


def _inputs(criteria: list[Json]) -> list[Json]:
    """The inputs of a tree as plain data, an indicator's own one included."""
    found: list[Json] = []
    for criterion in criteria:
        found += criterion.get("inputs", [])
        rule = criterion.get("rule")
        if rule and "inputs" not in criterion and rule["kind"] in {"given", "expert"}:
            found.append({"code": criterion["code"], "type": "points"})
        found += _inputs(criterion.get("criteria", []))
    return found


def make_round(seed: int, **options: Any) -> Round:
    """Make the round of a seed."""
    return _Maker(seed, Options(**options)).round()


def rounds(**options: Any) -> st.SearchStrategy[Round]:
    """Rounds for hypothesis; a failing one is named by its seed."""
    return st.integers(0, 2**32 - 1).map(lambda seed: make_round(seed, **options))


def columns(least: int = 1, most: int = 40) -> st.SearchStrategy[list[Fraction]]:
    """Columns of exact numbers with many ties, some too wide for int64."""
    small = st.builds(Fraction, st.integers(-20, 20), st.sampled_from([1, 2, 4, 8, 10]))
    thirds = st.builds(Fraction, st.integers(-50, 50), st.integers(1, 12))
    wide = st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**9))
    return st.one_of(*(st.lists(kind, min_size=least, max_size=most) for kind in (small, thirds, wide, st.one_of(small, wide))))
