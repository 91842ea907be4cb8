"""Who can sign on at the simulator, and what it tells of them: the claims of the national portal, or spoilt ones."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import get_user_model
from oauth2_provider.oauth2_validators import OAuth2Validator

from portal.accounts.sign_on.simulator import wishes

#: By `sub`; filled when the simulator starts.
PEOPLE: dict[str, dict[str, str]] = {}
_STRANGER = "https://nobody.invalid"


def users() -> Any:
    """The simulator's own accounts; the checker of types knows only the portal's."""
    return get_user_model()._default_manager


def know(people: list[dict[str, str]]) -> None:
    """Take these people in; each names at least `sub` and HoVaTen."""
    for person in people:
        PEOPLE[person["sub"]] = person
        users().get_or_create(username=person["sub"])


class Validator(OAuth2Validator):  # type: ignore[misc]  # django-oauth-toolkit has no types
    """The toolkit's, with the claims of the national portal."""

    oidc_claim_scope = None

    def get_claim_dict(self, request: Any) -> dict[str, Any]:
        """What is told of the person, in the ID token and at userinfo."""
        told: dict[str, Any] = dict(PEOPLE[request.user.username])
        for name in wishes.take("without").split():
            told.pop(name, None)
        return told | wishes.take_changes()

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any) -> str:
        """Sign the ID token, spoilt where that was wished."""
        spoil = wishes.take("token")
        if spoil == "nonce":
            request.nonce = id_token["nonce"] = "another"
        if spoil == "audience":
            id_token["aud"] = _STRANGER
        self._spoil = spoil
        signed: str = super().finalize_id_token(id_token, token, token_handler, request)
        return f"{signed[:-8]}{'A' * 8}" if spoil == "signature" else signed

    def get_id_token_dictionary(self, token: Any, token_handler: Any, request: Any) -> tuple[dict[str, Any], Any]:
        """The claims of the ID token itself."""
        claims, expires_at = super().get_id_token_dictionary(token, token_handler, request)
        if self._spoil == "expired":
            claims["exp"] = int(time.time()) - 3600
        if self._spoil == "issuer":
            claims["iss"] = _STRANGER
        return claims, expires_at
