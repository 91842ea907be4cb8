"""Models of `units`, one file per subject."""

from .calendars import CalendarException, WorkingCalendar, WorkingPeriod
from .divisions import Division
from .staff import StaffRole
from .units import AGENCY_KINDS, CENTRE_KINDS, Counter, Level, Unit, UnitKind, UnitSuccession
from .validity import Validity, ValidityQuerySet, today_in_vietnam

__all__ = (
    "AGENCY_KINDS",
    "CENTRE_KINDS",
    "CalendarException",
    "Counter",
    "Division",
    "Level",
    "StaffRole",
    "Unit",
    "UnitKind",
    "UnitSuccession",
    "Validity",
    "ValidityQuerySet",
    "WorkingCalendar",
    "WorkingPeriod",
    "today_in_vietnam",
)
