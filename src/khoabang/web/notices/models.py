"""Notices. One is kept for each person told; the clock sends those not yet mailed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from khoabang.web.rounds.models import Round


class Notice(models.Model):
    """What one person is told: words in that person's language, and the page it is about."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)  # a path of this site
    key = models.CharField(max_length=200, blank=True)  # what is told once, such as a reminder of one day
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True, blank=True)  # whoever sends sets it first: nobody else sends before then
    trouble = models.CharField(max_length=300, blank=True)  # what the mail server said last

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(fields=["at"], condition=Q(mailed_at__isnull=True), name="notice_not_mailed"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "key"], condition=~Q(key=""), name="notice_with_a_key_once")]

    def __str__(self) -> str:
        return self.title


class ReminderDays(models.Model):
    """How many days before a last day the people of a round are reminded of it; without a row it is `reminders.DAYS`."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, primary_key=True, related_name="reminder_days")
    days = models.CharField(max_length=60, blank=True)  # whole numbers with blanks between them, the greatest first

    def __str__(self) -> str:
        return f"{self.round} {self.days}"
