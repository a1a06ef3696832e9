from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "khoabang.web.activity"
    label = "activity"
