"""Register another system as a client of the REST interface."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.rest.clients import UnknownScopes, register_client


class Command(BaseCommand):
    """`manage.py create_api_client NAME --scopes dossiers:read dossiers:write`."""

    help = "Register an OAuth 2 client (client credentials); prints its id and, this once, its secret."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("name")
        parser.add_argument("--scopes", nargs="+", default=["catalogue:read"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the client; only a hash of its secret is kept."""
        try:
            client, secret = register_client(options["name"], options["scopes"])
        except UnknownScopes as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"client_id: {client.client_id}\nclient_secret: {secret}")
        self.stdout.write(f"scopes: {' '.join(options['scopes'])}")
