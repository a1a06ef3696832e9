from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "khoabang.web.criteria"
    label = "criteria"
