"""What people type about payments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code of an order."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Mã khoản thu"),
        help_text=_("Ghi trong thư báo nộp tiền, ví dụ H29.101-261122-0001."),
        max_length=40,
        error_messages={"required": _("Hãy nhập mã khoản thu."), "max_length": _("Mã khoản thu không dài như vậy.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )

    def clean_code(self) -> str:
        """The code as orders have it: capital letters, no spaces."""
        return "".join(str(self.cleaned_data["code"]).split()).upper()
