"""What the worker does for units by the clock."""

from __future__ import annotations

from celery import shared_task

from . import calendars, changing_calendars
from .reorganising import carrying_out


@shared_task(name="units.extend_calendars", ignore_result=True)
def extend_calendars() -> None:
    """Keep the special days of the coming years written in the calendars."""
    calendars.extend()


@shared_task(name="units.apply_calendar_changes", ignore_result=True)
def apply_calendar_changes() -> None:
    """Count again what changed days touch, from where an earlier round stopped."""
    changing_calendars.apply_waiting()


@shared_task(name="units.carry_out_reorganisations", ignore_result=True)
def carry_out_reorganisations() -> None:
    """Carry out the reorganisations whose day has come, or go on where the last round ended."""
    carrying_out.carry_out_due()
