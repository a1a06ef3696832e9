from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "khoabang.web.upkeep"
    label = "upkeep"

    def ready(self) -> None:
        from khoabang.web.upkeep.replaced_database import watch

        watch()
