"""Units that are asked about a dossier, with somebody at each who can answer; and dossiers about which they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dossiers import asking, handing_on
from dossiers.asking import Asked
from dossiers.models import Consultation, Dossier
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.copies import copied
from tests.dossiers.processes import announce
from tests.dossiers.world import World, make_staff, make_unit
from tests.procedures.plans import asking as asking_plan
from tests.procedures.plans import changed
from units.models import Unit, UnitKind
from units.roles import Role

QUESTION = "Phần đất này có thuộc quy hoạch đường không?"


@dataclass(frozen=True)
class Office:
    """A unit that is asked, and its officer."""

    unit: Unit
    officer: User


def justice(world: World) -> Office:
    """The Department of Justice."""
    return _department(world, "H29.3", "Sở Tư pháp", "so-tu-phap")


def building(world: World) -> Office:
    """The Department of Construction."""
    return _department(world, "H29.4", "Sở Xây dựng", "so-xay-dung")


@copied
def _department(world: World, code: str, name: str, slug: str) -> Office:
    top = world.ward.committee.parent
    assert top is not None
    unit = make_unit(code, name, UnitKind.DEPARTMENT, top.division, world.ward.centre.calendar, top, slug)
    return Office(unit, make_staff(f"{slug}@example.vn", f"Chuyên viên {name}", Role.OFFICER, unit))


@copied
def at_consultation(world: World, consulted: Sequence[str] = ("so-tu-phap", "so-xay-dung")) -> Dossier:
    """A dossier at the step of its process that asks the units named."""
    announce(world, changed(asking_plan(), "ask", consulted=tuple(consulted)))
    dossier = filings.handed_over(world)
    handing_on.forward(dossier, world.ward.officer)
    dossier.refresh_from_db()
    return dossier


@copied
def asked(world: World, *units: Unit, hours: int = 8, dossier: Dossier | None = None) -> list[Consultation]:
    """Questions that the ward's officer puts beside the process."""
    about = dossier or filings.handed_over(world)
    wanted = [Asked(unit, Decimal(hours)) for unit in units]
    return asking.ask(about, world.ward.officer, question=QUESTION, asked=wanted)


def to(dossier: Dossier, office: Office) -> Consultation:
    """The question about a dossier to one unit."""
    return dossier.consultations.select_related("dossier", "unit").get(unit=office.unit)
