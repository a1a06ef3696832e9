"""Addresses of what a body answers: supplements, replies and their receipt."""

from django.urls import path

from khoabang.web.workspace import reply_views

_BODY = "dot/<str:round_code>/giai-trinh/<str:body_code>/"

urlpatterns = [
    path("dot/<str:round_code>/giai-trinh/", reply_views.replies, name="replies"),
    path(_BODY, reply_views.changes, name="reply"),
    path(f"{_BODY}bien-nhan/", reply_views.receipt, name="reply-receipt"),
    path(f"{_BODY}muc/<str:indicator>/", reply_views.item, name="reply-item"),
]
