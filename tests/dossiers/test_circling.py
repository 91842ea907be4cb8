"""Rules proved: passing a dossier in a circle is confirmed first and told to both heads and the supervisor."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from dossiers import alert_list, alerts, rerouting, returning
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Dossier, Hop
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.rerouting import MOST_QUIET_HOPS, Why
from dossiers.statuses import Action
from portal.accounts.models import User
from portal.ui import paging
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.models import Unit
from units.roles import Role

LIST = reverse("dossiers:alerts")
WRONG = Why("Không thuộc địa bàn.")
KNOWING = Why("Không thuộc địa bàn.", is_confirmed=True)


@pytest.fixture
def supervisor(world: World) -> User:
    city = world.ward.committee.parent
    assert city is not None
    return make_staff("giamsat@example.vn", "Đỗ Thị Giám", Role.SUPERVISOR, city)


def there(world: World) -> Dossier:
    """A dossier of the first ward that was sent to the other one."""
    return rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, WRONG)


def there_and_back(world: World) -> Dossier:
    return rerouting.reroute(there(world), world.other_ward.officer, world.ward.committee, KNOWING)


def see(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    return words(client.get(LIST + query))


def test_a_return_is_sent_only_after_the_warning_is_confirmed(world: World, client: Client) -> None:
    dossier = there(world)
    client.force_login(world.other_ward.officer)
    page = reverse("dossiers:side-act", args=[dossier.code, Action.REROUTE])
    typed = {"reroute-agency": world.ward.committee.code, "reroute-reason": "Không thuộc phường tôi."}
    assert 'name="reroute-confirmed"' not in words(client.get(page))

    warned = client.post(page, typed)

    assert warned.status_code == 422
    assert f"Hồ sơ từng ở {world.ward.committee.name}." in words(warned)
    assert "Không thuộc phường tôi." in words(warned)
    assert dossier.hops.count() == 1
    assert not Alert.objects.exists()
    assert client.post(page, {**typed, "reroute-confirmed": "on"}).status_code == 302
    assert dossier.hops.latest("number").is_circling


def test_a_third_hop_is_warned_of_from_the_start(world: World, client: Client) -> None:
    dossier = there_and_back(world)
    city = world.ward.committee.parent
    assert city is not None
    client.force_login(world.ward.officer)

    shown = words(client.get(reverse("dossiers:side-act", args=[dossier.code, Action.REROUTE])))

    assert 'name="reroute-confirmed"' in shown
    with pytest.raises(Incomplete, match="đã chuyển 2 lần"):
        rerouting.reroute(dossier, world.ward.officer, city, Why("Thuộc cấp tỉnh.", "Luật Hộ tịch, Điều 7"))
    assert dossier.hops.count() == 2


def test_both_heads_and_the_supervisor_are_told_and_nobody_else(world: World, client: Client, supervisor: User) -> None:
    dossier = there_and_back(world)

    for told in (world.ward.leader, world.other_ward.leader, supervisor):
        shown = see(client, told)
        assert dossier.code in shown
        assert "Hồ sơ chuyển lòng vòng" in shown
        assert "Lần chuyển thứ 2" in shown
    for other in (world.ward.officer, world.ward.clerk, world.other_ward.officer):
        assert dossier.code not in see(client, other)
        alert = Alert.objects.filter(role=Role.LEADER).first()
        assert alert is not None
        assert client.get(reverse("dossiers:alert", args=[alert.pk])).status_code == 404


def test_the_first_hop_goes_unnoticed(world: World) -> None:
    there(world)

    assert not Alert.objects.exists()


def alert_of(world: World) -> Alert:
    there_and_back(world)
    return Alert.objects.get(role=Role.LEADER, unit=world.ward.committee)


def settle(client: Client, user: User, alert: Alert, note: str) -> Any:
    client.force_login(user)
    return client.post(reverse("dossiers:alert", args=[alert.pk]), {"note": note})


def test_a_head_settles_it_with_a_note(world: World, client: Client) -> None:
    alert = alert_of(world)

    assert settle(client, world.ward.leader, alert, "").status_code == 422
    alert.refresh_from_db()
    assert alert.settled_at is None
    assert settle(client, world.ward.leader, alert, "Đã thống nhất: phường Sài Gòn giải quyết.").url == LIST

    alert.refresh_from_db()
    assert (alert.settled_by, alert.note) == (world.ward.leader, "Đã thống nhất: phường Sài Gòn giải quyết.")
    assert f"{alert.dossier.code}</a>" not in see(client, world.ward.leader)
    assert "Đã thống nhất" in see(client, world.ward.leader, "?xem=da-giai-quyet")
    # The other head has an alert of their own.
    assert alert.dossier.code in see(client, world.other_ward.leader)


def test_it_is_settled_once_and_by_its_reader_only(world: World, client: Client) -> None:
    alert = alert_of(world)

    with pytest.raises(NotYours):
        alerts.settle(alert, world.other_ward.leader, "Không phải việc của tôi.")
    alerts.settle(alert, world.ward.leader, "Xong.")
    with pytest.raises(NotAllowedNow):
        alerts.settle(alert, world.ward.leader, "Lần nữa.")
    again = settle(client, world.ward.leader, alert, "Lần nữa.")

    assert again.status_code == 409
    assert "đã được giải quyết trước đó" in words(again)
    alert.refresh_from_db()
    assert alert.note == "Xong."


def test_it_settles_itself_when_the_dossier_ends(world: World, client: Client) -> None:
    alert = alert_of(world)

    returning.withdraw(alert.dossier, world.mother, reason="Không cần nữa.")

    alert.refresh_from_db()
    assert alert.settled_at is not None
    assert alert.settled_by is None
    assert "Tự hết lúc" in words(client_get(client, world.ward.leader, alert))


def client_get(client: Client, user: User, alert: Alert) -> Any:
    client.force_login(user)
    return client.get(reverse("dossiers:alert", args=[alert.pk]))


def test_the_menu_counts_what_is_open(world: World, client: Client) -> None:
    alert = alert_of(world)
    assert 'Cảnh báo <span class="staff-rail__count">1</span>' in see(client, world.ward.leader)
    client.force_login(world.ward.leader)
    assert 'Cảnh báo <span class="staff-rail__count">1</span>' in words(client.get(reverse("dossiers:desk")))

    alerts.settle(alert, world.ward.leader, "Xong.")

    assert "staff-rail__count" not in see(client, world.ward.leader)


def test_filters_stand_in_the_address(world: World, client: Client) -> None:
    alert = alert_of(world)
    code = alert.dossier.code

    assert code in see(client, world.ward.leader, f"?loai={AlertKind.CIRCLING}&tim={code[-6:].lower()}")
    none = see(client, world.ward.leader, f"?loai={AlertKind.OVERDUE}")
    assert f"{code}</a>" not in none
    assert "Không có cảnh báo nào khớp với bộ lọc" in none
    # What nobody could have picked is as good as absent.
    assert code in see(client, world.ward.leader, "?loai=khac&xem=khac&sau=abc&truoc=%00")


def _in_twos(found: Any, question: Any, **by: Any) -> Any:
    return paging.page_by_key(found, question, size=2, **by)


def test_pages_go_by_key_and_cost_the_same(
    world: World,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Session, person, roles, reach of the role, rows, count of the menu."""
    alert = alert_of(world)
    monkeypatch.setattr(alert_list, "page_by_key", _in_twos)
    client.force_login(world.ward.leader)
    with django_assert_max_num_queries(6):
        client.get(LIST)
    for minute in range(4):
        Alert.objects.create(
            kind=AlertKind.OVERDUE, dossier=alert.dossier, role=alert.role, unit=alert.unit, rung=alert.rung,
            since=alert.since.replace(microsecond=minute), raised_at=alert.raised_at,
        )  # fmt: skip
    with django_assert_max_num_queries(6):
        first = client.get(LIST)

    rows = first.context["page"]
    following = client.get(LIST + rows.next).context["page"]
    assert len({row.pk for row in (*rows.rows, *following.rows)}) == 4
    assert client.get(LIST + following.previous).context["page"].rows == rows.rows


def test_empty_lists_say_what_will_stand_there(world: World, client: Client) -> None:
    assert "Không có cảnh báo nào" in see(client, world.ward.leader)
    assert "Chưa có cảnh báo nào được giải quyết" in see(client, world.ward.leader, "?xem=da-giai-quyet")


@given(path=st.lists(st.integers(1, 4), min_size=2, max_size=7), next_one=st.integers(1, 4))
def test_a_circle_is_the_third_hop_or_any_place_seen_before(path: list[int], next_one: int) -> None:
    """Whatever way a dossier took: the ground is not asked, only where it was."""
    hops = [Hop(from_unit_id=left, to_unit_id=reached) for left, reached in pairwise(path)]

    assert rerouting.is_circling(hops, Unit(pk=next_one)) == (len(hops) >= MOST_QUIET_HOPS or next_one in path)
