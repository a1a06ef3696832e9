"""Scoring: a criteria set, bodies and their answers become scorecards.

The steps, in order, are those of docs/algorithms/scoring.md: groups claim bodies; group-relative rules learn their group's extremes;
each indicator's rule gives points or a status; the tree adds them up with what is not applicable treated as the set says.
"""

import gc
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import cast

from khoabang.scoring.answers import Answers
from khoabang.scoring.bodies import Body, assign
from khoabang.scoring.columns import ExactColumn
from khoabang.scoring.criteria.inputs import AnswerError
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion, Group, decided, holds, lacking
from khoabang.scoring.criteria.rules import GroupRelative
from khoabang.scoring.indicators import OWN_INPUT, Indicator, indicators_of
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import Facts, Given, Outcome, RefusedError, Status, Value, above
from khoabang.scoring.problems import Place, Problems
from khoabang.scoring.tree import OUTSIDE, ZERO, NodeScore, Total, indicator_score


class Scores(Mapping[str, NodeScore]):
    """One body's scores by code: its row in columns that the bodies scored together share. A dictionary each would double the memory."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: dict[str, list[NodeScore]], row: int) -> None:
        self._columns = columns
        self._row = row

    def __getitem__(self, code: str) -> NodeScore:
        return self._columns[code][self._row]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def put(self, code: str, score: NodeScore) -> None:
        """Replace a score."""
        self._columns[code][self._row] = score


@dataclass(slots=True)
class Card:
    """One body's scorecard: a score for every criterion and for the total, by code; the total stands under `TOTAL`."""

    body: Body
    group: Group
    scores: Scores = field(default_factory=lambda: Scores({}, 0))

    TOTAL = ""

    @property
    def total(self) -> NodeScore:
        """The total."""
        return self.scores[self.TOTAL]


@dataclass(slots=True)
class _Sheet:
    """Scorecards under way, filled column by column; of the criteria `kept`, the scores that the cards have stand."""

    cards: Sequence[Card]
    rows: Sequence[Mapping[str, str]]
    kept: Collection[str] = ()
    columns: dict[str, list[NodeScore]] = field(default_factory=dict)


