"""Other systems as clients: registered by an administrator, each with the scopes it may ask for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application
from oauth2_provider.scopes import BaseScopes

from portal.rest.models import ClientGrant


class UnknownScopes(ValueError):
    """A client was to be given scopes that this site does not have."""


class GrantedScopes(BaseScopes):  # type: ignore[misc]  # the package has no types
    """What a client gets when it asks for a token: its grant, or the part of it that it names."""

    def get_all_scopes(self) -> dict[str, str]:
        """Give all scopes with their meaning."""
        return dict(settings.OAUTH2_PROVIDER["SCOPES"])

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Give the scopes of one client; none for a client without a grant."""
        grant = ClientGrant.objects.filter(application=application).first() if application else None
        return list(grant.scopes) if grant else []

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        """Give all its scopes to a client that names none."""
        return self.get_available_scopes(application, request)


@transaction.atomic
def register_client(name: str, scopes: Collection[str]) -> tuple[Application, str]:
    """Register a client with its scopes; returns it and its secret, of which only a hash is kept."""
    unknown = set(scopes) - set(settings.OAUTH2_PROVIDER["SCOPES"])
    if unknown:
        raise UnknownScopes(f"unknown scopes: {', '.join(sorted(unknown))}")
    secret = generate_client_secret()
    client = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    ClientGrant.objects.create(application=client, scopes=sorted(scopes))
    return client, secret


def give_new_secret(client: Application) -> str:
    """Give a client another secret, of which only a hash is kept: the old one gets no token any more.

    Tokens that it has live on for their hour, so that nothing stops while the other side changes its secret.
    """
    secret: str = generate_client_secret()
    client.client_secret = secret
    client.save(update_fields=["client_secret"])
    return secret


@transaction.atomic
def close(client: Application) -> None:
    """Let a client in no more, at once: its tokens end, and it gets no other."""
    ClientGrant.objects.filter(application=client, closed_at=None).update(closed_at=timezone.now())
    AccessToken.objects.filter(application=client).delete()


def open_again(client: Application) -> None:
    """Let a client in again, with the secret it has."""
    ClientGrant.objects.filter(application=client).update(closed_at=None)


def is_closed(client: Application) -> bool:
    """Whether a client gets no token now."""
    return ClientGrant.objects.filter(application=client, closed_at__isnull=False).exists()
