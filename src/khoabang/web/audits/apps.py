from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "khoabang.web.audits"
    label = "audits"
