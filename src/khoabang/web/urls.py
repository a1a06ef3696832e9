"""Addresses: Vietnamese without a prefix, the same under /en/ for English."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from khoabang.web.api.urls import interface

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", interface())]
urlpatterns += i18n_patterns(
    path("api/", include("khoabang.web.api.urls")),
    path("tai-khoan/", include("khoabang.web.entrance.urls")),
    path("lam-viec/", include("khoabang.web.workspace.urls")),
    path("", include("khoabang.web.portal.urls")),
    prefix_default_language=False,
)

handler400 = "khoabang.web.portal.views.bad_request"
handler404 = "khoabang.web.entrance.views.not_found"
handler500 = "khoabang.web.portal.views.server_error"
handler429 = "khoabang.web.entrance.views.too_many"
