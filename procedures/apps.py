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
        from procedures import delegations_carried, forms, menus  # noqa: PLC0415 - models do not exist while apps load
        from procedures.review import menu as review_menu  # noqa: PLC0415
        from units import hooks, offered_fields  # noqa: PLC0415 - as above

        menus.offer()
        review_menu.offer()
        offered_fields.tell(forms.fields_in_use)
        keeping = hooks.Keeper(_("Ủy quyền, phân cấp"), delegations_carried.foresee, delegations_carried.carry)
        hooks.register_keeper("procedures", keeping)
