"""The signers by name; settings.DOCUMENT_SIGNER chooses one."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.documents.signing.base import Signer
from portal.documents.signing.demo import DemoSigner

DRIVERS: dict[str, type[Signer]] = {DemoSigner.name: DemoSigner}


def signer() -> Signer:
    """Return the configured signer; ImproperlyConfigured when the name is unknown."""
    name = getattr(settings, "DOCUMENT_SIGNER", "demo")
    if name not in DRIVERS:
        known = ", ".join(sorted(DRIVERS))
        raise ImproperlyConfigured(f"DOCUMENT_SIGNER is {name!r}; known: {known}")
    return DRIVERS[name]()
