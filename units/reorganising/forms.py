"""What administrators write into a reorganisation: the decision, the units that go on, and who passes what to whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField, TypedText
from units.models import Division, Reorganisation, ReorganisedUnit, Unit, today_in_vietnam
from units.reorganising.checking import MOVABLE

HUNDRED = Decimal(100)


def tomorrow() -> dt.date:
    """The first day on which a reorganisation can take effect."""
    return today_in_vietnam() + dt.timedelta(days=1)


def movable_units() -> QuerySet[Unit]:
    """Units in force that a decision can reorganise, by code."""
    return Unit.objects.current().filter(kind__in=MOVABLE).order_by("code")


class UnitChoice(forms.ModelChoiceField[Unit]):
    """A unit by name and code; one select, so that typing jumps to it and no script is needed."""

    def label_from_instance(self, obj: Unit) -> str:
        """Name and code."""
        return f"{obj.name} ({obj.code})"


class DecisionForm(forms.ModelForm[Reorganisation]):
    """The decision and its day."""

    use_required_attribute = False
    decision_number = TypedText(label=_("Số quyết định, nghị quyết"), max_length=60, help_text=_("Ví dụ: 12/QĐ-UBND"))
    decision_date = DatePartsField(label=_("Ngày ban hành"), latest=today_in_vietnam)
    decision_agency = TypedText(label=_("Cơ quan ban hành"), max_length=200)
    effective_on = DatePartsField(
        label=_("Có hiệu lực từ ngày"), earliest=tomorrow, help_text=_("Từ 0 giờ ngày này. Sớm nhất là ngày mai.")
    )
    note = TypedText(label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    class Meta:
        """Order of the page."""

        model = Reorganisation
        fields = ("kind", "decision_number", "decision_date", "decision_agency", "effective_on", "note")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds without an empty one."""
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Hình thức sắp xếp"), choices=Reorganisation.Kind.choices, widget=forms.RadioSelect
        )
        self.order_fields(self.Meta.fields)


