"""What an operator writes during a call. Keyboard only: one page, every way out a button of the same form."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.answer_check import ONLY_WORDS
from hotline.forms.sending import ReportForm
from hotline.kinds import Channel
from hotline.reports import Report
from portal.ui.fields import PhoneField, TypedText


class NumberForm(forms.Form):
    """The number on the display of the telephone."""

    use_required_attribute = False
    phone = PhoneField(
        label=_("Số điện thoại gọi đến"), help_text=_("Số bị giấu thì để trống rồi nhấn Enter."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where the keyboard is while nobody rings."""
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autofocus"] = True


class CallForm(ReportForm):
    """The report as the caller tells it, and the answer where it can be given on the spot."""

    answer = long_text(
        _("Trả lời ngay cho người gọi"),
        hint=_("Chỉ khi người gọi cần được hướng dẫn hoặc khen ngợi. Ghi đúng điều bạn đã nói với họ."),
        rows=4,
    )
    find = TypedText(
        label=_("Tìm người gọi"),
        help_text=_("Số điện thoại, mã hồ sơ, mã phản ánh, số định danh, hoặc đủ họ và tên (không cần dấu)."),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    attachments = kept = None  # type: ignore[assignment]  # nobody sends papers by telephone
    proof = None  # type: ignore[assignment]  # who sits at the desk is no program that floods

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The caller's words, not the reader's."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("Người gọi nói về điều gì?")
        self.fields["full_name"].label = _("Họ và tên người gọi")
        self.fields["phone"].label = _("Số điện thoại để trả lời")
        self.fields["is_confidential"].label = _("Người gọi muốn được giữ kín danh tính")
        self.fields["is_about_head"].label = _("Người gọi nói về chính người đứng đầu cơ quan đó")
        self.fields["is_about_head"].help_text = ""
        self.fields["content"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """An answer on the spot is for what needs only words; everything else is answered in its parts."""
        data = super().clean()
        if data.get("answer") and data.get("kind") and data["kind"] not in ONLY_WORDS:
            self.add_error(
                "answer",
                _("Nội dung này cần câu trả lời đủ các phần: hãy ghi phản ánh, rồi soạn câu trả lời hoặc chuyển đi."),
            )
        return data

    def report(self) -> Report:
        """The same, told by telephone."""
        return replace(super().report(), channel=Channel.PHONE)


class CloseForm(forms.Form):
    """Why a call is no report."""

    use_required_attribute = False
    note = TypedText(
        label=_("Vì sao không ghi phản ánh"),
        max_length=300,
        help_text=_("Ví dụ: gọi nhầm số, mất tín hiệu."),
        error_messages={"required": _("Hãy ghi vì sao không ghi phản ánh, ví dụ: gọi nhầm số.")},
    )


class PromiseForm(forms.Form):
    """When somebody calls back."""

    use_required_attribute = False
    call_back_at = forms.DateTimeField(
        label=_("Gọi lại lúc"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"],
        error_messages={
            "required": _("Hãy ghi giờ hẹn gọi lại."),
            "invalid": _("Hãy ghi giờ hẹn như 15:30 24/11/2026."),
        },
    )
    note = TypedText(label=_("Về việc gì"), max_length=300, required=False)
    phone = PhoneField(label=_("Số điện thoại để trả lời"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An hour from now is what is promised most."""
        super().__init__(*args, **kwargs)
        soon = timezone.localtime() + timedelta(hours=1)
        self.initial.setdefault("call_back_at", soon.replace(second=0, microsecond=0))
