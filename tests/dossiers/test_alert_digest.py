"""Rules proved: one letter a person and round, on working days, to whom the alert is for, and never the same twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import alert_digest, deadline_watch, escalating
from dossiers.models import Alert
from portal.accounts.models import User
from portal.notices.telling import Addressee, Notice, tell_many
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.models import StaffRole
from units.roles import Role

LATE = at("2026-12-04 08:03")


@pytest.fixture
def three_late(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Three dossiers filed on Monday 30/11/2026 that nobody has received by the Friday."""
    stand_at(monkeypatch, at("2026-11-30 08:00"))
    for _number in range(3):
        filings.submitted(world)
    OutboxMessage.objects.all().delete()
    sweep(LATE)
    return world


def sweep(now: datetime) -> None:
    deadline_watch.mark(now)
    escalating.climb(now)


def letters() -> dict[str | None, Any]:
    """The letters by whom they go to."""
    found = [message.payload for message in OutboxMessage.objects.order_by("pk")]
    return {letter["to"]: letter for letter in found}


def test_each_person_gets_one_letter_with_all_that_is_theirs(three_late: World) -> None:
    assert alert_digest.send_round(LATE) == OutboxMessage.objects.count()

    sent = letters()
    clerk, head = sent[three_late.ward.clerk.email], sent[three_late.ward.leader.email]
    assert "Chậm tiếp nhận: 3" in clerk["text"]
    assert "Chậm tiếp nhận: 3" in head["text"]
    assert "/can-bo/canh-bao/" in clerk["text"]
    codes = set(Alert.objects.values_list("dossier__code", flat=True))
    assert all(code in clerk["text"] for code in codes)
    assert not {three_late.other_ward.clerk.email, three_late.other_ward.leader.email} & set(sent)
    assert "Nguyễn Thị Lan" not in clerk["text"], "names of citizens do not travel by mail"


def test_a_second_round_writes_only_what_is_new(three_late: World, monkeypatch: pytest.MonkeyPatch) -> None:
    alert_digest.send_round(LATE)
    before = OutboxMessage.objects.count()
    assert alert_digest.send_round(LATE) == 0

    filings.submitted(three_late)
    OutboxMessage.objects.exclude(key__startswith="alerts-").delete()
    sweep(at("2026-12-07 14:03"))
    alert_digest.send_round(at("2026-12-07 14:03"))

    newest = OutboxMessage.objects.order_by("-pk")[0].payload
    assert OutboxMessage.objects.count() > before
    assert "Chậm tiếp nhận: 1" in newest["text"]


@pytest.mark.parametrize("day_off", ["2026-12-05 08:03", "2026-12-06 14:03"])
def test_nobody_is_written_to_on_a_day_off(three_late: World, day_off: str) -> None:
    assert alert_digest.send_round(at(day_off)) == 0

    assert not OutboxMessage.objects.exists()
    assert not Alert.objects.exclude(mailed_at=None).exists()
    assert alert_digest.send_round(at("2026-12-07 08:03")) > 0


def test_a_round_killed_inside_has_sent_nothing_and_the_next_sends_all(
    three_late: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    true, written = tell_many, []

    def killed(told: list[tuple[Notice, Addressee]]) -> int:
        written.append(true(told))
        raise KeyboardInterrupt

    with monkeypatch.context() as inside, pytest.raises(KeyboardInterrupt):
        inside.setattr(alert_digest, "tell_many", killed)
        alert_digest.send_round(LATE)
    assert written[0] > 1 and not OutboxMessage.objects.exists()
    assert not Alert.objects.exclude(mailed_at=None).exists()

    assert alert_digest.send_round(LATE) == OutboxMessage.objects.count() == len(letters())


def test_whoever_left_or_has_no_address_gets_none_and_the_alert_stands_on_the_page(three_late: World) -> None:
    StaffRole.objects.filter(user=three_late.ward.clerk).update(valid_to="2026-01-01")
    User.objects.filter(pk=three_late.ward.leader.pk).update(is_active=False)

    alert_digest.send_round(LATE)

    assert not {three_late.ward.clerk.email, three_late.ward.leader.email} & set(letters())
    assert Alert.objects.filter(role=Role.CLERK, settled_at=None).count() >= 3


def test_a_supervisor_of_the_province_reads_of_every_ward_and_a_clerk_of_the_province_of_none(
    three_late: World,
) -> None:
    """Casework ends where another agency begins; watching does not."""
    city = three_late.ward.committee.parent
    assert city is not None
    supervisor = make_staff("giamsat@example.vn", "Đỗ Thị Giám", Role.SUPERVISOR, city)
    clerk = make_staff("cong@example.vn", "Cổng", Role.CLERK, city)

    alert_digest.send_round(LATE)

    assert supervisor.email in letters()
    assert clerk.email not in letters()


def test_the_letter_speaks_the_readers_language_and_names_twenty(
    three_late: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_digest, "NAMED", 2)
    User.objects.filter(pk=three_late.ward.clerk.pk).update(language="en")

    alert_digest.send_round(LATE)

    text = letters()[three_late.ward.clerk.email]["text"]
    assert "Accepted late: 3" in text
    assert "more alerts" in text
    assert text.count(" · ") == 4


def test_a_round_asks_the_same_for_many_alerts(three_late: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        alert_digest.send_round(LATE)

    per_letter = 1  # the outbox's own insert
    assert len(queries) <= 9 + per_letter * OutboxMessage.objects.count()
