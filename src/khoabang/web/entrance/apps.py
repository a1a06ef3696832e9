from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "khoabang.web.entrance"
    label = "entrance"
