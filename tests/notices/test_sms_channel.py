"""Rules proved: a text message arrives once, whatever the gateway does; none at night, and not too many a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone

from portal.notices.models import SentText
from portal.notices.simulator import SimulatedGateway
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage, State
from portal.outbox.putting import put

pytestmark = pytest.mark.django_db
NUMBER = "+84901234567"


def send(once: str = "A/1", to: Any = NUMBER, text: Any = "Ho so A da co ket qua", **more: Any) -> OutboxMessage:
    with transaction.atomic():
        return put("sms", once.partition("/")[0], {"to": to, "text": text, **more}, once)


def again() -> None:
    """Try once more, as a minute later."""
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now())
    deliver_due(10)


def standing(message: OutboxMessage) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error


def test_it_arrives_with_our_name_and_leaves_no_number_behind(gateway: SimulatedGateway) -> None:
    message = send()

    assert deliver_due(10) == {"sent": 1}

    [came] = gateway.arrived.values()
    assert (came.phone, came.brand, came.words) == ("84901234567", "DICHVUCONG", "Ho so A da co ket qua")
    kept = SentText.objects.get()
    assert (kept.reference, kept.parts, kept.gateway_id) == (came.reference, 1, came.gateway_id)
    assert not came.is_unicode and NUMBER[3:] not in str(SentText.objects.values().get())
    assert standing(message) == (State.SENT, 1, "")


def test_vietnamese_goes_as_unicode_in_parts_of_seventy(gateway: SimulatedGateway) -> None:
    send(text="Hồ sơ đã có kết quả " * 5)
    deliver_due(10)

    assert [came.is_unicode for came in gateway.arrived.values()] == [True]
    assert SentText.objects.get().parts == 2


def test_an_answer_that_got_lost_brings_no_second_message(gateway: SimulatedGateway) -> None:
    message = send()
    gateway.manner = "loses"
    assert deliver_due(10) == {"unreachable": 1}
    assert not SentText.objects.exists()

    gateway.manner = "works"
    again()

    assert (len(gateway.arrived), SentText.objects.count(), standing(message)[0]) == (1, 1, State.SENT)


def test_a_gateway_that_is_down_blames_nobody_and_opens_its_circuit(
    gateway: SimulatedGateway, settings: LazySettings
) -> None:
    message = send()
    gateway.manner = "down"
    for _ in range(5):
        again()
    assert standing(message)[:2] == (State.WAITING, 0) and Circuit.objects.get(channel="sms").is_open

    gateway.manner = "works"
    Circuit.objects.update(open_until=timezone.now())
    settings.SMS_GATEWAY_TOKEN = "old"
    again()
    assert "401" in standing(message)[2], "our own token is no message's fault"


def test_what_can_never_arrive_is_a_dead_letter_with_its_cause(gateway: SimulatedGateway) -> None:
    gateway.manner = "refuses"
    cases = [
        send("1"), send("2", to="+442079460000"), send("3", to="+842838221234"), send("4", to="lan\r\n"),
        send("5", text=" "), send("6", to=None),
    ]  # fmt: skip

    while deliver_due(10)["refused"]:
        pass

    causes = [standing(one)[2] for one in cases]
    assert "101" in causes[0] and all("no mobile number" in causes[place] for place in (1, 2, 3, 5))
    assert "no text" in causes[4] and {one.state for one in cases} == {State.DEAD} and not gateway.arrived


def test_at_night_only_what_is_urgent_leaves(gateway: SimulatedGateway, settings: LazySettings) -> None:
    hour = timezone.localtime().hour
    settings.SMS_QUIET_HOURS = f"{hour}-{(hour + 2) % 24}"
    waits, urgent = send("A/1"), send("B/1", is_urgent=True)

    assert deliver_due(10) == {"postponed": 1, "sent": 1}

    assert standing(waits)[:2] == (State.WAITING, 0) and standing(urgent)[0] == State.SENT
    assert timezone.now() < waits.next_attempt_at <= timezone.now() + timedelta(hours=2)
    assert not Circuit.objects.exists() and deliver_due(10) == {}


def test_a_number_gets_so_many_a_day_and_the_rest_tomorrow(gateway: SimulatedGateway, settings: LazySettings) -> None:
    settings.SMS_MOST_A_DAY = 2
    for number in range(3):
        send(f"A/{number}")
    send("B/1", to="+84912345678")

    assert deliver_due(10) == {"sent": 3, "postponed": 1}
    assert sorted(came.phone for came in gateway.arrived.values()) == ["84901234567", "84901234567", "84912345678"]
    SentText.objects.update(sent_at=timezone.now() - timedelta(days=1))
    again()
    assert len(gateway.arrived) == 4
