"""The channel to other systems: what has ended or is gone is refused, and what a refusal leaves is for the counter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import lifecycle, returning
from dossiers.models import Dossier
from dossiers.statuses import DeliveryState, ResultDelivery
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import OutboxMessage, State
from portal.peers import telling
from portal.peers.channel import PeerChannel
from portal.peers.drivers.base import Answer, Away, Message, Rejected
from portal.peers.drivers.post import PostOffice
from portal.peers.drivers.signed_json import SignedJson
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import OrderState
from portal.peers.postal import deciding, ordering
from portal.peers.postal.parcels import Recipient
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.peers.connecting import as_, connected, deliver, fresh, parcel

CHANNEL = PeerChannel()
ELSEWHERE = Recipient("Trần Văn Hùng", "+84901234568", "7 Nguyễn Huệ", "Phường Bến Thành")


class Said:
    """What drivers are asked to say, answered as a test wants it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.answer: Answer | Exception = {"ItemCode": "RA000000001VN"}

    def take(self, message: Message) -> Answer:
        """Keep it and answer."""
        self.messages.append(message)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, dossier: Dossier) -> Said:
    """Nothing leaves: what would is kept. After the dossier, which is copied where nothing is replaced."""
    told = Said()
    for driver in (PostOffice, SignedJson):
        monkeypatch.setattr(driver, "send", told.take)
        monkeypatch.setattr(driver, "ask", told.take)
    return told


@pytest.fixture
def dossier(world: World) -> Dossier:
    """One whose result was just signed and is to go by post."""
    return stages.issued(world, delivery="post")


@pytest.fixture
def office(dossier: Dossier) -> Connection:
    """The post office, after the result was ready: nothing is ordered by itself."""
    return connected("https://buu-dien.example")


def payload(one: Connection, kind: str, **told: Any) -> dict[str, Any]:
    """What a message of the outbox says."""
    return {"connection": one.pk, "type": kind, **told}


def test_what_is_gone_or_ended_is_refused_in_words(said: Said, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "waiting")
    for changes, words in (
        ({"driver": "telex"}, "kết nối này không còn"),
        ({"driver": "post", "active_from": date(2999, 1, 1)}, "không có hiệu lực hôm nay"),
        ({"active_from": date(2020, 1, 1), "active_to": date(2020, 1, 2)}, "không có hiệu lực hôm nay"),
    ):
        Connection.objects.update(**changes)
        with pytest.raises(Refused, match=words):
            CHANNEL.deliver(payload(office, "post.order", order=order.pk), "x")
    with pytest.raises(Refused, match="kết nối này không còn"):
        CHANNEL.deliver({"connection": office.pk + 1000, "type": "post.order", "order": order.pk}, "x")
    assert said.messages == []


