"""The worker's rounds on a real database: again and again, two at once, and what staff and owners then see."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import day_digest, papermaking, tasks
from dossiers.models import DayDigest, Dossier, Paperwork
from dossiers.statuses import Status
from portal.documents.models import IssuedDocument
from portal.outbox.models import OutboxMessage, State
from portal.outbox.tasks import deliver_outbox
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, given_world


def together(count: int, work: Callable[[], Any]) -> list[Any]:
    """What several workers did who began in the same moment, each with a connection of its own."""
    start = Barrier(count)

    def one(_number: int) -> Any:
        try:
            start.wait(timeout=20)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_make_each_document_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    world = given_world()
    for _number in range(4):
        filings.submitted(world)

    made = together(3, papermaking.make_waiting)

    assert sum(made) == 4
    assert IssuedDocument.objects.count() == 4
    assert set(Paperwork.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_an_approval_met_by_two_workers_has_one_number_and_one_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    world = given_world()
    dossier = filings.approved(world)
    papermaking.make_waiting(limit=2)  # acknowledgement and receipt are out of the way
    result = dossier.paperwork.get(kind=Paperwork.Kind.RESULT)
    Paperwork.objects.filter(pk=result.pk).update(next_try_at=timezone.now(), made_at=None)

    together(2, lambda: papermaking._make(result.pk))

    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    assert IssuedDocument.objects.filter(kind="result").count() == 1
    assert dossier.result.number.startswith("1/")
    assert dossier.events.filter(action="issue").count() == 1


def test_the_rounds_change_nothing_when_nothing_waits(world: World) -> None:
    for _round in range(2):
        tasks.make_paperwork()
        tasks.watch_deadlines()
        deliver_outbox()

    assert not IssuedDocument.objects.exists()
    assert mail.outbox == []


def test_what_the_watch_marks_is_what_the_desk_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marks are for reports; the desk reads the clock itself and needs no round to tell the truth."""
    stand_at(monkeypatch, at("2026-11-23 08:00"))
    late, soon = filings.received(world), filings.received(world)
    Dossier.objects.filter(pk=soon.pk).update(due_at=at("2026-11-26 17:00"), due_soon_from=at("2026-11-25 08:00"))
    stand_at(monkeypatch, at("2026-11-25 09:00"))
    clerk = signed_in(world.ward.clerk)

    def shown(view: str) -> list[bool]:
        page = words(clerk.get(reverse("dossiers:desk"), {"xem": view}))
        return [dossier.code in page for dossier in (late, soon)]

    before = shown("qua-han"), shown("sap-den-han")
    tasks.watch_deadlines()

    assert before == (shown("qua-han"), shown("sap-den-han")) == ([True, False], [False, True])
    late.refresh_from_db()
    soon.refresh_from_db()
    assert (late.overdue_at, late.due_soon_at) == (at("2026-11-25 09:00"), at("2026-11-25 09:00"))
    assert (soon.overdue_at, soon.due_soon_at) == (None, at("2026-11-25 09:00"))


def test_a_watch_that_slept_for_a_week_marks_all_with_the_moment_it_woke(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-11-23 08:00"))
    dossier = filings.received(world)
    stand_at(monkeypatch, at("2026-11-30 08:00"))
    tasks.watch_deadlines()
    stand_at(monkeypatch, at("2026-12-01 08:00"))
    tasks.watch_deadlines()

    dossier.refresh_from_db()
    assert dossier.overdue_at == at("2026-11-30 08:00")


def test_each_night_seals_the_day_before_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-23 10:00"))
    filings.received(world)
    stand_at(monkeypatch, at("2026-11-24 00:30"))
    for _round in range(2):
        tasks.seal_yesterday()

    sealed = DayDigest.objects.get()
    assert (sealed.day, sealed.dossier_count, sealed.event_count) == (date(2026, 11, 23), 1, 2)
    assert day_digest.is_whole(sealed)


def test_the_letters_of_a_dossier_go_out_in_the_order_of_its_moves(world: World) -> None:
    dossier = filings.handed_over(world)

    deliver_outbox()

    subjects = [letter.subject for letter in mail.outbox]
    assert [dossier.code in subject for subject in subjects] == [True, True, True]
    assert [word for subject, word in zip(subjects, ("Đã nhận được", "được tiếp nhận", "đang được xử lý"), strict=True)
            if word in subject] == ["Đã nhận được", "được tiếp nhận", "đang được xử lý"]  # fmt: skip
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_document_that_failed_waits_longer_each_time_and_holds_no_page_up(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.submitted(world)

    def broken(*_args: object) -> Any:
        raise OSError("no room left on the disk")

    monkeypatch.setitem(papermaking.MAKERS, Paperwork.Kind.ACKNOWLEDGEMENT, broken)
    waits = []
    for _try in range(5):
        Paperwork.objects.update(next_try_at=timezone.now())
        tasks.make_paperwork()
        waits.append(dossier.paperwork.get().next_try_at - timezone.now())

    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes == [1, 5, 15, 60, 60]
    page = signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code]))
    assert page.status_code == 200
    assert "no room left" not in words(page), "what failed inside is no business of citizens"
