"""A second engine, written from docs/formats.md alone: plain dictionaries, loops and fractions, slow and obvious.

It takes the plain data of a set (what set.yaml says), never the package's own classes, so that one mistake must be made twice to go unseen.
`run` gives, for each ranking group, every body's points, maximum, status, rank and class, and the statistics of every column.
"""

import re
from datetime import date, timedelta
from fractions import Fraction

F = Fraction
NOTHING = F(0)
NUMBER, YES, NO = re.compile(r"[+-]?\d+(\.\d+|/\d+)?"), {"có", "yes", "x"}, {"không", "no"}
WORDS = {
    "": "missing",
    "thiếu": "missing",
    "không áp dụng": "not_applicable",
    "miễn": "exempt",
    "chưa thẩm định": "not_verified",
    "không công bố": "not_published",
}
ORDER = ("missing", "not_applicable", "exempt", "not_verified", "not_published")
LEFT_OUT = ("not_applicable", "exempt")
GRAVE = ("not_published", "not_verified", "missing")


class Refused(Exception):
    """The answer is refused: the indicator counts as missing."""


def amount(written):
    """A number, an inferred number, or None where it was not published."""
    if written is None or written == "not_published":
        return None
    return F(written["value"] if isinstance(written, dict) else written)


def rounded(value, rounding):
    if rounding is None:
        return value
    scale = 10 ** int(rounding["places"])
    size = abs(value) * scale
    whole = size.numerator // size.denominator
    rest = size - whole
    mode = rounding.get("mode", "half_up")
    if (
        (mode == "half_up" and rest >= F(1, 2))
        or (mode == "up" and rest > 0)
        or (mode == "half_even" and (rest > F(1, 2) or (rest == F(1, 2) and whole % 2 == 1)))
    ):
        whole += 1
    return F(whole, scale) * (-1 if value < 0 else 1)


def is_status(value):
    return isinstance(value, str)


# --- conditions and answers -------------------------------------------------------------------------------------------


def meets(condition, attributes):
    """Whether a condition holds: True, False, or "missing" where that hangs on an attribute that the body does not have."""
    parts = []
    for key, wanted in (condition or {}).items():
        if key in ("any", "none"):
            inside = [meets(each, attributes) for each in wanted]
            fits = True if True in inside else "missing" if "missing" in inside else False
            if key == "none" and fits != "missing":
                fits = not fits
        elif key not in attributes:
            fits = "missing"
        elif isinstance(wanted, dict):
            value = attributes[key]
            fits = value >= F(wanted.get("at_least", value)) and value <= F(wanted.get("at_most", value))
        else:
            value = attributes[key]
            allowed = wanted if isinstance(wanted, list) else [wanted]
            if value is True:
                fits = any(each in YES | {"true"} for each in allowed)
            elif value is False:
                fits = any(each in NO | {"false"} for each in allowed)
            else:
                fits = value in allowed
        parts.append(fits)
    if False in parts:
        return False
    return "missing" if "missing" in parts else True


def read(item, text):
    """What one cell says: a number, True or False, ("option", code), a date; or the name of a status; bad cells are missing."""
    text = text.strip()
    if text in WORDS:
        if WORDS[text] == "missing" and item.get("optional"):
            return {"yes_no": False, "choice": "missing", "date": "missing"}.get(item.get("type"), F(0))
        return WORDS[text]
    kind = item.get("type", "number")
    if kind == "yes_no":
        return True if text in YES else False if text in NO else "missing"
    if kind == "choice":
        codes = [option["code"] for option in item["options"]]
        return ("option", text) if text in codes else "missing"
    if kind == "date":
        found = re.fullmatch(r"(\d+)/(\d+)/(\d{4})", text)
        return date(int(found[3]), int(found[2]), int(found[1])) if found else "missing"
    percent_sign = kind == "percent" and text.endswith("%")
    text = text.removesuffix("%") if percent_sign else text
    if not re.fullmatch(r"-?\d+(,\d+)?", text):
        return "missing"
    value = F(text.replace(",", "."))
    if kind == "percent" and not percent_sign and 0 < value <= 1:
        return "missing"  # 0,85 or 85?
    if kind == "count" and value.denominator != 1:
        return "missing"
    most = item.get("maximum", "100" if kind == "percent" else None)
    if value < F(item.get("minimum", "0")) or (most is not None and value > F(most)):
        return "missing"
    return value


# --- formulas: a parser of its own ---------------------------------------------------------------------------------------

TOKEN = re.compile(r"\s*(\d+(?:,\d+)?%?|[^\W\d]\w*|<=|>=|[-+*×/()<>=≤≥≠;])")


