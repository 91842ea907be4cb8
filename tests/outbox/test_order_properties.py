"""Whatever fails, in whatever order: each key leaves in its order, nothing leaves twice, and nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.outbox.delivery import deliver_due, retry
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import OutboxMessage, State
from tests.outbox.factories import RecordingDriver, make_message
from tests.outbox.test_delivery import make_due

pytestmark = pytest.mark.django_db

FAULTS: dict[str, Exception | None] = {
    "well": None,
    "busy": ValueError("busy"),
    "never": Refused("no such dossier"),
    "away": Unreachable("down"),
}
#: What becomes of each attempt, one after the other; after these all is well.
weather = st.lists(st.sampled_from(list(FAULTS)), max_size=25)
#: The keys of the messages, in the order in which they are written; "" asks for no order.
keys = st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=8)


def clear_table() -> None:
    OutboxMessage.objects.all().delete()


def weathered(driver: RecordingDriver, faults: list[str]) -> None:
    coming = iter(faults)

    def react(payload: dict[str, Any]) -> None:
        fault = FAULTS[next(coming, "well")]
        if fault is not None:
            raise fault

    driver.react = react


def write_all(wanted: list[str]) -> None:
    for number, key in enumerate(wanted):
        make_message(key=key, idempotency_key=f"{key}-{number:02}")


def deliver_until_calm(driver: RecordingDriver) -> None:
    for _round in range(80):
        make_due()
        deliver_due()
        if not OutboxMessage.objects.filter(state=State.WAITING).exists():
            return
    pytest.fail("messages still wait though all is well")


def assert_nothing_overtook(key: str) -> None:
    states = list(OutboxMessage.objects.filter(key=key).order_by("pk").values_list("state", flat=True))
    sent = states.count(State.SENT)
    assert states[:sent] == [State.SENT] * sent, states


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=keys, faults=weather)
def test_every_message_ends_sent_or_dead_once_and_in_the_order_of_its_key(
    driver: RecordingDriver, wanted: list[str], faults: list[str]
) -> None:
    clear_table()
    driver.delivered.clear()
    write_all(wanted)
    weathered(driver, faults)

    deliver_until_calm(driver)

    assert len(driver.delivered) == len(set(driver.delivered))
    sent = set(OutboxMessage.objects.filter(state=State.SENT).values_list("idempotency_key", flat=True))
    dead = set(OutboxMessage.objects.filter(state=State.DEAD).values_list("idempotency_key", flat=True))
    assert sent == set(driver.delivered)
    assert len(sent) + len(dead) == len(wanted)
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in driver.delivered:
        by_key[name.partition("-")[0]].append(name)
    for key, names in by_key.items():
        assert key == "" or names == sorted(names)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.sampled_from(["a", "b"]), min_size=2, max_size=6), faults=weather)
def test_where_order_carries_meaning_nothing_overtakes_a_dead_one_and_retrying_loses_nothing(
    driver: RecordingDriver, wanted: list[str], faults: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RecordingDriver, "dead_blocks_key", True)
        clear_table()
        driver.delivered.clear()
        write_all(wanted)
        weathered(driver, faults)
        for _round in range(120):
            make_due()
            deliver_due()
            for key in ("a", "b"):
                assert_nothing_overtook(key)
            retry(OutboxMessage.objects.all())
            if len(driver.delivered) == len(wanted):
                break
    assert sorted(driver.delivered) == sorted(f"{key}-{number:02}" for number, key in enumerate(wanted))
    for key in ("a", "b"):
        ours = [name for name in driver.delivered if name.startswith(key)]
        assert ours == sorted(ours)
