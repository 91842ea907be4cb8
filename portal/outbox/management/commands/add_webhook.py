"""Let another system hear of events: `bin/manage add_webhook URL --events payment.paid --unit H29.101`."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal.outbox import outside
from portal.outbox.subscribing import subscribe


class Command(BaseCommand):
    """Prints the secret, this once."""

    help = "Send signed webhooks of events to an address; prints the secret to check them with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url")
        parser.add_argument(
            "--events", nargs="+", required=True, help="payment.paid payment.refunded payment.refund_failed"
        )
        parser.add_argument("--unit", default="", help="code of the unit to hear of, with what is beneath; empty: all")

    def handle(self, *, url: str, events: list[str], unit: str, **options: object) -> None:
        try:
            made = subscribe(url, events, unit)
        except outside.Forbidden as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"subscription: {made.pk}\nsecret: {made.secret}")
