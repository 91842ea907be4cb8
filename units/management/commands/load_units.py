"""Load divisions of the country and units of the province; safe to run at every start."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from units import loading
from units.addresses import BadAddressFile, read, shipped, write
from units.agency_codes import BadAgencyCodes


class Command(BaseCommand):
    """`load_units [--addresses FILE [--replace]]`."""

    help = "Load divisions of the country and units of PORTAL_PROVINCE (idempotent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--addresses", default="", help="CSV file of centres' addresses")
        parser.add_argument("--replace", action="store_true", help="let the file overwrite addresses we have")

    def handle(self, *, addresses: str, replace: bool, **options: object) -> None:
        """Load, then say how many rows were written."""
        try:
            report = loading.load(settings.PORTAL_PROVINCE, settings.PORTAL_AGENCY_CODES)
            placed = _place(addresses, replace)
        except (BadAgencyCodes, loading.OtherProvince, BadAddressFile) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"divisions: {report.divisions}, units: {report.units}, "
            f"counters: {report.counters}, addresses: {placed} written"
        )


def _place(path: str, replace: bool) -> int:
    """Addresses of the file first: what it names wins over what we ship."""
    given = write(read(path), replace=replace) if path else 0
    return given + write(shipped(settings.PORTAL_PROVINCE))
