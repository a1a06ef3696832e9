"""Addresses of an authority's criteria sets."""

from django.urls import path

from khoabang.web.workspace import set_views as views

_SETS = "co-quan-chu-tri/<slug:authority_code>/bo-tieu-chi/"
urlpatterns = [
    path(_SETS, views.sets, name="sets"),
    path(f"{_SETS}tai-len/<int:upload>/", views.upload_page, name="set-upload"),
    path(f"{_SETS}tai-len/<int:upload>/xem/", views.preview, name="set-preview"),
    path(f"{_SETS}tai-len/<int:upload>/so-sanh/", views.difference, name="set-difference"),
    path(f"{_SETS}tai-len/<int:upload>/chot/", views.freeze, name="set-freeze"),
    path(f"{_SETS}tai-len/<int:upload>/tep/", views.original, name="set-original"),
    path(f"{_SETS}phien-ban/<int:version>/", views.version_page, name="set-version"),
    path(f"{_SETS}phien-ban/<int:version>/so.xlsx", views.workbook, name="set-workbook"),
]
