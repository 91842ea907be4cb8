"""Rules proved: a late opinion is told to heads once (NĐ 61/2018 Đ19(5)); a unit that ended hands its questions on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dossiers import consultation_watch, consulting, lifecycle
from dossiers.consultation_watch import Watched
from dossiers.models import Consultation, Opinion
from dossiers.problems import NotYours
from dossiers.statuses import Action
from dossiers.tasks import watch_consultations
from portal.outbox.models import OutboxMessage
from tests.dossiers.asked import Office, asked, building
from tests.dossiers.world import World, make_staff
from units.models import Unit, UnitSuccession, today_in_vietnam
from units.roles import Role


@pytest.fixture
def question(world: World, law: Office) -> Consultation:
    return asked(world, law.unit)[0]


def late(row: Consultation) -> None:
    past = timezone.now() - timedelta(minutes=5)
    Consultation.objects.filter(pk=row.pk).update(due_at=past)
    row.refresh_from_db()


def letters() -> list[dict[str, Any]]:
    return [message.payload for message in OutboxMessage.objects.order_by("pk")]


def test_a_late_opinion_is_told_to_the_heads_once(world: World, question: Consultation, law: Office) -> None:
    head = make_staff("gd@example.vn", "Giám đốc Sở", Role.LEADER, law.unit)
    late(question)
    before = OutboxMessage.objects.count()

    assert consultation_watch.watch() == Watched(overdue=1, passed_on=0)
    assert consultation_watch.watch() == Watched(overdue=0, passed_on=0)

    told = letters()[before:]
    assert {letter["to"] for letter in told} == {head.email, world.ward.leader.email}
    assert all("Ý kiến quá hạn" in letter["subject"] and law.unit.name in letter["text"] for letter in told)
    last = question.dossier.events.latest("sequence")
    assert (last.action, last.actor, last.data["unit"]) == (Action.OPINION_OVERDUE, None, law.unit.code)


def test_it_can_still_be_answered_and_is_shown_as_late(question: Consultation, law: Office) -> None:
    late(question)
    watch_consultations()

    row = consulting.answer(question, law.officer, opinion=Opinion.AGREE, text="")

    assert row.is_overdue()
    assert row.state == "answered"


def test_what_is_in_time_answered_or_no_longer_asked_is_not_told(
    world: World, question: Consultation, law: Office
) -> None:
    other = asked(world, building(world).unit, dossier=question.dossier)[0]
    consulting.answer(question, law.officer, opinion=Opinion.AGREE, text="")
    late(question)
    before = question.dossier.events.count()

    assert consultation_watch.watch() == Watched(0, 0)
    assert other.is_open
    assert question.dossier.events.count() == before


def test_answered_between_the_look_and_the_lock_it_is_not_told(
    question: Consultation, law: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    late(question)
    lock = lifecycle.locked

    def answer_first(dossier: Any) -> Any:
        monkeypatch.setattr(lifecycle, "locked", lock)
        consulting.answer(question, law.officer, opinion=Opinion.AGREE, text="")
        return lock(dossier)

    monkeypatch.setattr(lifecycle, "locked", answer_first)

    assert consultation_watch.watch() == Watched(0, 0)
    assert question.dossier.events.latest("sequence").action == Action.GIVE_OPINION


def ends(office: Office, heir: Unit | None) -> None:
    """The unit ends today; another takes over, or none."""
    Unit.objects.filter(pk=office.unit.pk).update(valid_to=today_in_vietnam())
    if heir is not None:
        UnitSuccession.objects.create(predecessor=office.unit, successor=heir, effective_from=today_in_vietnam())


def test_a_unit_that_ended_hands_its_question_to_its_heir(world: World, question: Consultation, law: Office) -> None:
    heir, due = building(world), question.due_at
    ends(law, heir.unit)

    assert consultation_watch.watch().passed_on == 1

    question.refresh_from_db()
    assert (question.unit, question.due_at, question.is_open) == (heir.unit, due, True)
    last = question.dossier.events.latest("sequence")
    assert (last.action, last.note) == (Action.PASS_OPINION_ON, f"{law.unit.name} → {heir.unit.name}")
    with pytest.raises(NotYours):
        consulting.answer(question, law.officer, opinion=Opinion.AGREE, text="")
    assert consulting.answer(question, heir.officer, opinion=Opinion.AGREE, text="").state == "answered"


@pytest.mark.parametrize("why", ["no heir", "heir asked already", "heir has the dossier"])
def test_where_nobody_can_be_asked_instead_the_question_is_closed_in_words(
    world: World, question: Consultation, law: Office, why: str
) -> None:
    """A unit that has the dossier in hand does not ask itself, as on the page of the act."""
    heirs = {"heir asked already": building(world).unit, "heir has the dossier": world.ward.office}
    if why == "heir asked already":
        asked(world, heirs[why], dossier=question.dossier)
    ends(law, heirs.get(why))

    consultation_watch.watch()

    question.refresh_from_db()
    assert (question.state, question.closed_why) == ("withdrawn", f"{law.unit.name} không còn hoạt động.")
    assert question.closed_by is None
