"""datapackage.json: a bundle's description as a Frictionless Data Package, version 1 (https://specs.frictionlessdata.io)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from khoabang.bundle.figures import Figures
from khoabang.bundle.licences import Licence

FORMAT = 1
BUNDLE_KIND = "khoabang.bundle"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a bundle as its description lists it."""

    path: str
    media: str
    encoding: str
    size: int
    sha256: str
    title: str = ""
    schema: Json | None = None

    def as_json(self) -> Json:
        """Give the descriptor of a data resource."""
        path = PurePosixPath(self.path)
        described: Json = {
            "name": name_of(str(path.with_suffix("") if self.schema else path)),
            "path": self.path,
            "profile": "tabular-data-resource" if self.schema else "data-resource",
            "format": path.suffix.removeprefix("."),
            "mediatype": self.media,
            "bytes": self.size,
            "hash": f"sha256:{self.sha256}",
        }
        if self.encoding:
            described["encoding"] = self.encoding
        if self.title:
            described["title"] = self.title
        if self.schema:
            described |= {"dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True}}
            described["schema"] = self.schema
        return described


def described(
    result: Json, resources: Sequence[Resource], licence: Licence, figures: Figures, *, edition: int, software: str
) -> Json:
    """Give the descriptor of a bundle."""
    round_, set_ = result["round"], result["set"]
    return {
        "profile": "data-package",
        "name": name_of(f"{round_['id']}-{edition}"),
        "title": round_["title"],
        "version": str(edition),
        "licenses": [{"name": licence.code, "title": licence.title, "path": licence.url}],
        **({"contributors": [{"title": round_["authority"]["name"], "role": "publisher"}]} if round_["authority"] else {}),
        "sources": _sources(round_),
        "keywords": ["ranking", "evaluation", "public administration", "Vietnam"],
        "khoabang": {
            "format": FORMAT,
            "kind": BUNDLE_KIND,
            "round": {key: round_[key] for key in ("id", "year", "kind", "completeness", "lang")},
            "edition": edition,
            "set": {key: set_[key] for key in ("id", "version", "sha256")},
            "figures": figures.as_json(),
            "software": software,
        },
        "resources": [each.as_json() for each in resources],
    }


def name_of(written: str) -> str:
    """Give a name of small letters, digits, points, dashes and slashes, as the profile asks for."""
    return re.sub(r"[^a-z0-9._/-]+", "-", written.lower()).strip("-/") or "bundle"


def _sources(round_: Json) -> list[Json]:
    """List what the figures were read from: the decision, and the publication; a link only where it is one."""
    found = []
    for each in (round_["decision"], round_["source"]):
        if not each:
            continue
        title = each.get("title") or " ".join(str(each[key]) for key in ("type", "number") if each.get(key))
        if title:
            url = each.get("url") or ""
            found.append({"title": title, **({"path": url} if url.startswith(("https://", "http://")) else {})})
    return found
