"""How the national portal is reached, by the settings; without an address nothing is told to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

#: The catalogue takes two calls a second (domain.md 6.3).
CATALOGUE_PER_SECOND = 2


@dataclass(frozen=True)
class Connection:
    """Address, account and codes of the connection. The password never appears in a representation."""

    url: str
    username: str
    password: str = field(repr=False)
    unit: str = ""
    destination: str = ""
    driver: str = "CLASSIC"
    patience_seconds: float = 10.0
    #: As many calls in a second as it takes from all workers together; 0: no limit.
    calls_per_second: int = 0
    catalogue_per_second: int = 0


def is_connected() -> bool:
    """Whether a national portal is set; read anew each time, so that tests and operators may change it."""
    return bool(settings.NATIONAL_PORTAL_URL)


def connection() -> Connection:
    """The connection that is set. Raises LookupError when there is none."""
    if not is_connected():
        raise LookupError("NATIONAL_PORTAL_URL is not set")
    return Connection(
        url=settings.NATIONAL_PORTAL_URL,
        username=settings.NATIONAL_PORTAL_USERNAME,
        password=settings.NATIONAL_PORTAL_PASSWORD,
        unit=settings.NATIONAL_PORTAL_UNIT,
        destination=settings.NATIONAL_PORTAL_DESTINATION,
        driver=settings.NATIONAL_PORTAL_DRIVER,
        calls_per_second=settings.NATIONAL_PORTAL_CALLS_PER_SECOND,
        catalogue_per_second=CATALOGUE_PER_SECOND,
    )
