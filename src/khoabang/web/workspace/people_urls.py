"""Addresses of people of an authority, and of one's own account."""

from django.urls import path

from khoabang.web.workspace import account_views, people_table_views, people_views

OF = "co-quan-chu-tri/<slug:authority_code>/"

urlpatterns = [
    path("tai-khoan/", account_views.account, name="account"),
    path("tai-khoan/uy-quyen/<int:pk>/", account_views.delegate, name="delegate"),
    path("tai-khoan/uy-quyen/<int:pk>/ket-thuc/", account_views.delegation_end, name="delegation-end"),
    path(f"{OF}nguoi-dung/", people_views.people, name="people"),
    path(f"{OF}nguoi-dung/moi/", people_views.people_invite, name="people-invite"),
    path(f"{OF}nguoi-dung/tu-tep/", people_table_views.read_in, name="people-import"),
    path(f"{OF}nguoi-dung/mau/", people_table_views.template, name="people-table"),
    path(f"{OF}nguoi-dung/<int:pk>/", people_views.person, name="person"),
    path(f"{OF}nguoi-dung/<int:pk>/giao-vai-tro/", people_views.person_appoint, name="person-appoint"),
    path(f"{OF}nguoi-dung/<int:pk>/ngung/", people_views.person_leave, name="person-leave"),
    path(f"{OF}vai-tro/<int:pk>/ket-thuc/", people_views.appointment_end, name="appointment-end"),
    path(f"{OF}loi-moi/<int:pk>/gui-lai/", people_views.invitation_again, name="invitation-again"),
    path(f"{OF}loi-moi/<int:pk>/thu-hoi/", people_views.invitation_withdraw, name="invitation-withdraw"),
]
