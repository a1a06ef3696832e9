"""Addresses of results that are kept from audited tables."""

from django.urls import path

from khoabang.web.workspace import historic_views as views

_OF = "co-quan-chu-tri/<slug:authority_code>/ket-qua-lich-su/"

urlpatterns = [
    path(_OF, views.historic, name="historic"),
    path(f"{_OF}<str:token>/", views.keep, name="historic-keep"),
]
