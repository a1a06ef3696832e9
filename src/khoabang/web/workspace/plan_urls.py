"""Addresses of plans of improvement: a body's own, and all of a round."""

from django.urls import path

from khoabang.web.workspace import plan_views as views

_OF = "dot/<str:round_code>/ke-hoach-cai-thien/"
_BODY = f"{_OF}<str:body_code>/"

urlpatterns = [
    path(_OF, views.plans, name="plans"),
    path("dot/<str:round_code>/ke-hoach-cua-co-quan/", views.own_plans, name="own-plans"),
    path("dot/<str:round_code>/ke-hoach-cai-thien.xlsx", views.plans_workbook, name="plans-workbook"),
    path(_BODY, views.plan, name="plan"),
    path(f"{_BODY}viec/<int:key>/", views.task, name="plan-task"),
    path(f"{_BODY}viec/<int:key>/tien-do/", views.progress, name="plan-progress"),
    path(f"{_BODY}muc-tieu/<int:key>/", views.target, name="plan-target"),
]
