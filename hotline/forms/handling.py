"""What staff write about a ticket: where it goes and why, the answer in its parts, what is published of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.answer_check import AnswerText
from hotline.causes import listing
from hotline.routing import Ground
from portal.ui.fields import DatePartsField, TypedText
from units import directory
from units.models import Unit


class UnitField(forms.CharField):
    """A unit in force, by its code or by words of its name; cleaned to the unit."""

    default_error_messages = {
        "required": _("Hãy ghi đơn vị giải quyết."),
        "unknown": _("Không có đơn vị nào như vậy. Hãy ghi mã, hoặc tên đầy đủ hơn."),
        "many": _("Có nhiều đơn vị như vậy. Hãy ghi mã của một đơn vị: %(units)s."),
    }

    def clean(self, value: Any) -> Any:
        """The one unit that is meant; ValidationError with the candidates otherwise."""
        text = str(super().clean(value) or "").strip()
        if not text:  # only where a form asks for none
            return None
        exact = Unit.objects.current().filter(code=text.upper()).select_related("calendar").first()
        if exact is not None:
            return exact
        found = list(directory.find(text)[:6])
        if len(found) == 1:
            return Unit.objects.select_related("calendar").get(pk=found[0].pk)
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        told = {"units": "; ".join(f"{unit.code} {unit.name}" for unit in found)}
        raise forms.ValidationError(self.error_messages["many"], code="many", params=told)

    def prepare_value(self, value: Any) -> Any:
        """The code of a unit; what was typed stays as it was."""
        return value.code if isinstance(value, Unit) else value


class RouteForm(forms.Form):
    """Which unit answers, and why this one."""

    use_required_attribute = False
    unit = UnitField(label=_("Đơn vị giải quyết"), help_text=_("Mã đơn vị như H29.101, hoặc tên như: phường Sài Gòn."))
    reason = long_text(_("Lý do chuyển"), _("Hãy ghi vì sao chuyển đến đơn vị này."))


class ProgressForm(forms.Form):
    """How far it is, for the reporter."""

    use_required_attribute = False
    text = long_text(
        _("Đã làm đến đâu, bao giờ xong"),
        _("Hãy ghi việc đã làm đến đâu và bao giờ xong."),
        hint=_("Người phản ánh đọc được câu này."),
    )


class ReasonForm(forms.Form):
    """Why something is sent back or withdrawn."""

    use_required_attribute = False
    reason = long_text(_("Lý do"), _("Hãy ghi lý do."))


class SetAsideForm(forms.Form):
    """On which ground of the law, and what the reporter is told."""

    use_required_attribute = False
    ground = forms.ChoiceField(
        label=_("Căn cứ pháp luật"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn căn cứ pháp luật.")},
    )
    reason = long_text(_("Nói với người phản ánh"), _("Hãy nói với người phản ánh vì sao, và họ cần đến đâu."), rows=5)


def cause_choices() -> list[tuple[str, Any]]:
    """The root causes in force, in the reader's language."""
    return [("", _("Chọn nguyên nhân")), *((cause.code, cause.shown_name) for cause in listing.in_force())]


class CorrectCauseForm(ReasonForm):
    """Which cause it was after all, and why."""

    field_order = ("cause", "reason")
    cause = forms.ChoiceField(
        label=_("Nguyên nhân gốc"),
        choices=cause_choices,
        error_messages={
            "required": _("Hãy chọn nguyên nhân trong danh sách."),
            "invalid_choice": _("Hãy chọn nguyên nhân trong danh sách."),
        },
    )


class AnswerForm(forms.Form):
    """The parts of an answer; `hotline.answer_check` says what is missing."""

    use_required_attribute = False
    says_optional = False
    checked = long_text(_("Đã kiểm tra gì"), hint=_("Hồ sơ nào, camera nào, hỏi ai, lúc nào."), rows=4)
    found = long_text(_("Kết quả"), _("Hãy ghi kết quả."), hint=_("Đúng hay không đúng như phản ánh, vì sao."), rows=4)
    will_do = long_text(_("Sẽ làm gì"), rows=4)
    done_by = DatePartsField(label=_("Xong trước ngày"), required=False)
    responsible = TypedText(label=_("Ai chịu trách nhiệm làm"), required=False, max_length=200)
    legal_basis = long_text(_("Căn cứ pháp lý"), hint=_("Văn bản nào, điều nào."), rows=2)
    cause = forms.ChoiceField(
        label=_("Nguyên nhân gốc"),
        help_text=_("Bắt buộc với phản ánh về chậm trễ và thái độ. Chỉ dùng để thống kê, người phản ánh không đọc."),
        required=False,
        choices=cause_choices,
        error_messages={"invalid_choice": _("Hãy chọn nguyên nhân trong danh sách.")},
    )
    apology = long_text(_("Lời xin lỗi"), hint=_("Bắt buộc khi trả lời quá hạn hoặc khi cơ quan có lỗi."), rows=2)

    def answer(self) -> AnswerText:
        """The parts as the check wants them."""
        return AnswerText(**{name: self.cleaned_data[name] for name in self.fields})


class PublishForm(forms.Form):
    """What everybody will read; the person confirms that nothing personal is left."""

    use_required_attribute = False
    title = TypedText(label=_("Tiêu đề"), max_length=200, error_messages={"required": _("Hãy ghi tiêu đề.")})
    question = long_text(_("Câu hỏi"), _("Hãy ghi câu hỏi."), most=6000, rows=6)
    text = long_text(_("Câu trả lời"), _("Hãy ghi câu trả lời."), most=10_000, rows=10)
    is_clean = forms.BooleanField(
        label=_("Tôi đã đọc hết và không còn dữ liệu cá nhân của ai"),
        error_messages={"required": _("Hãy đọc hết rồi đánh dấu vào ô này.")},
    )


class RevealForm(forms.Form):
    """Why somebody needs to know who the reporter is."""

    use_required_attribute = False
    why = long_text(
        _("Vì sao cần biết người phản ánh là ai"),
        _("Hãy ghi lý do; lần xem này được lưu lại."),
        rows=2,
        most=300,
    )
