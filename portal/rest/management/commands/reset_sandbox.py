"""Begin the sandbox anew: everything that was filed there goes, clients keep their secrets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import connection
from oauth2_provider.models import Application

from portal.loads import LOADS
from portal.rest.models import ClientGrant


class Command(BaseCommand):
    """`manage.py reset_sandbox`: for a timer at night, or by hand; refused everywhere but in the sandbox."""

    help = "Empty the sandbox and load units, catalogue and demo people again; clients of REST and their secrets stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Drop all tables, make them again and fill them. A run that was broken off is run again."""
        if not getattr(settings, "SANDBOX", False):
            raise CommandError(
                "reset_sandbox runs in the sandbox only (DJANGO_SETTINGS_MODULE=portal.settings.sandbox)."
            )
        kept = keep_clients()
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        call_command("migrate", interactive=False, verbosity=0)
        give_back(kept)
        for command, what in LOADS.items():
            self.stdout.write(what)
            call_command(command, verbosity=0)
        cache.clear()
        self.stdout.write(self.style.SUCCESS("The sandbox begins anew."))


def keep_clients() -> str:
    """The clients with what they may do, as text; secrets are the hashes that are kept of them. "" without tables."""
    if Application._meta.db_table not in connection.introspection.table_names():
        return ""
    # Closed ones, too: who was shut out stays out.
    rows = [*Application.objects.filter(portal_grant__isnull=False), *_grants()]
    return str(serializers.serialize("json", rows))


def give_back(kept: str) -> None:
    """Store kept clients again, each under its id and with the hash of its secret as it was."""
    for row in serializers.deserialize("json", kept) if kept else ():
        row.save()
    # Rows that bring their ids leave the sequences behind.
    statements = connection.ops.sequence_reset_sql(no_style(), [Application, ClientGrant])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _grants() -> list[ClientGrant]:
    return list(ClientGrant.objects.order_by("pk"))
