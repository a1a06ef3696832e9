"""Writes of evidence. Each locks the body in its round, asks again whether it may be done now, and is logged in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Person
from khoabang.web.activity.services import record
from khoabang.web.assessments.locking import Held, hold
from khoabang.web.evidence import store
from khoabang.web.evidence.errors import FileRefused, NoSuchDocument, NotNow, SameFile, StoreFailed
from khoabang.web.evidence.kinds import Looked, look
from khoabang.web.evidence.limits import MAX_BODY, MAX_DOCUMENTS, MAX_FILES, MAX_LINKS
from khoabang.web.evidence.models import Consent, Document, Link, Occasion, Revision, Side
from khoabang.web.evidence.occasions import belongs, held_by_lead, held_for
from khoabang.web.evidence.selectors import latest, space_taken
from khoabang.web.organisations.names import search_key
from khoabang.web.plain import plain
from khoabang.web.refusal import Refused

ADDED, REVISED, LINKED, UNLINKED = "evidence.added", "evidence.revised", "evidence.linked", "evidence.unlinked"
DESCRIBED, CONSENTED, WITHDRAWN = "evidence.described", "evidence.consent_given", "evidence.consent_withdrawn"
_LONGEST = {"title": 300, "number": 100, "issuer": 300, "summary": 4000}


@dataclass(frozen=True, slots=True)
class Fields:
    """What a document is in law: its title, number, date, issuer and what it says."""

    title: str = ""
    number: str = ""
    issued: date | None = None
    issuer: str = ""
    summary: str = ""

    def clean(self, *, otherwise: str = "") -> "Fields":
        """The fields as they are kept: in plain text.

        Args:
            otherwise: the title where none was given.

        Raises:
            Refused: one is missing or too long; `field` says which.
        """
        texts = {name: plain(getattr(self, name)).strip() for name in _LONGEST}
        texts["title"] = texts["title"] or otherwise
        if not texts["title"]:
            raise Refused(_("Ghi tên tài liệu."), field="title", status=422)
        for name, most in _LONGEST.items():
            if len(texts[name]) > most:
                raise Refused(_("Dài quá %(most)s ký tự. Hãy rút gọn.") % {"most": most}, field=name, status=422)
        return Fields(issued=self.issued, **texts)

    @property
    def plain(self) -> dict[str, str]:
        """The fields as text, for the log."""
        issued = self.issued.isoformat() if self.issued else ""
        return {"title": self.title, "number": self.number, "issued": issued, "issuer": self.issuer, "summary": self.summary}


def add(
    participant: int,
    indicator: str,
    files: Sequence[tuple[IO[bytes], str]],
    fields: Fields,
    *,
    by: Person,
    occasion: Occasion = Occasion.DRAFT,
) -> list[Document]:
    """Keep files, each as a document of its own, and attach them to an indicator: all of them or none.

    Sending the same file under the same title again gives the document that is there.

    Args:
        participant: the key of the body in the round.
        indicator: the indicator's code.
        files: each opened file with the name that the sender gave it.
        fields: what the document is; of several files each title is followed by the file's name.
        by: who adds.
        occasion: on which occasion; on a visit the documents are the visitor's own.

    Raises:
        FileRefused: a file is not kept, and why.
        Refused: not by this person, not now; or a field cannot be taken.
    """
    if not files:
        raise FileRefused(_("Chọn ít nhất một tệp."), field="files")
    if len(files) > MAX_FILES:
        raise FileRefused(_("Mỗi lần gửi tối đa %(most)s tệp.") % {"most": MAX_FILES}, field="files")
    looked = [look(file, name) for file, name in files]
    described = [fields.clean(otherwise=_stem(each.name)) for each in looked]
    if len(looked) > 1 and fields.title.strip():
        titles = [f"{each.title} – {_stem(found.name)}" for each, found in zip(described, looked, strict=True)]
        described = [
            Fields(title[: _LONGEST["title"]], each.number, each.issued, each.issuer, each.summary)
            for title, each in zip(titles, described, strict=True)
        ]
    with transaction.atomic():  # asked before anything is written to the store: what is refused leaves nothing behind
        _room_for(held_for(occasion, participant, by, indicator), looked, occasion)
    paths = [_kept(file, each) for (file, _name), each in zip(files, looked, strict=True)]
    with transaction.atomic():
        held = held_for(occasion, participant, by, indicator)
        _room_for(held, looked, occasion)
        return [
            _added(held, indicator, each, path, about, by, occasion)
            for each, path, about in zip(looked, paths, described, strict=True)
        ]


def _kept(file: IO[bytes], looked: Looked) -> str:
    try:
        return store.keep(file, looked.sha256, looked.size)
    except OSError as error:
        raise StoreFailed from error


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _room_for(held: Held, looked: Sequence[Looked], occasion: Occasion) -> None:
    if occasion is Occasion.VISIT:
        return
    body = held.participant.body
    if space_taken(body) + sum(each.size for each in looked) > MAX_BODY:
        words = _("Hồ sơ của cơ quan đã đầy (%(most)s GB). Hãy dùng tài liệu đã có, hoặc báo cơ quan thường trực.")
        raise FileRefused(words % {"most": MAX_BODY // 1_000_000_000}, field="files")
    if Document.objects.filter(body=body).count() + len(looked) > MAX_DOCUMENTS:
        words = _("Cơ quan đã có %(most)s tài liệu. Hãy dùng tài liệu đã có.")
        raise FileRefused(words % {"most": MAX_DOCUMENTS}, field="files")


def _added(held: Held, indicator: str, looked: Looked, path: str, fields: Fields, by: Person, occasion: Occasion) -> Document:
    visiting = occasion is Occasion.VISIT
    body = None if visiting else held.participant.body
    owner = by if visiting else None
    sent_again = Link.objects.filter(
        participant=held.participant, indicator=indicator, occasion=occasion, removed_at__isnull=True,
        document__title=fields.title, document__revisions__sha256=looked.sha256,
    )  # fmt: skip
    link = sent_again.select_related("document").first()
    if link is not None:
        return link.document
    document = Document.objects.create(
        authority_id=held.participant.round.authority_id, body=body, owner=owner, search=_search(fields), at=held.now, by=by,
        **_columns(fields),
    )  # fmt: skip
    rows = [_revised(document, looked, path, held, by, 1), _linked(document, held, indicator, by, occasion)]
    detail = {"document": document.pk, "sha256": looked.sha256, "name": looked.name, "size": str(looked.size), **fields.plain}
    detail["occasion"] = str(occasion)
    record(chain=held.chain, action=ADDED, by=by, now=held.now, subject=indicator, detail=detail, rows=rows)
    return document


def _columns(fields: Fields) -> dict[str, object]:
    return {**fields.plain, "issued": fields.issued}


def _search(fields: Fields) -> str:
    return search_key(f"{fields.title} {fields.number} {fields.issuer} {fields.summary}")[:1000]


def _revised(document: Document, looked: Looked, path: str, held: Held, by: Person, number: int) -> Revision:
    return Revision.objects.create(
        document=document, number=number, sha256=looked.sha256, size=looked.size, kind=looked.kind.code, name=looked.name,
        path=path, at=held.now, by=by,
    )  # fmt: skip


def _linked(document: Document, held: Held, indicator: str, by: Person, occasion: Occasion) -> Link:
    there = Link.objects.filter(participant=held.participant, indicator=indicator, occasion=occasion, removed_at__isnull=True)
    if there.count() >= MAX_LINKS:
        words = _("Chỉ tiêu này đã có %(most)s tài liệu. Hãy gỡ bớt tài liệu không còn cần.")
        raise FileRefused(words % {"most": MAX_LINKS}, field="files")
    return Link.objects.create(
        document=document, participant=held.participant, indicator=indicator, occasion=occasion, at=held.now, by=by
    )


def revise(
    participant: int, document: int, file: tuple[IO[bytes], str], *, by: Person, occasion: Occasion = Occasion.DRAFT
) -> Revision:
    """Add a file to a document as its present revision; the earlier ones stay for those who named them.

    Raises:
        FileRefused, SameFile: the file is not kept, and why.
        NoSuchDocument: it is not there, or another body's.
        Refused: not by this person, not now.
    """
    looked = look(*file)
    with transaction.atomic():
        held = held_for(occasion, participant, by)
        _room_for(held, [looked], occasion)
        if latest(_document(document, held, by, occasion)).sha256 == looked.sha256:
            raise SameFile
    path = _kept(file[0], looked)
    with transaction.atomic():
        held = held_for(occasion, participant, by)
        _room_for(held, [looked], occasion)
        found = _document(document, held, by, occasion, lock=True)
        last = latest(found)
        if last.sha256 == looked.sha256:
            raise SameFile
        made = _revised(found, looked, path, held, by, last.number + 1)
        detail = {
            "document": found.pk,
            "revision": str(made.number),
            "sha256": looked.sha256,
            "before": last.sha256,
            "name": looked.name,
        }
        record(chain=held.chain, action=REVISED, by=by, now=held.now, subject=found.title[:250], detail=detail, rows=[made])
        return made


def _document(key: int, held: Held, by: Person, occasion: Occasion, *, lock: bool = False) -> Document:
    documents = Document.objects.select_for_update() if lock else Document.objects.all()
    found = documents.filter(pk=key).first()
    if found is None or not belongs(found, held.participant, by, occasion):
        raise NoSuchDocument
    return found


@transaction.atomic
def link(participant: int, document: int, indicator: str, *, by: Person, occasion: Occasion = Occasion.DRAFT) -> Link:
    """Attach a document that is there to one more indicator; where it is attached already nothing happens.

    Raises:
        NoSuchDocument: it is not there, or another body's.
        Refused: not by this person, not now.
    """
    held = held_for(occasion, participant, by, indicator)
    found = _document(document, held, by, occasion)
    present = Link.objects.filter(
        document=found, participant=held.participant, indicator=indicator, occasion=occasion, removed_at__isnull=True
    ).first()
    if present is not None:
        return present
    made = _linked(found, held, indicator, by, occasion)
    detail = {"document": found.pk, "title": found.title, "sha256": latest(found).sha256, "occasion": str(occasion)}
    record(chain=held.chain, action=LINKED, by=by, now=held.now, subject=indicator, detail=detail, rows=[made])
    return made


@transaction.atomic
def unlink(participant: int, link: int, *, by: Person) -> Link:
    """Take a document off an indicator. Document and revisions stay: a claim sent before may name them.

    Raises:
        NoSuchDocument: nothing is attached there.
        NotNow: it is off already.
        Refused: not by this person, not now.
    """
    found = Link.objects.select_related("document").filter(pk=link, participant=participant).first()
    if found is None:
        raise NoSuchDocument
    occasion = Occasion(found.occasion)
    held = held_for(occasion, participant, by, found.indicator)
    if not belongs(found.document, held.participant, by, occasion):
        raise NoSuchDocument
    off = Link.objects.filter(pk=found.pk, removed_at__isnull=True).update(removed_at=held.now, removed_by=by)
    if not off:
        raise NotNow(_("Tài liệu này đã được gỡ khỏi chỉ tiêu."))
    detail = {"document": found.document_id, "title": found.document.title, "occasion": str(occasion)}
    found.removed_at, found.removed_by = held.now, by
    record(chain=held.chain, action=UNLINKED, by=by, now=held.now, subject=found.indicator, detail=detail, rows=[found])
    return found


@transaction.atomic
def describe(participant: int, document: int, fields: Fields, *, by: Person, occasion: Occasion = Occasion.DRAFT) -> Document:
    """Correct what is said of a document. What claims named before keeps the words of that time.

    Raises:
        NoSuchDocument: it is not there, or another body's.
        Refused: not by this person, not now; or a field cannot be taken.
    """
    cleaned = fields.clean()
    held = held_for(occasion, participant, by)
    found = _document(document, held, by, occasion, lock=True)
    before = Fields(found.title, found.number, found.issued, found.issuer, found.summary)
    if before == cleaned:
        return found
    for name, value in _columns(cleaned).items():
        setattr(found, name, value)
    found.search = _search(cleaned)
    found.save(update_fields=[*_columns(cleaned), "search"])
    detail = {"document": found.pk, "before": before.plain, "after": cleaned.plain}
    record(chain=held.chain, action=DESCRIBED, by=by, now=held.now, subject=cleaned.title[:250], detail=detail)
    return found


@transaction.atomic
def consent(participant: int, revision: int, side: Side, *, given: bool, by: Person, reason: str = "") -> Consent:
    """Give or withdraw one side's consent to publish a revision. Saying again what was said last changes nothing.

    The body speaks by its approver or preparer, the lead department by whoever holds that role; at any stage.

    Raises:
        NoSuchDocument: the revision is not this body's.
        Refused: not this person's to say.
    """
    held = held_by_lead(participant, by) if side is Side.LEAD else hold(participant, by)
    found = Revision.objects.select_related("document").filter(pk=revision, document__body=held.participant.body_id).first()
    if found is None:
        raise NoSuchDocument
    last = Consent.objects.filter(revision=found, side=side).order_by("-number").first()
    if (last.given if last else False) == given and last is not None:
        return last
    made = Consent.objects.create(
        revision=found, side=side, number=last.number + 1 if last else 1, given=given,
        reason=plain(reason).strip()[:1000], at=held.now, by=by,
    )  # fmt: skip
    detail = {"document": found.document_id, "revision": str(found.number), "sha256": found.sha256, "side": str(side)}
    action = CONSENTED if given else WITHDRAWN
    record(
        chain=held.chain,
        action=action,
        by=by,
        now=held.now,
        subject=found.document.title[:250],
        reason=made.reason,
        detail=detail,
        rows=[made],
    )
    return made
