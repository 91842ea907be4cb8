"""Django's registration of the dossiers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """The app of dossiers; it stands on units, the catalogue and the ground apps."""

    name = "dossiers"
    label = "dossiers"
    verbose_name = _("Hồ sơ")

    def ready(self) -> None:
        """Fill the menus; only now, since their rules ask models."""
        from dossiers import menus  # noqa: PLC0415 - models do not exist while apps load

        menus.offer()
