"""The national payment platform for demonstrations and tests: `bin/manage simulate_payment_platform`."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from payments.providers.national_platform import partner
from payments.simulators.platform import SimulatedPlatform
from portal.simulating.serving import Server


class Command(BaseCommand):
    """`simulate_payment_platform [--port 8902] [--notify ADDRESS] [--back ADDRESS]`."""

    help = "Serve a payment platform that partners begin payments at; the portal hears of them. Demonstrations only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8902, help="0: any free port")
        parser.add_argument("--notify", default="", help="where to tell of payments (the portal's own door)")
        parser.add_argument("--back", default=settings.PORTAL_URL, help="where payers return to")

    def handle(self, *, port: int, notify: str, back: str, **options: object) -> None:
        if not (settings.PORTAL_DEMO and settings.PAYMENT_PLATFORM_SECRET):
            # It signs as the platform does: here anybody could pay with money that is none.
            raise CommandError("simulate_payment_platform runs in demonstrations only (PORTAL_DEMO).")
        door = notify or settings.PORTAL_URL.rstrip("/") + reverse("providers:platform-notices")
        platform = SimulatedPlatform(door, partner(), back)
        try:
            server = Server(platform.routes(), port)
        except OSError as error:
            raise CommandError(f"port {port}: {error.strerror}") from error
        platform.address = server.address
        with server, suppress(KeyboardInterrupt):
            self.stdout.write(f"The simulated payment platform is at {server.address}/")
            self.stdout.flush()
            server.wait()
