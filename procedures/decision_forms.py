"""What people write when they draft, check and decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField, today
from portal.ui.forms import SubmissionKeyMixin
from procedures.choices import Level
from procedures.decision_changes import codes_in
from procedures.draft_forms import offer
from procedures.eforms.fields import TypedText
from procedures.models import ChangeKind, Field
from units.models import Unit

#: Digits of ASCII only: a code with digits of another script would name another procedure and look the same.
CODE_FORM = r"\A[0-9]\.[0-9]{6}(\.[0-9A-Z]+)*\Z"
PDF = b"%PDF-"
BULK_KINDS = [
    (ChangeKind.AMEND, ChangeKind.AMEND.label),
    (ChangeKind.ABOLISH, ChangeKind.ABOLISH.label),
    (ChangeKind.ANNOUNCE, _("Công bố mới từ bản thảo đã nhập")),
]


def _text(label: Any, missing: Any = "", *, rows: int = 3, required: bool = True, hint: Any = "") -> TypedText:
    words = {"required": missing} if missing else None
    widget = forms.Textarea({"rows": rows})
    return TypedText(
        label=label, help_text=hint, required=required, max_length=4000, error_messages=words, widget=widget
    )


def _code(label: Any) -> forms.RegexField:
    words = {"invalid": _("Mã thủ tục gồm một chữ số, dấu chấm và sáu chữ số, như 1.001193.")}
    widget = forms.TextInput({"class": "govuk-input--width-10", "spellcheck": "false", "autocomplete": "off"})
    return forms.RegexField(CODE_FORM, label=label, max_length=64, strip=True, error_messages=words, widget=widget)


class HeadingForm(forms.Form):
    """What the decision is about and when it should begin."""

    use_required_attribute = False
    title = _text(
        _("Trích yếu"),
        _("Hãy ghi trích yếu của quyết định."),
        hint=_("Ví dụ: Về việc công bố thủ tục hành chính lĩnh vực hộ tịch thuộc thẩm quyền của Sở Tư pháp"),
    )
    effective_on = DatePartsField(
        label=_("Dự kiến có hiệu lực từ ngày"),
        required=False,
        help_text=_("Ngày chính thức được ghi cùng số quyết định."),
    )


class BeginForm(SubmissionKeyMixin, HeadingForm):
    """A new draft, for one of the person's departments."""

    unit = forms.ChoiceField(label=_("Cơ quan soạn"), widget=forms.RadioSelect)
    field_order = ("unit", "title", "effective_on")

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        """Ask for the department only where there is a choice."""
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        offer(self, "unit", [(key, unit.name) for key, unit in self._units.items()])
        if len(units) == 1:
            del self.fields["unit"]

    def chosen_unit(self) -> Unit:
        """The department of a valid form."""
        only = next(iter(self._units.values()))
        return self._units.get(self.cleaned_data.get("unit", ""), only)


class AddForm(forms.Form):
    """Codes, picked or pasted, and what happens to all of them."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Việc cần làm với các thủ tục này"),
        choices=BULK_KINDS,
        initial=ChangeKind.AMEND,
        widget=forms.RadioSelect,
    )
    codes = forms.CharField(
        label=_("Mã thủ tục"),
        help_text=_("Dán cả danh sách: mỗi dòng một mã, hoặc nguyên bảng chép từ văn bản."),
        max_length=200_000,
        error_messages={"required": _("Hãy chọn hoặc dán ít nhất một mã thủ tục.")},
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )
    reason = _text(_("Lý do"), required=False, hint=_("Bắt buộc khi bãi bỏ."), rows=2)

    def clean_codes(self) -> list[str]:
        """The codes in what was pasted."""
        found = codes_in(self.cleaned_data["codes"])
        if not found:
            raise forms.ValidationError(_("Không thấy mã thủ tục nào. Mã có dạng như 1.001193."))
        return found

    def clean(self) -> dict[str, Any]:
        """An end needs its reason."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == ChangeKind.ABOLISH and not data.get("reason"):
            self.add_error("reason", _("Hãy ghi lý do bãi bỏ."))
        return data


class NewProcedureForm(forms.Form):
    """The least that a procedure unknown to the catalogue begins with."""

    use_required_attribute = False
    code = _code(_("Mã thủ tục"))
    name = _text(_("Tên thủ tục"), rows=2)
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    level = forms.ChoiceField(
        label=_("Cấp giải quyết"),
        choices=[(Level.COMMUNE, Level.COMMUNE.label), (Level.PROVINCE, Level.PROVINCE.label)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "field", [(field.code, field.name) for field in Field.objects.all()])


class ReplaceForm(forms.Form):
    """One procedure in the place of another."""

    use_required_attribute = False
    old_code = _code(_("Mã thủ tục bị thay thế"))
    new_code = _code(_("Mã thủ tục thay thế"))
    reason = _text(_("Lý do"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        """Another one, or it would be an amendment."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("old_code") and data.get("old_code") == data.get("new_code"):
            self.add_error("new_code", _("Hai mã phải khác nhau. Nếu giữ nguyên mã, hãy chọn sửa đổi."))
        return data


class ReasonForm(forms.Form):
    """Why something is given back or given up."""

    use_required_attribute = False
    reason = _text(_("Lý do"), _("Hãy ghi lý do."), hint=_("Người soạn đọc nguyên văn câu này."))


class RemarksForm(forms.Form):
    """What the Office notes when it finds the quality good."""

    use_required_attribute = False
    remarks = _text(_("Nhận xét"), required=False, rows=2)


class ApproveForm(forms.Form):
    """The Chair's decision as signed."""

    use_required_attribute = False
    number = TypedText(label=_("Số quyết định"), help_text=_("Ghi cả số và ký hiệu, như trên văn bản."), max_length=100)
    signed_on = DatePartsField(label=_("Ngày ký"), latest=today)
    effective_on = DatePartsField(label=_("Có hiệu lực từ ngày"))
    signed_copy = forms.FileField(
        label=_("Quyết định đã ký (tệp PDF)"),
        widget=forms.FileInput({"accept": "application/pdf"}),
        error_messages={"required": _("Hãy đính kèm bản quyết định đã ký.")},
    )

    seen = forms.BooleanField(label=_("Tôi đã đối chiếu tệp này với bản giấy đã ký"), required=False)

    def __init__(self, *args: Any, has_copy: bool = False, **kwargs: Any) -> None:
        """Ask for the file, or for another one in the place of the one received before."""
        super().__init__(*args, **kwargs)
        if has_copy:
            self.fields["signed_copy"].required = False

    def clean_signed_copy(self) -> UploadedFile[Any] | None:
        """A PDF by its content; the rest is judged where files are received."""
        file: UploadedFile[Any] | None = self.cleaned_data["signed_copy"]
        if file is None:
            return None
        head = file.read(len(PDF))
        file.seek(0)
        if head != PDF:
            raise forms.ValidationError(_("Bản quyết định đã ký phải là tệp PDF."))
        return file

    def clean(self) -> dict[str, Any]:
        """In force on the day of signing at the earliest (Luật Ban hành văn bản; the database says so, too)."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        signed, effective = data.get("signed_on"), data.get("effective_on")
        if isinstance(signed, date) and isinstance(effective, date) and effective < signed:
            self.add_error("effective_on", _("Ngày có hiệu lực không được trước ngày ký."))
        return data
