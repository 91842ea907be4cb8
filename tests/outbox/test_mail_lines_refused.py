"""Rules proved: what a mail server says to one letter, or to a connection, is held against that alone: the next letter
leaves, by a connection that is sound, and none is sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from pytest_django import Settings

from portal.outbox import kept_connections, mail_lines
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State
from tests.outbox.test_delivery import make_due
from tests.outbox.test_email import free_port
from tests.outbox.test_mail_lines import PostOffice, states, write

pytestmark = pytest.mark.django_db


class Moody(PostOffice):
    """Says to a sender, a recipient or a RSET what it is told to, once or as often as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.to_sender: list[str] = []
        self.to_next: list[str] = []
        self.to_reset: list[str] = []
        self.senders = 0

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.senders += 1
        if self.to_sender:
            return self.to_sender.pop(0)
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.to_next:
            return self.to_next.pop(0)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_RSET(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return self.to_reset.pop(0) if self.to_reset else "250 OK"


@pytest.fixture
def office(settings: Settings) -> Iterator[Moody]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    office = Moody()
    server = Controller(office, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    yield office
    mail_lines.close_kept()
    server.stop()


def again() -> dict[str, int]:
    """Everything that waits, tried once more."""
    make_due()
    return dict(deliver_due())


def mail(to: str = "an@example.vn") -> EmailMessage:
    return EmailMessage("Thư", "Nội dung", to=[to])


def test_a_recipient_put_off_waits_and_the_next_letter_leaves_by_the_same_connection(office: Moody) -> None:
    office.to_next = ["450 4.2.1 mailbox busy"]
    write("ban", "sau")
    deliver_due()
    assert states() == {"ban": State.WAITING, "sau": State.SENT}
    assert (office.callers, office.to()) == (1, ["sau@example.vn"])
    again()
    assert states()["ban"] == State.SENT
    assert office.to() == ["ban@example.vn", "sau@example.vn"], "each once"


def test_a_server_that_takes_leave_at_a_recipient_is_called_anew(office: Moody) -> None:
    """421 shuts the connection (RFC 5321 3.8); what came after it leaves by another."""
    office.to_next = ["421 4.3.2 shutting down"]
    write("truoc", "sau")
    deliver_due()
    again()
    assert set(states().values()) == {State.SENT}
    assert office.to() == ["sau@example.vn", "truoc@example.vn"]
    assert office.callers == 2


def test_a_sender_refused_for_good_is_not_asked_about_twice_in_one_try(office: Moody) -> None:
    """Only "later" may mean that the connection carried enough; "never" is about us, and no letter's fault."""
    mail_lines.send(mail())
    office.to_sender = ["550 5.7.1 sender not allowed here"]
    write("mot")
    deliver_due()
    assert (office.callers, office.senders, states()) == (1, 2, {"mot": State.WAITING})
    assert OutboxMessage.objects.get().attempts == 0, "not blamed"


def test_a_sender_put_off_on_a_fresh_connection_is_not_tried_by_a_second(office: Moody) -> None:
    office.to_sender = ["451 4.3.0 try later", "451 4.3.0 try later"]
    write("mot")
    deliver_due()
    assert (office.callers, office.senders, states()) == (1, 1, {"mot": State.WAITING})


def test_a_connection_that_forgets_nothing_carries_nothing_more(office: Moody) -> None:
    """A letter is never given to a connection that may still hold parts of another."""
    mail_lines.send(mail("mot@example.vn"))
    office.to_reset = ["451 4.3.0 cannot reset"]
    mail_lines.send(mail("hai@example.vn"))
    assert (office.callers, office.to()) == (2, ["hai@example.vn", "mot@example.vn"])


def test_what_rested_long_or_belongs_to_a_parent_process_is_not_used(
    office: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_lines.send(mail("mot@example.vn"))
    with monkeypatch.context() as patch:
        patch.setattr(kept_connections, "KEPT_SECONDS", -1.0)
        mail_lines.send(mail("hai@example.vn"))
    assert office.callers == 2
    # As in a child that was forked a moment ago.
    monkeypatch.setattr(mail_lines._lines, "_process", -1)
    mail_lines.send(mail("ba@example.vn"))
    assert office.callers == 3
    assert len(office.to()) == 3


def test_a_closed_line_is_opened_anew_and_closing_twice_is_no_error(office: Moody) -> None:
    mail_lines.send(mail())
    for _time in range(2):
        mail_lines.close_kept()
    mail_lines.send(mail("hai@example.vn"))
    assert (office.callers, len(office.to())) == (2, 2)


def test_without_a_server_of_its_own_a_letter_goes_the_way_of_the_settings(
    settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    """A terminal, a file, a list: nothing is kept of them."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sends: list[Callable[[EmailMessage], None]] = [mail_lines.send, mail_lines.send]
    for send in sends:
        send(mail())
    assert [one.to for one in mailoutbox] == [["an@example.vn"]] * 2
