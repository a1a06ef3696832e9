"""What tells machines of new results: Atom feeds, site maps, robots.txt, and each page's address and summary for link previews."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khoabang.web.criteria.selectors import public_versions
from khoabang.web.organisations.models import Authority
from khoabang.web.portal.summary import classed, firsts
from khoabang.web.portal.telling import whole
from khoabang.web.portal.words import COMPLETENESS, ROUND_KIND, word
from khoabang.web.rounds import selectors
from khoabang.web.rounds.models import CriteriaSetVersion
from khoabang.web.rounds.selectors import Current

NEWEST = 50
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def absolute(request: HttpRequest, path: str) -> str:
    """The public address of a path: under KHOABANG_URL where it is set, else under the host that was asked."""
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else request.build_absolute_uri(path)


class Results(Feed):  # type: ignore[type-arg]
    """The results that everybody may read, newest first; of one authority where the address names it."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, authority_code: str = "") -> Authority | None:
        if not authority_code:
            return None
        found = Authority.objects.filter(code=authority_code, rounds__in=[each.round for each in selectors.rounds_current()])
        authority = found.first()
        if authority is None:
            raise Http404
        return authority

    def title(self, authority: Authority | None) -> str:
        named = gettext("Kết quả đánh giá, xếp hạng: {authority}")
        return named.format(authority=authority.name) if authority else gettext("Kết quả đánh giá, xếp hạng cơ quan nhà nước")

    def subtitle(self, authority: Authority | None) -> str:
        return gettext("Kết quả mới công bố và bản sửa đổi.")

    def link(self, authority: Authority | None) -> str:
        return reverse("portal:home")

    def items(self, authority: Authority | None) -> list[Current]:
        found = [each for each in selectors.rounds_current() if authority is None or each.round.authority_id == authority.pk]
        return sorted(found, key=lambda each: each.since, reverse=True)[:NEWEST]

    def item_title(self, item: Current) -> str:
        return item.round.title

    def item_description(self, item: Current) -> str:
        return about_round(item)

    def item_link(self, item: Current) -> str:
        return reverse("portal:round", args=[item.round.code])

    def item_author_name(self, item: Current) -> str:
        return item.round.authority.name

    def item_updateddate(self, item: Current) -> datetime:
        return item.since

    def item_pubdate(self, item: Current) -> datetime:
        return item.since


def about_round(current: Current) -> str:
    """One paragraph on a result: what it is, how many bodies it has and who is first."""
    counted = current.document["statistics"]
    said = [
        f"{word(ROUND_KIND, current.round.kind)}.",
        f"{word(COMPLETENESS, current.document['round']['completeness'])}.",
        whole(counted.get("stated_bodies") or counted["bodies"], classed(counted["classes"])).rstrip(":") + ".",
    ]
    said += [
        f"{first.group}: {', '.join(name for _, name in first.bodies)} ({gettext('hạng nhất')})." for first in firsts(current)
    ]
    return " ".join(said)


class _Pages(Sitemap):  # type: ignore[type-arg]
    """Pages in both languages, each naming the other."""

    i18n = True
    alternates = True
    limit = 10_000  # each item is there once in each language

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_ADDRESS.partition("://")[2] or super().get_domain(site)

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.SITE_ADDRESS.partition("://")[0] or super().get_protocol(protocol)


class Place(NamedTuple):
    """A page by the name of its view, the codes in its address and the time of the result that it shows."""

    view: str
    codes: tuple[str, ...]
    since: datetime


class Fixed(_Pages):
    def items(self) -> list[str]:
        return ["home", "method", "about", "audit"]

    def location(self, item: str) -> str:
        return reverse(f"portal:{item}")


class Rounds(_Pages):
    """A round, its method, its groups and each group's criteria."""

    def items(self) -> list[Place]:
        found: list[Place] = []
        for current in selectors.rounds_current():
            code, since = current.round.code, current.since
            found += [Place("round", (code,), since), Place("round-method", (code,), since)]
            for group in current.document["groups"]:
                found.append(Place("group", (code, group["code"]), since))
                parts = current.annex_of(group)["criteria"]
                found += [Place("criterion", (code, group["code"], part["code"]), since) for part in parts]
        return found

    def location(self, item: Place) -> str:
        return reverse(f"portal:{item.view}", args=item.codes)

    def lastmod(self, item: Place) -> datetime:
        return item.since


class Bodies(_Pages):
    """A body in each round, and over the years."""

    def items(self) -> list[Place]:
        rows = list(selectors.bodies_current())
        seen: dict[tuple[str, ...], datetime] = {}
        for row in rows:
            seen[row.authority, row.body] = max(row.since, seen.get((row.authority, row.body), row.since))
        return [Place("body", (row.round, row.group, row.body), row.since) for row in rows] + [
            Place("history", codes, since) for codes, since in seen.items()
        ]

    location = Rounds.location
    lastmod = Rounds.lastmod


class Sets(_Pages):
    def items(self) -> Iterable[CriteriaSetVersion]:
        return public_versions().defer("document")

    def location(self, item: CriteriaSetVersion) -> str:
        return reverse("portal:set", args=[item.code, item.version])

    def lastmod(self, item: CriteriaSetVersion) -> datetime:
        return item.imported


SITEMAPS = {"trang": Fixed, "dot": Rounds, "co-quan": Bodies, "bo-tieu-chi": Sets}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone: the workspace, accounts, reports that only whoever has their link reads, and other orders of a page."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/lam-viec/", "/tai-khoan/", "/kiem-tra/*/", "/tim/", "/*?"))]
    lines += [f"Disallow: /en{path}" for path in ("/lam-viec/", "/tai-khoan/", "/kiem-tra/*/", "/tim/")]
    lines.append(f"Sitemap: {absolute(request, reverse('portal:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def dataset(request: HttpRequest, current: Current) -> SafeString:
    """A result in the words of schema.org, as search engines for data sets read it; safe inside a script element that is never run."""
    info, decision = current.document["round"], current.document["round"]["decision"] or {}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": current.round.title,
        "description": about_round(current),
        "url": absolute(request, reverse("portal:round", args=[current.round.code])),
        "identifier": f"sha256:{current.result.sha256}",
        "version": str(current.result.edition),
        "inLanguage": info["lang"],
        "temporalCoverage": str(current.round.year),
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": current.round.authority.name},
        "isBasedOn": absolute(
            request, reverse("portal:set", args=[current.document["set"]["id"], current.document["set"]["version"]])
        ),
        "dateModified": current.since.date().isoformat(),
    }
    if decision.get("date"):
        data["datePublished"] = decision["date"]
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))
