"""What was decided in a round so far, indicator by indicator: what was claimed, found, asked for, decided and why, and by how many votes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import Criterion
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.items import Item, criterion_of, given_by, items_of
from khoabang.web.assessments.models import Ruling, Step
from khoabang.web.council.models import Decision, Motion, MotionKind, Origin
from khoabang.web.council.selectors import decided_after_replies
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.models import Round
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.council_pages import Answer, answers, kind_of_change
from khoabang.web.workspace.council_views import SEES, round_here

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision with both sides of the case."""

    ruling: Ruling
    criterion: Criterion
    claimed: list[Answer]
    found: list[Answer] | None
    found_reason: str
    position: StrOrPromise
    grounds: str
    asked: list[Answer] | None
    after: list[Answer]
    decision: Decision | None
    votes: list[tuple[str, int]]
    abstained: int
    kind: StrOrPromise

    @property
    def is_mark(self) -> bool:
        """Whether the council gave the figure itself, so that the body claimed none."""
        return self.decision is not None and self.decision.item.origin == Origin.MARK


def kinds() -> Mapping[str, StrOrPromise]:
    """The kinds of change that verification makes, in words."""
    return {
        "changed:value": gettext("điều chỉnh số liệu"),
        "changed:nothing": gettext("không ghi nhận số liệu"),
        "not_applicable": gettext("coi là không áp dụng"),
        "accepted:value": gettext("chấp nhận số liệu"),
    }


@page("round", read=SEES)
def decisions(request: AskedHere, round_code: str) -> HttpResponse:
    """The decisions of a round on what bodies contested, the latest first; found by body, indicator or words, with marks or without."""
    round_ = round_here(request)
    search, indicator, kind = (request.GET.get(name, "")[:120] for name in ("tim", "chi-tieu", "kieu"))
    names = {each.code: each.name for annex in criteria_set_of(round_).annexes for each in annex.walk() if each.is_indicator}
    everything = decided_after_replies(round_)
    before = _found_before(everything)
    wanted = search_key(search).split()
    chosen = [
        each
        for each in everything
        if (not indicator or each.indicator == indicator)
        and (not kind or kind_of_change(before.get(each.pk)) == kind)
        and all(word in _text(each, names) for word in wanted)
    ]
    sheet = Paginator(chosen, PER_PAGE).get_page(request.GET.get("trang"))
    filters = {"tim": search, "chi-tieu": indicator, "kieu": kind}
    context: dict[str, Any] = {
        "round": round_,
        "sheet": sheet,
        "rows": _rows(round_, list(sheet.object_list), before),
        "search": search,
        "indicator": indicator,
        "indicators": [(code, names.get(code, "")) for code in sorted({each.indicator for each in everything})],
        "kind": kind,
        "kinds": kinds().items(),
        "is_sieved": any(filters.values()),
        "kept": urlencode({name: value for name, value in filters.items() if value}),
    }
    return render(request, "workspace/council_decisions.html", context)


def _text(ruling: Ruling, names: Mapping[str, str]) -> str:
    said = f"{ruling.indicator} {names.get(ruling.indicator, '')} {ruling.reason}"
    return f"{ruling.participant.search} {search_key(said)}"


def _found_before(rulings: list[Ruling]) -> dict[int, Ruling]:
    """What verification had found of each, by the key of the decision."""
    pairs = {(each.participant_id, each.indicator) for each in rulings}
    items = items_of({key for key, _code in pairs}, {code for _key, code in pairs}) if pairs else {}
    found = {}
    for each in rulings:
        item = items.get((each.participant_id, each.indicator))
        if item is not None and item.judged is not None:
            found[each.pk] = item.judged
    return found


def _rows(round_: Round, rulings: list[Ruling], before: Mapping[int, Ruling]) -> list[Decided]:
    for each in rulings:
        each.participant.round = round_
    items = items_of({each.participant_id for each in rulings}, {each.indicator for each in rulings}) if rulings else {}
    rows = []
    for each in rulings:
        criterion = criterion_of(each.participant, each.indicator)
        item = items.get((each.participant_id, each.indicator)) or Item(each.participant_id, each.indicator)
        if criterion is not None:
            rows.append(_row(each, criterion, item, before.get(each.pk)))
    return rows


def _named(motion: Motion, criterion: Criterion) -> str:
    """What a motion is called beside its votes: several may propose another value, each its own."""
    label = str(motion.get_kind_display())
    if motion.kind != MotionKind.OTHER:
        return label
    given = answers(criterion, Given(json.loads(motion.values), motion.not_applicable))
    return f"{label} ({'; '.join(each.text for each in given)})"


def _row(ruling: Ruling, criterion: Criterion, item: Item, found: Ruling | None) -> Decided:
    reply = item.reply
    asked = json.loads(reply.values) if reply is not None else {}
    decision: Decision | None = getattr(ruling, "council_decision", None) if ruling.step == Step.COUNCIL else None
    tally: dict[str, Any] = json.loads(decision.tally) if decision is not None else {"votes": {}, "abstained": 0}
    motions = {str(each.number): each for each in decision.item.motions.all()} if decision is not None else {}
    return Decided(
        ruling=ruling,
        criterion=criterion,
        claimed=answers(criterion, item.asserted),
        found=answers(criterion, given_by(found)) if found is not None else None,
        found_reason=found.reason if found is not None else "",
        position=reply.get_position_display() if reply is not None else "",
        grounds=reply.grounds if reply is not None else "",
        asked=answers(criterion, Given(asked)) if asked else None,
        after=answers(criterion, given_by(ruling)),
        decision=decision,
        votes=[(_named(motions[number], criterion), votes) for number, votes in tally["votes"].items() if number in motions],
        abstained=tally["abstained"],
        kind=kinds().get(kind_of_change(found), ""),
    )
