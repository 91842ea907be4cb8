"""Make the demo accounts; refuses outside demo mode."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from units.demo_loading import NotDemo, load_people
from units.lookup import UnknownUnit


class Command(BaseCommand):
    """`load_demo_people`."""

    help = "Make one demo account for every role (demo mode only, idempotent)."

    def handle(self, **options: object) -> None:
        """Make what is missing, then say how many accounts are new."""
        try:
            made = load_people()
        except (NotDemo, UnknownUnit) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"demo accounts: {made} made")
