"""Evidence within a page: what is attached to an indicator, with the forms to attach more. Place it outside the page's own form."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import OF_A_BODY
from khoabang.web.evidence import selectors
from khoabang.web.evidence.kinds import ACCEPTED, KINDS
from khoabang.web.evidence.limits import MAX_FILE, MAX_FILES
from khoabang.web.evidence.models import Document, Occasion, Revision
from khoabang.web.evidence.occasions import is_open
from khoabang.web.rounds.models import Participant, State

register = template.Library()
TITLES = {
    Occasion.DRAFT: _("Tài liệu kiểm chứng"),
    Occasion.SUPPLEMENT: _("Tài liệu bổ sung"),
    Occasion.REPLY: _("Tài liệu của kiến nghị"),
    Occasion.VISIT: _("Tài liệu, hình ảnh khảo sát"),
}


@register.inclusion_tag("workspace/_evidence.html", takes_context=True)
def evidence(context: Context, participant: Participant, indicator: str, occasion: str = "draft") -> dict[str, Any]:
    """What is attached to an indicator of a body on an occasion: `draft`, `supplement`, `reply` or `visit`.

    The forms are there only for who may attach now; `context` must hold the request of a page of that body.
    """
    request = context["request"]
    when = Occasion(occasion)
    links = selectors.attached(participant, indicator, when)
    named = selectors.claimed(participant, indicator) if when is Occasion.DRAFT and participant.state == State.SENT else {}
    mine = when is Occasion.VISIT or request.here.has(*OF_A_BODY)
    can_add = mine and is_open(when, participant, request.user, indicator)
    offered: list[Document] = []
    if can_add and when is not Occasion.VISIT:
        offered = selectors.offered(participant, indicator, when)
    return {
        "request": request,
        "participant": participant,
        "indicator": indicator,
        "occasion": when.value,
        "items": [(link, shown := _shown(link.document, named), KINDS[shown.kind]) for link in links],
        "can_add": can_add,
        "offered": offered,
        "accept": ACCEPTED,
        "most_size": MAX_FILE // 1_000_000,
        "most_files": MAX_FILES,
        "back": request.get_full_path(),
        "title": f"{TITLES[when]}: {indicator}" if when is Occasion.VISIT else TITLES[when],
        "key": f"tl-{occasion}-{indicator.replace('.', '-')}",
    }


def _shown(document: Document, named: dict[int, str]) -> Revision:
    """The revision that was sent, where one was; else the present one."""
    sent = (each for each in document.revisions.all() if each.sha256 == named.get(document.pk))
    return next(sent, None) or selectors.latest(document)


@register.filter
def kind_words(revision: Revision) -> str:
    """What a file is, in words."""
    return str(KINDS[revision.kind].words)


@register.filter
def size_words(size: int) -> str:
    """A size for people, rounded up.

    >>> size_words(1), size_words(2_300_000)
    ('1 KB', '3 MB')
    """
    return f"{-(-size // 1_000)} KB" if size < 1_000_000 else f"{-(-size // 1_000_000)} MB"
