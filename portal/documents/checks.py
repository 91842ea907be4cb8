"""System checks of the documents app: the demonstration signer never starts in production."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def signer_fits_the_place(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse DOCUMENT_SIGNER=demo where PORTAL_DEMO is off."""
    if getattr(settings, "PORTAL_DEMO", False) or getattr(settings, "DOCUMENT_SIGNER", "demo") != "demo":
        return []
    return [
        Error(
            "The demonstration signer makes signatures that nobody outside trusts.",
            hint="Set DOCUMENT_SIGNER to a real driver, or to an empty value to issue without signatures.",
            id="documents.E001",
        )
    ]
