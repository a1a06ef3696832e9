from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "khoabang.web.improvement"
    label = "improvement"
