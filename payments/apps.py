"""Django's registration of the payments app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Orders, the ledger, what providers report, and electronic receipts; it knows nothing of dossiers."""

    name = "payments"
    label = "payments"
    verbose_name = _("Thanh toán")
