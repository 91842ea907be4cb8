"""Django's registration of the hotline."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotlineConfig(AppConfig):
    """The app of the hotline; it stands on dossiers, the catalogue, units and the ground apps."""

    name = "hotline"
    label = "hotline"
    verbose_name = _("Đường dây nóng")

    def ready(self) -> None:
        """Fill the menus and follow reorganisations; only now, since the rules ask models."""
        from hotline import menus, moving_units, telling  # noqa: PLC0415 - models do not exist while apps load
        from hotline.broadcasts import showing  # noqa: PLC0415 - as above
        from hotline.roster import keeping, told_publicly  # noqa: PLC0415 - as above
        from portal.outbox import webhooks  # noqa: PLC0415 - as above
        from portal.ui import banners  # noqa: PLC0415 - as above
        from units import duty_hooks, hooks  # noqa: PLC0415 - as above

        menus.offer()
        webhooks.offer(*telling.EVENTS.values())
        banners.register("hotline", showing.source)
        duty_hooks.register("hotline", told_publicly.source())
        following = hooks.Follower(_("Phản ánh, kiến nghị đang giải quyết"), moving_units.foresee, moving_units.carry)
        hooks.register("hotline", following)
        hooks.register_keeper("hotline", hooks.Keeper(_("Tổ trực đường dây nóng"), keeping.foresee, keeping.carry))
