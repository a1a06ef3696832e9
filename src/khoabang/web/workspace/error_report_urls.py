"""Addresses of the reports of errors in published figures."""

from django.urls import path

from khoabang.web.workspace import error_report_views as views

_OF = "co-quan-chu-tri/<slug:authority_code>/bao-sai-sot/"

urlpatterns = [
    path(_OF, views.error_reports, name="error-reports"),
    path(f"{_OF}<str:code>/", views.error_report, name="error-report"),
]
