"""The rest app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RestConfig(AppConfig):
    """What every REST endpoint shares."""

    name = "portal.rest"
    label = "rest"
    verbose_name = _("Giao diện lập trình")
