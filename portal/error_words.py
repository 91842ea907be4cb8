"""What people are told when something went wrong: what it is, whether anything was lost, and what to do next."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
