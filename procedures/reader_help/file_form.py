"""What publishers hand in: a blank form for one paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """A blank form for one paper."""

    use_required_attribute = False
    paper = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    file = forms.FileField(
        label=_("Tệp biểu mẫu (DOCX, PDF hoặc XLSX)"), error_messages={"required": _("Hãy chọn một tệp.")}
    )
