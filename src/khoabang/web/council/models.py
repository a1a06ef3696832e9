"""Sittings of a round's council: who sits, what is on the agenda, how it was voted, what was decided. What was said once is appended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.assessments.models import Reply, Ruling
from khoabang.web.frozen import Frozen
from khoabang.web.rounds.models import Participant, Round


class SittingKind(models.TextChoices):
    """How the council decides: together, or by answers in writing until a day."""

    MEETING = "meeting", _("Phiên họp")
    WRITTEN = "written", _("Lấy ý kiến bằng văn bản")


class SittingState(models.TextChoices):
    """Where a sitting stands; the table is `SITTING` in `lifecycle`."""

    PLANNED = "planned", _("Dự kiến")
    IN_SESSION = "in_session", _("Đang tiến hành")
    CLOSED = "closed", _("Đã kết thúc")
    CANCELLED = "cancelled", _("Đã hủy")


class MajorityOf(models.TextChoices):
    """Whose number a majority is reckoned from."""

    VOTING = "voting", _("số phiếu đã chọn một phương án")
    PRESENT = "present", _("số thành viên có mặt được biểu quyết")
    MEMBERS = "members", _("tổng số thành viên được biểu quyết")


class Sitting(models.Model):
    """A meeting or a written ballot, with the rules it follows as data. Its row is the lock of all that happens in it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sittings")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("Hình thức"), max_length=10, choices=SittingKind.choices)
    state = models.CharField(max_length=10, choices=SittingState.choices, default=SittingState.PLANNED)
    day = models.DateField(_("Ngày"))  # of a meeting; of a written ballot its last day
    hour = models.CharField(_("Giờ"), max_length=20, blank=True)
    place = models.CharField(_("Địa điểm"), max_length=300, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Người chủ trì")
    )
    secretary = models.CharField(_("Thư ký"), max_length=200, blank=True)
    secret = models.BooleanField(_("Bỏ phiếu kín"), default=False)
    quorum = models.CharField(_("Số thành viên tối thiểu"), max_length=20, default="2/3")  # a share, such as 2/3, or a number
    quorum_reference = models.CharField(_("Căn cứ của số tối thiểu"), max_length=500, blank=True)
    majority = models.CharField(_("Tỷ lệ phải vượt"), max_length=20, default="1/2")
    majority_of = models.CharField(_("Tính trên"), max_length=10, choices=MajorityOf.choices, default=MajorityOf.VOTING)
    majority_reference = models.CharField(_("Căn cứ của tỷ lệ"), max_length=500, blank=True)
    remarks = models.TextField(_("Ý kiến chung"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="sitting_number_once_in_round"),
            models.CheckConstraint(condition=Q(kind__in=SittingKind.values), name="sitting_kind_known"),
            models.CheckConstraint(condition=Q(state__in=SittingState.values), name="sitting_state_known"),
            models.CheckConstraint(condition=Q(majority_of__in=MajorityOf.values), name="sitting_majority_of_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_meeting(self) -> bool:
        """Whether the council sits together."""
        return self.kind == SittingKind.MEETING


class SeatKind(models.TextChoices):
    """As what somebody sits on the council."""

    CHAIR = "chair", _("Chủ tịch hội đồng")
    MEMBER = "member", _("Thành viên")


class Seat(Frozen):
    """A member of the council as the sitting found them when it began: the minutes keep their name and office of that day."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SeatKind.choices)
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["sitting", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "person"], name="seat_once_in_sitting"),
            models.CheckConstraint(condition=Q(kind__in=SeatKind.values), name="seat_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(Frozen):
    """That a member is there, or is not and why. The last word counts."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    present = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["seat", "id"]

    def __str__(self) -> str:
        return f"{self.seat} {self.present}"


class Origin(models.TextChoices):
    """Why something is on the agenda."""

    CONTESTED = "contested", _("Cơ quan kiến nghị")
    SILENT = "silent", _("Cơ quan không có ý kiến, theo quy định của đợt đưa ra hội đồng")
    MARK = "mark", _("Điểm do hội đồng cho")
    ADDED = "added", _("Cơ quan thường trực đề nghị")


class ItemState(models.TextChoices):
    """Whether an item is still to be decided in its sitting."""

    OPEN = "open", _("Chưa quyết định")
    DECIDED = "decided", _("Đã quyết định")
    POSTPONED = "postponed", _("Chuyển phiên khác")


class Item(models.Model):
    """One indicator of one body on the agenda of a sitting."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="council_items")
    indicator = models.CharField(max_length=120)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # that stood before
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    discussion = models.TextField(blank=True)
    postponed = models.TextField(blank=True)  # why it is left to another sitting
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sitting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="council_item_number_once"),
            models.UniqueConstraint(
                fields=["sitting", "participant", "indicator"],
                condition=~Q(state="postponed", postponed=""),  # taken off before it began: it may come back
                name="council_item_once_in_sitting",
            ),
            models.UniqueConstraint(
                fields=["participant", "indicator"], condition=Q(state="open"), name="council_item_open_in_one_sitting"
            ),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="council_item_origin_known"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="council_item_state_known"),
            models.CheckConstraint(condition=~Q(origin="added") | ~Q(reason=""), name="council_item_added_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} #{self.number}"


class MotionKind(models.TextChoices):
    """What a motion would have the council do."""

    KEEP = "keep", _("Giữ kết quả thẩm định")
    BODY = "body", _("Chấp nhận đề nghị của cơ quan")
    OTHER = "other", _("Giá trị khác")


class Motion(Frozen):
    """One possible decision of an item: the values that would hold."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=MotionKind.choices)
    values = models.TextField(default="{}")
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="motion_number_once"),
            models.UniqueConstraint(fields=["item", "kind"], condition=~Q(kind="other"), name="motion_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=MotionKind.values), name="motion_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.number}"


class Recusal(Frozen):
    """A member who takes no part in an item: of their own body always, of others with a reason."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="recusals")
    own_body = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["item", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="recusal_once"),
            models.CheckConstraint(condition=Q(own_body=True) | ~Q(reason=""), name="recusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.seat}"


class Vote(Frozen):
    """What a member voted for; no motion means to abstain. It may be changed until the item is closed: the highest number counts."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="votes")
    number = models.PositiveIntegerField()
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    at = models.DateTimeField()
    salt = models.UUIDField(null=True, editable=False)  # whoever reads the row's hash in the log cannot try out what was voted

    class Meta:
        ordering = ["item", "seat", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "seat", "number"], name="vote_number_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.seat} #{self.number}"


class Decision(Frozen):
    """What the council decided of an item, by how many votes; its ruling is what counts from then on."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="decision")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="+")
    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="council_decision")
    casting = models.BooleanField(default=False)  # the leader's vote decided a tie
    tally = models.TextField()  # who could vote, who was there, votes of each motion, as JSON
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.item} {self.motion}"


class Confirmation(Frozen):
    """The minutes of a closed sitting as the one who led it confirmed them."""

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="confirmation")
    minutes = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="confirmation_sha256_is_hex")]

    def __str__(self) -> str:
        return f"{self.sitting} ✓"
