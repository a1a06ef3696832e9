"""Addresses of evidence."""

from django.urls import path

from khoabang.web.workspace import evidence_views as views

_BODY = "dot/<str:round_code>/tai-lieu/<str:body_code>/"
urlpatterns = [
    path(_BODY, views.documents, name="documents"),
    path(f"{_BODY}them/", views.add, name="document-add"),
    path(f"{_BODY}khao-sat/", views.add_of_visit, name="visit-document-add"),
    path(f"{_BODY}gan/", views.link, name="document-link"),
    path(f"{_BODY}go/<int:link>/", views.unlink, name="document-unlink"),
    path(f"{_BODY}<int:document>/", views.document, name="document"),
    path(f"{_BODY}<int:document>/sua/", views.describe, name="document-describe"),
    path(f"{_BODY}<int:document>/ban-moi/", views.revise, name="document-revise"),
    path(f"{_BODY}<int:document>/cong-bo/", views.consent, name="document-consent"),
    path(f"{_BODY}<int:document>/<int:number>/tep/", views.file, name="document-file"),
    path(f"{_BODY}<int:document>/<int:number>/trang/<int:leaf>/", views.leaf, name="document-leaf"),
]
