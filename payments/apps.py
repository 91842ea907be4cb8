"""Django's registration of the payments app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.outbox.drivers import registry


class PaymentsConfig(AppConfig):
    """Orders, the ledger, what providers report, and electronic receipts; it knows nothing of dossiers."""

    name = "payments"
    label = "payments"
    verbose_name = _("Thanh toán")

    def ready(self) -> None:
        """Fill the menus; only now, since the rules ask models."""
        from payments import hooks, menus, telling  # noqa: PLC0415 - models do not exist while apps load
        from payments.reorganised import accounts, belongings, orders  # noqa: PLC0415 - as above
        from payments.tax_office.driver import TaxDriver  # noqa: PLC0415 - it asks models
        from portal.outbox import webhooks  # noqa: PLC0415 - as above
        from units import hooks as unit_hooks  # noqa: PLC0415 - as above

        menus.offer()
        hooks.register("webhooks", telling.FOLLOWER)
        webhooks.offer(telling.PAID, telling.REFUNDED, telling.REFUND_FAILED)
        registry.register(TaxDriver())
        following = unit_hooks.Follower(_("Khoản thu đang chờ nộp"), orders.foresee, orders.carry)
        unit_hooks.register("payments", following)
        keeping = unit_hooks.Keeper(_("Thu phí, lệ phí"), belongings.foresee, accounts.carry)
        unit_hooks.register_keeper("payments", keeping)
