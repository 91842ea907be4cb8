"""What is issued, in which states, and how its verification code looks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_PATTERN = r"^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$"


class Kind(models.TextChoices):
    """Kinds of documents: the acknowledgement, the seven forms of TT 03/2025/TT-VPCP Annex I, the result."""

    ACKNOWLEDGEMENT = "acknowledgement", _("Giấy xác nhận đã nộp hồ sơ")
    RECEIPT = "receipt", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    SUPPLEMENT_REQUEST = "supplement_request", _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    REFUSAL = "refusal", _("Phiếu từ chối tiếp nhận giải quyết hồ sơ")
    APOLOGY = "apology", _("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")
    STOP_NOTICE = "stop_notice", _("Thông báo dừng giải quyết hồ sơ")
    CONTROL_SLIP = "control_slip", _("Phiếu kiểm soát quá trình giải quyết hồ sơ")
    REGISTER = "register", _("Sổ theo dõi hồ sơ")
    FEE_RECEIPT = "fee_receipt", _("Biên lai thu phí, lệ phí")
    RESULT = "result", _("Kết quả giải quyết thủ tục hành chính")


class DocumentState(models.TextChoices):
    """Whether a document still counts."""

    ACTIVE = "active", _("Đang có hiệu lực")
    REPLACED = "replaced", _("Đã được thay thế")
    RECALLED = "recalled", _("Đã thu hồi")
