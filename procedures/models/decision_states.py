"""The states of a decision of announcement, the acts that lead from one to the next, and the kinds of its changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionState(models.TextChoices):
    """Where a decision is on its way."""

    DRAFT = "draft", _("Đang soạn")
    CHECKING = "checking", _("Đang kiểm tra chất lượng")
    SENT_BACK = "sent_back", _("Trả lại để sửa")
    CHECKED = "checked", _("Chờ quyết định của Chủ tịch")
    APPROVED = "approved", _("Đã quyết định, chờ hiệu lực")
    PUBLISHED = "published", _("Đã công khai")
    CANCELLED = "cancelled", _("Đã hủy")


#: States in which the department still writes.
WRITABLE = (DecisionState.DRAFT, DecisionState.SENT_BACK)


#: States after which nothing comes.
CLOSED = (DecisionState.PUBLISHED, DecisionState.CANCELLED)


class ChangeKind(models.TextChoices):
    """What a decision does to one procedure."""

    ANNOUNCE = "announce", _("Công bố mới")
    AMEND = "amend", _("Sửa đổi, bổ sung")
    REPLACE = "replace", _("Thay thế")
    ABOLISH = "abolish", _("Bãi bỏ")


class DecisionAct(models.TextChoices):
    """What people, and the worker, do to a decision; each act is one row of the log."""

    CREATE = "create", _("Tạo dự thảo")
    DESCRIBE = "describe", _("Sửa thông tin chung")
    ADD = "add", _("Thêm thủ tục")
    REMOVE = "remove", _("Bỏ thủ tục")
    WRITE = "write", _("Sửa nội dung thủ tục")
    CLEAR = "clear", _("Bỏ dấu nghi ngờ")
    SUBMIT = "submit", _("Trình kiểm tra")
    PASS = "pass", _("Xác nhận đạt chất lượng")
    SEND_BACK = "send_back", _("Trả lại để sửa")
    APPROVE = "approve", _("Ghi nhận quyết định")
    PUBLISH = "publish", _("Công khai")
    FAIL = "fail", _("Chưa công khai được")
    RETRY = "retry", _("Cho công khai lại")
    CANCEL = "cancel", _("Hủy")
