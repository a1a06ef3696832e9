"""Why something about people and their roles is refused."""

from khoabang.web.refusal import Refused


class NotAdministrator(Refused):
    """Only an administrator of an authority touches its appointments."""

    status = 403


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


class LetterNotSent(Refused):
    """The mail server did not take a letter; the invitation waits."""

    status = 502
