"""Comparing by hand: `bin/manage check_national_portal --all`."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal.national import reconciling


class Command(BaseCommand):
    """`check_national_portal [--all | --sample N]`."""

    help = "Compare our dossiers with those of the national portal, and tell again what is missing there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", type=int, default=reconciling.SAMPLE)
        parser.add_argument("--all", action="store_true", help="every dossier of which anything was told")

    def handle(self, *, sample: int, **options: object) -> None:
        check = reconciling.check_all() if options["all"] else reconciling.check_sample(sample)
        if check is None:
            raise CommandError("NATIONAL_PORTAL_URL is not set: there is nothing to compare with.")
        self.stdout.write(f"{check.looked} dossiers compared, {check.differing} differ. {check.problem}".strip())
