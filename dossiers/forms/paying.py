"""What staff write when they ask for fees or take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.filing_fees import fees_of
from dossiers.forms.typed import long_text
from procedures.eforms.fields import WholeNumber

if TYPE_CHECKING:
    from django.http import QueryDict

    from dossiers.models import Dossier

_MOST_DONG = 10**12
_AMOUNT = "amount-"


class AskPaymentForm(forms.Form):
    """One box for each fee whose amount only a text sets; the others stand by the rules."""

    use_required_attribute = False
    prefix = "pay"

    def __init__(self, data: QueryDict | None, *, dossier: Dossier) -> None:
        super().__init__(data)
        self.owed = fees_of(dossier).owed
        for place, line in enumerate(self.owed.lines):
            if line.owed_dong is None:
                self.fields[f"{_AMOUNT}{place}"] = WholeNumber(
                    label=line.due.name,
                    help_text=line.due.note,
                    min_value=0,
                    max_value=_MOST_DONG,
                    widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
                    error_messages={
                        "required": _("Hãy ghi số tiền; không phải nộp thì ghi 0."),
                        "invalid": _("Hãy ghi số tiền bằng chữ số, đơn vị đồng."),
                    },
                )


class CallOffForm(forms.Form):
    """Why the request is taken back."""

    use_required_attribute = False
    prefix = "calloff"
    reason = long_text(
        _("Lý do thôi yêu cầu"),
        _("Hãy ghi lý do thôi yêu cầu nộp tiền."),
        hint=_("Người dân đọc nguyên văn câu này."),
        most=500,
    )
