"""Let another system read the money of a unit: `bin/manage allow_reading_payments CLIENT_ID H29.101`."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from oauth2_provider.models import get_application_model

from payments.models import ApiReader
from units.models import Unit


class Command(BaseCommand):
    """The client needs the scope `payments:read` as well (`create_api_client`)."""

    help = "Give a client of the REST interface the orders and receipts of units to read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("client_id")
        parser.add_argument("units", nargs="+", help="codes of units")

    def handle(self, *, client_id: str, units: list[str], **options: object) -> None:
        if not get_application_model().objects.filter(client_id=client_id).exists():
            raise CommandError(f"no client has the id {client_id}")
        found = list(Unit.objects.filter(code__in=units))
        missing = sorted(set(units) - {unit.code for unit in found})
        if missing:
            raise CommandError(f"no such unit: {', '.join(missing)}")
        readers = (ApiReader(client_id=client_id, unit=unit) for unit in found)
        ApiReader.objects.bulk_create(readers, ignore_conflicts=True)
        self.stdout.write(f"{client_id} may read: {', '.join(sorted(units))}")
