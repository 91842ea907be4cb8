"""A gateway for text messages for demonstrations and tests: `bin/manage simulate_sms_gateway`."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal.notices.simulator import SimulatedGateway
from portal.simulating.serving import Server


class Command(BaseCommand):
    """`simulate_sms_gateway [--port 8905] [--notify ADDRESS]`."""

    help = "Serve a gateway that shows text messages on a page instead of sending them. Demonstrations only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8905, help="0: any free port")
        parser.add_argument("--notify", default="", help="where to tell of arrivals (the portal's own door)")

    def handle(self, *, port: int, notify: str, **options: object) -> None:
        if not (settings.PORTAL_DEMO and settings.SMS_REPORT_SECRETS):
            raise CommandError("simulate_sms_gateway runs in demonstrations only (PORTAL_DEMO).")
        signal.signal(signal.SIGTERM, _leave)
        door = notify or settings.PORTAL_URL.rstrip("/") + reverse("sms-reports")
        gateway = SimulatedGateway(door, settings.SMS_REPORT_SECRETS[0], settings.SMS_GATEWAY_TOKEN)
        try:
            server = Server(gateway.routes(), port)
        except OSError as error:
            raise CommandError(f"port {port}: {error.strerror}") from error
        with server, suppress(KeyboardInterrupt):
            self.stdout.write(f"The simulated SMS gateway is at {server.address}/")
            self.stdout.flush()
            server.wait()


def _leave(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
