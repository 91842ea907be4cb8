"""The files app: whatever people hand in or the portal issues, as encrypted content."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Registers the app under the label that other apps' foreign keys use."""

    name = "portal.files"
    label = "files"
    verbose_name = _("Tệp")
