"""Addresses of the register of bodies."""

from django.urls import path

from khoabang.web.workspace import register_event_views, register_import_views, register_views

_AT = "co-quan-chu-tri/<slug:authority_code>/so-co-quan/"
urlpatterns = [
    path(_AT, register_views.register, name="register"),
    path(f"{_AT}them/", register_views.body_add, name="register-add"),
    path(f"{_AT}loai/", register_views.kinds, name="register-kinds"),
    path(f"{_AT}co-quan/<str:code>/", register_views.body, name="register-body"),
    path(f"{_AT}co-quan/<str:code>/sua/", register_views.body_edit, name="register-edit"),
    path(f"{_AT}su-kien/", register_event_views.events, name="register-events"),
    path(f"{_AT}su-kien/moi/", register_event_views.event_new, name="register-event-new"),
    path(f"{_AT}su-kien/<int:event>/", register_event_views.event, name="register-event"),
    path(f"{_AT}su-kien/<int:event>/hoan-tac/", register_event_views.event_undo, name="register-event-undo"),
    path(f"{_AT}nhap/", register_import_views.upload, name="register-import"),
    path(f"{_AT}nhap/<int:upload>/", register_import_views.preview, name="register-import-preview"),
    path(f"{_AT}bang-tinh/", register_import_views.table, name="register-table"),
    path(f"{_AT}don-vi-hanh-chinh/", register_event_views.units, name="register-units"),
]
