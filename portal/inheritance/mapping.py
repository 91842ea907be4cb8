"""From what an old system names to what there is today: units, procedures, accounts.

District authorities ended on 1 July 2025 and provinces merged, so most names in a package are of what is no more. One
leads to a unit when it can mean one only; the table `don_vi` of a package decides where it can mean several.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dossiers.routing import handling_of
from dossiers.statuses import Status
from portal.inheritance.columns import WrongCell
from procedures.choices import StepRole, VersionState
from procedures.models import Case, InternalProcess, ProcedureVersion, Step
from units import calendars, kept
from units.lookup import UnknownUnit, centre_of
from units.models import Unit, UnitKind, today_in_vietnam
from units.resolving import resolve
from units.succession import heirs_of

Matter = tuple[ProcedureVersion, Case, InternalProcess]
_MOST_NAMED = 3
#: What was replaced or abolished held on its day.
_ANNOUNCED = (VersionState.PUBLISHED, VersionState.RETIRED)


@dataclass
class Ways:
    """What one run has looked up; every name is asked for once."""

    decided: Mapping[str, str] = field(default_factory=dict)
    _units: dict[tuple[str, str], tuple[Unit, Unit]] = field(default_factory=dict)
    _matters: dict[tuple[str, dt.date, str], Matter] = field(default_factory=dict)
    _places: dict[tuple[int, int], tuple[Unit, Unit]] = field(default_factory=dict)

    def units(self, agency: str, address: str) -> tuple[Unit, Unit]:
        """The receiving and the competent unit of today. Raises WrongCell for a name that means none, or several."""
        key = agency, address if agency not in self.decided else ""
        if key not in self._units:
            competent = _unit_of(self.decided.get(agency, agency), address)
            self._units[key] = _centre(competent, agency), competent
        return self._units[key]

    def matter(self, code: str, day: dt.date, case: str = "") -> Matter:
        """The version of a procedure as of a day, else the newest, with a case ("": the first) and process."""
        if (code, day, case) not in self._matters:
            self._matters[code, day, case] = _matter_of(code, day, case)
        return self._matters[code, day, case]

    def places(self, version: ProcedureVersion, named: Unit) -> tuple[Unit, Unit]:
        """The agency that is competent for an open dossier, and the part of it that handles it. Raises WrongCell."""
        key = version.pk, named.pk
        if key not in self._places:
            self._places[key] = _places_of(version, named)
        return self._places[key]


def _places_of(version: ProcedureVersion, named: Unit) -> tuple[Unit, Unit]:
    """A division that the old system named does the work; where it named an agency or a centre, the procedure says."""
    agency = named.agency
    if named.kind == UnitKind.COMMUNE_DIVISION:
        return agency, named
    try:
        return agency, handling_of(version, agency, kept.today())
    except LookupError as error:
        words = _("%(unit)s không có bộ phận giải quyết thủ tục này.") % {"unit": agency.name}
        raise WrongCell(words, "co_quan") from error


def step_of(process: InternalProcess, status: Status, told: str) -> Step:
    """The step at which an open dossier goes on: the counter's, the officer's one named, or the first officer's.

    Raises WrongCell: a draft that waited for its signature is not here, so it goes back to its officer.
    """
    steps = sorted(process.steps.all(), key=lambda step: step.position)
    if status != Status.PROCESSING:
        if told:
            raise WrongCell(_("Chỉ ghi bước cho hồ sơ đang xử lý (trạng thái 4)."), "buoc")
        return steps[0]
    possible = [step for step in steps if step.role == StepRole.OFFICER]
    wanted = [step for step in possible if told.casefold() in ("", step.key.casefold(), step.name.casefold())]
    if not wanted:
        named = ", ".join(f"{step.name} ({step.key})" for step in possible)
        raise WrongCell(
            _("Quy trình không có bước này cho người thụ lý. Các bước: %(steps)s.") % {"steps": named}, "buoc"
        )
    return wanted[0]


def end_of_day(unit: Unit, moment: dt.datetime) -> dt.datetime:
    """A promise for a day without a time lasts until the unit closes on it; until the usual hour on a day off."""
    if moment.time() != dt.time():
        return moment
    calendar = calendars.calendar_of(unit)
    if calendar.is_working_day(moment.date()):
        return calendar.last_closing(moment.date())
    return moment.replace(hour=calendars.OFFICE_HOURS[-1][1].hour)


def _unit_of(name: str, address: str) -> Unit:
    by_code = Unit.objects.filter(code=name).order_by("-pk").first()
    if by_code is not None:
        return _heir(by_code, name)
    found = {one.unit.pk: one.unit for one in resolve(name) if one.unit is not None}
    if len(found) > 1 and address:
        # A district became several communes: the owner's address says which of them it is.
        nearer = {one.unit.pk: one.unit for one in resolve(f"{address}, {name}") if one.unit is not None}
        found = {pk: unit for pk, unit in nearer.items() if pk in found} or found
    if not found:
        raise WrongCell(_("Không tìm thấy đơn vị hiện nay của «%(name)s».") % {"name": name}, "co_quan")
    if len(found) > 1:
        raise WrongCell(_several(name, list(found.values())), "co_quan")
    return next(iter(found.values()))


def _several(name: str, units: list[Unit]) -> str:
    named = ", ".join(f"{unit.name} ({unit.code})" for unit in units[:_MOST_NAMED])
    words = _("«%(name)s» có thể là %(number)d đơn vị, ví dụ %(units)s. Hãy ghi rõ ở bảng don_vi.")
    return words % {"name": name, "number": len(units), "units": named}


def _heir(unit: Unit, name: str) -> Unit:
    if unit.is_current(today_in_vietnam()):
        return unit
    heirs = heirs_of(unit)
    if not heirs:
        raise WrongCell(_("Không tìm thấy đơn vị hiện nay của «%(name)s».") % {"name": name}, "co_quan")
    if len(heirs) > 1:
        raise WrongCell(_several(name, [heir.unit for heir in heirs]), "co_quan")
    return heirs[0].unit


def _centre(unit: Unit, name: str) -> Unit:
    try:
        return centre_of(unit)
    except UnknownUnit as error:
        words = _("Đơn vị của «%(name)s» không có nơi tiếp nhận hồ sơ.")
        raise WrongCell(words % {"name": name}, "co_quan") from error


def _matter_of(code: str, day: dt.date, case: str) -> Matter:
    """Old dossiers are shown beside what their procedure says; without a version of that day, the newest counts."""
    versions = ProcedureVersion.objects.filter(procedure__code=code, state__in=_ANNOUNCED)
    with_all = versions.select_related("procedure", "field").prefetch_related("cases__time_limits", "processes__steps")
    newest = list(with_all.order_by("-valid_from"))
    if not newest:
        raise WrongCell(_("Không có thủ tục nào mã này được công bố."), "ma_thu_tuc")
    version = next((one for one in newest if one.valid_from and one.valid_from <= day), newest[-1])
    if case and not any(one.key == case for one in version.cases.all()):
        named = ", ".join(one.key for one in version.cases.all())
        raise WrongCell(
            _("Thủ tục không có trường hợp này. Các trường hợp: %(cases)s.") % {"cases": named}, "truong_hop"
        )
    for chosen in (version, *newest):
        known = next((one for one in chosen.cases.all() if case in ("", one.key)), None)
        process = next((one for one in chosen.processes.all() if one.case_id in (None, known and known.pk)), None)
        if known is not None and process is not None:
            return chosen, known, process
    raise WrongCell(_("Thủ tục này chưa có quy trình nội bộ."), "ma_thu_tuc")
