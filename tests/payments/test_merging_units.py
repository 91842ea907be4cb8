"""Rules proved: when units merge, what is open is paid to the heir, late money finds its order, the books never move.

Issue 5: "always accounted for"; receipts by the heir in its own series (NĐ 254/2026 Đ24).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from payments import orders, receipt_drawing, refund_following, refunding, vietqr
from payments.counter import reversing, shifts, taking
from payments.models import BankAccount, LedgerEntry, Order, Receipt, Refund, StatedLine, StatementFile
from payments.order_lookup import code_told
from payments.order_page import transfer_text
from payments.problems import NotPossibleNow
from payments.receiving import receive
from payments.reorganised import accounts, belongings
from payments.reorganised import orders as moving
from payments.statement_taking import open_orders
from portal.files import store
from tests.dossiers import reorganising as write
from tests.payments.books import agree, balances, everything, state_of
from tests.payments.desk import accountant_of, at_the_desk
from tests.payments.factories import make_account, place, report
from tests.payments.till import page, staff
from tests.units.plans import Wards, carried_out, merged, two_wards
from units.hooks import Reorganised
from units.models import Reorganisation, Unit
from units.reorganising import takings
from units.reorganising.parts import all_passings, passings_of
from units.roles import Role

pytestmark = pytest.mark.django_db
Merge = Callable[[], Unit]


@pytest.fixture
def wards() -> Wards:
    return two_wards()


@pytest.fixture
def own(wards: Wards) -> BankAccount:
    """The account of the first ward, with its tax code."""
    return make_account(unit=wards.first, tax_code="0301234567")


@pytest.fixture
def merge(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> Merge:
    """Both wards become Hồng Hà, and it is its first day."""

    def act() -> Unit:
        carried_out(monkeypatch, wards, merged(wards))
        return Unit.objects.get(code="H29.950")

    return act


def seen_before(plan: Reorganisation) -> Reorganised:
    return takings.foreseen(plan, all_passings(passings_of(plan)))


def fresh(order: Order) -> Order:
    return Order.objects.select_related("unit", "account", "former_account").get(pk=order.pk)


def ledger_rows() -> list[tuple[Any, ...]]:
    return list(LedgerEntry.objects.order_by("pk").values_list())


def test_what_is_open_is_paid_to_the_heir_and_the_ledger_has_not_moved(own: BankAccount, merge: Merge) -> None:
    """The heir has no account of its own yet: it goes on with the old one, under the holder's true name."""
    open_one, part = place(own), place(own)
    receive(report(part, 20_000))
    done = place(own)
    receive(report(done, 50_000))
    before = ledger_rows()

    heir = merge()

    for order in (open_one, part):
        moved = fresh(order)
        assert moved.account is not None
        assert (moved.unit, moved.account.unit, moved.account.number) == (heir, heir, own.number)
        assert (moved.account.holder, moved.account.tax_code, moved.former_account) == (own.holder, "", None)
        told = order.events.get(kind="moved").note
        assert "Ủy ban nhân dân phường An chuyển cho Ủy ban nhân dân phường Hồng Hà" in told
        assert vietqr.decode(transfer_text(moved)).account == own.number
    assert (fresh(done).unit, fresh(done).account) == (own.unit, own), "what is paid stays where it was booked"
    assert ledger_rows() == before
    assert agree()


