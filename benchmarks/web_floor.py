"""The floor of the web measurements: the least that a Django application does to save one figure, and to show twenty rows.

It is the application that other programs are measured beside, with its tables, rows, queries, middleware, database options and
templates. What differs: /f/save, /f/rank and /rank-fast only, so the middleware is listed in the settings, and what stands before it answers
/rank-fast, which goes through none; the models are written out; on SQLite a save is on the disk when it is acknowledged (synchronous=FULL), as in the software.
Settings come from the environment: FLOOR_DB (a PostgreSQL address or a SQLite file).
"""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

ADDRESS = os.environ["FLOOR_DB"]
PILLARS = range(1, 9)
BASE = """<!doctype html><html lang=vi><title>{% block t %}{% endblock %}</title><nav>Bảng xếp hạng</nav>{% block b %}{% endblock %}</html>"""
PAGE = """{% extends "base.html" %}{% block t %}Xếp hạng{% endblock %}{% block b %}<table><tr><th>Hạng<th>Đơn vị<th>Tỉnh
{% for h in heads %}<th>{{ h }}{% endfor %}<th>Tổng<th>Khoảng</tr>
{% for r in rows %}<tr><td>{{ r.rank }}<td><a href="/u/{{ r.unit_id }}">{{ r.unit.name }}</a><td>{{ r.unit.province }}
{% for p in r.pillars %}<td>{{ p }}{% endfor %}<td>{{ r.total }}<td>{{ r.lo }}–{{ r.hi }}</tr>{% endfor %}
</table><a href="?p={{ next }}">Trang sau</a>{% endblock %}"""


def database() -> dict[str, Any]:
    """The database of the address."""
    if "://" not in ADDRESS:
        start = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": start}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ADDRESS, "CONN_MAX_AGE": None, "OPTIONS": options}
    parts = urlsplit(ADDRESS)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": database()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        f"{__name__}.fast",
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    LOGGING_CONFIG=None,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"base.html": BASE, "rank.html": PAGE})],
                    )
                ]
            },
        }
    ],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.html import escape  # noqa: E402


class Unit(models.Model):
    """An evaluated body."""

    name = models.CharField(max_length=200)
    province = models.CharField(max_length=100)

    class Meta:
        app_label = "floor"


class Duty(models.Model):
    """Who may save for which unit."""

    user_id = models.IntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE)

    class Meta:
        app_label = "floor"
        indexes = [models.Index(fields=["user_id", "unit"], name="duty_ix")]


class Score(models.Model):
    """One figure."""

    unit = models.ForeignKey(Unit, models.CASCADE)
    indicator = models.SmallIntegerField()
    value = models.IntegerField()
    version = models.IntegerField(default=0)
    updated = models.DateTimeField()

    class Meta:
        app_label = "floor"
        constraints = [models.UniqueConstraint(fields=["unit", "indicator"], name="score_uq")]


class Audit(models.Model):
    """What was saved."""

    score_id = models.BigIntegerField(db_index=True)
    user_id = models.IntegerField()
    value = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "floor"


class Rank(models.Model):
    """One row of a ranking."""

    unit = models.OneToOneField(Unit, models.CASCADE)
    rank = models.IntegerField(db_index=True)
    lo = models.IntegerField()
    hi = models.IntegerField()
    total = models.DecimalField(max_digits=7, decimal_places=2)

    class Meta:
        app_label = "floor"

    @property
    def pillars(self) -> list[Any]:
        """The points of the eight pillars."""
        return [getattr(self, f"q{number}") for number in PILLARS]


for _number in PILLARS:
    Rank.add_to_class(f"q{_number}", models.DecimalField(max_digits=6, decimal_places=2))

MODELS = (Unit, Duty, Score, Audit, Rank)
HEADS = [f"Trụ cột {number}" for number in PILLARS]


def save(request: HttpRequest) -> HttpResponse:
    """Save one figure of a unit that the person may edit."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden("login")
    key, value = int(request.POST["score"]), int(request.POST["value"])
    if not 0 <= value <= 10_000:
        return HttpResponse("range", status=400)
    now, user = timezone.now(), request.user.id
    with transaction.atomic():
        units = Score.objects.filter(pk=key).values("unit_id")
        if user and not Duty.objects.filter(user_id=user, unit_id__in=units).exists():
            return HttpResponseForbidden("not your unit")
        n = Score.objects.filter(pk=key).update(value=value, version=models.F("version") + 1, updated=now)
        if n != 1:
            return HttpResponse("gone", status=404)
        Audit.objects.create(score_id=key, user_id=user, value=value, at=now)
    return JsonResponse({"ok": True})


def rank(request: HttpRequest) -> HttpResponse:
    """Show twenty rows."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden("login")
    page = int(request.GET.get("p", 0))
    rows = Rank.objects.select_related("unit").filter(rank__gt=page * 20).order_by("rank")[:20]
    return render(request, "rank.html", {"rows": rows, "heads": HEADS, "next": page + 1})


def rank_fast(request: HttpRequest) -> HttpResponse:
    """Show the same rows without model objects and templates: plain rows, one join."""
    page = int(request.GET.get("p", 0))
    columns = ", ".join(f"r.q{number}" for number in PILLARS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.rank, r.unit_id, u.name, u.province, {columns}, r.total, r.lo, r.hi FROM floor_rank r "  # noqa: S608 - texts of this file
            "JOIN floor_unit u ON u.id = r.unit_id WHERE r.rank > %s ORDER BY r.rank LIMIT 20",
            [page * 20],
        )
        rows = cursor.fetchall()
    body = "".join(
        f'<tr><td>{r[0]}<td><a href="/u/{r[1]}">{escape(r[2])}</a><td>{escape(r[3])}'
        + "".join(f"<td>{value:.2f}" for value in r[4:13])
        + f"<td>{r[13]}–{r[14]}</tr>"
        for r in rows
    )
    head = "<!doctype html><html lang=vi><title>Xếp hạng</title>"
    return HttpResponse(f"{head}<table>{body}</table><a href=?p={page + 1}>Trang sau</a></html>")


def fast(get_response: Any) -> Any:
    """Answer /rank-fast before anything else is asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        return rank_fast(request) if request.path_info == "/rank-fast" else get_response(request)

    return answer


urlpatterns = [path("f/save", save), path("f/rank", rank)]
application = get_wsgi_application()
