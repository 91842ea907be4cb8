"""The pages of a counter's parcels: each tab its own, found by any code, seen by few, and changed by POST alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models import Dossier
from portal.accounts.models import AccessLogEntry
from portal.outbox.models import OutboxMessage
from portal.peers.models import Connection, PostalEvent, PostalOrder
from portal.peers.models.orders import TO_DECIDE, OrderState
from portal.peers.postal import parcel_list, parcels
from portal.peers.postal.forms import KeepForm, RecipientForm
from portal.peers.postal.parcel_list import Question, View
from portal.peers.postal.parcels import Recipient
from tests.dossiers import stages
from tests.dossiers.world import World, make_staff
from tests.peers.connecting import acts, as_, connected, parcel
from units.roles import Role

TABS = {
    View.DECIDE: {"failed", "returned", "refused"},
    View.READY: {"waiting", "ordered"},
    View.UNDER_WAY: {"accepted", "in_transit"},
    View.ENDED: {"delivered", "cancelled"},
}
LAN = Recipient("Nguyễn Thị Lan", "+84901234567", "12 Lê Lợi", "Phường Sài Gòn", "26740")
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def dossier(world: World) -> Dossier:
    """One whose result waits to go by post."""
    return stages.issued(world, delivery="post")


@pytest.fixture
def office(dossier: Dossier) -> Connection:
    """The post office."""
    return connected("https://buu-dien.example")


@pytest.fixture
def clerk(world: World) -> Client:
    """The browser of the ward's clerk."""
    return as_(world.ward.clerk)


def listed(client: Client, **asked: str) -> set[str]:
    """The states of what a list shows."""
    return {order.state for order in client.get(reverse("parcels:list"), asked).context["page"].rows}


def test_each_tab_shows_its_states_and_every_state_has_one(world: World, dossier: Dossier, office: Connection) -> None:
    assert set().union(*TABS.values()) == set(OrderState.values)
    order = parcel(dossier, office)
    for state in OrderState.values:
        PostalOrder.objects.filter(pk=order.pk).update(state=state)
        shown = [view for view in View if parcel_list.page_of(world.ward.clerk, Question(view=view)).rows]
        assert shown == [view for view, states in TABS.items() if state in states], state


def test_what_was_decided_about_is_over_and_asks_nobody(clerk: Client, dossier: Dossier, office: Connection) -> None:
    for state in TO_DECIDE:
        order = parcel(dossier, office, state, settled_at=timezone.now())
        page = clerk.get(reverse("parcels:parcel", args=[order.number])).content.decode()
        assert reverse("parcels:again", args=[order.number]) not in page
    assert (listed(clerk), listed(clerk, xem=View.ENDED)) == (set(), set(TO_DECIDE))
    shown = clerk.get(reverse("parcels:list"))
    (entry,) = [item for item in shown.context["staff_menu"]() if item.label == "Bưu gửi"]
    assert not entry.count


def test_an_address_that_somebody_mended_shows_what_is_to_decide(
    clerk: Client, dossier: Dossier, office: Connection
) -> None:
    parcel(dossier, office, "failed")
    for asked in ({"xem": "khong-co"}, {"sau": "x"}, {"truoc": "-1"}, {"sau": "9" * 30}, {"tim": "\x00"}):
        assert listed(clerk, **asked) == {"failed"}, asked


def test_a_parcel_is_found_by_dossier_number_and_item_and_the_words_stay(
    clerk: Client, dossier: Dossier, office: Connection
) -> None:
    order = parcel(dossier, office, "failed", item_code="RA000000001VN")
    for text in (dossier.code, dossier.code[-6:], dossier.code.lower(), order.number, "ra 000000001 vn"):
        assert listed(clerk, tim=text) == {"failed"}, text
    for text in ("RA00000000", "khong co", "%", "_"):
        assert listed(clerk, tim=text) == set(), text
    page = clerk.get(reverse("parcels:list"), {"tim": "<b>khong", "xem": View.READY})
    text = page.content.decode()
    assert 'value="&lt;b&gt;khong"' in text
    assert f'name="xem" value="{View.READY}"' in text
    assert f"?xem={View.UNDER_WAY}&amp;tim=" in text
    assert "Không có bưu gửi nào khớp với bộ lọc" in text
    assert "Không có bưu gửi nào ở đây" in clerk.get(reverse("parcels:list"), {"xem": View.READY}).content.decode()


