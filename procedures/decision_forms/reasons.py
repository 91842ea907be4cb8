"""Why something is given back, given up or found good."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.decision_forms.boxes import text_field


class ReasonForm(forms.Form):
    """Why something is given back or given up."""

    use_required_attribute = False
    reason = text_field(_("Lý do"), _("Hãy ghi lý do."), hint=_("Người soạn đọc nguyên văn câu này."))


class RemarksForm(forms.Form):
    """What the Office notes when it finds the quality good."""

    use_required_attribute = False
    remarks = text_field(_("Nhận xét"), required=False, rows=2)
