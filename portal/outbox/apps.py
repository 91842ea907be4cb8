"""The outbox app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.rules import SYSTEM
from portal.outbox.drivers import registry
from portal.outbox.drivers.email import EmailDriver
from portal.ui.navigation import Item, Menu, register


class OutboxConfig(AppConfig):
    """Everything that leaves the system."""

    name = "portal.outbox"
    label = "outbox"
    verbose_name = _("Thư đi")

    def ready(self) -> None:
        """Open the channels that every deployment has."""
        from portal.outbox.drivers.webhook import WebhookDriver  # noqa: PLC0415 - it asks models

        registry.register(EmailDriver())
        registry.register(WebhookDriver())
        doors = pgettext_lazy("menu", "Kết nối hệ thống khác")
        register(Item("doors-door", Menu.PUBLIC, doors, "doors:clients", SYSTEM, position=93))
        register(Item("doors", Menu.STAFF, doors, "doors:clients", SYSTEM, position=80))
