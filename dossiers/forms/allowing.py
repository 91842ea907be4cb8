"""What a leader writes who lets the owner be asked once more."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from procedures.eforms.fields import TypedText


class AllowSupplementForm(forms.Form):
    """Reason and legal ground of one more request (NĐ 61/2018 Đ17: once and complete)."""

    use_required_attribute = False
    prefix = "allow"
    reason = long_text(
        _("Vì sao phải yêu cầu bổ sung thêm"),
        _("Hãy ghi lý do phải yêu cầu bổ sung thêm."),
        hint=_("Hồ sơ chỉ được yêu cầu bổ sung một lần, đầy đủ. Bạn chịu trách nhiệm về ngoại lệ này."),
    )
    legal_ground = TypedText(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ghi tên văn bản và điều, khoản của pháp luật chuyên ngành."),
        max_length=500,
        error_messages={"required": _("Hãy ghi căn cứ pháp lý cho phép yêu cầu bổ sung thêm.")},
    )