def test_one_that_has_ended_can_still_be_tried(office: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    Connection.objects.update(active_to=timezone.localdate())
    tried: list[Message] = []
    monkeypatch.setattr(PostOffice, "try_out", lambda _driver, message: tried.append(message))
    CHANNEL.deliver(payload(office, "peer.test"), "x")
    office.refresh_from_db()
    assert (len(tried), office.is_trial_good) == (1, True)


def test_refusals_of_a_message_and_of_us_stay_apart(said: Said, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "waiting")
    told = payload(office, "post.order", order=order.pk)
    for failure, kind in ((Rejected("thiếu địa chỉ"), Refused), (Away("trả lời HTTP 503"), Unreachable)):
        said.answer = failure
        with pytest.raises(kind, match=str(failure)):
            CHANNEL.deliver(told, "x")
    office.refresh_from_db()
    assert office.answered_at is None


def test_a_message_has_one_id_for_good_and_another_than_any_other(
    said: Said, dossier: Dossier, office: Connection
) -> None:
    told = payload(office, "post.order", order=parcel(dossier, office, "waiting").pk)
    for key in ("a", "a", "b"):
        CHANNEL.deliver(told, key)
    first, again, other = (message.id for message in said.messages)
    assert first == again != other
    assert first.startswith("msg_")
    assert said.messages[0].sender == dossier.receiving_unit.code


def test_when_it_last_answered_is_written_once_a_minute(said: Said, dossier: Dossier, office: Connection) -> None:
    told = payload(office, "post.order", order=parcel(dossier, office, "waiting").pk)

    def answered() -> Any:
        CHANNEL.deliver(told, "x")
        return Connection.objects.values_list("answered_at", flat=True).get(pk=office.pk)

    first = answered()
    assert first is not None
    assert answered() == first
    Connection.objects.update(answered_at=timezone.now() - timedelta(minutes=2))
    assert answered() > first


def test_a_code_that_no_parcel_can_have_is_no_answer(said: Said, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "waiting")
    for answer in ({}, {"ItemCode": ""}, {"ItemCode": "x" * 31}, {"ItemCode": "mã"}, {"ItemCode": "R\n1"}):
        said.answer = answer
        with pytest.raises(Unreachable, match="không có mã bưu gửi"):
            CHANNEL.deliver(payload(office, "post.order", order=order.pk), "x")
    order.refresh_from_db()
    assert (order.state, order.item_code) == (OrderState.WAITING, "")


def test_an_order_to_a_post_that_has_ended_is_for_the_counter(
    dossier: Dossier, office: Connection, world: World
) -> None:
    with lifecycle.locked(dossier) as held:
        order = ordering.make(held, office, Recipient.of(held))
    Connection.objects.update(active_to=timezone.localdate())
    assert deliver() == {"refused": 1}
    order.refresh_from_db()
    assert order.state == OrderState.REFUSED
    assert "không có hiệu lực hôm nay" in order.reason
    page = as_(world.ward.clerk).get(reverse("parcels:list"))
    assert [one.pk for one in page.context["page"].rows] == [order.pk]


def test_refused_first_and_taken_when_sent_again_it_asks_for_no_decision(
    said: Said, dossier: Dossier, office: Connection
) -> None:
    order = parcel(dossier, office, "refused", reason="ngoài vùng phục vụ")
    CHANNEL.deliver(payload(office, "post.order", order=order.pk), "x")
    order.refresh_from_db()
    assert (order.state, order.item_code, order.reason) == (OrderState.ORDERED, "RA000000001VN", "")


def test_what_the_counter_decided_about_is_not_ordered_any_more(
    said: Said, dossier: Dossier, office: Connection
) -> None:
    for state, settled_at in (("refused", timezone.now()), ("cancelled", None)):
        order = parcel(dossier, office, state, settled_at=settled_at)
        CHANNEL.deliver(payload(office, "post.order", order=order.pk), "x")
        order.refresh_from_db()
        assert (order.state, order.item_code) == (state, "")
    assert said.messages == []


def test_another_try_that_the_post_refuses_is_decided_about_anew(
    said: Said, dossier: Dossier, office: Connection, world: World
) -> None:
    order = parcel(dossier, office, "failed", item_code="RA000000001VN")
    deciding.send_again(order, world.ward.clerk, ELSEWHERE)
    said.answer = Rejected("không nhận bản tin (HTTP 422: ngoài vùng phục vụ)")
    assert deliver() == {"refused": 1}
    order.refresh_from_db()
    assert (order.state, order.settled_at) == (OrderState.FAILED, None)
    assert "ngoài vùng phục vụ" in order.reason

    said.answer = {}
    deciding.send_again(order, world.ward.clerk, ELSEWHERE)
    assert deliver() == {"sent": 1}
    assert [message.type for message in said.messages] == ["post.again", "post.again"]
    assert said.messages[0].id != said.messages[1].id
    order.refresh_from_db()
    assert order.settled_at is not None


def test_a_try_that_is_refused_after_the_result_was_fetched_asks_nobody(
    said: Said, dossier: Dossier, office: Connection, world: World
) -> None:
    order = parcel(dossier, office, "failed", item_code="RA000000001VN")
    deciding.send_again(order, world.ward.clerk, ELSEWHERE)
    returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    said.answer = Rejected("đã đóng")
    assert deliver() == {"refused": 1}
    order.refresh_from_db()
    assert order.settled_at is not None


def test_a_result_handed_out_at_the_counter_leaves_nothing_to_decide(
    dossier: Dossier, office: Connection, world: World
) -> None:
    orders = [parcel(dossier, office, state) for state in ("refused", "returned", "failed")]
    clerk = as_(world.ward.clerk)
    assert len(clerk.get(reverse("parcels:list")).context["page"].rows) == 3
    returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    assert clerk.get(reverse("parcels:list")).context["page"].rows == []
    assert PostalOrder.objects.filter(settled_at=None).count() == 0
    assert {one.state for one in PostalOrder.objects.all()} == {one.state for one in orders}


def test_kept_at_the_counter_a_parcel_that_is_back_is_not_called_back(
    said: Said, dossier: Dossier, office: Connection, world: World
) -> None:
    for state, messages in (("returned", []), ("failed", ["post.return"])):
        order = parcel(dossier, office, state, item_code="RA000000001VN")
        deciding.keep(order, world.ward.clerk, "Mang theo căn cước.")
        deliver()
        assert [message.type for message in said.messages] == messages
    assert said.messages[0].data == {"OrderNumber": order.number, "ItemCode": "RA000000001VN"}
    kept = fresh(dossier)
    assert (kept.result_delivery, kept.delivery_state) == (ResultDelivery.COUNTER, DeliveryState.READY)


def test_an_answer_with_no_usable_code_is_an_answer_all_the_same(said: Said, dossier: Dossier) -> None:
    land = connected("https://dat-dai.example", kind="land")
    for code in (7, ["x"], {"a": 1}, None, "", "   ", "x" * 61, True):
        said.answer = {"code": code}
        CHANNEL.deliver(payload(land, telling.MOVED, dossier=dossier.pk, sequence=dossier.last_sequence), "x")
    assert not dossier.aliases.exists()
    assert said.messages[0].data["sequence"] == dossier.last_sequence


def test_the_code_of_before_is_told_with_the_next_move(said: Said, dossier: Dossier) -> None:
    land = connected("https://dat-dai.example", kind="land")
    said.answer = {"code": " vbd 77 "}
    for sequence in (1, 2):
        CHANNEL.deliver(payload(land, telling.MOVED, dossier=dossier.pk, sequence=sequence), "x")
    assert [message.data["your_code"] for message in said.messages] == ["", "VBD77"]
    told = said.messages[1].data
    assert (told["dossier"], told["procedure"]) == (dossier.code, "1.001193")
    assert set(told) & {"name", "phone", "owner", "title"} == set()
    event = dossier.events.get(sequence=2)
    assert (told["action"], told["status"], told["at"]) == (event.action, event.status_to, event.at.isoformat())


def test_what_is_refused_of_anything_but_an_order_is_nobodys_to_decide(dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "waiting")
    CHANNEL.note_failure(payload(office, "post.where", order=order.pk), Refused("x"))
    CHANNEL.note_failure(payload(office, "post.order", order=order.pk), Unreachable("x"))
    order.refresh_from_db()
    assert (order.state, order.reason) == (OrderState.WAITING, "")
    CHANNEL.note_failure(payload(office, "post.order", order=order.pk), Refused("x" * 900))
    order.refresh_from_db()
    assert (order.state, len(order.reason)) == (OrderState.REFUSED, 300)


def test_a_finished_dossier_is_told_to_each_that_is_for_it_in_one_order(world: World) -> None:
    for number in range(2):
        connected("https://x.vn", kind="exchange", short_name=f"x{number}")
    connected("https://x.vn", short_name="post")
    dossier = filings.submitted(world)
    rows = OutboxMessage.objects.filter(channel="peer", state=State.WAITING).order_by("pk")
    assert [row.payload["type"] for row in rows] == ["dossier.moved"] * 2
    assert [row.key.partition("/")[2] for row in rows] == [dossier.code] * 2
    assert len({row.key for row in rows}) == 2
