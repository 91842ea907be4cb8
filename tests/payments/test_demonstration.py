"""Rules proved: a demonstration has accounts, a bank and a platform to pay at; a real site can have none of them."""

from __future__ import annotations

import json
import signal
import urllib.request
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from payments import vietqr
from payments.models import BankAccount
from portal.simulating.serving import Server
from tests.payments.factories import make_account
from tests.units.factories import CommuneCommitteeFactory
from units.models import UnitKind


@pytest.fixture(autouse=True)
def _own_signal() -> Iterator[None]:
    """The command takes over the signal that ends it."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.django_db
def test_every_agency_gets_one_account_that_a_qr_can_name_and_keeps_its_own() -> None:
    own = make_account()
    committee = CommuneCommitteeFactory.create()
    counter = CommuneCommitteeFactory.create(kind=UnitKind.COMMUNE_CENTRE)

    for _twice in range(2):
        call_command("load_demo_accounts", stdout=StringIO())

    made = BankAccount.objects.get(unit=committee)
    assert vietqr.decode(vietqr.encode(bank_bin=made.bank_bin, account=made.number, amount=1, purpose="A")).account
    assert made.holder.isascii()
    assert BankAccount.objects.get(unit=own.unit) == own
    assert not BankAccount.objects.filter(unit=counter).exists(), "agencies collect, counters do not"


@pytest.mark.parametrize("command", ["load_demo_accounts", "simulate_payments"])
def test_a_real_site_refuses_both(settings: LazySettings, command: str) -> None:
    settings.PORTAL_DEMO = False

    with pytest.raises(CommandError, match="demonstrations only"):
        call_command(command)


def test_one_process_serves_the_bank_and_the_platform_and_ends_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    out, seen = StringIO(), {}

    def look_and_end(_server: Server) -> None:
        bank, platform = (word.rstrip("/,") for word in out.getvalue().split() if word.startswith("http"))
        with urllib.request.urlopen(f"{bank}/transfers") as reply:  # noqa: S310 - our own
            seen["transfers"] = json.loads(reply.read())
        with urllib.request.urlopen(f"{platform}/") as reply:  # noqa: S310
            seen["platform"] = reply.read().decode()
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Server, "wait", look_and_end)
    call_command("simulate_payments", "--bank-port", "0", "--platform-port", "0", stdout=out)

    assert seen["transfers"] == []
    assert "Nền tảng thanh toán mô phỏng" in seen["platform"]


def test_a_port_that_is_taken_is_said() -> None:
    with Server({}) as other, pytest.raises(CommandError, match="ports"):
        port = other.address.rpartition(":")[2]
        call_command("simulate_payments", "--bank-port", port, "--platform-port", "0", stdout=StringIO())
