"""The vocabulary of alerts: what is told, and how far up the ladder officer → head → supervisor it has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertKind(models.TextChoices):
    """What somebody has to know and answer for."""

    CIRCLING = "circling", _("Hồ sơ chuyển lòng vòng")
    DUE_SOON = "due_soon", _("Sắp đến hạn trả kết quả")
    OVERDUE = "overdue", _("Quá hạn trả kết quả")
    LATE_RECEPTION = "late_reception", _("Chậm tiếp nhận")
    LATE_HAND_OVER = "late_hand_over", _("Chậm chuyển hồ sơ")
    STEP_OVERDUE = "step_overdue", _("Quá hạn một bước xử lý")
    CORRECTION = "correction", _("Đính chính kết quả đang chờ")
    MISSING_PAPERS = "missing_papers", _("Giấy tờ chuyển đi còn thiếu")


class Rung(models.IntegerChoices):
    """Who is told: whoever has the work, then the head who answers for it, then who watches both."""

    OFFICER = 0, _("Người xử lý")
    HEAD = 1, _("Người đứng đầu")
    SUPERVISOR = 2, _("Giám sát")
