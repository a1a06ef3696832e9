from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "khoabang.web.council"
    label = "council"

    def ready(self) -> None:
        """Say when the council is done, and freeze the result where its round is approved."""
        from khoabang.web.council.approval import frozen_on_approval, lacking_for_approval
        from khoabang.web.rounds.conditions import said_by
        from khoabang.web.rounds.transitions import also

        said_by("council_done", lacking_for_approval)
        also("approve", frozen_on_approval)
