"""Due: until when something is asked for, in words, by the clock of the machine that the room runs on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agent.web.views.html import plural

SOON = timedelta(days=7)
"""Time within which a due date is told by how many days are left."""


def due_words(due: datetime | None, now: datetime | None = None) -> str:
    """Return until when: `due tomorrow 18:00`, `late by 2 days`; times are those of this machine."""
    if due is None:
        return "no date"
    here, today = due.astimezone(), (now or datetime.now(UTC)).astimezone()
    if here < today:
        return f"late by {_span(today - here)}"
    days = (here.date() - today.date()).days
    if days < 2:
        return f"due {('today', 'tomorrow')[days]} {here:%H:%M}"
    exact = f"{here:%d %b %Y, %H:%M}"
    return f"due in {days} days, {exact}" if here - today <= SOON else f"due {exact}"


def zone() -> str:
    """Return the name of the time zone of this machine."""
    return datetime.now(UTC).astimezone().tzname() or "of this machine"


def local_due(day: str, time: str) -> datetime | None:
    """Return the moment that a date and a time of this machine's clock mean, in UTC; None for an empty date.

    Raises:
        ValueError: it is no date, no time, or out of any calendar.
    """
    if not day.strip():
        return None
    try:
        return datetime.fromisoformat(f"{day.strip()[:10]}T{time.strip()[:5] or '23:59'}:00").astimezone(UTC)
    except OverflowError:
        raise ValueError("no such date") from None


def fields_of(due: datetime | None) -> tuple[str, str]:
    """Return a due date as fields for a date and a time hold it; no date and six in the evening where there is none."""
    return (f"{due.astimezone():%Y-%m-%d}", f"{due.astimezone():%H:%M}") if due else ("", "18:00")


def _span(late: timedelta) -> str:
    if late.days:
        return plural(late.days, "day")
    hours = int(late.total_seconds() // 3600)
    return plural(hours, "hour") if hours else "less than an hour"
