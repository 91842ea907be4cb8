"""What an administrator reads of scopes and events: each in words, with the name that the other system writes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: dict[str, str | Promise] = {
    "catalogue:read": _("Đọc danh mục thủ tục và đơn vị"),
    "dossiers:read": _("Đọc hồ sơ do hệ thống này nộp"),
    "dossiers:write": _("Nộp hồ sơ và làm tiếp trên hồ sơ của mình"),
    "documents:read": _("Tải kết quả, biên lai, giấy hẹn của hồ sơ do hệ thống này nộp"),
    "uploads:write": _("Tải tệp giấy tờ lên"),
    "feedback:write": _("Gửi phản ánh thay người khác và theo dõi"),
    "webhooks:write": _("Tự lập nơi nhận thông báo về hồ sơ của mình"),
    "payments:read": _("Đọc khoản thu và biên lai của đơn vị được giao"),
}
EVENTS: dict[str, str | Promise] = {
    "feedback.received": _("Phản ánh mới đến"),
    "feedback.routed": _("Phản ánh được chuyển tới đơn vị"),
    "feedback.answered": _("Phản ánh được trả lời"),
    "feedback.closed": _("Phản ánh được đóng"),
    "feedback.reopened": _("Phản ánh được mở lại"),
    "payment.paid": _("Khoản thu đã nộp đủ"),
    "payment.refunded": _("Đã hoàn tiền"),
    "payment.refund_failed": _("Hoàn tiền không thành"),
    "dossier.changed": _("Hồ sơ có thay đổi"),
}


def in_words(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each name with what a page says of it; a name that has no words yet stands for itself."""
    known = SCOPES | EVENTS
    return [(name, f"{known[name]} ({name})" if name in known else name) for name in names]
