"""Who hears of what, and in which language: owner and submitter of a dossier, reporters of the hotline."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone

from dossiers import messages as of_dossiers
from dossiers import processing, supplementing
from dossiers.models import Event
from dossiers.statuses import Action
from hotline import messages as of_hotline
from hotline.kinds import Action as Acted
from hotline.kinds import Channel, Severity, State
from hotline.models import Ticket, TicketEvent
from portal.accounts.models import User
from portal.notices.telling import Addressee, Notice
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.hotline import tickets

ELSEWHERE = "+84912345678"


@pytest.fixture
def world(db: None) -> World:
    return given_world()


@pytest.fixture
def texting(settings: LazySettings) -> LazySettings:
    """There is a gateway, which nobody reaches, and no push."""
    settings.SMS_GATEWAY_URL, settings.WEB_PUSH_KEY = "http://127.0.0.1:9/", ""
    return settings


def letters(key: str, channel: str = "email") -> list[dict[str, Any]]:
    """What waits to leave about a dossier or ticket."""
    rows = OutboxMessage.objects.filter(key=key, channel=channel).order_by("pk")
    return [row.payload for row in rows]


# -- dossiers


def test_owner_and_submitter_each_hear_at_their_own_address(world: World, texting: LazySettings) -> None:
    child = replace(filings.LAN, full_name="Nguyễn Văn Chủ", email="chu@example.vn", phone=ELSEWHERE)
    dossier = filings.submitted(world, applicant=filings.LAN, owner=child)

    assert {letter["to"] for letter in letters(dossier.code)} == {filings.LAN.email, "chu@example.vn"}
    assert letters(dossier.code, "sms") == []


def test_an_owner_without_an_address_hears_by_sms_while_the_submitter_has_a_letter(
    world: World, texting: LazySettings
) -> None:
    owner = replace(filings.LAN, full_name="Nguyễn Văn Chủ", email="", phone=ELSEWHERE)
    dossier = filings.submitted(world, applicant=filings.LAN, owner=owner)

    assert [letter["to"] for letter in letters(dossier.code)] == [filings.LAN.email]
    assert [text["to"] for text in letters(dossier.code, "sms")] == [ELSEWHERE]


def test_english_readers_hear_in_english_by_every_way(world: World, texting: LazySettings) -> None:
    User.objects.filter(pk=world.mother.pk).update(language="en", told_by_sms=True)
    world.mother.refresh_from_db()
    dossier = filings.submitted(world)
    [letter] = letters(dossier.code)
    [text] = letters(dossier.code, "sms")
    assert letter["language"] == "en" and letter["subject"].isascii() and dossier.code in letter["subject"]
    assert text["text"].startswith(letter["subject"]) and "Da nhan" not in text["text"]


def test_a_text_leads_to_where_nobody_signs_in_and_names_no_person(world: World, texting: LazySettings) -> None:
    User.objects.filter(pk=world.mother.pk).update(told_by_email=False, told_by_sms=True)
    world.mother.refresh_from_db()
    dossier = filings.submitted(world)
    [text] = letters(dossier.code, "sms")
    assert text["text"].endswith(reverse("dossiers:track")) and dossier.code in text["text"]
    for private in (filings.LAN.full_name, filings.LAN.id_number, "Lan"):
        assert private not in text["text"]
    assert not text["is_urgent"], "nobody is woken for a dossier"


def test_each_step_is_told_once_and_steps_inside_the_office_never(world: World, texting: LazySettings) -> None:
    dossier = filings.received(world)
    assert len(letters(dossier.code)) == 2
    processing.hand_over(dossier, world.ward.clerk)
    told = letters(dossier.code)
    assert len(told) == 3 and "đang được xử lý" in told[-1]["subject"]
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="Đủ điều kiện.")
    assert len(letters(dossier.code)) == 3


def test_what_is_asked_of_the_owner_is_in_the_letter_and_not_in_the_text(world: World, texting: LazySettings) -> None:
    User.objects.filter(pk=world.mother.pk).update(told_by_sms=True)
    world.mother.refresh_from_db()
    dossier = filings.submitted(world)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."})
    letter, text = letters(dossier.code)[-1], letters(dossier.code, "sms")[-1]
    assert "Bản chụp mờ." in letter["text"] and "can bo sung giay to" in text["text"]
    assert "mo." not in text["text"] and "Chup lai" not in text["text"]


def test_an_undo_is_told_where_what_it_takes_back_was_told() -> None:
    def is_told(action: str, **data: Any) -> bool:
        return of_dossiers.is_told(Event(action=action, data=data))

    assert is_told(Action.UNDO, undone=Action.RECEIVE) and not is_told(Action.UNDO, undone=Action.ASSIGN)
    assert not is_told(Action.UNDO), "an undo that names nothing"
    for action in (Action.CLAIM, Action.SUBMIT_FOR_SIGNATURE, Action.APPROVE, Action.GIVE_OPINION, Action.TAKE_OVER):
        assert not is_told(action), action
    assert all(is_told(action) for action in of_dossiers.TOLD if action != Action.UNDO)


def test_every_subject_fits_one_plain_text_with_its_code_and_no_link_lost() -> None:
    """A text of two parts holds each of them with the address, in both writings."""
    for words in of_dossiers.SUBJECTS.values():
        subject = words % {"code": "H29.101.9-261123-000001"}
        assert "%" not in subject and len(subject) <= 110, words


# -- the hotline


def told_of(patch: pytest.MonkeyPatch, event: TicketEvent, **of_ticket: Any) -> list[tuple[Notice, Addressee]]:
    """What leaves of an event, before any way is chosen; nothing is written."""
    kept: list[tuple[Notice, Addressee]] = []
    patch.setattr(of_hotline, "tell_people", lambda notice, people: kept.extend((notice, one) for one in people))
    left = {"reporter_email": "lan@example.vn", "reporter_phone": ELSEWHERE, "language": "vi"}
    row = {"code": "PAKN-1", "state": State.ROUTED, "answer_due_at": timezone.now(), "severity": Severity.NORMAL}
    of_hotline.tell(Ticket(**(row | left | of_ticket)), event)
    return kept


def happened(action: str = Acted.ROUTE, *, is_told: bool = True) -> TicketEvent:
    return TicketEvent(action=action, sequence=3, is_told=is_told, state_to=State.ROUTED)


def test_a_confidential_reporter_hears_by_letter_alone_whoever_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    user = User(email="la@example.vn", phone=ELSEWHERE, told_by_sms=True, told_by_push=True)
    [(_notice, hidden)] = told_of(monkeypatch, happened(), is_confidential=True, user=user)
    assert hidden == Addressee("lan@example.vn")
    assert told_of(monkeypatch, happened(), is_confidential=True, reporter_email="", user=user) == []
    [(_notice, known)] = told_of(monkeypatch, happened(), user=user)
    assert known == Addressee("lan@example.vn", ELSEWHERE, user)


def test_nobody_is_told_of_what_they_did_of_what_is_inside_or_twice_of_a_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for action in (Acted.ADD_FACTS, Acted.CONFIRM, Acted.RATE):
        assert told_of(monkeypatch, happened(action)) == [], action
    assert told_of(monkeypatch, happened(is_told=False)) == []
    assert told_of(monkeypatch, happened(), reporter_email="", reporter_phone="") == []
    assert told_of(monkeypatch, happened(Acted.FILE), channel=Channel.EMAIL) == []
    assert len(told_of(monkeypatch, happened(Acted.FILE), channel=Channel.WEB)) == 1
    assert len(told_of(monkeypatch, happened(), channel=Channel.EMAIL)) == 1, "later steps are told to who wrote, too"


def test_only_what_is_urgent_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    for severity in Severity:
        [(notice, _reporter)] = told_of(monkeypatch, happened(), severity=severity)
        assert notice.is_urgent == (severity == Severity.URGENT), severity
        assert (notice.key, notice.once) == ("PAKN-1", "PAKN-1/3") and notice.lookup == notice.link


def test_a_report_of_somebody_with_only_a_telephone_is_told_by_sms_at_each_step(
    world: World, texting: LazySettings
) -> None:
    sent = tickets.filed(reporter=replace(tickets.LAN, email="", phone=ELSEWHERE))
    code = sent.ticket.code
    [text] = letters(code, "sms")
    assert text["to"] == ELSEWHERE and letters(code) == []
    assert text["text"].endswith(reverse("hotline:follow")) and tickets.LAN.full_name not in text["text"]


def test_the_address_is_that_of_the_papers_whoever_has_the_account() -> None:
    account = SimpleNamespace(phone="")
    party = SimpleNamespace(email="cty@example.vn", phone="")
    dossier = SimpleNamespace(submitted_by=account, submitter=party, people=[party])
    assert of_dossiers.addressees(dossier) == [Addressee("cty@example.vn", "", account)]  # type: ignore[arg-type]
    dossier.submitted_by = None
    assert of_dossiers.addressees(dossier) == [Addressee("cty@example.vn")]  # type: ignore[arg-type]
