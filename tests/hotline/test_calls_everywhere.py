"""Rules proved of the telephone: both languages, what the table lets stand, and who may end a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import calls, exchange
from hotline.answering import Unanswered
from hotline.exchange_words import Told, Turn
from hotline.kinds import Kind
from hotline.models import Call, CallState, Ticket
from hotline.problems import Incomplete, NotAllowedNow
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, at
from tests.hotline.tickets import report
from tests.house.test_page_language import LANGUAGES, Listener, reader

CALLS = reverse("hotline:calls")
PHONE = "+84901234567"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_telephone_speaks_the_language_of_its_operator(desk: Desk, language: str) -> None:
    listener, client, now = Listener(language), reader(language, desk.operator), timezone.now()
    for state, when in ((CallState.RINGING, None), (CallState.MISSED, now)):
        Call.objects.create(state=state, phone=PHONE, began_at=now, call_back_at=when)
    call, other = calls.begin(desk.operator, PHONE), calls.begin(desk.operator, "")
    one = reverse("hotline:call", args=[call.public_id])

    listener.hear("calls", client.get(CALLS))
    listener.hear("no number", client.post(CALLS, {"phone": "12"}))
    for do in ("find", "file", "close", "promise"):
        listener.hear(do, client.post(one, {"do": do, "call_back_at": "x", "kind": "rule", "answer": "a"}))
    listener.hear("withheld", client.post(reverse("hotline:call", args=[other.public_id]), {"do": "promise"}))
    calls.close(other, desk.operator, "Wrong number")
    client.post(one, {"do": "file", "kind": "praise", "content": "Thank you all at the counter."})
    listener.hear("done", client.get(one))

    assert listener.wrong == [] and Ticket.objects.get().language == language


@pytest.mark.parametrize("row", [
    {"state": "asleep"},
    {"state": "talking", "operator": None},
    {"state": "done"},
    {"state": "done", "note": "Gọi nhầm số"},
    {"state": "done", "ended_at": timezone.now()},
])  # fmt: skip
def test_the_table_holds_no_call_without_its_operator_or_its_outcome(desk: Desk, row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(**({"operator": desk.operator, "began_at": timezone.now()} | row))

    assert not Call.objects.exists()


def test_a_call_of_the_exchange_is_in_the_table_once(db: None) -> None:
    told = Told(Turn.RANG, "17325.1", timezone.now(), PHONE)

    first, again = exchange.hear(told), exchange.hear(told)

    assert first.pk == again.pk and Call.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(state=CallState.RINGING, began_at=told.at, exchange_ref="17325.1")


def test_what_comes_after_its_end_changes_nothing_of_what_became_of_a_call(desk: Desk) -> None:
    now = timezone.now()
    call = calls.take(exchange.hear(Told(Turn.RANG, "1", now, PHONE)), desk.operator)
    calls.close(call, desk.operator, "Gọi nhầm số")
    before = Call.objects.values("state", "operator", "note", "ended_at", "call_back_at", "phone").get()

    for turn in Turn:
        exchange.hear(Told(turn, "1", now + timedelta(seconds=5), "+84912000111", "https://ghi-am.example.vn/1.wav"))

    assert Call.objects.values("state", "operator", "note", "ended_at", "call_back_at", "phone").get() == before
    call.refresh_from_db()
    assert call.hung_up_at == now + timedelta(seconds=5) and call.recording_url.endswith("1.wav")


def test_a_caller_who_hangs_up_while_somebody_writes_is_not_a_missed_call(desk: Desk) -> None:
    call = calls.take(exchange.hear(Told(Turn.RANG, "1", timezone.now(), PHONE)), desk.operator)

    exchange.hear(Told(Turn.HUNG_UP, "1", timezone.now()))

    call.refresh_from_db()
    assert (call.state, call.call_back_at) == (CallState.TALKING, None)
    assert not calls.to_call_back().exists() and calls.unfinished(desk.operator).get() == call


@pytest.mark.parametrize(("told", "answer", "wanted"), [
    ({"kind": Kind.COMPLAINT_DELAY, "reporter": None}, "", Incomplete),
    ({"kind": Kind.GUIDANCE}, "Theo quy định.", Unanswered),
    ({"kind": Kind.GUIDANCE}, "Xin cảm ơn ý kiến đóng góp của ông bà.", Unanswered),
])  # fmt: skip
def test_what_is_refused_leaves_neither_a_ticket_nor_half_of_one(
    desk: Desk, told: dict[str, Any], answer: str, wanted: type[Exception]
) -> None:
    from_nobody = {"reporter": type(report().reporter)()} if told.get("reporter", True) is None else {}
    call = calls.begin(desk.operator, PHONE)

    with pytest.raises(wanted):
        calls.settle(call, desk.operator, report(**(told | from_nobody)), answer)

    call.refresh_from_db()
    assert (call.state, call.ticket) == (CallState.TALKING, None) and not Ticket.objects.exists()


def test_nobody_ends_promises_or_writes_into_anothers_call(desk: Desk) -> None:
    call, stranger = calls.begin(desk.operator, PHONE), desk.supervisor
    for tried in (
        lambda: calls.keep(call, stranger, {"content": "x"}),
        lambda: calls.close(call, stranger, "Gọi nhầm số"),
        lambda: calls.promise(call, stranger, timezone.now() + timedelta(hours=1), ""),
        lambda: calls.settle(call, stranger, report()),
    ):
        with pytest.raises(NotAllowedNow, match="Mai Phương Thảo đang nghe cuộc gọi này"):
            tried()

    call.refresh_from_db()
    assert (call.state, call.typed, call.call_back_at) == (CallState.TALKING, {}, None)
    assert not Ticket.objects.exists()


def test_the_longest_ringing_call_stands_first_and_the_key_for_it_is_named(desk: Desk) -> None:
    now = timezone.now()
    for number, minutes in ((1, 1), (2, 9), (3, 5)):
        began = now - timedelta(minutes=minutes)
        Call.objects.create(state=CallState.RINGING, phone=f"+8490100000{number}", began_at=began)

    shown = words(at(desk.operator).get(CALLS))

    places = [shown.index(f"0901 000 00{number}") for number in (2, 3, 1)]
    assert places == sorted(places) and "nghe cuộc gọi chờ lâu nhất" in shown


def test_one_call_costs_the_same_whatever_was_typed(world: World, desk: Desk) -> None:
    client, call = at(desk.operator), calls.begin(desk.operator, "")
    page = reverse("hotline:call", args=[call.public_id])
    for _warm in range(2):  # what a process keeps is kept from here on
        client.get(page)

    with CaptureQueriesContext(connection) as empty:
        client.get(page)
    calls.keep(call, desk.operator, {"content": "ab", "full_name": "Lan" * 500, "address": "x" * 5000})
    with CaptureQueriesContext(connection) as full:
        client.get(page)

    assert len(full) == len(empty) <= 5


def test_what_an_operator_types_stands_in_no_column_that_can_be_read(desk: Desk) -> None:
    call = calls.begin(desk.operator, PHONE)
    calls.keep(call, desk.operator, {"content": "Chồng tôi bạo hành con tôi", "full_name": "Nguyễn Thị Lan"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(hotline_call)::text FROM hotline_call")
        ((row,),) = cursor.fetchall()

    for private in ("bạo hành", "Nguyễn", "901234567", "0901"):
        assert private not in row
