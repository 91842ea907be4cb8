"""App configuration of `units`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.rules import PUBLIC
from portal.ui.navigation import Item, Menu, register


class UnitsConfig(AppConfig):
    """Divisions, agencies, staff roles and working calendars of one province."""

    name = "units"
    label = "units"
    verbose_name = _("Đơn vị")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the list of units into the public menu, the absences and the calendars into the one of staff."""
        from .access import STAFF  # noqa: PLC0415 - models do not exist while apps load
        from .calendar_desk.rights import KEEPERS  # noqa: PLC0415 - as above

        register(Item("calendars", Menu.STAFF, _("Lịch làm việc"), "calendar-desk:list", KEEPERS, position=64))
        register(Item("units", Menu.PUBLIC, pgettext_lazy("menu", "Nơi tiếp nhận"), "units:list", PUBLIC, position=40))
        register(Item("absences", Menu.STAFF, pgettext_lazy("menu", "Vắng mặt"), "absences:list", STAFF, position=50))
