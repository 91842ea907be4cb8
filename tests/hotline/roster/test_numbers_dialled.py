"""Dialled numbers at the exchange's door and at the consoles: whose team rings first, and that nobody waits longer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotline import exchange_words
from hotline.exchange_words import phone_of
from hotline.models import Call, CallState, Duty, Offer, Team
from hotline.roster import passing_on, ringing
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.roster.teams import a_shift, a_team, sit
from tests.hotline.roster.test_dialled_numbers import WARD_NUMBER, hears, rings, ward_team
from tests.hotline.test_exchange import knock
from units.models import Absence
from units.roles import Role

CALLS = reverse("hotline:calls")
NOW = timezone.now


@pytest.fixture
def mine(world: World) -> User:
    """An operator of the ward."""
    return make_staff("tongdai@example.vn", "Hồ Thị Tổng", Role.HOTLINE_OPERATOR, world.ward.committee)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=60), st.lists(st.text(), max_size=2)))
def test_whatever_was_dialled_is_a_number_that_can_be_kept_or_nothing(dialled: Any) -> None:
    kept = phone_of(dialled)
    assert len(kept) <= 30 and "\0" not in kept
    assert kept == "" or any(sign.isdigit() for sign in kept)


@given(st.integers(38_000_000, 38_999_999))
def test_a_number_of_a_city_is_one_however_the_exchange_writes_it(number: int) -> None:
    text = f"028{number}"
    ways = (text, f"+8428{number}", f"028 {text[3:7]} {text[7:]}", f"(028) {number}", f"028.{text[3:7]}.{text[7:]}")
    assert {phone_of(way) for way in ways} == {f"+8428{number}"}


def test_short_numbers_stay_as_they_are() -> None:
    for number in ("1022", "113", "9"):
        assert phone_of(number) == number


@pytest.mark.django_db
def test_a_signed_event_with_anything_dialled_makes_a_call(desk: Desk) -> None:
    for place, dialled in enumerate(("028 3820 0123", None, 1022, ["x"], {"a": 1}, "s", "\0" * 40, "9" * 400)):
        told = {"event": "ringing", "call_id": f"d{place}", "caller": "0901234567", "dialled": dialled}
        assert knock(told).json() == {"state": "ringing"}, dialled
    kept = dict(Call.objects.values_list("exchange_ref", "dialled"))
    assert (kept["d0"], kept["d1"], kept["d2"], kept["d5"]) == (WARD_NUMBER, "", "1022", "")
    assert all(len(number) <= 30 for number in kept.values())


@pytest.mark.django_db
def test_only_the_first_event_of_asterisk_tells_what_was_dialled(desk: Desk) -> None:
    channel = {"id": "a1", "caller": {"number": "0901234567"}, "dialplan": {"exten": "1022"}}
    for kind in ("ChannelDestroyed", "StasisEnd"):
        told = exchange_words.read({"type": kind, "channel": channel}, NOW())
        assert told is not None and told.dialled == ""
    odd: tuple[Any, ...] = (None, [], "x", {"exten": {"a": 1}})
    for broken in odd:
        read = exchange_words.read({"type": "StasisStart", "channel": channel | {"dialplan": broken}}, NOW())
        assert read is not None and len(read.dialled) <= 30


def test_of_two_teams_with_one_number_the_older_rings_and_is_passed_on_to(world: World, desk: Desk, mine: User) -> None:
    """Ringing and passing on agree whose number it is."""
    first = ward_team(world, mine)
    second = a_team(world, unit=world.other_ward.committee, name="Tổ khác", lead=desk.operator, numbers=[WARD_NUMBER])
    for team, person in ((first, mine), (second, desk.operator)):
        sit(a_shift(team, hours=-1), person)
    call = rings()
    assert passing_on.team_of_call(call) == first
    assert hears(mine) == ["1"] and hears(desk.operator) == []
    Team.objects.filter(pk=first.pk).update(ended_at=NOW())
    assert passing_on.team_of_call(call) == second and hears(mine) == [] and hears(desk.operator) == ["1"]


@pytest.mark.parametrize("minutes", [1, 3, 60])
def test_nobody_rings_longer_at_one_team_than_its_minutes(world: World, desk: Desk, mine: User, minutes: int) -> None:
    team = ward_team(world, mine)
    Team.objects.filter(pk=team.pk).update(call_minutes=minutes)
    sit(a_shift(team, hours=-1, long=8), mine)
    call = rings()
    for seconds, is_heard in ((-1, False), (0, True), (1, True)):
        moment = call.began_at + dt.timedelta(minutes=minutes, seconds=seconds)
        heard = [one.pk for one in ringing.for_operator(desk.operator, moment)]
        assert heard == ([call.pk] if is_heard else []), seconds
        assert [one.pk for one in ringing.for_operator(mine, moment)] == [call.pk]


def test_a_seat_whose_holder_is_away_or_gave_it_up_keeps_no_caller_waiting(
    world: World, desk: Desk, mine: User
) -> None:
    duty = sit(a_shift(ward_team(world, mine), hours=-1), mine)
    rings()
    assert hears(desk.operator) == []
    Duty.objects.filter(pk=duty.pk).update(is_active=False)
    assert hears(desk.operator) == ["1"]
    Duty.objects.filter(pk=duty.pk).update(is_active=True)
    day = timezone.localtime(duty.starts_at).date()
    Absence.objects.create(
        user=mine, valid_from=day, valid_to=day + dt.timedelta(days=3), reason="leave", written_by=world.ward.leader
    )
    assert hears(desk.operator) == ["1"] and hears(mine) == ["1"]


def test_before_and_after_the_shift_it_rings_everywhere(world: World, desk: Desk, mine: User) -> None:
    shift = a_shift(ward_team(world, mine), mine, hours=1, long=2)
    call = rings()
    for moment, is_heard in (
        (shift.starts_at - dt.timedelta(seconds=1), True), (shift.starts_at, False), (shift.ends_at, True),
    ):  # fmt: skip
        Call.objects.filter(pk=call.pk).update(began_at=moment)
        assert bool(ringing.for_operator(desk.operator, moment)) is is_heard, moment


def test_who_sits_for_another_team_hears_what_is_nobodys(world: World, desk: Desk, mine: User) -> None:
    sit(a_shift(ward_team(world, mine), hours=-1), mine)
    for ref, dialled in (("1", WARD_NUMBER), ("2", "0283 999 9999"), ("3", ""), ("4", "1022")):
        rings(dialled=dialled, ref=ref)
    assert hears(desk.operator) == ["2", "3", "4"] and hears(mine) == ["1", "2", "3", "4"]


def test_a_console_asks_the_same_for_one_call_and_for_many(world: World, desk: Desk, mine: User) -> None:
    sit(a_shift(ward_team(world, mine), hours=-1), mine)
    counts = []
    for before, after in ((0, 1), (1, 7)):
        for number in range(before, after):
            rings(ref=f"{number}", dialled=WARD_NUMBER if number % 2 else f"028 3820 02{number:02}")
        rings(ref="own")
        with CaptureQueriesContext(connection) as asked:
            ringing.for_operator(mine)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


def test_without_a_dialled_number_no_team_is_asked_for(world: World, desk: Desk, mine: User) -> None:
    ward_team(world, mine)
    rings(dialled="")
    with CaptureQueriesContext(connection) as asked:
        assert len(ringing.for_operator(desk.operator)) == 1
    assert len(asked) <= 2


def test_the_console_shows_the_number_that_was_dialled_and_hides_what_rings_elsewhere(
    world: World, desk: Desk, mine: User
) -> None:
    sit(a_shift(ward_team(world, mine), hours=-1), mine)
    rings()
    own, other = (words(at(person).get(CALLS)) for person in (mine, desk.operator))
    assert "(gọi đến 028 3820 0123)" in own and "(gọi đến 028 3820 0123)" not in other
    assert "0901 234 567" in own and "0901 234 567" not in other


def test_whoever_knows_the_call_may_still_take_it(world: World, desk: Desk, mine: User) -> None:
    """It rings at one team first; nobody is forbidden to help."""
    sit(a_shift(ward_team(world, mine), hours=-1), mine)
    call = rings()
    at(desk.operator).post(reverse("hotline:call-take", args=[call.public_id]))
    call.refresh_from_db()
    assert (call.state, call.operator) == (CallState.TALKING, desk.operator) and hears(mine) == []


def test_a_call_to_an_ended_teams_number_goes_down_the_provinces_list(world: World, desk: Desk, mine: User) -> None:
    team = ward_team(world, mine)
    top = world.ward.committee.parent
    assert top is not None
    province = a_team(world, unit=top, name="Tổ tỉnh", lead=desk.operator)
    Team.objects.filter(pk=team.pk).update(ended_at=NOW())
    call = rings()
    assert passing_on.team_of_call(call) == province
    passing_on.pass_on(call.began_at + dt.timedelta(minutes=1, seconds=1))
    assert [offer.name for offer in Offer.objects.all()] == [desk.operator.full_name]
    Team.objects.update(ended_at=NOW())
    assert passing_on.team_of_call(call) is None
