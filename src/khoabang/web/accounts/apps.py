from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "khoabang.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Say who keeps a register."""
        from khoabang.web.accounts.selectors import refuse_unless_keeps_register
        from khoabang.web.organisations.services import refuses

        refuses.append(refuse_unless_keeps_register)
