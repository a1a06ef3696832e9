"""Addresses of the public pages."""

from django.urls import path

from khoabang.web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
    path("gioi-thieu/", views.about, name="about"),
    path("phuong-phap/", views.method, name="method"),
    path("dot/<str:round_code>/", views.round_page, name="round"),
    path("dot/<str:round_code>/<str:group_code>/", views.group_page, name="group"),
    path("dot/<str:round_code>/<str:group_code>/<str:body_code>/", views.body_page, name="body"),
    path("bo-tieu-chi/<str:set_code>/<str:version>/", views.set_page, name="set"),
]
