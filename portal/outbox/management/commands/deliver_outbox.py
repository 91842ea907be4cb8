"""Deliver by hand what waits in the outbox, or let dead messages try again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.outbox.delivery import deliver_due, retry
from portal.outbox.models import OutboxMessage


class Command(BaseCommand):
    """`manage.py deliver_outbox [--limit N] [--retry-dead]`."""

    help = "Deliver what is due in the outbox; --retry-dead gives dead messages another chance first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--limit", type=int, default=1000)
        parser.add_argument("--retry-dead", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Deliver, and say how it went."""
        if options["retry_dead"]:
            self.stdout.write(f"retried: {retry(OutboxMessage.objects.all())}")
        outcomes = deliver_due(options["limit"])
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(outcomes.items())) or "nothing is due")
