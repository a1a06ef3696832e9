from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "khoabang.web.assessments"
    label = "assessments"
