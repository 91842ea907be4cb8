"""A call to a team's own number rings that team first; an empty chair never keeps a caller waiting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hotline import exchange, exchange_words
from hotline.models import Call, Offer, Team
from hotline.roster import passing_on, ringing
from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.roster.teams import a_shift, a_team, sit
from units.roles import Role

WARD_NUMBER = "+842838200123"


def rings(dialled: object = "028 3820 0123", ref: str = "1", **more: Any) -> Call:
    """A call as an exchange tells it."""
    event = {"event": "ringing", "call_id": ref, "caller": "0901234567", "dialled": dialled} | more
    told = exchange_words.read(event, timezone.now())
    assert told is not None
    return exchange.hear(told)


def ward_team(world: World, lead: User) -> Team:
    return a_team(world, unit=world.ward.committee, name="Tổ phường", lead=lead, numbers=[WARD_NUMBER])


def hears(user: User, minutes: float = 0) -> list[str]:
    now = timezone.now() + dt.timedelta(minutes=minutes)
    return [str(call.exchange_ref) for call in ringing.for_operator(user, now)]


def test_a_dialled_number_rings_its_team_and_after_its_minutes_everybody(world: World, desk: Desk) -> None:
    mine = make_staff("tongdai@example.vn", "Hồ Thị Tổng", Role.HOTLINE_OPERATOR, world.ward.committee)
    team = ward_team(world, mine)
    sit(a_shift(team, hours=-1, long=8), mine)
    rings()
    rings(dialled="1022", ref="2")
    rings(dialled="", ref="3")

    assert hears(mine) == ["1", "2", "3"] and hears(desk.operator) == ["2", "3"]
    assert hears(desk.operator, team.call_minutes) == ["1", "2", "3"], "nobody took it"
    shown = at(mine).get(reverse("hotline:calls")).content.decode()
    assert "(gọi đến 028 3820 0123)" in shown


def test_while_nobody_of_the_team_sits_there_it_rings_everywhere_at_once(world: World, desk: Desk) -> None:
    team = ward_team(world, world.ward.leader)
    rings()
    assert hears(desk.operator) == ["1"]
    Team.objects.filter(pk=team.pk).update(ended_at=timezone.now())
    assert hears(desk.operator) == ["1"]


def test_a_call_that_rings_on_goes_down_the_list_of_the_team_whose_number_was_dialled(world: World, desk: Desk) -> None:
    ward_team(world, world.ward.leader)
    top = world.ward.committee.parent
    assert top is not None
    a_team(world, unit=top, name="Tổ tỉnh", lead=desk.operator)
    rings()
    rings(dialled="19001022", ref="2")

    passing_on.pass_on(timezone.now() + dt.timedelta(minutes=1, seconds=1))

    led = {offer.call.exchange_ref: offer.name for offer in Offer.objects.select_related("call") if offer.call}
    assert led == {"1": world.ward.leader.full_name, "2": desk.operator.full_name}


def test_asterisk_tells_the_dialled_number_and_nothing_odd_breaks_the_door(db: None) -> None:
    for ref, exten, kept in (("a", "02838200123", WARD_NUMBER), ("b", "1022", "1022"), ("c", None, ""), ("d", "s", "")):
        channel = {"id": ref, "caller": {"number": "0901234567"}, "dialplan": {"exten": exten}}
        told = exchange_words.read({"type": "StasisStart", "channel": channel}, timezone.now())
        assert told is not None and exchange.hear(told).dialled == kept
    for odd in (["1"], {"a": 1}, "\0" * 9, 10**60, True):
        assert len(rings(dialled=odd, ref=f"{odd!r}"[:100]).dialled) <= 30


def test_a_later_event_without_the_number_keeps_it_and_another_number_does_not_replace_it(db: None) -> None:
    rings()
    assert rings(dialled="").dialled == rings(dialled="1022").dialled == WARD_NUMBER
    assert rings(event="hangup").state == "missed"
