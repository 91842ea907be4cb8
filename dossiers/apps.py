"""Django's registration of the dossiers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """The app of dossiers; it stands on units, the catalogue, payments and the ground apps."""

    name = "dossiers"
    label = "dossiers"
    verbose_name = _("Hồ sơ")

    def ready(self) -> None:
        """Fill the menus and answer the catalogue's question; only now, since they ask models."""
        from dossiers import (  # noqa: PLC0415 - models do not exist while apps load
            filed_counts,
            keeping_policies,
            last_filed,
            menus,
            moving_units,
            paid,
            recounting,
            telling_clients,
        )
        from payments import hooks as payment_hooks  # noqa: PLC0415 - as above
        from portal.outbox import webhooks  # noqa: PLC0415 - as above
        from procedures import hooks  # noqa: PLC0415 - as above
        from units import hooks as unit_hooks  # noqa: PLC0415 - as above

        menus.offer()
        webhooks.offer_to_clients(telling_clients.CHANGED)
        recounting.follow()
        payment_hooks.register("dossiers", paid.FOLLOWER)
        hooks.tell_last_filed(last_filed.last_filed)
        hooks.tell_filed_counts(filed_counts.filed_counts)
        following = unit_hooks.Follower(_("Hồ sơ đang giải quyết"), moving_units.foresee, moving_units.carry)
        unit_hooks.register("dossiers", following)
        keeping = unit_hooks.Keeper(_("Cách phân công"), keeping_policies.foresee, keeping_policies.carry)
        unit_hooks.register_keeper("dossiers", keeping)