def test_a_parcel_tells_its_way_from_the_beginning(clerk: Client, dossier: Dossier, office: Connection) -> None:
    order, begin = parcel(dossier, office, "in_transit"), timezone.now() - timedelta(days=2)
    address = reverse("parcels:parcel", args=[order.number])
    assert "Bưu chính chưa báo chặng nào" in clerk.get(address).content.decode()
    for hours, state, place in ((9, "in_transit", "Tân Định"), (1, "accepted", "Bến Thành <b>")):
        PostalEvent.objects.create(order=order, state=state, at=begin + timedelta(hours=hours), place=place)
    text = clerk.get(address).content.decode()
    assert text.index("Bến Thành &lt;b&gt;") < text.index("Tân Định")
    for words in ("Nguyễn Thị Lan", "0901 234 567", "12 Lê Lợi, Phường Sài Gòn", order.number, office.name):
        assert words in text, words
    assert reverse("parcels:again", args=[order.number]) not in text


def test_looking_at_a_parcel_is_written_down_once(
    world: World, clerk: Client, dossier: Dossier, office: Connection
) -> None:
    order = parcel(dossier, office, "failed")
    looks = AccessLogEntry.objects.filter(actor=world.ward.clerk)
    before = looks.count()
    assert clerk.get(reverse("parcels:list")).status_code == 200
    assert looks.count() == before, "the list names nobody"
    for name in ("parcel", "parcel", "parcel"):
        page = clerk.get(reverse(f"parcels:{name}", args=[order.number]))
        assert page["Cache-Control"] == "private, no-store"
    assert looks.count() == before + 1


def test_looking_decides_nothing(world: World, clerk: Client, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "failed")
    for name in ("again", "keep"):
        assert clerk.get(reverse(f"parcels:{name}", args=[order.number])).status_code == 200
        assert clerk.delete(reverse(f"parcels:{name}", args=[order.number])).status_code == 405
    for name, told in (("list", []), ("parcel", [order.number])):
        assert clerk.post(reverse(f"parcels:{name}", args=told)).status_code == 405
    order.refresh_from_db()
    assert (order.settled_at, acts(dossier)) == (None, [])
    assert not OutboxMessage.objects.filter(channel="peer").exists()


def test_sent_twice_it_is_decided_once(clerk: Client, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "failed")
    address = reverse("parcels:keep", args=[order.number])
    first, again = (clerk.post(address, {"note": "Mang theo căn cước."}) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 409)
    assert "Mang theo căn cước." in again.content.decode()
    assert acts(dossier) == ["keep_at_counter"]
    assert OutboxMessage.objects.filter(channel="peer").count() == 1


def test_a_parcel_on_its_way_can_not_be_decided_about_by_hand(
    clerk: Client, dossier: Dossier, office: Connection
) -> None:
    order = parcel(dossier, office, "in_transit")
    for name, typed in (("keep", {}), ("again", RECIPIENT)):
        refused = clerk.post(reverse(f"parcels:{name}", args=[order.number]), typed)
        assert refused.status_code == 409, name
        assert "không còn chờ quyết định" in refused.content.decode()
    assert acts(dossier) == []


RECIPIENT = {"name": "Trần Văn Hùng", "phone": "0901 234 568", "street": "7 Nguyễn Huệ", "commune": "Phường Bến Thành"}


def test_what_is_too_long_is_refused_beside_its_field_and_stays(
    clerk: Client, dossier: Dossier, office: Connection
) -> None:
    order = parcel(dossier, office, "failed")
    for name, longest in (("name", 200), ("street", 250), ("commune", 120), ("phone", 30)):
        typed = "x" * (longest + 1)
        page = clerk.post(reverse("parcels:again", args=[order.number]), RECIPIENT | {name: typed})
        assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
        assert typed in page.content.decode()
    page = clerk.post(reverse("parcels:keep", args=[order.number]), {"note": "x" * 501})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["note"])
    assert acts(dossier) == []


def test_a_number_that_nobody_gave_is_not_found(clerk: Client, dossier: Dossier, office: Connection) -> None:
    parcel(dossier, office, "failed")
    for number in ("khong-co", "x" * 300, "%00", "..", dossier.code):
        for name in ("parcel", "again", "keep"):
            assert clerk.get(reverse(f"parcels:{name}", args=[number])).status_code == 404, (number, name)


