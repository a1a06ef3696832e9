from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "khoabang.web.entrance"
    label = "entrance"

    def ready(self) -> None:
        from khoabang.web.entrance.receivers import connect

        connect()
