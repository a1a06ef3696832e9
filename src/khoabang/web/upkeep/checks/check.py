"""What a check is, and the table of all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Model
from django.db.models.options import Options
from django_stubs_ext import StrOrPromise

from khoabang.web.activity.verification import Verified, verify

if TYPE_CHECKING:
    from khoabang.web.upkeep.checks.proofs import Logged


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where, what; and whose, where it belongs to an authority: no other authority may read of it."""

    place: str
    words: StrOrPromise = ""
    authority: str = ""


@dataclass
class Looked:
    """What checks share while they look: the time, the data folder, and what is costly to know."""

    now: datetime
    data: Path | None = None

    @cached_property
    def log(self) -> Verified:
        """The whole log, verified once."""
        return verify()

    @cached_property
    def logged(self) -> "Logged":
        """What the log says of the records, read once."""
        from khoabang.web.upkeep.checks.proofs import Logged

        return Logged.read()


Find = Callable[[Looked], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check. `slow` ones read all rows of what grows; a fault of a `warning` wants attention, one of an `error` proves something wrong."""

    code: str
    title: StrOrPromise
    means: StrOrPromise
    remedy: StrOrPromise
    find: Find = field(repr=False)
    slow: bool = False
    warning: bool = False


CHECKS: dict[str, Check] = {}


def check(
    code: str, title: StrOrPromise, means: StrOrPromise, remedy: StrOrPromise, *, slow: bool = False, warning: bool = False
) -> Callable[[Find], Find]:
    """Enter a function that finds faults into the table."""

    def entered(find: Find) -> Find:
        if code in CHECKS:
            raise ValueError(f"{code} is there already")
        CHECKS[code] = Check(code, title, means, remedy, find, slow, warning)
        return find

    return entered


def table_of(model: type[Model]) -> "Options[Model]":
    """Django's description of a model: its table, its columns, its constraints."""
    return model._meta  # noqa: SLF001 - Django's documented way
