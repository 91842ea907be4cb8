"""One page for every way in which a sign-on can fail: what happened, what to do, and the way back kept."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.sign_on.linking import Refusal

log = structlog.get_logger(__name__)

_AGAIN = _("Hãy bấm đăng nhập lại.")
#: Heading, what to do, and the status.
_WORDS: dict[Refusal, tuple[str | Promise, str | Promise, HTTPStatus]] = {
    Refusal.CANCELLED: (
        _("Bạn đã dừng đăng nhập ở Cổng Dịch vụ công quốc gia"),
        _("Bạn có thể đăng nhập lại, hoặc dùng tài khoản của cổng này."),
        HTTPStatus.FORBIDDEN,
    ),
    Refusal.STALE: (
        _("Lần đăng nhập này đã quá 10 phút hoặc mở từ nơi khác"),
        _AGAIN,
        HTTPStatus.BAD_REQUEST,
    ),
    Refusal.AWAY: (
        _("Cổng Dịch vụ công quốc gia đang không trả lời"),
        _("Hãy thử lại sau ít phút, hoặc đăng nhập bằng tài khoản của cổng này."),
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    Refusal.NOT_TRUSTED: (
        _("Không xác nhận được lần đăng nhập này"),
        _("Câu trả lời của Cổng Dịch vụ công quốc gia không hợp lệ hoặc đã dùng rồi. Hãy bấm đăng nhập lại."),
        HTTPStatus.FORBIDDEN,
    ),
    Refusal.INCOMPLETE: (
        _("Tài khoản định danh của bạn còn thiếu thông tin"),
        _("Cần có họ tên và số định danh cá nhân (hoặc mã số thuế của tổ chức). Hãy bổ sung trong ứng dụng VNeID."),
        HTTPStatus.FORBIDDEN,
    ),
    Refusal.NO_WORK_ACCOUNT: (
        _("Chưa có tài khoản cán bộ nào nối với tài khoản định danh này"),
        _(
            "Hãy đăng nhập bằng thư điện tử công vụ, mở trang tài khoản và chọn nối với tài khoản định danh; "
            "nếu chưa có tài khoản, hãy hỏi quản trị đơn vị của bạn."
        ),
        HTTPStatus.FORBIDDEN,
    ),
    Refusal.NUMBER_CHANGED: (
        _("Số định danh không khớp với tài khoản ở đây"),
        _("Hãy gọi đường dây nóng để được kiểm tra; hồ sơ của bạn vẫn còn nguyên."),
        HTTPStatus.FORBIDDEN,
    ),
    Refusal.NUMBER_TAKEN: (
        _("Tài khoản định danh này đã nối với một tài khoản khác"),
        _("Hãy đăng xuất, rồi đăng nhập bằng tài khoản định danh để vào tài khoản đó."),
        HTTPStatus.CONFLICT,
    ),
    Refusal.OTHER_KIND: (
        _("Tài khoản định danh này thuộc loại khác"),
        _("Tài khoản của tổ chức chỉ nối với tài khoản định danh của tổ chức, của công dân với của công dân."),
        HTTPStatus.CONFLICT,
    ),
}


def refused(request: HttpRequest, reason: Refusal, *, next_url: str = "", as_staff: bool = False) -> HttpResponse:
    """The page; the log line names the reason and nobody."""
    log.warning("sign_on_refused", reason=str(reason), as_staff=as_staff)
    what, then, status = _WORDS[reason]
    told = {"what": what, "then": then, "next": next_url, "as_staff": as_staff}
    return render(request, "account/sign_on/refused.html", told, status=status)
