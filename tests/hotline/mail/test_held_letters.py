"""Rules proved: every letter that waits can be read and decided on, once, by few; the list of them has pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline.kinds import Action, Kind
from hotline.mail import looking, taking
from hotline.models import Attachment, IncomingMail, MailboxState, MailOutcome, MailReason, Ticket
from hotline.problems import Incomplete, NotAllowedNow
from portal.accounts.models import AccessLogEntry
from portal.files.models import ScanState, StoredFile
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.files import contents
from tests.hotline.desk import Desk, at
from tests.hotline.mail.letters import LATE, letter, raw, taken, with_file
from tests.house.test_page_language import LANGUAGES, Listener, reader
from units.roles import Role

LIST = reverse("hotline:letters")
FAULTY = [
    raw(b"<![ x", "text/html"),
    raw(b"<blockquote>" * 3000 + b"x", "text/html"),
    raw(b"x", "text/plain; charset*=%00''a"),
    raw(b"x", head=b"Content-Disposition: attachment; filename*=%00''a\r\n"),
    b"From: " + b"(" * 1500 + b"\r\n\r\nx",
    b"\xff\xfe\x00" * 50,
    b"X: " + b"y" * 300_000 + b"\r\n\r\nx",
    b"",
]


def machine(text: str = LATE, **headers: str) -> IncomingMail:
    return taken(letter(text, **({"Auto_Submitted": "auto-replied"} | headers)))


def page(row: IncomingMail, name: str = "letter") -> str:
    return reverse(f"hotline:{name}", args=[row.public_id])


def unchanged(row: IncomingMail) -> bool:
    row.refresh_from_db()
    return (row.outcome, row.note, row.settled_by_id, row.ticket_id) == (MailOutcome.HELD, "", None, None)


@pytest.mark.parametrize("content", FAULTY, ids=range(len(FAULTY)))
def test_a_letter_at_which_the_parser_falls_is_kept_shown_and_decided_on(desk: Desk, content: bytes) -> None:
    row = taken(content)
    browser = at(desk.operator)
    if row.outcome == MailOutcome.HELD:
        assert browser.post(page(row), {"do": "file"}).status_code == 302
    row.refresh_from_db()

    assert row.outcome == MailOutcome.TICKET and Ticket.objects.get() == row.ticket
    shown = browser.get(page(row))
    assert shown.status_code == 200 and row.ticket is not None and row.ticket.code in words(shown)


def test_of_a_complaint_that_nobody_signed_a_report_can_be_made(desk: Desk) -> None:
    row = taken(f"Subject: Ho so\r\n\r\n{LATE}".encode())
    assert row.reason == MailReason.NO_SENDER

    answer = at(desk.operator).post(page(row), {"do": "file"})

    ticket = Ticket.objects.get()
    assert answer["Location"].endswith(f"/{ticket.code}/") and LATE in ticket.content
    assert (ticket.kind, ticket.reporter_name, ticket.reporter_email) == (Kind.GUIDANCE, "", "")
    assert not OutboxMessage.objects.exists()


def test_a_code_of_a_dossier_that_goes_on_and_on_stops_no_letter(world: World) -> None:
    row = taken(letter("Hồ sơ H29" + ".1" * 40 + "-261122-0001 và H29.101.12.3-261122-0001"))

    assert row.outcome == MailOutcome.TICKET and Ticket.objects.get().dossier_code == "H29.101.12.3-261122-0001"


def test_the_list_has_pages_the_oldest_letter_first_and_none_is_left_out(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    rows = IncomingMail.objects.bulk_create(
        IncomingMail(fingerprint=str(number), outcome="held", reason="empty", size_bytes=number, received_at=now)
        for number in range(65)
    )
    browser, seen, address = at(desk.operator), [], LIST
    while address:
        with django_assert_max_num_queries(12):
            shown = browser.get(address).context["page"]
        seen += [row.pk for row in shown.rows]
        address = shown.next and LIST + shown.next

    assert seen == [row.pk for row in rows]
    assert "Trang trước" in words(browser.get(f"{LIST}?sau={rows[29].pk}"))
    for odd in ("?sau=x", "?truoc=-1", "?sau=9" + "9" * 30, "?khac=1"):
        assert browser.get(LIST + odd).context["page"].rows[0].pk == rows[0].pk


def test_letters_that_became_something_wait_no_more(world: World, desk: Desk) -> None:
    held, _ticket, done = machine(), taken(letter()), machine("Nghỉ phép")
    looking.dismiss(done, desk.operator, "Thư tự động")

    assert [row.pk for row in at(desk.supervisor).get(LIST).context["page"].rows] == [held.pk]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_letters_in_both_languages(world: World, desk: Desk, language: str) -> None:
    listener, browser = Listener(language), reader(language, desk.operator)
    listener.hear("none", browser.get(LIST))
    MailboxState.objects.create(folder="INBOX", failing_since=timezone.now(), problem="timeout")
    waiting, done = (machine(text, subject="Away", sender="a@example.vn") for text in ("Hello", "Bye"))
    listener.hear("list", browser.get(LIST))
    for row in (waiting, taken(b""), taken(b"Subject: x\r\n\r\nx")):
        listener.hear("letter", browser.get(page(row)))
        listener.hear("no reason", browser.post(page(row), {"note": ""}))
    listener.hear("dismissed", browser.post(page(done), {"note": "spam"}, follow=True))
    listener.hear("too late", browser.post(page(done), {"note": "spam"}, follow=True))
    listener.hear("settled", browser.get(page(done)))

    assert listener.wrong == []


@pytest.mark.parametrize(("told", "why"), [
    ({}, "Hãy ghi vì sao không lập phản ánh"),
    ({"note": "\u200b \u200b"}, "Hãy ghi vì sao không lập phản ánh"),
    ({"note": "x" * 301}, "300"),
    ({"do": "xoa", "note": ""}, "Hãy ghi vì sao không lập phản ánh"),
])  # fmt: skip
def test_a_reason_that_says_nothing_or_too_much_is_refused_and_kept_in_its_box(
    desk: Desk, told: dict[str, str], why: str
) -> None:
    row = machine()

    back = at(desk.operator).post(page(row), told)

    assert back.status_code == 422 and why in words(back) and LATE in words(back)
    assert told.get("note", "").strip("\u200b ") in back.content.decode() and unchanged(row)


@pytest.mark.parametrize("first", [{"do": "file"}, {"note": "Thư rác"}])
@pytest.mark.parametrize("second", [{"do": "file"}, {"note": "Khác"}])
def test_a_letter_is_decided_on_once(desk: Desk, first: dict[str, str], second: dict[str, str]) -> None:
    row = machine()
    at(desk.operator).post(page(row), first)
    before = IncomingMail.objects.values().get(pk=row.pk)

    late = at(desk.supervisor).post(page(row), second, follow=True)

    assert "Thư này đã có người xem" in words(late)
    assert IncomingMail.objects.values().get(pk=row.pk) == before
    assert Ticket.objects.count() == ("do" in first)


def test_functions_refuse_whoever_comes_past_the_pages(desk: Desk) -> None:
    row = machine()
    with pytest.raises(Incomplete):
        looking.dismiss(row, desk.operator, " \u200b")
    assert unchanged(row)
    looking.dismiss(row, desk.operator, "x" * 400)
    for tried in (
        lambda: looking.dismiss(row, desk.operator, "Lần nữa"),
        lambda: looking.make_ticket(row, desk.operator),
    ):
        with pytest.raises(NotAllowedNow):
            tried()
    assert len(IncomingMail.objects.get().note) == 300 and not Ticket.objects.exists()


def test_nobody_but_who_hears_for_the_province_decides_whatever_their_role(world: World, desk: Desk) -> None:
    row, top = machine(), world.ward.committee.parent
    assert top is not None
    for unit in (top, world.ward.committee):
        for role in Role:
            if unit == top and role in {Role.HOTLINE_OPERATOR, Role.SUPERVISOR}:
                continue
            browser = at(make_staff(f"{role}-{unit.code.lower()}@example.vn", "Ngô Văn Tám", role, unit))
            for address in (LIST, page(row), page(row, "letter-original")):
                assert browser.get(address).status_code == 403, (role, unit)
            assert browser.post(page(row), {"do": "file"}).status_code == 403, (role, unit)
            assert browser.post(page(row), {"note": "x"}).status_code == 403, (role, unit)
    for stranger in (Client(), at(world.mother)):
        assert stranger.post(page(row), {"do": "file"}).status_code in {302, 403}

    assert unchanged(row) and not Ticket.objects.exists()
    assert not AccessLogEntry.objects.filter(subject__contains=str(row.public_id)).exists()


def test_a_page_of_a_letter_is_changed_by_its_form_only(desk: Desk) -> None:
    row, browser = machine(), at(desk.operator)

    for method in ("put", "patch", "delete"):
        assert getattr(browser, method)(page(row)).status_code == 405
    assert browser.post(LIST).status_code == browser.post(page(row, "letter-original")).status_code == 405
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(desk.operator)
    assert forger.post(page(row), {"do": "file"}).status_code == 403
    assert browser.get(page(row).replace(str(row.public_id), "11111111-1111-4111-8111-111111111111")).status_code == 404
    assert unchanged(row)


def test_a_letter_is_kept_by_no_cache_and_malware_in_it_leaves_for_nobody(desk: Desk) -> None:
    row, browser = machine(), at(desk.operator)
    assert "no-store" in browser.get(page(row))["Cache-Control"] and "no-store" in browser.get(LIST)["Cache-Control"]
    original = browser.get(page(row, "letter-original"))
    assert original["X-Content-Type-Options"] == "nosniff" and "sandbox" in original["Content-Security-Policy"]
    assert f'filename="{row.public_id}.eml"' in original["Content-Disposition"], "no word of a stranger"

    for state, status in ((ScanState.WAITING, 409), (ScanState.INFECTED, 403)):
        StoredFile.objects.update(scan_state=state)
        assert browser.get(page(row, "letter-original")).status_code == status
        assert LATE in words(browser.get(page(row))), "its words can be read all the same"
    empty = taken(b"")
    assert browser.get(page(empty, "letter-original")).status_code == 404
    assert "Tải thư gốc" not in words(browser.get(page(empty)))


def test_files_of_a_letter_that_waited_come_with_its_report(desk: Desk) -> None:
    message = with_file(letter(Precedence="bulk"), "don.pdf", contents.pdf(), "application/pdf")
    row = taken(with_file(message, "virus.exe", contents.PROGRAM))

    at(desk.operator).post(page(row), {"do": "file"})

    names = [one.upload.name for one in Attachment.objects.order_by("pk")]
    assert names == ["thu-goc.eml", "don.pdf"] and all(Attachment.objects.values_list("is_reporters", flat=True))
    event = Ticket.objects.get().events.get()
    assert (event.action, event.actor) == (Action.FILE, desk.operator) and len(event.data["files"]) == 2


def test_hostile_words_of_a_stranger_stay_words(desk: Desk) -> None:
    hostile = "</p><img src=https://theo-doi.example.com/x onerror=alert(1)> {{ 7|add:7 }} {% now 'Y' %}"
    row = machine(hostile, subject=hostile, sender='"<svg onload=alert(1)>" <lan@example.vn>')

    shown = at(desk.operator).get(page(row))

    page_text = shown.content.decode()
    assert "<img src=https" not in page_text and "<svg onload" not in page_text and "{{ 7|add:7 }}" in words(shown)
    assert "theo-doi.example.com" not in at(desk.operator).get(LIST).content.decode()


def test_a_letter_too_large_to_be_read_by_a_machine_is_shown_whole_to_a_person(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_BYTES", 500)
    row = taken(with_file(letter(), "phim.pdf", contents.pdf()))
    assert row.reason == MailReason.TOO_LARGE

    browser = at(desk.operator)
    assert LATE in words(browser.get(page(row)))
    browser.post(page(row), {"do": "file"})
    assert LATE in Ticket.objects.get().content


@pytest.mark.parametrize("name", ["=?utf-8?Q?lan@cong-ty.vn?=", "=?utf-8?Q?Lan:_a?=", '"khac@example.vn"'])
def test_code_and_secret_go_to_the_address_never_to_what_a_name_looks_like(world: World, name: str) -> None:
    content = letter().as_bytes().replace(b"From: ", f"From: {name} <lan@example.vn>\nX-Was: ".encode())

    assert taken(content).outcome == MailOutcome.TICKET
    payload: dict[str, Any] = OutboxMessage.objects.get(channel="email").payload
    assert payload["to"] == "lan@example.vn"
