"""The signers by name; settings.DOCUMENT_SIGNER chooses one."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.documents.signing.base import Signer
from portal.documents.signing.demo import DemoSigner
from portal.documents.signing.none import NoSigner

DRIVERS: dict[str, type[Signer]] = {DemoSigner.name: DemoSigner, NoSigner.name: NoSigner}


def configured() -> str:
    """Return the name of the configured signer; empty when documents are issued without signatures."""
    return str(getattr(settings, "DOCUMENT_SIGNER", "demo"))


def is_signing() -> bool:
    """Whether results get a digital signature here; pages and messages promise one only then."""
    return bool(configured())


def signer() -> Signer:
    """Return the configured signer; ImproperlyConfigured when the name is unknown."""
    name = configured()
    if name not in DRIVERS:
        known = ", ".join(repr(each) for each in sorted(DRIVERS))
        raise ImproperlyConfigured(f"DOCUMENT_SIGNER is {name!r}; known: {known}")
    return DRIVERS[name]()
