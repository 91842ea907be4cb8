"""What looking at the signature of a decision's copy found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignatureOutcome(models.TextChoices):
    """What the digital signatures of the signed copy say; one that was changed since is never stored."""

    VALID = "valid", _("Chữ ký số hợp lệ")
    UNKNOWN = "unknown", _("Chữ ký số của tổ chức chứng thực mà hệ thống không nhận biết")
    UNSIGNED = "unsigned", _("Tệp chưa được ký số")
    UNREADABLE = "unreadable", _("Không đọc được chữ ký số trong tệp")
    CHANGED = "changed", _("Tệp đã bị sửa sau khi ký")
