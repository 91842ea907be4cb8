"""Rule proved: an old code leads to the units of today that answer for it (design.md, always 8; domain.md 1.1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.units import factories as make
from units.models import Unit, UnitSuccession
from units.succession import heirs_of

pytestmark = pytest.mark.django_db
MERGER, SECOND = dt.date(2026, 1, 1), dt.date(2026, 6, 1)


def committee(ended: dt.date | None = None, began: dt.date = make.SINCE, **more: Any) -> Unit:
    """A commune's committee in force from a day until another."""
    unit: Unit = make.CommuneCommitteeFactory(valid_from=began, valid_to=ended, **more)
    return unit


def follow(old: Unit, *successors: Unit, shares: tuple[str, ...] = ("1",), on: dt.date = MERGER) -> None:
    """Let units take over from an old one."""
    for successor, share in zip(successors, shares, strict=True):
        UnitSuccession.objects.create(
            predecessor=old, successor=successor, share=Decimal(share), effective_from=on, decision="1/NQ-HĐND"
        )


def heirs(unit: Unit, on: dt.date | None = None) -> dict[str, Decimal]:
    """Codes and shares."""
    return {heir.unit.code: heir.share for heir in heirs_of(unit, on)}


def test_a_unit_in_force_answers_for_itself(django_assert_num_queries: Any) -> None:
    unit = committee()

    with django_assert_num_queries(0):
        assert heirs(unit) == {unit.code: 1}


def test_a_merger_leads_both_old_codes_to_the_new_unit() -> None:
    first, second, merged = committee(MERGER), committee(MERGER), committee(began=MERGER)
    follow(first, merged)
    follow(second, merged)

    assert heirs(first) == heirs(second) == {merged.code: 1}


def test_a_split_leads_to_every_part_the_largest_first() -> None:
    old, small, large = committee(MERGER), committee(began=MERGER), committee(began=MERGER)
    follow(old, small, large, shares=("0.3", "0.7"))

    assert [(heir.unit, heir.share) for heir in heirs_of(old)] == [(large, Decimal("0.7")), (small, Decimal("0.3"))]


def test_equal_parts_come_in_the_order_of_their_codes() -> None:
    old, later, sooner = committee(MERGER), committee(code="H29.902"), committee(code="H29.901")
    follow(old, later, sooner, shares=("0.5", "0.5"))

    assert list(heirs(old)) == ["H29.901", "H29.902"]


def test_a_chain_of_changes_is_followed_to_its_end_one_query_a_generation(django_assert_num_queries: Any) -> None:
    old, middle, new = committee(MERGER), committee(SECOND, began=MERGER), committee(began=SECOND)
    follow(old, middle)
    follow(middle, new, on=SECOND)

    with django_assert_num_queries(2):
        found = heirs_of(old)
        assert found[0].unit.division.code
        assert found[0].unit.agency_code == new.code
    assert heirs(old) == {new.code: 1}


def test_shares_multiply_and_what_comes_together_again_adds_up() -> None:
    """A third stays, two thirds go to a unit that is later merged into the one that kept the third."""
    old, kept, passing = committee(MERGER), committee(began=MERGER), committee(SECOND, began=MERGER)
    follow(old, kept, passing, shares=("0.25", "0.75"))
    follow(passing, kept, on=SECOND)

    assert heirs(old) == {kept.code: 1}


def test_a_part_that_comes_by_a_longer_way_is_not_lost() -> None:
    old, short, long, end = committee(MERGER), committee(SECOND), committee(SECOND), committee()
    follow(old, short, long, shares=("0.5", "0.5"))
    follow(long, short, on=SECOND)
    follow(short, end, on=SECOND)

    assert heirs(old) == {end.code: 1}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (MERGER - dt.timedelta(days=1), "old"),
        (MERGER, "middle"),
        (SECOND - dt.timedelta(days=1), "middle"),
        (SECOND, "new"),
        (dt.date(2030, 1, 1), "new"),
    ],
)
def test_a_day_in_the_past_has_its_own_answer(on: dt.date, expected: str) -> None:
    old, middle, new = committee(MERGER), committee(SECOND, began=MERGER), committee(began=SECOND)
    follow(old, middle)
    follow(middle, new, on=SECOND)

    assert heirs(old, on) == {{"old": old, "middle": middle, "new": new}[expected].code: 1}


def test_a_successor_that_begins_later_does_not_answer_yet() -> None:
    day = dt.date(2030, 1, 1)
    old, coming = committee(MERGER), committee(began=day)
    follow(old, coming, on=day)

    assert heirs(old, on=day - dt.timedelta(days=1)) == {}
    assert heirs(old, on=day) == {coming.code: 1}


def test_nobody_took_over() -> None:
    assert heirs(committee(MERGER)) == {}


def test_a_circle_written_by_mistake_ends(django_assert_max_num_queries: Any) -> None:
    first, second = committee(MERGER), committee(MERGER)
    follow(first, second)
    follow(second, first)

    with django_assert_max_num_queries(30):
        assert heirs(first) == {}


def test_the_page_of_an_old_unit_names_those_of_today_not_those_between(client: Client) -> None:
    old, middle, new = committee(MERGER), committee(SECOND, began=MERGER), committee(began=SECOND)
    follow(old, middle)
    follow(middle, new, on=SECOND)

    html = client.get(old.get_absolute_url()).content.decode()

    assert "ngừng hoạt động từ ngày 01/01/2026" in html
    assert new.get_absolute_url() in html
    assert middle.get_absolute_url() not in html


def test_the_page_of_a_unit_that_ended_without_a_successor_says_only_that(client: Client) -> None:
    html = client.get(committee(MERGER).get_absolute_url()).content.decode()

    assert "ngừng hoạt động" in html
    assert "Nơi tiếp nhận nhiệm vụ" not in html
    assert "Đang mở cửa" not in html
    assert "Đang đóng cửa" not in html
    assert "Giờ mở cửa" not in html, "nobody is there at any hour"


def test_the_page_of_a_unit_that_is_to_begin_says_when(client: Client) -> None:
    unit = committee(began=dt.date(2031, 5, 4))

    html = client.get(unit.get_absolute_url()).content.decode()

    assert "hoạt động từ ngày 04/05/2031" in html
    assert "Giờ mở cửa" in html, "people may look up when to come"
    assert "ngừng hoạt động" not in html


def test_a_unit_that_will_end_is_shown_as_in_force_until_then(client: Client) -> None:
    unit = committee(dt.date(2031, 1, 1))
    follow(unit, committee(began=dt.date(2031, 1, 1)), on=dt.date(2031, 1, 1))

    html = client.get(unit.get_absolute_url()).content.decode()

    assert "ngừng hoạt động" not in html
    assert client.get(f"/api/v1/units/{unit.code}/").json()["successors"] == []


def test_machines_get_the_successors_with_their_shares(client: Client) -> None:
    old, small, large = committee(MERGER), committee(began=MERGER), committee(began=MERGER)
    follow(old, small, large, shares=("0.3", "0.7"))

    told = client.get(f"/api/v1/units/{old.code}/").json()["successors"]

    assert told == [
        {"code": large.code, "name": large.name, "share": "0.7000"},
        {"code": small.code, "name": small.name, "share": "0.3000"},
    ]
    assert client.get(f"/api/v1/units/{large.code}/").json()["successors"] == []
