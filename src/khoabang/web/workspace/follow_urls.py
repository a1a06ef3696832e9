"""Addresses of what a round is followed by."""

from django.urls import path

from khoabang.web.workspace import follow_views as views

urlpatterns = [path("dot/<str:round_code>/theo-doi/", views.follow_round, name="follow")]
