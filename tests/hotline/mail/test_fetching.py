"""Rules proved against a real IMAP and a real SMTP server: each letter once, marked after it is kept, none lost."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import OperationalError

from hotline.mail import fetching, filing, taking
from hotline.models import IncomingMail, MailboxState, MailOutcome, MailReason, Ticket
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage
from tests.dossiers.world import World
from tests.hotline.mail.letters import LATE, letter
from tests.hotline.mail.servers import PASSWORD, USER, Imap, free_port, imap_server, smtp_server


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with imap_server() as running:
        yield running


@pytest.fixture
def folder(world: World, server: Imap, settings: LazySettings) -> str:
    """A mailbox of this test's own, which the portal reads."""
    name = f"Thu den {uuid4().hex[:8]}"
    server.deliver(name)
    settings.HOTLINE_IMAP_HOST, settings.HOTLINE_IMAP_PORT = "127.0.0.1", server.port
    settings.HOTLINE_IMAP_SECURITY, settings.HOTLINE_IMAP_FOLDER = "NONE", name
    settings.HOTLINE_IMAP_USER, settings.HOTLINE_IMAP_PASSWORD = USER, PASSWORD
    return name


def state() -> MailboxState:
    return MailboxState.objects.get()


def test_letters_are_fetched_once_and_marked_and_the_answer_leaves_by_smtp(
    server: Imap, folder: str, settings: LazySettings
) -> None:
    server.deliver(folder, letter().as_bytes(), letter(Precedence="bulk").as_bytes(), b" \r\n")

    assert fetching.fetch() == 3 and fetching.fetch() == 0

    assert server.unread(folder) == 0
    assert sorted(IncomingMail.objects.values_list("outcome", flat=True)) == ["held", "held", "ticket"]
    ticket = Ticket.objects.get()
    assert LATE in ticket.content and state().last_uid > 0 and state().read_at is not None
    with smtp_server() as (inbox, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        deliver_due(10)
    (answer,) = inbox.letters
    assert answer["To"] == "lan@example.vn" and answer["Auto-Submitted"] == "auto-generated"
    # What the reporter answers to it comes back the same way, and becomes facts.
    server.deliver(folder, letter("Bổ sung", subject=f"Re: [{ticket.code}]").as_bytes())
    fetching.fetch()
    assert IncomingMail.objects.get(outcome=MailOutcome.FACTS).ticket == ticket


def test_while_the_server_of_outgoing_mail_is_down_answers_wait(
    server: Imap, folder: str, settings: LazySettings
) -> None:
    server.deliver(folder, letter().as_bytes())
    fetching.fetch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    deliver_due(10)

    assert Ticket.objects.count() == 1
    assert OutboxMessage.objects.get(channel="email").state == "waiting"


def test_somebody_who_reads_the_mailbox_first_loses_no_letter(server: Imap, folder: str) -> None:
    server.deliver(folder, letter().as_bytes())
    with server.owner(folder) as box:
        box.store("1", "+FLAGS", r"(\Seen)")

    assert fetching.fetch() == 1 and Ticket.objects.count() == 1


def test_a_round_that_dies_marks_nothing_and_the_next_goes_on_where_it_stood(
    server: Imap, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(folder, letter("Một").as_bytes(), letter("Hai").as_bytes(), letter("Ba").as_bytes())
    file, calls = filing.file, iter([0, 1])

    def dies_at_the_second(*told: object) -> None:
        if next(calls, 1):
            raise OperationalError("the database is away")
        file(*told)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(filing, "file", dies_at_the_second)
    with pytest.raises(OperationalError):
        fetching.fetch()
    assert (Ticket.objects.count(), server.unread(folder)) == (1, 2)

    monkeypatch.undo()
    assert fetching.fetch() == 2
    contents = [ticket.content.rpartition("\n")[2] for ticket in Ticket.objects.order_by("pk")]
    assert contents == ["Một", "Hai", "Ba"] and server.unread(folder) == 0


def test_a_letter_kept_but_not_marked_is_not_counted_twice(server: Imap, folder: str) -> None:
    content = letter().as_bytes()
    taking.take(content.replace(b"\n", b"\r\n"))  # the process died before it could mark
    server.deliver(folder, content)

    assert fetching.fetch() == 1 and Ticket.objects.count() == 1 and server.unread(folder) == 0


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(server: Imap, folder: str) -> None:
    server.deliver(folder, letter().as_bytes())
    fetching.fetch()
    MailboxState.objects.update(uid_validity="1", last_uid=999)  # RFC 3501: numbers of another validity say nothing
    server.deliver(folder, letter("Khác").as_bytes())

    assert fetching.fetch() == 2 and Ticket.objects.count() == 2


def test_a_round_takes_so_many_and_the_next_one_the_others(
    server: Imap, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_A_ROUND", 2)
    server.deliver(folder, *(letter(f"Thư {number}").as_bytes() for number in range(3)))

    assert [fetching.fetch() for _round in range(3)] == [2, 1, 0]


def test_of_a_letter_that_is_larger_than_anything_the_head_is_kept(
    server: Imap, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_READ_BYTES", 5_000)
    monkeypatch.setattr(taking, "MOST_BYTES", 5_000)
    server.deliver(folder, letter("x" * 100 + "\n" + "y\n" * 5_000).as_bytes())

    fetching.fetch()

    row = IncomingMail.objects.get()
    assert (row.outcome, row.sender) == (MailOutcome.HELD, "lan@example.vn")
    assert row.reason == MailReason.TOO_LARGE and row.size_bytes > 10_000
    assert row.raw is not None and row.raw.size_bytes < 5_000


@pytest.mark.parametrize("change", ["PORT", "PASSWORD", "FOLDER", "SECURITY"])
def test_a_server_that_is_away_is_told_and_the_next_round_works(
    server: Imap, folder: str, settings: LazySettings, change: str
) -> None:
    server.deliver(folder, letter().as_bytes())
    wrong = {"PORT": free_port(), "SECURITY": "TLS"}.get(change, "sai")
    change = f"HOTLINE_IMAP_{change}"
    right = getattr(settings, change)
    setattr(settings, change, wrong)
    assert fetching.fetch() == 0
    failed = MailboxState.objects.get(failing_since__isnull=False)
    since = failed.failing_since
    fetching.fetch()
    failed.refresh_from_db()
    assert failed.failing_since == since and failed.problem and PASSWORD not in failed.problem

    setattr(settings, change, right)
    MailboxState.objects.exclude(folder=folder).delete()
    assert fetching.fetch() == 1 and not MailboxState.objects.filter(failing_since__isnull=False).exists()


def test_without_a_mailbox_nothing_is_asked(world: World) -> None:
    assert fetching.fetch() == 0 and not MailboxState.objects.exists()
