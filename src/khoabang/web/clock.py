"""What time it is: the one place that asks, so that tests can say. A deadline is a day in Vietnam that ends at 24:00."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_FIRST, _LAST = (
    date(1900, 1, 1),
    date(2999, 12, 31),
)  # a day typed beyond them counts as the nearer, since time itself ends in 9999


def now() -> datetime:
    """The present time in UTC. Whatever a deadline binds asks after it has taken its row lock."""
    return timezone.now()


def today() -> date:
    """The present day in Vietnam."""
    return now().astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """When a day begins in Vietnam."""
    return datetime.combine(max(day, _FIRST), time(), VIETNAM)


def end_of(day: date) -> datetime:
    """When a day ends in Vietnam: its 24:00."""
    return datetime.combine(min(day, _LAST) + timedelta(days=1), time(), VIETNAM)


def is_over(day: date | None, at: datetime | None = None) -> bool:
    """Whether a last day has passed."""
    return day is not None and (at or now()) >= end_of(day)
