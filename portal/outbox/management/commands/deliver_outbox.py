"""Deliver by hand what waits in the outbox, or let dead messages try again."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.outbox.delivery import deliver_due, retry
from portal.outbox.lanes import deliver_side_by_side
from portal.outbox.models import OutboxMessage
from portal.outbox.tasks import SECONDS


class Command(BaseCommand):
    """`manage.py deliver_outbox [--limit N | --until-dry | --forever] [--retry-dead]`."""

    help = "Deliver what is due in the outbox; --retry-dead gives dead messages another chance first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--limit", type=int, default=1000)
        parser.add_argument("--until-dry", action="store_true", help="side by side as a worker does, until none is due")
        parser.add_argument("--forever", action="store_true", help="the same, and again every second until stopped")
        parser.add_argument("--retry-dead", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Deliver, and say how it went."""
        if options["retry_dead"]:
            self.stdout.write(f"retried: {retry(OutboxMessage.objects.all())}")
        while options["forever"]:
            _until_dry()
            time.sleep(1)
        outcomes = _until_dry() if options["until_dry"] else deliver_due(options["limit"])
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(outcomes.items())) or "nothing is due")


def _until_dry() -> Counter[str]:
    """Round after round, as long as any brings something."""
    outcomes: Counter[str] = Counter()
    while True:
        worked = deliver_side_by_side(settings.OUTBOX_LANES, SECONDS)
        outcomes += worked.outcomes
        if worked.is_dry:
            return outcomes
