"""What is written when an alert is settled."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text


class SettleForm(forms.Form):
    """What was done about it."""

    use_required_attribute = False
    note = long_text(
        _("Đã làm gì"),
        _("Hãy ghi đã làm gì với cảnh báo này."),
        hint=_("Người nhận cảnh báo khác và người giám sát đọc được câu này."),
    )
