"""Addresses of the workspace. Each area of work has a module of addresses of its own beside its views."""

from django.urls import path

from khoabang.web.workspace import home_views, set_urls
from khoabang.web.workspace import home_views, round_urls

app_name = "workspace"
urlpatterns = [
    path("", home_views.home, name="home"),
    *set_urls.urlpatterns,
    *round_urls.urlpatterns,
]
