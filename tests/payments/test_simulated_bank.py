"""The simulated bank against the real door: a QR is paid, the portal hears of it, also when the bank behaves badly."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from payments import vietqr
from payments.models import Notice, Order, Payment
from payments.simulators.bank import SimulatedBank, Wish
from payments.statements import read
from portal.commands.bootstrap import ROOT
from portal.simulating.serving import Request, Response, Server, as_json
from tests.payments.books import agree, state_of
from tests.payments.factories import place

SECRET = "test-secret-shared-with-a-bank-that-is-none"
PAYLOAD = vietqr.encode(bank_bin="970436", account="1031933430", amount=50_000, purpose="H29.151-261122-0001")


def payload_of(order: Order) -> str:
    """The QR that the payer of an order scans."""
    assert order.account is not None
    return vietqr.encode(
        bank_bin=order.account.bank_bin, account=order.account.number, amount=order.due_dong, purpose=order.code
    )


def opened(address: str, form: bytes | None = None) -> str:
    """The page at an address of a simulator."""
    with urllib.request.urlopen(address, form) as answer:  # noqa: S310
        return str(answer.read().decode())


@pytest.fixture
def bank(live_server: LiveServer) -> Iterator[SimulatedBank]:
    made = SimulatedBank(live_server.url + reverse("providers:bank-notices"), SECRET, retries=(0.05, 0.05))
    yield made
    made.teller.end()


@pytest.mark.django_db(transaction=True)
def test_a_qr_paid_on_the_banks_page_is_heard_of_whatever_else_the_bank_says(bank: SimulatedBank) -> None:
    """One world for all of it: the door commits, and emptying the database after each test takes long."""
    paid, doubled, forged, silent, torn = (place() for _order in range(5))

    with Server(bank.routes()) as server:
        form = urllib.parse.urlencode({"payload": payload_of(paid), "payer": "NGUYEN THI HOA"}).encode()
        assert "Đã chuyển tiền" in opened(f"{server.address}/pay", form)
    bank.pay(payload_of(doubled), Wish(copies=5))
    bank.pay(payload_of(forged), Wish(is_forged=True))
    bank.pay(payload_of(silent), Wish(is_silent=True))
    bank.pay(payload_of(torn), Wish(words="without_signs"))
    bank.teller.wait()

    states = [state_of(order) for order in (paid, doubled, forged, silent, torn)]
    assert states == ["paid", "paid", "open", "open", "paid"]
    assert Payment.objects.count() == 3
    assert Notice.objects.filter(outcome="duplicate").count() == 4
    assert Notice.objects.filter(outcome="forged").count() == 1
    assert agree()

    bank.tell_again(bank.transfers[0].transaction, amount_dong=1)
    bank.teller.wait()
    assert Notice.objects.filter(outcome="conflict").count() == 1
    assert Payment.objects.count() == 3


def test_a_portal_that_is_down_is_told_again_until_it_hears() -> None:
    answers = iter([500, 503, 200])
    heard: list[bytes] = []

    def door(request: Request) -> Response:
        heard.append(request.body)
        return as_json({}, next(answers))

    with Server({("POST", "/door"): door}) as portal:
        bank = SimulatedBank(f"{portal.address}/door", SECRET, retries=(0.01, 0.01, 0.01))
        bank.pay(PAYLOAD)
        bank.teller.wait()

    assert bank.teller.told == [500, 503, 200]
    assert len(set(heard)) == 1
    assert json.loads(heard[0])["data"]["amount"] == 50_000


def test_nobody_at_home_is_no_end_of_the_bank() -> None:
    bank = SimulatedBank("http://127.0.0.1:9/", SECRET, retries=(0.01,))
    bank.pay(PAYLOAD)
    bank.teller.wait()

    assert bank.teller.told == [0, 0]
    assert len(bank.transfers) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"payload": PAYLOAD[:-1]}, "không kết thúc bằng mã kiểm tra"),
        ({"payload": PAYLOAD[:-4] + "0000"}, "Mã kiểm tra không khớp"),
        ({"payload": vietqr.encode(bank_bin="970436", account="1")}, "hãy nhập số tiền"),
        ({"payload": PAYLOAD, "words": "loud"}, "words"),
        ({"payload": "<script>"}, "không kết thúc"),
    ],
)
def test_the_bank_refuses_what_no_bank_would_pay_and_keeps_what_was_typed(values: dict[str, str], reason: str) -> None:
    bank = SimulatedBank("http://127.0.0.1:9/", SECRET, retries=())
    answer = bank.routes()["POST", "/pay"](Request("/pay", values))

    assert answer.status == 400
    assert reason in answer.body.decode()
    assert "<script>" not in answer.body.decode()
    assert bank.transfers == []


def test_the_banks_statement_is_one_that_we_read() -> None:
    bank = SimulatedBank("http://127.0.0.1:9/", SECRET, retries=())
    for words in ("as_given", "surrounded", "without_signs", "cut"):
        bank.pay(PAYLOAD, Wish(words=words, is_silent=True))
    routes = bank.routes()
    statement = read(routes["GET", "/statement.csv"](Request("/statement.csv", {})).body)
    listed = json.loads(routes["GET", "/transfers"](Request("/transfers", {})).body)

    assert [line.reference for line in statement.lines] == [one["transaction"] for one in listed]
    assert {line.amount_dong for line in statement.lines} == {50_000}
    assert not statement.faults


def test_the_bank_runs_as_a_server_of_its_own() -> None:
    command = [sys.executable, "manage.py", "simulate_bank", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        try:
            assert "Ngân hàng mô phỏng" in opened(address)
            with pytest.raises(urllib.error.HTTPError, match="404"):
                opened(f"{address}nowhere")
        finally:
            process.terminate()


def test_outside_of_demonstrations_nobody_pays_with_money_that_is_none(settings: LazySettings) -> None:
    settings.PORTAL_DEMO = False

    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("simulate_bank")
