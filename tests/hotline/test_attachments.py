"""Rules proved: files come with a report or its facts, checked and encrypted; they open for few."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hotline import following, publishing, throttling
from hotline.attachments import choosing
from hotline.kinds import Action
from hotline.models import Attachment, Ticket
from portal.accounts.models import AccessLogEntry
from portal.files.models import ScanState, StoredFile, Upload
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.files import contents
from tests.hotline.desk import Desk, act, answered, at, bench, routed
from tests.hotline.tickets import SEND, WORDS, filed, opened, page, typed


def photo(name: str = "hien-truong.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, contents.picture())


def letter(name: str = "don.pdf", text: str = "Giấy chứng sinh") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, contents.pdf(text))


def sent_with(*files: SimpleUploadedFile, **changed: Any) -> tuple[Client, Ticket]:
    """A browser that sent a report with files, and the ticket."""
    browser = Client()
    answer = browser.post(SEND, typed(attachments=list(files), **changed))
    assert answer.status_code == 302, words(answer)
    return browser, Ticket.objects.latest("pk")


def names(ticket: Ticket) -> list[str]:
    return [one.upload.name for one in ticket.attachments.select_related("upload")]


def file_page(one: Attachment, *, at_desk: bool = False) -> str:
    return reverse("hotline:desk-file" if at_desk else "hotline:file", args=[one.ticket.code, one.public_id])


def test_files_come_with_a_report_without_an_account_and_without_scripts(world: World) -> None:
    browser, ticket = sent_with(photo(), letter())

    assert names(ticket) == ["hien-truong.jpg", "don.pdf"]
    shown = words(browser.get(reverse("hotline:ticket", args=[ticket.code])))
    assert "Tệp đã gửi" in shown and "hien-truong.jpg" in shown
    first = ticket.attachments.first()
    assert first is not None and first.upload.stored is not None
    answer = browser.get(file_page(first))
    assert answer.content == contents.picture() and "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    event = ticket.events.get()
    assert event.data["files"] == sorted(
        one.upload.stored.sha256 for one in ticket.attachments.all() if one.upload.stored
    )
    assert not AccessLogEntry.objects.filter(subject__contains=ticket.code).exists(), "it would tell who reads there"


def test_files_of_somebody_with_an_account_are_theirs_on_every_machine(world: World) -> None:
    browser = Client()
    browser.force_login(world.mother)
    browser.post(SEND, typed(attachments=[letter()]))
    one = Attachment.objects.get()
    elsewhere = Client()
    elsewhere.force_login(world.mother)

    assert elsewhere.get(file_page(one)).status_code == 200
    assert one.upload.owner is None, "who sent it stands on the ticket only"


def test_nobody_else_opens_a_file_and_nobody_learns_that_it_is_there(world: World) -> None:
    _browser, ticket = sent_with(letter())
    one, other = ticket.attachments.get(), filed()

    for client in (Client(), opened(other)):
        assert client.get(file_page(one)).status_code == 302
    mixed = reverse("hotline:file", args=[other.ticket.code, one.public_id])
    assert opened(other).get(mixed).status_code == 404


@pytest.mark.parametrize(("content", "name", "why"), [
    (contents.PROGRAM, "anh.jpg", "nội dung là EXE"),
    (b"", "don.pdf", "trống (0 byte)"),
    (contents.BOMB, "don.xml", "bị hỏng"),
    (contents.pageless_pdf(), "don.pdf", "không có trang nào"),
    (b"hello", "don.txt", "thuộc loại không nhận"),
    (b"<script>alert(1)</script>", "<b onmouseover=alert(1)>.pdf", "không phải là tệp PDF"),
])  # fmt: skip
def test_a_refused_file_loses_neither_words_nor_the_other_files(
    world: World, content: bytes, name: str, why: str
) -> None:
    browser, told = Client(), typed(attachments=[photo(), SimpleUploadedFile(name, content)])

    back = browser.post(SEND, told)

    shown = words(back)
    assert back.status_code == 422 and why in shown and WORDS in shown and "hien-truong.jpg" in shown
    assert b"<b onmouseover" not in back.content and not Ticket.objects.exists()
    kept = [str(upload.public_id) for upload in Upload.objects.all()]
    again = browser.post(SEND, {**told, "attachments": [], "kept": kept})
    assert again.status_code == 302 and names(Ticket.objects.get()) == ["hien-truong.jpg"]


def test_words_that_are_missing_lose_no_file_and_a_file_can_be_taken_back(world: World) -> None:
    browser, told = Client(), typed(attachments=[photo(), letter()], content="")
    back = browser.post(SEND, told)
    assert back.status_code == 422 and b'name="kept"' in back.content

    wanted = str(Upload.objects.get(name="don.pdf").public_id)
    browser.post(SEND, {**told, "content": WORDS, "attachments": [], "kept": [wanted]})

    assert names(Ticket.objects.get()) == ["don.pdf"]


def test_files_of_another_page_or_of_nobody_can_not_be_taken(world: World) -> None:
    browser = Client()
    browser.post(SEND, typed(attachments=[letter()], content=""))
    stolen = str(Upload.objects.get().public_id)

    answer = browser.post(SEND, typed(kept=[stolen, "no-uuid", ""]))

    assert answer.status_code == 302 and names(Ticket.objects.get()) == []


def test_the_same_page_sent_twice_counts_once_and_with_another_file_again(world: World) -> None:
    key = typed()["submission_key"]
    for files in ([letter()], [letter()], [letter(), photo()]):
        sent_with(*files, submission_key=key)

    assert [names(ticket) for ticket in Ticket.objects.order_by("pk")] == [["don.pdf"], ["don.pdf", "hien-truong.jpg"]]


def test_too_many_files_are_told_and_the_first_ones_kept(world: World) -> None:
    back = Client().post(SEND, typed(attachments=[letter(f"{number}.pdf") for number in range(6)]))

    assert back.status_code == 422 and "nhiều nhất 5 tệp" in words(back)
    assert Upload.objects.count() == 5 and not Ticket.objects.exists()


def test_a_flood_of_files_is_held_up_and_words_pass(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "ATTACHED", throttling.Limit("few-files", 1, 600))
    browser, ticket = sent_with(letter())
    facts = reverse("hotline:add-facts", args=[ticket.code])

    for address, told in ((SEND, typed(attachments=[letter()])), (facts, {"text": "Thêm", "attachments": [letter()]})):
        held = browser.post(address, told)
        assert held.status_code == 429 and "quá nhiều tệp" in words(held)
    assert browser.post(facts, {"text": "Thêm"}).status_code == 302
    assert (Ticket.objects.count(), Upload.objects.count()) == (1, 1)


def test_facts_bring_files_until_a_ticket_has_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_ON_A_TICKET", 2)
    browser, ticket = sent_with(letter())
    facts = reverse("hotline:add-facts", args=[ticket.code])
    browser.post(facts, {"text": "Ảnh chụp sáng nay", "attachments": [photo()]})
    events = ticket.events.count()

    full = browser.post(facts, {"text": "Ảnh nữa", "attachments": [photo("hai.jpg")]})

    assert full.status_code == 422 and "nhiều nhất 2 tệp" in words(full) and "Ảnh nữa" in words(full)
    assert names(ticket) == ["don.pdf", "hien-truong.jpg"] and ticket.events.count() == events
    added = ticket.events.get(action=Action.ADD_FACTS)
    assert added.data["files"] and added.attachments.get().upload.name == "hien-truong.jpg"


def test_the_desk_opens_files_and_each_time_is_logged(world: World, desk: Desk) -> None:
    _browser, ticket = sent_with(letter("../..\\đơn của tôi; x=%0D%0ASet-Cookie: a=b.pdf"))
    one = ticket.attachments.get()
    assert "đơn của tôi" in words(at(desk.operator).get(bench(ticket)))

    answer = at(desk.operator).get(file_page(one, at_desk=True))

    assert answer.status_code == 200 and answer.content == contents.pdf()
    assert "Set-Cookie" not in answer.headers and "\n" not in answer["Content-Disposition"]
    entry = AccessLogEntry.objects.get(subject=f"hotline.ticket {ticket.code}")
    assert entry.actor == desk.operator and "tệp đính kèm" in entry.why
    assert at(world.ward.officer).get(file_page(one, at_desk=True)).status_code == 404, "not at this unit yet"


@pytest.mark.parametrize("is_confidential", [True, False])
def test_what_a_confidential_reporter_gave_opens_for_those_who_may_know_them(
    world: World, desk: Desk, is_confidential: bool
) -> None:
    _browser, ticket = sent_with(letter("don-cua-Lan.pdf"), is_confidential="on" if is_confidential else "")
    routed(world, desk, following_of(ticket))
    one = ticket.attachments.get()

    at_ward = at(world.ward.leader)
    shown, answer = words(at_ward.get(bench(ticket))), at_ward.get(file_page(one, at_desk=True))

    assert ("don-cua-Lan.pdf" not in shown) == is_confidential
    assert answer.status_code == (403 if is_confidential else 200)
    assert AccessLogEntry.objects.filter(actor=world.ward.leader).exists() != is_confidential
    for trusted in (desk.operator, desk.supervisor):
        assert at(trusted).get(file_page(one, at_desk=True)).status_code == 200


def following_of(ticket: Ticket) -> Any:
    """The ticket as other tests name it."""
    return type("Sent", (), {"ticket": ticket})()


@pytest.mark.parametrize("is_reporters", [True, False])
def test_what_people_at_work_attach_is_the_reporters_only_when_they_gave_it(
    world: World, desk: Desk, is_reporters: bool
) -> None:
    sent = filed(is_confidential=True)
    routed(world, desk, sent)
    told: dict[str, Any] = {"note": "Bản sao đã che tên", "attachments": [letter("ban-sao.pdf")]}
    told |= {"is_reporters": "on"} if is_reporters else {}

    done = at(desk.operator).post(act(sent.ticket, "dinh-kem"), told)

    assert done.status_code == 302
    one = Attachment.objects.get()
    reader = opened(sent)
    assert reader.get(file_page(one)).status_code == (200 if is_reporters else 404)
    assert ("ban-sao.pdf" in words(reader.get(page("ticket", sent)))) == is_reporters
    assert "Bản sao đã che tên" not in words(reader.get(page("ticket", sent)))
    at_ward = at(world.ward.leader).get(file_page(one, at_desk=True))
    assert at_ward.status_code == (403 if is_reporters else 200)
    assert "Bản sao đã che tên" in words(at(world.ward.leader).get(bench(sent.ticket)))


@pytest.mark.parametrize(("told", "why"), [
    ({"note": "Ảnh"}, "Hãy chọn ít nhất một tệp"),
    ({"attachments": ["letter"]}, "Hãy ghi các tệp này là gì"),
])  # fmt: skip
def test_attaching_needs_a_file_and_words(world: World, desk: Desk, told: dict[str, Any], why: str) -> None:
    ticket = filed().ticket
    sent = {**told, "attachments": [letter()]} if "attachments" in told else told

    back = at(desk.operator).post(act(ticket, "dinh-kem"), sent)

    assert back.status_code == 422 and why in words(back)
    assert ticket.events.count() == 1 and not Attachment.objects.exists()


def test_who_does_not_work_on_a_ticket_attaches_nothing(world: World, desk: Desk) -> None:
    ticket = filed().ticket

    answer = at(world.ward.leader).post(act(ticket, "dinh-kem"), {"note": "x", "attachments": [letter()]})

    assert answer.status_code == 404
    assert not Attachment.objects.exists() and not Upload.objects.exists()


def test_a_file_that_waits_for_the_scan_opens_for_its_sender_only_and_malware_for_nobody(
    world: World, desk: Desk
) -> None:
    browser, ticket = sent_with(letter())
    one = ticket.attachments.get()
    for state, reporter, operator in ((ScanState.WAITING, 200, 409), (ScanState.INFECTED, 403, 403)):
        StoredFile.objects.update(scan_state=state)
        assert browser.get(file_page(one)).status_code == reporter
        assert at(desk.operator).get(file_page(one, at_desk=True)).status_code == operator


def test_a_published_answer_names_no_file(world: World, desk: Desk) -> None:
    _browser, ticket = sent_with(letter("CCCD-Nguyen-Thi-Lan.pdf"))
    ticket = answered(world, desk, following_of(ticket))
    publication = publishing.publish(
        ticket, desk.operator, title="Giấy bị chuyển nhầm", question="Vì sao?", text="Nhầm."
    )

    public = Client().get(reverse("hotline:answer", args=[publication.pk])).content.decode()

    assert "CCCD" not in public and str(ticket.attachments.get().public_id) not in public


def test_what_was_attached_stays(world: World) -> None:
    _browser, ticket = sent_with(letter())
    for change in (
        lambda: Attachment.objects.update(is_reporters=False),
        lambda: Attachment.objects.all().delete(),
        lambda: Upload.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert names(ticket) == ["don.pdf"]
    assert Upload.objects.get().claimed_at is not None, "the nightly cleaning leaves it alone"


def test_files_can_be_added_while_a_matter_is_open_only(world: World, desk: Desk) -> None:
    browser, ticket = sent_with(letter())
    answered(world, desk, following_of(ticket))

    late = browser.post(reverse("hotline:add-facts", args=[ticket.code]), {"text": "Thêm", "attachments": [photo()]})

    assert late.status_code == 409 and "Thêm" in words(late) and names(ticket) == ["don.pdf"]


@pytest.mark.parametrize("at_desk", [True, False])
def test_the_list_of_files_costs_one_query_however_long(
    world: World, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries, at_desk: bool
) -> None:
    browser, ticket = sent_with(letter())
    reader = at(desk.operator) if at_desk else browser
    address = bench(ticket) if at_desk else reverse("hotline:ticket", args=[ticket.code])
    reader.get(address)
    costs = []
    for _round in range(2):
        with django_assert_max_num_queries(40) as counted:
            assert reader.get(address).status_code == 200
        costs.append(len(counted))
        following.add_facts(ticket, "Thêm", choosing.Chosen((_upload(f"{len(costs)}.pdf"),)))
    assert costs[0] == costs[1]


def _upload(name: str) -> Upload:
    stored = StoredFile.objects.first()
    return Upload.objects.create(
        session_key="hotline x", name=name, declared_size=9, received_bytes=9, state="ready", stored=stored
    )
