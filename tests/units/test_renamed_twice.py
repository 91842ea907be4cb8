"""Rules proved: every name that a decision took from a commune still leads there, however often it was renamed.

Issue 4 item 1: every page and code resolves history.
"""

from __future__ import annotations

import pytest

from tests.dossiers import reorganising as write
from tests.units.plans import CarryOut, Wards
from units import resolving
from units.models import Reorganisation

pytestmark = pytest.mark.django_db


def renamed(wards: Wards, carry_out: CarryOut, name: str, kind: str = "") -> None:
    """The first ward bears another name from the day on."""
    plan = write.draft(Reorganisation.Kind.RENAME, wards.author)
    wards.first.refresh_from_db()
    place = {"division_name": name, "division_kind": kind}
    write.going_on(plan, wards.first, name=f"Ủy ban nhân dân phường {name}", **place)
    carry_out(plan)


def found(address: str) -> list[tuple[str, str]]:
    """What an address leads to, and the old name that it was found by."""
    return [(one.division.full_name, one.was) for one in resolving.resolve(address)]


def test_the_first_of_three_names_leads_to_the_last(wards: Wards, carry_out: CarryOut) -> None:
    """The ward's first name is in no published list."""
    for name in ("Hồng Ngự Bắc", "Hồng Hà Nam"):
        renamed(wards, carry_out, name)

    assert found("Phường Hồng Hà Nam") == [("Phường Hồng Hà Nam", "")]
    assert found("Số 5, phường Hồng Ngự Bắc, TP.HCM") == [("Phường Hồng Hà Nam", "Phường Hồng Ngự Bắc")]
    assert found("Phường An, Thành phố Hồ Chí Minh") == [("Phường Hồng Hà Nam", "Phường An")]


def test_a_name_that_came_back_is_that_of_today(wards: Wards, carry_out: CarryOut) -> None:
    for name in ("Hồng Ngự Bắc", "An"):
        renamed(wards, carry_out, name)

    assert found("Phường An, Thành phố Hồ Chí Minh") == [("Phường An", "")]
    assert found("Phường Hồng Ngự Bắc") == [("Phường An", "Phường Hồng Ngự Bắc")]


def test_the_type_before_is_kept_with_the_name(wards: Wards, carry_out: CarryOut) -> None:
    renamed(wards, carry_out, "Hồng Ngự Bắc", "special_zone")
    renamed(wards, carry_out, "Hồng Hà Nam", "ward")

    assert found("Đặc khu Hồng Ngự Bắc") == [("Phường Hồng Hà Nam", "Đặc khu Hồng Ngự Bắc")]
