"""Criteria set versions, rounds and results. What is frozen here refuses to change: a correction is a new row."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from khoabang.web.frozen import Frozen
from khoabang.web.organisations.models import Authority, Body


class CriteriaSetVersion(Frozen):
    """The text of one version of a criteria set, with the fingerprint that results name. Another text is another version.

    `owner` is the code of the authority that brought it, nothing where it ships or came with a published result. Two authorities may use
    one code and version: neither learns from a refusal what the other prepares.
    """

    code = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    owner = models.CharField(max_length=80, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=500)
    issuer = models.CharField(max_length=300)
    nature = models.CharField(max_length=20)
    lang = models.CharField(max_length=10)
    document = models.TextField()
    imported = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "version", "owner"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "owner"], name="criteria_set_version_has_one_text"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="criteria_set_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class RoundKind(models.TextChoices):
    PUBLISHED = "published", "published"
    DEMONSTRATION = "demonstration", "demonstration"
    COMPUTED = "computed", "computed"


class Stage(models.TextChoices):
    """Where a round stands. What leads from one to the next is the table in `lifecycle`."""

    IMPORTED = "imported", _("Dựng từ kết quả đã công bố")
    PREPARATION = "preparation", _("Chuẩn bị")
    ASSESSMENT = "assessment", _("Tự đánh giá")
    VERIFICATION = "verification", _("Thẩm định")
    REPLY = "reply", _("Giải trình, kiến nghị")
    COUNCIL = "council", _("Hội đồng")
    APPROVED = "approved", _("Đã phê duyệt")
    CANCELLED = "cancelled", _("Đã hủy")


class NotSent(models.TextChoices):
    """What a body gets that did not send its self-assessment."""

    ZERO = "zero", _("Tính như không có số liệu")
    LAST_DRAFT = "last_draft", _("Lấy bản nhập gần nhất")
    UNRANKED = "unranked", _("Không xếp hạng, ghi «không nộp»")


class Silence(models.TextChoices):
    """What it means that a body says nothing to a change within its window."""

    AGREED = "agreed", _("Coi như thống nhất")
    CONTESTED = "contested", _("Đưa ra hội đồng")


class Round(models.Model):
    """One authority's evaluation of one year: imported as published, or run here from its criteria to its approval.

    Of an imported one, title, kind and origin are those of its latest result.
    """

    code = models.SlugField(max_length=120, unique=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=RoundKind.choices)
    title = models.CharField(max_length=500)
    search = models.CharField(max_length=1000, editable=False)
    origin = models.CharField(max_length=64, blank=True, editable=False)
    public = models.BooleanField(default=True)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.IMPORTED)
    set_version = models.ForeignKey(CriteriaSetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")
    not_sent = models.CharField(max_length=20, choices=NotSent.choices, default=NotSent.UNRANKED)
    silence = models.CharField(max_length=20, choices=Silence.choices, default=Silence.AGREED)
    second_reading = models.BooleanField(default=False)
    results_told = models.BooleanField(
        default=False
    )  # whether each body is told its result once it is approved, before publication
    decision = models.TextField(default="{}")  # the document that opens the round, as JSON: type, number, date, issuer, title

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="round_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.IMPORTED) | Q(set_version__isnull=False), name="round_run_here_has_a_set"
            ),
            models.CheckConstraint(condition=Q(not_sent__in=NotSent.values), name="round_not_sent_known"),
            models.CheckConstraint(condition=Q(silence__in=Silence.values), name="round_silence_known"),
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


class Standing(models.TextChoices):
    """Whether a body is evaluated and ranked; the values are those of `status` in bodies.csv."""

    RANKED = "", _("Đánh giá và xếp hạng")
    UNRANKED = "unranked", _("Đánh giá, không xếp hạng")
    EXEMPT = "exempt", _("Miễn đánh giá")


class State(models.TextChoices):
    """Where a body's self-assessment stands; the table is in `assessments.lifecycle`."""

    DRAFTING = "drafting", _("Đang nhập")
    SIGNING = "signing", _("Chờ duyệt")
    SENT = "sent", _("Đã gửi")


