"""What readers ask, and what publishers write in answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.eforms.fields import TypedText, WholeNumber
from procedures.reader_help.questions import MOST_LETTERS


def _words(label: Any, missing: Any, *, most: int, rows: int = 4, hint: Any = "") -> TypedText:
    words = {"required": missing, "max_length": _("Câu này dài quá. Hãy viết ngắn hơn.")}
    widget = forms.Textarea({"rows": rows})
    return TypedText(label=label, help_text=hint, max_length=most, widget=widget, error_messages=words)


class AskForm(forms.Form):
    """A question of somebody who needs no account."""

    use_required_attribute = False
    question = _words(
        _("Câu hỏi của bạn"),
        _("Hãy ghi câu hỏi."),
        most=MOST_LETTERS,
        hint=_("Đừng ghi tên, số căn cước, số điện thoại hay địa chỉ: câu hỏi có thể được công khai."),
    )


class AnswerForm(forms.Form):
    """A question as it will stand on the page, and its answer."""

    use_required_attribute = False
    question = _words(
        _("Câu hỏi"),
        _("Hãy ghi câu hỏi."),
        most=1000,
        rows=2,
        hint=_("Viết lại cho gọn, bỏ mọi chi tiết về một người cụ thể."),
    )
    answer = _words(_("Câu trả lời"), _("Hãy ghi câu trả lời."), most=4000, rows=6)
    position = WholeNumber(label=_("Thứ tự trên trang"), min_value=0, max_value=9999, initial=100)


class AddForm(AnswerForm):
    """A question that publishers hear at counters, written by themselves."""

    code = TypedText(label=_("Mã thủ tục"), max_length=64, error_messages={"required": _("Hãy ghi mã thủ tục.")})
    field_order = ("code", "question", "answer", "position")
