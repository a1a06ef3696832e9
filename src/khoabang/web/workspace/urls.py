"""Addresses of the workspace. Each area of work has a module of addresses of its own beside its views."""

from django.urls import path

from khoabang.web.workspace import body_urls, home_views

app_name = "workspace"
urlpatterns = [
    path("", home_views.home, name="home"),
    *body_urls.urlpatterns,
]
