"""The rows of time limits."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.choices import (
    Channel,
    TimeUnit,
)
from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_forms.section import long_text


class LimitForm(RowForm):
    """One time limit."""

    case = forms.ChoiceField(label=_("Trường hợp"))
    channel = forms.ChoiceField(label=_("Cách nộp"), choices=Channel.choices, initial=Channel.ANY)
    amount = forms.DecimalField(label=_("Thời hạn"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2)
    unit = forms.ChoiceField(label=_("Đơn vị tính"), choices=TimeUnit.choices, initial=TimeUnit.WORKING_DAY)
    same_day_before_15 = forms.BooleanField(
        label=_("Trả ngay trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"), required=False
    )
    note = long_text(_("Ghi chú"), required=False)

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """One limit for each case and channel (limit_once_a_channel)."""
        seen: set[tuple[str, str]] = set()
        for form in rows.staying():
            place = (form.cleaned_data["case"], form.cleaned_data["channel"])
            if place in seen:
                form.add_error("channel", _("Trường hợp này đã có thời hạn cho cách nộp này."))
            seen.add(place)
