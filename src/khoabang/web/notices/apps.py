from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "khoabang.web.notices"
    label = "notices"
