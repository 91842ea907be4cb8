"""A statement is taken in: what is certain is booked, the rest waits for a person, and nothing counts twice."""

from __future__ import annotations

from typing import Any

import pytest

from payments import receiving
from payments.models import Order, Payment
from payments.statement_taking import take
from payments.statements import Statement, read
from tests.payments.books import agree, everything, state_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table

pytestmark = pytest.mark.django_db


def statement_of(order: Order, *rows: tuple[str, str, str]) -> Statement:
    """A statement of the order's account with (reference, amount that came in, words)."""
    assert order.account is not None
    lines = [("22/11/2026", reference, "", amount, words) for reference, amount, words in rows]
    return read(table(*lines, ("22/11/2026", "OUT", "11.000", "", "Phi")), order.account.number)


def test_what_is_certain_is_booked_and_the_rest_waits_for_a_person() -> None:
    account = make_account()
    paid, part = place(account), place(account)
    bare = "".join(filter(str.isalnum, paid.code))
    rows = (("R1", "50.000", f"{bare} NGUYEN VAN A"), ("R2", "20.000", part.code), ("R3", "50.000", "nop tien"))
    taken = take(statement_of(paid, *rows))

    assert taken.outcomes == {"paid": 1, "partial": 1, "unmatched": 1}
    assert taken.went_out == 1
    assert (state_of(paid), state_of(part)) == ("paid", "part_paid")
    assert agree()


def test_the_same_file_again_and_what_the_bank_told_before_count_once() -> None:
    order = place()
    receiving.receive(report(order, 50_000, "R1"))
    statement = statement_of(order, ("R1", "50.000", order.code), ("R1", "50.000", order.code))
    books = everything()

    first, second = take(statement), take(statement)
    assert first.outcomes == second.outcomes == {"duplicate": 1}
    assert first.repeated_rows == [3]
    assert everything() == books


def test_lines_without_a_reference_count_once_too() -> None:
    order = place()
    statement = statement_of(order, ("", "50.000", order.code))

    assert take(statement).outcomes == {"paid": 1}
    assert take(statement).outcomes == {"duplicate": 1}
    assert Payment.objects.count() == 1


def test_a_statement_with_a_fault_is_taken_in_by_nobody() -> None:
    order = place()
    statement = statement_of(order, ("R1", "50.000", order.code), ("R2", "0", order.code))

    with pytest.raises(ValueError, match="faults"):
        take(statement)
    assert state_of(order) == "open"
    assert not Payment.objects.exists()


def test_all_orders_are_looked_up_in_one_query(django_assert_num_queries: Any) -> None:
    order = place()
    statement = statement_of(order)

    with django_assert_num_queries(1):
        assert take(statement).went_out == 1
