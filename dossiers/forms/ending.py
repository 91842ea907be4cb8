"""What a leader writes when a dossier ends outside the way of its process."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from procedures.eforms.fields import TypedText


class StopForm(forms.Form):
    """Reason and legal ground of a stop (TT 03/2025/TT-VPCP, form 05)."""

    use_required_attribute = False
    prefix = "stop"
    reason = long_text(
        _("Lý do dừng giải quyết"),
        _("Hãy ghi lý do dừng giải quyết."),
        hint=_("Người dân đọc nguyên văn câu này."),
    )
    legal_ground = TypedText(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ghi tên văn bản và điều, khoản, hoặc đơn đề nghị của chủ hồ sơ."),
        max_length=500,
        error_messages={"required": _("Hãy ghi căn cứ pháp lý của việc dừng giải quyết.")},
    )


class RefusalForm(forms.Form):
    """Reason and legal ground of a refusal on the merits (NĐ 61/2018 Đ19(8))."""

    use_required_attribute = False
    prefix = "refusal"
    reason = long_text(
        _("Lý do từ chối giải quyết"),
        _("Hãy ghi lý do từ chối giải quyết."),
        hint=_("Người dân đọc nguyên văn câu này: điều kiện nào chưa đạt, vì sao."),
    )
    legal_ground = TypedText(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ghi tên văn bản và điều, khoản."),
        max_length=500,
        error_messages={"required": _("Hãy ghi căn cứ pháp lý của việc từ chối.")},
    )


class RecallForm(forms.Form):
    """Reason and legal ground of taking a result back."""

    use_required_attribute = False
    prefix = "recall"
    reason = long_text(
        _("Lý do thu hồi"),
        _("Hãy ghi lý do thu hồi."),
        hint=_("Người dân đọc nguyên văn câu này; ai kiểm tra mã xác minh cũng đọc được."),
    )
    legal_ground = TypedText(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ghi tên văn bản và điều, khoản."),
        max_length=500,
        error_messages={"required": _("Hãy ghi căn cứ pháp lý của việc thu hồi.")},
    )


class UndoForm(forms.Form):
    """Nothing is asked: what is taken back stands in the history."""

    use_required_attribute = False
    prefix = "undo"
