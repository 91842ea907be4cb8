"""The row of a step with where each of its outcomes leads.

What is asked here is what a step needs by itself; whether the whole gets somewhere is judged by `process_rules` when
it is saved and shown above the form, so that half a process can be kept and finished another day.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.choices import StepOutcome, StepRole, StepUnit
from procedures.draft_forms.process_approvals import ALL_CASES
from procedures.draft_forms.process_step_rows import StepRows
from procedures.draft_forms.process_ways import WAYS, listed, plan_of_rows
from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_forms.section import Choices, offer
from procedures.eforms.fields import TypedText
from procedures.process_plan import PlannedStep
from procedures.process_rules import step_faults
from procedures.process_units import asked_reference_to, reference_to

UNITS = {"list": "process-units"}


class _Key(forms.SlugField):
    """The key of a row comes with the page: a row of which nothing else was filled in is still empty."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        return False


class StepForm(RowForm):
    """One step."""

    rows = StepRows

    key = _Key(required=False, max_length=64)
    case = forms.ChoiceField(label=_("Trường hợp"), required=False)
    name = TypedText(label=_("Tên bước"), max_length=200)
    role = forms.ChoiceField(label=_("Người làm"), choices=StepRole.choices, initial=StepRole.OFFICER)
    unit_rule = forms.ChoiceField(label=_("Nơi làm"), choices=StepUnit.choices, initial=StepUnit.COMPETENT)
    named_unit = TypedText(
        label=_("Tên hoặc mã đơn vị"),
        required=False,
        max_length=255,
        widget=forms.TextInput(UNITS),
        help_text=_("Chỉ khi nơi làm là đơn vị nêu tên."),
    )
    working_hours = forms.DecimalField(
        label=_("Số giờ làm việc"),
        min_value=Decimal(0),
        max_digits=7,
        decimal_places=2,
        help_text=_("Một ngày làm việc là 8 giờ."),
    )
    consulted = forms.CharField(
        label=_("Lấy ý kiến hoặc giao phần việc cùng lúc cho các đơn vị"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Mỗi dòng một đơn vị, có thể ghi số giờ riêng, ví dụ: Sở Tư pháp: 24. "
            "Bước có kết quả “Đã đủ ý kiến” thì lấy ý kiến; "
            "bước tự trình ký thì nơi làm bước này chủ trì, các đơn vị đó làm xong phần mình mới trình được."
        ),
    )

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        """Ask for four outcomes at most, each with what follows."""
        super().__init__(*args, **kwargs)
        offer(self, "case", [*ALL_CASES, *cases])
        self.fields["case"].initial = ""
        outcomes = [("", _("Không chọn")), *StepOutcome.choices]
        for place in WAYS:
            label = _("Kết quả %(place)s") % {"place": place}
            self.fields[f"outcome_{place}"] = forms.ChoiceField(label=label, required=place == 1, choices=outcomes)
            label = _("Kết quả %(place)s dẫn đến") % {"place": place}
            self.fields[f"next_{place}"] = forms.ChoiceField(label=label, required=place == 1)

    def clean_consulted(self) -> list[str]:
        """References to the units, one a line."""
        return [_reference(line, asked_reference_to) for line in listed(self.cleaned_data["consulted"])]

    def clean_key(self) -> str:
        """The key that came with the row, or the free one that the page would have given it."""
        return self.cleaned_data["key"] or str(self.fields["key"].initial)

    def clean(self) -> dict[str, Any]:
        """Judge what belongs together in one step."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("unit_rule") != StepUnit.NAMED:
            data["named_unit"] = ""
        elif not data.get("named_unit"):
            self.add_error("named_unit", _("Hãy ghi tên hoặc mã đơn vị làm bước này."))
        else:
            self._refer(data)
        self._judge_ways(data)
        return data

    def _refer(self, data: dict[str, Any]) -> None:
        try:
            data["named_unit"] = _reference(data["named_unit"])
        except forms.ValidationError as error:
            self.add_error("named_unit", error)

    def _judge_ways(self, data: dict[str, Any]) -> None:
        """An outcome and what follows come in pairs (the first is always asked); an outcome is chosen once."""
        chosen = [(place, data.get(f"outcome_{place}")) for place in WAYS]
        for place, outcome in chosen:
            follows = data.get(f"next_{place}")
            if outcome and not follows and place > 1:
                self.add_error(f"next_{place}", _("Hãy chọn bước mà kết quả này dẫn đến."))
            if follows and not outcome and place > 1:
                self.add_error(f"outcome_{place}", _("Hãy chọn kết quả dẫn đến bước đó."))
            if outcome and outcome in [other for before, other in chosen if before < place]:
                self.add_error(f"outcome_{place}", _("Kết quả này đã chọn ở trên."))

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """Each step against the others of its process: what leads where it can't is told beside the outcome."""
        staying = rows.staying()
        for case in {form.cleaned_data["case"] for form in staying}:
            own = [form for form in staying if form.cleaned_data["case"] == case]
            if len({form.cleaned_data["key"] for form in own}) < len(own):
                own[-1].add_error("case", _("Trường hợp này đã có bước đó. Hãy thêm bước mới thay vì chuyển bước cũ."))
                continue
            plan = plan_of_rows([form.cleaned_data for form in own])
            for form, step in zip(own, plan, strict=True):
                for fault in step_faults(step, plan):
                    form.add_error(_beside(form, step, fault.way), fault.text)


def _beside(form: RowForm, step: PlannedStep, way: str) -> str:
    """The box that a fault belongs to: what the named outcome leads to, else who is asked, else who does it."""
    if way:
        return next(f"next_{place}" for place in WAYS if form.cleaned_data.get(f"outcome_{place}") == way)
    return "consulted" if step.consulted else "outcome_1"


def _reference(typed: str, find: Callable[[str], str | None] = reference_to) -> str:
    found = find(typed)
    if found is None:
        raise forms.ValidationError(_("Không có đơn vị nào mang tên hoặc mã “%(typed)s”."), params={"typed": typed})
    return found
