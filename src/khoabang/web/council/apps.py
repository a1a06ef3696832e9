from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CouncilConfig(AppConfig):
    name = "khoabang.web.council"
    label = "council"

    def ready(self) -> None:
        """Say when the council is done or under way, do its part of a round's steps, and keep the seals over migrations."""
        from khoabang.web.conduct.conditions import said_by
        from khoabang.web.conduct.transitions import also
        from khoabang.web.council.agenda import silent_taken_off, under_way
        from khoabang.web.council.approval import frozen_on_approval, lacking_for_approval
        from khoabang.web.council.seals import break_seals, put_seals
        from khoabang.web.council.told import bodies_told

        said_by("council_done", lacking_for_approval)
        said_by("council_not_in_session", under_way)
        also("approve", frozen_on_approval)
        also("approve", bodies_told)
        also("reopen_replies", silent_taken_off)
        pre_migrate.connect(break_seals, sender=self, dispatch_uid="council.break_seals")
        post_migrate.connect(put_seals, sender=self, dispatch_uid="council.put_seals")
