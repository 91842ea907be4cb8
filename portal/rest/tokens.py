"""Knowing a machine's token again without reading it anew: one small query says whether the rows are still the same.

A revoked token stops at once, in every process: nothing is believed that the database did not just confirm.
"""

from __future__ import annotations

import hashlib
import threading
from functools import cache
from typing import Any

from django.db import connection
from oauth2_provider.models import AccessToken, Application
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.oauth2_validators import OAuth2Validator
from rest_framework.request import Request

from portal import prepared
from portal.rest.clients import is_closed
from portal.rest.models import ClientGrant

#: Machines that call one process at a time are few; past this the oldest are read again.
KEPT_TOKENS = 500
#: Where the rows of a token and its client lie, and who wrote them: another version of a row has another place.
_Version = tuple[str, str, str, str, int | None]
_in_memory: dict[str, tuple[_Version, AccessToken]] = {}
_writing = threading.Lock()


class RememberingValidator(OAuth2Validator):  # type: ignore[misc]  # django-oauth-toolkit has no types
    """Checks tokens as usual, but does not build the same row of a machine's token for every call."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Know a client by its secret, unless it was closed."""
        is_known = bool(super().authenticate_client(request, *args, **kwargs))
        return is_known and not is_closed(request.client)

    def _load_access_token(self, token: str) -> AccessToken | None:
        checksum = hashlib.sha256(token.encode()).hexdigest()
        version = _version(checksum)
        known = _in_memory.get(checksum)
        if version is not None and known is not None and known[0] == version:
            return known[1]
        found: AccessToken | None = super()._load_access_token(token)
        if found is not None and version is not None:
            # As part of the version: another number given to the client holds from its next call on.
            found.calls_per_minute = version[-1]
            _keep(checksum, version, found)
        return found


class HeaderOnly(OAuthLibCore):  # type: ignore[misc]  # django-oauth-toolkit has no types
    """Tokens of REST come in the header Authorization (RFC 6750 2.1): to know the caller, no body is read.

    A body is the view's to read: of whoever may not come in, nothing is parsed, and a body that says it is a form and
    is none (a piece of a file under a wrong media type) breaks nothing here.
    """

    def extract_body(self, request: Any) -> Any:
        """The form of the token endpoint; nothing of a call of REST."""
        return [] if isinstance(request, Request) else super().extract_body(request)


def _keep(checksum: str, version: _Version, token: AccessToken) -> None:
    with _writing:
        while len(_in_memory) >= KEPT_TOKENS:
            del _in_memory[next(iter(_in_memory))]
        _in_memory[checksum] = version, token


def _version(checksum: str) -> _Version | None:
    """Say which versions of the token's and the client's rows hold now; None for people's tokens and unknown ones."""
    row: _Version | None = prepared.ask(_question(), [checksum])
    return row


@cache
def _question() -> str:
    models = (AccessToken, Application, ClientGrant)
    token, client, grant = (connection.ops.quote_name(model._meta.db_table) for model in models)
    tables = f"FROM {token} token JOIN {client} client ON client.id = token.application_id "
    tables += f"LEFT JOIN {grant} given ON given.application_id = client.id "
    return (
        "SELECT token.ctid::text, token.xmin::text, client.ctid::text, client.xmin::text, given.calls_per_minute "
        + tables
        + "WHERE token.token_checksum = %s AND token.user_id IS NULL"
    )
