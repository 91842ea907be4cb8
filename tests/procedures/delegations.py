"""Delegations for tests: confirmed, ended or waiting, as the acts leave them; and who writes and confirms them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.accounts.models import User
from procedures import delegating, page_cache
from procedures.choices import DelegationKind
from procedures.delegating import Wish
from procedures.models import Delegation, Field, Procedure
from tests.procedures.deciding_world import staff
from tests.units.factories import CommitteeFactory, DepartmentFactory
from units.departments import PROVINCIAL_OFFICE
from units.models import Unit
from units.roles import Role


def today() -> date:
    """Today in Viet Nam."""
    return timezone.localdate()


def days(number: int) -> date:
    """A day so many days from today."""
    return today() + timedelta(days=number)


def office_unit() -> Unit:
    """The Office of the People's Committee of the province."""
    made: Unit = DepartmentFactory(code="H29.1", parent=CommitteeFactory(), slug=PROVINCIAL_OFFICE, name="Văn phòng")
    return made


def officer(email: str = "ghi@thu.example") -> User:
    """Somebody who publishes for the Office."""
    unit = Unit.objects.filter(slug=PROVINCIAL_OFFICE).first() or office_unit()
    return User.objects.filter(email=email).first() or staff(email, Role.PUBLISHER, unit)


def wish(giver: Unit, to: Unit | None, *codes: str, field: Field | None = None, **changes: Any) -> Wish:
    """A delegation of these procedures (or a field) from yesterday for a month."""
    told: dict[str, Any] = {
        "kind": DelegationKind.DELEGATED,
        "from_unit": giver,
        "to_unit": to,
        "procedures": tuple(Procedure.objects.filter(code__in=codes)),
        "fields": (field,) if field else (),
        "valid_from": days(-1),
        "valid_to": days(30),
        "decision_number": "12/QĐ-UBND",
        "decision_date": days(-10),
    }
    return Wish(**(told | changes))


def proposed(giver: Unit, to: Unit | None, *codes: str, **changes: Any) -> Delegation:
    """A delegation that waits to be confirmed."""
    return delegating.propose(officer(), wish(giver, to, *codes, **changes), key=uuid4())


def delegated(giver: Unit, to: Unit | None, *codes: str, **changes: Any) -> Delegation:
    """A confirmed delegation; what was cached before is forgotten, as on commit."""
    made = delegating.confirm(proposed(giver, to, *codes, **changes), officer("xac-nhan@thu.example"))
    page_cache.forget(())
    return made
