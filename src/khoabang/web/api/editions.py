"""The editions of a round: what was published when and by which decision, what corrected it, what was recalled, and the files of each."""

import hashlib
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from khoabang.language import N_
from khoabang.web.api import schemas
from khoabang.web.api.answers import conditional, wanted, written
from khoabang.web.api.operations import answered, operation
from khoabang.web.api.rounds import address, current_or_404
from khoabang.web.rounds import selectors
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.models import Edition
from khoabang.web.rounds.selectors import Current


@operation(
    "rounds/{round_code}/editions",
    schemas.EditionsAnswer,
    N_("Các bản công bố của một đợt, bản cuối trước: quyết định, đính chính, thu hồi, các tệp"),
)
def editions(request: HttpRequest, round_code: str, asked: schemas.Asked) -> HttpResponseBase:
    wanted(request, ("json",))
    listed = selectors.editions_of(round_code)
    items = [_edition(each) for each in listed] or [_came_in(current_or_404(round_code))]
    content = written({"total": len(items), "limit": len(items), "offset": 0, "items": items})
    return conditional(request, hashlib.sha256(content).hexdigest(), lambda: answered(content))


def _edition(kept: Edition) -> dict[str, Any]:
    recall = getattr(kept, "recall", None)
    later = getattr(kept, "corrected_by", None)
    round_code = kept.result.round.code
    return {
        "number": kept.number,
        "published": kept.public_from.isoformat(),
        "decision": Decision.of(kept.decision).cited(),
        "corrects": kept.corrects.number if kept.corrects else None,
        "reason": kept.reason or None,
        "corrected_by": later.number if later else None,
        "recalled": recall
        and {"at": recall.at.isoformat(), "decision": Decision.of(recall.decision).cited(), "reason": recall.reason},
        "fingerprint": kept.result.sha256,
        "document_sha256": kept.document_sha256,
        "inputs_sha256": kept.inputs_sha256,
        "files": []
        if recall
        else [
            {
                "kind": each.kind,
                "name": each.name,
                "media_type": each.media_type,
                "size": each.size,
                "sha256": each.sha256,
                "url": reverse("portal:edition-file", args=[round_code, kept.number, each.name]),
            }
            for each in kept.files.defer("content")
        ],
        "links": {"self": address("editions", round_code), "page": reverse("portal:edition", args=[round_code, kept.number])},
    }


def _came_in(current: Current) -> dict[str, Any]:
    """The one edition of a round that was not published here: it came in with its result."""
    code = current.round.code
    return {
        "number": current.result.edition,
        "published": None,
        "decision": current.document["round"]["decision"],
        **dict.fromkeys(("corrects", "reason", "corrected_by", "recalled", "document_sha256", "inputs_sha256")),
        "fingerprint": current.result.sha256,
        "files": [],
        "links": {"self": address("editions", code), "page": reverse("portal:round", args=[code])},
    }
