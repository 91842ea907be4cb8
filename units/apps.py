"""App configuration of `units`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    """Divisions, agencies, staff roles and working calendars of one province."""

    name = "units"
    label = "units"
    verbose_name = _("Đơn vị")
    default_auto_field = "django.db.models.BigAutoField"