class Formula:
    """Recursive descent over the tokens; values are looked up as the parser meets them, both branches of a choice are parsed."""

    def __init__(self, text, names):
        self.tokens, self.names = [], names
        place = 0
        while place < len(text):
            found = TOKEN.match(text, place)
            assert found, f"cannot read {text[place:]!r}"
            self.tokens.append(found[1])
            place = found.end()

    def take(self, *wanted):
        if self.tokens and self.tokens[0] in wanted:
            return self.tokens.pop(0)
        return None

    def choice(self):
        """Give a function of no arguments, so that the branch not taken is never computed."""
        if self.take("nếu"):
            condition = self.either()
            assert self.take("thì")
            then = self.choice()
            assert self.take("không")
            assert self.take("thì")
            otherwise = self.choice()
            return lambda: then() if condition() else otherwise()
        return self.either()

    def either(self):
        left = self.both()
        while self.take("hoặc"):
            left = one_of(left, self.both())
        return left

    def both(self):
        left = self.negation()
        while self.take("và"):
            left = both_of(left, self.negation())
        return left

    def negation(self):
        if self.take("không"):
            inner = self.negation()
            return lambda: not inner()
        left = self.sum()
        sign = self.take("<", ">", "<=", ">=", "≤", "≥", "=", "≠")
        if sign is None:
            return left
        right = self.sum()
        compare = {
            "<": lambda a, b: a < b,
            ">": lambda a, b: a > b,
            "<=": lambda a, b: a <= b,
            "≤": lambda a, b: a <= b,
            ">=": lambda a, b: a >= b,
            "≥": lambda a, b: a >= b,
            "=": lambda a, b: a == b,
            "≠": lambda a, b: a != b,
        }[sign]
        return lambda: compare(left(), right())

    def sum(self):
        left = self.product()
        while sign := self.take("+", "-"):
            left = computed(sign, left, self.product())
        return left

    def product(self):
        left = self.signed()
        while sign := self.take("*", "×", "/"):
            left = computed(sign, left, self.signed())
        return left

    def signed(self):
        if self.take("-"):
            inner = self.signed()
            return lambda: -inner()
        token = self.tokens.pop(0)
        if token == "(":
            inner = self.choice()
            assert self.take(")")
            return inner
        if token[0].isdigit():
            value = F(token.rstrip("%").replace(",", ".")) / (100 if token.endswith("%") else 1)
            return lambda: value
        if self.take("("):
            arguments = [self.choice()]
            while self.take(";"):
                arguments.append(self.choice())
            assert self.take(")")
            return {
                "min": lambda: min(a() for a in arguments),
                "max": lambda: max(a() for a in arguments),
                "trị_tuyệt_đối": lambda: abs(arguments[0]()),
                "làm_tròn": lambda: rounded(arguments[0](), {"places": arguments[1]() if len(arguments) > 1 else 0}),
            }[token]
        return lambda: self.names[token]


def one_of(a, b):
    return lambda: a() or b()


def both_of(a, b):
    return lambda: a() and b()


def computed(sign, a, b):
    return {
        "+": lambda: a() + b(),
        "-": lambda: a() - b(),
        "/": lambda: divided(a(), b()),
    }.get(sign, lambda: a() * b())


def divided(a, b):
    if b == 0:
        raise Refused("division by zero")
    return a / b


# --- rules -------------------------------------------------------------------------------------------------------------


