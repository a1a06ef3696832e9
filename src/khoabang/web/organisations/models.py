"""Authorities and bodies. A body is one code for ever; what it is called, and when, is in its names.

Nothing here is deleted: what was entered wrongly is withdrawn, what changed has its dates, and events say why.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.organisations.names import search_key


class Authority(models.Model):
    """A province or a ministry: it owns rounds and the register of the bodies it evaluates."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    """A level of bodies in one authority's register (cấp): its own rows, no fixed list."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="levels")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["authority", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["authority", "code"], name="level_code_once_in_authority")]

    def __str__(self) -> str:
        return self.name


class Kind(models.Model):
    """A kind of bodies (loại cơ quan): department, commune, school, or whatever this authority evaluates."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="kinds")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="kinds")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["authority", "level__position", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["authority", "code"], name="kind_code_once_in_authority")]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A body in one authority's register, with its first and its last day."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="bodies")
    code = models.CharField(max_length=120)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, null=True, blank=True, related_name="bodies")
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

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


class Dated(models.Model):
    """A fact about a body from one day to another, both included. A withdrawn one was never so: it was a mistake, or was undone."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_starts",
            )
        ]


class BodyName(Dated):
    """One name of a body: its official one in a period, or another way in which publications write it."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=NameKind.choices)
    search = models.CharField(max_length=300, db_index=True, editable=False)

    class Meta:
        ordering = ["body", "kind", "valid_from", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name", "valid_from"], condition=Q(withdrawn=False), name="body_name_once_from_a_date"
            ),
            models.UniqueConstraint(
                fields=["body", "name"],
                condition=Q(valid_from__isnull=True, withdrawn=False),
                name="body_name_once_without_a_date",
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(kind="official", valid_to__isnull=True, withdrawn=False),
                name="body_has_one_official_name",
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


class BodyParent(Dated):
    """The body that another belongs to, in a period."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["body", "valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_to__isnull=True, withdrawn=False), name="body_has_one_parent"
            ),
            models.CheckConstraint(condition=~Q(body=F("parent")), name="body_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.body} < {self.parent}"


class BodyAttribute(Dated):
    """A fact that criteria use, as typed, in a period. What it may be is the business of the criteria set that uses it."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="attributes")
    code = models.CharField(max_length=80)
    value = models.CharField(max_length=300)

    class Meta:
        ordering = ["body", "code", "valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "code"],
                condition=Q(valid_to__isnull=True, withdrawn=False),
                name="body_attribute_has_one_value",
            ),
            models.CheckConstraint(condition=~Q(value=""), name="body_attribute_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.code}={self.value}"


class EventKind(models.TextChoices):
    """What may happen to bodies. `undo` takes back another event and has no decision of its own."""

    OPEN = "open", _("Thành lập")
    CLOSE = "close", _("Chấm dứt hoạt động")
    RENAME = "rename", _("Đổi tên")
    TRANSFER = "transfer", _("Chuyển cơ quan cấp trên")
    MERGE = "merge", _("Sáp nhập, hợp nhất")
    SPLIT = "split", _("Chia, tách")
    REORGANISE = "reorganise", _("Sắp xếp lại nhiều cơ quan")
    UNDO = "undo", _("Hoàn tác")


class Share(models.TextChoices):
    """How much of a body went to another."""

    WHOLE = "whole", _("toàn bộ")
    MAIN = "main", _("phần chính")
    PART = "part", _("một phần")


class Event(Frozen):
    """Something that a decision did to bodies on a day. Its changes are kept with it, so that it can be undone by another."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    day = models.DateField()
    decision_type = models.CharField(max_length=100, blank=True)
    decision_number = models.CharField(max_length=100, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    decision_issuer = models.CharField(max_length=300, blank=True)
    decision_title = models.CharField(max_length=1000, blank=True)
    note = models.TextField(blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded = models.DateTimeField()

    class Meta:
        ordering = ["authority", "-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes__isnull=True)),
                name="event_undoes_where_it_is_an_undo",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo") | (~Q(decision_number="") & ~Q(decision_type="") & Q(decision_date__isnull=False)),
                name="event_cites_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class EventLine(Frozen):
    """One line of an event: a body before and a body after. Where only one is there, it ended or began without the other."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="lines")
    before = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="went_to")
    after = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="came_from")
    share = models.CharField(max_length=10, choices=Share.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["event", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "before", "after"], name="event_line_once"),
            models.CheckConstraint(condition=Q(before__isnull=False) | Q(after__isnull=False), name="event_line_has_a_body"),
            models.CheckConstraint(condition=Q(share__in=["", *Share.values]), name="event_line_share_known"),
        ]

    def __str__(self) -> str:
        return f"{self.before or '∅'} → {self.after or '∅'}"


class EventChange(Frozen):
    """One fact of one body that an event changed, as text: dates in ISO form, bodies and kinds by code."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="changes")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="event_changes")
    fact = models.CharField(max_length=20)
    old = models.CharField(max_length=300, blank=True)
    new = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["event", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "body", "fact"], name="event_changes_a_fact_once")]

    def __str__(self) -> str:
        return f"{self.body} {self.fact}"


class RegisterImport(models.Model):
    """A table that was read and shown, and waits to be applied: what it says, and what the register was when it was compared."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="imports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255)
    since = models.DateField(null=True, blank=True)
    entries = models.TextField()
    warnings = models.TextField(default="[]")
    fingerprint = models.CharField(max_length=64)
    read = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["authority", "-read"]

    def __str__(self) -> str:
        return self.file_name
