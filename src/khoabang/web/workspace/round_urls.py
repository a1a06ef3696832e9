"""Addresses of a round: its overview and its calendar, its bodies and its charges."""

from django.urls import path

from khoabang.web.workspace import (
    round_body_views,
    round_calendar_views,
    round_charge_table_views,
    round_charge_views,
    round_correction_views,
    round_import_views,
    round_new_views,
    round_views,
)

urlpatterns = [
    path("co-quan-chu-tri/<slug:authority_code>/dot/", round_views.rounds, name="rounds"),
    path("co-quan-chu-tri/<slug:authority_code>/dot-moi/", round_new_views.new, name="round-new"),
    path("dot/<str:round_code>/", round_views.overview, name="round"),
    path("dot/<str:round_code>/buoc/<slug:code>/", round_views.move_on, name="round-move"),
    path("dot/<str:round_code>/sua/", round_new_views.edit, name="round-edit"),
    path("dot/<str:round_code>/lich/", round_calendar_views.calendar, name="round-calendar"),
    path("dot/<str:round_code>/gia-han/<str:body_code>/", round_calendar_views.extension, name="round-extension"),
    path("dot/<str:round_code>/phan-cong/", round_charge_views.charges, name="round-charges"),
    path("dot/<str:round_code>/phan-cong/tu-tep/", round_charge_table_views.read_in, name="round-charges-import"),
    path("dot/<str:round_code>/phan-cong/tep/", round_charge_table_views.table, name="round-charges-file"),
    path("dot/<str:round_code>/cac-co-quan/", round_body_views.bodies, name="round-bodies"),
    path("dot/<str:round_code>/them-co-quan/", round_body_views.add, name="round-bodies-add"),
    path("dot/<str:round_code>/tep-co-quan/", round_body_views.table, name="round-bodies-file"),
    path("dot/<str:round_code>/nhap-co-quan/", round_import_views.read_in, name="round-bodies-import"),
    path("dot/<str:round_code>/cac-co-quan/<str:body_code>/", round_body_views.body, name="round-body"),
    path(
        "dot/<str:round_code>/cac-co-quan/<str:body_code>/thuoc-tinh/", round_correction_views.correct, name="round-body-correct"
    ),
    path("dot/<str:round_code>/bo-sung-co-quan/<str:body_code>/", round_correction_views.join, name="round-body-join"),
]
