"""A body's plan: the draft that changes, what was sent of it by number, and the progress of its tasks. What was sent or noted stays."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.rounds.models import Participant


class TaskState(models.TextChoices):
    """Where a task stands; the table is `TASK` in `lifecycle`. Late is no state: the clock says it of what is not done."""

    PLANNED = "planned", _("Chưa làm")
    DOING = "doing", _("Đang làm")
    DONE = "done", _("Đã xong")
    DROPPED = "dropped", _("Thôi không làm")


class Plan(models.Model):
    """The plan of a body after a round, as it is being written. `version` grows with each save: who saves names the one seen."""

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="plan")
    content = models.TextField()  # JSON, as `content` reads and writes it
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(version__gte=1), name="plan_version_from_one")]

    def __str__(self) -> str:
        return f"{self.participant} plan"


class SentPlan(Frozen):
    """A plan as the body's approver sent it to the lead department. The last number counts; what it replaces stays."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="sent_plans")
    number = models.PositiveIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the content
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "number"], name="sent_plan_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sent_plan_number_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="sent_plan_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} plan #{self.number}"


class Progress(Frozen):
    """What was noted of a task that was sent: a step of its lifecycle, or a note where it stays as it is."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="progress")
    task = models.PositiveIntegerField()  # its key in the plan
    number = models.PositiveIntegerField()
    transition = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=TaskState.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "task", "number"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "task", "number"], name="progress_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="progress_number_from_one"),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="progress_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} task {self.task} #{self.number}"
