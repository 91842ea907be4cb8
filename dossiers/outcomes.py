"""How something came out against its due time, in the words of the control slip (form 06)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _


def outcome(due_at: datetime, done_at: datetime | None, now: datetime) -> str:
    """In the words of the form; "" while open and not late.

    Done on a day before that of the due time is early; on that day, up to the due time, in time.
    """
    if (done_at or now) > due_at:
        return _("Quá hạn")
    if done_at is None:
        return ""
    return _("Trước hạn") if timezone.localdate(done_at) < timezone.localdate(due_at) else _("Đúng hạn")
