"""Rules proved: what each answer of a gateway for text messages means, and that none of them is taken for another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.models import SentText
from portal.notices.simulator import MANNERS, SimulatedGateway
from portal.notices.sms import json_gateway, registry
from portal.notices.sms.base import Text
from portal.notices.sms.driver import reference_of
from portal.notices.sms.json_gateway import JsonGateway, NotTaken
from portal.outbox.delivery import deliver_due, replay
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import put
from portal.simulating.serving import Request, Response, Server, as_json
from tests.notices.conftest import TOKEN

NUMBER = "+84901234567"
TEXT = Text("0123456789abcdef0123456789abcdef", NUMBER, "Ho so da xong", True)


class Gateway:
    """A true HTTP server that answers as it is told."""

    def __init__(self) -> None:
        self.answer: Response = as_json({"code": "0", "messageId": "SMS1"})
        self.heard: list[Request] = []
        self.server = Server({("POST", "/"): self._take, ("POST", "/khac"): self._take})

    def _take(self, request: Request) -> Response:
        self.heard.append(request)
        return self.answer

    def says(self, value: Any, status: int = 200) -> None:
        self.answer = value if isinstance(value, Response) else as_json(value, status)


@pytest.fixture
def other(settings: LazySettings) -> Iterator[Gateway]:
    made = Gateway()
    with made.server:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = made.server.address + "/", TOKEN
        settings.SMS_QUIET_HOURS = "0-0"
        yield made


def send(once: str = "A/1", words: str = "Ho so A da co ket qua", **more: Any) -> OutboxMessage:
    with transaction.atomic():
        return put("sms", "A", {"to": NUMBER, "text": words, **more}, once)


def meaning(status: int, answer: dict[str, Any]) -> str:
    """What an answer means: taken, or the name of what is raised."""
    try:
        json_gateway._taken(status, answer)
    except (Refused, Unreachable, NotTaken) as error:
        return type(error).__name__
    return "taken"


# -- what an answer means


def test_each_answer_blames_the_message_the_gateway_or_nobody() -> None:
    for status, code, expected in (
        (200, "0", "taken"), (201, 0, "taken"), (200, "208", "taken"),
        (200, "101", "Refused"), (200, 102, "Refused"), (200, "103", "Refused"), (400, "", "Refused"),
        (404, "7", "Refused"), (413, "", "Refused"), (422, "0", "Refused"), (503, "101", "Refused"),
        (429, "", "NotTaken"), (500, "", "NotTaken"), (200, "", "NotTaken"), (500, "0", "NotTaken"),
        (200, "99", "Unreachable"), (200, "00", "Unreachable"), (401, "1", "Unreachable"), (403, "", "Unreachable"),
        (502, "", "Unreachable"), (503, "99", "Unreachable"), (302, "0", "Unreachable"), (301, "", "Unreachable"),
    ):  # fmt: skip
        assert meaning(status, {"code": code} if code != "" else {}) == expected, (status, code)


@given(
    st.integers(100, 599),
    st.dictionaries(
        st.sampled_from(["code", "messageId", "x"]), st.none() | st.integers() | st.text(max_size=300), max_size=3
    ),
)
def test_a_message_counts_as_taken_only_when_the_gateway_says_so(status: int, answer: dict[str, Any]) -> None:
    is_taken = 200 <= status < 300 and str(answer.get("code")) in {"0", "208"}
    assert (meaning(status, answer) == "taken") == is_taken


@given(st.none() | st.integers() | st.text(st.characters(exclude_categories=[]), max_size=300))
def test_whatever_a_gateway_calls_a_message_can_be_kept(name: Any) -> None:
    kept = json_gateway._taken(200, {"code": "0", "messageId": name})
    kept.encode()
    assert len(kept) <= 200 and "\x00" not in kept and kept != "None"


def test_an_answer_that_is_no_object_says_nothing() -> None:
    for body in (b"", b"OK", b"[]", b'"0"', b"null", b"\xff\xfe", b"[" * 9000, b'{"code": "0"'):
        assert json_gateway._object(body) == {}, body[:20]
    assert json_gateway._object('{"code": "đ"}'.encode()) == {"code": "đ"}


# -- at a true server


def test_what_is_sent_names_the_message_the_sender_and_the_coding(other: Gateway, settings: LazySettings) -> None:
    settings.SMS_BRAND = "TP.HCM"
    assert JsonGateway().send(TEXT) == "SMS1"
    assert JsonGateway().send(Text(TEXT.reference, NUMBER, "Hồ sơ đã xong", False)) == "SMS1"
    plain, marked = (json.loads(request.body) for request in other.heard)
    assert plain == {
        "requestId": TEXT.reference, "brandname": "TP.HCM", "phone": "84901234567", "message": "Ho so da xong",
        "unicode": False,
    }  # fmt: skip
    assert (marked["message"], marked["unicode"]) == ("Hồ sơ đã xong", True)
    assert other.heard[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_neither_number_nor_token_go_where_an_answer_points(other: Gateway) -> None:
    for status in (301, 302, 303, 307, 308):
        other.says(Response(b"", status=status, headers={"Location": f"{other.server.address}/khac"}))
        with pytest.raises(Unreachable, match=str(status)):
            JsonGateway().send(TEXT)
    assert {request.path for request in other.heard} == {"/"}


def test_what_a_refusal_says_of_the_message_is_no_words_of_the_message(other: Gateway) -> None:
    other.says({"code": "101", "description": f"{NUMBER}: Ho so da xong"})
    with pytest.raises(Refused) as refusal:
        JsonGateway().send(TEXT)
    assert str(refusal.value) == "the gateway refused it: 200 101"


def test_silence_is_named_without_the_address(other: Gateway, settings: LazySettings) -> None:
    other.says(Response(b"", is_lost=True))
    with pytest.raises(Unreachable, match="no answer: "):
        JsonGateway().send(TEXT)
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/?token=bi-mat"
    with pytest.raises(Unreachable) as refusal:
        JsonGateway().send(TEXT)
    assert "bi-mat" not in str(refusal.value)


@pytest.mark.django_db
def test_a_message_that_was_taken_under_an_odd_name_has_left(other: Gateway) -> None:
    """What no database keeps would undo that it left, and send it for ever."""
    for once, name in (("A/1", "SMS\x00\ud800"), ("A/2", None), ("A/3", "x" * 500), ("A/4", {"id": 1})):
        other.says(Response(json.dumps({"code": "0", "messageId": name}).encode(), "application/json"))
        message = send(once)
        assert deliver_due(5) == {"sent": 1}, name
        kept = SentText.objects.get(reference=reference_of(message.idempotency_key))
        assert len(kept.gateway_id) <= 200
    assert len(other.heard) == 4


@pytest.mark.django_db
def test_a_gateway_that_fails_at_one_message_is_asked_again_for_it(other: Gateway) -> None:
    message = send()
    other.says({}, 500)
    assert deliver_due(5) == {"failed": 1}
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (
        State.WAITING, 1, "NotTaken: the gateway answered 500",
    )  # fmt: skip
    assert not SentText.objects.exists()


@pytest.mark.django_db
def test_what_is_sent_once_more_is_the_same_message_to_the_gateway_and_in_our_count(gateway: SimulatedGateway) -> None:
    send()
    assert deliver_due(5) == {"sent": 1}
    replay(OutboxMessage.objects.all())
    assert deliver_due(5) == {"sent": 1}
    assert (len(gateway.arrived), SentText.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_without_a_gateway_messages_wait_and_none_is_blamed(settings: LazySettings) -> None:
    settings.SMS_GATEWAY_URL = ""
    message = send()
    assert not registry.is_on() and deliver_due(5) == {"unreachable": 1}
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 0)


# -- the gateway of demonstrations


def post(gateway: SimulatedGateway, token: str = TOKEN, **message: Any) -> tuple[int, dict[str, Any]]:
    body = {
        "requestId": "r1",
        "brandname": "X",
        "phone": "84901234567",
        "message": "Xin chào",
        "unicode": True,
    } | message
    headers = {"Authorization": f"Bearer {token}"}
    answer = gateway.routes()["POST", "/"](Request("/", {}, json.dumps(body).encode(), headers=headers))
    return answer.status, json.loads(answer.body or b"{}")


@pytest.fixture
def simulated() -> SimulatedGateway:
    """One that serves nowhere and tells nobody."""
    made = SimulatedGateway("http://127.0.0.1:9/", "secret", TOKEN, retries=())
    made.manner = "silent"
    return made


def test_the_simulator_knows_a_message_again_by_its_name(simulated: SimulatedGateway) -> None:
    assert post(simulated) == (200, {"code": "0", "messageId": "SMS000001"})
    assert post(simulated, message="Khác") == (200, {"code": "208", "messageId": "SMS000001"})
    other = post(simulated, requestId="r2")[1]
    assert other["code"] == "0" and other["messageId"] != "SMS000001"
    assert [one.words for one in simulated.arrived.values()] == ["Xin chào", "Xin chào"]


def test_the_simulator_fails_as_it_is_told(simulated: SimulatedGateway) -> None:
    for manner, told in (("down", (503, "99")), ("refuses", (200, "101"))):
        simulated.manner = manner
        status, answer = post(simulated)
        assert (status, answer["code"]) == told
    assert not simulated.arrived
    simulated.manner = "silent"
    assert post(simulated, token="another")[0] == 401 and not simulated.arrived


def test_the_simulators_switch_knows_its_manners_only(simulated: SimulatedGateway) -> None:
    switch = simulated.routes()["POST", "/cach-chay"]
    for manner in MANNERS:
        assert switch(Request("/cach-chay", {"manner": manner})).status == 303
        assert simulated.manner == manner
    for wrong in ("", "zalo", "WORKS"):
        with pytest.raises(ValueError, match="manner"):
            switch(Request("/cach-chay", {"manner": wrong}))
    assert simulated.manner == [*MANNERS][-1]


def test_the_simulators_page_shows_what_came_newest_first_and_as_text(simulated: SimulatedGateway) -> None:
    post(simulated, message="<script>1</script>" + "ạ" * 60)
    post(simulated, requestId="r2", message="Ho so", unicode=False)
    page = simulated.routes()["GET", "/"](Request("/", {})).body.decode()
    assert "&lt;script&gt;" in page and "<script>" not in page
    assert page.index("SMS000002") < page.index("SMS000001")
    assert ("2 (UCS-2)" in page, "1 (GSM)" in page, "Đã nhận 2 tin nhắn" in page) == (True, True, True)
    listed = json.loads(simulated.routes()["GET", "/messages"](Request("/messages", {})).body)
    assert [one["reference"] for one in listed] == ["r1", "r2"]


@pytest.mark.django_db
def test_one_number_in_two_writings_has_one_count(gateway: SimulatedGateway, settings: LazySettings) -> None:
    settings.SMS_MOST_A_DAY = 1
    for once, to in (("A/1", NUMBER), ("B/1", "0901 234 567")):
        with transaction.atomic():
            put("sms", once, {"to": to, "text": "Ho so"}, once)
    assert deliver_due(5) == {"sent": 1, "postponed": 1}
    [waits] = OutboxMessage.objects.filter(state=State.WAITING)
    assert timezone.localtime(waits.next_attempt_at).date() > timezone.localdate()
