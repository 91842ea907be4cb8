"""App configuration of `units`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.rules import PUBLIC, Rule
from portal.ui.navigation import Item, Menu, register


class UnitsConfig(AppConfig):
    """Divisions, agencies, staff roles and working calendars of one province."""

    name = "units"
    label = "units"
    verbose_name = _("Đơn vị")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the menus; the rules of the desks only now, since they ask models."""
        from .access import STAFF  # noqa: PLC0415 - models do not exist while apps load
        from .calendar_desk.rights import KEEPERS  # noqa: PLC0415 - as above
        from .desk import reach  # noqa: PLC0415 - as above
        from .reorganising import rights  # noqa: PLC0415 - as above

        register(Item("calendars", Menu.STAFF, _("Lịch làm việc"), "calendar-desk:list", KEEPERS, position=64))
        register(Item("units", Menu.PUBLIC, pgettext_lazy("menu", "Nơi tiếp nhận"), "units:list", PUBLIC, position=40))
        register(Item("absences", Menu.STAFF, pgettext_lazy("menu", "Vắng mặt"), "absences:list", STAFF, position=50))
        desk = Rule("staff who administer the province", rights.is_at_the_desk)
        register(Item("plans-door", Menu.PUBLIC, _("Sắp xếp đơn vị"), "unit-desk:plans", desk, position=92))
        at_home = Rule("staff who administer a unit", reach.is_unit_admin)
        register(Item("unit-door", Menu.PUBLIC, _("Quản trị đơn vị"), "unit-desk:units", at_home, position=91))
        register(Item("unit-desk", Menu.STAFF, _("Quản trị đơn vị"), "unit-desk:units", reach.UNIT_ADMIN, position=69))
        register(Item("plans", Menu.STAFF, _("Sắp xếp đơn vị"), "unit-desk:plans", rights.PROVINCE_ADMIN, position=70))
