"""A till in tests: a clerk with a shift at a centre, orders of its agency, and what its pages say."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from payments.counter import shifts, taking
from payments.models import BankAccount, Order, Shift, ShiftEntry
from payments.orders import Line
from portal.accounts.models import User
from tests.payments.factories import make_account, place
from tests.units.factories import CentreFactory, StaffFactory, StaffRoleFactory
from units.roles import Role


@dataclass
class Till:
    """A clerk of a ward's centre, a leader of the ward, and the account of the ward."""

    clerk: User
    leader: User
    account: BankAccount
    shift: Shift

    def order(self, *lines: Line, **fields: Any) -> Order:
        """An order of the ward; 50.000 đồng unless told otherwise."""
        return place(self.account, *lines, **fields)

    def take(self, order: Order | None = None, given_dong: int | None = None) -> ShiftEntry:
        """Cash for an order."""
        return taking.take_cash(self.shift, order or self.order(), self.clerk, given_dong, uuid.uuid4())


def make_till(float_dong: int = 200_000) -> Till:
    """A till that was just opened."""
    account = make_account()
    centre = CentreFactory.create(parent=account.unit)
    clerk, leader = staff(Role.CLERK, centre, "Lê Thị Mai"), staff(Role.LEADER, account.unit, "Trần Văn Bình")
    return Till(clerk, leader, account, shifts.open_shift(clerk, centre, float_dong))


def staff(role: Role, unit: Any, name: str) -> User:
    """Somebody who holds a role at a unit."""
    user: User = StaffFactory.create(full_name=name)
    StaffRoleFactory.create(user=user, unit=unit, role=role)
    return user


def page(name: str, *args: object) -> str:
    """The address of a page of the till."""
    return reverse(f"till:{name}", args=args)


def notes(**counted: int) -> dict[str, str]:
    """Counted notes as the form sends them: notes(n500000=1)."""
    return {f"note_{name[1:]}": str(count) for name, count in counted.items()}
