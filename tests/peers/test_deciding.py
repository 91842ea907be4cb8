"""A parcel that was not delivered is for its counter: sent again, to another door perhaps, or kept; nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Party
from dossiers.statuses import DeliveryState, ResultDelivery
from portal.accounts.models import AccessLogEntry
from portal.outbox.models import OutboxMessage
from portal.peers.models import Connection, PostalOrder
from portal.peers.models.orders import OrderState
from portal.peers.postal.parcels import Recipient
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.peers.conftest import Post
from tests.peers.connecting import acts, as_, deliver, fresh, ordered, tell

AGAIN = {"name": "Nguyễn Thị Lan", "phone": "0901 234 568", "street": "7 Nguyễn Huệ", "commune": "Phường Bến Thành"}


def failed(world: World, state: str = "FAILED") -> PostalOrder:
    """A parcel that nobody took in."""
    order = ordered(world)
    begin = timezone.now() - timedelta(hours=2)
    tell(order, "ACCEPTED", begin)
    tell(order, state, begin + timedelta(hours=1), Reason="Không có người nhận")
    return order


def test_a_failure_is_counted_in_the_menu_and_leads_the_list(world: World, office: Connection) -> None:
    order = failed(world)
    dossier = fresh(order.dossier)
    assert dossier.delivery_state == DeliveryState.POST_FAILED
    assert acts(dossier) == ["hand_to_post", "post_failed"]

    page = as_(world.ward.clerk).get(reverse("parcels:list"))
    text = page.content.decode()
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    for words in (dossier.code, "Phát không thành công", "Không có người nhận", order.item_code):
        assert words in text
    assert "Nguyễn Thị Lan" not in text.split("<main")[1]
    (entry,) = [item for item in page.context["staff_menu"]() if item.label == "Bưu gửi"]
    assert entry.count == 1
    letter = [one.payload for one in OutboxMessage.objects.filter(channel="email")][-1]
    assert "Bưu chính chưa phát được" in letter["subject"]
    assert "Lý do: Không có người nhận" in letter["text"]


def test_the_post_tries_again_at_the_door_that_the_counter_asked_for(
    world: World, office: Connection, post: Post
) -> None:
    order = failed(world)
    clerk = as_(world.ward.clerk)
    address = reverse("parcels:again", args=[order.number])
    assert "Không có người nhận" in clerk.get(address).content.decode()

    assert clerk.post(address, AGAIN, follow=True).redirect_chain == [(reverse("parcels:list"), 302)]
    deliver()

    order.refresh_from_db()
    (parcel,) = post.store.newest()
    assert parcel.told["ReceiverAddress"] == "7 Nguyễn Huệ, Phường Bến Thành"
    assert parcel.told["ReceiverPhone"] == "+84901234568"
    assert post.services.calls[-1] == "/orders/again"
    assert fresh(order.dossier).delivery_state == DeliveryState.READY
    assert order.settled_at is not None

    tell(order, "IN_TRANSIT")
    assert fresh(order.dossier).delivery_state == DeliveryState.POSTED
    tell(order, "DELIVERED")
    assert acts(order.dossier)[2:] == ["post_again", "hand_to_post", "return_result"]


def test_what_came_back_is_ordered_anew(world: World, office: Connection, post: Post) -> None:
    order = failed(world, "RETURNED")
    as_(world.ward.clerk).post(reverse("parcels:again", args=[order.number]), AGAIN)
    deliver()

    second = order.dossier.postal_orders.exclude(pk=order.pk).get()
    assert (second.number, second.state) == (f"{order.dossier.code}-B2", OrderState.ORDERED)
    assert Recipient.kept(second).street == "7 Nguyễn Huệ"
    assert [parcel.number for parcel in post.store.newest()] == [second.number, order.number]
    # The parcel of before tells what it forgot: it is kept, and not on its way again.
    tell(order, "IN_TRANSIT", timezone.now())
    assert (order.state, second.state) == ("returned", "ordered")


def test_kept_at_the_counter_the_owner_is_asked_to_come_and_the_parcel_back(
    world: World, office: Connection, post: Post
) -> None:
    order = failed(world)
    clerk = as_(world.ward.clerk)
    clerk.post(reverse("parcels:keep", args=[order.number]), {"note": "Mang theo căn cước."})
    letter = [one.payload for one in OutboxMessage.objects.filter(channel="email")][-1]
    assert "Mang theo căn cước." in letter["text"]
    deliver()

    dossier = fresh(order.dossier)
    assert (dossier.result_delivery, dossier.delivery_state) == (ResultDelivery.COUNTER, DeliveryState.READY)
    assert post.services.calls[-1] == "/orders/return"
    tell(order, "RETURNED")
    assert order.settled_at is not None
    assert fresh(dossier).delivery_state == DeliveryState.READY
    assert as_(world.ward.clerk).get(reverse("parcels:list")).context["page"].rows == []


def test_delivered_all_the_same_it_is_returned(world: World, office: Connection) -> None:
    order = failed(world)
    as_(world.ward.clerk).post(reverse("parcels:keep", args=[order.number]))
    tell(order, "DELIVERED")
    assert fresh(order.dossier).delivery_state == DeliveryState.HANDED_OUT


def test_who_was_faster_is_said_and_the_words_stay(world: World, office: Connection) -> None:
    order = failed(world)
    clerk = as_(world.ward.clerk)
    clerk.post(reverse("parcels:keep", args=[order.number]))

    late = clerk.post(reverse("parcels:again", args=[order.number]), AGAIN)
    assert late.status_code == 409
    assert "có người vừa quyết định" in late.content.decode()
    assert "7 Nguyễn Huệ" in late.content.decode()
    assert acts(order.dossier).count("post_again") == 0


@pytest.mark.parametrize("field", ["phone", "street"])
def test_a_door_that_nobody_finds_is_refused_beside_its_field(world: World, office: Connection, field: str) -> None:
    order = failed(world)
    wrong = as_(world.ward.clerk).post(reverse("parcels:again", args=[order.number]), AGAIN | {field: "\x00" * 3})
    assert wrong.status_code == 422
    assert field in wrong.context["form"].errors
    assert acts(order.dossier)[-1] == "post_failed"


def test_an_order_that_never_left_is_mended_by_its_counter(world: World, office: Connection, post: Post) -> None:
    dossier = filings.approved(world, result_delivery="post")
    Party.objects.filter(dossier=dossier).update(street="")
    first = stages.issue(dossier).postal_orders.get()
    assert first.state == OrderState.REFUSED

    as_(world.ward.clerk).post(reverse("parcels:again", args=[first.number]), AGAIN)
    assert deliver() == {"sent": 1}
    assert post.store.newest()[0].told["ReceiverAddress"] == "7 Nguyễn Huệ, Phường Bến Thành"


def test_only_the_counter_of_the_parcel_sees_and_decides(world: World, office: Connection) -> None:
    order = failed(world)
    pages = [reverse(f"parcels:{name}", args=[order.number]) for name in ("parcel", "again", "keep")]
    for user, status in ((world.ward.officer, 403), (world.other_ward.clerk, 404), (world.mother, 403)):
        assert [as_(user).get(page).status_code for page in pages] == [status] * 3
        assert as_(user).post(pages[1], AGAIN).status_code == status
    # The leader answers for it and may look; handing out is the clerk's.
    links = {user: as_(user).get(pages[0]).content.decode() for user in (world.ward.leader, world.ward.clerk)}
    assert [pages[1] in shown for shown in links.values()] == [False, True]
    assert as_(world.ward.leader).post(pages[1], AGAIN).status_code == 409
    assert acts(order.dossier)[-1] == "post_failed"
    looked = AccessLogEntry.objects.filter(actor=world.ward.leader)
    assert looked.exists()
    assert not AccessLogEntry.objects.filter(actor=world.other_ward.clerk).exists()


def test_the_list_costs_the_same_for_one_and_for_many(world: World, office: Connection) -> None:
    order = failed(world)
    clerk = as_(world.ward.clerk)
    counted = []
    for _ in range(2):
        clerk.get(reverse("parcels:list"))
        with CaptureQueriesContext(connection) as asked:
            clerk.get(reverse("parcels:list"))
        counted.append(len(asked))
        told = {"dossier": order.dossier, "connection": office, "unit": order.unit, "told": order.told}
        PostalOrder.objects.bulk_create(
            PostalOrder(number=f"{order.number}-{len(counted)}-{n}", state="returned", **told) for n in range(40)
        )
    assert counted[0] == counted[1]
    page = clerk.get(reverse("parcels:list"))
    assert len(page.context["page"].rows) == 30
    assert page.context["page"].next.startswith("?xem=can-quyet-dinh&sau=")
    found = clerk.get(reverse("parcels:list"), {"xem": "can-quyet-dinh", "tim": order.item_code.lower()})
    assert [one.pk for one in found.context["page"].rows] == [order.pk]
