from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "khoabang.web.workspace"
    label = "workspace"
