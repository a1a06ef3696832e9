"""Writes of the activity log. Call `record` in the transaction of what it tells, so that either both stand or neither."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db import IntegrityError, models, transaction

from khoabang.web.activity.models import START, Chain, Entry, Seal, SealedHead
from khoabang.web.activity.proofs import ROWS, proofs_of
from khoabang.web.person import Person
from khoabang.web.prepared import Prepared, text

_LOCKED = Prepared(lambda _: Chain.objects.select_for_update().filter(key=text("key")).order_by())

INSTALLATION = "installation"
LONGEST_SUBJECT = 250  # the name of a file, or an address, may be longer; PostgreSQL would refuse the entry, and with it the act


def chain_of(*, authority: str = "", round_code: str = "", body: str = "", person: int = 0) -> str:
    """The key of the chain of a body in a round, of a round, of an authority, of a person's account, or of the installation."""
    if person:
        return f"person:{person}"
    if round_code:
        return f"round:{round_code}:{body}" if body else f"round:{round_code}"
    return f"authority:{authority}" if authority else INSTALLATION


def record(
    *,
    chain: str,
    action: str,
    by: Person | None,
    now: datetime,
    subject: str = "",
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    rows: Iterable[models.Model] | None = None,
) -> Entry:
    """Append one act to a chain. The chain's row is locked till the transaction ends, so that numbers and hashes follow one another.

    Args:
        chain: the key, from `chain_of`.
        action: a code of the field, such as `draft.saved`; its words are in `activity.words`.
        by: who acted; None for the clock.
        now: when, in UTC.
        subject: what was acted on, such as an indicator's code.
        reason: why, where a reason is asked for.
        detail: what else is to be kept, as JSON: strings, whole numbers, lists, objects.
        rows: the records that the act wrote, as they stand now; the entry proves them from then on.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is logged in the transaction of what it tells")
    said = dict(detail or {}) if rows is None else {**(detail or {}), ROWS: proofs_of(rows)}
    locked: Chain = _LOCKED.first(key=chain) or _opened(chain)
    entry = Entry(
        chain=locked,
        number=locked.length + 1,
        at=now,
        person=by,
        action=action,
        subject=subject[:LONGEST_SUBJECT],
        reason=reason,
        detail=json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        previous=locked.head,
    )
    entry.sha256 = digest(entry, chain)
    entry.save(force_insert=True)
    Chain.objects.filter(pk=locked.pk).update(length=entry.number, head=entry.sha256)
    return entry


def digest(entry: Entry, chain: str) -> str:
    """The hash of an entry: SHA-256 of the canonical JSON of all its fields and of the hash before it."""
    content = [
        chain,
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.person_id,
        entry.action,
        entry.subject,
        entry.reason,
        entry.detail,
        entry.previous,
    ]
    return _sha256(content)


def seal(now: datetime) -> Seal | None:
    """Bind the heads of all chains that have grown since the seal before; None where none has.

    Two at once give one seal: the number of a seal is there once only, and whoever comes second takes the first one's.
    """
    try:
        with transaction.atomic():
            return _sealed(now)
    except IntegrityError:
        return Seal.objects.last()


def _sealed(now: datetime) -> Seal | None:
    last = Seal.objects.last()
    lengths = dict(SealedHead.objects.values_list("key", "length"))
    chains = Chain.objects.order_by("key").values_list("key", "length", "head")
    heads = {key: (length, head) for key, length, head in chains if length > lengths.get(key, 0)}
    if not heads:
        return None
    made = Seal(
        number=last.number + 1 if last else 1,
        at=now,
        heads=json.dumps(heads, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        previous=last.sha256 if last else START,
    )
    made.sha256 = digest_of_seal(made)
    made.save(force_insert=True)
    SealedHead.objects.bulk_create(
        (SealedHead(key=key, length=length) for key, (length, _) in heads.items()),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["length"],
    )
    return made


def digest_of_seal(sealed: Seal) -> str:
    """The hash of a seal: over its number, its time, the heads it binds and the seal before."""
    return _sha256([sealed.number, sealed.at.astimezone(UTC).isoformat(), sealed.heads, sealed.previous])


def _sha256(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _opened(key: str) -> Chain:
    try:
        with transaction.atomic():
            Chain.objects.create(key=key)
    except IntegrityError:  # somebody else opened it a moment ago
        pass
    return Chain.objects.select_for_update().get(key=key)
