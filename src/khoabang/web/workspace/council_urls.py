"""Addresses of the council: its sittings, their agenda, items and minutes; the draft ranking; the approval."""

from django.urls import path

from khoabang.web.workspace import council_item_views, council_precedent_views, council_result_views, council_views

_COUNCIL = "dot/<str:round_code>/hoi-dong/"
_SITTING = f"{_COUNCIL}<int:number>/"

urlpatterns = [
    path(_COUNCIL, council_views.council, name="council"),
    path(f"{_COUNCIL}lap-phien/", council_views.plan, name="sitting-plan"),
    path(f"{_COUNCIL}quyet-dinh/", council_precedent_views.decisions, name="council-decisions"),
    path(f"{_COUNCIL}bang-du-kien/", council_result_views.draft, name="draft-ranking"),
    path(_SITTING, council_views.sitting, name="sitting"),
    path(f"{_SITTING}sua/", council_views.change, name="sitting-change"),
    path(f"{_SITTING}chuyen/<slug:code>/", council_views.move_on, name="sitting-move"),
    path(f"{_SITTING}chuong-trinh/", council_views.agenda, name="sitting-agenda"),
    path(f"{_SITTING}chu-tri/", council_views.lead, name="sitting-lead"),
    path(f"{_SITTING}bien-ban/", council_result_views.minutes, name="sitting-minutes"),
    path(f"{_SITTING}bien-ban.<slug:form>", council_result_views.minutes_file, name="sitting-minutes-file"),
    path(f"{_SITTING}noi-dung/<int:item>/", council_item_views.item, name="council-item"),
    path("dot/<str:round_code>/phe-duyet/", council_result_views.approval, name="approval"),
]
