"""Addresses of verification and of site visits."""

from django.urls import path

from khoabang.web.workspace import verify_item_views, verify_views, verify_visit_views

_ROUND = "dot/<str:round_code>/"
_INDICATOR = f"{_ROUND}tham-dinh/chi-tieu/<str:indicator>/"

urlpatterns = [
    path(f"{_ROUND}tham-dinh/", verify_views.overview, name="verify"),
    path(_INDICATOR, verify_views.queue, name="verify-queue"),
    path(f"{_INDICATOR}doi-chieu/", verify_views.compare, name="verify-consistency"),
    path(f"{_ROUND}tham-dinh/co-quan/<str:body_code>/<str:indicator>/", verify_item_views.item, name="verify-item"),
    path(f"{_ROUND}khao-sat/", verify_visit_views.visits, name="visits"),
    path(f"{_ROUND}khao-sat/co-quan/<str:body_code>/lap/", verify_visit_views.plan, name="visit-plan"),
    path(f"{_ROUND}khao-sat/co-quan/<str:body_code>/<int:visit>/", verify_visit_views.visit, name="visit"),
]
