"""Pages for what went wrong: in words that say what to do next, without the database where it may be down."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.guarding import take_back_expired_form
from portal.rest.problems import problem_response
from portal.ui.context_processors import site

Words = tuple[str | Promise, ...]

BAD_REQUEST: Words = (
    _("Máy chủ không hiểu được yêu cầu này"),
    _("Địa chỉ hoặc dữ liệu gửi lên có chỗ không đúng. Chưa có gì bị thay đổi."),
    _("Hãy quay lại trang trước và thử một lần nữa."),
)
FORBIDDEN: Words = (
    _("Bạn không được xem trang này"),
    _("Trang này dành cho người khác, hoặc cho cán bộ có nhiệm vụ. Có thể bạn đã đăng nhập bằng một tài khoản khác."),
    _("Hãy đăng nhập bằng đúng tài khoản rồi mở lại trang."),
)
EXPIRED_FORM: Words = (
    _("Trang này đã mở quá lâu"),
    _("Để bảo vệ bạn, trang đã mở quá lâu thì không gửi được nữa. Chưa có gì được gửi đi."),
    _("Hãy quay lại trang trước, tải lại trang rồi gửi lần nữa. Những gì bạn đã lưu vẫn còn."),
)
NOT_FOUND: Words = (
    _("Không tìm thấy trang này"),
    _("Có thể địa chỉ bị gõ thiếu, hoặc trang đã được chuyển đi."),
    _("Hãy kiểm tra lại địa chỉ, hoặc tìm từ trang chủ."),
)
TOO_LARGE: Words = (
    _("Tệp hoặc nội dung gửi lên quá lớn"),
    _("Mỗi tệp được nặng tối đa 30 MB. Chưa có gì được gửi đi."),
    _("Hãy chụp lại với độ nét thấp hơn, hoặc chia thành nhiều tệp, rồi tải lên lần nữa."),
)
TOO_MANY: Words = (
    _("Bạn gửi quá nhiều yêu cầu"),
    _("Trang đã nhận quá nhiều yêu cầu từ nơi của bạn trong một lúc nên tạm ngừng để bảo vệ tài khoản."),
    _("Hãy chờ vài phút rồi thử lại."),
)
BROKEN: Words = (
    _("Hệ thống đang gặp trục trặc"),
    _("Lỗi này là của chúng tôi, không phải của bạn. Những gì bạn đã lưu vẫn còn."),
    _("Hãy chờ vài phút rồi thử lại."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when the body was larger than Django takes (DATA_UPLOAD_MAX_MEMORY_SIZE)."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, BAD_REQUEST, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _page(request, FORBIDDEN, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form without a valid key (CSRF_FAILURE_VIEW): back to its page with what was typed, or else 403."""
    return take_back_expired_form(request) or _page(request, EXPIRED_FORM, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _page(request, NOT_FOUND, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413."""
    return _page(request, TOO_LARGE, 413)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429, to allauth's limits of tries too (handler429)."""
    return _page(request, TOO_MANY, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: drawn without the request, so that neither session nor database is asked."""
    return _page(None, BROKEN, 500) if not _is_rest(request) else _problem(BROKEN, 500)


def _is_rest(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(words: Words, status: int) -> HttpResponse:
    """Machines read problem details (RFC 9457), not pages."""
    return problem_response(status, " ".join(str(sentence) for sentence in words))


def _page(request: HttpRequest | None, words: Words, status: int) -> HttpResponse:
    if request is not None and _is_rest(request):
        return _problem(words, status)
    context: dict[str, Any] = {"error_title": words[0], "error_text": words[1:]}
    if request is None:
        context |= site(None)
    return HttpResponse(render_to_string("errors.html", context, request=request), status=status)
