from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "khoabang.web.verification"
    label = "verification"
