"""Writes of the activity log. Call `record` in the transaction of what it tells, so that either both stand or neither."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from khoabang.web.accounts.models import Person
from khoabang.web.activity.models import Chain, Entry

INSTALLATION = "installation"


def chain_of(*, authority: str = "", round_code: str = "", body: str = "") -> str:
    """The key of the chain of a body in a round, of a round, of an authority, or of the installation."""
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
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is logged in the transaction of what it tells")
    locked = Chain.objects.select_for_update().filter(key=chain).first() or _opened(chain)
    entry = Entry(
        chain=locked,
        number=locked.length + 1,
        at=now,
        person=by,
        action=action,
        subject=subject,
        reason=reason,
        detail=json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
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
        entry.at.isoformat(),
        entry.person_id,
        entry.action,
        entry.subject,
        entry.reason,
        entry.detail,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _opened(key: str) -> Chain:
    try:
        with transaction.atomic():
            Chain.objects.create(key=key)
    except IntegrityError:  # somebody else opened it a moment ago
        pass
    return Chain.objects.select_for_update().get(key=key)
