"""Authorities and bodies. A body is one code for ever; what it is called, and when, is in its names."""

from django.db import models
from django.db.models import F, Q

from khoabang.web.organisations.names import search_key


class Authority(models.Model):
    """A province or a ministry: it owns rounds and the register of the bodies it evaluates."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A body in one authority's register, with the dates between which it exists."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="bodies")
    code = models.CharField(max_length=120)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["authority", "code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="body_code_once_in_authority"),
            models.CheckConstraint(
                condition=Q(opened__isnull=True) | Q(closed__isnull=True) | Q(closed__gte=F("opened")),
                name="body_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class NameKind(models.TextChoices):
    OFFICIAL = "official", "official"
    ALIAS = "alias", "alias"


class BodyName(models.Model):
    """One name of a body: its official one in a period, or another way in which publications write it."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=NameKind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    search = models.CharField(max_length=300, db_index=True, editable=False)

    class Meta:
        ordering = ["body", "kind", "valid_from", "name"]
        constraints = [
            models.UniqueConstraint(fields=["body", "name", "valid_from"], name="body_name_once_from_a_date"),
            models.UniqueConstraint(
                fields=["body", "name"], condition=Q(valid_from__isnull=True), name="body_name_once_without_a_date"
            ),
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="body_name_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="body_name_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="body_name_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = search_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
