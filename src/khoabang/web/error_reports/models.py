"""What a reader reports of a figure, and what was done with it. The figure and each step are frozen; what the reader wrote may be taken away."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import Result


class Part(models.TextChoices):
    """Which figure of the line is meant."""

    LINE = "", _("Cả dòng, hoặc điều khác")
    RANK = "rank", _("Hạng")
    POINTS = "points", _("Điểm")
    INDEX = "index", _("Chỉ số")
    CLASS = "class", _("Xếp loại")


class ReportState(models.TextChoices):
    """Where a report stands; the table is `REPORT` in `lifecycle`."""

    RECEIVED = "received", _("Đã nhận")
    EXAMINING = "examining", _("Đang xem xét")
    ANSWERED = "answered", _("Đã trả lời")
    CORRECTED = "corrected", _("Đã đính chính")
    SET_ASIDE = "set_aside", _("Không xem xét")


class Outcome(models.TextChoices):
    """What an answer says of the report."""

    UPHELD = "upheld", _("Báo đúng")
    PARTLY = "partly", _("Đúng một phần")
    NOT_UPHELD = "not_upheld", _("Số liệu không sai")


class ErrorReport(Frozen):
    """One report: which figure of which edition, as the result printed it. Group, body and criterion are codes of that result."""

    code = models.CharField(max_length=20, unique=True)  # by which its reader finds it again
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="error_reports")
    group = models.CharField(max_length=120, blank=True)
    body = models.CharField(max_length=120, blank=True)
    criterion = models.CharField(max_length=120, blank=True)
    part = models.CharField(max_length=10, choices=Part.choices, blank=True)
    shown = models.CharField(
        max_length=200, blank=True
    )  # the figure as the document prints it; empty where a whole line is meant
    words_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["result", "-at"], name="error_report_of_result")]
        constraints = [
            models.CheckConstraint(condition=Q(part__in=Part.values), name="error_report_part_known"),
            models.CheckConstraint(condition=Q(body="") | ~Q(group=""), name="error_report_body_in_a_group"),
            models.CheckConstraint(condition=Q(criterion="") | ~Q(group=""), name="error_report_criterion_in_a_group"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def part_label(self) -> str:
        """Which figure is meant, in words; nothing where the whole line is."""
        return str(Part(self.part).label) if self.part else ""


class Words(models.Model):
    """What the reader wrote. Its report keeps the hash; the text itself goes where it holds what may not be kept, and a step says so."""

    report = models.OneToOneField(ErrorReport, on_delete=models.PROTECT, primary_key=True, related_name="words")
    wrong = models.TextField()
    should_be = models.TextField(blank=True)
    source = models.TextField(blank=True)
    salt = models.CharField(max_length=64)  # without it a hash of a few words could be guessed after they are gone

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(wrong=""), name="error_report_says_what_is_wrong")]

    def __str__(self) -> str:
        return f"{self.report} words"


class Contact(models.Model):
    """Where the reader is told, if they said so: no page shows it, no export holds it, and it goes a month after the answer."""

    report = models.OneToOneField(ErrorReport, on_delete=models.PROTECT, primary_key=True, related_name="contact")
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=5)
    told = models.PositiveIntegerField(default=0)  # the number of the last step they were written of
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.report} contact"


class Step(Frozen):
    """What the lead department did with a report. The last step says where it stands, and what its page shows."""

    report = models.ForeignKey(ErrorReport, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    transition = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=ReportState.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reply = models.TextField(blank=True)  # public
    note = models.TextField(blank=True)  # for the lead department alone
    shows_words = models.BooleanField(default=False)  # whether the reader's text is public from here on
    edition = models.PositiveIntegerField(null=True, blank=True)  # of the round's results: the one that corrected the figure
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")  # whose lead department acted
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="error_report_step_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="error_report_step_from_one"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="error_report_step_state_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="error_report_outcome_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "corrected"]) | (~Q(outcome="") & ~Q(reply="")),
                name="error_report_answered_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="corrected") | Q(edition__isnull=False), name="error_report_corrected_by_an_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"
