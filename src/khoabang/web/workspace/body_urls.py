"""Addresses of a body's workspace."""

from django.urls import path

from khoabang.web.workspace import body_indicator_views, body_submission_views, body_views

_BODY = "dot/<str:round_code>/tu-danh-gia/<str:body_code>/"
_INDICATOR = f"{_BODY}chi-tieu/<str:indicator_code>/"

urlpatterns = [
    path("dot/<str:round_code>/tu-danh-gia/", body_views.own_assessments, name="own-assessments"),
    path(_BODY, body_views.self_assessment, name="self-assessment"),
    path(f"{_BODY}giao-viec/", body_submission_views.handover, name="handover"),
    path(f"{_BODY}kiem-tra/", body_submission_views.precheck, name="precheck"),
    path(f"{_BODY}buoc/<str:step_code>/", body_submission_views.submission_step, name="submission-step"),
    path(f"{_BODY}bien-nhan/<int:number>/", body_submission_views.receipt, name="receipt"),
    path(_INDICATOR, body_indicator_views.indicator, name="indicator"),
    path(f"{_INDICATOR}hop-nhat/", body_indicator_views.merge, name="indicator-merge"),
    path(f"{_INDICATOR}diem/", body_indicator_views.score, name="indicator-score"),
]
