"""What people answer on the pages of the door: owners about consents, administrators about agencies."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.national.models.results_door import AskingAgency
from portal.national.results_door.consents import DAYS
from portal.ui.fields import TypedText

CODE_TAKEN = _("Đã có cơ quan mang mã định danh này.")
MOST_ASKS_A_DAY = 100_000


class AllowForm(forms.Form):
    """Which agency may fetch which results, and for how long."""

    use_required_attribute = False
    agency = forms.ModelChoiceField(
        AskingAgency.objects.none(),
        label=_("Cơ quan được lấy kết quả"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Hãy chọn cơ quan."), "invalid_choice": _("Hãy chọn cơ quan.")},
    )
    kind = forms.ChoiceField(
        label=_("Kết quả của bạn"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết quả."), "invalid_choice": _("Hãy chọn kết quả.")},
    )
    days = forms.TypedChoiceField(
        label=_("Trong bao lâu"),
        coerce=int,
        choices=[(DAYS[0], _("30 ngày")), (DAYS[1], _("180 ngày")), (DAYS[2], _("365 ngày"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn thời gian."), "invalid_choice": _("Hãy chọn thời gian.")},
    )

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        """Offer the agencies that ask, and the kinds of results that the person has."""
        super().__init__(*args, **kwargs)
        agency, kind = (cast(Any, self.fields[name]) for name in ("agency", "kind"))
        agency.queryset = AskingAgency.objects.filter(is_active=True).order_by("name")
        agency.label_from_instance = lambda one: _vietnamese(one.name)
        kind.choices = [(code, _vietnamese(name)) for code, name in kinds.items()]


class AgencyForm(forms.Form):
    """One agency. Its secret is made here and shown once."""

    use_required_attribute = False
    name = TypedText(label=_("Tên cơ quan"), max_length=120, error_messages={"required": _("Hãy ghi tên cơ quan.")})
    agency_code = TypedText(
        label=_("Mã định danh"),
        help_text=_("Ví dụ G22.99. Không đổi được sau khi thêm."),
        max_length=35,
        error_messages={"required": _("Hãy ghi mã định danh của cơ quan.")},
    )
    legal_basis = TypedText(
        label=_("Căn cứ pháp luật"),
        help_text=_(
            "Văn bản cho phép cơ quan này lấy kết quả mà không cần chủ kết quả đồng ý. Chỉ có hiệu lực với thủ tục cần "
            "giấy tờ đó. Để trống: chỉ lấy được kết quả mà chủ kết quả đã đồng ý."
        ),
        max_length=500,
        required=False,
    )
    asks_a_day = forms.IntegerField(
        label=_("Số lần hỏi mỗi ngày"),
        min_value=1,
        max_value=MOST_ASKS_A_DAY,
        initial=1000,
        error_messages={"required": _("Hãy ghi số lần hỏi mỗi ngày."), "invalid": _("Hãy ghi một số nguyên.")},
    )
    is_active = forms.BooleanField(label=_("Đang cho hỏi"), required=False, initial=True)

    def __init__(self, *args: Any, agency: AskingAgency | None = None, **kwargs: Any) -> None:
        """Begin with an agency that is there, or with none."""
        if agency is not None:
            kwargs["initial"] = {name: getattr(agency, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["agency_code"].disabled = agency is not None
        self._is_new = agency is None

    def clean_agency_code(self) -> str:
        """One that no other agency has."""
        code: str = self.cleaned_data["agency_code"]
        if self._is_new and AskingAgency.objects.filter(agency_code=code).exists():
            raise ValidationError(CODE_TAKEN)
        return code


def _vietnamese(text: str) -> str:
    return format_html('<span lang="vi">{}</span>', text)
