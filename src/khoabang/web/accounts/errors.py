"""Why something about people and their roles is refused."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Role
from khoabang.web.refusal import Refused


class NotAdministrator(Refused):
    """Only an administrator of an authority touches its appointments."""

    status = 403


class NotYourRole(Refused):
    """Not this person's to do: it takes a role that the person does not hold here."""

    status = 403

    def __init__(self, roles: Collection[Role]) -> None:
        names = ", ".join(str(role.label) for role in Role if role in roles)
        super().__init__(_("Việc này dành cho: %(roles)s.") % {"roles": names})


class AppointmentRefused(Refused):
    """Somebody cannot be appointed so: what was asked for does not fit together."""

    status = 422


class AlreadyHeld(Refused):
    """The person has the role already, or is already asked to take it."""

    status = 422


class AlreadyOver(Refused):
    """What was to be ended, accepted or sent again is over."""


class LastAdministrator(Refused):
    """An authority keeps an administrator."""


class DelegationRefused(Refused):
    """A role cannot be handed on so."""

    status = 422


class AddressRefused(Refused):
    """An address by which somebody cannot sign in."""

    status = 422


class AuthorityRefused(Refused):
    """An authority cannot be opened so."""

    status = 422


class LetterNotSent(Refused):
    """The mail server did not take a letter; the invitation waits."""

    status = 502
