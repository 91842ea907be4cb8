"""A dossier moves, a report is answered, and each tells its people by the ways that they left (NĐ 118/2025 Đ17)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from dossiers.models import Dossier
from hotline import messages
from hotline.kinds import Action, Severity, State
from hotline.models import Ticket, TicketEvent
from hotline.reports import Reporter
from portal.accounts.models import User
from portal.notices.simulator import SimulatedGateway
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.hotline import tickets

pytestmark = pytest.mark.django_db
ELSEWHERE = "+84912345678"


@pytest.fixture
def world(db: None) -> World:
    return given_world()


def by_sms(of: str) -> list[str]:
    rows = OutboxMessage.objects.filter(channel="sms", key=of).order_by("pk")
    return [row.payload["to"] for row in rows]


def filed(world: World, email: str, phone: str) -> Dossier:
    return filings.submitted(world, applicant=replace(filings.LAN, email=email, phone=phone))


def test_who_left_only_a_telephone_hears_by_sms(world: World, gateway: SimulatedGateway) -> None:
    dossier = filed(world, "", ELSEWHERE)

    deliver_due(10)

    [came] = gateway.arrived.values()
    assert came.phone == ELSEWHERE[1:] and came.words.startswith(f"Da nhan duoc ho so {dossier.code} http")
    assert "Lan" not in came.words and not OutboxMessage.objects.filter(channel="email", key=dossier.code).exists()


def test_the_accounts_choice_holds_and_its_own_number_stands_in(world: World, gateway: SimulatedGateway) -> None:
    User.objects.filter(pk=world.mother.pk).update(told_by_sms=True, told_by_email=False, phone=ELSEWHERE)
    world.mother.refresh_from_db()

    dossier = filed(world, "lan@example.vn", "")

    assert by_sms(dossier.code) == [ELSEWHERE]
    assert not OutboxMessage.objects.filter(channel="email", key=dossier.code).exists()


def test_email_stays_the_way_of_who_decided_nothing(world: World, gateway: SimulatedGateway) -> None:
    dossier = filed(world, "lan@example.vn", ELSEWHERE)
    assert by_sms(dossier.code) == [] and OutboxMessage.objects.get(channel="email", key=dossier.code)


def test_a_reporter_without_an_address_hears_by_sms_but_not_in_confidence(
    world: World, gateway: SimulatedGateway
) -> None:
    nobody_mails = Reporter("Nguyễn Thị Lan", ELSEWHERE, "", "12 Lê Lợi, phường Sài Gòn")
    open_one = tickets.filed(reporter=nobody_mails).ticket
    hidden = tickets.filed(reporter=nobody_mails, is_confidential=True).ticket

    assert by_sms(open_one.code) == [ELSEWHERE] and by_sms(hidden.code) == []
    words = OutboxMessage.objects.get(channel="sms", key=open_one.code).payload["text"]
    assert words.startswith(f"Phan anh {open_one.code}:") and tickets.WORDS[:12] not in words


def test_what_is_urgent_may_wake_its_reporter(gateway: SimulatedGateway) -> None:
    left = {"reporter_phone": ELSEWHERE, "answer_due_at": timezone.now()}
    ticket = Ticket(code="PAKN-1", severity=Severity.URGENT, state=State.ROUTED, **left)
    messages.tell(ticket, TicketEvent(action=Action.ROUTE, sequence=2, is_told=True, state_to=State.ROUTED))
    assert OutboxMessage.objects.get().payload["is_urgent"]
