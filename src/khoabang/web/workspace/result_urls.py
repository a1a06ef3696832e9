"""Addresses of what came of a round for a body."""

from django.urls import path

from khoabang.web.workspace import result_views

urlpatterns = [
    path("dot/<str:round_code>/ket-qua/", result_views.own_results, name="own-results"),
    path("dot/<str:round_code>/ket-qua/<str:body_code>/", result_views.own_result, name="own-result"),
]
