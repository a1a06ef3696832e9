"""Addresses of coming in: the library's views under Vietnamese addresses, only those that are used. There is no page to register."""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path
from django.views.generic.base import RedirectView

from khoabang.web.entrance import views
from khoabang.web.entrance.adapters import kept_whole

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workspace:account"), name="entrance"),
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("da-ngung/", account.account_inactive, name="account_inactive"),
    path("loi-moi/<str:token>/", views.invitation, name="invitation"),
    path("bat-dau/<str:token>/", views.founding, name="founding"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("thu-dien-tu/", views.address, name="address"),
    path("thu-dien-tu/<str:token>/", views.address_confirmed, name="address-confirmed"),
    path("mat-khau/doi/", kept_whole(account.password_change), name="account_change_password"),
    path("mat-khau/dat/", kept_whole(account.password_set), name="account_set_password"),
    path("mat-khau/quen/", account.password_reset, name="account_reset_password"),
    path("mat-khau/quen/da-gui/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        kept_whole(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("mat-khau/da-dat-lai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("xac-thuc/", second.index, name="mfa_index"),
    path("xac-thuc/dang-nhap/", second.authenticate, name="mfa_authenticate"),
    path("xac-thuc/xac-nhan/", second.reauthenticate, name="mfa_reauthenticate"),
    path("xac-thuc/ung-dung/bat/", kept_whole(totp.activate_totp), name="mfa_activate_totp"),
    path("xac-thuc/ung-dung/tat/", kept_whole(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("xac-thuc/ma-du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("xac-thuc/ma-du-phong/tao/", kept_whole(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("xac-thuc/ma-du-phong/tai-ve/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("khoa-truy-cap/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("khoa-truy-cap/them/", kept_whole(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("khoa-truy-cap/dang-nhap/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("khoa-truy-cap/xac-nhan/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("khoa-truy-cap/<int:pk>/doi-ten/", kept_whole(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("khoa-truy-cap/<int:pk>/xoa/", kept_whole(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("phien/", kept_whole(views.Sessions.as_view()), name="usersessions_list"),
]
