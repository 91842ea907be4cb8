"""`manage.py generate_load`: invented dossiers by the million, to measure with. Never where real people file."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from dossiers.loading import crew, standing
from dossiers.loading.recipes import Order, Recipes
from dossiers.models import Dossier


class Command(BaseCommand):
    """Fill the database with dossiers of every commune: a large archive, and what is open."""

    help = (
        "Fills an empty demo database with invented dossiers (bulk COPY). Run again, it goes on where it was stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, how many of them open, from which seed, by how many, and whether beside dossiers that are there."""
        parser.add_argument("--dossiers", type=int, default=1_000_000)
        parser.add_argument("--open", type=int, default=100_000, dest="open_count")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1))
        parser.add_argument("--force", action="store_true", help="Also into a database that holds dossiers.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what would mix invented with real, then write, with progress."""
        order = Order(options["dossiers"], options["open_count"], options["seed"])
        self._refuse(order)
        try:
            recipes = Recipes(order)
        except LookupError as error:
            raise CommandError(str(error)) from error
        self._begin(order, is_forced=options["force"])
        with tqdm(total=order.dossiers, unit=" dossiers", disable=None if options["verbosity"] else True) as bar:
            try:
                for written in crew.write(recipes, options["processes"]):
                    bar.update(written)
            except crew.Stopped as stopped:
                raise CommandError(
                    "A process ended early. Run the same command again: it goes on from here."
                ) from stopped
        standing.end()
        if options["verbosity"]:
            self.stdout.write(f"{order.dossiers:,} dossiers, {order.open_count:,} of them open")

    def _refuse(self, order: Order) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("Only in demo mode (PORTAL_DEMO): invented dossiers never stand beside real ones.")
        if not 0 <= order.open_count <= order.dossiers or not order.dossiers:
            raise CommandError("--dossiers must be at least 1 and --open between 0 and --dossiers.")

    def _begin(self, order: Order, *, is_forced: bool) -> None:
        """Goes on with the load that was stopped, or begins this one."""
        stopped = standing.stopped()
        if stopped is None:
            if not is_forced and Dossier.objects.exists():
                raise CommandError("There are dossiers already; --force writes beside them.")
            standing.begin(order)
        elif stopped != order:
            raise CommandError(
                "A load was stopped half way. Run it again first; it goes on where it was:"
                f" generate_load --dossiers {stopped.dossiers} --open {stopped.open_count} --seed {stopped.seed}"
            )
