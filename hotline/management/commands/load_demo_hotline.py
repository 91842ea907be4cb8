"""Invented reports, calls and a roster for a demonstration: `bin/manage load_demo_hotline`."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from hotline import demo_tickets
from units.demo_loading import NotDemo


class Command(BaseCommand):
    """Made once; a hotline that has tickets keeps its own."""

    help = "Make invented reports and a duty roster of the hotline. Demonstrations only."

    def handle(self, **options: object) -> None:
        try:
            made = demo_tickets.load()
        except NotDemo as error:
            raise CommandError(f"load_demo_hotline runs in demonstrations only (PORTAL_DEMO): {error}") from error
        self.stdout.write(f"{made} demo tickets")