class Case:
    """One indicator of one body: what its rule may look at."""

    def __init__(self, engine, body, group, annex, criterion):
        self.engine, self.body, self.group, self.annex, self.criterion = engine, body, group, annex, criterion
        self.maximum = amount(criterion.get("maximum"))
        items = own_inputs(criterion)
        self.own = items[0]["code"] if len(items) == 1 else None

    def value(self, code):
        code = code or self.own
        return read(self.annex["inputs"][code], self.engine.answers.get(self.body["code"], {}).get(code, ""))

    def number(self, code):
        value = self.value(code)
        return F(int(value)) if isinstance(value, bool) else value

    def worth(self, rule):
        if "points" in rule:
            return F(rule["points"])
        if self.maximum is None:
            return "not_published"
        return self.maximum * F(rule.get("share", "1"))

    def measure(self, quantity):
        """A quantity's value or a status; None where a denominator is zero."""
        if isinstance(quantity, str):
            return F(quantity) if NUMBER.fullmatch(quantity) else self.number(quantity)
        ((kind, inside),) = quantity.items()
        if kind == "formula":
            return self.formula(inside)
        values = []
        for each in inside:
            value = self.measure(each)
            if value is None or is_status(value):
                return value
            values.append(value)
        if kind == "sum":
            return sum(values, F(0))
        if kind == "mean":
            return sum(values, F(0)) / len(values)
        if kind == "difference":
            return values[0] - values[1]
        if values[1] == 0:
            return None
        return values[0] / values[1] if kind == "quotient" else (values[0] - values[1]) / values[1]

    def measured(self, quantity):
        value = self.measure(quantity)
        return "missing" if value is None else value

    def formula(self, text):
        names = {}
        for name in re.findall(r"[^\W\d]\w*", text):
            if name == "điểm_tối_đa":
                if self.maximum is None:
                    return "not_published"
                names[name] = self.maximum
            elif name in self.annex["inputs"]:
                names[name] = self.number(name)
                if is_status(names[name]):
                    return names[name]
        return Formula(text, names).choice()()

    def several(self, *values):
        """The first status among the values, or None where all are numbers."""
        return next((value for value in values if is_status(value)), None)

    def outcome(self, rule):
        return getattr(self, "rule_" + rule["kind"])(rule)

    def rule_given(self, rule):
        return self.number(rule.get("input"))

    def rule_expert(self, rule):
        value = self.number(rule.get("input"))
        note = self.engine.notes.get(self.body["code"], {}).get(rule.get("input") or self.own)
        if not is_status(value) and rule.get("reason_required", True) and not note:
            raise Refused("a mark without a note")
        return value

    def rule_yes_no(self, rule):
        value = self.value(rule.get("input"))
        if is_status(value):
            return value
        return self.worth(rule) if value else F(rule.get("otherwise", "0"))

    def rule_choice(self, rule):
        value = self.value(rule.get("input"))
        if is_status(value):
            return value
        return next(self.worth(option) for option in rule["options"] if option["code"] == value[1])

    def rule_tiers(self, rule):
        value = self.measured(rule["value"])
        if is_status(value):
            return value
        closed, reached = rule.get("closed", "lower"), None
        for tier in sorted(rule["tiers"], key=lambda tier: F(tier["from"])):
            if value > F(tier["from"]) or (value == F(tier["from"]) and closed == "lower"):
                reached = tier
        return self.worth(reached) if reached else F(rule.get("below", "0"))

    rule_status = rule_tiers

    def zero_answer(self, answer, worth):
        return {"zero": F(0), "full": worth}.get(answer, answer)

    def rule_ratio(self, rule, top="numerator", bottom="denominator", *, inverse=False):
        above, below, worth = self.measured(rule[top]), self.measured(rule[bottom]), self.worth(rule)
        if status := self.several(above, below, worth):
            return status
        if below == 0:
            return self.zero_answer(rule["zero_denominator"], worth)
        ratio = above / below
        if ratio > 1 and rule["over"] == "refuse":
            raise Refused("a > b")
        if inverse:
            if "full_at" in rule or "zero_at" in rule:
                return self.line(ratio, F(rule.get("zero_at", "1")), F(rule.get("full_at", "0"))) * worth
            return max(F(0), 1 - ratio) * worth
        if ratio > 1 and rule["over"] == "cap":
            ratio = F(1)
        if "floor" in rule and ratio < F(rule["floor"]):
            return F(0)
        if "full_at" in rule or "zero_at" in rule:
            return self.line(ratio, F(rule.get("zero_at", "0")), F(rule.get("full_at", "1"))) * worth
        return ratio * worth

    def line(self, value, zero_at, full_at):
        share = (value - zero_at) / (full_at - zero_at)
        return F(0) if share < 0 else F(1) if share > 1 else share

    def rule_plan_completion(self, rule):
        return self.rule_ratio(rule, "done", "planned")

    def rule_inverse_ratio(self, rule):
        return self.rule_ratio(rule, inverse=True)

    def rule_target(self, rule):
        value, target, worth = self.measured(rule["value"]), self.measured(rule["target"]), self.worth(rule)
        if status := self.several(value, target, worth):
            return status
        at_least = rule.get("direction", "at_least") == "at_least"
        if (value >= target) if at_least else (value <= target):
            return worth
        if rule.get("below", "zero") == "zero":
            return F(0)
        part, whole = (value, target) if at_least else (target, value)
        return F(0) if whole == 0 else max(F(0), part / whole * worth)

    def rule_count(self, rule):
        value = self.measured(rule["input"])
        if is_status(value):
            return value
        free = F(rule.get("free", "0"))
        points = (max(F(0), value - free) if free else value) * F(rule["each"])
        return min(points, F(rule["cap"])) if "cap" in rule else points

    def rule_proportional(self, rule):
        value, worth = self.measured(rule["value"]), self.worth(rule)
        if status := self.several(value, worth):
            return status
        return self.line(value, F(rule.get("zero_at", "0")), F(rule["full_at"])) * worth

    def rule_growth(self, rule):
        now, before, worth = self.measured(rule["now"]), self.measured(rule["before"]), self.worth(rule)
        if status := self.several(now, before, worth):
            return status
        if before == 0:
            return self.zero_answer(rule["zero_before"], worth)
        return self.line((now - before) / before, F(rule.get("zero_at", "0")), F(rule["full_at"])) * worth

    def rule_sum(self, rule):
        outcomes = [self.outcome(part) for part in rule["parts"]]
        statuses = [each for each in outcomes if is_status(each)]
        if len(statuses) == len(outcomes):
            return min(statuses, key=ORDER.index)
        forgiven = {"not_applicable"} | {
            each for each in ("missing", "not_verified") if self.engine.policies.get(each, {}).get("use") == "zero"
        }
        grave = [each for each in statuses if each not in forgiven]
        if grave:
            return min(grave, key=ORDER.index)
        points = sum((each for each in outcomes if not is_status(each)), F(0))
        return min(points, F(rule["cap"])) if "cap" in rule else points

    def rule_best_of(self, rule):
        outcomes = [self.outcome(option) for option in rule["options"]]
        numbers = [each for each in outcomes if not is_status(each)]
        if "not_published" in outcomes:
            return "not_published"
        if "not_verified" in outcomes and self.engine.policies.get("not_verified", {}).get("use") != "zero":
            return "not_verified"
        return max(numbers) if numbers else min(outcomes, key=ORDER.index)

    def opens(self, gate):
        value = self.value(gate["input"])
        if is_status(value):
            return value
        if "is" in gate:
            wanted = gate["is"]
            if isinstance(value, bool):
                return value == (wanted in YES)
            return value == ("option", wanted)
        return (
            "open"
            if ("at_least" not in gate or value >= F(gate["at_least"])) and ("at_most" not in gate or value <= F(gate["at_most"]))
            else False
        )

    def rule_gate(self, rule):
        opened = self.opens(rule)
        if opened in ORDER:
            return opened
        return self.outcome(rule["then"]) if opened else F(rule.get("otherwise", "0"))

    def group_values(self, quantity):
        """The values of all bodies of the group that the indicator asks: neither exempt nor outside its conditions."""
        values = []
        for other in self.engine.bodies:
            if self.engine.group_of(other) is not self.group or other.get("status") == "exempt":
                continue
            if not all(
                meets(each.get("applies"), other["attributes"]) is True for each in self.annex["above"][self.criterion["code"]]
            ):
                continue
            try:
                value = Case(self.engine, other, self.group, self.annex, self.criterion).measure(quantity)
            except Refused:
                continue
            if value is not None and not is_status(value):
                values.append(value)
        return values

    def rule_relative_to_best(self, rule):
        value, worth = self.measured(rule["value"]), self.worth(rule)
        if status := self.several(value, worth):
            return status
        values = self.group_values(rule["value"])
        if rule.get("best", "highest") == "highest":
            part, whole = value, max(values)
        else:
            part, whole = min(values), value
        return self.zero_answer(rule["zero_best"], worth) if whole == 0 else part / whole * worth

    def rule_min_max(self, rule):
        value, worth = self.measured(rule["value"]), self.worth(rule)
        if status := self.several(value, worth):
            return status
        values = self.group_values(rule["value"])
        low, high = min(values), max(values)
        if low == high:
            return self.zero_answer(rule["all_equal"], worth)
        share = (value - low) / (high - low)
        return (share if rule.get("best", "highest") == "highest" else 1 - share) * worth

    def rule_external(self, rule):
        value, worth = self.number(rule.get("input")), self.worth(rule)
        if status := self.several(value, worth):
            return status
        return value / F(rule["scale"]) * worth

    def rule_survey(self, rule):
        value, worth = self.number(rule.get("input")), self.worth(rule)
        if status := self.several(value, worth):
            return status
        if "respondents" in rule:
            respondents = self.number(rule["respondents"])
            if is_status(respondents):
                return respondents
            if respondents < F(rule["minimum_respondents"]):
                return self.zero_answer(rule.get("too_few", "missing"), worth)
        if value < F(rule.get("from", "0")) or value > F(rule["to"]):
            raise Refused("a mark off its scale")
        return self.line(value, F(rule.get("from", "0")), F(rule["to"])) * worth

    def rule_mean_of_bodies(self, rule):
        worth = self.worth(rule)
        if rule["relation"] == "predecessors":
            codes = self.body.get("predecessors", ())
        else:
            codes = [other["code"] for other in self.engine.bodies if other.get("parent") == self.body["code"]]
        numbers = []
        for code in codes:
            card = self.engine.card(code)
            node = card.get(rule.get("of", "")) if card else None
            if node is None or node["points"] is None or lacking(node):
                continue
            if rule.get("measure", "share") == "points":
                numbers.append(node["points"])
            elif node["maximum"]:
                numbers.append(node["points"] / node["maximum"])
        if is_status(worth):
            return worth
        if not numbers:
            return "missing"
        mean = sum(numbers, F(0)) / len(numbers)
        return mean if rule.get("measure", "share") == "points" else mean * worth

    def rule_lateness(self, rule):
        value, worth = self.value(rule["input"]), self.worth(rule)
        if status := self.several(value, worth):
            return status
        holidays = {date.fromisoformat(day) for day in self.engine.policies.get("calendar", {}).get("holidays", [])}
        day, late = date.fromisoformat(rule["due"]), 0
        while day < value:
            day += timedelta(days=1)
            if rule.get("count", "calendar") == "calendar" or (day.weekday() < 5 and day not in holidays):
                late += 1
        late = max(0, late - int(rule.get("free", 0)))
        lost = late * F(rule["each_day"])
        if "cap" in rule:
            lost = min(lost, F(rule["cap"]))
        if rule.get("zero_after") is not None and late > int(rule["zero_after"]):
            lost = worth
        return lost if rule.get("gives", "points") == "deduction" else max(F(0), worth - lost)

    def rule_formula(self, rule):
        return self.formula(rule["formula"])


