"""`manage.py make_late_list`: the list of what came late in a month, now instead of on the worker's next morning."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers.responsibility import making
from dossiers.responsibility.months import month_before, month_of


class Command(BaseCommand):
    """Make a month's list, or add what is missing in it; a published one stays as it is."""

    help = "Makes the list of what came late in a month (the last one when none is named)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which month."""
        parser.add_argument("--month", default="", help="Written as 2026-10.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many entries the list has and when it is published."""
        written = options["month"]
        month = month_of(written) if written else month_before(timezone.now())
        if month is None:
            raise CommandError(f"{written!r} is no month; write it as 2026-10.")
        try:
            made = making.make(month)
        except making.NotOver as error:
            raise CommandError(f"{error}; its list is made when it is.") from error
        told = f"published {made.published_at:%Y-%m-%d}" if made.published_at else f"published on {made.publish_on}"
        self.stdout.write(f"{made}: {made.entries.count()} entries, {told}")
