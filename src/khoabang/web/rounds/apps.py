from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "khoabang.web.rounds"
    label = "rounds"
