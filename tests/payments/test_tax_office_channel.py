"""The channel to the tax office, against a server that listens: at least once, each number once, causes in words."""

from __future__ import annotations

import datetime as dt
import http.client

import pytest
from django.conf import LazySettings

from payments.models import TaxSummary
from payments.tax_office import driver, listing, sending
from portal.outbox.delivery import deliver_due
from portal.outbox.forgetting import forget_sent
from portal.outbox.models import OutboxMessage
from portal.simulating.serving import Response, as_json
from tests.payments.conftest import Clock
from tests.payments.desk import accountant_of
from tests.payments.tax_world import (
    DAY,
    NEXT_DAY,
    TaxOffice,
    at,
    collecting_account,
    content_of,
    deliver,
    paid_at,
    tell,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]
NIGHT = at(NEXT_DAY, 0, 10)


@pytest.fixture
def summary(clock: Clock, office: TaxOffice) -> TaxSummary:
    """A summary on its way."""
    paid_at(at(DAY), clock, collecting_account())
    assert tell(NIGHT) == 1
    return TaxSummary.objects.get()


def message() -> OutboxMessage:
    return OutboxMessage.objects.get(channel="tax")


def test_the_office_gets_the_signed_file_with_number_and_token(
    summary: TaxSummary, office: TaxOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers: dict[str, str] = {}
    true_request = http.client.HTTPConnection.request

    def request(
        self: http.client.HTTPConnection, method: str, url: str, body: object, given: dict[str, str], **rest: object
    ) -> None:
        headers.update(given)
        true_request(self, method, url, body, given, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(http.client.HTTPConnection, "request", request)
    assert deliver() == {"sent": 1}
    assert office.kept == {summary.number: content_of(summary)}
    assert (headers["Idempotency-Key"], headers["Authorization"]) == (summary.number, f"Bearer {office.token}")
    summary.refresh_from_db()
    assert (message().state, summary.answer) == ("sent", "202 TCT-1")


def test_rounds_without_end_send_it_once(summary: TaxSummary, office: TaxOffice) -> None:
    for hour in range(1, 4):
        tell(at(NEXT_DAY, hour, 10))
        deliver()
    assert office.tried == [summary.number]


def test_an_office_that_is_away_makes_files_wait_and_none_is_blamed(
    summary: TaxSummary, office: TaxOffice, settings: LazySettings
) -> None:
    address = settings.TAX_OFFICE_URL
    settings.TAX_OFFICE_URL = "http://127.0.0.1:9/"
    for _round in range(4):
        assert deliver() == {"unreachable": 1}
    assert (message().state, message().attempts, office.kept) == ("waiting", 0, {})
    assert message().last_error.startswith("Unreachable: no answer")
    settings.TAX_OFFICE_URL = address
    assert deliver() == {"sent": 1}
    assert list(office.kept) == [summary.number]


@pytest.mark.parametrize("status", [302, 307, 401, 403, 404, 429, 503])
def test_what_is_said_of_us_or_of_the_moment_is_no_files_fault(
    summary: TaxSummary, office: TaxOffice, status: int
) -> None:
    elsewhere = {"Location": f"{office.server.address}/bang-tong-hop"}
    office.answers = [Response(b"", status=status, headers=elsewhere)]
    assert deliver() == {"unreachable": 1}
    # A redirect is not followed: file and token go nowhere else
    assert (message().state, office.kept, len(office.tried)) == ("waiting", {}, 1)
    assert deliver() == {"sent": 1}


def test_an_office_that_fails_at_the_file_is_asked_again_later(summary: TaxSummary, office: TaxOffice) -> None:
    office.answers = [as_json({"detail": "Lỗi hệ thống"}, 500)]
    assert deliver() == {"failed": 1}
    assert (message().state, message().last_error) == ("waiting", "NotTaken: 500 Lỗi hệ thống")
    assert deliver_due(5) == {}  # not at once
    assert deliver() == {"sent": 1}
    assert office.tried == [summary.number] * 2


def test_a_file_that_is_refused_rests_until_somebody_tries_again(summary: TaxSummary, office: TaxOffice) -> None:
    office.answers = [as_json({"MoTaLoi": "Sai mã số thuế\u0000"}, 422)]
    assert deliver() == {"refused": 1}
    assert (message().state, message().last_error) == ("dead", "Refused: 422 Sai mã số thuế")
    assert deliver() == {}
    sending.try_again(summary)
    assert deliver() == {"sent": 1}
    assert list(office.kept) == [summary.number]


def test_a_lost_answer_ends_in_one_file_at_the_office(summary: TaxSummary, office: TaxOffice) -> None:
    office.loses_answer = True
    assert deliver() == {"unreachable": 1}
    assert deliver() == {"sent": 1}
    assert (office.tried, list(office.kept)) == ([summary.number] * 2, [summary.number])
    summary.refresh_from_db()
    assert summary.answer == "409 Đã nhận bảng này"


def test_an_answer_that_takes_too_long_counts_as_none(
    summary: TaxSummary, office: TaxOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "PATIENCE_SECONDS", 0.1)
    office.answers_now.clear()
    assert deliver() == {"unreachable": 1}
    office.answers_now.set()
    assert message().state == "waiting"
    monkeypatch.undo()
    # The office took it meanwhile, or takes it now: one file either way
    assert deliver() == {"sent": 1}
    assert list(office.kept) == [summary.number]


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"[" * 5000, b"<html>" + b"x" * 100_000, b"{}", b""])
def test_an_answer_in_no_language_of_ours_still_counts(summary: TaxSummary, office: TaxOffice, body: bytes) -> None:
    office.answers = [Response(body, status=200)]
    assert deliver() == {"sent": 1}
    summary.refresh_from_db()
    assert summary.answer.startswith("200") and len(summary.answer) <= 200


