"""What is asked about a day that changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from units.models import CalendarChange, WorkingCalendar, today_in_vietnam
from units.written_hours import read_periods

FURTHEST = dt.timedelta(days=800)


class DayForm(forms.Form):
    """The day, what becomes of it, and why; the reason stands in every sum that holds the day."""

    use_required_attribute = False
    date = DatePartsField(label=_("Ngày"))
    kind = forms.ChoiceField(
        label=_("Ngày này là"), choices=CalendarChange.Kind.choices, widget=forms.RadioSelect, initial="off"
    )
    hours = forms.CharField(
        label=_("Giờ làm việc (khi là ngày làm việc)"),
        required=False,
        max_length=100,
        help_text=_("Ví dụ: 07:30-11:30, 13:00-17:00. Để trống thì theo giờ của ngày thường."),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=200,
        help_text=_("Người dân đọc lý do này trong cách tính thời hạn, ví dụ: Nghỉ do ngập lụt."),
        error_messages={"required": _("Hãy ghi lý do thay đổi.")},
    )
    source = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=200, help_text=_("Số, ngày của văn bản cho phép, nếu có.")
    )

    def __init__(self, *args: Any, calendar: WorkingCalendar, **kwargs: Any) -> None:
        """Keep the calendar: its usual hours fill in for hours left empty."""
        super().__init__(*args, **kwargs)
        self.calendar = calendar

    def clean_date(self) -> dt.date:
        """A day near enough to be meant."""
        day: dt.date = self.cleaned_data["date"]
        if abs(day - today_in_vietnam()) > FURTHEST:
            raise forms.ValidationError(_("Ngày này quá xa hôm nay."))
        return day

    def clean_hours(self) -> list[list[str]]:
        """The periods, each as ["HH:MM", "HH:MM"], in order and apart from each other."""
        found = read_periods(self.cleaned_data["hours"])
        if found is None:
            raise forms.ValidationError(_("Hãy ghi giờ theo mẫu 07:30-11:30, 13:00-17:00, theo thứ tự trong ngày."))
        return found

    def clean(self) -> dict[str, Any]:
        """Usual hours for a worked day without hours, none for any other; a day that is usual already is no change."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        kind = data["kind"]
        data["hours"] = (data["hours"] or _usual_hours(self.calendar)) if kind == "worked" else []
        if kind == "usual" and not self.calendar.exceptions.filter(date=data["date"]).exists():
            self.add_error("kind", _("Lịch này không có thay đổi riêng cho ngày đó."))
        return data


def _usual_hours(calendar: WorkingCalendar) -> list[list[str]]:
    """The counting hours of the first weekday that has any."""
    rows = list(calendar.periods.filter(purpose="counting").order_by("weekday", "opens"))
    return [[f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"] for row in rows if row.weekday == rows[0].weekday]
