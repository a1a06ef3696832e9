"""Views: they find what an address names and hand it to a template."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khoabang.web.criteria.selectors import public_versions
from khoabang.web.portal import comparing, criterion
from khoabang.web.portal.board import AS_POSTED, Asked, board
from khoabang.web.portal.bundle_views import bundle_shown
from khoabang.web.portal.cautions import cautions
from khoabang.web.portal.charts import chart_compared, chart_of_group, charts_of_body, charts_of_group
from khoabang.web.portal.edition_views import recalled
from khoabang.web.portal.explanation import explained
from khoabang.web.portal.failures import NotHere, failure
from khoabang.web.portal.feeds import about_round, dataset
from khoabang.web.portal.finding import LONGEST, find
from khoabang.web.portal.movement import not_compared, policy_of_years
from khoabang.web.portal.profile import profile
from khoabang.web.portal.remarks import Remarks, finding_head
from khoabang.web.portal.set_text import policies_text, set_text
from khoabang.web.portal.standing import Standing, standing
from khoabang.web.portal.summary import classed, firsts, summary
from khoabang.web.portal.telling import telling, whole
from khoabang.web.rounds import selectors
from khoabang.web.rounds.documents import BodyRow, Group
from khoabang.web.rounds.models import RoundKind
from khoabang.web.rounds.selectors import Current

FULL_BOARD_UP_TO = 40
SHORT_BOARD = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    entries = [{"current": current, "firsts": firsts(current)} for current in selectors.rounds_current()]
    walls = [
        {
            "kind": kind,
            "title": title,
            "about": about,
            "rounds": [entry for entry in entries if entry["current"].round.kind in kinds],  # type: ignore[attr-defined]
        }
        for kind, kinds, title, about in (
            (
                "that",
                (RoundKind.PUBLISHED, RoundKind.COMPUTED),
                gettext("Kết quả đã công bố"),
                gettext("Chép từ văn bản và bài đăng của cơ quan ban hành, rồi tính lại từ các hàng."),
            ),
            (
                "trinh-dien",
                (RoundKind.DEMONSTRATION,),
                gettext("Bản trình diễn"),
                gettext("Một tỉnh không có thật, với mọi tình huống của một đợt đánh giá."),
            ),
        )
    ]
    return render(request, "portal/home.html", {"here": "home", "walls": [wall for wall in walls if wall["rounds"]]})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("tim", "").strip()[:LONGEST]
    found = find(query)
    kinds = (
        ("dot", gettext("Đợt đánh giá"), found.rounds),
        ("co-quan", gettext("Các cơ quan, đơn vị"), found.bodies),
        ("tieu-chi", gettext("Tiêu chí"), found.criteria),
        ("bo", gettext("Bộ tiêu chí"), found.sets),
        ("van-ban", gettext("Văn bản"), found.documents),
    )
    return render(request, "portal/search.html", {"here": "search", "query": query, "found": found, "kinds": kinds})


@require_safe
def round_page(request: HttpRequest, round_code: str) -> HttpResponse:
    current = selectors.round_current(round_code)
    if current is None:
        recall = selectors.round_recalled(round_code)
        if recall is None:
            raise Http404
        return recalled(request, recall)
    groups = []
    for group in current.document["groups"]:
        limit = None if len(group["bodies"]) <= FULL_BOARD_UP_TO else SHORT_BOARD
        told = summary(group)
        about = telling(told, _previous_year(current))
        groups.append(
            {
                "group": group,
                "board": board(current, group, limit=limit),
                "summary": told,
                "telling": about,
                "map": chart_of_group(current, group["code"], "ban-do"),
            }
        )
    counted = current.document["statistics"]
    said = whole(counted.get("stated_bodies") or counted["bodies"], classed(counted["classes"]))
    context = {
        "groups": groups,
        "whole": said,
        "has_map": any(part["map"] for part in groups),
        "bundle": bundle_shown(current),
        "dataset": dataset(request, current),
        "description": about_round(current),
    }
    return render(request, "portal/round.html", {**of_round(current), **context})


@require_safe
def group_page(request: HttpRequest, round_code: str, group_code: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    asked = Asked(
        sort=request.GET.get("xep") or AS_POSTED.sort,
        class_name=request.GET.get("loai", ""),
        text=request.GET.get("tim", "")[:100],
        under=request.GET.get("muc", ""),
    )
    told = summary(group)
    context = {
        "group": group,
        "board": board(current, group, asked),
        "summary": told,
        "telling": telling(told, _previous_year(current)),
        "charts": charts_of_group(current, group_code),
        "asked": asked,
        "description": strip_tags(telling(told, _previous_year(current))),
        "is_narrowed": asked != AS_POSTED,
    }
    return render(request, "portal/group.html", {**of_round(current, group), **context})


@require_safe
def body_page(request: HttpRequest, round_code: str, group_code: str, body_code: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    row = selectors.body_row(group, body_code)
    if row is None:
        raise Http404
    place = standing(current, group, row)
    context = {
        "group": group,
        "row": row,
        "standing": place,
        "explained": explained(current, group, row, selectors.explanation_of(current, body_code)),
        "profile": profile(current, group, row),
        "charts": charts_of_body(current, group_code, body_code),
        "remarks": Remarks(current, group, {}).of(body_code),
        "description": _about_body(group, row, place),
        "open_all": request.GET.get("mo") == "het",
    }
    return render(request, "portal/body.html", {**of_round(current, group, row), **context})


@require_safe
def criterion_page(request: HttpRequest, round_code: str, group_code: str, criterion_code: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    part = criterion.criterion_of(current, group, criterion_code)
    if part is None:
        raise Http404
    page = criterion.criterion_page(current, group, part, request.GET.get("xep", ""))
    trail = [
        _step(f"{above['code']}. {above['name']}", "portal:criterion", round_code, group_code, above["code"])
        for above in page.above
    ]
    info = current.document["set"]
    context = {"group": group, "page": page, "set_url": reverse("portal:set", args=[info["id"], info["version"]])}
    return render(request, "portal/criterion.html", {**_under_group(current, group, part["name"], trail), **context})


@require_safe
def compare_page(request: HttpRequest, round_code: str, group_code: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    chosen = comparing.chosen(group, request.GET.getlist("co-quan"))
    compared = comparing.comparison(current, group, chosen.rows) if chosen.is_comparable else None
    context = {
        "group": group,
        "chosen": chosen,
        "compared": compared,
        "posted": chart_compared(current, group_code, [row["code"] for row in chosen.rows]) if compared else None,
        "has_classes": compared and any(side.standing.class_name for side in compared.sides),
    }
    heading = _under_group(current, group, gettext("So sánh các cơ quan"), [])
    return render(request, "portal/compare.html", {**heading, "is_ours": True, **context}, status=422 if chosen.faults else 200)


@require_safe
def set_page(request: HttpRequest, set_code: str, version: str) -> HttpResponse:
    kept = public_versions().filter(code=set_code, version=version).first()
    if kept is None:
        raise Http404
    text, using = set_text(selectors.set_document(kept)), selectors.rounds_using(kept)
    trail = [_step(each.round.title, "portal:round", each.round.code) for each in using]
    annexes = [(annex, _groups_on(annex.code, using[0]) if using else []) for annex in text.annexes]
    context = {"set_version": kept, "text": text, "annexes": annexes, "trail": trail}
    return render(request, "portal/set.html", context)


@require_safe
def round_method(request: HttpRequest, round_code: str) -> HttpResponse:
    current = round_or_404(round_code)
    info = current.document["set"]
    context = {
        "text": policies_text(selectors.set_document(current.result.set_version)),
        "set_url": reverse("portal:set", args=[info["id"], info["version"]]),
        "policy": policy_of_years(),
        "previous": current.document["round"].get("previous"),
        "reasons": [(group, not_compared(group)) for group in current.document["groups"]],
        "differences": len(current.document["differences"]),
        "heading": gettext("Phương pháp của đợt"),
        "is_ours": True,
        "trail": [_step(current.round.title, "portal:round", round_code)],
    }
    return render(request, "portal/round_method.html", {**of_round(current), **context})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/method.html", {"here": "method"})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html", {"here": "about"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure(request, 400, gettext("Không hiểu yêu cầu này"), gettext("Địa chỉ hoặc dữ liệu gửi đến không đúng dạng."))


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return failure(
        request, 403, gettext("Không nhận yêu cầu này"), gettext("Các trang ở đây chỉ để đọc, không nhận dữ liệu gửi đến.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = gettext("Địa chỉ có thể bị gõ sai, hoặc trang đã được chuyển đi.")
    if isinstance(exception, NotHere):
        words = str(exception)
    return failure(request, 404, gettext("Không có trang này"), words)


def server_error(request: HttpRequest) -> HttpResponse:
    words = gettext("Lỗi thuộc về hệ thống, không phải do bạn. Không số liệu nào bị mất. Hãy thử lại sau ít phút.")
    return failure(request, 500, gettext("Trang đang lỗi"), words)


def round_or_404(code: str) -> Current:
    """Find a public round with its result."""
    current = selectors.round_current(code)
    if current is None:
        if selectors.round_recalled(code) is not None:
            raise NotHere(gettext("Kết quả này đã được thu hồi; trang của đợt đánh giá nêu văn bản và lý do."))
        raise Http404
    return current


def group_or_404(round_code: str, group_code: str) -> tuple[Current, Group]:
    """Find a ranking group of a public round."""
    current = round_or_404(round_code)
    group = current.group(group_code)
    if group is None:
        raise Http404
    return current, group


def _about_body(group: Group, row: BodyRow, place: Standing) -> str:
    """A body's result in one line, for whoever sees only the link."""
    rank = gettext("hạng {rank}/{of}").format(rank=place.rank, of=place.of) if place.rank else place.why
    points = gettext("{} điểm").format(place.points.text) if place.points.text else ""
    said = ", ".join(part for part in (rank, points, place.class_name) if part)
    return f"{row['name']} ({group['name']}): {said}."


