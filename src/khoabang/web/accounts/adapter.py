"""How people come in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody registers without having been asked."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
