"""Site visits and their minutes. Pictures and papers are evidence of the visitors' own (`evidence`, occasion visit)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.rounds.models import Participant


class VisitState(models.TextChoices):
    """Where a visit stands; the table is `VISIT` in `lifecycle`."""

    PLANNED = "planned", _("Đã lên lịch")
    HELD = "held", _("Đã khảo sát")
    CALLED_OFF = "called_off", _("Đã hủy")


class Visit(models.Model):
    """A visit to a body, to see on the spot what stands behind some of its indicators."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="visits")
    indicators = models.TextField(default="[]")  # codes, as JSON
    day = models.DateField()
    purpose = models.TextField()
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    reason = models.TextField(blank=True)  # why it was called off
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["participant", "state"], name="visit_of_body")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_known"),
            models.CheckConstraint(condition=~Q(purpose=""), name="visit_has_a_purpose"),
            models.CheckConstraint(condition=~Q(state="called_off") | ~Q(reason=""), name="visit_called_off_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.day}"


class Minutes(Frozen):
    """The minutes of a visit: the last number counts, what it corrects stays."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    day = models.DateField()  # when it was held
    attending = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["visit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="minutes_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="minutes_number_from_one"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(attending=""), name="minutes_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.visit} #{self.number}"
