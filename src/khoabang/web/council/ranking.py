"""The draft ranking for the council: ranks, points and classes as they stand, with what deserves a second look."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import Scored
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion, Group
from khoabang.scoring.ranking import Standing, class_of, nominal_maximum, standings
from khoabang.scoring.score import Card, Scores
from khoabang.scoring.tree import NodeScore, Total
from khoabang.web.assessments.current import standing_claims
from khoabang.web.assessments.models import ClaimItem, Reply, Supplement
from khoabang.web.council.selectors import waiting_for_council
from khoabang.web.council.standing import Place, place_of, standing_scores
from khoabang.web.rounds.models import Participant, Round

ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a body that deserves a look: a code, its words, and the indicators concerned."""

    code: str
    words: StrOrPromise
    indicators: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """One body in the draft ranking."""

    participant: Participant
    place: Place
    claimed: Fraction | None
    status: str
    flags: list[Flag] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Draft:
    """A ranking group as it stands: a page of its rows, and how many there are."""

    group: Group
    rows: list[Row]
    bodies: int
    classes: Mapping[str, int]
    open_items: int


def draft_of(round_: Round, group_code: str, *, gap: Fraction = Fraction(1, 10), start: int = 0) -> Draft:
    """A page of a group's draft ranking.

    Args:
        round_: the round.
        group_code: the ranking group.
        gap: from which share of the maximum the difference between claim and verdict is large.
        start: how many rows come before.
    """
    participants = {each.body.code: each for each in round_.participants.select_related("body", "group", "round")}
    waiting: dict[str, list[str]] = {}
    for each in waiting_for_council(round_):
        waiting.setdefault(each.participant.body.code, []).append(each.indicator)
    with standing_scores(round_, "claim") as table:
        claimed = {card.body.code: card.total.points for card in table.cards_of(group_code)}
    with standing_scores(round_) as table:
        group = table.criteria_set.group(group_code)
        cards = {card.body.code: card for card in table.cards_of(group_code)}
        found = standings(table.criteria_set, group, list(cards.values()))
        order = sorted(found, key=lambda code: (found[code].rank is None, found[code].rank or 0, participants[code].position))
        shown = order[start : start + ROWS_AT_ONCE]
        evidence = _evidence([participants[code].pk for code in shown], _evidence_asked(table.criteria_set.annex(group.annex)))
        near = Nearness(table.criteria_set, group)
        rows = []
        for code in shown:
            row = Row(participants[code], place_of(cards[code], found[code]), claimed.get(code), found[code].status)
            row.flags = list(_flags(row, cards[code], found[code], table, evidence, waiting.get(code, ()), near, gap))
            rows.append(row)
    classes = table.criteria_set.policies.classes
    names = [band.name for band in classes.bands] if classes else []
    counted = {name: sum(each.class_name == name and each.rank is not None for each in found.values()) for name in names}
    return Draft(group, rows, len(order), counted, sum(len(waiting.get(code, ())) for code in order))


def _flags(
    row: Row,
    card: Card,
    standing: Standing,
    table: Scored,
    evidence: set[tuple[int, str]],
    waiting: Sequence[str],
    near: "Nearness",
    gap: Fraction,
) -> Iterator[Flag]:
    if waiting:
        yield Flag("open", _("còn nội dung chờ hội đồng"), tuple(waiting))
    annex = table.criteria_set.annex(card.group.annex)
    leaves = [each for each in annex.walk() if each.is_indicator and each.code in card.scores]
    over = tuple(each.code for each in leaves if {"over_maximum", "capped"} & set(card.scores[each.code].flags))
    if over:
        yield Flag("over", _("vượt điểm tối đa"), over)
    refused = tuple(each.code for each in leaves if "refused" in card.scores[each.code].flags)
    if refused:
        yield Flag("refused", _("số liệu không tính được điểm"), refused)
    bare = tuple(
        each.code
        for each in leaves
        if each.evidence_required and card.scores[each.code].points and (row.participant.pk, each.code) not in evidence
    )
    if bare:
        yield Flag("no_evidence", _("có điểm mà thiếu tài liệu kiểm chứng"), bare)
    if standing.tied:
        yield Flag("tied", _("đồng hạng"))
    for name, codes in near.classes(card, standing.class_name).items():
        yield Flag("near", _("một chỉ tiêu đủ để thành «%(name)s»") % {"name": name}, codes)
    now, applied = row.place.points, card.total.applied
    if row.claimed is not None and now is not None and applied and abs(row.claimed - now) >= gap * applied:
        yield Flag("gap", _("chênh lớn so với tự đánh giá"))


def _evidence_asked(annex: Annex) -> list[str]:
    return [each.code for each in annex.walk() if each.is_indicator and each.evidence_required]


