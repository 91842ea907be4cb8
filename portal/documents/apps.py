"""The documents app: official PDFs, their numbers, signatures, and public verification."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Registers the app under the label that other apps' foreign keys use."""

    name = "portal.documents"
    label = "documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        """Register the system checks that keep the demo signer out of production."""
        from portal.documents import checks  # noqa: F401, PLC0415 - Django registers checks on import