class Participant(models.Model):
    """A body in a round that is run here: as whom it is evaluated, until when it may send, and how far it is.

    Its row is the lock of everything that is written for this body in this round.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="participants")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="participations")
    group = models.ForeignKey(RankingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="participants")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=300)
    search = models.CharField(max_length=300, editable=False)
    attributes = models.TextField(default="{}")  # code -> text as typed, as JSON: those the criteria set asks for
    standing = models.CharField(max_length=10, blank=True)  # a Standing
    parent = models.CharField(max_length=120, blank=True)
    predecessors = models.TextField(default="[]")  # codes, as JSON
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)
    due = models.DateField(null=True, blank=True)  # last day of self-assessment: the round's, or that of its last extension
    settled = models.CharField(max_length=20, blank=True, choices=NotSent.choices)  # what it got because it did not send

    class Meta:
        ordering = ["round", "position"]
        indexes = [
            models.Index(fields=["round", "state"], name="participant_state"),
            models.Index(fields=["round", "position", "id"], name="participant_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], name="body_once_in_round"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="participant_state_known"),
            models.CheckConstraint(
                condition=Q(standing__in=["", Standing.EXEMPT, Standing.UNRANKED]), name="participant_standing_known"
            ),
            models.CheckConstraint(condition=Q(settled__in=["", *NotSent.values]), name="participant_settled_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def last_day(self, stage: Stage) -> date | None:
        """The last day of a stage for this body: the round's, or that of its last extension where it is later."""
        days = [*self.round.deadlines.filter(stage=stage).values_list("day", flat=True)]
        days += self.extensions.filter(stage=stage).values_list("day", flat=True)
        return max(days, default=None)


class Deadline(models.Model):
    """The last day of a stage, in Vietnam: it ends at 24:00."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="deadlines")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    day = models.DateField()

    class Meta:
        ordering = ["round", "day"]
        constraints = [models.UniqueConstraint(fields=["round", "stage"], name="deadline_once_in_stage")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.day}"


class Extension(Frozen):
    """More time for one body in one stage: until when, why, by whom. Listed in the round."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="extensions")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    day = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["participant", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.participant} {self.day}"


class Duty(models.TextChoices):
    """What somebody is charged with for indicators of a round."""

    VERIFY = "verify", _("Thẩm định")
    READ = "read", _("Thẩm định lần hai")
    SUPPLY = "supply", _("Cung cấp số liệu")


class Charge(models.Model):
    """Who verifies, reads a second time or supplies which indicators, of which bodies; blank and null mean all."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="charges")
    duty = models.CharField(max_length=10, choices=Duty.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="charges")
    criterion = models.CharField(max_length=120, blank=True)  # a criterion means all indicators under it
    group = models.ForeignKey(RankingGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="charges")

    class Meta:
        ordering = ["round", "duty", "criterion"]
        constraints = [
            models.UniqueConstraint(
                "round", "duty", "person", "criterion", Coalesce("group", 0), Coalesce("participant", 0), name="charge_once"
            ),
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="charge_duty_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.criterion} {self.person}"


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


class Edition(Frozen):
    """One publication of a result that was computed here: from which inputs, by which decision, since when.

    A correction is another edition, which names the one that it corrects and says why. Its number is that of its result.
    """

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="published")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by")
    inputs = models.TextField()  # what the result was computed from: scoring.frozen_inputs, canonical
    inputs_sha256 = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64)  # of the result document as it is kept and handed out
    decision = models.TextField()  # the document that announces it, as JSON: rounds.decision
    reason = models.TextField(blank=True)  # why it corrects the edition before
    changes = models.TextField(default="[]")  # what it changes in the inputs of that edition, as JSON: publishing.corrections
    public_from = models.DateTimeField()  # the end of the embargo; the time of publication where there is none
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["result__round", "-result__edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | Q(corrects__isnull=False) & ~Q(reason=""),
                name="edition_says_why_it_corrects",
            ),
            models.CheckConstraint(condition=Q(public_from__gte=F("at")), name="edition_public_once_published"),
            models.CheckConstraint(condition=Q(inputs_sha256__regex=r"^[0-9a-f]{64}$"), name="edition_inputs_sha256_is_hex"),
            models.CheckConstraint(condition=Q(document_sha256__regex=r"^[0-9a-f]{64}$"), name="edition_document_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return str(self.result)

    @property
    def number(self) -> int:
        """Which edition of its round it is, from 1."""
        return self.result.edition


class PlannedChange(models.Model):
    """What a correction in the making gives one indicator of one body; gone once the correction is published."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="planned_changes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=120)
    values = models.TextField()  # input -> text, as JSON
    not_applicable = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["participant__position", "indicator"]
        constraints = [models.UniqueConstraint(fields=["participant", "indicator"], name="planned_change_once")]

    def __str__(self) -> str:
        return f"{self.participant} {self.indicator}"


class DecisionDraft(models.Model):
    """What an official types for the decision that announces a round's result; its texts go into the document when it is drawn."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="decision_draft")
    typed = models.TextField()  # field -> text, as JSON: publishing.papers
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.round)


class Recall(Frozen):
    """The withdrawal of a published edition: by which decision and why. A notice stands where the result stood."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="recall")
    decision = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["edition"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="recall_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.edition} ✗"


class EditionFile(Frozen):
    """A file that belongs to an edition, kept to the byte: the decision as issued, its documents, the open bundle."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)  # the name under which it is handed out
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["edition", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="edition_file_name_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_file_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.name}"


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
