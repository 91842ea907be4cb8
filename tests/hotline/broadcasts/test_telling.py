"""Letters of a broadcast: to whoever has an open dossier that it concerns, once each, going on where a worker died."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import intake, returning
from hotline import tasks
from hotline.broadcasts import announcing, telling
from hotline.models import Broadcast
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import NotInTransaction, put_many
from procedures.models import Procedure
from tests.dossiers.filings import birth_submission, submitted, upload_for
from tests.dossiers.world import BIRTH, World
from tests.hotline.broadcasts.notices import TITLE, TITLE_EN, announced
from tests.hotline.desk import Desk


def letters() -> list[dict[str, str]]:
    """The letters of broadcasts that wait in the outbox."""
    found = OutboxMessage.objects.filter(idempotency_key__startswith="broadcast/").order_by("pk")
    return [message.payload for message in found]


def test_owners_of_open_dossiers_are_told_once_however_many_they_have(world: World, desk: Desk) -> None:
    submitted(world)
    again = birth_submission(upload_for(world.mother, "lan-hai.png"))
    intake.submit(again, by=world.mother)
    shown = announced(desk.operator, tells_owners=True, units=[world.ward.committee])

    assert telling.tell_some(most=1) == 1 and telling.tell_some(most=1) == 0, "the second dossier has the same owner"
    half = Broadcast.objects.get(pk=shown.pk)
    assert half.told_at is None and half.told_count == 1
    assert telling.tell_all() == 0

    done = Broadcast.objects.get(pk=shown.pk)
    assert done.told_at is not None and done.told_count == 1
    (letter,) = letters()
    assert letter["to"] == "lan.nguyen@example.vn" and letter["subject"] == TITLE
    assert shown.get_absolute_url() in letter["text"] and "Nguyễn" not in letter["text"]
    assert telling.tell_all() == 0 and len(letters()) == 1


def test_they_are_told_in_their_language(world: World, desk: Desk) -> None:
    submitted(world)
    User.objects.filter(pk=world.mother.pk).update(language="en")
    announced(desk.operator, tells_owners=True)

    tasks.tell_of_broadcasts()

    (letter,) = letters()
    assert letter["language"] == "en" and letter["subject"] == TITLE_EN and "Online payment" in letter["text"]


@pytest.mark.parametrize("case", ["closed", "other unit", "other procedure", "nobody asked", "ended"])
def test_nobody_else_is_told(world: World, desk: Desk, case: str) -> None:
    dossier = submitted(world)
    told: dict[str, Any] = {"tells_owners": case != "nobody asked"}
    if case == "closed":
        returning.withdraw(dossier, world.mother)
    if case == "other unit":
        told["units"] = [world.other_ward.committee]
    if case == "other procedure":
        told["procedures"] = [Procedure.objects.create(code="9.000001")]
    shown = announced(desk.operator, **told)
    if case == "ended":
        announcing.end(shown, desk.operator, "Xong.")

    telling.tell_all()

    assert letters() == []


def test_those_of_a_unit_beneath_and_of_the_procedure_are_told(world: World, desk: Desk) -> None:
    submitted(world)
    birth = Procedure.objects.get(code=BIRTH)
    shown = announced(desk.operator, tells_owners=True, units=[world.ward.centre], procedures=[birth])

    assert list(telling.affected(shown)) and telling.tell_all() == 1


def test_a_batch_costs_the_same_for_many(world: World, desk: Desk) -> None:
    counts = []
    for number in (1, 4):
        for _copy in range(number):
            submitted(world)
        announced(desk.operator, tells_owners=True)
        with CaptureQueriesContext(connection) as asked:
            telling.tell_some()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_worker_that_dies_in_the_middle_writes_nothing_of_its_batch(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(world)
    shown = announced(desk.operator, tells_owners=True)

    def dies(*_told: object, **_more: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(Broadcast, "save", dies)
        with pytest.raises(RuntimeError):
            telling.tell_some()
    assert letters() == []
    assert telling.tell_all() == 1
    shown.refresh_from_db()
    assert shown.told_count == 1


@pytest.mark.django_db(transaction=True)
def test_many_letters_need_a_transaction_as_one_does() -> None:
    with pytest.raises(NotInTransaction):
        put_many("email", {"k": {"to": "a@example.vn"}})
    assert put_many("email", {}) == []
