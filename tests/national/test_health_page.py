"""The sync health page: administrators see how every channel stands, and pause, resume and retry it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.outbox.figures import standings
from portal.outbox.models import Circuit, OutboxMessage, State
from tests.dossiers.world import World, make_staff
from tests.national.conftest import Portal
from tests.outbox.factories import make_message
from units.roles import Role

PAGE = reverse("national:health")


def act(channel: str, name: str) -> str:
    return reverse("national:channel-act", args=(channel, name))


@pytest.fixture
def admin(world: World, client: Client) -> User:
    """A system administrator, signed in."""
    user = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    client.force_login(user)
    return user


def test_every_channel_is_there_and_its_content_is_not(admin: User, client: Client) -> None:
    make_message(channel="national", payload={"to": "lan@example.vn"}, idempotency_key="x")
    page = client.get(PAGE).content.decode()
    for name in ("Cổng Dịch vụ công quốc gia: hồ sơ", "Thư điện tử", "Báo tin cho hệ thống khác (webhook)"):
        assert f'<th scope="row">{name}</th>' in page
    assert "lan@example.vn" not in page
    assert "Chưa khai báo địa chỉ" in page


def test_with_a_portal_set_nothing_says_that_there_is_none(admin: User, client: Client, connected: Portal) -> None:
    assert "Chưa khai báo địa chỉ" not in client.get(PAGE).content.decode()


def test_what_waits_in_vain_says_why_before_it_dies(
    admin: User, client: Client, django_assert_num_queries: Any
) -> None:
    assert "Gửi chưa được" not in client.get(PAGE).content.decode()
    now = timezone.now()
    words = "DongBoHoSoMC: <b>sai</b> cấu trúc"
    make_message(channel="national", idempotency_key="1", last_error=f"NotTaken: {words}", next_attempt_at=now)
    make_message(
        channel="national", idempotency_key="2", last_error="Khác: x", next_attempt_at=now + timedelta(hours=1)
    )
    make_message(channel="email", idempotency_key="3", last_error="Refused: dead", state=State.DEAD, finished_at=now)
    page = client.get(PAGE).content.decode()
    assert page.count("Gửi chưa được") == 1
    assert "DongBoHoSoMC: &lt;b&gt;sai&lt;/b&gt; cấu trúc" in page
    assert not any(hidden in page for hidden in ("NotTaken", "Khác", words))
    with django_assert_num_queries(4):
        assert {one.channel for one in standings() if one.trouble} == {"national"}


def test_pausing_asks_first_then_names_who_did_it(admin: User, client: Client) -> None:
    assert (
        "Tạm dừng kênh «Cổng Dịch vụ công quốc gia: hồ sơ»?" in client.get(act("national", "tam-dung")).content.decode()
    )
    assert not Circuit.objects.exists()

    page = client.post(act("national", "tam-dung"), follow=True).content.decode()
    assert "Kênh đã tạm dừng" in page
    assert "Cao Xuân Trường tạm dừng lúc" in page
    assert "Kênh này đã tạm dừng từ trước" in client.post(act("national", "tam-dung"), follow=True).content.decode()

    assert "Kênh gửi lại ngay" in client.post(act("national", "mo-lai"), follow=True).content.decode()
    assert not Circuit.objects.get().is_paused


def test_an_open_circuit_shows_since_when_and_until_when(admin: User, client: Client) -> None:
    now = timezone.now()
    Circuit.objects.create(channel="national", failures=6, opened_at=now, open_until=now + timedelta(minutes=1))
    assert "Không được trả lời" in client.get(PAGE).content.decode()


def test_one_click_lets_all_dead_letters_of_a_channel_try_again(admin: User, client: Client) -> None:
    for number in range(3):
        make_message(
            channel="national", idempotency_key=str(number), state=State.DEAD, finished_at=timezone.now(), attempts=9
        )
    other = make_message(channel="email", state=State.DEAD, finished_at=timezone.now())
    page = client.get(PAGE).content.decode()
    assert act("national", "gui-lai") in page
    assert f"{reverse('dossiers:outgoing')}?kenh=national" in page, "the number leads to these letters alone"

    page = client.post(act("national", "gui-lai"), follow=True).content.decode()

    assert "Đã đưa 3 thư" in page
    assert set(OutboxMessage.objects.filter(channel="national").values_list("state", "attempts")) == {
        (State.WAITING, 0)
    }
    other.refresh_from_db()
    assert other.state == State.DEAD


@pytest.mark.parametrize("address", [act("fax", "tam-dung"), act("national", "xoa")])
def test_what_does_not_exist_is_not_found(admin: User, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.UNIT_ADMIN])
def test_it_is_for_system_administrators_alone(world: World, client: Client, role: Role) -> None:
    client.force_login(make_staff(f"{role}@example.vn", "Người Khác", role, world.ward.committee))
    assert client.get(PAGE).status_code == 403
    assert client.post(act("national", "tam-dung")).status_code == 403
    assert not Circuit.objects.exists()


def test_the_page_costs_the_same_however_much_waits(
    admin: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        make_message(channel="national", idempotency_key=str(number))
    with django_assert_max_num_queries(14):
        client.get(PAGE)
