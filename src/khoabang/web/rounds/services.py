"""Writes: a result document becomes rows."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from khoabang.web.organisations.models import Body
from khoabang.web.organisations.names import search_key
from khoabang.web.organisations.services import authority_named, bodies_registered
from khoabang.web.rounds import bundles
from khoabang.web.rounds.documents import BodyRow, Document
from khoabang.web.rounds.errors import AuthorityDiffers, FormatUnknown, SetTextDiffers
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion, RankingGroup, Result, Round

if TYPE_CHECKING:
    from khoabang.scoring import Evaluated


def result_import(*, document: Document, explanations: Mapping[str, Document], set_text: str, origin: str = "") -> Result:
    """Keep a result, its explanations and its criteria set.

    Doing it twice changes nothing. A document that differs from the round's current one becomes the next edition; the
    earlier ones stay as they were. A set that changed needs a version of its own: its old text stays what old editions
    were computed with. `origin` is the fingerprint of what the result was scored from, for whoever would
    otherwise score the same again.
    """
    _check_format(document, "khoabang.result")
    for explanation in explanations.values():
        _check_format(explanation, "khoabang.explanation")
    _check_set(document, set_text)
    with transaction.atomic():
        round_ = _round_kept(document, origin)
        version = _set_version_kept(document, set_text)
        _groups_kept(round_, document)
        names = {row["code"]: row["name"] for group in document["groups"] for row in group["bodies"]}
        bodies = bodies_registered(authority=round_.authority, names=names)
        return result_kept(round_, version, document, explanations, bodies)


@transaction.atomic
def result_kept(
    round_: Round,
    version: CriteriaSetVersion,
    document: Document,
    explanations: Mapping[str, Document],
    bodies: Mapping[str, Body],
) -> Result:
    """Keep a result document of a round that is there, with its set and ranking groups, as the round's next edition.

    One that is the same as the current edition, explanations included, is not kept twice: the current one is given.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    told = {code: json.dumps(each, ensure_ascii=False, separators=(",", ":")) for code, each in explanations.items()}
    fingerprint = hashlib.sha256("\n".join([text, *(told[code] for code in sorted(told))]).encode()).hexdigest()
    current = round_.results.order_by("-edition").first()
    if current is not None and current.sha256 == fingerprint:
        return current
    edition = current.edition + 1 if current else 1
    result = Result.objects.create(round=round_, set_version=version, edition=edition, sha256=fingerprint, document=text)
    groups = {group.code: group for group in round_.groups.all()}
    BodyResult.objects.bulk_create(
        BodyResult(
            result=result,
            group=groups[group["code"]],
            body=bodies[row["code"]],
            name=row["name"],
            rank=_rank(row),
            explanation=told.get(row["code"], ""),
        )
        for group in document["groups"]
        for row in group["bodies"]
    )
    return result


def evaluated_kept(evaluated: "Evaluated", folder: Path, *, origin: str) -> Result:
    """Keep an evaluation that was scored from a folder, with its explanations, its criteria set and its open bundle."""
    from khoabang.bundle import of_evaluated

    document = evaluated.result
    told = {
        row["code"]: explanation
        for group in document["groups"]
        for row in group["bodies"]
        if (explanation := evaluated.explanation(row["code"])) is not None
    }
    set_text = json.dumps(evaluated.criteria_set.dump(), ensure_ascii=False, separators=(",", ":"))
    result = result_import(document=document, explanations=told, set_text=set_text, origin=origin)
    bundles.keep(result, of_evaluated(evaluated, folder, explanations=list(told.values())))
    return result


def _check_format(document: Document, kind: str) -> None:
    if document.get("kind") != kind or document.get("format") != 1:
        raise FormatUnknown(f"expected {kind} format 1, got {document.get('kind')!r} format {document.get('format')!r}")


def _round_kept(document: Document, origin: str) -> Round:
    info = document["round"]
    authority = authority_named(code=info["authority"]["code"], name=info["authority"]["name"])
    words = search_key(f"{info['title']} {info['authority']['name']} {info['year']}")
    defaults = {"year": info["year"], "kind": info["kind"], "title": info["title"], "search": words, "origin": origin}
    round_, created = Round.objects.select_for_update(no_key=True).get_or_create(
        code=info["id"], defaults={"authority": authority, **defaults}
    )
    if round_.authority_id != authority.pk:
        raise AuthorityDiffers(f"{round_.code} belongs to {round_.authority.code}, not to {authority.code}")
    if not created:
        Round.objects.filter(pk=round_.pk).update(**defaults)
    return round_


def _check_set(document: Document, set_text: str) -> None:
    """The text must be the very one the result was computed with: its content has the hash that the result names."""
    text = json.dumps(json.loads(set_text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    given, info = hashlib.sha256(text.encode()).hexdigest(), document["set"]
    if given != info["sha256"]:
        raise SetTextDiffers(info["id"], info["version"], kept=info["sha256"], given=given)


def _set_version_kept(document: Document, set_text: str) -> CriteriaSetVersion:
    """Keep the set's text under its code and version; once a round has used it, no other text may stand there."""
    info = document["set"]
    kept, _ = CriteriaSetVersion.objects.get_or_create(
        code=info["id"],
        version=info["version"],
        owner="",
        defaults={
            "sha256": info["sha256"],
            "name": info["name"],
            "issuer": info["issuer"],
            "nature": info["nature"],
            "lang": info["lang"],
            "document": set_text,
        },
    )
    if kept.sha256 != info["sha256"]:
        raise SetTextDiffers(kept.code, kept.version, kept=kept.sha256, given=info["sha256"])
    return kept


def _groups_kept(round_: Round, document: Document) -> None:
    for position, group in enumerate(document["groups"]):
        RankingGroup.objects.update_or_create(
            round=round_, code=group["code"], defaults={"name": group["name"], "position": position}
        )


def _rank(row: BodyRow) -> int | None:
    """The rank that search shows: as computed, or as printed where nobody could compute one."""
    stated = row["rank"]["stated"] or ""
    return row["rank"]["value"] or (int(stated) if stated.isascii() and stated.isdecimal() else None) or None
