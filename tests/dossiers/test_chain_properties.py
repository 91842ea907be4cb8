"""The chain of the log as a pure rule: whatever changes in an event, its hash changes; nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import chain
from dossiers.models import Event
from dossiers.statuses import Action, Status

CODE = "H29.101.9-261122-0001"
TEXTS = st.text(max_size=20)
MOMENTS = st.integers(0, 10**14).map(lambda some: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(microseconds=some))
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "sequence": st.integers(1, 999),
    "action": st.sampled_from(Action.values),
    "status_from": st.none() | st.sampled_from(Status.values),
    "status_to": st.sampled_from(Status.values),
    "actor_id": st.none() | st.integers(1, 10**6),
    "actor_name": TEXTS,
    "unit_id": st.none() | st.integers(1, 10**6),
    "at": MOMENTS,
    "note": TEXTS,
    "data": st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans() | st.lists(TEXTS, max_size=3), max_size=3),
    "previous_hash": st.just("") | st.text("0123456789abcdef", min_size=64, max_size=64),
}
EVENTS = st.fixed_dictionaries(FIELDS)


def hash_of(fields: dict[str, Any], code: str = CODE) -> str:
    return chain.hash_of(Event(**fields), code)


@given(fields=EVENTS, data=st.data())
def test_a_change_of_any_field_changes_the_hash(fields: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FIELDS)))
    other = data.draw(FIELDS[name].filter(lambda value: value != fields[name]))

    assert hash_of({**fields, name: other}) != hash_of(fields)


@given(fields=EVENTS)
def test_the_hash_is_64_hex_digits_and_the_same_each_time(fields: dict[str, Any]) -> None:
    assert hash_of(fields) == hash_of(dict(fields))
    assert len(hash_of(fields)) == 64
    assert set(hash_of(fields)) <= set("0123456789abcdef")


@given(fields=EVENTS, hours=st.integers(-12, 14))
def test_a_moment_counts_and_not_the_clock_it_was_read_from(fields: dict[str, Any], hours: int) -> None:
    """PostgreSQL gives moments back in the connection's time zone: the log must still hold."""
    elsewhere = fields["at"].astimezone(timezone(timedelta(hours=hours)))

    assert hash_of({**fields, "at": elsewhere}) == hash_of(fields)


@given(fields=EVENTS)
def test_an_event_cannot_be_hung_on_another_dossier(fields: dict[str, Any]) -> None:
    assert hash_of(fields, "H29.101.9-261122-0002") != hash_of(fields)


@given(fields=EVENTS)
def test_the_order_of_names_in_data_does_not_count(fields: dict[str, Any]) -> None:
    """jsonb keeps no order."""
    turned = dict(reversed(list(fields["data"].items())))

    assert hash_of({**fields, "data": turned}) == hash_of(fields)


SHIFTS = [
    ({"actor_name": "a", "note": "b"}, {"actor_name": "b", "note": "a"}),
    ({"actor_name": "ab", "note": ""}, {"actor_name": "a", "note": "b"}),
    ({"note": '","data":{}'}, {"note": ""}),
    ({"actor_id": 1, "unit_id": None}, {"actor_id": None, "unit_id": 1}),
    ({"data": {"a": "1"}}, {"data": {"a": 1}}),
    ({"data": {"a": True}}, {"data": {"a": 1}}),
]


@pytest.mark.parametrize(("one", "other"), SHIFTS)
def test_what_moves_from_field_to_field_or_kind_to_kind_is_another_event(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    base: dict[str, Any] = {
        "sequence": 2,
        "action": Action.RECEIVE,
        "status_from": Status.SUBMITTED,
        "status_to": Status.RECEIVED,
        "at": datetime(2026, 11, 22, tzinfo=UTC),
        "previous_hash": "0" * 64,
    }

    assert hash_of(base | one) != hash_of(base | other)
