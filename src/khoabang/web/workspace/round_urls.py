"""Addresses of a round: its overview and its calendar, its bodies and its charges."""

from django.urls import path

from khoabang.web.workspace import round_views

urlpatterns = [
    path("dot/<str:round_code>/", round_views.overview, name="round"),
]
