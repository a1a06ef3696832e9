from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "khoabang.web.organisations"
    label = "organisations"
