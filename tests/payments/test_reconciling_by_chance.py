"""Whatever the books and the statements hold: each transfer is counted once, as a plain comparison would count it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from uuid import uuid4

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payments import reconciling
from payments.models import BankAccount, Difference, Payment, Reconciliation, StatedLine, StatementFile
from portal.files import store
from portal.vietnamese.moments import VIETNAM
from tests.accounts.factories import make_user
from tests.payments.factories import make_account
from units.models import today_in_vietnam

FIRST = today_in_vietnam() - dt.timedelta(days=3)
#: By reference: the day and the amount, here and there; None where a side has nothing.
SIDE = st.none() | st.tuples(st.integers(0, 2), st.sampled_from([10_000, 20_000]))
TRANSFERS = st.lists(st.tuples(SIDE, SIDE), max_size=10)
Side = tuple[int, int] | None


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def write(account: BankAccount, transfers: list[tuple[Side, Side]]) -> None:
    """The payments and the lines, as notices and a statement of three days would have left them."""
    Payment.objects.bulk_create(
        Payment(provider="bank", provider_reference=f"T{n}", amount_dong=here[1], account_number=account.number,
                received_at=dt.datetime.combine(day(here[0]), dt.time(23, 59), tzinfo=VIETNAM))
        for n, (here, _there) in enumerate(transfers) if here
    )  # fmt: skip
    file = StatementFile.objects.create(
        account=account, stored=store.save(b"x", "x.csv", "text/csv"), file_name="x.csv", uploaded_by=make_user(),
        submission_key=uuid4(), state="done", finished_at=timezone.now(), first_day=day(0), last_day=day(2),
    )  # fmt: skip
    StatedLine.objects.bulk_create(
        StatedLine(file=file, account_number=account.number, reference=f"T{n}", amount_dong=there[1], row=n + 2,
                   booked_at=dt.datetime.combine(day(there[0]), dt.time(), tzinfo=VIETNAM), booked_on=day(there[0]))
        for n, (_here, there) in enumerate(transfers) if there
    )  # fmt: skip


def expected(transfers: list[tuple[Side, Side]]) -> Counter[tuple[dt.date, str]]:
    """How many of each kind on each day: the day is the statement's where it has one."""
    found: Counter[tuple[dt.date, str]] = Counter()
    for here, there in transfers:
        if there:
            kind = "missing_here" if here is None else "matched" if here[1] == there[1] else "differing"
            found[day(there[0]), kind] += 1
        elif here:
            found[day(here[0]), "missing_there"] += 1
    return found


class AnyBooksAndStatements(TestCase):
    """In a transaction each."""

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TRANSFERS)
    def test_days_and_differences_are_those_of_a_plain_comparison(self, transfers: list[tuple[Side, Side]]) -> None:
        account = make_account()
        write(account, transfers)
        told = expected(transfers)

        for _again in range(2):
            opened = reconciling.compare(account, day(0), day(2))
            counted = Counter(
                {
                    (row.day, kind): getattr(row, kind)
                    for row in Reconciliation.objects.filter(account_number=account.number)
                    for kind in ("matched", "missing_here", "missing_there", "differing")
                    if getattr(row, kind)
                }
            )
            assert counted == told
            differences = Difference.objects.filter(account_number=account.number)
            assert Counter((each.day, each.kind) for each in differences) == Counter(
                {key: count for key, count in told.items() if key[1] != "matched"}
            )
            assert opened == differences.count() == differences.filter(closed_at=None).count()
        days = Reconciliation.objects.filter(account_number=account.number)
        assert days.count() == 3
        assert sum(row.there_dong for row in days) == sum(there[1] for _here, there in transfers if there)
        assert sum(row.here_dong for row in days) == sum(here[1] for here, _there in transfers if here)
