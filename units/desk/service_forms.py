"""Which fields a centre receives, at which counters, from when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from units.models import Counter, Unit, today_in_vietnam


class CounterChoices(forms.ModelMultipleChoiceField[Counter]):
    """Counters by number and sign."""

    def label_from_instance(self, obj: Counter) -> str:
        """Number and sign."""
        return _("Quầy %(number)s: %(name)s") % {"number": obj.number, "name": obj.name}


class PlacesForm(forms.Form):
    """The counters of a field, from a day on."""

    use_required_attribute = False
    counters = CounterChoices(
        Counter.objects.none(),
        label=_("Tiếp nhận tại"),
        required=False,
        help_text=_("Không chọn quầy nào thì quầy nào cũng tiếp nhận."),
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = DatePartsField(label=_("Từ ngày"), earliest=today_in_vietnam)

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        """Offer the counters of the unit that stay open; one without counters is not asked."""
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today_in_vietnam()
        choice: Any = self.fields["counters"]
        choice.queryset = unit.counters.current().filter(valid_to=None).order_by("number")
        if not choice.queryset:
            del self.fields["counters"]

    @property
    def places(self) -> list[Counter | None]:
        """The counters of a valid form; none in particular stands for all."""
        return list(self.cleaned_data.get("counters") or []) or [None]


class ReceivedFieldsForm(PlacesForm):
    """Fields that a centre begins to receive."""

    fields_of_work = forms.MultipleChoiceField(
        label=_("Lĩnh vực"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một lĩnh vực.")},
    )
    field_order = ("fields_of_work", "counters", "valid_from")

    def __init__(self, unit: Unit, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Offer the fields in use that the unit does not receive yet."""
        super().__init__(unit, *args, **kwargs)
        self.names = dict(offered)
        choice: Any = self.fields["fields_of_work"]
        choice.choices = offered

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Code and name of the fields of a valid form."""
        return [(code, self.names[code]) for code in self.cleaned_data["fields_of_work"]]


class LastDayForm(forms.Form):
    """The last day on which a field is received."""

    use_required_attribute = False
    last_day = DatePartsField(label=_("Ngày cuối tiếp nhận"), earliest=today_in_vietnam)
