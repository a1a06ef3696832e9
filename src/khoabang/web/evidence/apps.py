from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "khoabang.web.evidence"
    label = "evidence"
