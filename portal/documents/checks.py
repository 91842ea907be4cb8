"""System checks of the documents app: the demonstration signer never starts in production, and a known one does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, register

from portal.documents.signing import registry

UNSIGNED = "documents.W001"


@register
def signer_fits_the_place(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse DOCUMENT_SIGNER=demo where PORTAL_DEMO is off, and a name nobody knows; warn where nothing is signed."""
    name = registry.configured()
    if name not in registry.DRIVERS:
        return [Error(f"There is no signer {name!r} (DOCUMENT_SIGNER).", id="documents.E002")]
    if not name:
        words = "Documents are issued without digital signatures: DOCUMENT_SIGNER is empty."
        return [CheckMessage(WARNING, words, id=UNSIGNED)]
    if getattr(settings, "PORTAL_DEMO", False) or name != "demo":
        return []
    return [
        Error(
            "The demonstration signer makes signatures that nobody outside trusts.",
            hint="Set DOCUMENT_SIGNER to a real driver, or to an empty value to issue without signatures.",
            id="documents.E001",
        )
    ]
