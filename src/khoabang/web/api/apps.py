from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "khoabang.web.api"
    label = "api"
