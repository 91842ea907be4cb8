"""A day's parcels handed to the courier: laid on one manifest, scanned or ticked, confirmed once, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import DeliveryState
from portal.files import store
from portal.outbox.models import OutboxMessage
from portal.peers import tasks
from portal.peers.models import Connection, PostalManifest, PostalOrder
from portal.peers.models.manifests import ManifestState
from portal.peers.postal import manifest_list, manifest_paper, manifests
from portal.peers.postal.parcel_list import View
from portal.peers.simulator.manners import Fault
from tests.dossiers import stages
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.peers.conftest import Post
from tests.peers.connecting import acts, as_, connected, deliver, fresh, ordered, parcel, tell
from units.roles import Role

READY = f"{reverse('parcels:list')}?xem={View.READY}"
MAKE = reverse("parcels:make-manifest")


@pytest.fixture
def clerk(world: World) -> Client:
    """The browser of the clerk who hands parcels over."""
    return as_(world.ward.clerk)


@pytest.fixture
def away(world: World) -> Connection:
    """A post office in the registry that no test reaches."""
    return connected("https://buu-dien.example")


def waiting(world: World, office: Connection, number: int = 1) -> list[PostalOrder]:
    """Parcels that the post waits for."""
    made = []
    for place in range(number):
        dossier = stages.issued(world, delivery="post")
        order = dossier.postal_orders.first() or parcel(dossier, office)
        PostalOrder.objects.filter(pk=order.pk).update(state="ordered", item_code=f"RA{place:09}VN")
        made.append(PostalOrder.objects.select_related("dossier", "unit").get(pk=order.pk))
    return made


def laid(world: World, office: Connection, number: int = 1) -> PostalManifest:
    """Parcels on a manifest that is still here."""
    return manifests.make(waiting(world, office, number), world.ward.clerk)


def page_of(manifest: PostalManifest, name: str = "manifest") -> str:
    """Its address."""
    return reverse(f"parcels:{name}", args=[manifest.number])


def said() -> list[dict[str, Any]]:
    """What the post is to hear of manifests, oldest first."""
    told = [one.payload for one in OutboxMessage.objects.filter(channel="peer").order_by("pk")]
    return [one for one in told if one["type"].startswith("post.manifest")]


def press(client: Client, manifest: PostalManifest, button: str, **typed: Any) -> Any:
    """Press a button of its page."""
    return client.post(page_of(manifest), {"viec": button, **typed})


def numbers(manifest: PostalManifest) -> list[str]:
    """The numbers of its parcels."""
    return list(manifest.parcels.order_by("pk").values_list("number", flat=True))


def test_from_the_list_to_the_courier_and_the_post_hears_of_it(
    world: World, office: Connection, post: Post, clerk: Client
) -> None:
    order = ordered(world)
    assert order.number in words(clerk.get(READY))

    made = clerk.post(MAKE, {"buu-gui": [order.number]})
    manifest = PostalManifest.objects.get()
    assert made["Location"] == page_of(manifest)
    assert manifest.number == f"BK-{order.unit.code}-{timezone.localdate().year}-00001"
    page = press(clerk, manifest, "quet", scan=order.item_code.lower())
    assert (page.status_code, page.context["ticked"]) == (200, {order.number})
    assert press(clerk, manifest, "giao", **{"buu-gui": [order.number], "courier": " Lê  Văn Tám "}).status_code == 302

    manifest.refresh_from_db()
    assert (manifest.state, manifest.handed_by, manifest.courier) == ("handed", world.ward.clerk, "Lê Văn Tám")
    dossier = fresh(order.dossier)
    assert (dossier.delivery_state, acts(dossier)) == (DeliveryState.POSTED, ["hand_to_post"])
    event = dossier.events.get(action="hand_to_post")
    assert (event.actor, order.item_code in event.note, manifest.number in event.note) == (world.ward.clerk, True, True)
    text = words(clerk.get(page_of(manifest)))
    assert world.ward.clerk.full_name in text
    assert "Lê Văn Tám" in text
    assert "Kết quả đã giao cho bưu chính lúc" in words(Client().get(reverse("dossiers:track"), {"code": dossier.code}))

    deliver()
    assert post.store.manifests() == {manifest.number: [order.number]}
    post.services.accept_all(manifest.number)
    tell(order, "ACCEPTED")
    assert acts(dossier) == ["hand_to_post"], "told by the clerk already"


def test_the_same_form_twice_is_one_manifest_and_one_hand_over(world: World, away: Connection, clerk: Client) -> None:
    order, other = waiting(world, away, 2)
    picked = {"buu-gui": [order.number, other.number]}
    first, again = clerk.post(MAKE, picked), clerk.post(MAKE, picked)
    assert first["Location"] == again["Location"]
    manifest = PostalManifest.objects.get()
    for _time in range(2):
        assert press(clerk, manifest, "giao", **picked).status_code == 302
    assert acts(order.dossier) == acts(other.dossier) == ["hand_to_post"]
    assert [(one["type"], one["numbers"]) for one in said()] == [("post.manifest", [order.number, other.number])]


def test_what_was_not_ticked_waits_again_and_the_sheet_says_what_was_given(
    world: World, away: Connection, clerk: Client
) -> None:
    manifest = laid(world, away, 2)
    tasks.print_manifests()
    given, left = manifest.parcels.order_by("pk")
    assert press(clerk, manifest, "giao", **{"buu-gui": [given.number]}).status_code == 302
    manifest.refresh_from_db()
    assert (numbers(manifest), manifest.printed) == ([given.number], None)
    left.refresh_from_db()
    assert (left.manifest, left.handed_at, acts(left.dossier)) == (None, None, [])
    listed = words(clerk.get(READY))
    assert left.number in listed
    assert given.number not in listed
    assert manifests.make([left], world.ward.clerk).number.endswith("-00002")


def test_it_can_be_taken_back_until_the_post_tells_of_a_parcel(world: World, away: Connection, clerk: Client) -> None:
    manifest = laid(world, away, 2)
    first, second = manifest.parcels.order_by("pk")
    manifests.hand_over(manifest, numbers(manifest), world.ward.clerk)
    assert "Rút lại việc giao bảng kê" in words(clerk.get(page_of(manifest, "take-back")))

    assert clerk.post(page_of(manifest, "take-back")).status_code == 302
    manifest.refresh_from_db()
    assert (manifest.state, manifest.handed_by, manifest.handed_at) == ("open", None, None)
    dossier = fresh(first.dossier)
    assert (dossier.delivery_state, acts(dossier)) == (DeliveryState.READY, ["hand_to_post", "undo"])
    letter = OutboxMessage.objects.filter(channel="email").latest("pk").payload
    assert "rút lại" in letter["subject"]
    clerk.post(page_of(manifest, "take-back"))
    assert acts(dossier) == ["hand_to_post", "undo"], "taken back once"

    manifests.hand_over(manifest, numbers(manifest), world.ward.clerk)
    tell(second, "ACCEPTED")
    with pytest.raises(NotAllowedNow, match="đã báo nhận"):
        manifests.take_back(manifest, world.ward.clerk)
    assert acts(first.dossier) == ["hand_to_post", "undo", "hand_to_post"], "all of it or nothing"
    assert [one["type"] for one in said()] == ["post.manifest", "post.manifest_off", "post.manifest"]


def test_one_that_is_called_off_lets_its_parcels_go(world: World, away: Connection, clerk: Client) -> None:
    manifest = laid(world, away)
    (number,) = numbers(manifest)
    for _time in range(2):
        assert clerk.post(page_of(manifest, "call-off-manifest")).status_code == 302
    manifest.refresh_from_db()
    assert (manifest.state, numbers(manifest)) == (ManifestState.CALLED_OFF, [])
    assert press(clerk, manifest, "giao", **{"buu-gui": [number]}).status_code == 422
    anew = manifests.make(list(PostalOrder.objects.select_related("unit")), world.ward.clerk)
    manifests.hand_over(anew, [number], world.ward.clerk)
    with pytest.raises(NotAllowedNow, match="Hãy rút lại"):
        manifests.call_off(anew, world.ward.clerk)


def test_a_code_of_no_parcel_is_told_beside_the_box_and_the_ticks_stay(
    world: World, away: Connection, clerk: Client
) -> None:
    manifest = laid(world, away, 2)
    first, second = manifest.parcels.order_by("pk")
    for code in ("RA999999999VN", "", "   ", "\x00", "x" * 61, "<b>"):
        page = press(clerk, manifest, "quet", scan=code, **{"buu-gui": [first.number], "courier": "Lê Văn Tám"})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["scan"]), code
        assert page.context["ticked"] == {first.number}
        assert "Lê Văn Tám" in page.content.decode()
    for code in (second.item_code, f" {second.number.lower()} ", second.dossier.code):
        page = press(clerk, manifest, "quet", scan=code, **{"buu-gui": [first.number]})
        assert page.context["ticked"] == {first.number, second.number}, code
    assert press(clerk, manifest, "tat-ca").context["ticked"] == {first.number, second.number}
    page = press(clerk, manifest, "giao", courier="x" * 201, **{"buu-gui": [first.number]})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["courier"])
    for ticks in ([], ["khong-co"], ["\x00"]):
        assert press(clerk, manifest, "giao", **{"buu-gui": ticks}).status_code == 422, ticks
    assert press(clerk, manifest, "lạ", scan=second.item_code).status_code == 200
    assert acts(first.dossier) == acts(second.dossier) == []


def test_what_happened_to_a_parcel_meanwhile_counts(world: World, away: Connection, clerk: Client) -> None:
    manifest = laid(world, away, 3)
    off, fetched, plain = manifest.parcels.order_by("pk")
    PostalOrder.objects.filter(pk=off.pk).update(state="cancelled")
    tell(fetched, "DELIVERED", timezone.now() - timedelta(seconds=1))
    page = press(clerk, manifest, "tat-ca")
    assert page.context["ticked"] == {fetched.number, plain.number}
    with pytest.raises(NotAllowedNow, match="Hãy bỏ dấu"):
        manifests.hand_over(manifest, numbers(manifest), world.ward.clerk)
    assert acts(plain.dossier) == [], "all of it or nothing"
    manifests.hand_over(manifest, page.context["ticked"], world.ward.clerk)
    assert acts(fetched.dossier) == ["return_result"], "whoever has it in hand has it"
    assert fresh(fetched.dossier).delivery_state == DeliveryState.HANDED_OUT
    assert acts(plain.dossier) == ["hand_to_post"]


def test_what_can_not_go_together_is_refused_in_words(world: World, away: Connection, clerk: Client) -> None:
    (order,) = waiting(world, away)
    other_post = connected("https://khac.example", short_name="khac")
    elsewhere = waiting(world, away)[0]
    PostalOrder.objects.filter(pk=elsewhere.pk).update(connection=other_post)
    cases: list[tuple[list[str], str]] = [
        ([], "ít nhất một"),
        (["khong-co", "\x00", "x" * 400], "ít nhất một"),
        ([order.number, elsewhere.number], "một quầy giao cho một bưu chính"),
    ]
    for picked, words_said in cases:
        page = clerk.post(MAKE, {"buu-gui": picked}, follow=True)
        assert page.redirect_chain == [(READY, 302)]
        assert words_said in words(page), picked
    manifests.make([order], world.ward.clerk)
    PostalOrder.objects.filter(pk=elsewhere.pk).update(connection=away)
    for second in ([order, elsewhere], [elsewhere]):
        if len(second) == 1:
            PostalOrder.objects.filter(pk=elsewhere.pk).update(state="accepted")
        with pytest.raises(NotAllowedNow, match="tải lại danh sách"):
            manifests.make(second, world.ward.clerk)
    with pytest.raises(NotAllowedNow, match="nhiều nhất"):
        manifests._require_one_batch(manifests.MOST_PARCELS + 1, 1)
    assert PostalManifest.objects.count() == 1


def test_whose_counter_it_is_not_sees_and_hands_over_nothing(world: World, away: Connection) -> None:
    manifest = laid(world, away)
    (number,) = numbers(manifest)
    stranger, leader = as_(world.other_ward.clerk), as_(world.ward.leader)
    for name in ("manifest", "sheet", "take-back", "call-off-manifest"):
        assert stranger.get(page_of(manifest, name)).status_code == 404, name
    assert manifest.number not in words(stranger.get(reverse("parcels:manifests")))
    stranger.post(MAKE, {"tat-ca": "1"})
    text = words(leader.get(page_of(manifest)))
    assert manifest.number in text
    assert "Xác nhận đã giao" not in text
    assert press(leader, manifest, "giao", **{"buu-gui": [number]}).status_code == 422
    for role in (Role.SYSTEM_ADMIN, Role.SUPERVISOR, Role.ACCOUNTANT):
        other = as_(make_staff(f"{role}@example.vn", "Vũ Thị Nga", role, manifest.unit))
        assert other.get(reverse("parcels:manifests")).status_code == 403, role
    for act in (manifests.call_off, manifests.take_back):
        with pytest.raises(NotYours):
            act(manifest, world.ward.leader)
    manifest.refresh_from_db()
    assert (manifest.state, acts(manifest.parcels.get().dossier)) == (ManifestState.OPEN, [])
    assert PostalManifest.objects.count() == 1


def test_the_worker_makes_the_sheet_once_and_it_names_nobody(world: World, away: Connection, clerk: Client) -> None:
    manifest = laid(world, away, 2)
    waits = clerk.get(page_of(manifest, "sheet"), follow=True)
    assert "đang được lập" in words(waits)
    assert (manifest_paper.print_due(), manifest_paper.print_due()) == (1, 0)
    manifest.refresh_from_db()
    assert manifest.printed is not None
    sheet = clerk.get(page_of(manifest, "sheet"))
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")
    assert sheet.content == store.open(manifest.printed)
    assert sheet["Cache-Control"] == "private, no-store"
    orders = manifest.parcels.order_by("pk")
    assert [manifest_paper.scan_code(one) for one in orders] == [one.item_code for one in orders]
    assert manifest_paper.scan_code(PostalOrder(number="H29-B1")) == "H29-B1"
    manifests.call_off(manifest, world.ward.clerk)
    PostalManifest.objects.update(printed=None)
    assert manifest_paper.print_due() == 0, "nothing goes by it"


def test_a_list_costs_the_same_however_long_it_is(world: World, away: Connection, clerk: Client) -> None:
    costs = []
    for _round in range(2):
        manifest = laid(world, away, 2)
        asked = [reverse("parcels:manifests"), page_of(manifest), READY]
        for address in asked:
            clerk.get(address)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            for address in asked:
                assert clerk.get(address).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[1]
    assert len(manifest_list.page_of(world.ward.clerk, manifest_list.Question()).rows) == 2


def test_the_list_is_narrowed_and_what_narrows_it_stays(world: World, away: Connection, clerk: Client) -> None:
    manifest = laid(world, away)
    address = reverse("parcels:manifests")
    cases: tuple[tuple[dict[str, str], bool], ...] = (
        ({"tim": manifest.number.lower()}, True),
        ({"tinh-trang": "open"}, True),
        ({"tinh-trang": "handed"}, False),
        ({"tim": "BK-khong"}, False),
        ({"tinh-trang": "lạ", "sau": "9" * 30, "tim": "\x00"}, True),
    )
    for asked, is_there in cases:
        text = clerk.get(address, asked).content.decode()
        assert (page_of(manifest) in text) == is_there, asked
    text = clerk.get(address, {"tinh-trang": "handed", "tim": "<b>"}).content.decode()
    assert 'value="&lt;b&gt;"' in text
    assert '<option value="handed" selected>' in text


def test_the_post_that_loses_answers_hears_of_a_manifest_once(world: World, office: Connection, post: Post) -> None:
    order = ordered(world)
    manifest = manifests.make([order], world.ward.clerk)
    manifests.hand_over(manifest, [order.number], world.ward.clerk)
    post.behave(Fault.LOSES_ANSWER)
    deliver()
    post.behave()
    deliver()
    assert post.services.calls[-2:] == ["/manifests", "/manifests"]
    assert post.store.manifests() == {manifest.number: [order.number]}
    manifests.take_back(manifest, world.ward.clerk)
    deliver()
    assert post.store.manifests() == {}


@given(st.text(max_size=30))
def test_only_a_code_of_a_parcel_means_it(code: str) -> None:
    one = PostalOrder(number="H29-1-B1", item_code="RA000000001VN", dossier=Dossier(code="H29-1"))
    found = manifest_list.scanned([one], code)
    assert (found is one) == (code.replace(" ", "").upper() in ("H29-1-B1", "RA000000001VN", "H29-1"))
