"""Make the demonstration certificate authority at first start; a second call changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from portal.documents.signing import demo, demo_ca


class Command(BaseCommand):
    help = "Make the demonstration certificate authority (root, issuing, timestamp) unless it is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.require_demo_mode()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        made = demo_ca.make(demo.folder())
        words = "made" if made else "was there already"
        self.stdout.write(f"Demonstration certificate authority: {words}.")
