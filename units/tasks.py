"""What the worker does for units by the clock."""

from __future__ import annotations

from celery import shared_task

from . import calendars


@shared_task(name="units.extend_calendars", ignore_result=True)
def extend_calendars() -> None:
    """Keep the special days of the coming years written in the calendars."""
    calendars.extend()
