"""Documents, their revisions, what they are attached to, and consents to publish. A revision never changes and is never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.rounds.models import Participant


class Document(models.Model):
    """One document that proves something: a body's, or a verifier's own (`owner`). Its legal fields may be corrected; each change is logged."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="documents")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    issued = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    search = models.CharField(max_length=1000, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            models.CheckConstraint(
                condition=Q(body__isnull=False, owner__isnull=True) | Q(body__isnull=True, owner__isnull=False),
                name="document_of_a_body_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Revision(Frozen):
    """One file of a document, as it came: the highest number is the present one, the others stay for those who named them."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)  # a code of `kinds.KINDS`: what the content is, whatever the sender called it
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=255)  # in the storage `evidence`
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "number"]
        indexes = [models.Index(fields=["sha256"], name="revision_sha256")]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(condition=Q(size__gte=1), name="revision_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="revision_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.document} #{self.number}"


class Occasion(models.TextChoices):
    """On what occasion a document was attached: each has its own time and its own people."""

    DRAFT = "draft", _("Tự đánh giá")
    SUPPLEMENT = "supplement", _("Bổ sung theo yêu cầu")
    REPLY = "reply", _("Giải trình, kiến nghị")
    VISIT = "visit", _("Khảo sát thực tế")


class Link(models.Model):
    """A document attached to one indicator of one body in a round. Taking it off only says so: the row stays."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="evidence")
    indicator = models.CharField(max_length=120)
    occasion = models.CharField(max_length=10, choices=Occasion.choices, default=Occasion.DRAFT)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["participant", "indicator", "id"]
        indexes = [models.Index(fields=["participant", "indicator"], name="evidence_of_indicator")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "participant", "indicator", "occasion"],
                condition=Q(removed_at__isnull=True),
                name="document_attached_once",
            ),
            models.CheckConstraint(condition=Q(occasion__in=Occasion.values), name="link_occasion_known"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="link_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.participant} {self.indicator}"


class Side(models.TextChoices):
    """Whose consent: a file is published only where both give theirs."""

    BODY = "body", _("Cơ quan được đánh giá")
    LEAD = "lead", _("Cơ quan thường trực")


class Consent(Frozen):
    """What one side says to publishing one revision; the last word of each side counts. Another revision needs consents of its own."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="consents")
    side = models.CharField(max_length=4, choices=Side.choices)
    number = models.PositiveIntegerField()
    given = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["revision", "side", "number"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "side", "number"], name="consent_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="consent_number_from_one"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="consent_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} {self.side} {'+' if self.given else '−'}"
