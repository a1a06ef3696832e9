"""Search without marks over what everybody may read: rounds, bodies, criteria, sets, legal documents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from khoabang.web.criteria.selectors import public_versions
from khoabang.web.organisations.names import search_key
from khoabang.web.portal.policy_words import document_name
from khoabang.web.rounds import selectors
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion, Round
from khoabang.web.rounds.selectors import FOUND_AT_MOST, Current

LONGEST = 200
SETS_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: what it is called, what it belongs to, and the page and the place there that show it."""

    name: str
    of: str
    key: str
    view: str  # the name of the page's view
    codes: tuple[str, ...]  # in its address
    at: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by kind; of each kind no more than `most`."""

    rounds: list[Round]
    bodies: list[BodyResult]
    criteria: list[Entry]
    sets: list[Entry]
    documents: list[Entry]
    most: int = FOUND_AT_MOST

    @property
    def count(self) -> int:
        return sum(len(part) for part in (self.rounds, self.bodies, self.criteria, self.sets, self.documents))


def find(query: str) -> Found:
    """Everything in which each word of the query occurs, in any order, with or without marks."""
    words = search_key(query).split()
    if not words:
        return Found([], [], [], [], [])
    criteria: list[Entry] = []
    sets: list[Entry] = []
    documents = list(_matching(map(_decision, selectors.rounds_current()), words))
    for version in public_versions().defer("document"):
        entries = _entries(version.pk, version.sha256)
        sets += _matching(entries["set"], words)
        documents += _matching(entries["document"], words)
        criteria += _matching(entries["criterion"], words)
    return Found(
        rounds=selectors.rounds_found(query),
        bodies=selectors.bodies_found(query),
        criteria=criteria[:FOUND_AT_MOST],
        sets=sets[:FOUND_AT_MOST],
        documents=documents[:FOUND_AT_MOST],
    )


def _matching(entries: Iterable[Entry | None], words: list[str]) -> Iterator[Entry]:
    return (entry for entry in entries if entry is not None and all(word in entry.key for word in words))


def _decision(current: Current) -> Entry | None:
    """The decision that a result was announced by."""
    decision = current.document["round"]["decision"]
    return _document(decision, current.round.title, "portal:round", (current.round.code,), "") if decision else None


@lru_cache(maxsize=SETS_REMEMBERED)
def _entries(key: int, sha256: str) -> dict[str, list[Entry]]:
    """What can be found of one version of a set, read once: a version never changes."""
    version = CriteriaSetVersion.objects.get(pk=key, sha256=sha256)
    data = selectors.set_document(version)
    page = "portal:set", (version.code, version.version)
    return {
        "set": [Entry(version.name, version.issuer, search_key(f"{version.name} {version.issuer} {version.code}"), *page)],
        "document": [_document(document, version.name, *page, f"vb-{document['id']}") for document in data["legal_basis"]],
        "criterion": [
            Entry(
                f"{node['code']}. {node['name']}",
                version.name,
                search_key(f"{node['code']} {node['name']}"),
                *page,
                f"{annex['code']}-{node['code']}",
            )
            for annex in data["annexes"]
            for node in _nodes(annex.get("criteria", []))
        ],
    }


def _document(document: Mapping[str, Any], of: str, view: str, codes: tuple[str, ...], at: str) -> Entry:
    cited, title = document_name(document), document.get("title") or ""
    name = ", ".join(part for part in (cited, title) if part) or str(document.get("id", ""))
    return Entry(name, of, search_key(f"{name} {document.get('issuer') or ''} {document.get('date') or ''}"), view, codes, at)


def _nodes(nodes: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in nodes:
        yield node
        yield from _nodes(node.get("criteria", []))
