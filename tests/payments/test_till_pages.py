"""The till at its door: who may come in, what is refused beside its field, and how many questions a page asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payments.counter import reversing, shifts
from payments.counter.fields import DongField
from payments.models import Reversal, Shift
from payments.tasks import draw_receipts
from tests.payments.books import everything, state_of
from tests.payments.till import Till, make_till, notes, page, staff
from units import access
from units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def clerk(till: Till, client: Client) -> Client:
    client.force_login(till.clerk)
    return client


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_day_at_the_till_from_the_first_order_to_the_treasurer(till: Till, clerk: Client, undrawn: None) -> None:
    order = till.order()
    # The code leads to the order, the amount given to its change, the worker's receipt to paper
    assert clerk.get(page("find"), {"code": f" {order.code.lower()} "}).url == page("take", order.code)  # type: ignore[attr-defined]
    assert "Thu 50.000 đồng" in shown(clerk.get(page("take", order.code)))
    done = clerk.post(page("take", order.code), {"way": "cash", "given_dong": "100.000"}, follow=True)
    assert "Trả lại khách 50.000 đồng" in shown(done)
    assert "đang ký số" in shown(clerk.get(done.request["PATH_INFO"], {"phan": "bien-lai"}))
    draw_receipts()
    part = shown(clerk.get(done.request["PATH_INFO"], {"phan": "bien-lai"}))
    assert "In biên lai" in part and "hx-trigger" not in part
    receipt = order.receipts.get()
    entry = till.shift.entries.get(kind="cash")
    assert clerk.get(page("receipt", entry.pk, receipt.pk))["Content-Type"] == "application/pdf"
    # A wrong count is told, with what was typed; the right one closes
    wrong = shown(clerk.post(page("close"), notes(n200000=1) | {"note_10000": "x"}), 422)
    assert "Số tờ phải là số nguyên" in wrong and 'value="1"' in wrong
    assert "Thiếu 50.000 đồng so với sổ" in shown(clerk.post(page("close"), notes(n200000=1)), 422)
    assert "Đếm được" in shown(clerk.post(page("close"), notes(n200000=1, n50000=1), follow=True))
    assert "Ca chưa nộp tiền về quỹ" in shown(clerk.get(page("show")))
    assert "Hãy ghi số chứng từ" in shown(clerk.post(page("shift", till.shift.pk), {"document": ""}), 422)
    assert "NQ-01" in shown(clerk.post(page("shift", till.shift.pk), {"document": "NQ-01"}, follow=True))
    assert "NQ-01" in shown(clerk.get(page("shifts")))


def test_a_shift_is_opened_at_the_clerks_own_till(till: Till, clerk: Client) -> None:
    shifts.close(till.shift, till.clerk, {200_000: 1})
    form = {"unit": till.shift.unit_id, "float_dong": ""}
    assert "không nhận thì ghi 0" in shown(clerk.post(page("show"), form), 422)
    assert shown(clerk.post(page("show"), form | {"unit": till.account.unit_id, "float_dong": "0"}), 422)
    assert Shift.objects.count() == 1
    assert "Trong ngăn kéo theo sổ: 300.000 đồng" in shown(
        clerk.post(page("show"), form | {"float_dong": "300 000 đ"}, follow=True)
    )
    # Who sits at two tills says which; sent again, the form says that one is open.
    assert "chưa đóng" in shown(clerk.post(page("show"), form | {"float_dong": "1"}), 422)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"way": "cash", "given_dong": "10.000"}, "ít nhất 50.000"),
        ({"way": "cash", "given_dong": "1.00"}, "chữ số"),
        ({"way": "cash", "given_dong": "-5"}, "chữ số"),
        ({"way": "cash", "given_dong": "9" * 16}, "vượt quá"),
        ({"way": "card", "slip": ""}, "số tham chiếu"),
        ({"way": "card", "slip": "<b>"}, "chữ và số"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_booked(
    till: Till, clerk: Client, sent: dict[str, str], words: str
) -> None:
    order, before = till.order(), everything()
    text = shown(clerk.post(page("take", order.code), sent), 422)
    assert words in text and "govuk-error-message" in text
    assert (everything()[0], state_of(order)) == (before[0], "open")


def test_a_mistake_is_asked_by_the_clerk_and_decided_by_the_leader(till: Till, clerk: Client, undrawn: None) -> None:
    entry, right = till.take(), till.order()
    draw_receipts()
    # Moving needs the code of an order that is there
    form = {"way": "move", "move-reason": "Gõ nhầm", "move-code": "KHONG-CO"}
    assert "Không có khoản thu nào" in shown(clerk.post(page("mistake", entry.pk), form), 422)
    assert "Đã chuyển" in shown(clerk.post(page("mistake", entry.pk), form | {"move-code": right.code}, follow=True))
    # Giving back waits for the leader, who sees why
    moved = till.shift.entries.filter(kind="cash").latest("pk")
    draw_receipts()
    assert "Hãy ghi lý do" in shown(clerk.post(page("mistake", moved.pk), {"way": "back", "back-reason": ""}), 422)
    asked = shown(clerk.post(page("mistake", moved.pk), {"way": "back", "back-reason": "Khách đổi ý"}, follow=True))
    assert "Chưa trả tiền cho khách" in asked
    waiting = Reversal.objects.get(state="asked")
    assert clerk.get(page("decide", waiting.pk)).status_code == 403
    leader = Client()
    leader.force_login(till.leader)
    assert right.code in shown(leader.get(page("show")))
    assert "Khách đổi ý" in shown(leader.get(page("decide", waiting.pk)))
    for nothing in ({}, {"decision": "maybe"}):
        assert "Hãy chọn duyệt hoặc không duyệt." in shown(leader.post(page("decide", waiting.pk), nothing), 422)
    assert "Đã duyệt" in shown(leader.post(page("decide", waiting.pk), {"decision": "approve"}, follow=True))
    assert state_of(right) == "open"
    assert leader.get(page("decide", waiting.pk)).status_code == 404


def test_a_clerk_withdraws_what_was_asked_and_a_leader_refuses(till: Till, clerk: Client) -> None:
    entry = till.take()
    leader = Client()
    leader.force_login(till.leader)
    first = reversing.ask(entry, till.clerk, "Thu nhầm")
    assert "Đã rút" in shown(clerk.post(page("withdraw", first.pk), follow=True))
    second = reversing.ask(entry, till.clerk, "Thu nhầm")
    # Not drawn yet: the receipt cannot be cancelled, and the page says so
    assert "đang được ký số" in shown(leader.post(page("decide", second.pk), {"decision": "approve"}), 422)
    assert "Đã từ chối" in shown(leader.post(page("decide", second.pk), {"decision": "refuse"}, follow=True))
    assert shifts.drawer_dong(till.shift) == 250_000


def test_nobody_else_sees_a_clerks_till(till: Till) -> None:
    entry = till.take()
    receipt = entry.payment.order.receipts.get()  # type: ignore[union-attr]
    reversal = reversing.ask(entry, till.clerk, "Thu nhầm")
    other, officer = make_till().clerk, staff(Role.OFFICER, till.shift.unit, "Võ An")
    addresses = [
        page("taken", entry.pk),
        page("mistake", entry.pk),
        page("receipt", entry.pk, receipt.pk),
        page("shift", till.shift.pk),
        page("decide", reversal.pk),
        page("withdraw", reversal.pk),
    ]
    for user, refused in ((other, {403, 404, 405}), (officer, {403}), (None, {302})):
        client = Client()
        if user is not None:
            client.force_login(user)
        assert {client.get(address).status_code for address in addresses} <= refused
    stranger = Client()
    stranger.force_login(other)
    assert stranger.post(page("shift", till.shift.pk), {"document": "x"}).status_code == 404
    assert stranger.post(page("withdraw", reversal.pk)).status_code == 404


def test_without_an_open_shift_nothing_is_taken(till: Till, clerk: Client) -> None:
    shifts.close(till.shift, till.clerk, {200_000: 1})
    order = till.order()
    assert "chưa mở ca" in shown(clerk.get(page("take", order.code)))
    assert clerk.post(page("take", order.code), {"way": "cash"}).url == page("show")  # type: ignore[attr-defined]
    assert clerk.get(page("close")).status_code == 404
    assert state_of(order) == "open"
    assert "Không có khoản thu nào" in shown(clerk.get(page("find"), {"code": "KHONG"}), 422)


@pytest.mark.parametrize(("name", "most"), [("show", 12), ("shifts", 9), ("shift", 13)])
def test_pages_ask_as_much_for_many_rows_as_for_one(
    till: Till, clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries, name: str, most: int
) -> None:
    for _count in range(4):
        till.take()
    access.forget(till.clerk)
    with django_assert_max_num_queries(most):
        shown(clerk.get(page(name, till.shift.pk) if name == "shift" else page(name)))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("50000", 50_000), ("50.000", 50_000), ("50 000 đồng", 50_000), ("1,000,000đ", 1_000_000), ("0", 0), ("", None)],
)
def test_amounts_are_read_as_people_write_them(typed: str, amount: int | None) -> None:
    assert DongField(required=False).clean(typed) == amount
