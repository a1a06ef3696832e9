"""Views of charts: a page with picture and table, the picture alone, and the definition that a script draws."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from khoabang import charts
from khoabang.web.portal import comparing
from khoabang.web.portal.charts import THEMES, WIDTHS, Posted, chart_compared, chart_of_body, chart_of_group
from khoabang.web.portal.views import group_or_404, of_round
from khoabang.web.rounds import selectors

FORMS = ("svg", "json")
FOR_EVER = 365 * 24 * 3600


@require_safe
def group_chart_page(request: HttpRequest, round_code: str, group_code: str, name: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    posted = _or_404(chart_of_group(current, group_code, name))
    return render(request, "portal/chart.html", {**of_round(current, group), "group": group, "posted": posted})


@require_safe
def group_chart(request: HttpRequest, round_code: str, group_code: str, name: str, form: str) -> HttpResponse:
    current, _ = group_or_404(round_code, group_code)
    return _drawn(request, _or_404(chart_of_group(current, group_code, name)), form)


@require_safe
def body_chart(request: HttpRequest, round_code: str, group_code: str, body_code: str, name: str, form: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    if selectors.body_row(group, body_code) is None:
        raise Http404
    return _drawn(request, _or_404(chart_of_body(current, group_code, body_code, name)), form)


@require_safe
def compared_chart(request: HttpRequest, round_code: str, group_code: str, codes: str, form: str) -> HttpResponse:
    current, group = group_or_404(round_code, group_code)
    chosen = comparing.chosen(group, codes.split(","))
    if not chosen.is_comparable:
        raise Http404
    return _drawn(request, _or_404(chart_compared(current, group_code, [row["code"] for row in chosen.rows])), form)


def _or_404(posted: Posted | None) -> Posted:
    if posted is None:
        raise Http404
    return posted


def _drawn(request: HttpRequest, posted: Posted, form: str) -> HttpResponse:
    """Answer with a drawing, or with what is drawn. Under the version that it was asked by it never changes."""
    theme = THEMES.get(request.GET.get("nen", ""), "light")
    width = WIDTHS.get(request.GET.get("be", ""), WIDTHS["rong"])
    response: HttpResponse
    if form not in FORMS:
        raise Http404
    if form == "svg":
        response = HttpResponse(charts.svg(posted.chart, theme, width), content_type="image/svg+xml")
    else:
        response = JsonResponse(_definition(posted, theme), json_dumps_params={"ensure_ascii": False})
    if request.GET.get("v") == posted.version:
        patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _definition(posted: Posted, theme: charts.Theme) -> dict[str, Any]:
    chart = posted.chart
    heights = {"height": chart.height, "narrow_height": chart.narrow_height}
    return {"option": charts.themed(chart.option, theme), "narrow": charts.NARROW, **heights}
