"""Bank and national platform in one process, for `bin/serve`: a newcomer pays and sees the money arrive."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from payments.providers.national_platform import partner
from payments.simulators.bank import SimulatedBank
from payments.simulators.platform import SimulatedPlatform
from portal.simulating.serving import Server


class Command(BaseCommand):
    """`simulate_payments --bank-port N --platform-port N`."""

    help = "Serve the simulated bank and the simulated payment platform. Demonstrations only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank-port", type=int, default=8901, help="0: any free port")
        parser.add_argument("--platform-port", type=int, default=8902, help="0: any free port")

    def handle(self, *, bank_port: int, platform_port: int, **options: object) -> None:
        if not (settings.PORTAL_DEMO and settings.BANK_NOTICE_SECRETS and settings.PAYMENT_PLATFORM_SECRET):
            # They sign as bank and platform do: here anybody could pay with money that is none.
            raise CommandError("simulate_payments runs in demonstrations only (PORTAL_DEMO).")
        signal.signal(signal.SIGTERM, _leave)
        site = settings.PORTAL_URL.rstrip("/")
        bank = SimulatedBank(site + reverse("providers:bank-notices"), settings.BANK_NOTICE_SECRETS[0])
        back = site + reverse("payments:back")
        platform = SimulatedPlatform(site + reverse("providers:platform-notices"), partner(), back)
        try:
            serving, platform_serving = Server(bank.routes(), bank_port), Server(platform.routes(), platform_port)
        except OSError as error:
            raise CommandError(f"ports {bank_port}, {platform_port}: {error.strerror}") from error
        platform.address = platform_serving.address
        with serving, platform_serving, suppress(KeyboardInterrupt):
            self.stdout.write(f"The simulated bank is at {serving.address}/, the platform at {platform.address}/")
            self.stdout.flush()
            serving.wait()


def _leave(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
