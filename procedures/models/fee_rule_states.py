"""The states of a rule on fees and the acts that lead from one to the next."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleState(models.TextChoices):
    """Life of a rule; only an approved one lowers a fee, within its days."""

    DRAFT = "draft", _("Đang soạn")
    WAITING = "waiting", _("Chờ phê duyệt")
    APPROVED = "approved", _("Đã phê duyệt")
    WITHDRAWN = "withdrawn", _("Đã bỏ")


class RuleAct(models.TextChoices):
    """What people do to a rule; each act is one row of its log."""

    CREATE = "create", _("Tạo quy tắc")
    WRITE = "write", _("Sửa nội dung")
    SUBMIT = "submit", _("Trình phê duyệt")
    APPROVE = "approve", _("Phê duyệt")
    SEND_BACK = "send_back", _("Trả lại để sửa")
    WITHDRAW = "withdraw", _("Bỏ quy tắc")
    PROPOSE_END = "propose_end", _("Đề nghị chấm dứt")
    APPROVE_END = "approve_end", _("Phê duyệt chấm dứt")
    REFUSE_END = "refuse_end", _("Không đồng ý chấm dứt")
