"""A national portal for demonstrations and tests: `bin/manage simulate_national_portal`, then watch dossiers arrive."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal.national.results_store import demonstration, signatures
from portal.national.simulator.asking_pages import AskingPages
from portal.national.simulator.asking_results import Province, ResultsAsker
from portal.national.simulator.filed import FiledStore
from portal.national.simulator.filing_pages import FilingPages
from portal.national.simulator.handing import Handing
from portal.national.simulator.pages import NationalPages
from portal.national.simulator.questions import QuestionStore
from portal.national.simulator.results import ResultsServices
from portal.national.simulator.services import NationalServices
from portal.national.simulator.store import Store
from portal.outbox.standard_webhooks import new_secret
from portal.simulating.serving import Server


class Command(BaseCommand):
    """`simulate_national_portal [--port 8903] [--store FILE] [--notify ADDRESS]`."""

    help = "Serve a national portal that speaks the classic messages and keeps its own store. Demonstrations only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8903, help="0: any free port")
        parser.add_argument("--notify", default="", help="where to hand in what people file (the portal's own door)")
        parser.add_argument("--store", type=Path, default=None, help="its SQLite file (default: under PORTAL_VAR)")

    def handle(self, *, port: int, store: Path | None, notify: str, **options: object) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("simulate_national_portal runs in demonstrations only (PORTAL_DEMO).")
        signal.signal(signal.SIGTERM, _leave)
        kept = store or settings.PORTAL_VAR / "simulated-national-portal.sqlite3"
        with (
            closing(Store(kept)) as opened,
            closing(FiledStore(kept.with_name(f"filed-{kept.name}"))) as filed,
            closing(QuestionStore(kept.with_name(f"asked-{kept.name}"))) as asked,
            suppress(KeyboardInterrupt),
        ):
            account = settings.NATIONAL_PORTAL_USERNAME, settings.NATIONAL_PORTAL_PASSWORD
            services = NationalServices(opened, *account, asked)
            door = notify or settings.PORTAL_URL.rstrip("/") + reverse("national-door")
            filing = FilingPages(filed, Handing(filed, door, _secret(), lambda: services.manners), asked)
            try:
                pages = NationalPages(services, filing).routes()
                results = _results(services)
                asking = AskingPages(demonstration.NEEDED_BY, demonstration.ISSUED)
                server = Server(services.routes() | pages | results.routes() | asking.routes(), port)
            except OSError as error:
                raise CommandError(f"port {port}: {error.strerror}") from error
            filing.own_address = server.address
            results.results = demonstration.prepare()
            asking.know(_asker(), demonstration.people())
            with server:
                self.stdout.write(f"The simulated national portal is at {server.address}/")
                self.stdout.flush()
                server.wait()


def _secret() -> str:
    """With which it signs; any other than ours, where none is set, so that the door stays shut."""
    return settings.NATIONAL_INBOUND_SECRETS[0] if settings.NATIONAL_INBOUND_SECRETS else new_secret()


def _results(services: NationalServices) -> ResultsServices:
    """The store of results, still empty; it behaves as the portal does."""
    seed = signatures.seed_of(settings.RESULTS_STORE_TOKEN)
    return ResultsServices(seed, settings.RESULTS_STORE_TOKEN, lambda: services.manners)


def _asker() -> ResultsAsker:
    """Asks here for results, as another agency would."""
    agency = demonstration.introduce()
    door = settings.PORTAL_URL.rstrip("/") + reverse("results-door:look-up", args=[agency.public_id])
    key = signatures.public_key(signatures.seed_of(settings.RESULTS_DOOR_SECRET))
    return ResultsAsker(Province(door.removesuffix("tra-cuu/"), agency.secret, key))


def _leave(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
