"""Rules proved: the owner sees what is to be paid, why and how, wherever they look; others see what is theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Paperwork
from payments.models import Order
from tests.dossiers import claims, paying
from tests.dossiers.api_calls import identity, machine
from tests.dossiers.desk import words
from tests.dossiers.desks import act, look
from tests.dossiers.paying import account_of, costing, fresh, order_of, pay
from tests.dossiers.world import World
from tests.ui.forms import Marks


def links(text: str) -> list[str]:
    return [str(link.get("href")) for link in Marks(text).all("a")]


def order_page(dossier: Dossier) -> str:
    return reverse("payments:order", args=[dossier.code])


@pytest.mark.parametrize("page", ["dossiers:sent", "dossiers:detail"])
def test_the_owner_pays_from_the_page_after_sending_and_from_the_dossier(
    world: World, client: Client, page: str
) -> None:
    account_of(world)
    dossier = costing(world)
    client.force_login(world.mother)

    shown = words(client.get(reverse(page, args=[dossier.code])))
    assert "Cần nộp 16.000 đồng" in shown
    assert order_page(dossier) in links(shown)

    pay(order_of(dossier))
    shown = words(client.get(reverse(page, args=[dossier.code])))
    assert "Cần nộp" not in shown


def test_the_dossier_keeps_its_orders_in_sight_also_when_paid(world: World, client: Client) -> None:
    dossier = paying.paid(world)
    client.force_login(world.mother)

    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))

    assert "Đã nộp đủ" in shown
    assert "Đã nhận đủ phí, lệ phí" in shown
    assert order_page(dossier) in links(shown)


def test_by_the_code_alone_one_finds_the_way_to_pay_and_reads_nothing_more(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)

    shown = words(client.get(reverse("dossiers:track"), {"code": dossier.code}))
    assert "Đang chờ nộp phí, lệ phí" in shown
    assert order_page(dossier) in links(shown)
    order = words(client.get(order_page(dossier)))

    assert "16.000 đồng" in order
    for secret in ("Nguyễn Thị Lan", "Trần Nguyễn Bảo An", "trích lục"):
        assert secret not in shown + order


def test_what_was_waived_and_on_which_ground_stands_on_the_order(world: World, client: Client) -> None:
    claims.rule(group="", group_name="", proof="", text="Miễn phí trích lục.")
    dossier = costing(world)
    assert order_of_received(world, dossier).waived_dong == paying.COST
    client.force_login(world.mother)

    shown = words(client.get(order_page(dossier)))

    assert "Được miễn, giảm 16.000 đồng" in shown
    assert "Thông tư 85/2019/TT-BTC, Điều 4" in shown
    assert "Đã trừ 16.000 đồng" in words(client.get(reverse("dossiers:detail", args=[dossier.code])))


def order_of_received(world: World, dossier: Dossier) -> Order:
    act(Client(), world.ward.clerk, dossier, "receive", **{f"look-{dossier.papers.get().pk}": "accepted"})
    return order_of(dossier)


def test_staff_see_the_order_and_that_it_is_waited_for(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)

    waiting = words(look(client, world.ward.clerk, dossier))
    assert "Đang chờ nộp 16.000 đồng" in waiting
    assert order_page(dossier) in links(waiting)

    pay(order_of(dossier))
    assert "Đang chờ nộp" not in words(look(client, world.ward.clerk, dossier))


def test_a_result_that_waits_for_money_is_read_by_nobody_whom_it_is_for(world: World, client: Client) -> None:
    dossier = paying.waiting_at_return(world, "online")
    result = reverse("dossiers:document", args=[dossier.code, Paperwork.Kind.RESULT, 1])
    detail = reverse("dossiers:detail", args=[dossier.code])
    client.force_login(world.mother)

    assert client.get(result).headers["Location"] == detail
    assert result not in links(words(client.get(detail)))
    client.force_login(world.ward.officer)
    assert client.get(result).status_code == 200

    pay(order_of(dossier))

    client.force_login(world.mother)
    assert client.get(result).status_code == 200
    assert result in links(words(client.get(detail)))


def test_the_desk_is_warned_before_it_types_and_refused_if_it_does(world: World, client: Client) -> None:
    dossier = paying.waiting_at_return(world)
    before = fresh(dossier).last_sequence
    assert "Còn 16.000 đồng chưa nộp" in words(look(client, world.ward.clerk, dossier))

    answer = act(client, world.ward.clerk, dossier, "return_result", **{"hand_out-recipient": "Nguyễn Thị Lan"})

    assert answer.status_code == 409
    assert "Nguyễn Thị Lan" in words(answer)
    assert fresh(dossier).last_sequence == before


def test_other_systems_read_no_result_before_it_is_paid(world: World) -> None:
    client = machine()
    dossier = paying.waiting_at_return(world)
    Dossier.objects.filter(pk=dossier.pk).update(client_id=identity(client).client_id, submitted_by=None)
    url = reverse("api:dossier-detail", args=[dossier.code])
    assert client.get(url).json()["result"] is None

    pay(order_of(dossier))

    assert client.get(url).json()["result"]["number"]