def test_whose_counter_it_is_not_sees_nothing(world: World, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "failed")
    for role in (Role.SYSTEM_ADMIN, Role.SUPERVISOR, Role.ACCOUNTANT, Role.PUBLISHER, Role.UNIT_ADMIN):
        other = as_(make_staff(f"{role}@example.vn", "Vũ Thị Nga", role, dossier.receiving_unit))
        assert other.get(reverse("parcels:list")).status_code == 403, role
        assert other.post(reverse("parcels:keep", args=[order.number])).status_code == 403, role
    assert listed(as_(world.ward.leader)) == {"failed"}
    assert listed(as_(world.other_ward.leader)) == set()
    stranger = Client().get(reverse("parcels:parcel", args=[order.number]))
    assert (stranger.status_code, order.number in stranger["Location"]) == (302, True)
    assert acts(dossier) == []


def test_both_languages_show_the_same_parcels(clerk: Client, dossier: Dossier, office: Connection) -> None:
    order = parcel(dossier, office, "failed")
    for name, told, words, english in (
        ("list", [], "Cần quyết định", "decide"),
        ("parcel", [order.number], "Giữ tại quầy", "Keep"),
        ("again", [order.number], "Số nhà, đường", "street"),
        ("keep", [order.number], "Giữ kết quả tại quầy", "counter"),
    ):
        address = reverse(f"parcels:{name}", args=told)
        assert words in clerk.get(address).content.decode()
        text = clerk.get(address, headers=ENGLISH).content.decode()
        assert words not in text, name
        assert english.lower() in text.lower(), name


def test_a_recipient_is_complete_with_a_name_a_phone_and_a_door() -> None:
    assert LAN.is_complete
    assert LAN.address == "12 Lê Lợi, Phường Sài Gòn"
    for missing in ("name", "phone", "street", "commune"):
        assert not Recipient(**(LAN.as_kept() | {missing: ""})).is_complete, missing
    assert Recipient(**(LAN.as_kept() | {"commune_code": ""})).is_complete
    assert Recipient("", "", "", "Phường Sài Gòn").address == "Phường Sài Gòn"
    assert Recipient("", "", "", "").address == ""


@given(st.tuples(*[st.text(max_size=20)] * 5))
def test_what_stands_on_a_parcel_is_read_as_it_was_kept(words: tuple[str, str, str, str, str]) -> None:
    one = Recipient(*words)
    assert Recipient.kept(PostalOrder(told=one.as_kept())) == one


def test_the_form_begins_with_who_stands_on_the_parcel() -> None:
    form = RecipientForm(PostalOrder(told=LAN.as_kept()))
    assert {name: form[name].value() for name in form.fields} == {
        "name": "Nguyễn Thị Lan",
        "phone": "0901 234 567",
        "street": "12 Lê Lợi",
        "commune": "Phường Sài Gòn",
    }


def test_the_code_of_a_commune_stays_only_with_the_commune() -> None:
    order = PostalOrder(told=LAN.as_kept())
    for commune, code in (("Phường Sài Gòn", "26740"), (" Phường  Sài Gòn ", "26740"), ("Phường Bến Thành", "")):
        form = RecipientForm(order, RECIPIENT | {"commune": commune})
        assert form.is_valid(), form.errors
        assert form.recipient().commune_code == code
        assert form.recipient().phone == "+84901234568"


def test_nobody_is_sent_to_without_a_word_in_each_box() -> None:
    order = PostalOrder(told=LAN.as_kept())
    for name in RECIPIENT:
        for empty in ("", "   ", "\u200b" if name == "phone" else "\t"):
            assert name in RecipientForm(order, RECIPIENT | {name: empty}).errors, (name, empty)
    assert KeepForm({}).is_valid()


def test_the_post_collects_nothing_whatever_the_parcel(dossier: Dossier, office: Connection) -> None:
    told = parcels.as_told(parcel(dossier, office, weight_grams=250))
    assert (told["CODAmount"], told["Weight"], told["FlagConfig"]) == ("0", "250", "1")
    assert told["SenderName"] == dossier.receiving_unit.name
    assert all(isinstance(value, str) for value in told.values())
