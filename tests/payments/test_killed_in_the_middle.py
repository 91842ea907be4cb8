"""Web and worker are killed (SIGKILL) twenty times in the middle of callbacks and start again: the ledger is exact."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from benchmarks._throwaway import address_of
from payments.models import Notice, Order, Payment, Receipt
from payments.tasks import draw_receipts
from portal.commands.bootstrap import ROOT
from portal.outbox.standard_webhooks import sign
from tests.payments.books import agree, balances
from tests.payments.factories import CHARGE, FEE, make_account, place
from tests.payments.test_bank_notices import SECRET, told

KILLS, ORDERS = 20, 20


class Portal:
    """The program that forks a web server and a worker each time it is told, and buries them when they are killed."""

    def __init__(self) -> None:
        name = str(connection.settings_dict["NAME"])
        environment = os.environ | {"DATABASE_URL": address_of(name, os.environ["DATABASE_URL"])}
        environment["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.payments.killable"]
        self._program = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe)
        self.port = int(self._says())
        self._pids: list[int] = []

    def start(self) -> None:
        """Fork both."""
        assert self._program.stdin is not None
        self._program.stdin.write("start\n")
        self._program.stdin.flush()
        self._pids = [int(pid) for pid in self._says().split()]

    def kill(self) -> None:
        """Kill both where they are."""
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)
        self._pids = []
        assert self._says() == "gone"

    def end(self) -> None:
        """Kill what runs, and let the program end."""
        if self._pids:
            self.kill()
        self._program.communicate(timeout=20)

    def _says(self) -> str:
        assert self._program.stdout is not None
        return self._program.stdout.readline().strip()


@pytest.fixture
def portal() -> Iterator[Portal]:
    program = Portal()
    yield program
    program.end()


def _tell(port: int, data: dict[str, Any], given_up: Event) -> int:
    """Tell until somebody answers with 200, as a bank does; how often it was told."""
    body = json.dumps({"type": "bank.credit", "data": data}).encode()
    tries = 0
    while not given_up.is_set():
        tries += 1
        signed = sign(body, "msg", int(time.time()), SECRET)
        headers = signed.headers | {"Content-Type": "application/json", "Host": "localhost"}
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("POST", reverse("providers:bank-notices"), body, headers)
            if line.getresponse().status == 200:
                return tries
        except (OSError, http.client.HTTPException):
            time.sleep(0.005)
        finally:
            line.close()
    return tries


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_killed_twenty_times_in_the_middle_of_callbacks_the_ledger_is_exact(portal: Portal, undrawn: None) -> None:
    # Given orders that are paid in parts, twice over, and everything told three times
    account = make_account()
    orders = [place(account, FEE, CHARGE) for _number in range(ORDERS)]
    transfers = [
        told(order, transaction=f"{order.code}/{part}", amount=amount)
        for order in orders
        for part, amount in enumerate((50_000, 60_000, 10_000))
    ]
    chance = random.Random(5)
    waiting = [chance.choice(transfers) for _again in range(2 * len(transfers))] + transfers
    chance.shuffle(waiting)
    given_up, kills = Event(), 0
    # When web and worker are killed again and again while the bank tells
    with ThreadPoolExecutor(6) as bank:
        try:
            portal.start()
            telling = [bank.submit(_tell, portal.port, data, given_up) for data in waiting]
            while kills < KILLS:
                # Evenly over all that is told, however fast this machine is.
                while sum(each.done() for each in telling) * (KILLS + 1) < len(telling) * (kills + 1):
                    time.sleep(chance.uniform(0.001, 0.01))
                portal.kill()
                kills += 1
                portal.start()
            tries = sum(each.result() for each in telling)
            portal.kill()
        finally:
            given_up.set()
    # Then every transfer is booked once, whatever was told how often, and every order has its receipts
    assert tries > len(waiting), "nothing was cut in the middle"
    assert Payment.objects.count() == len(transfers)
    expected = {"unit": -110_000, "provider": 120_000, "difference": -10_000}
    assert all(balances(order) == expected for order in orders)
    assert set(Order.objects.values_list("state", flat=True)) == {"overpaid"}
    assert Notice.objects.filter(outcome__in=("paid", "partial", "excess")).count() == len(transfers)
    draw_receipts_until_done()
    assert Receipt.objects.filter(document=None).count() == 0
    assert Receipt.objects.count() == 2 * ORDERS
    assert agree()


def draw_receipts_until_done() -> None:
    """What a killed worker had claimed is drawn in a later round."""
    Receipt.objects.filter(document=None).update(next_try_at="2026-01-01T00:00:00Z")
    draw_receipts()
