"""`manage.py generate_load`: invented dossiers by the million, to measure with. Never where real people file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from dossiers.loading.recipes import Recipes
from dossiers.loading.writing import Writer
from dossiers.models import Dossier


class Command(BaseCommand):
    """Fill the database with dossiers of every commune: a large archive, and what is open."""

    help = "Fills an empty demo database with invented dossiers (bulk COPY)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, how many of them open, from which seed, and whether beside dossiers that are there."""
        parser.add_argument("--dossiers", type=int, default=1_000_000)
        parser.add_argument("--open", type=int, default=100_000, dest="open_count")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--force", action="store_true", help="Also into a database that holds dossiers.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what would mix invented with real, then write, with progress."""
        count, open_count = options["dossiers"], options["open_count"]
        self._refuse(count, open_count, is_forced=options["force"])
        try:
            recipes = Recipes(options["seed"])
        except LookupError as error:
            raise CommandError(str(error)) from error
        writer = Writer()
        with tqdm(total=count, unit=" dossiers", disable=None if options["verbosity"] else True) as bar:
            for written in writer.write(recipes.plans(count, open_count)):
                bar.update(written)
        writer.finish()
        if options["verbosity"]:
            self.stdout.write(f"{count:,} dossiers, {open_count:,} of them open")

    def _refuse(self, count: int, open_count: int, *, is_forced: bool) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("Only in demo mode (PORTAL_DEMO): invented dossiers never stand beside real ones.")
        if not 0 <= open_count <= count or not count:
            raise CommandError("--dossiers must be at least 1 and --open between 0 and --dossiers.")
        if not is_forced and Dossier.objects.exists():
            raise CommandError("There are dossiers already; --force writes beside them.")