def own_inputs(criterion):
    """The inputs an indicator asks for: those it declares, or one of its own code."""
    rule = criterion.get("rule")
    if (
        criterion.get("inputs")
        or criterion.get("criteria")
        or rule is None
        or rule["kind"] not in OWN_TYPE
        or "input" in rule
        or "excluded" in rule
    ):
        return criterion.get("inputs", [])
    item = {"code": criterion["code"], "type": OWN_TYPE[rule["kind"]]}
    if rule["kind"] == "choice":
        item["options"] = [{"code": option["code"]} for option in rule["options"]]
    return [item]


OWN_TYPE = {
    "given": "points",
    "expert": "points",
    "yes_no": "yes_no",
    "choice": "choice",
    "external": "number",
    "survey": "number",
}


# --- the tree ------------------------------------------------------------------------------------------------------------


def node(points, maximum, status="scored", *, counted_as_zero=False, handed=NOTHING):
    """`handed` is the maximum that a not-applicable item gives the others; `counted_as_zero` marks a gap that does not bar ranking."""
    return {"points": points, "maximum": maximum, "status": status, "zero": counted_as_zero, "handed": handed}


def lacking(scored):
    return scored["status"] in GRAVE and not scored["zero"]


def takes_no_part(scored):
    return scored["points"] is None and scored["status"] in (*LEFT_OUT, "dropped")


