"""People sign in by e-mail. What a person may do follows from appointments: a role, where, from when to when, by whom."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from khoabang.web.organisations.models import Authority, Body
from khoabang.web.person import Person

__all__ = ["HELD_AT_A_BODY", "MAY_JUDGE", "MAY_SUPPLY", "OF_A_BODY", "RUNS", "Appointment", "Invitation", "Person", "Role"]


class Role(models.TextChoices):
    """What somebody is appointed to be. Rights follow from roles in the table of pages, nowhere else."""

    ADMINISTRATOR = "administrator", _("Quản trị")
    LEAD = "lead", _("Cơ quan thường trực")
    PREPARER = "preparer", _("Chuyên viên nhập liệu")
    APPROVER = "approver", _("Người duyệt của cơ quan")
    VERIFIER = "verifier", _("Người thẩm định")
    ASSISTANT = "assistant", _("Tổ giúp việc")
    MEMBER = "member", _("Thành viên hội đồng")
    CHAIR = "chair", _("Chủ tịch hội đồng")
    APPROVING = "approving", _("Cấp phê duyệt")
    OBSERVER = "observer", _("Người theo dõi")
    STAFF = "staff", _("Cán bộ của cơ quan")


OF_A_BODY = (Role.PREPARER, Role.APPROVER)
"""Roles that act for one body."""
HELD_AT_A_BODY = (*OF_A_BODY, Role.STAFF)
"""Roles that are held at one body; the others are held for an authority. Staff may do nothing: it says whose body is one's own."""
KEEPS_REGISTER = (Role.ADMINISTRATOR, Role.LEAD)
RUNS = (Role.LEAD,)
"""Who runs a round: the lead department."""
MAY_JUDGE = (Role.VERIFIER, Role.ASSISTANT, Role.LEAD)
MAY_SUPPLY = (*MAY_JUDGE, *OF_A_BODY)
"""Who may give figures of which the body is not the source: other departments too."""


class Appointment(models.Model):
    """A person in a role: for an authority, or for one of its bodies; for all rounds, or for one.

    It is never changed, only ended; `delegated_from` is the appointment whose holder handed the role on until `ends`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="appointments")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    delegated_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="delegations")
    reason = models.CharField(max_length=500, blank=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["authority", "person", "role"]
        indexes = [models.Index(fields=["person", "authority"], name="appointment_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="appointment_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in HELD_AT_A_BODY], body__isnull=False)
                | (~Q(role__in=[str(role) for role in HELD_AT_A_BODY]) & Q(body__isnull=True)),
                name="appointment_for_a_body_where_the_role_is",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="appointment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(delegated_from__isnull=True) | Q(ends__isnull=False), name="appointment_delegation_has_an_end"
            ),
            models.UniqueConstraint(
                "person",
                "role",
                "authority",
                Coalesce("body", 0),
                Coalesce("round", 0),
                condition=Q(ends__isnull=True),
                name="appointment_without_an_end_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

    def is_in_force(self, now: datetime) -> bool:
        """Whether it is held at a time: begun, and not over."""
        return self.starts <= now and (self.ends is None or self.ends > now)


class Invitation(models.Model):
    """Somebody without an account asked by e-mail to take a role. The letter holds a token that works once; kept is its hash.

    It waits until it is accepted, withdrawn, or too old; sending it again gives it another token and another last day.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="vi")
    role = models.CharField(max_length=20, choices=Role.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateTimeField(null=True, blank=True)  # of the appointment; at once where none is said
    ends = models.DateTimeField(null=True, blank=True)  # of the appointment
    token = models.CharField(max_length=64, unique=True)  # SHA-256 of what the letter holds
    expires = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["authority", "-at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in HELD_AT_A_BODY], body__isnull=False)
                | (~Q(role__in=[str(role) for role in HELD_AT_A_BODY]) & Q(body__isnull=True)),
                name="invitation_for_a_body_where_the_role_is",
            ),
            models.CheckConstraint(condition=Q(token__regex=r"^[0-9a-f]{64}$"), name="invitation_token_is_hex"),  # noqa: S106 - a pattern
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, person__isnull=True)
                | Q(accepted_at__isnull=False, person__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by_a_person_or_not",
            ),
            models.UniqueConstraint(
                "authority",
                "email",
                "role",
                Coalesce("body", 0),
                Coalesce("round", 0),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"
