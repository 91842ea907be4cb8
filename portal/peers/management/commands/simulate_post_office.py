"""A post office for demonstrations and tests: `bin/manage simulate_post_office`, then watch parcels arrive."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal.peers.simulator.introducing import introduce
from portal.peers.simulator.notifying import Notifying
from portal.peers.simulator.pages import PostPages
from portal.peers.simulator.services import PostServices
from portal.peers.simulator.store import ParcelStore
from portal.simulating.serving import Server


class Command(BaseCommand):
    """`simulate_post_office [--port 8906] [--store FILE] [--notify SITE]`."""

    help = "Serve a post office that takes orders, tells of parcels and keeps its own store. Demonstrations only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8906, help="0: any free port")
        parser.add_argument("--notify", default="", help="the site that is told (default: PORTAL_URL)")
        parser.add_argument("--store", type=Path, default=None, help="its SQLite file (default: under PORTAL_VAR)")

    def handle(self, *, port: int, store: Path | None, notify: str, **options: object) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("simulate_post_office runs in demonstrations only (PORTAL_DEMO).")
        signal.signal(signal.SIGTERM, _leave)
        kept = store or settings.PORTAL_VAR / "simulated-post-office.sqlite3"
        with closing(ParcelStore(kept)) as opened, suppress(KeyboardInterrupt):
            services = PostServices(opened, "", "")
            try:
                server = Server(services.routes() | PostPages(services).routes(), port)
            except OSError as error:
                raise CommandError(f"port {port}: {error.strerror}") from error
            known_as = introduce(server.address)
            services.customer, services.secret = known_as.account, known_as.secret
            door = (notify or settings.PORTAL_URL).rstrip("/") + reverse("peer-door", args=[known_as.public_id])
            services.notifying = Notifying(door, known_as.notice_secret, lambda: services.manners)
            with server:
                self.stdout.write(f"The simulated post office is at {server.address}/")
                self.stdout.flush()
                server.wait()


def _leave(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
