"""What came in is proved at the door, done once, in Vietnamese, and dies with its cause when it can not be done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import get_language, override
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dossiers.problems import NotAllowedNow
from portal.outbox.standard_webhooks import ID, SIGNATURE, TIMESTAMP
from portal.peers import tasks
from portal.peers.drivers.base import Done, NoticeKind, Rejected
from portal.peers.drivers.registry import DRIVERS
from portal.peers.inbound import receiving, shapes, working
from portal.peers.models import Connection, PeerNotice
from portal.peers.models.notices import NoticeState
from tests.peers.connecting import connected, knock, signed

POST, LAND = DRIVERS["post"].notices, DRIVERS["signed_json"].notices
MOVED = {"OrderNumber": "H29-1-B1", "Status": "ACCEPTED", "StatusTime": "2026-03-02T08:00:00+07:00"}
CODED = {"dossier": "H29.101-1", "code": "LT-1"}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=3,
)


def pointers(data: Any, kind: str = "parcel.moved", known: Mapping[str, NoticeKind] = POST) -> list[str]:
    """Where the faults of a notice are."""
    return sorted({fault["pointer"] for fault in shapes.faults_of({"type": kind, "data": data}, known)})


def test_a_notice_that_says_what_it_may_has_no_fault() -> None:
    assert pointers(MOVED) == []
    whole = MOVED | {"ItemCode": "x" * 30, "Place": "x" * 200, "Reason": "x" * 300, "ReceivedBy": "x" * 200}
    assert pointers(whole) == []
    assert pointers(CODED | {"code": "!~" * 30}, "dossier.code_assigned", LAND) == []


def test_each_fault_of_a_notice_is_named_with_its_place() -> None:
    for changes, pointer in (
        ({"OrderNumber": ""}, "/data/OrderNumber"),
        ({"OrderNumber": "x" * 51}, "/data/OrderNumber"),
        ({"OrderNumber": 7}, "/data/OrderNumber"),
        ({"ItemCode": "x" * 31}, "/data/ItemCode"),
        ({"Status": "accepted"}, "/data/Status"),
        ({"Status": None}, "/data/Status"),
        ({"StatusTime": "2026-03-02"}, "/data/StatusTime"),
        ({"StatusTime": 1772413200}, "/data/StatusTime"),
        ({"Place": "x" * 201}, "/data/Place"),
        ({"ReceivedBy": ["Lan"]}, "/data/ReceivedBy"),
        ({"Fax": "1"}, "/data"),
    ):
        assert pointers(MOVED | changes) == [pointer], changes
    for missing in ("OrderNumber", "Status", "StatusTime"):
        assert pointers({name: value for name, value in MOVED.items() if name != missing}) == ["/data"]
    assert pointers({"Status": 1, "StatusTime": 2}) == ["/data", "/data/Status", "/data/StatusTime"]


def test_a_code_of_theirs_is_printable_and_not_endless() -> None:
    for changes in (
        {"code": ""},
        {"code": "x" * 61},
        {"code": "a b"},
        {"code": "mã"},
        {"code": "a\n"},
        {"dossier": "x"},
    ):
        assert pointers(CODED | changes, "dossier.code_assigned", LAND) == [f"/data/{next(iter(changes))}"], changes


def test_a_kind_that_nobody_takes_is_answered_with_those_that_are_taken() -> None:
    kinds: list[Any] = ["dossier.code_assigned", "", None, 7, ["parcel.moved"], {}]
    for kind in kinds:
        (fault,) = shapes.faults_of({"type": kind, "data": MOVED}, POST)
        assert (fault["pointer"], fault["detail"]) == ("/type", "is to be one of parcel.moved")
    (fault,) = shapes.faults_of({}, {})
    assert fault["detail"] == "is to be one of none"


def test_faults_are_told_up_to_a_number_and_repeat_nothing_of_what_came() -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    known = {"many": NoticeKind(schema, lambda _connection, _data: Done("x"))}
    faults = shapes.faults_of({"type": "many", "data": [79326001234] * 50}, known)
    assert len(faults) == shapes.MOST_FAULTS
    assert "79326001234" not in json.dumps(faults)


@given(ANY_JSON)
def test_whatever_comes_is_readable_or_has_a_fault_that_can_be_told(data: Any) -> None:
    for notice in ({"type": "parcel.moved", "data": data}, {"type": data, "data": MOVED}):
        faults = shapes.faults_of(notice, POST)
        assert faults
        assert json.dumps(faults)


@pytest.fixture
def land(db: None) -> Connection:
    """A land registry that may tell codes."""
    return connected("https://dat-dai.example", kind="land")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the worker is given to do; whoever is put in is raised."""
    given_to_do: list[Any] = []

    def take(_connection: Connection, data: dict[str, Any]) -> Done:
        given_to_do.append(data | {"language": get_language()})
        if data["code"].startswith("refuse"):
            raise Rejected("Mã này đã thuộc hồ sơ khác.")
        if data["code"].startswith("forbid"):
            raise NotAllowedNow("Hồ sơ này đã kết thúc.")
        if data["code"].startswith("break"):
            raise ZeroDivisionError(data["code"])
        return Done("x" * 300)

    kind = NoticeKind(LAND["dossier.code_assigned"].schema, take)
    monkeypatch.setattr(DRIVERS["signed_json"], "notices", {"dossier.code_assigned": kind})
    return given_to_do


