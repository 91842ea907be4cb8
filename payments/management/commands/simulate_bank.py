"""A bank for demonstrations and tests: `bin/manage simulate_bank`, then pay a VietQR in the browser."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from payments.simulators.bank import SimulatedBank
from portal.simulating.serving import Server


class Command(BaseCommand):
    """`simulate_bank [--port 8901] [--notify ADDRESS]`."""

    help = "Serve a page on which a VietQR is paid; the portal hears of it by signed webhook. Demonstrations only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8901, help="0: any free port")
        parser.add_argument("--notify", default="", help="where to tell of money (the portal's own door)")

    def handle(self, *, port: int, notify: str, **options: object) -> None:
        if not (settings.PORTAL_DEMO and settings.BANK_NOTICE_SECRETS):
            # It signs as the bank does: here anybody could pay with money that is none.
            raise CommandError("simulate_bank runs in demonstrations only (PORTAL_DEMO).")
        bank = SimulatedBank(
            notify or settings.PORTAL_URL.rstrip("/") + reverse("providers:bank-notices"),
            settings.BANK_NOTICE_SECRETS[0],
        )
        try:
            server = Server(bank.routes(), port)
        except OSError as error:
            raise CommandError(f"port {port}: {error.strerror}") from error
        with server, suppress(KeyboardInterrupt):
            self.stdout.write(f"The simulated bank is at {server.address}/")
            self.stdout.flush()
            server.wait()
