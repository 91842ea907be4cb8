"""What the owner says about a dossier on its way: why it is withdrawn, how it went, what goes with an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from dossiers.models import Rating


class WithdrawForm(forms.Form):
    """Why a dossier is withdrawn; nobody has to say."""

    reason = long_text(_("Lý do rút hồ sơ"))


class RateForm(forms.Form):
    """The three answers of the national form; a bad one needs its reason, so that somebody can act on it."""

    use_required_attribute = False
    score = forms.TypedChoiceField(
        label=_("Bạn có hài lòng với việc giải quyết hồ sơ này không?"),
        choices=Rating.Score.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một trong ba mức.")},
    )
    comment = long_text(
        _("Điều bạn muốn nói thêm"), hint=_("Nếu chưa hài lòng, hãy cho biết vì sao để chúng tôi sửa."), rows=4
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a bad score."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("score") == Rating.Score.NOT_SATISFIED and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Hãy cho biết điều gì làm bạn chưa hài lòng."))
        return data


class AnswerForm(forms.Form):
    """A message that goes with the papers of an answer."""

    note = long_text(_("Lời nhắn cho nơi giải quyết hồ sơ"))


class TrackForm(forms.Form):
    """A dossier's code."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Mã hồ sơ"),
        help_text=_("Ghi trên giấy tiếp nhận, ví dụ H29.101-261122-0001."),
        max_length=60,
        error_messages={"required": _("Hãy nhập mã hồ sơ."), "max_length": _("Mã hồ sơ không dài như vậy.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )
