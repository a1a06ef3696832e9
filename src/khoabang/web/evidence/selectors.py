"""Reads of evidence: what is attached to what, what a claim names, what may be published."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from khoabang.web.accounts.models import OF_A_BODY, Person, Role
from khoabang.web.assessments.attachments import Attachment
from khoabang.web.assessments.current import standing_claims
from khoabang.web.assessments.models import ClaimItem, Reply, Supplement
from khoabang.web.assessments.remit import remit_of
from khoabang.web.evidence.models import Consent, Document, Link, Occasion, Revision, Side
from khoabang.web.organisations.models import Body
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.models import Duty, Participant, Round, Stage, State

_DOCUMENTS = "document__revisions"

OFFERED = 200  # documents in the list to choose from; more are found on the page of documents


def attached(participant: Participant, indicator: str | None = None, occasion: Occasion | None = Occasion.DRAFT) -> list[Link]:
    """What is attached to a body's self-assessment now, or to one indicator of it; each link has its document with its revisions.

    Args:
        participant: the body in the round.
        indicator: one indicator; None means all.
        occasion: on which occasion it was attached; None means all.
    """
    links = Link.objects.filter(participant=participant, removed_at__isnull=True).select_related("document", "by")
    if indicator is not None:
        links = links.filter(indicator=indicator)
    if occasion is not None:
        links = links.filter(occasion=occasion)
    return list(links.prefetch_related(Prefetch(_DOCUMENTS, Revision.objects.order_by("number"))))


def offered(participant: Participant, indicator: str, occasion: Occasion) -> list[Document]:
    """The body's documents that can be attached to an indicator besides those that are."""
    there = [link.document_id for link in attached(participant, indicator, occasion)]
    return list(Document.objects.filter(body=participant.body_id).exclude(pk__in=there)[:OFFERED])


def counts(participant: Participant, occasion: Occasion = Occasion.DRAFT) -> dict[str, int]:
    """How many documents are attached to each indicator that has any."""
    found: dict[str, int] = {}
    links = Link.objects.filter(participant=participant, removed_at__isnull=True, occasion=occasion)
    for indicator in links.values_list("indicator", flat=True):
        found[indicator] = found.get(indicator, 0) + 1
    return found


def for_claim(participant: Participant, occasion: Occasion = Occasion.DRAFT) -> dict[str, list[dict[str, Any]]]:
    """What a claim names as its evidence, by indicator: the present revision of each document, with its legal fields as they stand."""
    named: dict[str, list[dict[str, Any]]] = {}
    for link in attached(participant, occasion=occasion):
        named.setdefault(link.indicator, []).append(as_named(latest(link.document)))
    return named


def attachments(participant: Participant) -> dict[str, list[Attachment]]:
    """What is attached to each indicator of a draft, as pre-check and sending ask for it."""
    found: dict[str, list[Attachment]] = {}
    for link in attached(participant):
        revision = latest(link.document)
        attachment = Attachment(link.document_id, revision.sha256, revision.name, link.document.issued, as_named(revision))
        found.setdefault(link.indicator, []).append(attachment)
    return found


def as_named(revision: Revision) -> dict[str, Any]:
    """A revision as a claim, a supplement or a reply names it, for ever."""
    document = revision.document
    return {
        "document": document.pk,
        "revision": revision.number,
        "sha256": revision.sha256,
        "name": revision.name,
        "title": document.title,
        "number": document.number,
        "date": document.issued.isoformat() if document.issued else "",
        "issuer": document.issuer,
        "summary": document.summary,
    }


def named(evidence: Iterable[Mapping[str, Any]]) -> list[Revision]:
    """The revisions that a claim, a supplement or a reply names, in its order."""
    keys = [(int(each["document"]), str(each["sha256"])) for each in evidence]
    revisions = Revision.objects.filter(document__in=[document for document, _ in keys]).select_related("document")
    found = {(each.document_id, each.sha256): each for each in revisions}
    return [found[key] for key in keys if key in found]


def claimed(participant: Participant, indicator: str) -> dict[int, str]:
    """The SHA-256 of the revision that the body's standing claim names, by the document's key; empty where nothing was sent."""
    items = ClaimItem.objects.filter(claim__in=standing_claims([participant.pk]), indicator=indicator)
    text = items.values_list("evidence", flat=True).first() or "[]"
    return {int(each["document"]): str(each["sha256"]) for each in json.loads(text)}


def latest(document: Document) -> Revision:
    """The present revision of a document."""
    return max(document.revisions.all(), key=lambda revision: revision.number)