def test_the_heir_with_an_account_is_paid_there_and_the_old_one_stays_matched(
    wards: Wards, own: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second ward takes in the first and goes on under its name with its account."""
    theirs = make_account(unit=wards.second)
    order, untold = place(own), place(own)
    late = report(order, 50_000, "FT-LATE")
    plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
    write.passes(wards.first, write.going_on(plan, wards.second))
    carried_out(monkeypatch, wards, plan)

    moved = fresh(order)
    assert (moved.unit, moved.account, moved.former_account) == (wards.second, theirs, own)
    assert vietqr.decode(transfer_text(moved)).account == theirs.number
    assert receive(late).outcome == "paid", "the payer used the QR of yesterday"
    assert receive(report(fresh(untold), 50_000)).outcome == "paid"
    numbers = list(Receipt.objects.order_by("number").values_list("order", "unit", "number"))
    assert numbers == [(order.pk, wards.second.pk, 1), (untold.pk, wards.second.pk, 2)], "in the heir's own series"
    elsewhere = place(theirs)
    assert receive(report(elsewhere, 50_000, account_number=own.number)).outcome == "wrong_account", "never told so"
    own.refresh_from_db()
    assert own.valid_to == plan.effective_on
    assert agree()


def test_a_statement_of_the_old_account_finds_the_orders_that_went_on(
    wards: Wards, own: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = make_account(unit=wards.second)
    order = place(own)
    plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
    write.passes(wards.first, write.going_on(plan, wards.second))
    carried_out(monkeypatch, wards, plan)

    for number in (own.number, theirs.number):
        assert order.code in open_orders({number}).by_code
        assert open_orders({number}).by_code[order.code].account == number
        assert code_told(f"nop tien {order.code.replace('-', ' ').replace('.', ' ')}", number) == order.code


def test_who_took_over_finds_desk_refunds_and_orders_of_the_old_unit(own: BankAccount, merge: Merge) -> None:
    paid = place(own)
    receive(report(paid, 70_000))
    receive(report(None, 12_000, "FT-LOST", account_number=own.number))
    asked = refunding.ask(paid, accountant_of(own.unit, "Cũ"), 20_000, reason="Thừa", legal_ground="Điều 3")
    heir = merge()
    receive(report(None, 13_000, "FT-LATE", account_number=own.number))

    desk = at_the_desk(heir, "Mới")
    waiting = desk.get("/can-bo/thu-phi/doi-chieu/").content.decode()
    assert "12.000 đồng" in waiting and "13.000 đồng" in waiting
    assert paid.code in desk.get("/can-bo/thu-phi/hoan-tra/").content.decode()
    desk.post(f"/can-bo/thu-phi/hoan-tra/{asked.pk}/duyet/")
    assert Refund.objects.get().state == "approved"
    assert agree()


def test_the_preview_tells_what_there_is_and_changes_nothing(
    wards: Wards, own: BankAccount, django_assert_num_queries: Any
) -> None:
    paid, _waiting = place(own), [place(own) for _each in range(3)]
    receive(report(paid, 70_000))
    receive(report(None, 12_000, account_number=own.number))
    refunding.ask(paid, accountant_of(own.unit), 20_000, reason="Thừa", legal_ground="Điều 3")
    shift = shifts.open_shift(staff(Role.CLERK, wards.centres[0], "Lê Thị Mai"), wards.centres[0], 0)
    change, books = seen_before(merged(wards)), everything()

    with django_assert_num_queries(1):
        forecasts = moving.foresee(change)
    told = [row.words for row in belongings.foresee(change) if row.unit in (own.unit_id, shift.unit_id)]

    assert [(row.unit, row.to, row.count) for row in forecasts] == [(own.unit_id, "Ủy ban nhân dân phường Hồng Hà", 3)]
    text = " ".join(told)
    for words in ("dùng tiếp", "Lê Thị Mai đang mở", "1 khoản tiền chưa đối chiếu, cộng 12.000 đồng", "1 việc hoàn"):
        assert words in text
    assert f"{Receipt.objects.get().number:07}" in text
    assert everything() == books
    assert not Order.objects.filter(events__kind="moved").exists()


def test_batches_go_on_where_they_stopped_and_nothing_goes_twice(wards: Wards, own: BankAccount) -> None:
    """A worker killed between two batches leaves whole batches behind."""
    placed = [place(own) for _each in range(5)]
    theirs = make_account(unit=wards.second)
    plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
    write.passes(wards.first, write.going_on(plan, wards.second))
    change = seen_before(plan)

    carried = [moving.carry(change, 2) for _round in range(4)]

    assert [(each.moved, each.left) for each in carried] == [(2, 3), (2, 1), (1, 0), (0, 0)]
    assert {fresh(order).account for order in placed} == {theirs}
    assert {order.events.filter(kind="moved").count() for order in placed} == {1}


def test_a_part_taken_off_leaves_orders_and_accounts_with_the_ward_that_goes_on(
    wards: Wards, own: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = place(own)
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    where = {"division_code": "49990", "division_name": "Tây", "division_kind": "ward"}
    write.passes(wards.first, write.new_unit(plan, "H29.950", "UBND phường Tây", **where), "0.3", "Khu phố 3")
    assert (moving.foresee(seen_before(plan)), belongings.foresee(seen_before(plan))) == ([], [])

    carried_out(monkeypatch, wards, plan)

    assert (fresh(order).unit, fresh(order).account) == (wards.first, own)
    own.refresh_from_db()
    assert own.valid_to is None


def test_a_split_gives_the_account_to_one_heir_only(wards: Wards, own: BankAccount) -> None:
    """A number belongs to one agency; orders of the other heir are paid at its counter until it has an account."""
    plan = write.draft(Reorganisation.Kind.SPLIT, wards.author)
    for number, share in ((0, "0.4"), (1, "0.6")):
        where = {"division_code": f"4999{number}", "division_name": f"Mới {number}", "division_kind": "ward"}
        write.passes(wards.first, write.new_unit(plan, f"H29.95{number}", f"UBND phường Mới {number}", **where), share)

    assert [taking.name for _account, taking in accounts.inherited(seen_before(plan))] == ["UBND phường Mới 1"]


def test_a_shift_at_the_ended_unit_is_counted_and_closed_and_takes_nothing_more(
    wards: Wards, own: BankAccount, merge: Merge, client: Client
) -> None:
    clerk = staff(Role.CLERK, wards.centres[0], "Lê Thị Mai")
    shift, order = shifts.open_shift(clerk, wards.centres[0], 100_000), place(own)
    merge()
    client.force_login(clerk)

    assert "đã kết thúc theo sắp xếp đơn vị" in client.get(page("show")).content.decode()
    books = everything()
    with pytest.raises(NotPossibleNow, match="Đơn vị của ca này đã kết thúc"):
        taking.take_card(shifts.open_shift_of(clerk) or shift, order, clerk, "AB1234")
    assert everything() == books
    shifts.close(shift, clerk, {100_000: 1})
    shifts.hand_over(shift, clerk, "NQ-1")
    heir = Unit.objects.get(code="H29.950")
    new = shifts.open_shift(clerk, Unit.objects.current().get(parent=heir, kind="commune_centre"), 0)
    assert taking.take_card(new, order, clerk, "AB1234").amount_dong == 50_000
    assert agree()


def test_what_was_taken_back_at_the_till_goes_too_and_is_paid_again(
    wards: Wards, own: BankAccount, undrawn: None
) -> None:
    """It was paid once and awaits its money again."""
    clerk, leader = staff(Role.CLERK, wards.centres[0], "Mai"), staff(Role.LEADER, wards.first, "Bình")
    shift, order = shifts.open_shift(clerk, wards.centres[0], 0), place(own)
    entry = taking.take_cash(shift, order, clerk, None, uuid4())
    receipt_drawing.draw_waiting()
    reversing.approve(reversing.ask(entry, clerk, "Nhầm"), leader)
    theirs = make_account(unit=wards.second)
    plan = write.draft(Reorganisation.Kind.MERGE, wards.author)
    write.passes(wards.first, write.going_on(plan, wards.second))

    moving.carry(seen_before(plan), 10)

    assert (fresh(order).unit, fresh(order).account) == (wards.second, theirs)
    assert receive(report(fresh(order), 50_000)).outcome == "paid"
    assert agree()


def test_the_database_lets_nothing_go_that_was_paid_or_cancelled(wards: Wards, own: BankAccount) -> None:
    """Whoever writes: an order that awaits no money stays with its unit, its account, and its receipts."""
    paid, cancelled = place(own), place(own)
    receive(report(paid, 50_000))
    orders.cancel(cancelled, "Thôi")

    for order in (paid, cancelled):
        for change in ({"unit": wards.second}, {"account": None}, {"former_account": own}):
            with pytest.raises(IntegrityError, match="stays with its unit"), transaction.atomic():
                Order.objects.filter(pk=order.pk).update(**change)
    assert agree()


def test_a_refund_sent_from_the_heirs_account_is_confirmed_by_its_statement(
    own: BankAccount, merge: Merge, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid = place(own)
    receive(report(paid, 50_000))
    refund = refunding.approve(
        refunding.ask(paid, accountant_of(own.unit, "A"), 50_000, reason="Rút", legal_ground="Điều 3"),
        accountant_of(own.unit, "B", Role.LEADER),
    )
    heir = merge()
    refunding.note_sent(refund, "FT-OUT")
    account = BankAccount.objects.get(unit=heir)
    file = statement_of(account, "FT-OUT", -50_000)

    assert refund_following.confirm_from(file) == 1
    assert "refund" not in balances(paid)
    assert state_of(paid) == "refunded"


def statement_of(account: BankAccount, reference: str, amount: int) -> Any:
    """A statement of one line, as the worker has kept it."""
    stored = store.save(b"x", "sao-ke.csv", "text/csv")
    day = dt.date(2026, 11, 22)
    told = {"account": account, "stored": stored, "file_name": "a.csv", "uploaded_by": accountant_of(account.unit, "C")}
    file = StatementFile.objects.create(submission_key=uuid4(), first_day=day, last_day=day, **told)
    StatedLine.objects.create(
        file=file, account_number=account.number, reference=reference, amount_dong=amount, row=1, booked_on=day,
        booked_at=dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC),
    )  # fmt: skip
    return file
