"""Accountants at their desk, for tests of their pages."""

from __future__ import annotations

from django.test import Client

from portal.accounts.models import User
from tests.units.factories import StaffFactory, StaffRoleFactory
from units.models import Unit
from units.roles import Role


def accountant_of(unit: Unit, name: str = "Tạ Thị Thanh Thúy", role: str = Role.ACCOUNTANT) -> User:
    """Somebody who keeps the accounts of a unit, with nothing remembered of their roles."""
    person = StaffFactory.create(full_name=name)
    StaffRoleFactory.create(user=person, unit=unit, role=role)
    return User.objects.get(pk=person.pk)


def at_the_desk(unit: Unit, name: str = "Tạ Thị Thanh Thúy") -> Client:
    """A browser in which an accountant of the unit is signed in."""
    return browser_of(accountant_of(unit, name))


def browser_of(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
