from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "khoabang.web.portal"
    label = "portal"
