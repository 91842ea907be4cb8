"""How the national store of results is reached, by the settings; without address or key nothing is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True)
class StoreConnection:
    """Address, token and codes. `key`: the store's public key, 32 bytes in base64. The token is never shown."""

    url: str
    token: str = field(repr=False)
    key: str
    unit: str = ""
    destination: str = ""
    driver: str = "CLASSIC"
    patience_seconds: float = 20.0


def is_connected() -> bool:
    """Whether a store is set whose answers can be told from forged ones; read anew each time."""
    return bool(settings.RESULTS_STORE_URL and settings.RESULTS_STORE_KEY)


def connection() -> StoreConnection:
    """The connection that is set. Raises LookupError when there is none."""
    if not is_connected():
        raise LookupError("RESULTS_STORE_URL and RESULTS_STORE_KEY are not both set")
    return StoreConnection(
        url=settings.RESULTS_STORE_URL,
        token=settings.RESULTS_STORE_TOKEN,
        key=settings.RESULTS_STORE_KEY,
        unit=settings.NATIONAL_PORTAL_UNIT,
        destination=settings.NATIONAL_PORTAL_DESTINATION,
        driver=settings.RESULTS_STORE_DRIVER,
    )
