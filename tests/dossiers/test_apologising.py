"""Rules proved: an apology is drafted by an officer and answered for by a leader, once, with a later working day.

NĐ 61/2018 Đ19(9): one working day before the due time at the latest; a later one is marked as late.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import apologising, deadline_watch, due_changes, permissions, supplementing
from dossiers.actors import ApiClient
from dossiers.models import Apology, Dossier, Paperwork
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from dossiers.submission import PaperData
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.desk import signed_in, words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from tests.ui.forms import Marks
from units.roles import Role

REASON = "Chờ xác minh nơi sinh."
MONDAY = "2026-11-30 15:30"
"""Received then, a result of the same day is due on Tuesday 1/12 at 17:00: an apology is in time until Monday 17:00."""


@pytest.fixture
def due_on_tuesday(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    return stages.handed_over_at(world, monkeypatch, MONDAY)


def page(dossier: Dossier, action: Action) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, action])


def send(client: Client, user: User, dossier: Dossier, action: Action, **typed: str) -> Any:
    client.force_login(user)
    return client.post(page(dossier, action), typed)


def typed_day(day: date) -> dict[str, str]:
    return {f"apology-day_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def draft(world: World, dossier: Dossier, day: date = date(2026, 12, 3)) -> Apology:
    return apologising.draft(dossier, world.ward.officer, reason=REASON, day=day)


def as_it_was(dossier: Dossier) -> tuple[Any, ...]:
    fresh = Dossier.objects.get(pk=dossier.pk)
    return fresh.status, fresh.last_sequence, fresh.due_at, fresh.due_sum


def test_officer_drafts_leader_answers_and_the_new_day_counts(
    world: World, client: Client, due_on_tuesday: Dossier
) -> None:
    dossier = due_on_tuesday
    typed = {"apology-reason": REASON, **typed_day(date(2026, 12, 3))}

    drafted = send(client, world.ward.officer, dossier, Action.DRAFT_APOLOGY, **typed)
    unchanged = as_it_was(dossier)[2]
    read = words(signed_in(world.ward.leader).get(page(dossier, Action.APOLOGISE)))
    approved = send(client, world.ward.leader, dossier, Action.APOLOGISE)

    assert drafted.status_code == approved.status_code == 302
    assert unchanged == at("2026-12-01 17:00"), "a draft changes no due time"
    for told in (REASON, "17:00 thứ Năm, 03/12/2026", world.ward.officer.full_name, "Ngày thứ 2"):
        assert told in read
    dossier.refresh_from_db()
    assert dossier.due_at == at("2026-12-03 17:00")
    assert (dossier.due_sum["amount"], dossier.due_sum["counted"]) == ("2", ["2026-12-02", "2026-12-03"])
    assert (dossier.apology.approved_by, dossier.apology.is_late) == (world.ward.leader, False)


def test_the_owner_reads_reason_and_new_day_by_letter_on_the_page_and_on_paper(world: World) -> None:
    dossier = stages.apologised(world)

    letter = OutboxMessage.objects.filter(key=dossier.code).latest("pk").payload
    shown = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))

    assert REASON in letter["text"]
    assert "xin lỗi" in letter["text"]
    assert f"{timezone.localtime(dossier.due_at):%d/%m/%Y}" in letter["text"]
    assert "Cơ quan giải quyết xin lỗi và hẹn lại" in shown
    assert REASON in shown
    assert "Mỗi hồ sơ" not in shown
    assert dossier.paperwork.filter(kind=Paperwork.Kind.APOLOGY).count() == 1


def test_the_change_of_the_due_time_has_author_reason_and_sum(world: World) -> None:
    dossier = stages.apologised(world)

    change = due_changes.history(dossier.events.select_related("unit"))[-1]

    assert (change.by, change.unit, change.reason) == (
        world.ward.leader.full_name,
        world.ward.committee.name,
        REASON,
    )
    assert change.before == dossier.apology.due_before
    assert change.after == dossier.due_at
    shown = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))
    assert f"Lý do: {REASON}" in shown


LATE = [("2026-11-30 17:00", False), ("2026-11-30 17:01", True), ("2026-12-01 16:00", True), ("2026-12-02 09:00", True)]


@pytest.mark.parametrize(("moment", "is_late"), LATE)
def test_after_the_working_day_before_it_is_possible_and_marked_late(
    world: World, monkeypatch: pytest.MonkeyPatch, due_on_tuesday: Dossier, moment: str, is_late: bool
) -> None:
    stand_at(monkeypatch, at(moment))
    draft(world, due_on_tuesday)
    shown = words(signed_in(world.ward.leader).get(page(due_on_tuesday, Action.APOLOGISE)))

    made = apologising.approve(due_on_tuesday, world.ward.leader)

    assert made.is_late is is_late
    assert ("bị ghi nhận là gửi muộn" in shown) is is_late
    owner = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[due_on_tuesday.code])))
    assert ("Văn bản này được gửi muộn hơn quy định." in owner) is is_late


def test_marks_of_the_old_day_fall_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch, due_on_tuesday: Dossier
) -> None:
    stand_at(monkeypatch, at("2026-12-01 17:30"))
    deadline_watch.mark()
    draft(world, due_on_tuesday)

    apologising.approve(due_on_tuesday, world.ward.leader)

    due_on_tuesday.refresh_from_db()
    assert (due_on_tuesday.overdue_at, due_on_tuesday.due_soon_at) == (None, None)
    assert due_on_tuesday.apology.due_before == at("2026-12-01 17:00"), "what was promised first stays known"


DAYS = [
    (date(2026, 12, 5), "a Saturday"),
    (date(2026, 12, 1), "the due day itself"),
    (date(2026, 11, 27), "a day before"),
    (date(2027, 1, 1), "New Year's Day"),
]


@pytest.mark.parametrize(("day", "what"), DAYS, ids=[row[1] for row in DAYS])
def test_a_day_that_cannot_be_promised_is_told_beside_its_boxes(
    world: World, client: Client, due_on_tuesday: Dossier, day: date, what: str
) -> None:
    before = as_it_was(due_on_tuesday)
    typed = {"apology-reason": REASON, **typed_day(day)}

    answer = send(client, world.ward.officer, due_on_tuesday, Action.DRAFT_APOLOGY, **typed)

    shown = words(answer)
    assert answer.status_code == 422, what
    assert "Ngày hẹn lại phải là ngày làm việc của cơ quan" in shown
    assert REASON in shown, "nothing typed is lost"
    assert not Apology.objects.exists()
    assert as_it_was(due_on_tuesday) == before


def test_without_a_reason_nothing_is_drafted(world: World, client: Client, due_on_tuesday: Dossier) -> None:
    typed = {"apology-reason": " ", **typed_day(date(2026, 12, 3))}

    answer = send(client, world.ward.officer, due_on_tuesday, Action.DRAFT_APOLOGY, **typed)

    assert answer.status_code == 422
    assert "#id_apology-reason" in [link.get("href") for link in Marks(words(answer)).all("a")]
    with pytest.raises(Incomplete):
        apologising.draft(due_on_tuesday, world.ward.officer, reason="", day=date(2026, 12, 3))
    assert not Apology.objects.exists()


def test_it_is_said_once_only(world: World) -> None:
    dossier = stages.apologised(world)
    before = as_it_was(dossier)

    with pytest.raises(NotYours):
        stages.apology_drafted(world, dossier)
    with pytest.raises(NotYours):
        apologising.approve(dossier, world.ward.leader)

    assert as_it_was(dossier) == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Apology.objects.create(
            dossier=dossier, reason="x", due_before=dossier.due_at, new_due_at=dossier.due_at + timedelta(days=1),
            drafted_by=world.ward.officer, drafted_at=timezone.now(),
        )  # fmt: skip


def test_the_leader_sends_it_back_and_the_officer_drafts_anew(
    world: World, client: Client, due_on_tuesday: Dossier
) -> None:
    draft(world, due_on_tuesday)

    send(client, world.ward.leader, due_on_tuesday, Action.RETURN_APOLOGY, **{"apology-reason": "Hẹn sớm hơn."})
    shown = words(signed_in(world.ward.officer).get(page(due_on_tuesday, Action.DRAFT_APOLOGY)))
    with pytest.raises(NotYours):
        apologising.approve(due_on_tuesday, world.ward.leader)
    draft(world, due_on_tuesday, date(2026, 12, 2))
    apologising.approve(due_on_tuesday, world.ward.leader)

    assert "Lãnh đạo đã trả lại: Hẹn sớm hơn." in shown
    assert REASON in shown, "the officer goes on from the draft"
    assert as_it_was(due_on_tuesday)[2] == at("2026-12-02 17:00")
    assert Apology.objects.count() == 1


def test_who_drafts_does_not_answer_for_it(world: World, due_on_tuesday: Dossier) -> None:
    """Four eyes, also where one person holds both roles; the database refuses it, too."""
    both = make_staff("both@example.vn", "Đỗ Thị Hai Vai", Role.OFFICER, world.ward.office)
    both.staff_roles.create(unit=world.ward.committee, role=Role.LEADER, valid_from=date(2025, 7, 1))
    made = apologising.draft(due_on_tuesday, both, reason=REASON, day=date(2026, 12, 3))

    with pytest.raises(NotYours):
        apologising.approve(due_on_tuesday, User.objects.get(pk=both.pk))
    with pytest.raises(IntegrityError, match="apology_four_eyes"), transaction.atomic():
        Apology.objects.filter(pk=made.pk).update(approved_by=both, approved_at=timezone.now())


def test_only_its_officer_and_its_leader_are_offered_the_acts(world: World, client: Client) -> None:
    dossier = stages.apology_drafted(world, filings.handed_over(world))
    apologies = {Action.DRAFT_APOLOGY, Action.APOLOGISE, Action.RETURN_APOLOGY}

    def offered(user: Any) -> set[Action]:
        return apologies & set(permissions.side_acts_open_to(dossier, user))

    assert offered(world.ward.officer) == {Action.DRAFT_APOLOGY}
    assert offered(world.ward.leader) == {Action.APOLOGISE, Action.RETURN_APOLOGY}
    for user in (world.ward.clerk, world.other_ward.officer, world.other_ward.leader, ApiClient("x", "Bệnh viện")):
        assert offered(user) == set()
    assert page(dossier, Action.APOLOGISE) in words(look(client, world.ward.leader, dossier))


def test_a_day_that_is_no_later_one_any_more_is_not_promised(
    world: World, monkeypatch: pytest.MonkeyPatch, due_on_tuesday: Dossier
) -> None:
    """Between draft and answer the clock started again, beyond the drafted day."""
    draft(world, due_on_tuesday, date(2026, 12, 2))
    component = due_on_tuesday.papers.get().component_id
    supplementing.request(due_on_tuesday, world.ward.officer, reason="Mờ.", remarks={component: ""})
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    supplementing.answer(due_on_tuesday, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])
    before = as_it_was(due_on_tuesday)

    with pytest.raises(NotAllowedNow, match="soạn lại với ngày khác"):
        apologising.approve(due_on_tuesday, world.ward.leader)

    assert as_it_was(due_on_tuesday) == before


@pytest.mark.parametrize("make", [filings.submitted, filings.awaiting_supplement, stages.issued, stages.stopped])
def test_where_no_clock_of_the_agency_runs_there_is_nothing_to_be_sorry_for(world: World, make: Any) -> None:
    dossier = make(world)
    before = as_it_was(dossier)

    with pytest.raises((NotAllowedNow, NotYours)):
        stages.apology_drafted(world, dossier)

    assert as_it_was(dossier) == before


def test_the_talk_inside_does_not_reach_the_owner(world: World) -> None:
    dossier = stages.apology_drafted(world, filings.handed_over(world))
    letters = OutboxMessage.objects.filter(key=dossier.code).count()
    apologising.send_back(dossier, world.ward.leader, reason="Viết lại cho lịch sự.")

    shown = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))

    assert OutboxMessage.objects.filter(key=dossier.code).count() == letters
    assert "lịch sự" not in shown
    assert REASON not in shown