def _evidence(participants: Sequence[int], indicators: Sequence[str]) -> set[tuple[int, str]]:
    """Which of these indicators of these bodies have evidence: with the claim, a supplement or a reply."""
    claims = ClaimItem.objects.filter(claim__in=standing_claims(participants), indicator__in=indicators).exclude(evidence="[]")
    found: Iterable[tuple[int, str]] = claims.values_list("claim__participant", "indicator")
    known = set(found)
    for model in (Supplement, Reply):
        rows = model._default_manager.filter(ruling__participant__in=participants, ruling__indicator__in=indicators)  # noqa: SLF001
        known |= set(rows.exclude(evidence="[]").values_list("ruling__participant", "ruling__indicator"))
    return known


class Nearness:
    """Which indicators alone, each between nothing and its maximum, would put a body into another class.

    Where the tree is a plain sum, what one indicator gains the total gains; elsewhere the totals above it are made anew.
    """

    def __init__(self, criteria_set: CriteriaSet, group: Group) -> None:
        self.set = criteria_set
        self.group = group
        self.annex = criteria_set.annex(group.annex)
        self.nominal = nominal_maximum(criteria_set, group)
        self.totals = {owner.code if isinstance(owner, Criterion) else Card.TOTAL: self._total(owner) for owner in self._owners()}
        self.paths = dict(self._paths(self.annex.criteria, ()))
        self.is_plain = all(total.plain for total in self.totals.values())

    def classes(self, card: Card, class_name: str | None) -> dict[str, tuple[str, ...]]:
        """The indicators that would do it, by the class the body would come to."""
        if self.set.policies.classes is None or class_name is None or card.total.points is None:
            return {}
        found: dict[str, list[str]] = {}
        amounts = list(self._amounts(card))
        if self._is_additive(card):
            least, most = min((a for _c, a in amounts), default=Fraction(0)), max((a for _c, a in amounts), default=Fraction(0))
            if class_name == self._class(card, self._moved(card, least)) == self._class(card, self._moved(card, most)):
                return {}
        for code, amount in amounts:
            total = self._moved(card, amount) if self._is_additive(card) else self._remade(card, code, amount)
            name = self._class(card, total)
            if name is not None and name != class_name:
                found.setdefault(name, []).append(code)
        return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}

    def _amounts(self, card: Card) -> Iterator[tuple[str, Fraction]]:
        """By how much each indicator's points may rise and fall."""
        for code, path in self.paths.items():
            score, criterion = card.scores.get(code), self.annex.by_code[code]
            if score is None or score.points is None or criterion.role == "informational" or score.status is not None:
                continue
            if any("gate_closed" in card.scores[each.code].flags for each in (*path, criterion) if each.code in card.scores):
                continue
            most = score.applied if criterion.role == "scored" else criterion.maximum.value if criterion.maximum else None
            if most is not None and most > score.points:
                yield code, most - score.points
            if score.points > 0:
                yield code, -score.points

    def _is_additive(self, card: Card) -> bool:
        return self.is_plain and not any(score.spread or "capped" in score.flags for score in card.scores.values())

    def _moved(self, card: Card, amount: Fraction) -> NodeScore:
        total = card.total
        return NodeScore((total.points or Fraction(0)) + amount, total.applied, total.status, total.flags)

    def _remade(self, card: Card, code: str, amount: Fraction) -> NodeScore:
        own = card.scores[code]
        changed = {code: NodeScore((own.points or Fraction(0)) + amount, own.applied, own.status, own.flags, own.spread)}
        for owner in (*reversed(self.paths[code]), None):
            children = owner.criteria if owner else self.annex.criteria
            scores = [changed.get(child.code) or card.scores[child.code] for child in children]
            changed[owner.code if owner else Card.TOTAL] = self.totals[owner.code if owner else Card.TOTAL](scores)
        return changed[Card.TOTAL]

    def _class(self, card: Card, total: NodeScore) -> str | None:
        alone = replace(card, scores=Scores({Card.TOTAL: [total]}, 0))
        return class_of(self.set.policies, alone, self.nominal)

    def _owners(self) -> Iterator[Criterion | Annex]:
        yield self.annex
        yield from (each for each in self.annex.walk() if not each.is_indicator)

    def _total(self, owner: Criterion | Annex) -> Total:
        return Total(owner, owner.over_maximum or self.annex.over_maximum or self.set.policies.over_maximum.use)

    def _paths(self, criteria: Sequence[Criterion], above: tuple[Criterion, ...]) -> Iterator[tuple[str, tuple[Criterion, ...]]]:
        for criterion in criteria:
            if criterion.is_indicator:
                yield criterion.code, above
            else:
                yield from self._paths(criterion.criteria, (*above, criterion))
