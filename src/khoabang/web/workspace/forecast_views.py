"""The forecast of a round: last year's answers under this year's set."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from khoabang.web.accounts.models import Role
from khoabang.web.assessments.forecast import Row, forecast
from khoabang.web.portal.figures import number
from khoabang.web.workspace.access import AskedHere, page


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is read: figures in the reader's language, the movement in words."""

    row: Row
    before: str
    now: str
    moved: str


@page("round", read=[Role.LEAD, Role.ADMINISTRATOR, Role.ASSISTANT, Role.OBSERVER])
def forecast_page(request: AskedHere, round_code: str) -> HttpResponse:
    """What the same answers would give now, body by body."""
    if request.here.round is None:
        raise Http404
    found = forecast(request.here.round)
    groups = [(each, [_line(row) for row in each.rows]) for each in found.groups] if found else []
    context = {"forecast": found, "groups": groups, "previous": request.here.round.previous}
    return render(request, "workspace/round_forecast.html", context)


def _line(row: Row) -> Line:
    before = number(row.before.points) if row.before and row.before.points else ""
    return Line(row, before, number(row.now.points) if row.now.points else "", _moved(row.climbs))


def _moved(climbs: int | None) -> str:
    if climbs is None:
        return ""
    if climbs > 0:
        return ngettext("tăng %(n)s hạng", "tăng %(n)s hạng", climbs) % {"n": climbs}
    if climbs < 0:
        return ngettext("giảm %(n)s hạng", "giảm %(n)s hạng", -climbs) % {"n": -climbs}
    return gettext("giữ hạng")
