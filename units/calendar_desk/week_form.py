"""The hours of each weekday on which people may come; they are not the hours that count for due times."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import TypedText
from units.opening_hours import Week
from units.written_hours import as_times, read_periods, say_periods


class WeekForm(forms.Form):
    """One box a weekday, Monday first; an empty one is a day on which nobody is received."""

    use_required_attribute = False

    def __init__(self, *args: Any, week: Week, **kwargs: Any) -> None:
        """Show the hours of now."""
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            written = say_periods(week.get(weekday, ()))
            self.fields[f"day_{weekday}"] = TypedText(label=name, required=False, max_length=100, initial=written)

    def clean(self) -> dict[str, Any]:
        """Every box can be read, and at least one has hours."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [name for name in self.fields if name in data]:
            periods = read_periods(data[name])
            if periods is None:
                self.add_error(name, _("Hãy ghi giờ theo mẫu 07:30-11:30, 13:00-17:00, theo thứ tự trong ngày."))
            else:
                data[name] = as_times(periods)
        if not self.errors and not any(data.values()):
            self.add_error("day_0", _("Hãy ghi giờ mở cửa của ít nhất một ngày."))
        return data

    @property
    def week(self) -> Week:
        """What a valid form says."""
        return {weekday: hours for weekday in range(7) if (hours := self.cleaned_data[f"day_{weekday}"])}
