"""Django's registration of the hotline."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotlineConfig(AppConfig):
    """The app of the hotline; it stands on dossiers, the catalogue, units and the ground apps."""

    name = "hotline"
    label = "hotline"
    verbose_name = _("Đường dây nóng")

    def ready(self) -> None:
        """Fill the menus; only now, since the rules ask models."""
        from hotline import menus  # noqa: PLC0415 - models do not exist while apps load

        menus.offer()