class Engine:
    """Scores one round."""

    def __init__(self, data, bodies, answers, notes):
        self.data, self.bodies, self.answers, self.notes = data, bodies, answers, notes
        self.policies = data["policies"]
        self.cards, self.waiting = {}, set()
        self.annexes = {}
        for annex in data["annexes"]:
            above, inputs = {}, {}
            self.learn(annex["criteria"], [], above, inputs)
            self.annexes[annex["code"]] = {"annex": annex, "above": above, "inputs": inputs}

    def learn(self, criteria, path, above, inputs):
        for criterion in criteria:
            above[criterion["code"]] = [*path, criterion]
            for item in own_inputs(criterion):
                inputs[item["code"]] = item
            self.learn(criterion.get("criteria", []), [*path, criterion], above, inputs)

    def group_of(self, body):
        return next((group for group in self.data["groups"] if meets(group.get("when"), body["attributes"])), None)

    def card(self, code):
        """Every node of one body by code, the total under ""; None for a body without a group, or that waits for itself."""
        if code in self.cards:
            return self.cards[code]
        body = next((each for each in self.bodies if each["code"] == code), None)
        if body is None or self.group_of(body) is None or code in self.waiting:
            return None
        self.waiting.add(code)
        card = {}
        if body.get("status") == "exempt":
            card[""] = node(None, F(0), "exempt")
        else:
            annex = self.annexes[self.group_of(body)["annex"]]
            top = annex["annex"]
            children = [
                (each, self.score(each, body, annex, card, outside="", treatment=top.get("not_applicable", "reduce")))
                for each in top["criteria"]
            ]
            card[""] = self.total(top, children, self.over(top, top))
        self.waiting.discard(code)
        self.cards[code] = card
        return card

    def over(self, criterion, annex):
        return criterion.get("over_maximum") or annex.get("over_maximum") or self.policies["over_maximum"]["use"]

    def score(self, criterion, body, annex, card, *, outside, treatment):
        applies = meets(criterion.get("applies"), body["attributes"])
        if outside == "not_applicable" or applies is False:
            outside = "not_applicable"
        elif applies == "missing":
            outside = "missing"
        treatment = criterion.get("not_applicable", treatment)
        if criterion.get("criteria"):
            children = [
                (each, self.score(each, body, annex, card, outside=outside, treatment=treatment))
                for each in criterion["criteria"]
            ]
            scored = self.total(criterion, children, self.over(criterion, annex["annex"]))
        else:
            scored = self.indicator(criterion, body, annex, outside=outside, treatment=treatment)
        nothing = criterion.get("role") == "informational" and scored["points"] is None
        if "gate" in criterion and not nothing and scored["status"] not in ("not_applicable", "exempt", "dropped"):
            opened = Case(self, body, self.group_of(body), annex, criterion).opens(criterion["gate"])
            zero = opened in ("missing", "not_verified") and self.policies.get(opened, {}).get("use") == "zero"
            if opened is False or zero:
                scored = {**scored, "points": F(criterion["gate"].get("otherwise", "0")), "status": "scored"}
            elif opened in ("missing", "not_verified", "not_published"):
                scored = {**scored, "points": None, "status": opened}
        if criterion.get("role") == "informational" and scored["status"] != "dropped":
            scored = {**scored, "status": "informational"}  # collected, never counted, so its status matters to nobody
        card[criterion["code"]] = scored
        return scored

    def indicator(self, criterion, body, annex, *, outside, treatment):  # noqa: C901, PLR0912 - in one piece, as the page says it
        role, rule = criterion.get("role", "scored"), criterion.get("rule")
        case = Case(self, body, self.group_of(body), annex, criterion)
        maximum, excluded = case.maximum, F(0)
        if outside or rule is None:
            outcome = outside or "not_applicable"
        else:
            try:
                outcome = case.outcome(rule)
                if "excluded" in rule:
                    excluded = case.number(rule["excluded"])
                    if excluded in ("missing", "not_verified", "not_published"):
                        outcome = excluded
                    excluded = F(0) if is_status(excluded) else excluded
                    if maximum is not None and excluded > maximum - F(criterion.get("dropped", {}).get("points", "0")):
                        raise Refused("more left out than there is")  # noqa: TRY301
            except Refused:
                outcome = "missing"
            if is_status(outcome):
                excluded = F(0)
        if not is_status(outcome) and role != "informational":
            unassessed = excluded + F(criterion.get("dropped", {}).get("points", "0"))
            limit = None if maximum is None else maximum - unassessed
            if outcome < 0 or (limit is not None and outcome > limit and self.over(criterion, annex["annex"]) == "refuse"):
                outcome, excluded = "missing", F(0)
        if "dropped" in criterion:
            if "points" not in criterion["dropped"]:
                return node(None, F(0), "dropped")
            maximum = None if maximum is None else maximum - F(criterion["dropped"]["points"])
        if maximum is not None:
            maximum -= excluded
        applied = maximum if role == "scored" else F(0)
        if not is_status(outcome):
            if role == "informational":
                return node(outcome, F(0))
            if maximum is not None and outcome > maximum and self.over(criterion, annex["annex"]) != "accept":
                outcome = maximum
            return node(rounded(outcome, criterion.get("round")), applied)
        if role == "informational" or (role != "scored" and outcome in LEFT_OUT):
            return node(None, F(0), outcome)
        if outcome in LEFT_OUT:
            how = self.policies.get("exempt", {}).get("use", "reduce") if outcome == "exempt" else treatment
            if how == "full":
                return node(maximum, applied, outcome if maximum is not None else "not_published")
            if how == "zero":
                return node(F(0), applied, outcome)
            return node(None, F(0), outcome, handed=(maximum or F(0)) if how == "spread" else F(0))
        if (outcome == "missing" and self.policies["missing"]["use"] == "zero") or (
            outcome == "not_verified" and self.policies.get("not_verified", {}).get("use", "unranked") == "zero"
        ):
            return node(F(0), applied, outcome, counted_as_zero=True)
        return node(None, applied, outcome)

    def total(self, owner, children, over):  # noqa: C901, PLR0912 - in one piece, as the page says it
        role = owner.get("role", "scored")
        nominal = amount(owner.get("maximum"))
        if "dropped" in owner and "points" not in owner["dropped"]:
            return node(None, F(0), "dropped")
        counted = [(c, s) for c, s in children if c.get("role", "scored") == "scored"]
        extras = [(c, s) for c, s in children if c.get("role") in ("bonus", "penalty")]
        everyone = [s for _, s in counted + extras]
        status = next((grave for grave in GRAVE if any(s["status"] == grave and lacking(s) for s in everyone)), None)
        if status is None and everyone and all(takes_no_part(s) for s in everyone):
            status = "exempt" if all(s["status"] == "exempt" for s in everyone) else "not_applicable"
        taking_part = [(c, s) for c, s in counted if not takes_no_part(s)]
        handed = sum((s["handed"] for _, s in counted), F(0))
        if counted and not taking_part and not extras:
            return node(None, F(0), status, handed=(nominal or F(0)) if handed and not self.is_annex(owner) else F(0))
        if status == "not_published":
            return node(None, nominal if role == "scored" else F(0), status)

        how = owner.get("aggregate", "sum")
        weight = {id(c): F(1) if how in ("sum", "mean") else F(c["weight"]) for c, _ in counted}
        points = sum((weight[id(c)] * (s["points"] or F(0)) for c, s in taking_part), F(0))
        known = all(s["maximum"] is not None for _, s in taking_part)
        below = sum((weight[id(c)] * s["maximum"] for c, s in taking_part), F(0)) if known else None
        if how in ("mean", "weighted_mean") and taking_part:
            divisor = sum((weight[id(c)] for c, _ in taking_part), F(0))
            points = points / divisor
            below = None if below is None else below / divisor
        # The maximum that applies: what is stated, less what this body cannot reach.
        if nominal is None or how in ("mean", "weighted_mean"):
            maximum = below
        else:
            maximum = nominal
            for c, s in counted:
                full = amount(c.get("maximum"))
                if full is None or s["maximum"] is None:
                    if s["points"] is None and s["status"] in LEFT_OUT:
                        maximum = None
                        break
                else:
                    maximum -= weight[id(c)] * (full - s["maximum"])
        if handed and below:
            points = points * (below + handed) / below
            maximum = None if maximum is None else maximum + handed
        if "dropped" in owner:
            maximum = None if maximum is None else maximum - F(owner["dropped"]["points"])
        base = points
        for c, s in extras:
            if s["points"] is not None:
                points += s["points"] if c["role"] == "bonus" else -s["points"]
        points = max(points, F(owner.get("minimum", "0")))
        limit = maximum if role == "scored" else nominal
        only_by_bonus = role == "scored" and limit is not None and base <= limit < points
        if limit is not None and points > limit and over != "accept" and not (only_by_bonus and over != "cap"):
            points = limit
        return node(rounded(points, owner.get("round")), maximum if role == "scored" else F(0), status or "scored")

    def is_annex(self, owner):
        return any(owner is each for each in self.data["annexes"])

    # --- a ranking group ---------------------------------------------------------------------------------------------------

    def basis(self, total, basis, group):
        if basis == "points" or total["points"] is None:
            return total["points"]
        if not total["maximum"]:
            return None
        index = total["points"] / total["maximum"]
        if basis == "converted":
            nominal = amount(group.get("maximum") or self.annexes[group["annex"]]["annex"]["maximum"])
            return None if nominal is None else index * nominal
        return index * 100 if basis == "percent" else index

    def printed(self, value, column):
        return rounded(value, self.policies.get("rounding", {}).get(column))

    def group(self, group):
        annex = self.annexes[group["annex"]]
        members = [body for body in self.bodies if self.group_of(body) is group]
        cards = {body["code"]: self.card(body["code"]) for body in members}
        policy = self.policies["ranking"]
        by = policy.get("by", "points")
        rows, ranked = {}, {}
        for body in members:
            card = cards[body["code"]]
            total = card[""]
            value = self.basis(total, by, group)
            if total["status"] == "exempt":
                standing = "exempt"
            elif lacking(total):
                standing = "incomplete"
            elif body.get("status") == "unranked" or not group.get("ranked", True):
                standing = "unranked"
            elif value is None:
                standing = "incomplete"
            else:
                standing = "ranked"
                ranked[body["code"]] = self.printed(value, by) if policy.get("compare") == "published" else value
            rows[body["code"]] = {
                "status": standing,
                "rank": None,
                "class": self.band(total, group),
                "points": total["points"] if total["status"] != "not_published" else None,
                "maximum": total["maximum"],
            }
        keys = {
            code: (
                value if policy.get("order", "descending") == "descending" else -value,
                *(cards[code].get(c, {"points": None})["points"] or F(0) for c in policy.get("tie_breaks", [])),
            )
            for code, value in ranked.items()
        }
        for code, rank in numbered(keys, policy.get("ties", "competition")).items():
            rows[code]["rank"] = rank
        columns = {"": {code: cards[code][""] for code in ranked}}
        for code in annex["above"]:
            columns[code] = {body: cards[body][code] for body in ranked}
        for overlapping in annex["annex"].get("aggregates", []):
            made = {body: self.overlap(cards[body], overlapping) for body in cards}
            for body in cards:
                rows[body].setdefault("overlaps", {})[overlapping["code"]] = made[body]
            columns[overlapping["code"]] = {body: made[body] for body in ranked if made[body] is not None}
        ranks = {}
        for code, column in columns.items():
            values = {
                body: s["points"] if by == "points" else s["points"] / s["maximum"]
                for body, s in column.items()
                if s["points"] is not None and (by == "points" or s["maximum"])
            }
            ranks[code] = numbered({body: (value,) for body, value in values.items()}, policy.get("ties", "competition"))
        return {
            "bodies": rows,
            "nodes": cards,
            "ranks": ranks,
            "statistics": {
                code: statistics(column, self.policies["ranking"].get("by", "points") != "points")
                for code, column in columns.items()
            },
            "classes": {
                band["name"]: sum(rows[code]["class"] == band["name"] for code in ranked)
                for band in self.policies.get("classes", {}).get("bands", [])
            },
        }

    def overlap(self, card, overlapping):
        members = [card[code] for code in overlapping["of"] if code in card]
        if not members or any(lacking(each) for each in members):
            return None
        maxima = [each["maximum"] for each in members]
        points = sum((each["points"] for each in members if each["points"] is not None), F(0))
        return node(points, None if None in maxima else sum(maxima, F(0)))

    def band(self, total, group):
        classes = self.policies.get("classes")
        if classes is None or lacking(total):
            return None
        value = self.basis(total, classes["basis"], group)
        if value is None:
            return None
        if classes.get("compare") == "published":
            value = self.printed(value, classes["basis"])
        closed, above = classes.get("closed", "lower"), None
        for band in classes["bands"]:
            low = amount(band["from"])
            high = amount(band["to"]) if "to" in band else above
            if closed == "upper":
                inside = (value > low or value == low == 0) and (high is None or value <= high)
            else:
                inside = value >= low and (high is None or value < high or (closed == "both" and "to" in band and value == high))
            if inside:
                return band["name"]
            above = low
        return None


