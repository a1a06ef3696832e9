from django.apps import AppConfig


class ErrorReportsConfig(AppConfig):
    name = "khoabang.web.error_reports"
    label = "error_reports"
