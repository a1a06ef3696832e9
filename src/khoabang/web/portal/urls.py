"""Addresses of the public pages."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from khoabang.web.portal import (
    audit_views,
    bundle_views,
    chart_views,
    edition_views,
    error_report_views,
    feeds,
    history_views,
    views,
)

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("tin.atom", feeds.Results(), name="feed"),
    path("co-quan/<str:authority_code>/tin.atom", feeds.Results(), name="authority-feed"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": feeds.SITEMAPS, "sitemap_url_name": "portal:sitemap-of"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": feeds.SITEMAPS}, name="sitemap-of"),
    path("tim/", views.search, name="search"),
    path("gioi-thieu/", views.about, name="about"),
    path("phuong-phap/", views.method, name="method"),
    path("kiem-tra/", audit_views.start, name="audit"),
    path("kiem-tra/<str:token>/", audit_views.report, name="audit-report"),
    path("kiem-tra/<str:token>/bao-cao.json", audit_views.as_json, name="audit-json"),
    path("kiem-tra/<str:token>/bao-cao.csv", audit_views.as_csv, name="audit-csv"),
    path("kiem-tra/<str:token>/chay-lai/", audit_views.again, name="audit-again"),
    path("kiem-tra/<str:token>/doi-chieu/", audit_views.against, name="audit-against"),
    path("kiem-tra/<str:token>/trang-<int:page>.jpg", audit_views.picture, name="audit-picture"),
    path("kiem-tra/<str:token>/xac-nhan/", audit_views.confirm, name="audit-confirm"),
    path("kiem-tra/<str:token>/xoa/<str:key>/", audit_views.delete, name="audit-delete"),
    path("bao-loi/", error_report_views.report_form, name="error-report-form"),
    path("bao-loi/danh-sach/", error_report_views.report_list, name="error-report-list"),
    path("bao-loi/<str:code>/", error_report_views.report_page, name="error-report-page"),
    path("kiem-chung.html", bundle_views.verifier, name="verifier"),
    path("dot/<str:round_code>/goi-du-lieu.zip", bundle_views.bundle, name="bundle"),
    path("dot/<str:round_code>/", views.round_page, name="round"),
    path("dot/<str:round_code>/phuong-phap/", views.round_method, name="round-method"),
    path("dot/<str:round_code>/<str:group_code>/", views.group_page, name="group"),
    path("dot/<str:round_code>/<str:group_code>/so-sanh/", views.compare_page, name="compare"),
    path(
        "dot/<str:round_code>/<str:group_code>/so-sanh/<str:codes>.<str:form>", chart_views.compared_chart, name="compared-chart"
    ),
    path("dot/<str:round_code>/<str:group_code>/tieu-chi/<str:criterion_code>/", views.criterion_page, name="criterion"),
    path("dot/<str:round_code>/<str:group_code>/<str:body_code>/", views.body_page, name="body"),
    path("cong-bo/<str:round_code>/", edition_views.editions, name="editions"),
    path("cong-bo/<str:round_code>/<int:number>/", edition_views.edition, name="edition"),
    path("cong-bo/<str:round_code>/<int:number>/<str:file_name>", edition_views.file, name="edition-file"),
    path("co-quan/<str:authority_code>/<str:body_code>/", history_views.body_history, name="history"),
    path("co-quan/<str:authority_code>/<str:body_code>/tai-lieu/<int:revision>/", history_views.document, name="evidence"),
    path("dot/<str:round_code>/<str:group_code>/bieu-do/<slug:name>/", chart_views.group_chart_page, name="group-chart-page"),
    path("dot/<str:round_code>/<str:group_code>/bieu-do/<slug:name>.<str:form>", chart_views.group_chart, name="group-chart"),
    path(
        "dot/<str:round_code>/<str:group_code>/<str:body_code>/bieu-do/<slug:name>.<str:form>",
        chart_views.body_chart,
        name="body-chart",
    ),
    path("bo-tieu-chi/<str:set_code>/<str:version>/", views.set_page, name="set"),
]
