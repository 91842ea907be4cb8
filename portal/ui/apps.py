"""The app's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the app under the label `ui`."""

    name = "portal.ui"
    label = "ui"
