"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations, sign-in, access rules, access log."""

    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Tài khoản")
