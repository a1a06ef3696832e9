"""Addresses of publication: the editions of a round, its correction in the making, the recall."""

from django.urls import path

from khoabang.web.workspace import publication_views

_PUBLICATION = "dot/<str:round_code>/cong-bo/"

urlpatterns = [
    path(_PUBLICATION, publication_views.publication, name="publication"),
    path(f"{_PUBLICATION}dinh-chinh/", publication_views.correction, name="correction"),
    path(f"{_PUBLICATION}dinh-chinh/<str:body_code>/<str:indicator>/", publication_views.correction_item, name="correction-item"),
    path(f"{_PUBLICATION}quyet-dinh/", publication_views.decision_draft, name="decision-draft"),
    path(f"{_PUBLICATION}ky/", publication_views.signed_decision, name="signed-decision"),
    path(f"{_PUBLICATION}<int:number>/<str:file_name>", publication_views.edition_paper, name="edition-paper"),
    path(f"{_PUBLICATION}thu-hoi/", publication_views.recall, name="recall"),
]
