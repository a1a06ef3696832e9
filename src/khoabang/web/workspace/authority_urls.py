"""Addresses of the authorities of an installation."""

from django.urls import path

from khoabang.web.workspace import authority_views

OF = "co-quan-chu-tri/<slug:authority_code>/cac-co-quan-chu-tri/"

urlpatterns = [
    path(OF, authority_views.authorities, name="authorities"),
    path(f"{OF}mo/", authority_views.authority_open, name="authority-open"),
    path(f"{OF}loi-moi/<int:pk>/", authority_views.authority_ask_again, name="authority-ask-again"),
]
