"""Rules proved: letters that wait are seen by those who hear for the province, logged, and end with a decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline.models import IncomingMail, MailboxState, MailOutcome, Ticket
from portal.accounts.models import AccessLogEntry
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, at
from tests.hotline.mail.letters import letter, taken

LIST = reverse("hotline:letters")
HOSTILE = "<script>alert(1)</script> Máy bận"


@pytest.fixture
def held(world: World) -> IncomingMail:
    return taken(letter(HOSTILE, subject="<b>Nghỉ phép</b>", Auto_Submitted="auto-replied"))


def page(row: IncomingMail, name: str = "letter") -> str:
    return reverse(f"hotline:{name}", args=[row.public_id])


def test_a_supervisor_finds_the_letter_reads_it_as_plain_text_and_each_look_is_logged(
    desk: Desk, held: IncomingMail
) -> None:
    browser = at(desk.supervisor)
    listed = words(browser.get(LIST))
    assert "Thư tự động" in listed and "Nghỉ phép" not in listed and "lan@" not in listed

    shown = browser.get(page(held))

    assert "lan@example.vn" in words(shown) and "Máy bận" in words(shown)
    assert b"<script>alert" not in shown.content and b"<b>Ngh" not in shown.content
    original = browser.get(page(held, "letter-original"))
    assert b"Auto-Submitted" in original.content and "attachment" in original["Content-Disposition"]
    assert AccessLogEntry.objects.filter(actor=desk.supervisor, subject__contains=str(held.public_id)).count() == 2


@pytest.mark.parametrize("name", ["letters", "letter", "letter-original"])
def test_nobody_else_sees_letters(world: World, desk: Desk, held: IncomingMail, name: str) -> None:
    address = LIST if name == "letters" else page(held, name)
    for person in (world.ward.leader, world.ward.officer, world.mother):
        assert at(person).get(address).status_code == 403
    assert Client().get(address).status_code in {302, 403} and not AccessLogEntry.objects.exists()
    assert "Thư chờ người xem" not in words(at(world.ward.leader).get(reverse("hotline:desk")))


def test_a_report_is_made_of_a_letter_and_no_automatic_answer_goes_out(desk: Desk, held: IncomingMail) -> None:
    answer = at(desk.operator).post(page(held), {"do": "file"})

    held.refresh_from_db()
    ticket = Ticket.objects.get()
    assert answer["Location"].endswith(f"/{ticket.code}/")
    assert (held.outcome, held.ticket, held.settled_by) == (MailOutcome.TICKET, ticket, desk.operator)
    assert "Máy bận" in ticket.content and ticket.attachments.get().upload.name == "thu-goc.eml"
    assert ticket.events.get().actor == desk.operator and not OutboxMessage.objects.exists()
    assert "Không có thư nào chờ" in words(at(desk.operator).get(LIST))


@pytest.mark.parametrize("content", [b"", b" \r\n", b"X: " + b"y" * 300_000 + b"\r\n\r\nx"])
def test_of_a_letter_that_can_not_be_read_a_report_is_made_all_the_same(desk: Desk, content: bytes) -> None:
    row = taken(content)
    assert "Không có chữ nào đọc được" in words(at(desk.operator).get(page(row)))

    at(desk.operator).post(page(row), {"do": "file"})

    assert "xem thư gốc" in Ticket.objects.get().content


@pytest.mark.parametrize(("told", "status"), [({"note": ""}, 422), ({"note": " "}, 422), ({"note": "Thư rác"}, 302)])
def test_a_letter_is_dismissed_with_a_reason_only(
    desk: Desk, held: IncomingMail, told: dict[str, Any], status: int
) -> None:
    answer = at(desk.supervisor).post(page(held), told)

    held.refresh_from_db()
    assert answer.status_code == status and not Ticket.objects.exists()
    is_done = status == 302
    assert (held.outcome == MailOutcome.DISMISSED, held.note) == (is_done, told["note"] if is_done else "")
    if is_done:
        assert "Thư rác" in words(at(desk.supervisor).get(page(held))), "nothing vanishes"


def test_who_decides_second_is_told(desk: Desk, held: IncomingMail) -> None:
    at(desk.supervisor).post(page(held), {"note": "Thư rác"})

    late = at(desk.operator).post(page(held), {"do": "file"}, follow=True)

    held.refresh_from_db()
    assert "Thư này đã có người xem" in words(late) and held.outcome == MailOutcome.DISMISSED
    assert not Ticket.objects.exists()


def test_a_mailbox_that_can_not_be_read_stands_above_the_list(world: World, desk: Desk) -> None:
    MailboxState.objects.create(folder="INBOX", failing_since=timezone.now(), problem="ConnectionRefusedError")

    assert "Không đọc được hộp thư INBOX" in words(at(desk.operator).get(LIST))


def test_the_list_costs_the_same_however_long(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, costs = at(desk.operator), []
    browser.get(LIST)
    for _round in range(2):
        taken(letter(Precedence="bulk"))
        with django_assert_max_num_queries(12) as counted:
            browser.get(LIST)
        costs.append(len(counted))
    assert costs[0] == costs[1]
