"""Rules proved: from when until when, and for whom, a connection is; and which post office fetches a result."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from portal.peers import choosing, own_codes
from portal.peers.models import Connection
from tests.dossiers import filings
from tests.dossiers.world import BIRTH, World
from tests.peers.connecting import connected

DAY = date(2026, 3, 2)
CODES = st.lists(st.sampled_from(["H29", "H29.1", "H29.101", "H29.101.9", "H290", "G22"]), max_size=3)


def test_it_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    one = Connection(active_from=DAY, active_to=DAY + timedelta(days=2))
    held = [one.is_in_force(DAY + timedelta(days=days)) for days in range(-1, 4)]
    assert held == [False, True, True, False, False]
    assert Connection(active_from=DAY).is_in_force(date(2999, 12, 31))


@pytest.mark.django_db
def test_rows_are_found_on_the_days_on_which_they_hold() -> None:
    ends = (None, DAY + timedelta(days=1), DAY + timedelta(days=3))
    for number, end in enumerate(ends):
        connected("https://x.vn", short_name=f"x{number}", active_from=DAY, active_to=end)
    for days in range(-1, 5):
        day = DAY + timedelta(days=days)
        found = set(Connection.objects.on(day))
        assert found == {one for one in Connection.objects.all() if one.is_in_force(day)}, day


@pytest.mark.django_db
def test_an_end_before_the_beginning_is_no_row() -> None:
    for end in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(IntegrityError, match="ends_after_it_begins"), transaction.atomic():
            connected("https://x.vn", active_from=DAY, active_to=end)
    assert not Connection.objects.exists()


def test_a_unit_is_served_with_all_that_stand_beneath_it_and_nobody_beside() -> None:
    one = Connection(units=["H29.101"])
    for unit, is_served in (
        ("H29.101", True),
        ("H29.101.9", True),
        ("H29.101.9.1", True),
        ("H29", False),
        ("H29.1010", False),
        ("H29.102", False),
        ("", False),
    ):
        assert one.serves(unit, BIRTH) == is_served, unit


def test_a_procedure_is_served_only_by_its_whole_code() -> None:
    one = Connection(procedures=[BIRTH])
    assert one.serves("H29.101", BIRTH)
    assert not one.serves("H29.101", f"{BIRTH}.1")
    assert not one.serves("H29.101", BIRTH[:-1])
    both = Connection(units=["H29.102"], procedures=[BIRTH])
    assert not both.serves("H29.101", BIRTH)


@given(units=CODES, unit=st.sampled_from(["H29", "H29.1", "H29.101", "H29.101.9", "H290.1"]))
def test_naming_nobody_is_naming_all_and_each_name_more_serves_more(units: list[str], unit: str) -> None:
    assert Connection().serves(unit, BIRTH)
    one = Connection(units=units)
    assert Connection(units=[*units, unit]).serves(unit, BIRTH)
    if units and one.serves(unit, BIRTH):
        assert Connection(units=[*units, "G22"]).serves(unit, BIRTH)
        assert any(unit == code or unit.startswith(f"{code}.") for code in units)


def test_a_dossier_is_told_of_where_it_was_received_and_where_it_is_decided(world: World) -> None:
    dossier = filings.submitted(world)
    for unit in (dossier.receiving_unit.code, dossier.competent_unit.code, "H29.101"):
        assert own_codes.is_served(Connection(units=[unit]), dossier)
    assert not own_codes.is_served(Connection(units=[world.other_ward.centre.code]), dossier)
    assert not own_codes.is_served(Connection(procedures=["9.999999"]), dossier)


def test_the_post_that_names_the_counter_most_closely_fetches_there(world: World) -> None:
    dossier = filings.submitted(world)
    counter = dossier.receiving_unit.code
    assert choosing.post_office(dossier) is None

    for_all = connected("https://x.vn", short_name="all")
    assert choosing.post_office(dossier) == for_all
    connected("https://x.vn", short_name="all, later")
    assert choosing.post_office(dossier) == for_all
    for_province = connected("https://x.vn", short_name="province", units=["H29"])
    assert choosing.post_office(dossier) == for_province
    for_ward = connected("https://x.vn", short_name="ward", units=["H29.101"])
    connected("https://x.vn", short_name="ward, later", units=["H29.101"])
    assert choosing.post_office(dossier) == for_ward
    for_counter = connected("https://x.vn", short_name="counter", units=[counter])
    assert choosing.post_office(dossier) == for_counter


def test_how_closely_others_are_named_counts_nothing(world: World) -> None:
    dossier = filings.submitted(world)
    for_ward = connected("https://x.vn", short_name="ward", units=["H29.101"])
    connected("https://x.vn", short_name="province", units=["H29", world.other_ward.centre.code])
    assert choosing.post_office(dossier) == for_ward


def test_neither_another_kind_nor_what_has_ended_or_not_begun_fetches(world: World) -> None:
    dossier = filings.submitted(world)
    connected("https://x.vn", kind="land")
    connected("https://x.vn", short_name="ended", active_to=date(2026, 1, 2))
    connected("https://x.vn", short_name="to come", active_from=date(2999, 1, 1))
    connected("https://x.vn", short_name="elsewhere", units=[world.other_ward.centre.code])
    connected("https://x.vn", short_name="land only", procedures=["1.012789"])
    assert choosing.post_office(dossier) is None


def test_the_post_is_found_in_one_query_where_there_are_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = filings.submitted(world)
    assert dossier.receiving_unit.code + dossier.procedure_version.procedure.code
    for number in range(12):
        connected("https://x.vn", short_name=f"x{number}")
    with django_assert_num_queries(1):
        choosing.post_office(dossier)
