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
        """Fill the menus and tell the units what the catalogue knows; only now, since they ask models."""
        from procedures import forms, menus  # noqa: PLC0415 - models do not exist while apps load
        from procedures.review import menu as review_menu  # noqa: PLC0415
        from units import offered_fields  # noqa: PLC0415 - as above

        menus.offer()
        review_menu.offer()
        offered_fields.tell(forms.fields_in_use)
