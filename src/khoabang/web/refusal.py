"""What the domain refuses, said so that people can act on it."""

from django_stubs_ext import StrOrPromise


class Refused(Exception):
    """Something is not done, and nothing was changed.

    `words` say what, why and what to do; `status` is that of HTTP: 409 where stage, state, time or somebody else's change is in the
    way, 422 where what was typed cannot be taken, 403 where it is not this person's to do. `field` names the field concerned.
    """

    status = 409

    def __init__(self, words: StrOrPromise, *, field: str = "", status: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.words)
