"""NĐ 254/2026: the tax office is told of the receipts of a day within the day, each once, late ones as a supplement."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from payments import receipts
from payments.models import Receipt, SummaryEntry, TaxSummary
from payments.tax_office import collecting, sending
from portal.documents.signing import registry, xml
from portal.documents.signing.base import SigningUnavailable
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import make_user
from tests.payments.books import agree
from tests.payments.conftest import Clock
from tests.payments.factories import CHARGE, FEE
from tests.payments.tax_world import (
    DAY,
    NEXT_DAY,
    TAX_CODE,
    at,
    collecting_account,
    content_of,
    paid_at,
    replaced_at,
    tell,
    told,
)
from tests.payments.test_receipts import FREE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]
NIGHT = at(NEXT_DAY, 0, 10)


def rows(content: bytes, name: str = "DLieu") -> list[dict[str, str]]:
    """What a file says, by element."""
    return [{part.tag: part.text for part in row} for row in etree.fromstring(content).iter(name)]


def test_a_day_is_told_with_its_counts_and_sums_also_what_cost_nothing(clock: Clock) -> None:
    # Given a day with a fee, a charge and 0 đồng in one unit, and a fee in another
    account, other = collecting_account(), collecting_account(tax_code="0309999999-001")
    paid_at(at(DAY, 8), clock, account, FEE, CHARGE)
    paid_at(at(DAY, 22, 59), clock, account, FREE)
    paid_at(at(DAY, 10), clock, other)
    # When the day has ended
    tell(NIGHT)
    # Then each unit has one file with one line a receipt
    assert told() == [(DAY, 1, 3, 0, 0), (DAY, 1, 1, 0, 0)]
    summary = TaxSummary.objects.get(unit=account.unit)
    assert (summary.fee_dong, summary.charge_dong, summary.ended_dong) == (50_000, 60_000, 0)
    content = content_of(summary)
    assert [(row["SBLai"], row["LKThu"], row["TgTTToan"], row["TThai"]) for row in rows(content)] == [
        ("1", "2", "50000", "0"),
        ("1", "1", "60000", "0"),
        ("2", "2", "0", "0"),
    ]
    assert [(row["KHMBLai"], row["TSo"], row["DSo"], row["SLLap"], row["TgLap"]) for row in rows(content, "KHieu")] == [
        ("01BLP0-001", "1", "2", "2", "50000"),
        ("01BLP0-002", "1", "1", "1", "60000"),
    ]
    [common], [totals] = rows(content, "TTChung"), rows(content, "TToan")
    assert common["KDLieu"] == "2026-11-20" and common["LDau"] == "1" and "BSLThu" not in common
    assert (common["SBTHDLieu"], common["MST"]) == (f"{account.unit.code}-20261120-1", TAX_CODE)
    assert totals == {"SLLap": "3", "SLTThe": "0", "SLHuy": "0", "TgLPhi": "50000", "TgPhi": "60000", "TgHGTri": "0"}
    # And no payer's name leaves, and the books agree
    assert "Nguyễn".encode() not in content
    assert agree()


def test_the_file_carries_the_units_seal(clock: Clock) -> None:
    order = paid_at(at(DAY), clock, collecting_account())
    tell(NIGHT)
    content = content_of(TaxSummary.objects.get())
    signed = xml.verify(content, registry.signer().trust_roots())
    assert order.unit.name.startswith(signed.signer)
    with pytest.raises(xml.XmlNotOurs):
        xml.verify(content.replace(b"<SLLap>1<", b"<SLLap>0<"), registry.signer().trust_roots())


def test_running_again_tells_nothing_twice(clock: Clock) -> None:
    paid_at(at(DAY), clock, collecting_account())
    tell(NIGHT)
    before = content_of(TaxSummary.objects.get())
    for hour in range(1, 5):
        tell(at(NEXT_DAY, hour, 10))
    assert (told(), SummaryEntry.objects.count()) == ([(DAY, 1, 1, 0, 0)], 1)
    assert content_of(TaxSummary.objects.get()) == before


def test_the_running_day_is_told_from_eleven_at_night_on_and_what_comes_after_is_a_supplement(clock: Clock) -> None:
    account = collecting_account()
    paid_at(at(DAY, 9), clock, account)
    tell(at(DAY, 22, 59))
    assert told() == []
    tell(at(DAY, 23, 10))
    assert told() == [(DAY, 1, 1, 0, 0)]
    # Given somebody pays in the last hour
    paid_at(at(DAY, 23, 40), clock, account)
    tell(NIGHT)
    # Then the supplement tells that receipt alone, and says which edition it is
    assert told() == [(DAY, 1, 1, 0, 0), (DAY, 2, 1, 0, 0)]
    content = content_of(TaxSummary.objects.get(edition=2))
    [common] = rows(content, "TTChung")
    assert (common["LDau"], common["BSLThu"]) == ("0", "1")
    assert [row["SBLai"] for row in rows(content)] == ["2"]


def test_a_midnight_is_viet_nams(clock: Clock) -> None:
    account = collecting_account()
    paid_at(dt.datetime(2026, 11, 20, 16, 59, 59, tzinfo=dt.UTC), clock, account)
    paid_at(dt.datetime(2026, 11, 20, 17, 0, 0, tzinfo=dt.UTC), clock, account)
    tell(at(NEXT_DAY, 23, 30))
    assert told() == [(DAY, 1, 1, 0, 0), (NEXT_DAY, 1, 1, 0, 0)]


def test_what_ends_later_is_told_with_the_day_on_which_it_ended(clock: Clock) -> None:
    # Given two receipts of a day that was told
    account, user = collecting_account(), make_user()
    first, second = (paid_at(at(DAY, hour), clock, account).receipts.get() for hour in (9, 10))
    tell(NIGHT)
    # When one is replaced and the other cancelled on the next day
    new = replaced_at(at(NEXT_DAY, 15), clock, first, user)
    clock(at(NEXT_DAY, 16))
    receipts.cancel(second, user, reason="Lập trùng")
    tell(at(NEXT_DAY, 23, 10))
    # Then the day before stays as it was told, and the next day names both with their reasons
    assert told() == [(DAY, 1, 2, 0, 0), (NEXT_DAY, 1, 1, 1, 1)]
    summary = TaxSummary.objects.get(day=NEXT_DAY)
    assert (summary.fee_dong, summary.ended_dong) == (50_000, 100_000)
    assert [(row["TThai"], row["SBLai"], row["NLap"], row.get("LDo")) for row in rows(content_of(summary))] == [
        ("3", str(new.number), "2026-11-21", "Sai dấu"),
        ("2", str(first.number), "2026-11-20", "Sai dấu"),
        ("1", str(second.number), "2026-11-20", "Lập trùng"),
    ]
    assert rows(content_of(summary))[0]["BLCLQuan"] == str(first)


def test_what_is_issued_and_cancelled_on_one_day_is_told_as_both(clock: Clock) -> None:
    order = paid_at(at(DAY), clock, collecting_account())
    receipts.cancel(order.receipts.get(), make_user(), reason="Lập trùng")
    tell(NIGHT)
    assert told() == [(DAY, 1, 1, 0, 1)]
    assert [row["TThai"] for row in rows(content_of(TaxSummary.objects.get()))] == ["0", "1"]


def test_a_worker_that_was_away_tells_a_week_back_and_no_further(clock: Clock) -> None:
    account = collecting_account()
    for days in (8, 7, 1):
        paid_at(at(DAY - dt.timedelta(days=days)), clock, account)
    tell(at(DAY, 0, 10))
    assert [day for day, *_counts in told()] == [DAY - dt.timedelta(days=7), DAY - dt.timedelta(days=1)]


def test_a_unit_without_a_tax_code_waits_with_the_reason_and_holds_nobody_back(clock: Clock) -> None:
    nameless, named = collecting_account(tax_code=""), collecting_account()
    paid_at(at(DAY), clock, nameless)
    paid_at(at(DAY), clock, named)
    tell(NIGHT)
    waiting = TaxSummary.objects.get(unit=nameless.unit)
    assert (waiting.obstacle, waiting.file) == ("no_tax_code", None)
    assert TaxSummary.objects.get(unit=named.unit).file is not None
    # When the code is entered, the next round writes the file
    type(nameless).objects.filter(pk=nameless.pk).update(tax_code="0311111111")
    tell(at(NEXT_DAY, 1, 10))
    waiting.refresh_from_db()
    assert waiting.obstacle == "" and b"<MST>0311111111</MST>" in content_of(waiting)


@pytest.mark.parametrize(("error", "obstacle"), [(SigningUnavailable, "not_signed"), (RuntimeError, "failed")])
def test_what_cannot_be_signed_is_tried_again_and_sends_nothing_unsigned(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, error: type[Exception], obstacle: str
) -> None:
    paid_at(at(DAY), clock, collecting_account())
    with monkeypatch.context() as broken:

        def fail(*_args: object, **_named: object) -> bytes:
            raise error("away")

        broken.setattr(type(registry.signer()), "sign_xml", fail)
        tell(NIGHT)
    summary = TaxSummary.objects.get()
    assert (summary.obstacle, summary.file, OutboxMessage.objects.count()) == (obstacle, None, 0)
    tell(at(NEXT_DAY, 1, 10))
    summary.refresh_from_db()
    assert (summary.obstacle, summary.file is not None) == ("", True)


def test_without_an_address_files_are_written_and_none_is_put_into_the_outbox(clock: Clock) -> None:
    paid_at(at(DAY), clock, collecting_account())
    assert tell(NIGHT) == 0
    assert sending.send_waiting() == 0
    assert (TaxSummary.objects.get().message, OutboxMessage.objects.count()) == (None, 0)


def test_a_summary_is_a_fact(clock: Clock) -> None:
    paid_at(at(DAY), clock, collecting_account())
    tell(NIGHT)
    entry, summary = SummaryEntry.objects.get(), TaxSummary.objects.get()
    forbidden = (
        lambda: TaxSummary.objects.update(issued=7),
        lambda: TaxSummary.objects.update(file=None),
        lambda: TaxSummary.objects.filter(pk=summary.pk).delete(),
        lambda: SummaryEntry.objects.update(act="cancelled"),
        lambda: SummaryEntry.objects.create(summary=summary, receipt=entry.receipt, act="issued"),
        lambda: TaxSummary.objects.create(
            unit=summary.unit, day=DAY, edition=2, issued=0, replaced=0, cancelled=0,
            fee_dong=0, charge_dong=0, ended_dong=0,
        ),
    )  # fmt: skip
    for act in forbidden:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert told() == [(DAY, 1, 1, 0, 0)]


@given(st.lists(st.sampled_from(["pay", "replace", "cancel", "tell"]), max_size=8), st.randoms(use_true_random=False))
def test_whatever_happens_in_whatever_order_every_receipt_is_told_once(acts: list[str], chance: random.Random) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        point = transaction.savepoint()
        _live(acts, chance, patch)
        transaction.savepoint_rollback(point)


def _live(acts: list[str], chance: random.Random, patch: pytest.MonkeyPatch) -> None:
    """Act after act, an hour each, then the day ends: what was told is what there is."""
    account, user = collecting_account(), make_user()
    moment = at(DAY, 20)

    def clock(now: dt.datetime) -> None:
        patch.setattr("django.utils.timezone.now", lambda: now)

    for act in acts:
        moment += dt.timedelta(minutes=50)
        active = list(Receipt.objects.filter(unit=account.unit, state="active", document__isnull=False))
        if act == "pay":
            paid_at(moment, clock, account)
        elif act == "tell":
            tell(moment)
        elif active and act == "replace":
            replaced_at(moment, clock, chance.choice(active), user)
        elif active:
            clock(moment)
            receipts.cancel(chance.choice(active), user, reason="x")
    tell(at(NEXT_DAY + dt.timedelta(days=1), 0, 10))
    entries = SummaryEntry.objects.filter(receipt__unit=account.unit)
    issued = entries.filter(act="issued").values_list("receipt", flat=True)
    assert sorted(issued) == sorted(Receipt.objects.filter(unit=account.unit).values_list("pk", flat=True))
    ended = Receipt.objects.filter(unit=account.unit).exclude(state="active")
    assert sorted(entries.exclude(act="issued").values_list("receipt", "act")) == sorted(
        ended.values_list("pk", "state")
    )
    for summary in TaxSummary.objects.filter(unit=account.unit):
        assert summary.issued + summary.replaced + summary.cancelled == summary.entries.count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_make_one_summary(clock: Clock) -> None:
    unit = paid_at(at(DAY), clock, collecting_account()).unit

    def work(_number: int) -> bool:
        try:
            return collecting.collect(unit.pk, DAY) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]
    assert told() == [(DAY, 1, 1, 0, 0)]