def _under_group(current: Current, group: Group, heading: str, trail: list[dict[str, str]]) -> dict[str, Any]:
    """What the pages within a group share that are about something else than one body."""
    shared = of_round(current, group)
    above = [*shared["trail"], _step(group["name"], "portal:group", current.round.code, group["code"]), *trail]
    return {**shared, "heading": heading, "trail": above}


def _groups_on(annex: str, scored: Current) -> list[dict[str, str]]:
    """The groups that were scored on an annex, as links from its criteria need them."""
    groups = scored.document["groups"]
    return [
        {"round": scored.round.code, "group": each["code"], "name": each["name"]} for each in groups if each["annex"] == annex
    ]


def _step(name: str, view: str, *codes: str) -> dict[str, str]:
    return {"name": name, "url": reverse(view, args=codes)}


def _previous_year(current: Current) -> str:
    previous = current.document["round"].get("previous")
    return str(previous["year"]) if previous else ""


def of_round(current: Current, group: Group | None = None, row: BodyRow | None = None) -> dict[str, Any]:
    """What the pages of a round share; each is headed by what it is about, under a trail of what that belongs to."""
    document, code = current.document, current.round.code
    trail = [_step(current.round.title, "portal:round", code)] if group else []
    if group and row:
        trail.append(_step(group["name"], "portal:group", code, group["code"]))
    return {
        "heading": row["name"] if row else group["name"] if group else current.round.title,
        "trail": trail,
        "current": current,
        "round": current.round,
        "document": document,
        "info": document["round"],
        "edition": current.edition,
        "findings": [(finding_head(finding), finding["text"]) for finding in document["findings"] if not finding["body"]],
        "cautions": cautions(document),
    }