def numbered(keys, ties):
    """Rank by keys, best (largest) first: 1, 2, 2, 4 or 1, 2, 2, 3."""
    ranks = {}
    for code, key in keys.items():
        better = [other for other in keys.values() if other > key]
        ranks[code] = 1 + (len(set(better)) if ties == "dense" else len(better))
    return ranks


def statistics(column, by_share=False):
    scored = {body: s for body, s in column.items() if s["points"] is not None}
    if not scored:
        return None
    points = sorted(s["points"] for s in scored.values())
    count = len(points)
    mean = sum(points, F(0)) / count
    indices = [s["points"] / s["maximum"] for s in scored.values() if s["maximum"]]
    mean_index = sum(indices, F(0)) / count if len(indices) == count else None
    maxima = {s["maximum"] for s in scored.values()}
    one = next(iter(maxima)) if len(maxima) == 1 else None
    percent = mean / one * 100 if one else None if mean_index is None else mean_index * 100
    by_share = by_share and len(maxima) > 1 and len(indices) == count
    compared = {body: s["points"] / s["maximum"] if by_share else s["points"] for body, s in scored.items()}
    best, worst = max(compared.values()), min(compared.values())
    first, last = ([body for body, value in compared.items() if value == end] for end in (best, worst))
    middle = points[count // 2] if count % 2 else (points[count // 2 - 1] + points[count // 2]) / 2
    return {
        "count": count,
        "mean": mean,
        "mean_percent": percent,
        "mean_index": mean_index,
        "median": middle,
        "highest": (max(scored[body]["points"] for body in first), first),
        "lowest": (max(scored[body]["points"] for body in last), last),
        "spread": None if by_share else points[-1] - points[0],
    }


def run(data, bodies, answers, notes=None):
    """Score a round: `data` is a set as plain data, `bodies` a list of dictionaries, `answers` typed text by body and input."""
    engine = Engine(data, bodies, answers, notes or {})
    return {group["code"]: engine.group(group) for group in data["groups"]}
