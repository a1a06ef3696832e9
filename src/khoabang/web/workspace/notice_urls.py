"""Addresses of a person's notices."""

from django.urls import path

from khoabang.web.workspace import notice_views as views

urlpatterns = [
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/da-doc/", views.read_all, name="notices-read"),
    path("thong-bao/<int:notice>/", views.opened, name="notice"),
]
