"""What is written to announce, prolong or end a broadcast."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import Words, long_text
from hotline.broadcasts.announcing import Notice
from hotline.models import BroadcastKind
from portal.ui.fields import TypedText
from procedures.models import Procedure
from units.models import Unit

_FORMATS = ["%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"]
MOST_NAMED = 50
#: Nobody announces what began before; an earlier year lacks a digit, and would stand on every page.
_FIRST_YEAR = 2000


class _Moment(forms.DateTimeField):
    """A moment of our days."""

    def clean(self, value: Any) -> Any:
        """The moment; ValidationError with an example for any other text."""
        moment = super().clean(value)
        if moment is not None and moment.year < _FIRST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


def moment_field(label: Words, missing: Words = "", hint: Words = "") -> forms.DateTimeField:
    """A day and an hour in Vietnam's time."""
    wrong = {"invalid": _("Hãy ghi giờ và ngày như 15:30 24/11/2026.")}
    return _Moment(
        label=label,
        help_text=hint,
        required=bool(missing),
        input_formats=_FORMATS,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages=wrong | ({"required": missing} if missing else {}),
    )


class CodesField(forms.CharField):
    """Codes between commas, spaces or lines, cleaned to the rows that have them; those unknown are named."""

    def __init__(self, rows: Any, unknown: Words, **options: Any) -> None:
        """`rows` gives the queryset to look in, `unknown` the message with %(codes)s."""
        super().__init__(required=False, widget=forms.Textarea({"rows": 2, "spellcheck": "false"}), **options)
        self._rows, self._unknown = rows, unknown

    def clean(self, value: Any) -> Any:
        """The rows in the order of their codes; ValidationError names what there is not. One query."""
        text = str(super().clean(value) or "").replace("\0", "")
        codes = {code.upper() for code in re.split(r"[\s,;]+", text) if code}
        if not codes:
            return []
        if len(codes) > MOST_NAMED:
            told = _("Hãy ghi nhiều nhất %(most)d mã; nhiều hơn nữa thì để trống ô này.")
            raise forms.ValidationError(told, params={"most": MOST_NAMED})
        found = {row.code: row for row in self._rows().filter(code__in=sorted(codes)).order_by("code")}
        if unknown := sorted(codes - found.keys()):
            raise forms.ValidationError(self._unknown, params={"codes": ", ".join(unknown[:5])[:200]})
        return list(found.values())


class AnnounceForm(forms.Form):
    """The notice in both languages, its times, and whom it concerns."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Thông báo về việc gì?"),
        choices=BroadcastKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn sự cố hay bảo trì.")},
    )
    title = TypedText(label=_("Tiêu đề"), max_length=160, error_messages={"required": _("Hãy ghi tiêu đề.")})
    text = long_text(
        _("Nội dung"), _("Hãy ghi điều đang xảy ra và người dân làm gì trong lúc đó."), rows=4,
        hint=_("Điều đang xảy ra, và người dân làm gì trong lúc đó."),
    )  # fmt: skip
    title_en = TypedText(
        label=_("Tiêu đề bằng tiếng Anh"), max_length=160,
        error_messages={"required": _("Hãy ghi tiêu đề bằng tiếng Anh.")},
    )  # fmt: skip
    text_en = long_text(_("Nội dung bằng tiếng Anh"), _("Hãy ghi nội dung bằng tiếng Anh."), rows=4)
    begins_at = moment_field(
        _("Bắt đầu lúc"), _("Hãy ghi lúc bắt đầu."), _("Bảo trì phải được báo trước ít nhất 7 ngày làm việc.")
    )
    ends_at = moment_field(_("Dự kiến đến lúc"), hint=_("Sự cố chưa biết khi nào xong thì để trống."))
    units = CodesField(
        lambda: Unit.objects.current(),  # noqa: PLW0108 - asked anew with each form
        _("Không có đơn vị nào mang mã: %(codes)s."),
        label=_("Đơn vị"),
        help_text=_("Mã đơn vị, cách nhau bằng dấu phẩy, ví dụ H29.101. Để trống là mọi đơn vị."),
    )
    procedures = CodesField(
        lambda: Procedure.objects.all(),  # noqa: PLW0108 - as above
        _("Không có thủ tục nào mang mã: %(codes)s."),
        label=_("Thủ tục"),
        help_text=_("Mã thủ tục, cách nhau bằng dấu phẩy, ví dụ 1.001193. Để trống là mọi thủ tục."),
    )
    tells_owners = forms.BooleanField(
        label=_("Báo cho những người đang có hồ sơ liên quan, mỗi người một lần"),
        help_text=_("Bằng cách mỗi người đã chọn. Tin nhắn SMS chỉ gửi ban ngày, trong số lượng cho phép của ngày."),
        required=False,
    )
    is_checked = forms.BooleanField(
        label=_("Tôi đã đọc lại: thông báo hiện ra với mọi người ngay và không sửa được nữa"),
        error_messages={"required": _("Hãy đọc lại rồi đánh dấu vào ô này.")},
    )

    def notice(self) -> Notice:
        """What was written, for `announcing.announce`."""
        return Notice(**{name: value for name, value in self.cleaned_data.items() if name != "is_checked"})


class ExtendForm(forms.Form):
    """Until when, and why."""

    use_required_attribute = False
    ends_at = moment_field(_("Dự kiến đến lúc"), _("Hãy ghi lúc dự kiến xong."))
    note = long_text(_("Vì sao lâu hơn"), _("Hãy ghi vì sao lâu hơn."), rows=3)
    note_en = long_text(_("Vì sao lâu hơn, bằng tiếng Anh"), rows=3)


class EndForm(forms.Form):
    """What was done."""

    use_required_attribute = False
    note = long_text(_("Đã khắc phục thế nào"), _("Hãy ghi sự cố đã được khắc phục thế nào."), rows=3)
    note_en = long_text(_("Đã khắc phục thế nào, bằng tiếng Anh"), rows=3)
