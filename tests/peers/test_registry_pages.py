"""The registry at the door: taken up, changed, tried, paused, health, dead letters; for system administrators alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.outbox.models import Circuit, OutboxMessage, State
from portal.peers.inbound import working
from portal.peers.models import Connection, PeerNotice
from portal.peers.simulator.manners import Fault
from tests.dossiers.world import World
from tests.peers.conftest import Post
from tests.peers.connecting import connected, deliver, knock, notice, ordered, ready, signed

TYPED = {
    "kind": "land",
    "driver": "signed_json",
    "name": "Hệ thống đất đai",
    "short_name": "Đất đai",
    "address": "https://dat-dai.example.gov.vn/nhan",
    "account": "",
    "agency_code": "G11.01",
    "secret": "",
    "notice_secret": "a-secret-that-they-chose-themselves",
    "units": "H29.101\nH29.102",
    "procedures": "",
    "active_from_day": "1",
    "active_from_month": "7",
    "active_from_year": "2025",
    "active_to_day": "",
    "active_to_month": "",
    "active_to_year": "",
}


def shown(admin: Client, one: Connection) -> str:
    """The page of a connection."""
    return admin.get(reverse("peers:connection", args=[one.pk])).content.decode()


def test_taken_up_with_a_secret_shown_once(admin: Client) -> None:
    assert "Chưa có kết nối nào" in admin.get(reverse("peers:list")).content.decode()
    page = admin.post(reverse("peers:add"), TYPED, follow=True)

    made = Connection.objects.get()
    text = page.content.decode()
    assert (made.units, made.procedures, made.is_in_force()) == (["H29.101", "H29.102"], [], True)
    assert made.secret.startswith("whsec_")
    assert (made.secret in text, made.notice_secret in text) == (True, False)
    assert page["Cache-Control"] == "no-store"
    assert made.secret not in shown(admin, made)
    assert reverse("peer-door", args=[made.public_id]) in text
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret || notice_secret FROM peers_connection")
        assert "chose" not in cursor.fetchone()[0]


def test_faults_stand_beside_their_fields_and_nothing_is_kept(admin: Client) -> None:
    wrong: dict[str, list[dict[str, Any]]] = {
        "address": [
            {"address": one} for one in ("http://dat-dai.example", "https://a:b@x.vn", "khong", "https://[::1")
        ],
        "driver": [{"driver": "post"}, {"driver": "telex"}],
        "kind": [{"kind": "police"}],
        "units": [{"units": "H29.999"}, {"units": "\x00"}],
        "procedures": [{"procedures": "1.001193 9.999999"}],
        "active_to": [{"active_to_day": "1", "active_to_month": "7", "active_to_year": "2025"}],
        "notice_secret": [{"notice_secret": "short"}],
        "short_name": [{"short_name": ""}, {"short_name": "x" * 41}],
    }
    for field, changes in wrong.items():
        for change in changes:
            page = admin.post(reverse("peers:add"), TYPED | change)
            assert field in page.context["form"].errors, (field, change)
            assert "Hệ thống đất đai" in page.content.decode()
    assert not Connection.objects.exists()
    connected("https://x.vn", short_name="Đất đai")
    assert "short_name" in admin.post(reverse("peers:add"), TYPED).context["form"].errors


def test_an_own_network_is_closed_until_an_operator_opens_it(admin: Client, settings: LazySettings) -> None:
    inside = TYPED | {"address": "http://truc.noi-bo.example/nhan"}
    assert "address" in admin.post(reverse("peers:add"), inside).context["form"].errors
    settings.PEERS_INTERNAL_HOSTS = ["truc.noi-bo.example"]
    assert admin.post(reverse("peers:add"), inside).status_code == 302


def test_a_private_address_is_never_sent_to(world: World, settings: LazySettings) -> None:
    settings.PEERS_INTERNAL_HOSTS = []
    connected("https://localhost/nhan")
    ready(world)
    assert deliver() == {"unreachable": 1}
    assert "own network" in OutboxMessage.objects.get(channel="peer").last_error


def test_changed_the_short_name_and_empty_secrets_stay(admin: Client) -> None:
    one = connected("https://x.vn", kind="land", short_name="Đất đai")
    address = reverse("peers:change", args=[one.pk])
    assert one.secret not in admin.get(address).content.decode()
    told = TYPED | {"short_name": "Khác", "name": "Tên mới", "notice_secret": ""}
    assert admin.post(address, told).status_code == 302

    changed = Connection.objects.get()
    assert (changed.name, changed.short_name) == ("Tên mới", "Đất đai")
    assert (changed.secret, changed.notice_secret) == (one.secret, one.notice_secret)


def test_the_test_button_is_answered_by_the_worker(admin: Client, office: Connection, post: Post) -> None:
    address = reverse("peers:try", args=[office.pk])
    assert "Đang kiểm tra" in admin.post(address, follow=True).content.decode()
    deliver()
    assert "Đã trả lời và nhận ra chúng ta" in shown(admin, office)

    post.behave(Fault.DOWN)
    admin.post(address)
    deliver()
    assert "không trả lời" in shown(admin, office)
    post.behave()
    Connection.objects.update(secret=Connection.objects.get().notice_secret)
    admin.post(address)
    deliver()
    assert "HTTP 401" in shown(admin, office)
    assert not post.store.newest()
    assert not OutboxMessage.objects.exclude(state=State.SENT).exists()


def test_paused_nothing_leaves_and_resumed_everything(
    admin: Client, world: World, office: Connection, post: Post
) -> None:
    other = connected(post.address, kind="land", short_name="land")
    assert "Tạm dừng kết nối" in admin.get(reverse("peers:pause", args=[office.pk])).content.decode()
    for _ in range(2):
        admin.post(reverse("peers:pause", args=[office.pk]))
    ready(world)
    assert "Đỗ Minh Quân tạm dừng" in shown(admin, office)
    deliver()
    assert not post.store.newest()
    assert Circuit.objects.exclude(paused_at=None).get().channel == f"peer/{office.pk}"
    assert "tạm dừng lúc" not in shown(admin, other)

    for _ in range(2):
        admin.post(reverse("peers:resume", args=[office.pk]))
    deliver()
    assert len(post.store.newest()) == 1


def test_a_peer_that_is_away_opens_its_own_circuit_and_no_other(
    admin: Client, world: World, office: Connection, post: Post
) -> None:
    post.behave(Fault.DOWN)
    ready(world)
    for _ in range(5):
        deliver()
    page = admin.get(reverse("peers:list")).content.decode()
    assert "Không được trả lời" in page
    assert Circuit.objects.filter(open_until__isnull=False, channel=f"peer/{office.pk}").exists()
    health = admin.get(reverse("national:health")).content.decode()
    assert office.name in health
    post.behave()
    deliver()
    assert "Không được trả lời" not in admin.get(reverse("peers:list")).content.decode()
    assert office.name not in admin.get(reverse("national:health")).content.decode()


def test_dead_letters_and_dead_notices_are_shown_with_their_cause_and_tried_again(
    admin: Client, world: World, office: Connection, post: Post
) -> None:
    post.behave(Fault.REFUSES)
    dead = ready(world)
    deliver()
    post.behave()
    text = shown(admin, office)
    assert "ngoài vùng phục vụ" in text
    letter = OutboxMessage.objects.get(channel="peer")
    admin.post(reverse("peers:retry", args=[office.pk, letter.pk]))
    assert OutboxMessage.objects.get(pk=letter.pk).state == State.WAITING
    deliver()
    assert post.store.newest()[0].number == f"{dead.code}-B1"

    order = ordered(world)
    knock(office, signed(notice(order, "ACCEPTED", timezone.now() + timedelta(hours=3))))
    working.take_due()
    assert "StatusTime không phải" in shown(admin, office)
    admin.post(reverse("peers:retry-notice", args=[office.pk, PeerNotice.objects.get().pk]))
    assert PeerNotice.objects.get().state == "waiting"


def test_the_list_finds_pages_and_costs_the_same_for_one_and_for_many(admin: Client, office: Connection) -> None:
    counted = []
    for _ in range(2):
        admin.get(reverse("peers:list"))
        with CaptureQueriesContext(connection) as asked:
            admin.get(reverse("peers:list"))
        counted.append(len(asked))
        for number in range(35):
            connected(f"https://x{number}.vn", kind="land", short_name=f"land-{len(counted)}-{number}", name="Đất")
    assert counted[0] == counted[1]
    page = admin.get(reverse("peers:list"), {"loai": "post"})
    assert [one.connection.pk for one in page.context["standings"]] == [office.pk]
    assert admin.get(reverse("peers:list"), {"tim": "khong co"}).context["standings"] == []
    assert admin.get(reverse("peers:list"), {"sau": "\x00", "loai": "x"}).status_code == 200


def test_nobody_else_reads_or_changes_connections(world: World, office: Connection) -> None:
    for user in (world.ward.clerk, world.ward.leader, world.mother):
        client = Client()
        client.force_login(user)
        for name in ("peers:list", "peers:add"):
            assert client.get(reverse(name)).status_code == 403
        for name in ("connection", "change", "try", "pause", "resume", "retry-all"):
            assert client.post(reverse(f"peers:{name}", args=[office.pk])).status_code == 403
    assert not Circuit.objects.exists()
