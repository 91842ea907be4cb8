"""Later stages of a dossier, made without rendering a page: the signed result is a document with a tiny PDF."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from dossiers import (
    allowing_supplements,
    apologising,
    corrected_answers,
    correcting,
    lifecycle,
    processing,
    recalling,
    replacing,
    rerouting,
    returning,
    stopping,
    supplementing,
)
from dossiers.models import Dossier, Paperwork
from dossiers.submission import PaperData
from portal.accounts.models import User
from portal.documents import issuing
from portal.documents.models import IssuedDocument, Kind
from tests.dossiers import filings
from tests.dossiers.copies import copied
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from units.calendars import calendar_of

TINY_PDF = "%PDF-1.4\n% {code}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def tiny_document(number: str = "1/2026") -> IssuedDocument:
    """An issued result that nobody rendered."""
    code = issuing.reserve_code()
    pdf = TINY_PDF.format(code=code).encode()
    return issuing.issue(Kind.RESULT, number, "Giấy khai sinh", "", "", pdf, verification_code=code)


def undrawn_paper(dossier: Dossier, row: Paperwork) -> IssuedDocument:
    """What the worker makes, without drawing a page: a result finishes the dossier as the true one does."""
    document = tiny_document(f"{row.pk}/{timezone.localdate().year}")
    if row.kind == Paperwork.Kind.RESULT:
        replacing.issue(dossier, row, document)
    return document


def issue(dossier: Dossier) -> Dossier:
    """The worker's part after an approval, with the tiny result."""
    with lifecycle.locked(dossier) as current:
        return _made(current, tiny_document())


def _made(dossier: Dossier, document: IssuedDocument) -> Dossier:
    """What the worker does with the newest result that waits: the row made, the result issued."""
    row = dossier.paperwork.filter(kind=Paperwork.Kind.RESULT).latest("number")
    row.document, row.made_at = document, timezone.now()
    row.save()
    return replacing.issue(dossier, row, document)


@copied
def issued(world: World, delivery: str = "counter", **changes: Any) -> Dossier:
    """A dossier whose result is signed; on paper it waits to be handed out."""
    return issue(filings.approved(world, result_delivery=delivery, **changes))


@copied
def to_the_leader(world: World, dossier: Dossier, receiving: str = "ward", opinion: str = "") -> Dossier:
    """A dossier that was just filed, received at a ward's counter and drafted by the competent officer."""
    clerk = getattr(world, receiving).clerk
    processing.receive(dossier, clerk, filings.all_accepted(dossier))
    processing.hand_over(dossier, clerk)
    content = {"child_personal_number": "079326001234"}
    return processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion=opinion)


def handed_over_at(world: World, monkeypatch: pytest.MonkeyPatch, moment: str) -> Dossier:
    """A dossier received and handed to the officer at a moment, at which the clock goes on standing."""
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at(moment))
    return received_and_handed_over(world, dossier)


@copied
def received_and_handed_over(world: World, dossier: Dossier) -> Dossier:
    """A dossier at the counter, brought to the officer's table."""
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    return processing.hand_over(dossier, world.ward.clerk)


@copied
def refused(world: World) -> Dossier:
    """A dossier that the clerk refused to receive."""
    dossier = filings.submitted(world)
    return processing.refuse(dossier, world.ward.clerk, reason="Trẻ đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")


@copied
def answered_once(world: World, source: str = "brought") -> Dossier:
    """Back at the counter after one request of intake."""
    dossier = filings.awaiting_supplement(world)
    return supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, source)])


def allowed_once_more(dossier: Dossier, world: World) -> Dossier:
    """The same dossier after the leader let its owner be asked once more."""
    allowing_supplements.allow(dossier, world.ward.leader, reason="Giấy tờ mới cũng mờ.", legal_ground="Luật, Điều 1")
    return dossier


@copied
def apology_drafted(world: World, dossier: Dossier) -> Dossier:
    """The same dossier with an apology before the leader that promises three working days more."""
    due_day = timezone.localdate(max(dossier.due_at, timezone.now()))
    day = calendar_of(world.ward.committee).working_day_from(due_day + timedelta(days=3))
    apologising.draft(dossier, world.ward.officer, reason="Chờ xác minh nơi sinh.", day=day)
    return dossier


@copied
def apologised(world: World) -> Dossier:
    """A dossier on the officer's table whose leader apologised."""
    dossier = apology_drafted(world, filings.handed_over(world))
    apologising.approve(dossier, world.ward.leader)
    return Dossier.objects.get(pk=dossier.pk)


@copied
def stopped(world: World) -> Dossier:
    """A dossier that the leader stopped."""
    reason, ground = "Người yêu cầu đề nghị dừng.", "Đơn đề nghị ngày 20/11/2026"
    return stopping.stop(filings.handed_over(world), world.ward.leader, reason=reason, legal_ground=ground)


@copied
def rerouted(world: World) -> Dossier:
    """A dossier that the officer sent to the other ward."""
    why = rerouting.Why("Người yêu cầu cư trú ở phường khác.")
    return rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, why)


@copied
def withdrawn(world: World) -> Dossier:
    """A dossier that its owner took back."""
    return returning.withdraw(filings.submitted(world), world.mother, reason="Nộp nhầm.")


@copied
def recalled(world: World) -> Dossier:
    """A dossier whose issued result the leader took back."""
    return recalling.recall(issued(world), world.ward.leader, reason="Sai ngày sinh.", legal_ground="Luật Hộ tịch")


WRONG, GROUND, NEW_NAME = "Sai tên đệm của trẻ.", "Luật Hộ tịch, Điều 28", "Trần Nguyễn Gia Hân"


def correction_drafted(world: World, dossier: Dossier, by: User | None = None, **answers: Any) -> Dossier:
    """The same dossier with a correction before the leader: the child is called otherwise."""
    schema = corrected_answers.schema_of(dossier)["x-pages"][0]["properties"]
    now = corrected_answers.in_force(dossier) | dossier.result.content
    typed = {name: now.get(name, "") for name in schema} | (answers or {"child_name": NEW_NAME})
    correcting.draft(dossier, by or world.ward.officer, reason=WRONG, legal_ground=GROUND, typed=typed)
    return Dossier.objects.get(pk=dossier.pk)


@copied
def correction_approved(world: World, dossier: Dossier, **answers: Any) -> Dossier:
    """The same dossier with a correction that the worker has still to issue."""
    correcting.approve(correction_drafted(world, dossier, **answers), world.ward.leader)
    return Dossier.objects.get(pk=dossier.pk)


@copied
def corrected(world: World, dossier: Dossier, number: str = "2/2026", **answers: Any) -> Dossier:
    """The same dossier with its result replaced by a tiny one."""
    return finish_correction(correction_approved(world, dossier, **answers), number)


def finish_correction(dossier: Dossier, number: str = "2/2026") -> Dossier:
    """The worker's part after a correction was approved, with a tiny result."""
    with lifecycle.locked(dossier) as current:
        _made(current, tiny_document(number))
    return Dossier.objects.get(pk=dossier.pk)


@copied
def loaded(world: World, dossiers: int, open_count: int) -> None:
    """So many invented dossiers, of which so many are open."""
    call_command("generate_load", verbosity=0, dossiers=dossiers, open_count=open_count)
