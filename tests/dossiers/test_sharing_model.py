"""Rules proved: over a day of arrivals, leave and departures, work is shared out as a plain reading of the rule says.

The reading below keeps what each clerk has in memory; the database chooses inside the statement that writes the task.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from dossiers import assigning, processing
from dossiers.models import AssignmentPolicy, Dossier
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away
from tests.dossiers.world import World, make_staff
from units.models import Absence, StaffRole, today_in_vietnam
from units.roles import Role

Way = AssignmentPolicy.Way


@dataclass
class Counter:
    """Who sits there, what each has open, and whose turn was when."""

    way: str
    present: list[int]
    open: dict[int, list[Dossier]] = field(default_factory=dict)
    last_turn: dict[int, int] = field(default_factory=dict)
    arrivals: int = 0

    def next(self) -> int | None:
        """Who has least (by load), then whose last turn was longest ago, then the oldest account."""
        if not self.present:
            return None

        def turn(person: int) -> tuple[int, int, int]:
            load = len(self.open.get(person, [])) if self.way == Way.LOAD else 0
            return load, self.last_turn.get(person, 0), person

        return min(self.present, key=turn)

    def give(self, person: int | None, dossier: Dossier) -> None:
        self.arrivals += 1
        if person is not None:
            self.open.setdefault(person, []).append(dossier)
            self.last_turn[person] = self.arrivals

    def finish_oldest(self, person: int) -> Dossier:
        return self.open[person].pop(0)


@pytest.fixture
def clerks(world: World) -> list[User]:
    """Three at the counter of the ward, by the age of their accounts."""
    others = [
        make_staff(f"c{number}@example.vn", f"Tiếp nhận {number}", Role.CLERK, world.ward.centre) for number in (1, 2)
    ]
    return [world.ward.clerk, *others]


def holder(dossier: Dossier) -> int | None:
    return dossier.tasks.get(finished_at=None).assignee_id


def share(world: World, way: str) -> None:
    AssignmentPolicy.objects.create(unit=world.ward.centre, role=Role.CLERK, way=way, set_by=world.ward.leader)


def receive(dossier: Dossier, by: User) -> None:
    """Done at the counter: received and handed over to the officer."""
    processing.receive(dossier, by, filings.all_accepted(dossier))
    processing.hand_over(dossier, by)


def day_at_the_counter(clerks: list[User]) -> Iterator[tuple[str, int]]:
    """What happens, one after the other: arrivals, work done by a clerk (by place), leave, return, a departure."""
    yield from [("arrive", 0)] * 4
    yield ("done", 0)
    yield ("arrive", 0)
    yield ("leave", 1)
    yield from [("arrive", 0)] * 2
    yield ("done", 2)
    yield ("back", 1)
    yield from [("arrive", 0)] * 2
    yield ("quit", 0)
    yield from [("arrive", 0)] * 2


@pytest.mark.parametrize("way", [Way.ROTATION, Way.LOAD])
def test_a_day_at_the_counter_is_shared_out_as_the_rule_reads(world: World, clerks: list[User], way: str) -> None:
    share(world, way)
    counter = Counter(way, [clerk.pk for clerk in clerks])
    absences: dict[int, Absence] = {}

    for what, place in day_at_the_counter(clerks):
        person = clerks[place]
        if what == "arrive":
            expected = counter.next()
            dossier = filings.submitted(world)
            assert holder(dossier) == expected, (counter.arrivals, what)
            counter.give(expected, dossier)
        elif what == "done":
            receive(counter.finish_oldest(person.pk), person)
        elif what == "leave":
            absences[place] = away(person)
            counter.present.remove(person.pk)
        elif what == "back":
            Absence.objects.filter(pk=absences[place].pk).update(valid_to=today_in_vietnam())
            counter.present.append(person.pk)
        else:
            StaffRole.objects.filter(user=person).update(valid_to=today_in_vietnam())
            counter.present.remove(person.pk)


def test_what_changed_hands_counts_for_whoever_has_it_now(world: World, clerks: list[User]) -> None:
    """By load: the leader gives one clerk's two to another, so the first is next again."""
    share(world, Way.LOAD)
    first, second, third = (filings.submitted(world) for _arrival in range(3))
    assert [holder(one) for one in (first, second, third)] == [clerk.pk for clerk in clerks]

    assigning.assign(first, world.ward.leader, to=clerks[1])

    assert [holder(filings.submitted(world)) for _arrival in range(2)] == [clerks[0].pk, clerks[2].pk]


def test_what_was_put_back_is_nobodys_and_was_nobodys_turn(world: World, clerks: list[User]) -> None:
    share(world, Way.LOAD)
    dossier = filings.submitted(world)

    assigning.release(dossier, clerks[0])

    assert holder(dossier) is None
    assert holder(filings.submitted(world)) == clerks[0].pk, "as if it had never been given"
    assert holder(filings.submitted(world)) == clerks[1].pk
    assert holder(dossier) is None


@pytest.mark.parametrize("way", [Way.ROTATION, Way.LOAD])
def test_with_nobody_there_it_waits_and_the_first_one_back_is_next(world: World, clerks: list[User], way: str) -> None:
    share(world, way)
    absences = [away(clerk) for clerk in clerks]
    waiting = filings.submitted(world)
    assert holder(waiting) is None

    Absence.objects.filter(pk=absences[2].pk).update(valid_to=today_in_vietnam())

    assert holder(filings.submitted(world)) == clerks[2].pk
    assert holder(waiting) is None
    assert assigning.claim(waiting, clerks[2]).tasks.get(finished_at=None).assignee == clerks[2]


def test_the_counter_next_door_is_not_counted(world: World, clerks: list[User]) -> None:
    """Somebody who also works elsewhere has all they hold anywhere counted, but no turn of another counter."""
    StaffRole.objects.create(
        user=clerks[0], unit=world.other_ward.centre, role=Role.CLERK, valid_from=today_in_vietnam()
    )
    share(world, Way.ROTATION)
    elsewhere = filings.submitted(world, receiving_unit=world.other_ward.centre.code)
    assigning.claim(elsewhere, clerks[0])

    assert holder(filings.submitted(world)) == clerks[0].pk
