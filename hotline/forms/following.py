"""What the reporter writes after sending: the key to the ticket, more facts, why it comes back, how it went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.attachments.form_fields import AttachingMixin
from hotline.kinds import Score


class UnlockForm(forms.Form):
    """Code and secret, both told when the report was sent."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Mã phản ánh"),
        help_text=_("Ví dụ PAKN-H29-261122-0001."),
        max_length=60,
        error_messages={"required": _("Hãy nhập mã phản ánh.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )
    secret = forms.CharField(
        label=_("Mã bí mật"),
        help_text=_("Ví dụ 7KQM-X2PA-9RTE, được cho biết một lần khi gửi."),
        max_length=60,
        error_messages={"required": _("Hãy nhập mã bí mật.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )


class FactsForm(AttachingMixin, forms.Form):
    """More about the matter."""

    use_required_attribute = False
    field_order = ("text", "kept", "attachments")
    text = long_text(_("Điều bạn muốn bổ sung"), _("Hãy ghi điều bạn muốn bổ sung."), rows=5)


class ReopenForm(forms.Form):
    """Why the answer is not enough."""

    use_required_attribute = False
    reason = long_text(
        _("Câu trả lời còn thiếu hoặc chưa đúng ở đâu?"),
        _("Hãy cho biết câu trả lời còn thiếu hoặc chưa đúng ở đâu."),
        rows=5,
    )


class RateForm(forms.Form):
    """The three answers of the national form; a bad one needs its reason, so that somebody can act on it."""

    use_required_attribute = False
    score = forms.TypedChoiceField(
        label=_("Bạn có hài lòng với câu trả lời không?"),
        choices=Score.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một trong ba mức.")},
    )
    comment = long_text(_("Điều bạn muốn nói thêm"), rows=4)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a bad score."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("score") == Score.NOT_SATISFIED and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Hãy cho biết điều gì làm bạn chưa hài lòng."))
        return data
