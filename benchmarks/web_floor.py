"""The floor of the web measurements: the least that a Django application does to save one figure, and to show twenty rows.

A save reads the session and the person, asks for the right, changes one row and appends one to a log; a page reads the session and the person
and twenty rows of ranks. Its routes are named as in the measurements that other programs are put beside: /f/save and /f/rank.
Settings come from the environment: FLOOR_DB (a PostgreSQL address or a SQLite file).
"""

import os
from typing import Any

import django
from django.conf import settings

from khoabang.web.deployment import database_from

ADDRESS = os.environ["FLOOR_DB"]
PILLARS = range(1, 9)
BASE = """<!doctype html><html lang=vi><title>{% block title %}{% endblock %}</title><nav>Bảng xếp hạng</nav>{% block main %}{% endblock %}</html>"""
PAGE = """{% extends "base.html" %}{% block title %}Xếp hạng{% endblock %}{% block main %}<table><tr><th>Hạng<th>Đơn vị<th>Tỉnh
{% for head in heads %}<th>{{ head }}{% endfor %}<th>Tổng<th>Khoảng</tr>
{% for row in rows %}<tr><td>{{ row.rank }}<td><a href="/u/{{ row.unit_id }}">{{ row.unit.name }}</a><td>{{ row.unit.province }}
{% for each in row.pillars %}<td>{{ each }}{% endfor %}<td>{{ row.total }}<td>{{ row.lowest }}–{{ row.highest }}</tr>{% endfor %}
</table><a href="?p={{ next }}">Trang sau</a>{% endblock %}"""


def database() -> dict[str, Any]:
    """The same options as the software measured beside it."""
    from pathlib import Path

    if "://" in ADDRESS:
        return database_from(ADDRESS, None)
    found = database_from("", Path(ADDRESS).parent)
    return {**found, "NAME": ADDRESS}


settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": database()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"base.html": BASE, "page.html": PAGE})],
                    )
                ]
            },
        }
    ],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Unit(models.Model):
    """An evaluated body."""

    name = models.CharField(max_length=200)
    province = models.CharField(max_length=100)

    class Meta:
        app_label = "floor"


class Right(models.Model):
    """Who may save for which unit."""

    person = models.IntegerField(db_index=True)
    unit = models.ForeignKey(Unit, models.CASCADE)

    class Meta:
        app_label = "floor"


class Score(models.Model):
    """One figure."""

    unit = models.ForeignKey(Unit, models.CASCADE)
    indicator = models.SmallIntegerField()
    value = models.CharField(max_length=20)
    version = models.IntegerField(default=1)
    saved = models.DateTimeField()

    class Meta:
        app_label = "floor"
        constraints = [models.UniqueConstraint(fields=["unit", "indicator"], name="floor_score_once")]


class Log(models.Model):
    """What was saved."""

    score = models.BigIntegerField(db_index=True)
    person = models.IntegerField()
    value = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        app_label = "floor"


class Rank(models.Model):
    """One row of a ranking."""

    unit = models.ForeignKey(Unit, models.CASCADE)
    rank = models.IntegerField(db_index=True)
    lowest = models.IntegerField()
    highest = models.IntegerField()
    total = models.DecimalField(max_digits=7, decimal_places=2)

    class Meta:
        app_label = "floor"

    @property
    def pillars(self) -> list[Any]:
        """The points of the eight pillars."""
        return [getattr(self, f"pillar_{number}") for number in PILLARS]


for _number in PILLARS:
    Rank.add_to_class(f"pillar_{_number}", models.DecimalField(max_digits=6, decimal_places=2))

MODELS = (Unit, Right, Score, Log, Rank)


def save(request: HttpRequest) -> HttpResponse:
    """Save one figure of a unit that the person may edit."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    key, value, now = int(request.POST["score"]), request.POST["value"], timezone.now()
    with transaction.atomic():
        units = Score.objects.filter(pk=key).values("unit")
        if not Right.objects.filter(person=request.user.pk, unit__in=units).exists():
            return HttpResponseForbidden()
        Score.objects.filter(pk=key).update(value=value, version=models.F("version") + 1, saved=now)
        Log.objects.create(score=key, person=request.user.pk, value=value, at=now)
    return JsonResponse({"saved": True})


def rank(request: HttpRequest) -> HttpResponse:
    """Show twenty rows."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    page = int(request.GET.get("p", 0))
    rows = Rank.objects.select_related("unit").filter(rank__gt=20 * page).order_by("rank")[:20]
    heads = [f"Trụ cột {number}" for number in PILLARS]
    return render(request, "page.html", {"rows": rows, "heads": heads, "next": page + 1})


urlpatterns = [path("f/save", save), path("f/rank", rank)]
application = get_wsgi_application()
