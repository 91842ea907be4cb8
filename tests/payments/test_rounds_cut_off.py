"""Rules proved: what a worker began and did not end the next one ends, once; what is pressed twice is done once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from payments import hooks, refunding
from payments.models import LedgerEntry, Order, PlatformReceipt, Refund, SummaryEntry, TaxSummary
from payments.receiving import receive
from payments.simulators.platform import Manners, SimulatedPlatform
from payments.tasks import fetch_platform_receipts
from payments.tax_office import collecting, sending, summary_xml
from portal.accounts.models import User
from portal.files import store
from portal.files.models import StoredFile
from portal.outbox.models import OutboxMessage
from portal.simulating.serving import Server
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.conftest import Clock
from tests.payments.desk import accountant_of, browser_of
from tests.payments.factories import place, report
from tests.payments.tax_world import DAY, NEXT_DAY, TaxOffice, at, collecting_account, deliver, paid_at, tell, told
from tests.payments.test_platform_receipts import paid
from tests.payments.test_simulated_platform import PARTNER
from units.roles import Role

pytestmark = pytest.mark.django_db
REFUNDS = "/can-bo/thu-phi/hoan-tra/"
NIGHT = at(NEXT_DAY, 0, 10)
WHY: dict[str, Any] = {"reason": "Nộp thừa", "legal_ground": "Điều 14"}


class Killed(BaseException):
    """The process ends here: nothing that handles errors may handle it."""


def dies(*_args: object, **_named: object) -> Any:
    raise Killed


@pytest.fixture
def platform(settings: LazySettings) -> Iterator[SimulatedPlatform]:
    made = SimulatedPlatform("http://127.0.0.1:9/", PARTNER, "http://127.0.0.1:9/back", retries=())
    made.manners = Manners(is_silent=True)
    with Server(made.routes()) as server:
        made.address = settings.PAYMENT_PLATFORM_URL = server.address
        yield made


@pytest.fixture
def order() -> Order:
    """Paid with 20.000 đồng too much."""
    placed = place()
    receive(report(placed, 70_000))
    placed.refresh_from_db()
    return placed


@pytest.fixture
def keeper(order: Order) -> User:
    return accountant_of(order.unit)


@pytest.fixture
def head(order: Order) -> User:
    return accountant_of(order.unit, "Huỳnh Thanh Bình", Role.LEADER)


def test_a_paper_whose_worker_died_before_it_was_kept_comes_with_the_next_round_once(
    platform: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid(platform)
    with monkeypatch.context() as patch:
        patch.setattr(store, "save", dies)
        with pytest.raises(Killed):
            fetch_platform_receipts()
    waiting = PlatformReceipt.objects.get()
    assert (waiting.file, waiting.attempts) == (None, 1)
    assert fetch_platform_receipts() == 0, "put off before it was asked for: a file that kills workers kills one"
    PlatformReceipt.objects.update(next_try_at=timezone.now() - dt.timedelta(seconds=1))

    assert fetch_platform_receipts() == 1
    assert fetch_platform_receipts() == 0

    here = PlatformReceipt.objects.get()
    assert here.file is not None and store.open(here.file).startswith(b"%PDF")
    assert StoredFile.objects.filter(mime="application/pdf").count() == 1
    assert state_of(order) == "paid" and agree()


@pytest.mark.usefixtures("undrawn")
def test_a_worker_that_died_between_two_units_tells_the_second_later_and_the_first_once(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, office: TaxOffice
) -> None:
    first, second = collecting_account(), collecting_account()
    for account in (first, second):
        paid_at(at(DAY), clock, account)
    true_collect = collecting.collect
    done: list[int] = []

    def collect(unit: int, day: dt.date) -> TaxSummary | None:
        if done:
            raise Killed
        done.append(unit)
        return true_collect(unit, day)

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "collect", collect)
        with pytest.raises(Killed):
            tell(NIGHT)
    assert told() == [(DAY, 1, 1, 0, 0)] and not OutboxMessage.objects.exists()

    assert tell(NIGHT) == 2
    deliver()

    assert told() == [(DAY, 1, 1, 0, 0)] * 2
    assert sorted(office.tried) == sorted(str(summary) for summary in TaxSummary.objects.all())


@pytest.mark.usefixtures("undrawn")
def test_a_worker_that_died_between_writing_and_sending_leaves_one_message_and_one_file(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, office: TaxOffice
) -> None:
    paid_at(at(DAY), clock, collecting_account())
    with monkeypatch.context() as patch:
        patch.setattr(sending, "put", dies)
        with pytest.raises(Killed):
            tell(NIGHT)
    assert TaxSummary.objects.get().file is None, "written and put on its way in one step"

    assert (tell(NIGHT), tell(NIGHT)) == (1, 0)
    deliver()

    assert (len(office.kept), len(office.tried), OutboxMessage.objects.count()) == (1, 1, 1)
    assert TaxSummary.objects.get().sent_at is not None


@pytest.mark.usefixtures("undrawn")
def test_one_that_cannot_be_written_holds_no_other_back_and_is_written_the_next_hour(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, office: TaxOffice
) -> None:
    broken, sound = collecting_account(), collecting_account()
    for account in (broken, sound):
        paid_at(at(DAY), clock, account)
    true_write = summary_xml.write

    def write(summary: TaxSummary, entries: list[SummaryEntry], tax_code: str) -> bytes:
        if summary.unit_id == broken.unit_id:
            raise OSError("disk full")
        return true_write(summary, entries, tax_code)

    with monkeypatch.context() as patch:
        patch.setattr(summary_xml, "write", write)
        assert tell(NIGHT) == 1
    stuck = TaxSummary.objects.get(unit=broken.unit)
    assert (stuck.obstacle, stuck.file, stuck.message) == ("failed", None, None)

    assert tell(at(NEXT_DAY, 1, 10)) == 1
    assert set(TaxSummary.objects.values_list("obstacle", flat=True)) == {""}


def test_a_refund_whose_worker_died_while_others_were_told_has_not_left_and_leaves_once(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = refunding.approve(refunding.ask(order, make_user(), 20_000, **WHY), make_user())
    books, history = everything(), story(order)
    follower = hooks.Follower(lambda _ref: None, lambda _paid: None, dies)
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "followers", lambda: [follower])
        with pytest.raises(Killed):
            refunding.note_sent(refund, "FT-OUT")
    refund.refresh_from_db()
    assert (refund.state, refund.sent_reference, everything(), story(order)) == ("approved", "", books, history)

    refunding.note_sent(refund, "FT-OUT")

    assert balances(order)["provider"] == 50_000 and state_of(order) == "paid"
    assert agree()


@pytest.mark.parametrize("act", ["duyet", "khong-duyet", "da-chuyen", "da-den", "khong-thanh"])
def test_what_is_decided_about_a_refund_is_done_once_however_often_it_is_pressed(
    order: Order, keeper: User, head: User, act: str
) -> None:
    """The first press leads on; the second says where the refund stands and moves no money."""
    refund = refunding.ask(order, keeper, 20_000, **WHY)
    if act in ("da-chuyen", "da-den", "khong-thanh"):
        refunding.approve(refund, head)
    if act in ("da-den", "khong-thanh"):
        refunding.note_sent(refund, "FT-OUT")
    desk = browser_of(head if act in ("duyet", "khong-duyet") else keeper)
    said = {"decision_note": "Chưa đủ căn cứ", "sent_reference": "FT-1", "reason": "Sai số tài khoản"}
    address = f"{REFUNDS}{refund.pk}/{act}/"

    first = desk.post(address, said)
    books, told_before, row = everything(), story(order), Refund.objects.values().get()
    second = desk.post(address, said)

    assert (first.status_code, first["Location"]) == (302, f"{REFUNDS}{refund.pk}/")
    assert second.status_code == 422 and "govuk-error" in second.content.decode()
    assert (everything(), story(order), Refund.objects.values().get()) == (books, told_before, row)
    assert agree()


def test_all_that_may_go_back_is_asked_for_once_however_often_it_is_pressed(order: Order, keeper: User) -> None:
    desk, address = browser_of(keeper), f"/can-bo/thu-phi/khoan-thu/{order.code}/hoan-tra/"
    said = WHY | {"amount_dong": "70.000", "channel": "", "other_channel_reason": ""}
    entries = LedgerEntry.objects.count()

    answers = [desk.post(address, said) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "Nộp thừa" in answers[1].content.decode(), "nothing typed is lost"
    assert Refund.objects.count() == 1 and LedgerEntry.objects.count() == entries
