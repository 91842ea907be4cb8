"""Later stages of a dossier, made without rendering a page: the signed result is a document with a tiny PDF."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dossiers import lifecycle, processing, recalling, rerouting, returning, stopping
from dossiers.models import Dossier, Paperwork
from portal.documents import issuing
from portal.documents.models import IssuedDocument, Kind
from tests.dossiers import filings
from tests.dossiers.world import World

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
        returning.issue(dossier, document)
    return document


def issue(dossier: Dossier) -> Dossier:
    """The worker's part after an approval, with the tiny result."""
    with lifecycle.locked(dossier) as current:
        return returning.issue(current, tiny_document())


def issued(world: World, delivery: str = "counter", **changes: Any) -> Dossier:
    """A dossier whose result is signed; on paper it waits to be handed out."""
    return issue(filings.approved(world, result_delivery=delivery, **changes))


def to_the_leader(world: World, dossier: Dossier, receiving: str = "ward", opinion: str = "") -> Dossier:
    """A dossier that was just filed, received at a ward's counter and drafted by the competent officer."""
    clerk = getattr(world, receiving).clerk
    processing.receive(dossier, clerk, filings.all_accepted(dossier))
    processing.hand_over(dossier, clerk)
    content = {"child_personal_number": "079326001234"}
    return processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion=opinion)


def refused(world: World) -> Dossier:
    """A dossier that the clerk refused to receive."""
    dossier = filings.submitted(world)
    return processing.refuse(dossier, world.ward.clerk, reason="Trẻ đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")


def stopped(world: World) -> Dossier:
    """A dossier that the leader stopped."""
    reason, ground = "Người yêu cầu đề nghị dừng.", "Đơn đề nghị ngày 20/11/2026"
    return stopping.stop(filings.handed_over(world), world.ward.leader, reason=reason, legal_ground=ground)


def rerouted(world: World) -> Dossier:
    """A dossier that the officer sent to the other ward."""
    why = rerouting.Why("Người yêu cầu cư trú ở phường khác.")
    return rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, why)


def withdrawn(world: World) -> Dossier:
    """A dossier that its owner took back."""
    return returning.withdraw(filings.submitted(world), world.mother, reason="Nộp nhầm.")


def recalled(world: World) -> Dossier:
    """A dossier whose issued result the leader took back."""
    return recalling.recall(issued(world), world.ward.leader, reason="Sai ngày sinh.", legal_ground="Luật Hộ tịch")
