"""What somebody proposes as a term of the hotline, and how another one decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.due_terms import Proposal
from hotline.forms.handling import UnitField
from hotline.kinds import Kind, Severity
from hotline.models import Clock, TimeUnit
from portal.ui.fields import DatePartsField, TypedText

_MOST_AHEAD = dt.timedelta(days=3650)
"""Nobody decides for the decade after; and some days beyond, no calendar can count."""


def _latest() -> dt.date:
    return timezone.localdate() + _MOST_AHEAD


class TermForm(forms.Form):
    """A term, for whom it is, from when, on which legal ground, and why."""

    use_required_attribute = False
    clock = forms.ChoiceField(label=_("Việc"), choices=Clock.choices, widget=forms.RadioSelect)
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices, widget=forms.RadioSelect)
    amount = forms.IntegerField(
        label=_("Bao lâu"),
        min_value=1,
        max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={
            "required": _("Hãy ghi một số."),
            "invalid": _("Hãy ghi một số từ 1 đến 999."),
            "min_value": _("Hãy ghi một số từ 1 đến 999."),
            "max_value": _("Hãy ghi một số từ 1 đến 999."),
        },
    )
    time_unit = forms.ChoiceField(label=_("Tính bằng"), choices=TimeUnit.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("Chỉ với loại nội dung"), choices=[("", _("Mọi loại")), *Kind.choices], required=False
    )
    unit = UnitField(
        label=_("Chỉ với phản ánh về cơ quan"),
        help_text=_("Mã hoặc tên đơn vị. Để trống nếu cho mọi cơ quan."),
        required=False,
    )
    valid_from = DatePartsField(
        label=_("Có hiệu lực từ ngày"),
        help_text=_("Áp dụng cho phản ánh nhận từ ngày này; phản ánh đã nhận giữ hạn cũ."),
        latest=_latest,
    )
    legal_source = TypedText(
        label=_("Căn cứ pháp lý"),
        max_length=300,
        error_messages={"required": _("Hãy ghi văn bản, điều khoản.")},
    )
    reason = long_text(_("Lý do"), _("Hãy ghi lý do."), most=1000, rows=3)

    def clean_unit(self) -> Any:
        """None for every unit."""
        return self.cleaned_data.get("unit") or None

    def proposal(self) -> Proposal:
        """What was typed, for `hotline.due_terms`."""
        return Proposal(**{name: self.cleaned_data[name] for name in Proposal.__dataclass_fields__})


class DecisionForm(forms.Form):
    """What the other one says to it."""

    use_required_attribute = False
    decision = long_text(_("Ý kiến"), most=1000, rows=3, hint=_("Bắt buộc khi không đồng ý."))
