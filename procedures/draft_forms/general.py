"""What a procedure has once: its name, who settles it, and where and how it is filed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from procedures.choices import (
    Assurance,
    Competence,
    FilingPlace,
    Level,
    OnlineLevel,
    Target,
)
from procedures.draft_forms.section import NONE, Choices, SectionForm, long_text, offer
from procedures.eforms.fields import TypedText
from procedures.models import Field
from units.departments import CULTURE_SOCIETY, DEPARTMENTS, ECONOMY, OFFICE

_DIVISIONS: Choices = (
    (OFFICE, _("Văn phòng")),
    (ECONOMY, _("Phòng Kinh tế")),
    (CULTURE_SOCIETY, _("Phòng Văn hóa - Xã hội")),
)


class GeneralForm(SectionForm):
    """What a procedure has once."""

    name = long_text(_("Tên thủ tục"), hint=_("Đúng như trong quyết định của bộ, không viết tắt."))
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
        choices=[*NONE, *[(department.slug, department.name) for department in DEPARTMENTS]],
    )
    division = forms.ChoiceField(label=_("Phòng thụ lý ở cấp xã"), required=False, choices=[*NONE, *_DIVISIONS])
    non_territorial = forms.BooleanField(label=_("Nộp ở trung tâm nào cũng được (phi địa giới)"), required=False)
    non_territorial_from = DatePartsField(
        label=_("Phi địa giới từ ngày (theo lộ trình)"),
        required=False,
        help_text=_("Để trống nếu áp dụng ngay khi công bố."),
    )
    online_level = forms.ChoiceField(
        label=_("Mức độ trực tuyến"), choices=OnlineLevel.choices, widget=forms.RadioSelect
    )
    online_reason = long_text(
        _("Lý do chưa trực tuyến toàn trình"), required=False, hint=_("Được công khai cho người dân.")
    )
    filed_at = forms.ChoiceField(
        label=_("Người dân nộp trực tuyến ở đâu?"),
        choices=FilingPlace.choices,
        initial=FilingPlace.HERE,
        widget=forms.RadioSelect,
    )
    filed_at_reason = long_text(
        _("Lý do nộp trên Cổng Dịch vụ công quốc gia"), required=False, hint=_("Được công khai cho người dân.")
    )
    assurance_level = forms.TypedChoiceField(
        label=_("Người nộp trực tuyến phải đăng nhập bằng tài khoản nào?"),
        choices=Assurance.choices,
        coerce=int,
        initial=Assurance.ANY,
        widget=forms.RadioSelect,
        help_text=_(
            "Nghị định 69/2024/NĐ-CP. Chỉ đòi hỏi mức độ khi cần biết chắc người nộp là ai: "
            "ai chưa có tài khoản định danh sẽ phải nộp tại quầy hoặc qua bưu chính, nơi không hỏi tài khoản."
        ),
    )
    keywords = long_text(
        _("Từ khóa theo cách nói của người dân"), rows=4, required=False, hint=_("Mỗi dòng một cách gọi.")
    )

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
