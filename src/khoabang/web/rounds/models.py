"""Criteria set versions, rounds and results. What is frozen here refuses to change: a correction is a new row."""

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import Q

from khoabang.web.organisations.models import Authority, Body


class FrozenRow(RuntimeError):
    """A row that may never change was to be changed or deleted."""


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class FrozenQuerySet(models.QuerySet[Row_co]):
    """Rows that may be added and read, and nothing else."""

    def update(self, **kwargs: object) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are frozen")

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are frozen")

    def delete(self) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are frozen")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Row_co]:
        if kwargs.get("update_conflicts"):
            raise FrozenRow(f"{self.model.__name__} rows are frozen")
        return super().bulk_create(*args, **kwargs)


class Frozen(models.Model):
    """Written once. Triggers in the database (migration 0003) refuse what goes round these classes."""

    objects = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise FrozenRow(f"{type(self).__name__} {self.pk} is frozen")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise FrozenRow(f"{type(self).__name__} {self.pk} is frozen")


class CriteriaSetVersion(Frozen):
    """The text of one version of a criteria set, with the fingerprint that results name. Another text is another version."""

    code = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=500)
    issuer = models.CharField(max_length=300)
    nature = models.CharField(max_length=20)
    lang = models.CharField(max_length=10)
    document = models.TextField()
    imported = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="criteria_set_version_has_one_text"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="criteria_set_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class RoundKind(models.TextChoices):
    PUBLISHED = "published", "published"
    DEMONSTRATION = "demonstration", "demonstration"
    COMPUTED = "computed", "computed"


class Round(models.Model):
    """One authority's evaluation of one year. Title, kind and origin are those of its latest result."""

    code = models.SlugField(max_length=120, unique=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=RoundKind.choices)
    title = models.CharField(max_length=500)
    search = models.CharField(max_length=1000, editable=False)
    origin = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RoundKind.values), name="round_kind_known"),
            models.CheckConstraint(condition=Q(year__gte=1945, year__lte=2999), name="round_year_plausible"),
        ]

    def __str__(self) -> str:
        return self.code


class RankingGroup(models.Model):
    """A group of bodies ranked among themselves (khối)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups")
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["round", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="ranking_group_code_once_in_round")]

    def __str__(self) -> str:
        return self.name


class Result(Frozen):
    """One result document, kept to the byte. A round's current result is its last edition."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="results")
    set_version = models.ForeignKey(CriteriaSetVersion, on_delete=models.PROTECT, related_name="results")
    edition = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    document = models.TextField()
    imported = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["round", "edition"], name="result_edition_once_in_round"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="result_edition_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="result_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.round} #{self.edition}"


class BodyResult(Frozen):
    """One body in one result: what search and a body's page need without reading the whole document."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="bodies")
    group = models.ForeignKey(RankingGroup, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="results")
    name = models.CharField(max_length=300)
    rank = models.PositiveIntegerField(null=True, blank=True)
    explanation = models.TextField(blank=True)

    class Meta:
        ordering = ["result", "group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["result", "body"], name="body_once_in_result"),
            models.CheckConstraint(condition=Q(rank__isnull=True) | Q(rank__gte=1), name="body_rank_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.name}"
