"""What the worker does for units by the clock."""

from __future__ import annotations

from celery import shared_task

from . import calendars, changing_calendars


@shared_task(name="units.extend_calendars", ignore_result=True)
def extend_calendars() -> None:
    """Keep the special days of the coming years written in the calendars."""
    calendars.extend()


@shared_task(name="units.apply_calendar_changes", ignore_result=True)
def apply_calendar_changes() -> None:
    """Count again what changed days touch, from where an earlier round stopped."""
    changing_calendars.apply_waiting()
