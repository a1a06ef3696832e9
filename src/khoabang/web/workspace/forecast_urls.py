"""The address of a round's forecast."""

from django.urls import path

from khoabang.web.workspace import forecast_views

urlpatterns = [path("dot/<str:round_code>/du-bao/", forecast_views.forecast_page, name="round-forecast")]
