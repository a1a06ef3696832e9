"""What a body is told of an approved result before anything is published: its own line of the frozen document, where the round says so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import people_with
from khoabang.web.assessments.models import Approval
from khoabang.web.conduct.telling import bodies_people
from khoabang.web.council.models import Item, ItemState
from khoabang.web.notices.services import tell
from khoabang.web.rounds.models import Participant, Round, Stage

_FIGURES = ("points", "maximum", "index", "percent")


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One body in an approved result, every figure as the document prints it; empty where it has none."""

    group: str
    ranked: int  # bodies with a rank in its group
    rank: int | None
    tied: bool
    status: str
    class_name: str
    figures: Mapping[str, str]  # points, maximum, index, percent
    criteria: Mapping[str, tuple[str, str, str]]  # points, maximum and status by criterion


def is_told(round_: Round) -> bool:
    """Whether the bodies of a round may read their results: it is approved, and says that they are told."""
    return round_.stage == Stage.APPROVED and round_.results_told


def own_result(participant: Participant) -> OwnResult | None:
    """A body's line of the approved result; None where it is not told, or not in the document."""
    if not is_told(participant.round):
        return None
    key = Approval.objects.filter(round=participant.round_id).values_list("pk", "document_sha256").first()
    kept = _lines(*key).get(participant.body.code) if key is not None else None
    if kept is None:
        return None
    group, ranked, line = kept
    told: dict[str, Any] = json.loads(line)
    criteria = {code: (points, maximum, status) for code, (points, maximum, status) in told.pop("criteria").items()}
    return OwnResult(group, ranked, criteria=criteria, **told)


@lru_cache(maxsize=2)
def _lines(approval: int, sha256: str) -> dict[str, tuple[str, int, str]]:
    """The lines of a document by body, packed: it is frozen, and a large one takes a second to read."""
    document = json.loads(Approval.objects.values_list("document", flat=True).get(pk=approval, document_sha256=sha256))
    found = {}
    for group in document["groups"]:
        ranked = sum(1 for row in group["bodies"] if row["rank"] and row["rank"]["value"] is not None)
        for row in group["bodies"]:
            line = {
                "rank": row["rank"]["value"] if row["rank"] else None,
                "tied": bool(row["tied"]),
                "status": row["status"],
                "class_name": (row["class"]["value"] or "") if row["class"] else "",
                "figures": {name: _shown(row.get(name)) for name in _FIGURES},
                "criteria": {
                    code: (_shown(each["points"]), _shown(each["maximum"]), each["status"])
                    for code, each in row["criteria"].items()
                },
            }
            found[row["code"]] = (group["name"], ranked, json.dumps(line, ensure_ascii=False))
    return found


def _shown(figure: Mapping[str, Any] | None) -> str:
    return (figure["shown"] or "") if figure else ""


def bodies_told(round_: Round, by: Person, now: datetime, reason: str) -> None:
    """Tell the bodies that their result is approved and can be read, where the round says so; else those of which the council decided."""
    if not round_.results_told:
        _decisions_told(round_, now)
        return
    title = format_lazy(_("{round}: kết quả đã được phê duyệt"), round=round_.title)
    words = _("Xem điểm, hạng và xếp loại của cơ quan mình, cùng quyết định về từng mục. Kết quả chưa được công bố.")
    address = reverse("workspace:own-results", args=[round_.code])
    tell(bodies_people(round_, now), title, words, address=address, now=now, round_=round_)


def _decisions_told(round_: Round, now: datetime) -> None:
    """Tell each body of what the council decided about it: the decision with its reason can be read from approval on."""
    decided: dict[int, list[str]] = {}
    items = Item.objects.filter(sitting__round=round_, state=ItemState.DECIDED).order_by("participant", "sitting", "number")
    for key, indicator in items.values_list("participant", "indicator"):
        decided.setdefault(key, []).append(indicator)
    for participant in round_.participants.filter(pk__in=decided).select_related("body"):
        people = people_with((Role.PREPARER, Role.APPROVER), round_.authority, round_, participant.body, now)
        codes = decided[participant.pk]
        title = format_lazy(_("Hội đồng đã quyết định về {n} mục của cơ quan"), n=len(codes))
        address = reverse("workspace:own-result", args=[round_.code, participant.body.code])
        words = format_lazy(_("{round}. Chỉ tiêu {codes}: xem quyết định và lý do."), round=round_.title, codes=", ".join(codes))
        tell(people, title, words, address=address, now=now, round_=round_)
