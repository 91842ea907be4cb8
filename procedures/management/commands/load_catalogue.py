"""`manage.py load_catalogue`: put the starter catalogue in force; unchanged files cost nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procedures import wording_starter
from procedures.starter_catalogue import STARTER, StarterFileError
from procedures.starter_fee_rules import load_rules
from procedures.starter_loading import load


class Command(BaseCommand):
    """Load procedures/starter. A changed file publishes a new version; a second run changes nothing."""

    help = "Loads the starter catalogue (idempotent)."

    def add_arguments(self, parser: CommandParser) -> None:
        """An other folder, for tests and for provinces with a catalogue of their own."""
        parser.add_argument("--folder", type=Path, default=STARTER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what changed."""
        try:
            outcome = load(options["folder"])
            rules = load_rules(options["folder"])
        except StarterFileError as error:
            raise CommandError(str(error)) from error
        words = wording_starter.load()
        if options["verbosity"]:
            if words:
                self.stdout.write(f"starter catalogue: {words} matters asked back or settled elsewhere")
            if rules:
                self.stdout.write(f"starter catalogue: {rules} rules on fees")
            self.stdout.write(f"starter catalogue: {outcome.files} procedures, {outcome.published} new versions")
