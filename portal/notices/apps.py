"""The app of notices."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.outbox.drivers import registry


class NoticesConfig(AppConfig):
    """By which ways people hear of what happens."""

    name = "portal.notices"
    label = "notices"
    verbose_name = _("Thông báo cho người dân")

    def ready(self) -> None:
        """Open the channels of text messages and of browsers."""
        from portal.notices.push.driver import PushDriver  # noqa: PLC0415 - it asks models
        from portal.notices.sms.driver import SmsDriver  # noqa: PLC0415 - as above

        registry.register(SmsDriver())
        registry.register(PushDriver())