class SuccessorForm(forms.Form):
    """A unit that goes on: one that exists, or a new one. Empty boxes keep what was before."""

    use_required_attribute = False
    prefix = "successor"
    unit = UnitChoice(
        Unit.objects.none(),
        label=_("Đơn vị đang có"),
        required=False,
        empty_label=_("Không: lập đơn vị mới"),
        help_text=_("Chọn đơn vị tiếp tục hoạt động, hoặc bỏ trống rồi ghi mã và tên của đơn vị mới."),
    )
    code = TypedText(
        label=_("Mã định danh của đơn vị mới"),
        required=False,
        max_length=35,
        help_text=_("Ví dụ: H29.300. Mã đã dùng không dùng lại."),
    )
    name = TypedText(label=_("Tên đơn vị từ ngày có hiệu lực"), required=False, max_length=200)
    division_code = TypedText(
        label=_("Mã đơn vị hành chính"), required=False, help_text=_("Năm chữ số của Tổng cục Thống kê, nếu thay đổi.")
    )
    division_kind = forms.ChoiceField(
        label=_("Loại đơn vị hành chính"),
        required=False,
        choices=[
            ("", _("Không thay đổi")),
            *[(k.value, k.label) for k in Division.Kind if k not in Division.UPPER_KINDS],
        ],
    )
    division_name = TypedText(
        label=_("Tên đơn vị hành chính"), required=False, max_length=100, help_text=_("Chỉ tên riêng, ví dụ: Hồng Hà.")
    )
    address = TypedText(label=_("Địa chỉ"), required=False, max_length=300)
    hotline = TypedText(label=_("Đường dây nóng"), required=False, max_length=40)

    def __init__(self, plan: Reorganisation, *args: Any, **kwargs: Any) -> None:
        """Offer the units of today; a rename has no new units."""
        super().__init__(*args, **kwargs)
        self.renames = plan.kind == Reorganisation.Kind.RENAME
        choice: Any = self.fields["unit"]
        choice.queryset = movable_units()
        if self.renames:
            choice.empty_label = _("Chọn đơn vị")
            choice.help_text = ""
            del self.fields["code"]
            del self.fields["division_code"]

    def clean_code(self) -> str:
        """Codes are written in capitals."""
        return str(self.cleaned_data["code"]).upper()

    def clean_division_code(self) -> str:
        """Five digits."""
        code = str(self.cleaned_data["division_code"])
        if code and not (len(code) == 5 and code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("Mã đơn vị hành chính gồm năm chữ số."))
        return code

    def clean(self) -> dict[str, Any]:
        """Either a unit that exists, or code and name of a new one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.renames:
            self._ask(data, "unit", _("Hãy chọn đơn vị."))
        elif data.get("unit") and data.get("code"):
            self.add_error("code", _("Đơn vị đang có giữ mã của nó. Muốn đổi mã, hãy để trống ô đơn vị đang có."))
        elif not data.get("unit"):
            self._ask(data, "code", _("Hãy ghi mã của đơn vị mới, hoặc chọn đơn vị đang có."))
            self._ask(data, "name", _("Hãy ghi tên của đơn vị mới."))
        return data

    def _ask(self, data: dict[str, Any], name: str, message: Any) -> None:
        if not data.get(name) and name not in self.errors:
            self.add_error(name, message)

    @property
    def content(self) -> dict[str, Any]:
        """What a valid form stores."""
        return {**self.cleaned_data, "is_new": self.cleaned_data["unit"] is None}


class PassingForm(forms.Form):
    """A unit that ends and who takes over from it."""

    use_required_attribute = False
    prefix = "passing"
    predecessor = UnitChoice(
        Unit.objects.none(),
        label=_("Đơn vị kết thúc"),
        empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Hãy chọn đơn vị kết thúc.")},
    )
    successor = forms.ModelChoiceField(
        ReorganisedUnit.objects.none(),
        label=_("Đơn vị kế thừa"),
        empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Hãy chọn đơn vị kế thừa.")},
    )
    percent = forms.DecimalField(
        label=_("Phần tiếp nhận (%)"),
        initial=100,
        min_value=Decimal("0.01"),
        max_value=HUNDRED,
        decimal_places=2,
        max_digits=5,
        help_text=_("Các phần của một đơn vị cộng lại là 100."),
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-4"}),
    )
    areas = TypedText(
        label=_("Phần địa bàn giao cho đơn vị này"),
        required=False,
        max_length=4000,
        help_text=_(
            "Khi chia, tách: mỗi dòng một khu phố, tên đường hoặc mã xã. Hồ sơ có địa chỉ ở đó sẽ chuyển theo."
        ),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, plan: Reorganisation, *args: Any, **kwargs: Any) -> None:
        """Offer the units of today and the successors of the plan."""
        super().__init__(*args, **kwargs)
        ending: Any = self.fields["predecessor"]
        taking: Any = self.fields["successor"]
        ending.queryset = movable_units()
        taking.queryset = plan.successors.select_related("unit")
        if plan.lives_on:
            ending.label, taking.label = _("Đơn vị bị tách"), _("Đơn vị nhận bàn giao")
            ending.error_messages["required"] = _("Hãy chọn đơn vị bị tách.")
            self.fields["percent"].initial = ""
            self.fields["percent"].help_text = _("Ước lượng theo dân số; các phần tách ra cộng lại dưới 100.")

    @property
    def content(self) -> dict[str, Any]:
        """What a valid form stores."""
        data = self.cleaned_data
        areas = "\n".join(filter(None, (line.strip() for line in data["areas"].splitlines())))
        return {
            "predecessor": data["predecessor"],
            "successor": data["successor"],
            "share": data["percent"] / HUNDRED,
            "areas": areas,
        }


class ConfirmForm(forms.Form):
    """The act that fixes a plan for its day."""

    use_required_attribute = False
    is_read = forms.BooleanField(
        label=_("Tôi đã xem những thay đổi ở trên và đối chiếu với quyết định."),
        error_messages={"required": _("Hãy xác nhận bạn đã xem những thay đổi ở trên.")},
    )


class CancelForm(forms.Form):
    """Why a plan is given up."""

    use_required_attribute = False
    reason = TypedText(
        label=_("Lý do hủy"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do hủy.")},
    )
