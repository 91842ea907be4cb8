"""Rules proved: every letter ends somewhere a person sees it: a ticket, facts to one, or a line with its reason."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail as outgoing
from django.db import DatabaseError, OperationalError, transaction
from django.test import Client
from django.urls import reverse

from hotline.kinds import Action, Channel, Kind, Severity
from hotline.mail import filing, replying, taking
from hotline.models import IncomingMail, MailOutcome, MailReason, Ticket
from hotline.secret_codes import secret_for
from portal.files import store
from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage
from portal.outbox.standard_webhooks import sign
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.files import contents, hostile
from tests.hotline.desk import Desk, answered
from tests.hotline.mail.letters import LAN, LATE, letter, raw, taken, windows_1258, with_file
from tests.hotline.tickets import filed, opened

HELD, TICKET, FACTS = MailOutcome.HELD, MailOutcome.TICKET, MailOutcome.FACTS
SECRET = "test-secret-shared-with-a-gateway-that-is-none"


def sent() -> Any:
    """The one letter that goes out."""
    deliver_due(10)
    (message,) = outgoing.outbox
    return message


def names(ticket: Ticket) -> list[str]:
    return [one.upload.name for one in ticket.attachments.select_related("upload")]


def test_a_letter_becomes_a_ticket_and_its_writer_gets_code_and_secret(world: World) -> None:
    row = taken(letter())

    ticket = Ticket.objects.get()
    assert (row.outcome, row.ticket, ticket.channel) == (TICKET, ticket, Channel.EMAIL)
    assert (ticket.kind, ticket.reporter_email) == (Kind.COMPLAINT_DELAY, "lan@example.vn")
    assert ticket.reporter_name == "Nguyễn Thị Lan" and ticket.content == f"Hồ sơ bị chậm\n\n{LATE}"
    answer = sent()
    assert answer.to == ["lan@example.vn"] and ticket.code in answer.subject
    assert answer.extra_headers["Auto-Submitted"] == "auto-generated"
    secret = next(line.partition(": ")[2] for line in answer.body.split("\n") if line.startswith("Mã bí mật"))
    unlocked = Client().post(reverse("hotline:follow"), {"code": ticket.code, "secret": secret})
    assert unlocked.status_code == 302 and unlocked["Location"].endswith(f"{ticket.code}/")
    assert f"?ma={ticket.code}" in answer.body and secret not in answer.body.partition("?ma=")[2].split()[0]


def test_the_letter_as_it_came_hangs_on_the_ticket_with_what_was_trimmed(world: World) -> None:
    message = letter("Mới\n\nOn Mon, 23 Nov 2026 at 08:00, Ai <a@example.vn> wrote:\n> cũ" + "x" * 9000)
    taken(message)

    ticket = Ticket.objects.get()
    assert ticket.content.endswith("Mới") and names(ticket) == ["thu-goc.eml"]
    original = ticket.attachments.get().upload.stored
    assert original is not None and store.open(original) == message.as_bytes()


def test_a_letter_longer_than_a_report_is_cut_and_says_where_the_rest_is(world: World) -> None:
    taken(letter("Hồ sơ. " * 2000))

    content = Ticket.objects.get().content
    assert len(content) <= 5000 and content.endswith("(Thư dài hơn; xem thư gốc đính kèm.)")


@pytest.mark.parametrize("again", ["same", "other way", "at once"])
def test_a_letter_counts_once(world: World, again: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = letter().as_bytes()
    first = taken(content)
    if again == "at once":  # the other one commits between our look and our writing
        look = IncomingMail.objects.filter
        answers = iter([IncomingMail.objects.none()])
        monkeypatch.setattr(IncomingMail.objects, "filter", lambda **asked: next(answers, None) or look(**asked))
    second = taken(content if again == "same" else b"Received: by b\r\n" + content)

    assert second == first and Ticket.objects.count() == 1 and OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("subject", ["Re: Phản ánh {}: đã được tiếp nhận", "{}", "Trả lời: về {} ạ"])
def test_an_answer_of_the_reporter_adds_facts(world: World, desk: Desk, subject: str) -> None:
    taken(letter())
    ticket = Ticket.objects.get()
    OutboxMessage.objects.all().delete()
    message = with_file(letter("Tôi bổ sung ảnh.", subject=subject.format(ticket.code)), "a.pdf", contents.pdf())

    row = taken(message)

    assert (row.outcome, row.ticket, Ticket.objects.count()) == (FACTS, ticket, 1)
    assert ticket.events.get(action=Action.ADD_FACTS).note == "Tôi bổ sung ảnh."
    assert names(ticket) == ["thu-goc.eml", "thu-goc.eml", "a.pdf"]
    assert not OutboxMessage.objects.exists(), "what they did themselves needs no letter"


def test_a_letter_that_continues_a_letter_adds_facts_without_the_code(world: World) -> None:
    taken(letter(Message_ID="<dau-tien@example.vn>"))

    row = taken(letter("Thêm nữa", subject="Re: Hồ sơ", References="<khac@x> <dau-tien@example.vn>"))

    assert row.outcome == FACTS and Ticket.objects.count() == 1


def test_somebody_else_who_names_a_ticket_gets_one_of_their_own(world: World) -> None:
    ticket = filed(is_confidential=True).ticket
    for sender in ("ke.gian@example.net", "lan@example.vn.example.net"):
        taken(letter("Cho tôi xem", sender=sender, subject=f"Re: {ticket.code}"))

    assert ticket.events.count() == 1 and Ticket.objects.count() == 3
    deliver_due(10)
    assert all("Hồ sơ khai sinh" not in message.body for message in outgoing.outbox)


def test_a_letter_to_an_answered_matter_is_a_ticket_of_its_own(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())

    row = taken(letter("Vẫn chưa xong", subject=f"Re: {ticket.code}"))

    assert row.outcome == TICKET and row.ticket != ticket and ticket.code in Ticket.objects.latest("pk").content
    ticket.refresh_from_db()
    assert ticket.state == "answered"


def test_danger_in_a_letter_is_urgent(world: World) -> None:
    taken(letter("Có người dọa giết tôi ở nhà", subject="Cứu"))

    assert Ticket.objects.get().severity == Severity.URGENT


def test_the_dossier_that_a_letter_names_is_kept(world: World) -> None:
    taken(letter("Hồ sơ H29.101-261122-0001 chưa có kết quả"))

    assert Ticket.objects.get().dossier_code == "H29.101-261122-0001"


MACHINES = [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; owner=x"}, {"Precedence": "bulk"},
    {"Precedence": "list"}, {"List_Id": "<a.b>"}, {"List_Unsubscribe": "<mailto:x@y>"}, {"Return_Path": "<>"},
    {"X_Autoreply": "yes"}, {"X_Failed_Recipients": "a@b.vn"}, {"sender": "MAILER-DAEMON@example.vn"},
    {"sender": "No-Reply <no-reply@example.vn>"}, {"sender": "postmaster@example.vn"},
]  # fmt: skip


@pytest.mark.parametrize("marks", MACHINES, ids=lambda marks: next(iter(marks)))
def test_a_machine_is_never_answered_and_a_person_looks(world: World, marks: dict[str, str]) -> None:
    row = taken(letter(**marks))

    assert (row.outcome, row.reason, row.raw is not None) == (HELD, MailReason.MACHINE, True)
    assert not Ticket.objects.exists() and not OutboxMessage.objects.exists()


def test_a_bounce_and_our_own_letter_end_the_loop(world: World) -> None:
    taken(letter())
    ours = sent().message().as_bytes()
    bounce = raw(b"--b--", "multipart/report; report-type=delivery-status; boundary=b")

    for content in (ours, bounce):
        assert taken(content).reason == MailReason.MACHINE
    assert Ticket.objects.count() == 1 and OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("word", ["All", "OOF, AutoReply", "DR, autoreply"])
def test_who_wants_no_automatic_answer_gets_a_ticket_and_none(world: World, word: str) -> None:
    assert taken(letter(X_Auto_Response_Suppress=word)).outcome == TICKET
    assert not OutboxMessage.objects.exists()


def test_auto_submitted_no_is_a_person(world: World) -> None:
    assert taken(letter(Auto_Submitted="No")).outcome == TICKET


def test_a_flood_of_one_sender_waits_and_answers_stop_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_AN_HOUR", 3)
    monkeypatch.setattr(replying, "MOST_A_DAY", 2)

    rows = [taken(letter(f"Thư {number}")) for number in range(4)]
    other = taken(letter(sender="khac@example.vn"))

    assert [row.outcome for row in rows] == [TICKET, TICKET, TICKET, HELD] and rows[3].reason == MailReason.TOO_MANY
    assert other.outcome == TICKET
    assert [row.was_answered for row in rows] == [True, True, False, False] and other.was_answered


CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"


@pytest.mark.parametrize(("content", "outcome", "reason"), [
    (b"", HELD, MailReason.EMPTY),
    (b"\r\n \r\n", HELD, MailReason.EMPTY),
    (b"From: lan@example.vn\r\n\r\n", HELD, MailReason.EMPTY),
    (raw(CALENDAR, "text/calendar; method=REQUEST").replace(b"Subject: Ho so\r\n", b""), HELD, MailReason.EMPTY),
    (raw(CALENDAR, "text/calendar; method=REQUEST"), TICKET, ""),
    (b"Subject: x\r\n\r\nKhong co nguoi gui", HELD, MailReason.NO_SENDER),
    (raw(b"x", head=b"X-Long: " + b"y" * 300_000 + b"\r\n"), HELD, MailReason.UNREADABLE),
    (raw(b"a\0b\0c"), TICKET, ""),
    (raw(b"\xff\xfe\xfd", "text/plain; charset=utf-8"), TICKET, ""),
    (raw(windows_1258(LATE), "text/plain; charset=iso-8859-1"), TICKET, ""),
    (raw(b"!!!not base64", head=b"Content-Transfer-Encoding: base64\r\n"), TICKET, ""),
    (raw(b"--b\r\nno end", 'multipart/mixed; boundary="b"'), TICKET, ""),
    (raw(b"x", "multipart/mixed"), TICKET, ""),
    (raw(b"<script>alert(1)</script><b>Xin ch\xc3\xa0o</b>", "text/html"), TICKET, ""),
])  # fmt: skip
def test_bad_letters_each_have_their_outcome(world: World, content: bytes, outcome: str, reason: str) -> None:
    row = taken(content)

    assert (row.outcome, row.reason) == (outcome, reason)
    assert (row.raw is not None) == bool(content) and IncomingMail.objects.count() == 1
    if outcome == TICKET:
        page = opened_page(Ticket.objects.get())
        assert "\0" not in page and "<script>alert" not in page


def opened_page(ticket: Ticket) -> str:
    """What its reporter sees, whoever they are."""
    return f"{ticket.content}\n{ticket.reporter_name}"


def test_old_vietnamese_arrives_as_it_was_written(world: World) -> None:
    taken(raw(windows_1258(LATE), "text/plain; charset=iso-8859-1"))

    assert LATE in Ticket.objects.get().content


def test_a_letter_too_large_waits_whole_and_says_who_sent_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_BYTES", 100_000)
    content = with_file(letter(), "phim.pdf", b"x" * 120_000).as_bytes()

    row = taken(content)

    assert (row.outcome, row.reason, row.sender) == (HELD, MailReason.TOO_LARGE, "lan@example.vn")
    assert row.raw is not None and store.open(row.raw) == content


def test_files_that_can_not_be_used_stay_in_the_letter_and_are_told(world: World) -> None:
    message = with_file(letter(), "bom.docx", hostile.lying_zip_bomb())
    message = with_file(with_file(message, "virus.exe", contents.PROGRAM), "don.pdf", contents.pdf(), "application/pdf")
    for number in range(4):
        message = with_file(message, f"{number}.jpg", contents.picture(), "image/jpeg")

    assert taken(message).outcome == TICKET

    assert names(Ticket.objects.get()) == ["thu-goc.eml", "don.pdf", "0.jpg", "1.jpg", "2.jpg"]
    told = sent().body
    assert "bom.docx" in told and "virus.exe" in told and "“3.jpg” nằm trong thư gốc" in told


def test_a_fault_of_ours_keeps_the_letter_and_lets_the_next_one_pass(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "kind_of", lambda _said: 1 / 0)
    broken = letter().as_bytes()

    row = taken(broken)

    assert (row.outcome, row.reason) == (HELD, MailReason.UNREADABLE) and row.raw is not None
    assert store.open(row.raw) == broken and not Ticket.objects.exists()
    monkeypatch.undo()
    assert taken(letter()).outcome == TICKET and taken(broken) == row


def test_without_a_database_a_letter_stays_where_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_unused: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(filing, "file", away)
    with pytest.raises(OperationalError):
        taken(letter())

    assert not IncomingMail.objects.exists() and not Ticket.objects.exists()


def test_no_letter_is_deleted_or_becomes_another(world: World) -> None:
    taken(letter())
    row = taken(b"")
    for change in (
        lambda: IncomingMail.objects.all().delete(),
        lambda: IncomingMail.objects.filter(outcome=TICKET).update(outcome=HELD, reason="empty"),
        lambda: IncomingMail.objects.filter(pk=row.pk).update(reason="machine"),
        lambda: IncomingMail.objects.filter(pk=row.pk).update(outcome="dismissed"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_is_in_a_letter_is_encrypted_where_it_rests(world: World) -> None:
    row = taken(letter(Auto_Submitted="auto-replied"))
    found = IncomingMail.objects.extra(select={"kept": "sender || subject"}).get(pk=row.pk)

    assert "lan@" not in found.kept and "chậm" not in found.kept and "lan" not in row.sender_index
    assert row.raw is not None and b"lan@example.vn" not in store.get_blob(row.raw.location)


def knock(body: bytes, secret: str = SECRET) -> Any:
    headers = sign(body, "msg_1", int(time.time()), secret).headers
    return Client(enforce_csrf_checks=True).post(reverse("hotline:mail-door"), body, "message/rfc822", headers=headers)


def test_a_gateway_hands_letters_in_signed_and_each_counts_once(world: World) -> None:
    content = letter().as_bytes()

    first, again, forged = knock(content), knock(content), knock(content, "another-secret-that-nobody-was-given")

    assert first.json() == again.json() == {"outcome": "ticket", "reason": ""}
    assert forged.status_code == 401 and Ticket.objects.count() == 1
    assert knock(b"").json() == {"outcome": "held", "reason": "empty"}


def test_without_a_secret_the_door_of_letters_is_shut(world: World, settings: LazySettings) -> None:
    settings.HOTLINE_MAIL_SECRETS = []

    assert knock(letter().as_bytes()).status_code == 401 and not IncomingMail.objects.exists()


def test_the_reporter_follows_a_mailed_matter_as_any(world: World) -> None:
    ticket = taken(letter(sender=LAN)).ticket
    assert ticket is not None
    browser = opened(type("Sent", (), {"ticket": ticket, "secret": taking_secret(ticket)})())

    assert "thu-goc.eml" in words(browser.get(reverse("hotline:ticket", args=[ticket.code])))


def taking_secret(ticket: Ticket) -> str:

    return secret_for(ticket.sent_key)
