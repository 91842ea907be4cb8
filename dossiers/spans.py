"""A length of working time as people read it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _


def span_in_words(span: timedelta) -> str:
    """Working time in whole hours and minutes: "5 giờ 30 phút làm việc"; begun minutes do not count."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    words = _("%(hours)s giờ %(minutes)s phút làm việc") if minutes else _("%(hours)s giờ làm việc")
    return words % {"hours": hours, "minutes": minutes}
