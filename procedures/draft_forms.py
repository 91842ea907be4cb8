"""The forms of the editor: one for each kind of row that a procedure is made of, and one for what it has once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from procedures.choices import (
    Channel,
    Competence,
    ComponentKind,
    FeeKind,
    FilingPlace,
    Level,
    OnlineLevel,
    Target,
    TimeUnit,
)
from procedures.eforms.fields import TypedText, WholeNumber
from procedures.models import Component, EForm, Field
from units.departments import CULTURE_SOCIETY, DEPARTMENTS, ECONOMY, OFFICE

Choices = Sequence[tuple[str, Any]]
_NONE: Choices = (("", _("Không chọn")),)
_DIVISIONS: Choices = (
    (OFFICE, _("Văn phòng")),
    (ECONOMY, _("Phòng Kinh tế")),
    (CULTURE_SOCIETY, _("Phòng Văn hóa - Xã hội")),
)


def _long(label: Any, *, rows: int = 2, required: bool = True, hint: Any = "") -> TypedText:
    widget = forms.Textarea({"rows": rows})
    return TypedText(label=label, help_text=hint, required=required, widget=widget, max_length=20_000)


class SectionForm(forms.Form):
    """A part of the editor; what is asked of everybody is not marked, what may stay empty is."""

    use_required_attribute = False

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        """Offer the cases of the draft where the form asks for one."""
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)
        if cases and "case" in self.fields:
            self.fields["case"].initial = cases[0][0]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a choice its choices, where the form asks it."""
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class GeneralForm(SectionForm):
    """What a procedure has once."""

    name = _long(_("Tên thủ tục"), hint=_("Đúng như trong quyết định của bộ, không viết tắt."))
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    levels = forms.MultipleChoiceField(
        label=_("Cấp giải quyết"), choices=Level.choices, widget=forms.CheckboxSelectMultiple
    )
    targets = forms.MultipleChoiceField(
        label=_("Dành cho"), choices=Target.choices, widget=forms.CheckboxSelectMultiple
    )
    executing_agency = TypedText(label=_("Cơ quan thực hiện"), max_length=500)
    competence = forms.ChoiceField(
        label=_("Cơ quan có thẩm quyền được xác định theo"), choices=Competence.choices, widget=forms.RadioSelect
    )
    competent_department = forms.ChoiceField(
        label=_("Sở, ban, ngành có thẩm quyền"),
        required=False,
        choices=[*_NONE, *[(department.slug, department.name) for department in DEPARTMENTS]],
    )
    division = forms.ChoiceField(label=_("Phòng thụ lý ở cấp xã"), required=False, choices=[*_NONE, *_DIVISIONS])
    non_territorial = forms.BooleanField(label=_("Nộp ở trung tâm nào cũng được (phi địa giới)"), required=False)
    non_territorial_from = DatePartsField(
        label=_("Phi địa giới từ ngày (theo lộ trình)"),
        required=False,
        help_text=_("Để trống nếu áp dụng ngay khi công bố."),
    )
    online_level = forms.ChoiceField(
        label=_("Mức độ trực tuyến"), choices=OnlineLevel.choices, widget=forms.RadioSelect
    )
    online_reason = _long(
        _("Lý do chưa trực tuyến toàn trình"), required=False, hint=_("Được công khai cho người dân.")
    )
    filed_at = forms.ChoiceField(
        label=_("Người dân nộp trực tuyến ở đâu?"),
        choices=FilingPlace.choices,
        initial=FilingPlace.HERE,
        widget=forms.RadioSelect,
    )
    filed_at_reason = _long(
        _("Lý do nộp trên Cổng Dịch vụ công quốc gia"), required=False, hint=_("Được công khai cho người dân.")
    )
    keywords = _long(_("Từ khóa theo cách nói của người dân"), rows=4, required=False, hint=_("Mỗi dòng một cách gọi."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "field", [(field.code, field.name) for field in Field.objects.all()])

    def clean(self) -> dict[str, Any]:
        """Ask for what follows from other answers, beside the field that lacks it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("online_level") not in (None, OnlineLevel.FULL) and not data.get("online_reason"):
            self.add_error("online_reason", _("Hãy nêu lý do chưa cung cấp trực tuyến toàn trình."))
        if data.get("competence") == Competence.DEPARTMENT and not data.get("competent_department"):
            self.add_error("competent_department", _("Hãy chọn sở, ban, ngành có thẩm quyền."))
        if data.get("non_territorial_from") and not data.get("non_territorial"):
            self.add_error("non_territorial_from", _("Chỉ ghi ngày khi thủ tục là phi địa giới."))
        if data.get("filed_at") == FilingPlace.NATIONAL and not data.get("filed_at_reason"):
            self.add_error("filed_at_reason", _("Hãy nêu lý do người dân phải nộp nơi khác."))
        if data.get("filed_at") == FilingPlace.HERE:
            data["filed_at_reason"] = ""
        return data

    def clean_keywords(self) -> list[str]:
        """One keyword a line, each once."""
        lines = [" ".join(line.split()) for line in (self.cleaned_data["keywords"] or "").splitlines()]
        kept = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > 200 for line in kept):
            raise forms.ValidationError(_("Mỗi từ khóa dài không quá 200 chữ."))
        return kept


class RequirementsForm(SectionForm):
    """Conditions, in words."""

    requirements = _long(_("Yêu cầu, điều kiện"), rows=12, required=False)


class RowForm(SectionForm):
    """One row of a list; ``id`` is the stored row that it changes, empty for a new one."""

    #: Rows of a kind of their own, where they need to know of each other.
    rows: type[Rows] | None = None

    id = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def shared(cls) -> dict[str, Any]:
        """What all rows of a page are made with alike: asked once, however many rows there are."""
        return {}

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """Write on a row what is wrong with it beside the others. Most kinds of row stand alone."""


class CaseForm(RowForm):
    """One case."""

    name = _long(_("Trường hợp"))
    when = _long(_("Câu trả lời để người dân chọn trường hợp này"), required=False)
    eform = forms.ChoiceField(label=_("Biểu mẫu điện tử"), required=False)

    def __init__(self, *args: Any, eforms: Sequence[str] = (), **kwargs: Any) -> None:
        """Offer the e-forms."""
        super().__init__(*args, **kwargs)
        offer(self, "eform", [*_NONE, *[(key, key) for key in eforms]])

    @classmethod
    def shared(cls) -> dict[str, Any]:
        """The e-forms that a case may have."""
        return {"eforms": list(EForm.objects.order_by("key").values_list("key", flat=True).distinct())}

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """A case does not go with its papers by one tick: what cannot be undone is done by its own steps."""
        leaving = {str(f.cleaned_data["id"]): f for f in rows.forms if f.cleaned_data.get("DELETE")}
        full = Component.objects.filter(case__in=[key for key in leaving if key.isdecimal()])
        for case_id in full.values_list("case_id", flat=True).distinct():
            message = _("Hãy bỏ hoặc chuyển giấy tờ của trường hợp này sang trường hợp khác trước.")
            leaving[str(case_id)].add_error("DELETE", message)


class PaperForm(RowForm):
    """One paper, or a remark that stands among the papers."""

    case = forms.ChoiceField(label=_("Trường hợp"))
    name = _long(_("Tên giấy tờ"))
    kind = forms.ChoiceField(label=_("Loại"), choices=ComponentKind.choices, initial=ComponentKind.PAPER)
    originals = WholeNumber(label=_("Bản chính"), min_value=0, max_value=99, initial=1)
    copies = WholeNumber(label=_("Bản sao"), min_value=0, max_value=99, initial=0)
    required = forms.BooleanField(label=_("Bắt buộc"), required=False, initial=True)
    form_name = TypedText(label=_("Tên mẫu đơn, tờ khai"), required=False, max_length=500)
    note = _long(_("Ghi chú"), required=False)

    def clean(self) -> dict[str, Any]:
        """A remark is nothing to hand in."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == ComponentKind.NOTE and data.get("required"):
            self.add_error("required", _("Lưu ý không phải giấy tờ nên không thể bắt buộc nộp."))
        return data


class FeeForm(RowForm):
    """One fee or charge."""

    case = forms.ChoiceField(label=_("Trường hợp"))
    channel = forms.ChoiceField(label=_("Cách nộp"), choices=Channel.choices, initial=Channel.ANY)
    kind = forms.ChoiceField(label=_("Loại"), choices=FeeKind.choices, initial=FeeKind.FEE)
    name = TypedText(label=_("Tên phí, lệ phí"), max_length=500)
    amount_dong = WholeNumber(
        label=_("Số tiền (đồng)"), required=False, min_value=0, help_text=_("Để trống khi mức thu nằm ở ghi chú.")
    )
    legal_basis = TypedText(label=_("Căn cứ"), required=False, max_length=500)
    note = _long(_("Ghi chú"), required=False)

    def clean(self) -> dict[str, Any]:
        """An amount needs its basis (Luật Phí và lệ phí Đ3); no amount needs words."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("amount_dong") and not data.get("legal_basis"):
            self.add_error("legal_basis", _("Hãy ghi căn cứ của mức thu này."))
        if data.get("amount_dong") is None and "amount_dong" not in self.errors and not data.get("note"):
            self.add_error("note", _("Hãy ghi mức thu, hoặc viết ở đây mức thu được tính thế nào."))
        return data


class LimitForm(RowForm):
    """One time limit."""

    case = forms.ChoiceField(label=_("Trường hợp"))
    channel = forms.ChoiceField(label=_("Cách nộp"), choices=Channel.choices, initial=Channel.ANY)
    amount = forms.DecimalField(label=_("Thời hạn"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2)
    unit = forms.ChoiceField(label=_("Đơn vị tính"), choices=TimeUnit.choices, initial=TimeUnit.WORKING_DAY)
    same_day_before_15 = forms.BooleanField(
        label=_("Trả ngay trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"), required=False
    )
    note = _long(_("Ghi chú"), required=False)

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """One limit for each case and channel (limit_once_a_channel)."""
        seen: set[tuple[str, str]] = set()
        for form in rows.staying():
            place = (form.cleaned_data["case"], form.cleaned_data["channel"])
            if place in seen:
                form.add_error("channel", _("Trường hợp này đã có thời hạn cho cách nộp này."))
            seen.add(place)


class NamedForm(RowForm):
    """A result, or a legal basis: its code or number and its name."""

    code = TypedText(label=_("Mã số hoặc số, ký hiệu"), required=False, max_length=100)
    name = _long(_("Tên"))


class GuideForm(RowForm):
    """A step in words for citizens."""

    title = TypedText(label=_("Tên bước"), max_length=200)
    text = _long(_("Nội dung"), rows=3)


class Rows(forms.BaseFormSet[RowForm]):
    """The rows of a section; a new row left empty does not count."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box that takes a row out."""
        super().add_fields(form, index)
        if self.can_delete:
            form.fields["DELETE"].label = _("Bỏ dòng này")

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """What every row is made with, and what all of them share."""
        return {**super().get_form_kwargs(index), **self._shared}

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return self.form.shared()

    def kept(self) -> list[dict[str, Any]]:
        """The cleaned rows that stay, in order."""
        return [{k: v for k, v in form.cleaned_data.items() if k != "DELETE"} for form in self.staying()]

    def staying(self) -> list[RowForm]:
        """The forms of the rows that stay: filled in, and not taken out."""
        filled = [form for form in self.forms if form.cleaned_data.get("id") or form.has_changed()]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]

    def clean(self) -> None:
        """Judge the rows among each other, where the kind of row asks for it; only once each is right by itself.

        Fewer than no rows is what a broken form says: it must not be saved as an empty list.
        """
        if (self.management_form.cleaned_data["TOTAL_FORMS"] or 0) < 0:
            raise forms.ValidationError(_("Biểu mẫu gửi lên không đọc được. Hãy tải lại trang rồi lưu lại."))
        if not any(form.errors for form in self.forms):
            self.form.judge_together(self)
