"""REST: what a report may hold, what its reader is told as it goes on, and in which language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from hotline import answering, following, throttling
from hotline.intake import Filed
from hotline.models import Ticket
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, good, routed
from tests.hotline.test_api import BODY, URL, post
from tests.hotline.tickets import filed


def read(sent: Filed, language: str = "vi", secret: str = "") -> Any:
    headers = {"Feedback-Secret": secret or sent.secret, "Accept-Language": language}
    return APIClient().get(f"{URL}{sent.ticket.code}/", headers=headers)


def test_the_reader_follows_each_step_that_is_told_and_none_that_is_not(world: World, desk: Desk) -> None:
    sent = filed()
    routed(world, desk, sent)
    told = read(sent).json()
    assert (told["state"], told["handling_unit"]) == ("routed", world.ward.committee.code)

    other = filed()
    answered(world, desk, other)
    following.reopen(Ticket.objects.get(pk=other.ticket.pk), "Vẫn chưa xong.")

    told = read(other).json()
    assert [event["action"] for event in told["events"]] == ["file", "route", "answer", "reopen"]
    assert told["reopened_count"] == 1 and told["events"][-1]["note"] == "Vẫn chưa xong."
    acts = str(told["events"])
    assert "Trịnh" not in acts and "Hồng" not in acts, "nobody at work is named"


def test_the_reader_is_told_every_answer_that_was_sent_and_no_draft(world: World, desk: Desk) -> None:
    sent = filed()
    ticket = answered(world, desk, sent)
    text = good()
    (answer,) = read(sent).json()["answers"]
    assert answer["found"] == text.found and answer["apology"] == text.apology
    assert answer["done_by"] == f"{text.done_by:%Y-%m-%d}"

    following.reopen(ticket, "Vẫn chưa xong.")
    again = good(
        found="Bưu tá đến hai lần không gặp.",
        checked="Đã gọi bưu cục và xem sổ phát thư ngày 20/11.",
        will_do="Phường trao tận tay gia đình chiều thứ Sáu.",
    )
    ticket.refresh_from_db()
    answering.draft(ticket, desk.deputy, again)

    assert [one["found"] for one in read(sent).json()["answers"]] == [text.found]


def test_words_of_states_come_in_the_language_asked_for(world: World) -> None:
    sent = filed()

    vietnamese, english = read(sent).json(), read(sent, "en").json()

    assert vietnamese["state_name"] == "Đã nhận, chờ phân loại"
    assert english["state_name"].isascii() and english["state"] == vietnamese["state"]


def test_what_is_read_with_a_secret_is_kept_by_no_cache_and_guessing_is_slowed_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "UNLOCKED", throttling.Limit("few-read", 2, 60))
    sent = filed()

    answers = [read(sent), read(sent, secret="2222-2222-2222"), read(sent)]

    assert [answer.status_code for answer in answers] == [200, 404, 429]
    assert answers[0]["Cache-Control"] == "private, no-store"
    assert answers[2]["Content-Type"] == "application/problem+json" and answers[2]["Retry-After"] == "60"


def test_a_unit_or_dossier_that_nobody_knows_stops_no_report(world: World) -> None:
    assert post(BODY | {"unit": "H99.999", "dossier": " h29.101 - 261122-9999 "}).status_code == 201

    ticket = Ticket.objects.get()
    assert (ticket.about_unit, ticket.dossier, ticket.dossier_code) == (None, None, "H29.101-261122-9999")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_report_is_neither_changed_nor_deleted_by_rest(world: World, method: str) -> None:
    sent = filed()

    answer = getattr(APIClient(), method)(
        f"{URL}{sent.ticket.code}/", {"content": "khác"}, format="json", headers={"Feedback-Secret": sent.secret}
    )

    assert answer.status_code == 405 and Ticket.objects.get().content == sent.ticket.content
    assert APIClient().get(URL).status_code == 401, "and nobody lists what others sent"


@pytest.mark.parametrize("field", ["content", "place", "unit", "dossier"])
@pytest.mark.parametrize("bad", ["a\u0000b", "a\ud800b"], ids=["zero", "half"])
def test_letters_that_no_database_keeps_are_refused_by_field(world: World, field: str, bad: str) -> None:
    answer = APIClient().post(URL, json.dumps(BODY | {field: bad}), content_type="application/json")

    assert answer.status_code == 400 and {error["pointer"] for error in answer.json()["errors"]} == {f"/{field}"}
    assert not Ticket.objects.exists()
