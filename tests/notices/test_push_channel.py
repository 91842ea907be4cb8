"""Rules proved: a browser gets what was meant for it through its push service; one that is gone is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.notices.models import PushDevice
from portal.notices.push import devices, identity
from portal.notices.telling import Addressee, Notice, tell
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.accounts.factories import make_user
from tests.notices.push_service import PushService

pytestmark = pytest.mark.django_db
NOTICE = Notice("H29.1", "H29.1/7", "vi", "Hồ sơ H29.1 đã có kết quả", "…", "http://localhost/ho-so/H29.1/", "…")


@pytest.fixture
def person(push_service: PushService) -> User:
    user = make_user(email=None, phone="+84901234567")
    devices.add(user, push_service.subscription(), "Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile")
    return user


def notify(user: User, *numbers: int) -> None:
    for number in numbers or (7,):
        with transaction.atomic():
            tell(replace(NOTICE, once=f"H29.1/{number}"), [Addressee("", "", user)])


def again() -> None:
    OutboxMessage.objects.filter(state=State.WAITING).update(next_attempt_at=timezone.now())
    deliver_due(10)


def test_the_browser_shows_the_dossiers_code_and_leads_to_it(person: User, push_service: PushService) -> None:
    notify(person)
    assert deliver_due(10) == {"sent": 1}

    [message], [request] = push_service.messages(), push_service.taken
    assert message["body"] == NOTICE.subject and message["link"] == NOTICE.link and message["title"]
    assert int(request.headers["TTL"]) == timedelta(days=3).total_seconds()
    assert person.full_name not in str(message) and b"H29" not in request.body, "the service reads nothing"
    device = PushDevice.objects.get()
    assert device.last_sent_at is not None and device.label == "Chrome, Android"


def test_messages_of_one_dossier_arrive_in_order(person: User, push_service: PushService) -> None:
    notify(person, 3, 1, 2)
    deliver_due(10)
    assert [message["tag"].rpartition("/")[0] for message in push_service.messages()] == [
        "H29.1/3",
        "H29.1/1",
        "H29.1/2",
    ]


def test_a_browser_that_is_gone_is_forgotten_and_sms_stands_in(person: User, push_service: PushService) -> None:
    for status in (404, 410):
        devices.add(person, push_service.subscription(), "Firefox")
        push_service.status = status
        notify(person, status)
        deliver_due(10)
        assert not PushDevice.objects.exists() and not OutboxMessage.objects.exclude(state=State.SENT).exists()
        person.refresh_from_db()
        assert not person.told_by_push


def test_with_one_of_two_browsers_gone_the_other_goes_on(person: User, push_service: PushService) -> None:
    devices.add(person, push_service.subscription("hai"), "Edg Windows")
    push_service.status = 410
    notify(person)
    deliver_due(1)
    person.refresh_from_db()
    assert (PushDevice.objects.count(), person.told_by_push) == (1, True)


def test_a_removed_browsers_messages_end_in_silence(person: User, push_service: PushService) -> None:
    notify(person)
    devices.remove(PushDevice.objects.get())
    assert deliver_due(10) == {"sent": 1} and not push_service.taken


def test_what_is_not_taken_waits_and_too_large_never_goes(person: User, push_service: PushService) -> None:
    for status in (429, 500, 401, 302):
        push_service.status = status
        notify(person)
        again()
        message = OutboxMessage.objects.get()
        assert (message.state, str(status) in message.last_error) == (State.WAITING, True), status
    push_service.status = 413
    again()
    assert OutboxMessage.objects.get().state == State.DEAD


def test_a_service_that_is_silent_opens_a_circuit_of_its_own(
    person: User, push_service: PushService, settings: LazySettings
) -> None:
    PushDevice.objects.update(endpoint="http://127.0.0.1:9/gui/mot")
    notify(person)
    for _ in range(5):
        again()
    assert Circuit.objects.get().channel == "push/127.0.0.1"
    settings.WEBHOOK_INTERNAL_HOSTS = []
    Circuit.objects.all().delete()
    again()
    assert "only https" in OutboxMessage.objects.get().last_error, (
        "an address inside is closed when an operator closes it"
    )


def test_a_key_is_made_once_for_the_settings(settings: LazySettings) -> None:
    said = StringIO()
    call_command("make_web_push_key", stdout=said)
    settings.WEB_PUSH_KEY = said.getvalue().strip()
    assert len(settings.WEB_PUSH_KEY) == 43 and len(identity.public_key()) == 87
    settings.WEB_PUSH_KEY = "A" * 42 + "I"
    assert len(identity.public_key()) == 87
