"""Other systems as clients: registered by an administrator, each with the scopes it may ask for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
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
def register_client(
    name: str, scopes: Collection[str], *, calls_per_minute: int | None = None, submission_key: UUID | None = None
) -> tuple[Application, str]:
    """Register a client with its scopes; returns it and its secret, of which only a hash is kept.

    ``calls_per_minute`` None: as many as the site lets everybody. A key that was used already gives the client that was
    made with it, and no secret.
    """
    _require_known(scopes)
    made = _made_with(submission_key)
    if made is not None:
        return made, ""
    secret = generate_client_secret()
    client = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    more = {"calls_per_minute": calls_per_minute, "submission_key": submission_key}
    ClientGrant.objects.create(application=client, scopes=sorted(scopes), **more)
    return client, secret


@transaction.atomic
def change(client: Application, name: str, scopes: Collection[str], calls_per_minute: int | None) -> None:
    """Change what a client is called and may do. Tokens with a scope that it loses end at once."""
    _require_known(scopes)
    grant = ClientGrant.objects.select_for_update().get(application=client)
    is_narrowed = bool(set(grant.scopes) - set(scopes))
    grant.scopes, grant.calls_per_minute = sorted(scopes), calls_per_minute
    grant.save(update_fields=["scopes", "calls_per_minute"])
    # The secret's hash is left as it is: saving the whole row would hash it again.
    Application.objects.filter(pk=client.pk).update(name=name)
    if is_narrowed:
        AccessToken.objects.filter(application=client).delete()


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


def _require_known(scopes: Collection[str]) -> None:
    unknown = set(scopes) - set(settings.OAUTH2_PROVIDER["SCOPES"])
    if unknown:
        raise UnknownScopes(f"unknown scopes: {', '.join(sorted(unknown))}")


def _made_with(key: UUID | None) -> Application | None:
    """The client that a form made before; whoever sends the same form at the same moment waits here."""
    if key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"client {key}"])
    grant = ClientGrant.objects.select_related("application").filter(submission_key=key).first()
    return grant.application if grant else None


def is_closed(client: Application) -> bool:
    """Whether a client gets no token now."""
    return ClientGrant.objects.filter(application=client, closed_at__isnull=False).exists()