class Scored:
    """Every body's scorecard, and what is needed to explain or change one."""

    def __init__(self, criteria_set: CriteriaSet, bodies: Sequence[Body], answers: Answers, problems: Problems) -> None:
        self.criteria_set = criteria_set
        self.bodies = list(bodies)
        self.answers = answers
        self.problems = problems
        self.group_of = assign(criteria_set, self.bodies, problems)
        self.members: dict[str, list[Body]] = {group.code: [] for group in criteria_set.groups}
        self.by_code = {body.code: body for body in self.bodies}
        for body in self.bodies:
            if body.code in self.group_of:
                self.members[self.group_of[body.code].code].append(body)
        self.indicators = {annex.code: indicators_of(annex, criteria_set) for annex in criteria_set.annexes}
        self.facts: dict[str, dict[int, Facts]] = {}
        self._compared: dict[tuple[str, int], dict[str, Fraction]] = {}
        self.facts = {group.code: self._learn(group) for group in criteria_set.groups}
        self.cards: dict[str, Card] = {}
        self._under_way: list[str] = []
        self._asked: set[tuple[str, str]] = set()  # attributes already reported as lacking

    def card(self, code: str) -> Card | None:
        """Give a body's scorecard; None for one that no group claims, or that waits for itself through others."""
        if code in self.cards:
            return self.cards[code]
        body, group = self.by_code.get(code), self.group_of.get(code)
        if body is None or group is None:
            return None
        if code in self._under_way:
            if not any(problem.code == "BOD010" for problem in self.problems):  # else the list of bodies has said it
                chain = [*self._under_way[self._under_way.index(code) :], code]
                self.problems.add("BOD010", Place(field=code), code=code, chain=" → ".join(chain))
            return None
        self._under_way.append(code)
        (card,) = self._made([body], group)
        self._under_way.pop()
        self.cards[code] = card
        return card

    def cards_of(self, group: str) -> list[Card]:
        """Give the scorecards of a ranking group, in the order of the list of bodies."""
        return [card for body in self.members[group] if (card := self.card(body.code))]

    def rescored(self, code: str, typed: Mapping[str, str]) -> set[str]:
        """Change one body's answers and score anew what depends on them; give the codes of the bodies whose scores were made anew."""
        answers = {**self.answers.typed, code: dict(typed)}
        self.answers = replace(self.answers, typed=answers)
        group = self.group_of[code]
        before = self.facts[group.code]
        self.facts[group.code] = after = self._learn(group, changed=code)
        moved = {rule_id for rule_id in before.keys() | after.keys() if before.get(rule_id) != after.get(rule_id)}
        if any(indicator.linked for indicators in self.indicators.values() for indicator in indicators.values()):
            stale = set(self.cards) | {code}
            self.cards.clear()
            for changed in self.criteria_set.groups:
                self.score_group(changed)
            return stale
        self.cards.pop(code, None)
        if not moved:
            self.card(code)
            return {code}
        others = [card for card in self.cards_of(group.code) if card.body.code != code and card.body.status != "exempt"]
        # An extreme of the group moved: for the others, only what is compared with it and the totals above are made anew.
        touched = {
            indicator.criterion.code
            for indicator in self.indicators[group.annex].values()
            if any(id(rule) in moved for rule in indicator.relative)
        }
        annex = self.criteria_set.annex(group.annex)
        kept = {c.code for c in annex.walk() if not any(inner.code in touched for inner in c.walk())}
        if others:
            self._fill(_Sheet(others, [self.answers.of(card.body.code) for card in others], kept), annex)
        return {code, *(card.body.code for card in others)}

    # Answers of one body

    def given(self, indicator: Indicator, card: Card, *, report: bool = True) -> Given:
        """Read what one body answered for one indicator; what cannot be read counts as missing and is a problem."""
        typed, lang, blank = self.answers.of(card.body.code), self.answers.lang, self.answers.blank
        values: dict[str, Value] = indicator.alone.values if indicator.absolute else {}
        for item, read_before in indicator.reading:
            text = typed.get(item.code) or blank
            value = read_before.get(text)
            if value is None:
                try:
                    value = item.read(text, lang)
                    read_before[text] = value
                except AnswerError as error:
                    value = Status.MISSING
                    if report:
                        self.problems.add(error.code, self.answers.place(card.body.code, item.code), **error.params)
            values[item.code] = value
        if indicator.own_input is not None:
            values[OWN_INPUT] = values[indicator.own_input]
        if indicator.absolute:
            indicator.alone.facts = self.facts.get(card.group.code, {})
            return indicator.alone
        notes = self.answers.notes_of(card.body.code)
        if indicator.own_input is not None and indicator.own_input in notes:
            notes = {**notes, OWN_INPUT: notes[indicator.own_input]}
        return Given(
            values,
            indicator.nominal,
            missing_is_zero=indicator.missing_is_zero,
            unverified_is_zero=indicator.unverified_is_zero,
            facts=self.facts.get(card.group.code, {}),
            related=self._related(indicator, card.body) if indicator.linked else None,
            notes=notes,
            holidays=indicator.holidays,
        )

    def _related(self, indicator: Indicator, body: Body) -> Callable[[int], list[Outcome]]:
        def outcomes(rule_id: int) -> list[Outcome]:
            rule = indicator.linked[rule_id]
            if rule.relation == "predecessors":
                codes: Sequence[str] = body.predecessors
            else:
                codes = [other.code for other in self.bodies if other.parent == body.code]
            found: list[Outcome] = []
            if any(code in self._under_way for code in codes):  # it waits for itself, so it has no value, whoever is asked first
                return found
            for code in codes:
                card = self.card(code)
                score = card.scores.get(rule.of or Card.TOTAL) if card else None
                if score is None or score.points is None or score.incomplete:
                    found.append((score.status if score else None) or Status.MISSING)
                elif rule.measure == "points":
                    found.append(score.points)
                else:
                    found.append(score.points / score.applied if score.applied else Status.NOT_APPLICABLE)
            return found

        return outcomes

    def _measured(self, rule: GroupRelative, indicator: Indicator, body: Body, group: Group) -> Fraction | None:
        """Give what a group-relative rule compares of one body; None for a body exempt, outside the indicator, or without a number."""
        if body.status == "exempt" or not all(holds(condition, body.attributes) for condition in indicator.conditions):
            return None
        try:
            value = rule.own_value(self.given(indicator, Card(body, group), report=False))
        except RefusedError:  # reported where the body is scored
            return None
        return value if isinstance(value, Fraction) else None

    def _learn(self, group: Group, changed: str | None = None) -> dict[int, Facts]:
        """Find the extremes that the group-relative rules compare with; after one body changed, look again only at that body."""
        facts: dict[int, Facts] = {}
        for indicator in self.indicators[group.annex].values() if group.annex in self.indicators else ():
            for rule in indicator.relative:
                known = self._compared.setdefault((group.code, id(rule)), {})
                before, old = known.get(changed or ""), self.facts.get(group.code, {}).get(id(rule))
                for body in self.members[group.code] if changed is None else [self.by_code[changed]]:
                    value = self._measured(rule, indicator, body, group)
                    if value is None:
                        known.pop(body.code, None)
                    else:
                        known[body.code] = value
                now = known.get(changed or "")
                if old and before is not None and now is not None and old.spans(before, now):
                    facts[id(rule)] = old
                elif known:
                    column = ExactColumn.of(list(known.values()))
                    facts[id(rule)] = Facts(column.lowest(), column.highest(), len(known))
        return facts

    # The tree

    def score_group(self, group: Group) -> None:
        """Score a whole ranking group, indicator by indicator; body by body where bodies wait for each other."""
        indicators = self.indicators[group.annex].values() if group.annex in self.indicators else ()
        if any(indicator.linked for indicator in indicators):
            for body in self.members[group.code]:
                self.card(body.code)
        else:
            waiting = [body for body in self.members[group.code] if body.code not in self.cards]
            self.cards |= {card.body.code: card for card in self._made(waiting, group)}

    def _made(self, bodies: Sequence[Body], group: Group) -> list[Card]:
        """Make the scorecards of some bodies of one group."""
        cards = [Card(body, group) for body in bodies]
        assessed = [card for card in cards if card.body.status != "exempt"]
        if assessed:
            rows = [self.answers.of(card.body.code) for card in assessed]
            self._fill(_Sheet(assessed, rows), self.criteria_set.annex(group.annex))
        for card in cards:
            if card.body.status == "exempt":
                card.scores = Scores({Card.TOTAL: [NodeScore(None, ZERO, Status.EXEMPT)]}, 0)
        return cards

    def _fill(self, sheet: "_Sheet", annex: Annex) -> None:
        children = [self._column(criterion, sheet, annex, None) for criterion in annex.criteria]
        sheet.columns[Card.TOTAL] = self._totals(annex, annex, children, len(sheet.cards))
        for row, card in enumerate(sheet.cards):
            if not sheet.kept:
                card.scores = Scores(sheet.columns, row)
                continue
            for code, scores in sheet.columns.items():
                card.scores.put(code, scores[row])

    def _column(
        self, criterion: Criterion, sheet: "_Sheet", annex: Annex, outside: Sequence[Status | None] | None
    ) -> list[NodeScore]:
        """Score one criterion for some bodies; `outside` has the status of those for whom a criterion above does not apply, or may not."""
        cards = sheet.cards
        if criterion.code in sheet.kept:
            return [card.scores[criterion.code] for card in cards]
        if criterion.applies is not None:
            outside = [self._outside(criterion, card, outside[i] if outside else None) for i, card in enumerate(cards)]
        if criterion.is_indicator:
            scores = self._answered(self.indicators[annex.code][criterion.code], cards, sheet.rows, outside)
        else:
            children = [self._column(child, sheet, annex, outside) for child in criterion.criteria]
            scores = self._totals(criterion, annex, children, len(cards))
        if criterion.gate:
            scores = [self._gated(criterion, score, card) for card, score in zip(cards, scores, strict=True)]
        sheet.columns[criterion.code] = scores
        return scores

    def _outside(self, criterion: Criterion, card: Card, above: Status | None) -> Status | None:
        """Say why a criterion gives a body no score before anything is answered: it does not apply, or nobody knows whether it does."""
        applies = decided(criterion.applies, card.body.attributes)
        if above is Status.NOT_APPLICABLE or applies is False:
            return Status.NOT_APPLICABLE
        if applies is None:
            for attribute in lacking(criterion.applies, card.body.attributes):
                if (card.body.code, attribute) not in self._asked:
                    self._asked.add((card.body.code, attribute))
                    place = Place(field=card.body.code)
                    self.problems.add("BOD012", place, body=card.body.name, attribute=attribute, code=criterion.code)
            return Status.MISSING
        return above

    def _totals(
        self, owner: Criterion | Annex, annex: Annex, children: Sequence[list[NodeScore]], bodies: int
    ) -> list[NodeScore]:
        total = Total(owner, owner.over_maximum or annex.over_maximum or self.criteria_set.policies.over_maximum.use)
        return [total(scores) for scores in zip(*children, strict=True)] if children else [total(()) for _ in range(bodies)]

    def _answered(
        self,
        indicator: Indicator,
        cards: Sequence[Card],
        rows: Sequence[Mapping[str, str]],
        outside: Sequence[Status | None] | None,
    ) -> list[NodeScore]:
        """Score one indicator; where nothing but the answers decides, equal answers are scored once."""
        dropped = indicator.criterion.dropped
        stated = {status: indicator_score(indicator, status) for status in (Status.NOT_APPLICABLE, Status.MISSING)}
        if dropped is not None and dropped.points is None:
            return [stated[Status.NOT_APPLICABLE]] * len(cards)
        facts = self.facts[cards[0].group.code]
        if indicator.relative and indicator.known_for != (extremes := [facts.get(id(rule)) for rule in indicator.relative]):
            indicator.known.clear()
            indicator.known_for = extremes
        known, typed = indicator.known, [[row.get(code) for row in rows] for code in indicator.codes]
        keys: Sequence[Hashable] = typed[0] if len(typed) == 1 else list(zip(*typed, strict=True)) or [()] * len(rows)
        if indicator.absolute and outside is None:  # each distinct answer once, where it first stands
            first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
            waiting = sorted(position for key, position in first.items() if key not in known)
        else:
            waiting = [position for position in range(len(keys)) if outside is None or outside[position] is None]
        own: dict[int, NodeScore] = {}  # scores that hold for one body only: its notes, others, or a problem of its own decide
        for position in waiting:
            self._score_into(own, position, keys[position], indicator, cards[position])
        scores = [known.get(key) for key in keys]
        if outside is not None:
            scores = [stated[status] if status else score for score, status in zip(scores, outside, strict=True)]
        for position in [position for position, score in enumerate(scores) if score is None]:
            if position not in own:
                self._score_into(own, position, keys[position], indicator, cards[position])
            scores[position] = own.get(position) or known[keys[position]]
        return cast("list[NodeScore]", scores)

    def _score_into(self, own: dict[int, NodeScore], position: int, key: Hashable, indicator: Indicator, card: Card) -> None:
        """Score an indicator for one body, and remember it for all who answered the same, if nothing else decided."""
        if key in indicator.known:
            return
        if indicator.shortcut is not None and (short := indicator.shortcut(key)) is not None:
            indicator.known[key] = short
            return
        before = len(self.problems)
        score = self._scored(indicator, card)
        if indicator.absolute and len(self.problems) == before:
            indicator.known[key] = score
        else:
            own[position] = score

    def _gated(self, criterion: Criterion, score: NodeScore, card: Card) -> NodeScore:
        gate = criterion.gate
        annex = self.criteria_set.annex(card.group.annex)
        if gate is None or gate.input not in annex.inputs:
            return score
        try:
            value = annex.inputs[gate.input].read(
                self.answers.of(card.body.code).get(gate.input) or self.answers.blank, self.answers.lang
            )
        except AnswerError:
            value = Status.MISSING
        passes = gate.holds(Given({gate.input: value}, None))
        policies = self.criteria_set.policies
        if passes is True or passes in OUTSIDE or score.status in OUTSIDE or "dropped" in score.flags:
            return score
        if criterion.role == "informational" and score.points is None:  # collected, never counted: nothing to close
            return score
        counts_as_zero = {
            Status.MISSING: policies.missing.use == "zero",
            Status.NOT_VERIFIED: policies.not_verified.use == "zero",
        }
        if isinstance(passes, Status) and not counts_as_zero.get(passes, False):
            return NodeScore(None, score.applied, passes, score.flags)
        return NodeScore(gate.otherwise, score.applied, None, (*score.flags, "gate_closed"), score.spread)

    def _scored(self, indicator: Indicator, card: Card) -> NodeScore:
        try:
            outcome, excluded = indicator.evaluate(self.given(indicator, card))
        except RefusedError as error:
            return self._refused(error.code, indicator, card, **error.params)
        maximum = indicator.assessed
        if indicator.simple and not excluded and isinstance(outcome, Fraction):
            within = outcome.numerator >= 0 and (maximum is None or not above(outcome, maximum))
            if within:
                return NodeScore(outcome, maximum)
        if not isinstance(outcome, Fraction):
            return indicator_score(indicator, outcome, excluded)
        if outcome.numerator < 0 and indicator.criterion.role != "informational":
            return self._refused("ANS023", indicator, card, points=plain(outcome))
        score = indicator_score(indicator, outcome, excluded)
        if score.flags and maximum is not None:
            limits = {"points": plain(outcome), "maximum": plain(maximum - excluded)}
            if "over_maximum" in score.flags:
                self._report("ANS021", indicator, card, **limits)
            elif "capped" in score.flags and indicator.over == "refuse":
                return self._refused("ANS020", indicator, card, **limits)
        return score

    def _refused(self, code: str, indicator: Indicator, card: Card, **params: object) -> NodeScore:
        self._report(code, indicator, card, **params)
        return indicator_score(indicator, Status.MISSING, flags=("refused",))

    def _report(self, code: str, indicator: Indicator, card: Card, **params: object) -> None:
        place = self.answers.place(card.body.code, indicator.own_input or indicator.criterion.code)
        self.problems.add(code, place, body=card.body.name, code=indicator.criterion.code, **params)


def score(criteria_set: CriteriaSet, bodies: Sequence[Body], answers: Answers, problems: Problems) -> Scored:
    """Score every body. Never raises for bad answers: they are problems, and count as missing."""
    with _collection_paused():
        scored = Scored(criteria_set, bodies, answers, problems)
        for group in criteria_set.groups:
            scored.score_group(group)
    return scored


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Put off the search for unreachable cycles: scorecards hold none, and looking through all of them again and again takes a sixth."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.freeze()  # this and the next line move what was made straight to the oldest generation,
            gc.unfreeze()  # else all of it would be looked through three times on its way there
            gc.enable()
