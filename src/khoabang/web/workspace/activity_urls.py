"""Addresses of the log."""

from django.urls import path

from khoabang.web.workspace import activity_views as views

urlpatterns = [
    path("dot/<str:round_code>/nhat-ky/", views.of_round, name="activity"),
    path("dot/<str:round_code>/nhat-ky/tai-ve.csv", views.file_of_round, name="activity-file"),
    path("dot/<str:round_code>/nhat-ky/<str:body_code>/", views.of_body, name="activity-body"),
    path("dot/<str:round_code>/nhat-ky/<str:body_code>/tai-ve.csv", views.file_of_body, name="activity-body-file"),
]
