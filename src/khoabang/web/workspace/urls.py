"""Addresses of the workspace. Each area of work has a module of addresses of its own beside its views."""

from django.urls import path

from khoabang.web.workspace import home_views, people_urls, round_urls, set_urls

app_name = "workspace"
urlpatterns = [
    path("", home_views.home, name="home"),
    *people_urls.urlpatterns,
    *set_urls.urlpatterns,
    *round_urls.urlpatterns,
]
