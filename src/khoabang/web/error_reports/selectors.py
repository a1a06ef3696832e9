"""Reads of reports: where each stands, whose work it is, which are public."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from khoabang.web import clock
from khoabang.web.accounts.authorities import first_authority
from khoabang.web.accounts.models import Appointment, Role
from khoabang.web.accounts.selectors import in_force
from khoabang.web.error_reports.limits import CONTACT_KEPT, DAYS_TO_ANSWER
from khoabang.web.error_reports.models import Contact, ErrorReport, ReportState, Step, Words
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import Result
from khoabang.web.rounds.selectors import results_shown

OPEN = (ReportState.RECEIVED, ReportState.EXAMINING)
TOLD = (ReportState.ANSWERED, ReportState.CORRECTED)


class Where(TypedDict):
    """What `reports` adds to each: its state, since when, and what its answer says."""

    state: str
    since: datetime | None
    outcome: str


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Report = WithAnnotations[ErrorReport, Where]
else:
    Report = ErrorReport
Reports = QuerySet[Report]


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a report stands: its last step, and what its reader wrote if that is kept."""

    report: ErrorReport
    state: ReportState
    last: Step | None
    steps: tuple[Step, ...]
    words: Words | None

    @property
    def number(self) -> int:
        """The number of the last step; 0 before the first."""
        return self.last.number if self.last else 0

    @property
    def is_removed(self) -> bool:
        return self.words is None

    @property
    def shown_words(self) -> Words | None:
        """What everybody may read of it."""
        return self.words if self.last is not None and self.last.shows_words else None

    @property
    def answered(self) -> Step | None:
        """The step that wrote the answer which stands."""
        written = [each for each in self.steps if each.transition in ("answer", "set_aside")]
        return written[-1] if written and self.state not in OPEN else None

    @property
    def public_steps(self) -> list[Step]:
        """The steps that changed where it stands, or its answer."""
        return [each for each in self.steps if each.transition in ("examine", "answer", "set_aside", "correct")]

    @property
    def corrected(self) -> Step | None:
        return next((each for each in reversed(self.steps) if each.transition == "correct"), None)


def reports() -> Reports:
    """All reports, each with `state`, the latest first."""
    last = Step.objects.filter(report=OuterRef("pk")).order_by("-number")
    found = ErrorReport.objects.annotate(
        state=Coalesce(Subquery(last.values("state")[:1]), Value(ReportState.RECEIVED.value)),
        since=Subquery(last.values("at")[:1]),
        outcome=Coalesce(Subquery(last.values("outcome")[:1]), Value("")),
    )
    return found.select_related("result__round__authority").defer("result__document").order_by("-at", "-pk")


def stands(report: ErrorReport) -> Stands:
    """Where a report stands."""
    steps = tuple(report.steps.select_related("authority", "by"))
    last = steps[-1] if steps else None
    return Stands(
        report,
        ReportState(last.state if last else ReportState.RECEIVED),
        last,
        steps,
        Words.objects.filter(report=report).first(),
    )


def report_found(code: str) -> Stands | None:
    """A report by the code that its reader was given, however it is typed."""
    found = reports().filter(code=code.strip().lower(), result__round__public=True).first()
    return stands(found) if found else None


def answered(round_code: str = "") -> Reports:
    """The reports that were answered, of one public round or of all."""
    found = reports().filter(state__in=TOLD, result__round__public=True)
    return found.filter(result__round__code=round_code) if round_code else found


def handled_by(authority: Authority) -> Authority:
    """Whose lead department looks at reports of an authority's rounds: its own; that of the installation where it has none here."""
    if _has_lead(authority.pk):
        return authority
    return first_authority() or authority


def handled(authority: Authority) -> Reports:
    """The reports that an authority's lead department looks at."""
    own = Q(result__round__authority=authority)
    if authority == first_authority():
        held = Appointment.objects.filter(in_force(clock.now()), role=Role.LEAD, person__is_active=True)
        own |= ~Q(result__round__authority__in=held.values("authority"))
    return reports().filter(own)


def correcting(report: ErrorReport) -> QuerySet[Result]:
    """The results that may have corrected a figure: public ones of the same round, later than that in which it was seen."""
    later = results_shown().filter(round=report.result.round_id, edition__gt=report.result.edition)
    return later.filter(published__recall__isnull=True).order_by("edition")


def due(report: ErrorReport) -> date:
    """The last day on which a report is to be answered."""
    return report.at.astimezone(clock.VIETNAM).date() + timedelta(days=DAYS_TO_ANSWER)


def contacts_over(now: datetime) -> QuerySet[Contact]:
    """The addresses that are kept no longer: a month after the last word on a report that waits for none."""
    over = reports().exclude(state__in=OPEN).filter(since__lte=now - CONTACT_KEPT)
    return Contact.objects.filter(report__in=over.order_by().values("pk"))


def _has_lead(authority: int) -> bool:
    held = Appointment.objects.filter(in_force(clock.now()), authority=authority, role=Role.LEAD, person__is_active=True)
    return held.exists()
