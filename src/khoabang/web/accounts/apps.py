from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "khoabang.web.accounts"
    label = "accounts"
