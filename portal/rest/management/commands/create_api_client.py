"""Register another system as a client of the REST interface."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from oauth2_provider.models import Application

from portal.rest.clients import UnknownScopes, register_client
from portal.rest.limits import MOST_CALLS


class Command(BaseCommand):
    """`manage.py create_api_client NAME --scopes dossiers:read dossiers:write`."""

    help = "Register an OAuth 2 client (client credentials); prints its id and, this once, its secret."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("name")
        parser.add_argument("--scopes", nargs="+", default=["catalogue:read"])
        parser.add_argument("--calls-per-minute", type=int, help="Its own limit in place of the site's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the client; only a hash of its secret is kept."""
        try:
            client, secret = _register(options)
        except UnknownScopes as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"client_id: {client.client_id}\nclient_secret: {secret}")
        self.stdout.write(f"scopes: {' '.join(options['scopes'])}")


def _register(options: dict[str, Any]) -> tuple[Application, str]:
    calls = options["calls_per_minute"]
    if calls is not None and not 1 <= calls <= MOST_CALLS:
        raise CommandError(f"--calls-per-minute is a whole number from 1 to {MOST_CALLS}")
    return register_client(options["name"], options["scopes"], calls_per_minute=calls)
