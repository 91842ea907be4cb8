"""The outbox app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.outbox.drivers import registry
from portal.outbox.drivers.email import EmailDriver


class OutboxConfig(AppConfig):
    """Everything that leaves the system."""

    name = "portal.outbox"
    label = "outbox"
    verbose_name = _("Thư đi")

    def ready(self) -> None:
        """Open the channels that every deployment has."""
        registry.register(EmailDriver())
