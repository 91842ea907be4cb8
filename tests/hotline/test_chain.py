"""A changed word anywhere in the log of a ticket shows: the hash of an event covers everything in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hotline import chain, following
from hotline.kinds import Action, State
from hotline.models import Ticket, TicketEvent
from tests.dossiers.world import World
from tests.hotline.tickets import filed

CODE = "PAKN-H29-261122-0001"
AT = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


def event(**changed: Any) -> TicketEvent:
    told: dict[str, Any] = {
        "ticket_id": 1,
        "sequence": 2,
        "action": Action.ROUTE,
        "state_from": State.RECEIVED,
        "state_to": State.ROUTED,
        "actor_id": 7,
        "actor_name": "Mai Phương Thảo",
        "unit_id": 3,
        "at": AT,
        "note": "Thuộc phường.",
        "data": {"to": "H29.101", "hops": 1},
        "is_told": True,
        "previous_hash": "0" * 64,
    }
    return TicketEvent(**(told | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"sequence": 3},
        {"action": Action.SET_ASIDE},
        {"state_from": State.ROUTED},
        {"state_to": State.SET_ASIDE},
        {"actor_id": None},
        {"actor_name": "Người khác"},
        {"unit_id": None},
        {"at": AT + dt.timedelta(microseconds=1)},
        {"note": "Thuộc phường"},
        {"data": {"to": "H29.101", "hops": 2}},
        {"is_told": False},
        {"previous_hash": "1" * 64},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_field_can_change_unseen(changed: dict[str, Any]) -> None:
    assert chain.hash_of(event(**changed), CODE) != chain.hash_of(event(), CODE)


def test_an_event_cannot_move_to_another_ticket() -> None:
    assert chain.hash_of(event(), CODE) != chain.hash_of(event(), "PAKN-H29-261122-0002")


def test_the_same_moment_told_in_another_zone_and_data_in_another_order_are_the_same() -> None:
    """PostgreSQL gives back moments in its own zone, and keys of JSON in its own order."""
    vietnam = AT.astimezone(dt.timezone(dt.timedelta(hours=7)))
    same = event(at=vietnam, data={"hops": 1, "to": "H29.101"})
    assert chain.hash_of(same, CODE) == chain.hash_of(event(), CODE)


@given(st.text(max_size=80), st.text(max_size=80))
def test_text_cannot_slide_from_one_field_into_the_next(name: str, note: str) -> None:
    whole, slid = event(actor_name=name, note=note), event(actor_name=name + note, note="")
    assert (chain.hash_of(whole, CODE) == chain.hash_of(slid, CODE)) is (note == "")


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE hotline_ticketevent SET note = 'khác' WHERE sequence = 2", 2),
        ("UPDATE hotline_ticketevent SET actor_name = 'khác' WHERE sequence = 1", 1),
        ("DELETE FROM hotline_ticketevent WHERE sequence = 2", 2),
        ("DELETE FROM hotline_ticketevent WHERE sequence = 3", 3),
        ("DELETE FROM hotline_ticketevent", 1),
    ],
)
def test_whoever_gets_past_the_trigger_is_found_out(world: World, statement: str, broken: int) -> None:
    """An administrator of the database can switch a trigger off, but cannot make the hashes fit."""
    ticket = filed().ticket
    for words in ("Tôi nộp ở quầy 3.", "Chị tiếp nhận tên Hồng."):
        following.add_facts(ticket, words)
    assert chain.first_broken(Ticket.objects.get()) is None

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE hotline_ticketevent DISABLE TRIGGER hotline_ticketevent_append_only")
        cursor.execute(statement)

    assert chain.first_broken(Ticket.objects.get()) == broken
