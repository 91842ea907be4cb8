"""The vocabulary of late lists: what came late, and how far its explanation has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lateness(models.TextChoices):
    """What was not done by its due time; the values are those of the alerts about it."""

    OVERDUE = "overdue", _("Quá hạn trả kết quả")
    RECEPTION = "late_reception", _("Chậm tiếp nhận")
    HAND_OVER = "late_hand_over", _("Chậm chuyển hồ sơ")


class Standing(models.TextChoices):
    """Where an entry stands between the making of its list and its publication."""

    OPEN = "open", _("Chưa giải trình")
    WAITING = "waiting", _("Chờ duyệt giải trình")
    SENT_BACK = "sent_back", _("Giải trình bị trả lại")
    ACCEPTED = "accepted", _("Giải trình được chấp nhận")
    APOLOGISED = "apologised", _("Đã xin lỗi, hẹn lại")


EXCUSED = (Standing.ACCEPTED, Standing.APOLOGISED)
"""A head has judged the reason and accepted it, in an apology or in an explanation."""

TO_EXPLAIN = (Standing.OPEN, Standing.SENT_BACK)
"""Whoever held the dossier may still say why."""
