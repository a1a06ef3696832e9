"""Entries in chains. Each entry's hash covers its content and the hash before it; seals bind the heads of all chains together."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from khoabang.web.frozen import Frozen

START = "0" * 64


class Chain(models.Model):
    """One chain: of a body in a round, of a round, of an authority, of a person's account, of the installation. Its row is the lock of who appends."""

    key = models.CharField(max_length=250, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=START)

    def __str__(self) -> str:
        return self.key


class Entry(Frozen):
    """One act. `detail` is canonical JSON; `sha256` is over everything here and the hash before (see `services.digest`)."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=250, blank=True)
    reason = models.TextField(blank=True)
    detail = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        indexes = [models.Index(fields=["at"], name="entry_at")]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="entry_number_once_in_chain"),
            models.CheckConstraint(condition=Q(number__gte=1), name="entry_number_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="entry_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number} {self.action}"


class Seal(Frozen):
    """The heads of all chains at one time, bound to the seal before."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.TextField()
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def mark(self) -> str:
        """Number and hash, as they are printed on papers and given to `khoabang log verify --seal`."""
        return f"{self.number}:{self.sha256}"


class SealedHead(models.Model):
    """How far the seals have come with each chain: it spares `seal` from reading all of them, and shows verification where some are gone."""

    key = models.CharField(max_length=250, unique=True)  # no foreign key: its check would wait for whoever appends
    length = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key} {self.length}"