def told(land: Connection, code: str, name: str = "") -> Any:
    """Hand a code in at the door."""
    return knock(land, signed({"type": "dossier.code_assigned", "data": CODED | {"code": code}}, name))


def test_what_came_is_kept_whole_with_what_proves_it(land: Connection) -> None:
    message = signed({"type": "dossier.code_assigned", "data": CODED, "extra": 1}, "tin-1")
    assert knock(land, message).status_code == 202
    kept = PeerNotice.objects.get()
    assert kept.received == {"body": message.body.decode(), "headers": message.headers}
    assert set(kept.received["headers"]) == {ID, TIMESTAMP, SIGNATURE}
    assert (kept.message_id, kept.type, str(kept)) == (
        "tin-1",
        "dossier.code_assigned",
        "dossier.code_assigned tin-1",
    )


def test_an_id_means_one_notice_of_its_sender_and_nothing_of_another(land: Connection) -> None:
    other = connected("https://truc.example", kind="exchange", short_name="exchange")
    assert [told(one, "a", "tin-1").status_code for one in (land, other, land, other)] == [202, 202, 200, 200]
    assert told(land, "b", "tin-1").status_code == 409
    assert PeerNotice.objects.count() == 2


def test_ids_that_no_log_can_show_are_refused(land: Connection) -> None:
    for name in ("a b", "mã", "x" * 101):
        answer = told(land, "a", name)
        assert answer.status_code in (400, 401), name
    assert told(land, "a", "x" * 100).status_code == 202
    assert PeerNotice.objects.count() == 1


def test_what_is_done_is_told_to_who_asks_again(land: Connection, done: list[Any]) -> None:
    for code, state, problem in (
        ("good", "done", ""),
        ("refuse", "dead", "Mã này đã thuộc hồ sơ khác."),
        ("forbid", "dead", "Hồ sơ này đã kết thúc."),
        ("break", "waiting", "Lỗi của hệ thống (ZeroDivisionError)."),
    ):
        assert told(land, code, code).json() == {"id": code, "state": "waiting", "problem": ""}
        working.take_due()
        again = told(land, code, code)
        assert (again.status_code, again.json()) == (200, {"id": code, "state": state, "problem": problem})
    assert len(PeerNotice.objects.get(message_id="good").outcome) == 200


def test_what_is_kept_is_said_in_vietnamese_whatever_the_process_speaks(land: Connection, done: list[Any]) -> None:
    told(land, "good")
    with override("en"):
        assert working.take_due() == {"done": 1}
        assert get_language() == "en"
    assert [data["language"] for data in done] == ["vi"]


