"""What an officer writes to ask other units: the question, up to four units with their own time, the papers shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.asking import Asked
from dossiers.forms.typed import long_text
from dossiers.models import Consultation, Paper
from dossiers.unit_names import UnclearUnit, unit_named
from procedures.choices import TimeUnit
from procedures.eforms.fields import TypedText

ROWS = 4
USUAL_DAYS = 2
MOST = 60
_MEASURES = (
    (TimeUnit.WORKING_DAY, gettext_lazy("ngày làm việc")),
    (TimeUnit.WORKING_HOUR, gettext_lazy("giờ làm việc")),
)


class AskForm(forms.Form):
    """One question to several units at once; rows left empty ask nobody."""

    use_required_attribute = False
    prefix = "ask"
    question = long_text(
        gettext_lazy("Nội dung cần xin ý kiến"),
        gettext_lazy("Hãy ghi nội dung cần xin ý kiến."),
        hint=gettext_lazy("Nêu rõ từng điểm cần trả lời; đơn vị được hỏi đọc nguyên văn."),
        most=4000,
    )

    def __init__(self, *args: Any, papers: Sequence[Paper], names: Sequence[str] = (), **kwargs: Any) -> None:
        """Rows of units, and one box for each paper, all ticked; `names` are offered while a unit is typed."""
        super().__init__(*args, **kwargs)
        self.names = names
        for number in range(1, ROWS + 1):
            self._add_row(number)
        choices = [(paper.pk, paper.component.name) for paper in papers]
        self.fields["papers"] = forms.TypedMultipleChoiceField(
            label=_("Giấy tờ cho xem"),
            choices=choices,
            coerce=int,
            required=False,
            initial=[pk for pk, _name in choices],
            widget=forms.CheckboxSelectMultiple,
        )

    def _add_row(self, number: int) -> None:
        attributes = {"list": "unit-names", "autocomplete": "off", "spellcheck": "false"}
        self.fields[f"unit_{number}"] = TypedText(
            label=_("Đơn vị được hỏi thứ %(number)d") % {"number": number},
            help_text=_("Tên hoặc mã đơn vị, không cần đủ dấu. Ví dụ: Sở Tư pháp.") if number == 1 else "",
            required=number == 1,
            max_length=200,
            error_messages={"required": _("Hãy chọn ít nhất một đơn vị để hỏi.")},
            widget=forms.TextInput(attributes),
        )
        self.fields[f"amount_{number}"] = forms.IntegerField(
            label=_("Thời gian trả lời của đơn vị thứ %(number)d") % {"number": number},
            min_value=1,
            max_value=MOST,
            initial=USUAL_DAYS,
            required=False,
            widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
            error_messages={
                "invalid": _("Hãy ghi một số nguyên, ví dụ 2."),
                "min_value": _("Thời gian trả lời ít nhất là 1."),
                "max_value": _("Thời gian trả lời nhiều nhất là %(limit_value)s."),
            },
        )
        self.fields[f"measure_{number}"] = forms.ChoiceField(
            label=_("Tính theo, đơn vị thứ %(number)d") % {"number": number},
            choices=_MEASURES,
            initial=TimeUnit.WORKING_DAY,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Find the unit that each row names, and say beside it when there is none, or more than one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        asked = list[Asked]()
        for number in range(1, ROWS + 1):
            typed = data.get(f"unit_{number}")
            if typed:
                try:
                    unit = unit_named(typed)
                except UnclearUnit as error:
                    self.add_error(f"unit_{number}", str(error))
                    continue
                amount = Decimal(data.get(f"amount_{number}") or USUAL_DAYS)
                asked.append(Asked(unit, amount, data.get(f"measure_{number}") or TimeUnit.WORKING_DAY))
        data["asked"] = asked
        return data


class PartsForm(AskForm):
    """The parts of a joint procedure: what each member settles, and by when."""

    question = long_text(
        gettext_lazy("Phần việc giao cho các cơ quan phối hợp"),
        gettext_lazy("Hãy ghi phần việc giao cho các cơ quan phối hợp."),
        hint=gettext_lazy("Nêu rõ mỗi cơ quan phải giải quyết việc gì; cơ quan đó đọc nguyên văn."),
        most=4000,
    )


class CancelForm(forms.Form):
    """Which unit is no longer asked, and why."""

    use_required_attribute = False
    prefix = "cancel"
    consultation = forms.TypedChoiceField(
        label=gettext_lazy("Đơn vị không hỏi nữa"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn đơn vị không hỏi nữa.")},
    )
    reason = long_text(
        gettext_lazy("Lý do không hỏi nữa"),
        gettext_lazy("Hãy ghi lý do không hỏi nữa."),
        hint=gettext_lazy("Đơn vị được hỏi đọc câu này."),
    )

    def __init__(self, *args: Any, asked: Sequence[Consultation], **kwargs: Any) -> None:
        """Offer the units that still owe an answer."""
        super().__init__(*args, **kwargs)
        self.asked = {row.pk: row for row in asked}
        chooser = self.fields["consultation"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(row.pk, row.unit.name) for row in asked]

    def chosen(self) -> Consultation:
        """The question meant."""
        return self.asked[self.cleaned_data["consultation"]]
