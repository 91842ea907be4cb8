"""Rules proved: an address of a ward that lost a part may mean the ward or the part; the words of the part decide.

Issue 4 item 1: `units/resolve` gives candidates where an old ward was split, through our own history.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.plans import CarryOut, Wards, carried_out, two_wards
from units import areas, resolving
from units.models import Reorganisation, Unit

OLD = "Phường Sài Gòn"


@pytest.fixture
def wards(db: None) -> Wards:
    """Two wards, the first of them Phường Sài Gòn of the published list, the second Phường Bến Thành."""
    found = two_wards()
    places = (("26740", "Sài Gòn", found.first), ("26743", "Bến Thành", found.second))
    for code, name, unit in places:
        place = make.WardFactory(code=code, name=name, full_name=f"Phường {name}")
        Unit.objects.filter(pk=unit.pk).update(division=place)
        unit.refresh_from_db()
    return found


@pytest.fixture
def carry_out(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> CarryOut:
    """Scheduled by the other administrator and carried out on its day."""
    return lambda plan: carried_out(monkeypatch, wards, plan)


def taken_off(wards: Wards, to: Unit | None = None, words: str = "Khu phố 3\nđường Lê Lợi") -> Reorganisation:
    """A part of the first ward becomes the new ward Tây, or goes to a neighbour."""
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    place = {"division_code": "49990", "division_name": "Tây", "division_kind": "ward"}
    new = write.going_on(plan, to) if to else write.new_unit(plan, "H29.950", "Ủy ban nhân dân phường Tây", **place)
    write.passes(wards.first, new, "0.3", words)
    return plan


def found(address: str, on: dt.date | None = None) -> list[tuple[str, str]]:
    """Full name of each candidate, and what it was."""
    return [(each.division.full_name, each.was) for each in resolving.resolve(address, on)]


def test_an_address_without_more_may_mean_both_the_old_ward_first(wards: Wards, carry_out: CarryOut) -> None:
    plan = taken_off(wards)
    assert found(f"12 Pasteur, {OLD}, TP.HCM") == [(OLD, "")], "a plan changes nothing"

    carry_out(plan)

    assert found(f"12 Pasteur, {OLD}, TP.HCM") == [(OLD, ""), ("Phường Tây", OLD)]
    before = "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"
    assert found("phuong ben nghe, quan 1") == [(OLD, before), ("Phường Tây", before)]
    assert found("Phường Tây, TP.HCM") == [("Phường Tây", "")], "its own name means it alone"
    assert found("Phường Bến Thành, TP.HCM") == [("Phường Bến Thành", "")], "the ward next door lost nothing"
    assert found(f"{OLD}, TP.HCM", plan.effective_on - dt.timedelta(days=1)) == [(OLD, "")], "the day before"


@pytest.mark.parametrize("street", ["Khu phố 3", "khu pho 3", "Số 5, đường Lê Lợi", "5 ĐƯỜNG LÊ LỢI"])
def test_the_words_of_the_part_bring_it_to_the_front(wards: Wards, carry_out: CarryOut, street: str) -> None:
    carry_out(taken_off(wards))

    assert found(f"{street}, {OLD}, TP.HCM") == [("Phường Tây", OLD), (OLD, "")]
    assert found(f"Khu phố 31, {OLD}, TP.HCM")[0] == (OLD, ""), "a longer number is another quarter"


def test_a_part_that_went_to_a_neighbour_is_found_there(wards: Wards, carry_out: CarryOut) -> None:
    carry_out(taken_off(wards, to=wards.second))

    assert found(f"Khu phố 3, {OLD}, TP.HCM") == [("Phường Bến Thành", OLD), (OLD, "")]


def test_the_part_is_still_found_when_it_and_the_old_ward_went_on(wards: Wards, carry_out: CarryOut) -> None:
    """The new ward passed into another, and the old one into a third."""
    carry_out(taken_off(wards))
    third = make.CommuneCommitteeFactory(code="H29.203")
    for number, (old, name) in enumerate(((Unit.objects.get(code="H29.950"), "Mới"), (wards.first, "Cả"))):
        plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
        place = {"division_code": f"4998{number}", "division_name": name, "division_kind": "ward"}
        new = write.new_unit(plan, f"H29.96{number}", f"Ủy ban nhân dân phường {name}", **place)
        others = [third] if number == 0 else [wards.second]
        for each in (old, *others):
            write.passes(each, new)
        carry_out(plan)

    assert found(f"{OLD}, TP.HCM") == [("Phường Cả", OLD), ("Phường Mới", OLD)]


def test_machines_are_told_that_it_is_a_question(
    wards: Wards, carry_out: CarryOut, client: Client, django_assert_num_queries: Any
) -> None:
    carry_out(taken_off(wards))
    resolving.resolve(OLD)  # reads the gazetteer

    with django_assert_num_queries(5):  # places of ours, the province, divisions, committees, parts taken off
        resolving.resolve("Phường Bến Thành, TP.HCM")
    answer = client.get("/api/v1/units/resolve/", {"address": f"Khu phố 3, {OLD}"}).json()

    assert answer["is_certain"] is False
    assert [each["division"]["code"] for each in answer["candidates"]] == ["49990", "26740"]


WORDS = st.lists(st.sampled_from(["khu", "phố", "3", "31", "đường", "Lê", "Lợi"]), min_size=1, max_size=4)


@given(before=WORDS, area=WORDS, after=WORDS)
def test_an_area_is_named_by_its_words_whole_and_in_order(before: list[str], area: list[str], after: list[str]) -> None:
    said = " ".join(area)

    assert areas.is_named(said, " ".join([*before, *area, *after]))
    assert areas.is_named(said.upper(), f"{' '.join(before)}, {said}")
    assert not areas.is_named(said, f"{' '.join(before)}x{said}x") or said in " ".join(before)
    assert not areas.is_named("", said)
