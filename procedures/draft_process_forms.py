"""The rows of the process editor: a step with where each of its outcomes leads, and the approval of a process.

What is asked here is what a step needs by itself; whether the whole gets somewhere is judged by `process_rules` when
it is saved and shown above the form, so that half a process can be kept and finished another day.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField, today
from procedures.choices import StepOutcome, StepRole, StepUnit
from procedures.draft_forms import Choices, RowForm, Rows, offer
from procedures.eforms.fields import TypedText
from procedures.process_plan import END, Plan, PlannedStep
from procedures.process_rules import step_faults
from procedures.process_units import reference_to, suggestions

#: How many outcomes a step can have in the editor: no role has more than four.
WAYS = range(1, 5)
#: "The process ends" in the choice of what follows; no key of a step, since those are made of letters and hyphens.
ENDS = "_end"
ALL_CASES = (("", _("Mọi trường hợp")),)
UNITS = {"list": "process-units"}


class _Key(forms.SlugField):
    """The key of a row comes with the page: a row of which nothing else was filled in is still empty."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        return False


class StepRows(Rows):
    """The steps: each can lead to all others of the form, those just added included."""

    unit_names = property(lambda self: suggestions())

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give a new row its key, and every row the steps that it can lead to."""
        super().add_fields(form, index)
        steps = self.steps
        form.fields["key"].initial = steps[index][0] if index is not None and index < len(steps) else ""
        following = [("", _("Chọn bước tiếp theo")), *_said(steps), (ENDS, _("Kết thúc quy trình"))]
        for place in WAYS:
            offer(form, f"next_{place}", following)

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        """Key and name of every row, in order, as sent or as stored; a row without a key gets a free one."""
        named = [self._named(place) for place in range(self.total_form_count())]
        used = {key for key, _name in named}
        free = (f"step-{number}" for number in count(1) if f"step-{number}" not in used)
        return [(key or next(free), name) for key, name in named]

    def _named(self, place: int) -> tuple[str, str]:
        if self.is_bound:
            prefix = self.add_prefix(place)
            return str(self.data.get(f"{prefix}-key") or ""), str(self.data.get(f"{prefix}-name") or "")
        row = (self.initial or [])[place] if place < self.initial_form_count() else {}
        return str(row.get("key") or ""), str(row.get("name") or "")


def _said(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(key, f"{number}. {name}") for number, (key, name) in enumerate(steps, start=1)]


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
        label=_("Lấy ý kiến cùng lúc các đơn vị"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi dòng một đơn vị. Bước này chờ đủ ý kiến rồi mới đi tiếp, trong số giờ ghi ở trên."),
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
        return [_reference(line) for line in _listed(self.cleaned_data["consulted"])]

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


def _reference(typed: str) -> str:
    found = reference_to(typed)
    if found is None:
        raise forms.ValidationError(_("Không có đơn vị nào mang tên hoặc mã “%(typed)s”."), params={"typed": typed})
    return found


def plan_of_rows(rows: list[dict[str, Any]]) -> Plan:
    """The plan of the rows of one process, cleaned or as stored; what is not filled in is left out."""
    return tuple(
        PlannedStep(
            key=str(row.get("key") or ""),
            name=str(row.get("name") or ""),
            role=str(row.get("role") or ""),
            unit_rule=str(row.get("unit_rule") or ""),
            hours=_hours(row.get("working_hours")),
            ways=ways_of_row(row),
            named_unit=str(row.get("named_unit") or ""),
            consulted=_listed(row.get("consulted")),
        )
        for row in rows
    )


def ways_of_row(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The pairs of outcome and what follows that are filled in."""
    pairs = [(str(row.get(f"outcome_{place}") or ""), str(row.get(f"next_{place}") or "")) for place in WAYS]
    return tuple((outcome, END if follows == ENDS else follows) for outcome, follows in pairs if outcome)


def _hours(typed: Any) -> Decimal:
    field = forms.DecimalField(required=False)
    try:
        return field.clean(typed) or Decimal(0)
    except forms.ValidationError:
        return Decimal(0)


def _listed(units: Any) -> tuple[str, ...]:
    """References, or names typed one a line."""
    lines = units.splitlines() if isinstance(units, str) else units or ()
    return tuple(line.strip() for line in lines if line.strip())


class ApprovalForm(RowForm):
    """The approval of the process of one case, or of all cases that have none of their own."""

    case = forms.ChoiceField(label=_("Quy trình của"), required=False)
    approval_number = TypedText(label=_("Số quyết định phê duyệt"), max_length=100)
    approval_date = DatePartsField(label=_("Ngày phê duyệt"), required=False, latest=today)
    valid_from = DatePartsField(label=_("Áp dụng từ ngày"), required=False)
    valid_to = DatePartsField(label=_("Áp dụng đến hết ngày"), required=False)

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", [*ALL_CASES, *cases])
        self.fields["case"].initial = ""

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Ngày cuối không được trước ngày bắt đầu áp dụng."))
        return data

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """One approval a process."""
        seen: set[str] = set()
        for form in rows.staying():
            case = form.cleaned_data["case"]
            if case in seen:
                form.add_error("case", _("Quy trình này đã có quyết định phê duyệt ở trên."))
            seen.add(case)
