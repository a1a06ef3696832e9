from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "khoabang.web.upkeep"
    label = "upkeep"
