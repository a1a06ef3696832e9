"""Addresses of the self-assessment as a workbook, and of what sources supply for all bodies."""

from django.urls import path

from khoabang.web.workspace import sheet_views, source_views

_BODY = "dot/<str:round_code>/bang-tinh/<str:body_code>/"
_ROUND = "dot/<str:round_code>/so-lieu-nguon/"
urlpatterns = [
    path(_BODY, sheet_views.sheet, name="sheet"),
    path(f"{_BODY}mau/", sheet_views.template, name="sheet-template"),
    path(f"{_BODY}ghi/", sheet_views.save, name="sheet-save"),
    path(_ROUND, source_views.sources, name="sources"),
    path(f"{_ROUND}<str:indicator>/", source_views.source, name="source"),
    path(f"{_ROUND}<str:indicator>/tep/", source_views.import_file, name="source-import"),
    path(f"{_ROUND}<str:indicator>/mau/", source_views.template, name="source-template"),
    path(f"{_ROUND}<str:indicator>/ghi/", source_views.save_file, name="source-save"),
]
