"""Reports that people wrote on the national portal, for tests: asked there, handed in, answered here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hotline.intake import Filed
from hotline.models import Ticket
from portal.outbox.delivery import deliver_due
from portal.outbox.models import Circuit, OutboxMessage
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered
from tests.national.conftest import Portal
from tests.national.handing_in import knock, work

#: As the list of questions there says it.
ROW = {
    "HOIDAPID": "PA-1",
    "LOAIHOIDAP": "2",
    "HOTEN": "Trần Thị Mai",
    "SODIENTHOAI": "0909999888",
    "EMAIL": "",
    "DIACHI": "",
    "MADONVI": "",
    "MAHOSO": "",
    "NOIDUNGCAUHOI": "Chậm ba ngày.",
}
FEEDBACK = OutboxMessage.objects.filter(channel="national_feedback")


def report(**changes: str) -> dict[str, Any]:
    """The same as it is handed in."""
    told = {"MaPhanAnh": "PA-1", "LoaiPhanAnh": "2", "HoTen": "Trần Thị Mai", "NoiDung": "Chậm ba ngày."}
    return {"service": "GuiPhanAnhKienNghi", "data": told | changes}


def handed_in(portal: Portal, **changes: str) -> Ticket:
    """The ticket of a report that was asked there and handed in."""
    portal.questions.ask(ROW)
    knock(report(**changes))
    assert work() == {"done": 1}
    return Ticket.objects.get()


def answered_here(world: World, desk: Desk, ticket: Ticket) -> Ticket:
    """The ticket with its answer sent."""
    return answered(world, desk, Filed(ticket, "", is_new=False))


def deliver() -> dict[str, int]:
    """What waits to be told about reports, as if every pause were over; other channels are out of the way."""
    FEEDBACK.filter(state="waiting").update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    Circuit.objects.filter(open_until__isnull=False).update(open_until=timezone.now() - timedelta(seconds=1))
    OutboxMessage.objects.exclude(channel="national_feedback").delete()
    return dict(deliver_due())
