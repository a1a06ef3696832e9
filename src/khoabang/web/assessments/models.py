"""Drafts change and each save is logged; claims, figures from sources and rulings are appended. What counts now is derived, never overwritten.

Values are JSON objects of input code -> text as typed. A number is never stored as a number.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.rounds.models import Participant, Round

ENTERED = ~Q(values="{}", not_applicable=False)
"""The condition of the drafts in which something is entered: `Draft.is_entered` says it of one."""


class Draft(models.Model):
    """What a body has entered for one indicator so far. `version` grows with each save: who saves names the version seen."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="drafts")
    indicator = models.CharField(max_length=120)
    values = models.TextField(default="{}")
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)  # why it does not apply
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "id"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "indicator"], name="draft_once_for_indicator"),
            models.CheckConstraint(condition=Q(version__gte=1), name="draft_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.indicator}"

    @property
    def is_entered(self) -> bool:
        """Whether it says more than a note: what counts as entered, wherever progress is told."""
        return self.not_applicable or self.values != "{}"


class Handover(models.Model):
    """Within a body: who is asked to fill in an indicator, until when."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="handovers")
    indicator = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "indicator"], name="handover_once_for_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.person}"


class Claim(Frozen):
    """A self-assessment as it was sent: signed off by the approver, receipted. Taking it back adds a row, sending again adds the next number."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed = models.BooleanField(default=True)  # false: taken over by the clock from the last draft, as the round states
    sha256 = models.CharField(max_length=64)  # of the canonical JSON of all items; the receipt prints it

    class Meta:
        ordering = ["participant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "number"], name="claim_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="claim_number_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="claim_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} #{self.number}"


class Withdrawal(Frozen):
    """A claim taken back before the deadline."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.claim} ↩"


class ClaimItem(Frozen):
    """One indicator of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="items")
    indicator = models.CharField(max_length=120)
    values = models.TextField()
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    evidence = models.TextField(
        default="[]"
    )  # the revisions attached when it was sent: [{"document": id, "sha256": ..., "name": ...}]

    class Meta:
        ordering = ["claim", "id"]
        indexes = [models.Index(fields=["indicator", "claim"], name="claim_item_of_indicator")]
        constraints = [models.UniqueConstraint(fields=["claim", "indicator"], name="claim_item_once")]

    def __str__(self) -> str:
        return f"{self.claim} {self.indicator}"


class SourceFigure(Frozen):
    """A figure that the indicator's source supplies (survey, national platform, another department). The highest number counts."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="figures")
    indicator = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    values = models.TextField()
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "indicator", "number"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "indicator", "number"], name="source_figure_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="source_figure_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.indicator} #{self.number}"


class Step(models.TextChoices):
    """Where in the procedure a ruling was made."""

    VERIFICATION = "verification", _("Thẩm định")
    SECOND_READING = "second_reading", _("Thẩm định lần hai")
    APPEAL = "appeal", _("Xem xét kiến nghị")
    COUNCIL = "council", _("Hội đồng")


class Outcome(models.TextChoices):
    """What a ruling says of what stood before it."""

    ACCEPTED = "accepted", _("Chấp nhận")
    CHANGED = "changed", _("Điều chỉnh")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung")


class Ruling(Frozen):
    """What was decided of one indicator of one body. The last one counts; a supplement leaves what stood before until it is answered.

    `values` are those that hold from now on: what was claimed where it is accepted, the verifier's or the council's where it is changed.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="rulings")
    indicator = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=Step.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    values = models.TextField(default="{}")
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "indicator", "number"]
        indexes = [models.Index(fields=["indicator", "participant", "number", "outcome", "step"], name="ruling_of_indicator")]
        constraints = [
            models.UniqueConstraint(fields=["participant", "indicator", "number"], name="ruling_number_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="ruling_step_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="ruling_outcome_known"),
            models.CheckConstraint(condition=Q(outcome="accepted") | ~Q(reason=""), name="ruling_has_a_reason"),
            models.CheckConstraint(condition=~Q(outcome="supplement") | Q(due__isnull=False), name="ruling_supplement_is_due"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.indicator} #{self.number}"

    @cached_property
    def reply(self) -> "Reply | None":
        """What the body says to it: its word, or that it said nothing. Whoever reads many rulings puts it here beforehand."""
        return max(self.replies.all(), key=lambda each: each.position != Position.SILENT, default=None)


class Supplement(Frozen):
    """What the body answered to a ruling that asked for a supplement."""

    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="supplement")
    values = models.TextField(default="{}")
    note = models.TextField()
    evidence = models.TextField(default="[]")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.ruling} +"


class Position(models.TextChoices):
    """What a body says to a change."""

    AGREED = "agreed", _("Thống nhất")
    CONTESTED = "contested", _("Kiến nghị xem xét lại")
    SILENT = "silent", _("Không có ý kiến")


class Reply(Frozen):
    """What the body says to a ruling that changed its claim: one word to each. That it said nothing within its window is written as well;

    where the window is opened again it may still speak, and then its word counts.
    """

    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="replies")
    position = models.CharField(max_length=10, choices=Position.choices)
    values = models.TextField(default="{}")  # what the body asks for instead
    grounds = models.TextField(blank=True)
    evidence = models.TextField(default="[]")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["ruling"]
        constraints = [
            models.UniqueConstraint(fields=["ruling"], condition=~Q(position="silent"), name="reply_spoken_once"),
            models.UniqueConstraint(fields=["ruling"], condition=Q(position="silent"), name="reply_silent_once"),
            models.CheckConstraint(condition=Q(position__in=Position.values), name="reply_position_known"),
            models.CheckConstraint(condition=~Q(position="contested") | ~Q(grounds=""), name="reply_contested_has_grounds"),
        ]

    def __str__(self) -> str:
        return f"{self.ruling} ⇄"


class Approval(Frozen):
    """The approved result of a round: its inputs, set and result document, frozen together with their hashes."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="approval")
    answers = models.TextField()  # what was scored: bodies and answers, as JSON
    answers_sha256 = models.CharField(max_length=64)
    set_sha256 = models.CharField(max_length=64)
    document = models.TextField()  # the result document
    document_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.round} ✓"
