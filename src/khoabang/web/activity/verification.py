"""Verification of the log: every entry's hash, number and link, the head and length of each chain, every seal and what it binds."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.activity.models import START, Chain, Entry, Seal, SealedHead
from khoabang.web.activity.services import digest, digest_of_seal
from khoabang.web.snapshot import snapshot

SEALS = "seals"
KINDS: dict[str, StrOrPromise] = {
    "number": _("Số thứ tự không liền nhau: có việc bị lấy đi hoặc thêm vào"),
    "previous": _("Không nối với việc đứng trước"),
    "content": _("Nội dung đã bị sửa: mã băm tính lại không khớp"),
    "length": _("Chuỗi ghi có số việc khác với số việc đang có"),
    "head": _("Chuỗi ghi mã băm cuối khác với việc cuối cùng đang có"),
    "seal_number": _("Dấu niêm phong không liền nhau"),
    "seal_previous": _("Dấu niêm phong không nối với dấu đứng trước"),
    "seal_content": _("Dấu niêm phong đã bị sửa: mã băm tính lại không khớp"),
    "sealed": _("Việc đã niêm phong không còn, hoặc đã khác"),
    "seal_gone": _("Chuỗi đã được niêm phong đến việc này, nhưng dấu niêm phong không còn"),
    "seal_named": _("Dấu niêm phong in trên giấy không còn, hoặc đã khác"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not agree: in which chain (`seals` for the seals), at which number, what was to be there and what is."""

    kind: str
    chain: str
    number: int
    expected: str
    found: str

    @property
    def words(self) -> StrOrPromise:
        """What it is, in words."""
        return KINDS[self.kind]


@dataclass(slots=True)
class Verified:
    """What was gone through, and what does not agree."""

    chains: int = 0
    entries: int = 0
    seals: int = 0
    differences: list[Difference] = field(default_factory=list)


def verify(named: Collection[tuple[int, str]] = ()) -> Verified:
    """Recompute the whole log as of one moment. Nothing is written.

    Args:
        named: seals that papers outside name, by number and hash: each must be there.
    """
    done = Verified()
    with snapshot():
        bound = _seals(done)
        _named(named, done)
        _gone(bound, done)
        chains = {chain.pk: chain for chain in Chain.objects.all()}
        done.chains = len(chains)
        unread = set(chains)
        for key, entries in _by_chain(chains):
            unread.discard(key)
            _chain(chains[key], entries, bound.pop(chains[key].key, {}), done)
        for key in sorted(unread):
            _chain(chains[key], [], bound.pop(chains[key].key, {}), done)
    for gone, lengths in sorted(bound.items()):
        done.differences += [Difference("sealed", gone, length, head, "") for length, head in sorted(lengths.items())]
    return done


def _by_chain(chains: dict[int, Chain]) -> Iterator[tuple[int, Iterable[Entry]]]:
    """The entries of each chain in their order. One chain is held at a time."""
    held: list[Entry] = []
    for entry in Entry.objects.order_by("chain", "number", "id").iterator(2_000):
        if held and entry.chain_id != held[0].chain_id:
            yield held[0].chain_id, held
            held = []
        if entry.chain_id in chains:
            held.append(entry)
    if held:
        yield held[0].chain_id, held


def _chain(chain: Chain, entries: Iterable[Entry], bound: dict[int, str], done: Verified) -> None:
    number, previous = 0, START

    def differs(kind: str, at: int, expected: object, found: object) -> None:
        done.differences.append(Difference(kind, chain.key, at, str(expected), str(found)))

    for entry in entries:
        done.entries += 1
        if entry.number != number + 1:
            differs("number", entry.number, number + 1, entry.number)
        elif entry.previous != previous:
            differs("previous", entry.number, previous, entry.previous)
        if (computed := digest(entry, chain.key)) != entry.sha256:
            differs("content", entry.number, entry.sha256, computed)
        head = bound.pop(entry.number, None)
        if head is not None and head != entry.sha256:
            differs("sealed", entry.number, head, entry.sha256)
        number, previous = entry.number, entry.sha256
    for length, head in sorted(bound.items()):
        differs("sealed", length, head, "")
    if chain.length != number:
        differs("length", number, chain.length, number)
    if chain.head != previous:
        differs("head", number, chain.head, previous)


def _seals(done: Verified) -> dict[str, dict[int, str]]:
    """Go through the seals, and give the heads that they bind: by chain and number."""
    bound: dict[str, dict[int, str]] = defaultdict(dict)
    number, previous = 0, START
    for seal in Seal.objects.order_by("number").iterator(200):
        done.seals += 1
        if seal.number != number + 1:
            done.differences.append(Difference("seal_number", SEALS, seal.number, str(number + 1), str(seal.number)))
        elif seal.previous != previous:
            done.differences.append(Difference("seal_previous", SEALS, seal.number, previous, seal.previous))
        if (computed := digest_of_seal(seal)) != seal.sha256:
            done.differences.append(Difference("seal_content", SEALS, seal.number, seal.sha256, computed))
        for key, length, head in _heads(seal):
            bound[key][length] = head
        number, previous = seal.number, seal.sha256
    return dict(bound)


def _named(named: Collection[tuple[int, str]], done: Verified) -> None:
    kept = dict(Seal.objects.filter(number__in=[number for number, _sha256 in named]).values_list("number", "sha256"))
    for number, sha256 in named:
        if kept.get(number) != sha256:
            done.differences.append(Difference("seal_named", SEALS, number, sha256, kept.get(number, "")))


def _gone(bound: dict[str, dict[int, str]], done: Verified) -> None:
    """What was sealed once, and no seal binds any more: the last seals were taken away, which leaves no gap in their numbers."""
    for key, length in SealedHead.objects.order_by("key").values_list("key", "length"):
        last = max(bound.get(key, {}), default=0)
        if length > last:
            done.differences.append(Difference("seal_gone", key, length, str(length), str(last)))


def _heads(seal: Seal) -> list[tuple[str, int, str]]:
    """The heads that a seal binds; none where its text is no longer one of ours, which its hash shows already."""
    try:
        return [(key, int(length), str(head)) for key, (length, head) in json.loads(seal.heads).items()]
    except (ValueError, TypeError, AttributeError):
        return []
