"""Django's registration of the catalogue."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    """The catalogue of administrative procedures."""

    name = "procedures"
    label = "procedures"
    verbose_name = _("Danh mục thủ tục hành chính")

    def ready(self) -> None:
        """Fill the menus; only now, since their rules ask models."""
        from procedures import menus  # noqa: PLC0415 - models do not exist while apps load
        from procedures.review import menu as review_menu  # noqa: PLC0415

        menus.offer()
        review_menu.offer()
