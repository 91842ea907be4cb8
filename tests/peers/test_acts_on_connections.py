"""What an administrator does to one connection reaches no other, is asked for by POST, and harms nothing twice."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.outbox.models import Circuit, OutboxMessage, State
from portal.peers import trying
from portal.peers.models import Connection, PeerNotice
from tests.dossiers.world import World, make_staff
from tests.peers.connecting import as_, connected
from units.models import Unit
from units.roles import Role

NAMES = ("connection", "change", "try", "pause", "resume", "retry-all")
OF_POST_ALONE = ("try", "resume", "retry-all")


@pytest.fixture
def land(world: World) -> Connection:
    """A land registry."""
    return connected("https://dat-dai.example", kind="land", short_name="land", name="Đất đai")


@pytest.fixture
def exchange(world: World) -> Connection:
    """Another system."""
    return connected("https://truc.example", kind="exchange", short_name="exchange", name="Trục liên thông")


def letter(one: Connection, name: str) -> OutboxMessage:
    """A dead letter."""
    told = {"channel": "peer", "state": State.DEAD, "payload": {}, "attempts": 48, "finished_at": timezone.now()}
    return OutboxMessage.objects.create(key=f"{one.pk}/{name}", idempotency_key=f"{one.pk}/{name}", **told)


def dead_notice(one: Connection) -> PeerNotice:
    """A notice that could not be done."""
    told = {"message_id": "tin-1", "type": "x", "digest": "", "received": {}, "last_error": "Không có đơn nào."}
    return PeerNotice.objects.create(connection=one, state="dead", finished_at=timezone.now(), **told)


def states() -> dict[str, str]:
    """Where each message stands."""
    return dict(OutboxMessage.objects.values_list("idempotency_key", "state"))


def test_one_dead_letter_goes_again_and_the_others_stay(admin: Client, land: Connection) -> None:
    first, second = letter(land, "1"), letter(land, "2")
    page = admin.post(reverse("peers:retry", args=[land.pk, first.pk]), follow=True)
    assert "Đã đưa 1 bản tin vào hàng chờ gửi" in page.content.decode()
    assert states() == {first.idempotency_key: "waiting", second.idempotency_key: "dead"}


def test_all_dead_letters_of_a_connection_go_again_and_no_others(
    admin: Client, land: Connection, exchange: Connection
) -> None:
    mine = [letter(land, "1"), letter(land, "2")]
    others = letter(exchange, "1")
    for number in (2, 0):
        page = admin.post(reverse("peers:retry-all", args=[land.pk]), follow=True)
        assert f"Đã đưa {number} bản tin" in page.content.decode()
    assert states() == {one.idempotency_key: "waiting" for one in mine} | {others.idempotency_key: "dead"}


def test_a_letter_of_another_connection_is_not_found_under_this_one(
    admin: Client, land: Connection, exchange: Connection
) -> None:
    others = letter(exchange, "1")
    admin.post(reverse("peers:retry", args=[land.pk, others.pk]))
    assert states() == {others.idempotency_key: "dead"}


def test_a_notice_is_done_again_once_and_under_its_own_connection(
    admin: Client, land: Connection, exchange: Connection
) -> None:
    notice = dead_notice(land)
    assert "Không có đơn nào." in admin.get(reverse("peers:connection", args=[land.pk])).content.decode()

    def press(one: Connection) -> str:
        address = reverse("peers:retry-notice", args=[one.pk, notice.pk])
        return admin.post(address, follow=True).content.decode()

    assert "không còn trong danh sách" in press(exchange)
    assert "Đã đưa bản tin vào hàng chờ xử lý" in press(land)
    assert "không còn trong danh sách" in press(land)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.finished_at) == ("waiting", 0, None)


def test_looking_does_nothing_that_is_done_by_a_button(admin: Client, land: Connection) -> None:
    dead, notice = letter(land, "1"), dead_notice(land)
    for name in OF_POST_ALONE:
        assert admin.get(reverse(f"peers:{name}", args=[land.pk])).status_code == 405
    assert admin.get(reverse("peers:retry", args=[land.pk, dead.pk])).status_code == 405
    assert admin.get(reverse("peers:retry-notice", args=[land.pk, notice.pk])).status_code == 405
    assert admin.get(reverse("peers:pause", args=[land.pk])).status_code == 200
    for name in ("peers:list", "peers:connection"):
        told = [land.pk] if name == "peers:connection" else []
        assert admin.post(reverse(name, args=told)).status_code == 405
    assert states() == {dead.idempotency_key: "dead"}
    assert not Circuit.objects.exists()


def test_what_is_not_there_is_not_found_whatever_its_number(admin: Client, land: Connection) -> None:
    for pk in (land.pk + 1000, 2**63):
        for name in NAMES:
            assert admin.post(reverse(f"peers:{name}", args=[pk])).status_code in (404, 405), (name, pk)
            assert admin.get(reverse(f"peers:{name}", args=[pk])).status_code in (404, 405), (name, pk)
        assert admin.post(reverse("peers:retry", args=[land.pk, pk])).status_code == 302
        assert admin.post(reverse("peers:retry-notice", args=[land.pk, pk])).status_code == 302
    assert not OutboxMessage.objects.exists()


def test_a_test_is_asked_for_and_waits_for_the_worker(admin: Client, land: Connection, exchange: Connection) -> None:
    assert "Đang kiểm tra; tải lại trang" not in shown(admin, land)
    page = admin.post(reverse("peers:try", args=[land.pk]), follow=True).content.decode()
    assert "kết quả hiện trên trang này sau vài giây" in page
    assert "Đang kiểm tra; tải lại trang" in shown(admin, land)
    assert "Đang kiểm tra; tải lại trang" not in shown(admin, exchange)
    waiting = OutboxMessage.objects.get()
    assert (waiting.key, waiting.payload) == (f"{land.pk}/peer.test", {"connection": land.pk, "type": "peer.test"})


def shown(admin: Client, one: Connection) -> str:
    """The page of a connection."""
    return admin.get(reverse("peers:connection", args=[one.pk])).content.decode()


def test_the_answer_of_an_older_test_does_not_stand_for_the_newer_one(admin: Client, land: Connection) -> None:
    now = timezone.now()
    answered = {"tried_at": now, "is_trial_good": True, "trial_answer": trying.GOOD}
    Connection.objects.filter(pk=land.pk).update(trial_asked_at=now, **answered)
    assert trying.GOOD in shown(admin, land)
    admin.post(reverse("peers:try", args=[land.pk]))
    assert trying.GOOD not in shown(admin, land)


def test_a_paused_connection_offers_to_go_on_and_nothing_that_would_wait(admin: Client, land: Connection) -> None:
    def links() -> list[bool]:
        text = shown(admin, land)
        return [reverse(f"peers:{name}", args=[land.pk]) in text for name in ("try", "pause", "resume")]

    assert links() == [True, True, False]
    admin.post(reverse("peers:pause", args=[land.pk]))
    assert links() == [False, False, True]
    page = admin.post(reverse("peers:resume", args=[land.pk]), follow=True)
    assert "Đã mở lại" in page.content.decode()
    again = admin.post(reverse("peers:resume", args=[land.pk]), follow=True)
    assert "không cần mở lại" in again.content.decode()
    assert links() == [True, True, False]


def test_who_paused_first_stays_named(admin: Client, world: World, land: Connection) -> None:
    admin.post(reverse("peers:pause", args=[land.pk]))
    other = as_(make_staff("thu.hai@example.vn", "Ngô Thị Mai", Role.SYSTEM_ADMIN, Unit.objects.get(code="H29")))
    other.post(reverse("peers:pause", args=[land.pk]))
    assert "Đỗ Minh Quân tạm dừng" in shown(other, land)
    assert "Ngô Thị Mai tạm dừng" not in shown(other, land)


def test_one_that_holds_no_more_says_so(admin: Client, land: Connection) -> None:
    assert "Không có hiệu lực" not in shown(admin, land)
    Connection.objects.filter(pk=land.pk).update(active_to=timezone.localdate())
    assert "Không có hiệu lực" in shown(admin, land)


def test_the_list_is_found_by_name_short_name_or_whole_agency_code(
    admin: Client, land: Connection, exchange: Connection
) -> None:
    Connection.objects.filter(pk=land.pk).update(agency_code="G11.01")

    def found(text: str, kind: str = "") -> list[str]:
        page = admin.get(reverse("peers:list"), {"tim": text, "loai": kind})
        return sorted(health.connection.short_name for health in page.context["standings"])

    assert found("") == ["exchange", "land"]
    assert found("Đất đai") == found("lan") == found("g11.01") == ["land"]
    assert found("G11") == []
    assert found("", "exchange") == ["exchange"]
    assert found("lan", "exchange") == []
    assert found("\x00") == found("", "khong-co") == ["exchange", "land"]


def test_whose_business_it_is_not_is_sent_away_from_each_page(world: World, land: Connection) -> None:
    dead = letter(land, "1")
    others = [getattr(world.ward, role) for role in ("clerk", "officer", "leader")]
    others = others[1:] + [
        make_staff(f"{role}@example.vn", "Vũ Thị Nga", role, world.ward.committee) for role in OTHER_ROLES
    ]
    for client, status in [(as_(user), 403) for user in (*others, world.mother)] + [(Client(), 302)]:
        for name in NAMES:
            assert client.post(reverse(f"peers:{name}", args=[land.pk])).status_code == status, name
        assert client.post(reverse("peers:retry", args=[land.pk, dead.pk])).status_code == status
        assert client.post(reverse("peers:retry-notice", args=[land.pk, 1])).status_code == status
        assert client.get(reverse("peers:add")).status_code == status
    assert states() == {dead.idempotency_key: "dead"}


OTHER_ROLES = [role for role in Role.values if role in (Role.UNIT_ADMIN, Role.SUPERVISOR)]