def test_editions_of_a_unit_leave_in_order_and_units_do_not_wait_for_each_other(
    clock: Clock, office: TaxOffice
) -> None:
    account, other = collecting_account(), collecting_account()
    paid_at(at(DAY, 9), clock, account)
    tell(at(DAY, 23, 10))
    paid_at(at(DAY, 23, 30), clock, account)
    paid_at(at(DAY, 23, 30), clock, other)
    tell(NIGHT)
    office.answers = [as_json({}, 500)]
    assert deliver() == {"failed": 1, "sent": 1}
    deliver()
    deliver()
    of_account = [number for number in office.tried if number.startswith(account.unit.code + "-")]
    assert [number[-1] for number in of_account] == ["1", "1", "2"]


def test_an_address_set_later_sends_what_was_written_before(
    clock: Clock, office: TaxOffice, settings: LazySettings
) -> None:
    address, settings.TAX_OFFICE_URL = settings.TAX_OFFICE_URL, ""
    paid_at(at(DAY), clock, collecting_account())
    tell(NIGHT)
    written = content_of(TaxSummary.objects.get())
    settings.TAX_OFFICE_URL = address
    tell(at(NEXT_DAY, 1, 10))
    assert deliver() == {"sent": 1}
    assert list(office.kept.values()) == [written]
    # Taken away again, what waits in the outbox waits on
    settings.TAX_OFFICE_URL = ""
    OutboxMessage.objects.update(state="waiting", finished_at=None)
    assert deliver() == {"unreachable": 1}
    assert message().last_error == "Unreachable: TAX_OFFICE_URL is not set"


def test_what_the_outbox_forgets_stays_sent_and_never_leaves_again(
    summary: TaxSummary, office: TaxOffice, clock: Clock
) -> None:
    deliver()
    OutboxMessage.objects.update(finished_at=NIGHT - dt.timedelta(days=100))
    assert forget_sent() == 1
    for _round in range(3):
        sending.try_again(TaxSummary.objects.get())
        tell(at(NEXT_DAY, 5, 10))
        deliver()
    assert (OutboxMessage.objects.count(), office.tried) == (0, [summary.number])
    fresh = listing.summaries_of(accountant_of(summary.unit)).get()
    standing = listing.standing_of(fresh, is_connected=True)
    assert (str(standing.state.label), standing.cause, standing.can_retry) == ("Đã gửi", "202 TCT-1", False)
