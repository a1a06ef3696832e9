"""What was done when: the clock's chores, and the last full examination."""

from django.db import models


class Chore(models.Model):
    """Something that is done from time to time. Its row is how two clocks agree on who does it."""

    name = models.CharField(max_length=40, unique=True)
    began = models.DateTimeField(null=True, blank=True)
    done = models.DateTimeField(null=True, blank=True)  # when it last came to its end
    failures = models.PositiveIntegerField(default=0)  # since then
    trouble = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Examination(models.Model):
    """What the doctor found when all checks were made: one row, replaced by the next."""

    at = models.DateTimeField()
    findings = models.TextField()  # as `khoabang doctor --json` prints them

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
