"""Addresses of what an administrator looks after."""

from django.urls import path

from khoabang.web.workspace import doctor_views as views

urlpatterns = [path("co-quan-chu-tri/<slug:authority_code>/tinh-trang/", views.doctor, name="doctor")]