def test_one_that_fails_holds_up_no_other(land: Connection, done: list[Any]) -> None:
    for code in ("break-1", "refuse-1", "good-1", "good-2"):
        told(land, code)
    assert tasks.take_in() == {"waiting": 1, "dead": 1, "done": 2}
    assert [data["code"] for data in done] == ["break-1", "refuse-1", "good-1", "good-2"]
    assert tasks.take_in() == {}


def test_a_round_ends_and_the_next_goes_on(land: Connection, done: list[Any]) -> None:
    for number in range(3):
        told(land, f"good-{number}")
    assert [working.take_due(limit=2), working.take_due(limit=2)] == [{"done": 2}, {"done": 1}]
    assert working.take_due(limit=0) == {}


def test_our_own_mistake_dies_only_after_many_tries_and_not_all_at_once(land: Connection, done: list[Any]) -> None:
    told(land, "break")
    working.take_due()
    first = PeerNotice.objects.get()
    assert timezone.now() < first.next_attempt_at <= timezone.now() + working.LONGEST_PAUSE
    for attempts, state in ((working.MOST_ATTEMPTS - 2, "waiting"), (working.MOST_ATTEMPTS - 1, "dead")):
        PeerNotice.objects.update(attempts=attempts, next_attempt_at=timezone.now())
        assert working.take_due() == {state: 1}
    last = PeerNotice.objects.get()
    assert (last.attempts, last.finished_at is None) == (working.MOST_ATTEMPTS, False)
    assert "break" not in last.last_error
    assert timedelta(days=1) < working.MOST_ATTEMPTS * working.LONGEST_PAUSE


def test_only_what_died_is_tried_again_and_from_scratch(land: Connection, done: list[Any]) -> None:
    for code in ("good", "refuse", "break"):
        told(land, code, code)
    working.take_due()
    assert working.retry(PeerNotice.objects.all()) == 1
    assert working.retry(PeerNotice.objects.all()) == 0
    assert dict(PeerNotice.objects.values_list("message_id", "state")) == {
        "good": "done",
        "refuse": "waiting",
        "break": "waiting",
    }
    assert PeerNotice.objects.get(message_id="refuse").attempts == 0
    assert working.take_due() == {"dead": 1}


def test_a_kind_that_a_connection_does_not_take_any_more_is_refused(land: Connection) -> None:
    told(land, "LT-1")
    Connection.objects.update(driver="post")
    assert working.take_due() == {"dead": 1}
    assert "không nhận loại bản tin đó nữa" in PeerNotice.objects.get().last_error


def test_what_no_database_keeps_is_left_out_before_it_is_done(land: Connection, done: list[Any]) -> None:
    told(land, "good")
    kept = PeerNotice.objects.get()
    kept.received = {"body": '{"data": {"dossier": "H29\\u0000-1", "code": "go\\ud800od"}}'}
    kept.save()
    assert working.take_due() == {"done": 1}
    assert (done[0]["dossier"], done[0]["code"]) == ("H29-1", "good")


def test_a_dossier_that_is_not_there_is_said_and_nothing_more(land: Connection) -> None:
    told(land, "LT-1")
    assert working.take_due() == {"dead": 1}
    assert PeerNotice.objects.get().last_error == "Hồ sơ không thuộc kết nối này."


def test_an_empty_inbox_costs_one_look(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # A savepoint around the one question, since a test stands in a transaction.
    with django_assert_num_queries(3):
        assert working.take_due() == {}


def test_a_notice_waits_or_has_an_end_and_nothing_between(land: Connection) -> None:
    body = json.dumps({"type": "dossier.code_assigned", "data": CODED}).encode()
    message = signed(body, "tin-1")
    kept, is_news = receiving.take(land, message.body, message.headers, json.loads(body))
    assert (is_news, kept.state, kept.finished_at) == (True, NoticeState.WAITING, None)
    again, is_news = receiving.take(land, message.body, message.headers, json.loads(body))
    assert (again.pk, is_news) == (kept.pk, False)
    with pytest.raises(receiving.OtherBefore):
        receiving.take(land, body + b" ", message.headers, json.loads(body))
