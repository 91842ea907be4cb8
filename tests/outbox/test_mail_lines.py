"""Letters that leave together share a connection to a real SMTP server, and none is harmed by its neighbours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.mail import EmailMessage
from django.db import transaction
from pytest_django import Settings

from portal.outbox import mail_lines
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import put
from tests.outbox.test_email import SUBJECT, TEXT, Inbox, free_port

pytestmark = pytest.mark.django_db

FULL = "452 4.7.0 too many letters by this connection"


class PostOffice(Inbox):
    """Counts its callers; knows nobody called "la", takes no letter that speaks of "cấm", shuts after `per_call`."""

    def __init__(self) -> None:
        super().__init__()
        self.callers, self.signed_in, self.per_call = 0, 0, 10**6
        self.refuses_softly = False

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.callers += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refuses_softly and getattr(session, "taken", 0) >= self.per_call:
            return FULL
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("la@"):
            return "550 no such user"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.answer = "554 not here" if "cấm".encode() in envelope.content else "250 OK"
        answer = await super().handle_DATA(server, session, envelope)
        session.taken = getattr(session, "taken", 0) + 1
        if not self.refuses_softly and session.taken >= self.per_call:
            # As servers do that have had enough: the answer goes out, and then they hang up.
            server.loop.call_soon(server.transport.close)
        return answer

    def check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.signed_in += 1
        return AuthResult(success=data.password == b"dung")

    def to(self) -> list[str]:
        return sorted(mail["To"] for mail in self.mails)


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    yield int(settings.EMAIL_PORT)
    mail_lines.close_kept()


@pytest.fixture
def office(port: int) -> Iterator[PostOffice]:
    office = PostOffice()
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    yield office
    server.stop()


def write(*people: str, text: str = TEXT) -> None:
    with transaction.atomic():
        for person in people:
            put("email", person, {"to": f"{person}@example.vn", "subject": SUBJECT, "text": text}, f"{person}/{text}")


def states() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("key", "state"))


def test_what_leaves_together_leaves_by_one_connection(office: PostOffice) -> None:
    people = [f"nguoi-{number:02}" for number in range(12)]
    write(*people)
    assert deliver_due() == {"sent": 12}
    assert (office.callers, office.to()) == (1, [f"{person}@example.vn" for person in people])
    # a moment later, too
    write("sau")
    assert deliver_due() == {"sent": 1}
    assert office.callers == 1


def test_a_letter_that_is_refused_harms_no_neighbour(office: PostOffice) -> None:
    """Neither an unknown address nor words that a server does not like stay with the connection."""
    write("truoc", "la")
    write("cam", text="Nội dung bị cấm")
    write("sau")
    assert deliver_due() == {"sent": 2, "refused": 2}
    assert states() == {"truoc": State.SENT, "la": State.DEAD, "cam": State.DEAD, "sau": State.SENT}
    assert (office.callers, office.to()) == (1, ["sau@example.vn", "truoc@example.vn"])
    # nobody reads what was meant for another
    assert all(mail["To"] and mail["Cc"] is None and mail["Bcc"] is None for mail in office.mails)


@pytest.mark.parametrize("refuses_softly", [False, True], ids=["hangs up", "says so"])
def test_a_server_that_had_enough_of_a_connection_gets_another_and_each_letter_once(
    office: PostOffice, *, refuses_softly: bool
) -> None:
    office.per_call, office.refuses_softly = 2, refuses_softly
    people = [f"nguoi-{number}" for number in range(6)]
    write(*people)
    assert deliver_due() == {"sent": 6}
    assert (office.callers, office.to()) == (3, [f"{person}@example.vn" for person in people])


def test_a_server_that_was_started_anew_costs_no_letter_a_try(port: int) -> None:
    arrived = []
    for person in ("truoc", "sau"):
        office = PostOffice()
        server = Controller(office, hostname="127.0.0.1", port=port)
        server.start()
        write(person)
        assert deliver_due() == {"sent": 1}
        server.stop()
        arrived += office.to()
    assert arrived == ["truoc@example.vn", "sau@example.vn"]


def test_a_connection_ends_after_a_hundred_letters(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_lines, "MOST_LETTERS", 3)
    write(*(f"nguoi-{number}" for number in range(7)))
    assert deliver_due() == {"sent": 7}
    assert office.callers == 3


def test_the_password_is_told_once_a_connection_and_another_one_at_once_after_a_change(
    port: int, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "cong", "dung"
    office = PostOffice()
    server = Controller(
        office, hostname="127.0.0.1", port=port, authenticator=office.check, auth_require_tls=False, auth_required=True
    )
    server.start()
    write("mot", "hai")
    assert deliver_due() == {"sent": 2}
    assert (office.callers, office.signed_in) == (1, 1)
    settings.EMAIL_HOST_USER = "cong-moi"
    write("ba")
    assert deliver_due() == {"sent": 1}
    assert (office.callers, office.signed_in) == (2, 2)
    server.stop()


def test_lanes_side_by_side_share_no_connection(office: PostOffice) -> None:
    """Four threads, five letters each: every letter arrives once and whole, by no more connections than threads."""

    def lane(name: str) -> None:
        for number in range(5):
            mail_lines.send(EmailMessage(f"Thư {name}", f"{name}/{number}", to=[f"{name}{number}@example.vn"]))

    threads = [threading.Thread(target=lane, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert office.to() == [f"{name}{number}@example.vn" for name in "abcd" for number in range(5)]
    assert all(mail["Subject"] == f"Thư {mail['To'][0]}" for mail in office.mails)
    assert 1 <= office.callers <= 4
