"""Dossiers that are read together for one call: each says what it says alone, and nothing is read twice or for none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers import aliases
from dossiers.models import Dossier
from dossiers.statuses import Action
from payments.vocabulary import LineKind, Provider
from portal.national import gathering, reading
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.national.test_gathering import COMPANY, owe, pay, step_of
from units.models import StaffRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(world: World) -> list[Dossier]:
    """One of each: filed, of a company, asked to add, answered, refused, issued, paid, known elsewhere."""
    made = [
        filings.submitted(world),
        filings.submitted(world, owner=COMPANY),
        filings.awaiting_supplement(world),
        stages.answered_once(world),
        stages.refused(world),
        stages.issued(world),
        filings.submitted(world),
    ]
    pay(owe(made[0], (LineKind.FEE, 8000)), Provider.BANK)
    pay(owe(made[5], (LineKind.FEE, 5000), (LineKind.CHARGE, 1000)), Provider.CASH)
    owe(made[2], (LineKind.CHARGE, 2000), cancelled=True)
    aliases.note(made[6], aliases.NATIONAL, "000.00.00.G22-261123-0001")
    aliases.note(made[1], "binh-duong", "BD.2024/HT-00123")
    return made


def test_what_is_told_of_each_is_what_it_says_alone(many: list[Dossier]) -> None:
    """No paper, fee or person of one dossier gets into the message of another."""
    ids = [dossier.pk for dossier in many]
    alone = {pk: gathering.dossiers_facts(reading.logged([pk]).values())[pk] for pk in ids}
    for order in (ids, ids[::-1], ids + ids):
        assert gathering.dossiers_facts(reading.logged(order).values()) == alone
    assert len({facts.code for facts in alone.values()}) == len(many)
    assert {facts.owner.full_name for facts in alone.values()} == {filings.LAN.full_name, COMPANY.full_name}
    assert alone[many[6].pk].code == "000.00.00.G22-261123-0001" and alone[many[1].pk].code == many[1].code


def test_steps_told_together_are_those_told_alone_in_the_order_asked_for(many: list[Dossier]) -> None:
    logged = reading.logged(dossier.pk for dossier in many)
    acts = [(one, event) for one in logged.values() for event in one.events]
    alone = [gathering.steps_facts([act])[0] for act in acts]
    assert gathering.steps_facts(acts) == alone
    assert gathering.steps_facts(acts[::-1]) == alone[::-1]
    assert gathering.steps_facts(act for act in acts) == alone, "also what can be gone through once only"


def test_once_read_gathering_asks_nothing(
    many: list[Dossier], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wholes = reading.whole(reading.logged(dossier.pk for dossier in many).values())
    with django_assert_num_queries(0):
        assert len([gathering._facts(one) for one in wholes.values()]) == len(many)
        assert all(one.logged.event(1).action for one in wholes.values())


def test_nothing_is_asked_for_nothing(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert reading.logged([]) == {} == reading.whole([])
        assert gathering.dossiers_facts([]) == {}
        assert gathering.steps_facts([]) == []


def test_who_is_not_there_is_left_out(world: World) -> None:
    dossier = filings.submitted(world)
    assert list(reading.logged([10**12, dossier.pk, 0])) == [dossier.pk]


def test_log_and_tasks_come_oldest_first(world: World) -> None:
    dossier = stages.issued(world)
    one = reading.logged([dossier.pk])[dossier.pk]
    assert [event.sequence for event in one.events] == list(range(1, dossier.last_sequence + 1))
    opened = [task.opened_at for task in one.tasks]
    assert len(opened) > 1 and opened == sorted(opened)
    for event in one.events:
        assert one.event(event.sequence) == event


def test_the_role_told_is_the_one_held_there_on_the_day_of_the_act(world: World) -> None:
    """Vietnam's day; what was held elsewhere, before or after is not told."""
    dossier = filings.received(world)
    held = StaffRole.objects.filter(user=world.ward.clerk)
    today = timezone.localdate(dossier.events.get(action=Action.RECEIVE).at)
    day = dt.timedelta(days=1)
    for changes, is_told in (
        ({"valid_to": today + day}, True),
        ({"valid_to": today}, False),
        ({"valid_to": None, "valid_from": today}, True),
        ({"valid_from": today + day}, False),
        ({"valid_from": today, "unit": world.ward.office}, False),
    ):
        held.update(**changes)
        assert bool(step_of(dossier, Action.RECEIVE).role) == is_told, changes


def test_a_code_of_another_system_is_told_where_it_came_over_from_there(world: World) -> None:
    dossier = filings.submitted(world)
    aliases.note(dossier, "binh-duong", "BD.2024/HT-00123")
    aliases.note(dossier, aliases.NATIONAL, "000.00.00.G22-261123-0002")
    one = reading.logged([dossier.pk])[dossier.pk]
    assert one.code_there == "000.00.00.G22-261123-0002"
    others = [alias for alias in one.codes if alias.system != aliases.NATIONAL]
    assert len(others) == 1
    assert replace(one, codes=others).code_there == replace(one, codes=[]).code_there == dossier.code
