"""Rules proved: only the gateway tells of arrivals; told twice, late or out of order, what arrived has arrived."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.notices.models import Arrival, SentText
from portal.notices.tasks import forget_texts
from portal.outbox import standard_webhooks

pytestmark = pytest.mark.django_db
DOOR = reverse("sms-reports")
REFERENCE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def sent() -> SentText:
    return SentText.objects.create(reference=REFERENCE, number_index="0" * 64, parts=1)


def tell(body: Any, secret: str = "", at: float | None = None) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = standard_webhooks.sign(raw, "msg_1", int(at or time.time()), secret or settings.SMS_REPORT_SECRETS[0])
    answer = Client().post(DOOR, raw, "application/json", headers=signed.headers)
    return answer.status_code, answer.json()


def report(status: Any, reference: Any = REFERENCE) -> dict[str, Any]:
    return {"requestId": reference, "status": status}


def test_an_arrival_is_kept_and_no_late_report_takes_it_back(sent: SentText) -> None:
    told = [tell(report(status)) for status in ("FAILED", "FAILED", "DELIVERED", "EXPIRED", "DELIVERED")]

    assert [(status, said["outcome"]) for status, said in told] == [
        (200, "kept"), (200, "known"), (200, "kept"), (200, "known"), (200, "known"),
    ]  # fmt: skip
    sent.refresh_from_db()
    assert sent.arrival == Arrival.ARRIVED and sent.reported_at is not None
    status, said = tell(report("DELIVERED", "f" * 32))
    assert (status, "tell again" in said["title"]) == (503, True), "a report may be quicker than our commit"


def test_a_report_that_overtakes_its_sending_is_never_lost() -> None:
    """The sending is committed just after the door's first look: told again, the report is kept."""
    looked: list[str] = []

    def commit_after_the_first_look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if "notices_senttext" in sql and not looked:
            looked.append(sql)
            SentText.objects.create(reference=REFERENCE, number_index="0" * 64, parts=1)
        return done

    with connection.execute_wrapper(commit_after_the_first_look):
        first = tell(report("DELIVERED"))[0]

    assert (first, len(looked)) == (503, 1)
    assert tell(report("DELIVERED")) == (200, {"outcome": "kept"})
    assert SentText.objects.get().arrival == Arrival.ARRIVED


def test_what_is_forged_old_or_malformed_changes_nothing(sent: SentText, settings: LazySettings) -> None:
    good = report("FAILED")
    assert tell(good, secret="somebody else's secret of more than 32 letters")[0] == 401
    assert tell(good, at=time.time() - 3600)[0] == 401
    for body in (
        b"",
        b"[]",
        b"\xff",
        b"[" * 9000,
        report("GONE"),
        report(None),
        report("FAILED", 7),
        report("FAILED", "x\x00"),
    ):
        assert tell(body)[0] == 400, body
    assert tell(b'{"a": "' + b"x" * 70_000 + b'"}')[0] == 413
    assert Client().get(DOOR).status_code == 405
    settings.SMS_REPORT_SECRETS = []
    assert tell(good, secret="any secret of more than thirty-two letters")[0] == 401
    sent.refresh_from_db()
    assert (sent.arrival, sent.reported_at) == (Arrival.SENT, None)


def test_texts_are_forgotten_with_the_outbox(sent: SentText) -> None:
    forget_texts()
    assert SentText.objects.count() == 1
    SentText.objects.update(sent_at=timezone.now() - timedelta(days=91))
    forget_texts()
    assert not SentText.objects.exists()