def documents_of(body: Body, search: str = "") -> QuerySet[Document]:
    """A body's documents, newest first, with their revisions and what they are attached to; those whose words are all found."""
    found = Document.objects.filter(body=body)
    for word in search_key(search).split():
        found = found.filter(search__contains=word)
    live = Link.objects.filter(removed_at__isnull=True).select_related("participant__round")
    return found.select_related("by").prefetch_related(
        Prefetch("revisions", Revision.objects.order_by("number").select_related("by")), Prefetch("links", live)
    )


def space_taken(documents: QuerySet[Document]) -> int:
    """How many bytes the files of some documents take."""
    return Revision.objects.filter(document__in=documents).aggregate(taken=Sum("size"))["taken"] or 0


def with_same_file(body: Body, sha256: Collection[str]) -> QuerySet[Document]:
    """A body's documents of which one of these files is a revision."""
    same = Revision.objects.filter(document=OuterRef("pk"), sha256__in=list(sha256))
    return Document.objects.filter(Exists(same), body=body).order_by("pk")


def consents_of(revisions: Iterable[Revision]) -> dict[int, dict[str, Consent]]:
    """The last word of each side on each revision, by the revision's key and the side."""
    found: dict[int, dict[str, Consent]] = {}
    for consent in Consent.objects.filter(revision__in=list(revisions)).select_related("by").order_by("number"):
        found.setdefault(consent.revision_id, {})[consent.side] = consent
    return found


def published() -> QuerySet[Revision]:
    """The revisions that anybody may read: those to whose publication both sides agree, as their last word."""

    def last(side: Side) -> Subquery:
        words = Consent.objects.filter(revision=OuterRef("pk"), side=side).order_by("-number")
        return Subquery(words.values("given")[:1])

    return Revision.objects.annotate(by_body=last(Side.BODY), by_lead=last(Side.LEAD)).filter(Q(by_body=True) & Q(by_lead=True))


def published_of(body: Body, rounds: Iterable[Round]) -> QuerySet[Revision]:
    """The revisions that anybody may read and that are attached to a body's self-assessment in one of these rounds."""
    links = Link.objects.filter(
        document=OuterRef("document"), participant__body=body, participant__round__in=list(rounds), removed_at__isnull=True
    )
    return published().filter(Exists(links)).select_related("document").order_by("document__title", "number")


def shown_here(participant: Participant) -> dict[int, set[str]]:
    """The documents that those who follow or judge this body may see: what was sent or named, with the indicators, by the document's key.

    What a body attaches while it drafts is its own affair until it sends.
    """
    found: dict[int, set[str]] = {}
    drafts_too = participant.state == State.SENT or participant.round.stage != Stage.ASSESSMENT
    links = Link.objects.filter(participant=participant, removed_at__isnull=True)
    for document, indicator in (links if drafts_too else links.exclude(occasion=Occasion.DRAFT)).values_list(
        "document", "indicator"
    ):
        found.setdefault(document, set()).add(indicator)
    for indicator, evidence in _named_texts(participant):
        for each in json.loads(evidence):
            found.setdefault(int(each["document"]), set()).add(indicator)
    return found


def _named_texts(participant: Participant) -> Iterable[tuple[str, str]]:
    named = ClaimItem.objects.filter(claim__participant=participant), Supplement.objects.filter(ruling__participant=participant)
    replies = Reply.objects.filter(ruling__participant=participant)
    yield from named[0].exclude(evidence="[]").values_list("indicator", "evidence")
    yield from named[1].exclude(evidence="[]").values_list("ruling__indicator", "evidence")
    yield from replies.exclude(evidence="[]").values_list("ruling__indicator", "evidence")


def visible(person: Person, roles: Collection[Role], participant: Participant) -> set[int]:
    """The keys of the documents that somebody who is not of the body may see here; who only verifies sees what they are charged with."""
    shown = shown_here(participant)
    if set(roles) <= {Role.ADMINISTRATOR}:
        return set()
    if not set(roles) <= {Role.VERIFIER, Role.ASSISTANT, Role.ADMINISTRATOR}:
        return set(shown)
    remits = [remit_of(person, participant.round, duty) for duty in (Duty.VERIFY, Duty.READ)]
    return {
        key
        for key, indicators in shown.items()
        if any(remit.covers(participant, indicator) for remit in remits for indicator in indicators)
    }


def may_see(person: Person, roles: Collection[Role], participant: Participant, document: Document) -> bool:
    """Whether somebody with these roles in a body's round may see a document there.

    The body sees its own, and what was found on a visit once verification is over.
    """
    if set(roles).isdisjoint(OF_A_BODY):
        return document.pk in visible(person, roles, participant)
    if document.body_id is not None:
        return document.body_id == participant.body_id
    visited = document.links.filter(participant=participant, removed_at__isnull=True).exists()
    return visited and participant.round.stage in (Stage.REPLY, Stage.COUNCIL, Stage.APPROVED)
