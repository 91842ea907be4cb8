"""Rules proved: centres and branches say which fields they receive at which counters, from day to day.

Issue 4 item 8: branch services, edited at the unit desk, shown on the public page and in REST, their history kept.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.accounts.models import User
from tests.procedures import factories as catalogue
from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import CarryOut, Wards, merged
from units import services
from units.models import CentreService, Counter, Unit, UnitKind, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
TODAY = today_in_vietnam()
CIVIL, LAND = ("G15-TP07", "Hộ tịch"), ("G13-TN02", "Đất đai")


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def branch(wards: Wards) -> Unit:
    """A branch of the provincial centre with two counters; nobody administers it yet."""
    centre = make.ProvincialCentreFactory(parent=wards.first.parent)
    found: Unit = make.PartFactory(
        parent=centre, code="H29.90.1", kind=UnitKind.BRANCH, level="province", slug="", division=centre.division,
        name="Chi nhánh Trung tâm Phục vụ hành chính công khu vực Quận 1",
    )  # fmt: skip
    for number in (1, 2):
        make.CounterFactory(unit=found, number=number, name=f"Quầy {number}")
    return found


@pytest.fixture
def keeper(branch: Unit, client: Client) -> Client:
    """The browser of who administers the provincial centre with its branches."""
    client.force_login(make.StaffRoleFactory(unit=branch.parent, role=Role.UNIT_ADMIN).user)
    return client


@pytest.fixture
def announced(db: None) -> None:
    """The catalogue has procedures of two fields in force."""
    for code, name in (CIVIL, LAND):
        catalogue.announced(field=catalogue.FieldFactory(code=code, name=name))


def counter(unit: Unit, number: int) -> Counter:
    return Counter.objects.get(unit=unit, number=number)


def told(unit: Unit, day: dt.date | None = None) -> dict[str, tuple[int, ...]]:
    """By field the counters that receive it."""
    return {each.name: each.counters for each in services.received_at(unit, day)}


def rows_of(unit: Unit) -> list[tuple[Any, ...]]:
    return list(unit.services.order_by("pk").values_list("field_code", "counter__number", "valid_from", "valid_to"))


# At the desk


@pytest.mark.usefixtures("announced")
def test_a_branch_begins_to_receive_fields_of_the_catalogue(keeper: Client, branch: Unit, client: Client) -> None:
    asked = shown(keeper.get(page("services", branch.code)))
    assert "Hộ tịch" in asked
    assert "Đất đai" in asked

    typed = {"fields_of_work": [CIVIL[0], LAND[0]], "counters": [counter(branch, 2).pk], **parts("valid_from", TODAY)}
    answer = keeper.post(page("services", branch.code), typed)

    assert answer.status_code == 302, shown(answer)
    assert told(branch) == {"Đất đai": (2,), "Hộ tịch": (2,)}
    assert page("service-end", branch.code, CIVIL[0]) in shown(keeper.get(page("unit", branch.code)))
    public = shown(Client().get(branch.get_absolute_url()))
    assert "Lĩnh vực tiếp nhận tại đây" in public
    assert f"?field={LAND[0]}" in public
    again = shown(keeper.get(page("services", branch.code)))
    assert "Hộ tịch" not in again, "what is received already is not offered"


@pytest.mark.usefixtures("announced")
@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({}, "fields_of_work"),
        ({"fields_of_work": ["khong-co"]}, "fields_of_work"),
        ({"fields_of_work": [CIVIL[0]], "counters": ["0"]}, "counters"),
        ({"fields_of_work": [CIVIL[0]], **parts("valid_from", in_days(-1))}, "valid_from"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_box(keeper: Client, branch: Unit, typed: dict[str, Any], box: str) -> None:
    answer = keeper.post(page("services", branch.code), {**parts("valid_from", TODAY), **typed})

    assert answer.status_code == 422
    assert f'href="#id_{box}' in shown(answer)
    assert not CentreService.objects.exists()


def test_a_counter_of_another_centre_is_none_of_theirs(keeper: Client, branch: Unit, wards: Wards) -> None:
    services.receive(wards.author, branch, CIVIL, [None])
    foreign = make.CounterFactory(unit=wards.centres[0], number=1)
    before = rows_of(branch)

    typed = {"counters": [foreign.pk], **parts("valid_from", TODAY)}
    answer = keeper.post(page("service-change", branch.code, CIVIL[0]), typed)

    assert (answer.status_code, rows_of(branch)) == (422, before)


def test_other_counters_from_a_day_on_leave_the_days_before_as_they_were(
    keeper: Client, branch: Unit, wards: Wards
) -> None:
    services.receive(wards.author, branch, CIVIL, [counter(branch, 1)])

    typed = {"counters": [counter(branch, 2).pk], **parts("valid_from", in_days(7))}
    assert keeper.post(page("service-change", branch.code, CIVIL[0]), typed).status_code == 302

    assert told(branch, in_days(6)) == {"Hộ tịch": (1,)}
    assert told(branch, in_days(7)) == {"Hộ tịch": (2,)}
    assert rows_of(branch) == [(CIVIL[0], 1, TODAY, in_days(7)), (CIVIL[0], 2, in_days(7), None)]


def test_a_field_ends_after_its_last_day(keeper: Client, branch: Unit, wards: Wards) -> None:
    services.receive(wards.author, branch, CIVIL, [None])

    keeper.post(page("service-end", branch.code, CIVIL[0]), parts("last_day", in_days(3)))

    assert told(branch, in_days(3)) == {"Hộ tịch": ()}
    assert told(branch, in_days(4)) == {}
    assert "đến trước ngày" in shown(Client().get(branch.get_absolute_url()))


def test_units_that_receive_nobody_and_units_of_others_have_no_such_page(
    keeper: Client, admin: Client, branch: Unit, wards: Wards
) -> None:
    """`admin` signs in last: the browser is that of the first ward."""
    services.receive(wards.author, branch, CIVIL, [None])
    before = rows_of(branch)

    for address in (
        page("services", wards.first.code),
        page("services", branch.code),
        page("service-change", branch.code, CIVIL[0]),
        page("service-end", branch.code, CIVIL[0]),
        page("service-end", wards.centres[0].code, CIVIL[0]),
        page("history", branch.code),
    ):
        assert admin.get(address).status_code == 404, address
        typed = {**parts("valid_from", TODAY), **parts("last_day", TODAY)}
        assert admin.post(address, typed).status_code in (404, 405)
    assert rows_of(branch) == before


def test_a_counter_that_closes_leaves_its_fields_to_the_others_or_to_any(
    keeper: Client, branch: Unit, wards: Wards
) -> None:
    services.receive(wards.author, branch, CIVIL, [counter(branch, 1)])
    services.receive(wards.author, branch, LAND, [counter(branch, 1), counter(branch, 2)])

    keeper.post(page("counter-close", branch.code, counter(branch, 1).pk))

    assert told(branch) == {"Đất đai": (1, 2), "Hộ tịch": (1,)}, "today it still serves"
    assert told(branch, in_days(1)) == {"Đất đai": (2,), "Hộ tịch": ()}


# REST


def test_rest_tells_what_a_centre_receives_and_who_receives_a_field(client: Client, branch: Unit, wards: Wards) -> None:
    services.receive(wards.author, branch, CIVIL, [counter(branch, 2), counter(branch, 1)])
    services.receive(wards.author, wards.centres[0], LAND, [None], in_days(5))

    detail = client.get(f"/api/v1/units/{branch.code}/").json()
    assert detail["services"] == [
        {"field": CIVIL[0], "name": "Hộ tịch", "counters": [1, 2], "valid_from": TODAY.isoformat(), "valid_to": None}
    ]

    def receiving(field: str, **more: str) -> list[str]:
        answer = client.get("/api/v1/units/", {"field": field, **more}).json()
        return [unit["code"] for unit in answer["results"]]

    assert receiving(CIVIL[0]) == [branch.code]
    assert receiving(LAND[0]) == []
    assert receiving(LAND[0], on=in_days(5).isoformat()) == [wards.centres[0].code]
    assert receiving("khong-co") == []


# Reorganisations


def test_fields_go_along_in_a_merger_with_the_counters_that_receive_them(wards: Wards, carry_out: CarryOut) -> None:
    for centre in wards.centres:
        make.CounterFactory(unit=centre, number=1, name="Hộ tịch")
        services.receive(wards.author, centre, CIVIL, [counter(centre, 1)])
    services.receive(wards.author, wards.centres[0], LAND, [None])
    services.receive(wards.author, wards.centres[1], LAND, [None], in_days(30))
    plan = merged(wards)

    carry_out(plan)

    new = Unit.objects.get(code="H29.950.9")
    assert told(new, plan.effective_on) == {"Đất đai": (), "Hộ tịch": (1, 2)}
    assert told(new, in_days(31)) == {"Đất đai": (), "Hộ tịch": (1, 2)}
    for old in wards.centres:
        assert told(old, plan.effective_on) == {}
    assert told(wards.centres[0], plan.effective_on - dt.timedelta(days=1)) == {"Đất đai": (), "Hộ tịch": (1,)}


# The rows themselves


def test_the_database_keeps_a_field_from_being_received_twice_at_a_counter(branch: Unit, wards: Wards) -> None:
    for at in (None, counter(branch, 1)):
        services.receive(wards.author, branch, CIVIL, [at])
        doubled = CentreService(unit=branch, field_code=CIVIL[0], field_name="Hộ tịch", counter=at, valid_from=TODAY)
        with pytest.raises(IntegrityError, match="centre_service_once_at_a_counter"), transaction.atomic():
            doubled.save()


writes = st.lists(st.tuples(st.integers(0, 12), st.sets(st.sampled_from([0, 1, 2]))), max_size=5)


class WhateverIsWritten(TestCase):
    """Any writes one after the other."""

    @settings(deadline=None, max_examples=8)
    @given(written=writes)
    def test_each_day_has_the_counters_of_the_last_write_for_it(self, written: list[tuple[int, set[int]]]) -> None:
        """A write is about its day and all later ones; what was written for the days before stays."""
        centre = make.CentreFactory()
        counters = {0: None} | {n: make.CounterFactory(unit=centre, number=n) for n in (1, 2)}
        author = User.objects.filter(kind="staff").first() or make.StaffFactory()

        for day, at in written:
            services.receive(author, centre, CIVIL, [counters[n] for n in at], in_days(day))

        for day in range(15):
            expected = next((at for since, at in reversed(written) if since <= day), set())
            rows = centre.services.current(in_days(day)).values_list("counter__number", flat=True)
            assert sorted(number or 0 for number in rows) == sorted(expected)
