"""Addresses of the workspace. Each area of work has a module of addresses of its own beside its views."""

from importlib import import_module

from django.urls import path

from khoabang.web.workspace import home_views

app_name = "workspace"
AREAS = (
    "activity",
    "authority",
    "council",
    "body",
    "doctor",
    "error_report",
    "evidence",
    "follow",
    "forecast",
    "historic",
    "notice",
    "people",
    "plan",
    "publication",
    "register",
    "reply",
    "result",
    "round",
    "set",
    "sheet",
    "verify",
)
urlpatterns = [path("", home_views.home, name="home")]
for area in AREAS:
    urlpatterns += import_module(f"khoabang.web.workspace.{area}_urls").urlpatterns
