"""Django's registration of the import of old systems."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InheritanceConfig(AppConfig):
    """It stands on dossiers and on all beneath them."""

    name = "portal.inheritance"
    label = "inheritance"
    verbose_name = _("Kế thừa dữ liệu hệ thống cũ")

    def ready(self) -> None:
        """Offer the page."""
        from portal.inheritance import menus  # noqa: PLC0415 - rules ask models, which do not exist while apps load

        menus.offer()
