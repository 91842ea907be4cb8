"""Fixtures of the units' tests: two wards, who administers them, and reorganisations carried out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.units import factories as make
from tests.units.plans import CarryOut, Wards, carried_out, two_wards
from units.roles import Role


@pytest.fixture
def wards(db: None) -> Wards:
    """Two wards and who administers the city."""
    return two_wards()


@pytest.fixture
def admin(wards: Wards, client: Client) -> Client:
    """The browser of the administrator of the first ward."""
    client.force_login(make.StaffRoleFactory(unit=wards.first, role=Role.UNIT_ADMIN).user)
    return client


@pytest.fixture
def author(wards: Wards, client: Client) -> Client:
    """The browser of who writes plans."""
    client.force_login(wards.author)
    return client


@pytest.fixture
def carry_out(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> CarryOut:
    """Schedule a plan and let its day come."""
    return lambda plan: carried_out(monkeypatch, wards, plan)
