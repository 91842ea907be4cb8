"""Rules proved: hours that nobody has are told to the lead a week ahead, once; and teams go with their units."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hotline.models import Coverage, Hole, RosterEvent, Team
from hotline.roster import arranging, watching
from hotline.roster.pattern import at
from hotline.tasks import watch_rosters
from portal.outbox.models import OutboxMessage
from tests.dossiers import reorganising as write
from tests.dossiers.world import World
from tests.hotline.roster.teams import a_day, a_shift, a_team, whole_days
from units import calendars
from units.models import Unit


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(channel="email", idempotency_key__startswith="roster-hole").order_by("pk"))


def test_a_hole_of_the_coming_week_is_told_to_the_lead_once_and_closed_when_somebody_is_there(world: World) -> None:
    team = a_team(world)
    whole_days(team, world.ward.clerk, 0, 4)
    whole_days(team, world.ward.clerk, 6, 7)

    assert [watching.watch(), watching.watch()] == [1, 0]
    watch_rosters()

    letter, hole = letters()[0], Hole.objects.get()
    assert len(letters()) == 1 and letter.payload["to"] == world.ward.leader.email
    assert timezone.localdate(hole.starts_at) == a_day(5) and "Tổ trực phường" in letter.payload["text"]
    assert f"/truc/to/{team.pk}/?tuan=" in letter.payload["text"]
    assert "Trần Văn Minh" not in letter.payload["text"]
    assert RosterEvent.objects.get().action == "tell_hole"

    whole_days(team, world.ward.officer, 5, 5)
    assert watching.watch() == 0 and watching.open_of(team) == []


def test_a_hole_that_opens_again_is_told_again(world: World) -> None:
    team = a_team(world)
    whole_days(team, world.ward.clerk, 0, 7)
    assert watching.watch() == 0 and not letters()
    duty = team.shifts.get(starts_at__date=a_day(3)).duties.get()

    arranging.take_off(duty, world.ward.leader)
    assert watching.watch() == 1
    arranging.put_on(duty.shift, world.ward.leader, world.ward.officer)
    watching.watch()
    again = duty.shift.duties.get(is_active=True)
    arranging.take_off(again, world.ward.leader)

    assert watching.watch() == 1 and len(letters()) == 2
    assert [timezone.localdate(hole.starts_at) for hole in watching.open_of(team)] == [a_day(3)]


def test_a_team_of_office_hours_needs_nobody_at_night_and_an_ended_one_nobody_at_all(world: World) -> None:
    office = a_team(world, coverage=Coverage.OPEN_HOURS)
    a_team(world, name="Tổ cũ", ended_at=timezone.now())

    watching.watch()

    holes = Hole.objects.select_related("team")
    calendar, now = calendars.calendar_of(office.unit), timezone.localtime()
    wanted = [at(a_day(n), ends) for n in range(watching.DAYS_AHEAD) for _starts, ends in calendar.periods(a_day(n))]
    assert {hole.team for hole in holes} <= {office}
    assert [timezone.localtime(hole.ends_at) for hole in holes] == [end for end in wanted if end > now]


def test_a_lead_without_an_address_is_written_to_by_nobody_and_the_holes_stand(world: World) -> None:
    world.ward.leader.phone, world.ward.leader.email = "+84901234000", None
    world.ward.leader.save()
    a_team(world)

    assert watching.watch() == watching.DAYS_AHEAD and not letters()


def test_a_team_goes_on_at_the_unit_that_takes_over_with_everybody_on_its_shifts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams = [a_team(world), a_team(world, unit=world.other_ward.committee, lead=world.other_ward.leader)]
    duty = a_shift(teams[0], world.ward.clerk).duties.get()
    plan = write.scheduled(write.merger(world, write.make_admin()))
    assert str(write.preview(plan)).count("Tổ trực: Tổ trực phường") == 2
    assert Team.objects.filter(unit=world.ward.committee).count() == 1, "a plan changes nothing"

    write.carry_out(monkeypatch, plan)

    heirs = set(Unit.objects.filter(pk__in=Team.objects.values("unit")))
    assert len(heirs) == 1 and world.ward.committee not in heirs
    assert sorted(Team.objects.values_list("name", flat=True)) == [
        "Tổ trực phường", f"Tổ trực phường ({world.other_ward.committee.code})",
    ]  # fmt: skip
    duty.refresh_from_db()
    assert duty.is_active and RosterEvent.objects.filter(action="move_unit", actor=None).count() == 2
