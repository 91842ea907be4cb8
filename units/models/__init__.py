"""Models of `units`, one file per subject."""

from .absences import Absence, StandIn
from .calendar_changes import CalendarChange
from .calendar_exceptions import CalendarException
from .calendars import WorkingCalendar
from .centre_services import CentreService
from .counters import Counter
from .desk_changes import DeskChange
from .divisions import Division
from .reorganisation_rows import GoingAlong, ReorganisedUnit, UnitPassing
from .reorganisations import Reorganisation
from .staff import StaffRole
from .unit_kinds import AGENCY_KINDS, CENTRE_KINDS, Level, UnitKind
from .unit_successions import UnitSuccession
from .units import Unit
from .validity import Validity, ValidityQuerySet, today_in_vietnam
from .working_periods import WorkingPeriod

__all__ = (
    "AGENCY_KINDS",
    "CENTRE_KINDS",
    "Absence",
    "CalendarChange",
    "CalendarException",
    "CentreService",
    "Counter",
    "DeskChange",
    "Division",
    "GoingAlong",
    "Level",
    "Reorganisation",
    "ReorganisedUnit",
    "StaffRole",
    "StandIn",
    "Unit",
    "UnitKind",
    "UnitPassing",
    "UnitSuccession",
    "Validity",
    "ValidityQuerySet",
    "WorkingCalendar",
    "WorkingPeriod",
    "today_in_vietnam",
)
