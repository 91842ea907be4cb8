"""What the Chair's office writes, and who notes that a report is about a head."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.forms.handling import UnitField
from portal.ui.fields import DatePartsField


class DemandForm(forms.Form):
    """By which day the unit answers, and what is expected of it."""

    use_required_attribute = False
    by = DatePartsField(label=_("Trả lời trước hết ngày"), error_messages={"required": _("Hãy ghi ngày.")})
    reason = long_text(
        _("Yêu cầu với đơn vị"),
        _("Hãy ghi yêu cầu với đơn vị."),
        hint=_("Đơn vị và người giám sát đọc được. Người phản ánh chỉ được báo ngày."),
    )


class NoteForm(forms.Form):
    """A note for those at work."""

    use_required_attribute = False
    reason = long_text(_("Ghi chú"), _("Hãy ghi nội dung."), hint=_("Người phản ánh không đọc được."))


class AboutHeadForm(forms.Form):
    """Whose head is meant, and how one knows."""

    use_required_attribute = False
    unit = UnitField(
        label=_("Người đứng đầu của cơ quan nào"),
        help_text=_("Mã đơn vị như H29.101, hoặc tên như: phường Sài Gòn."),
    )
    reason = long_text(_("Lý do"), _("Hãy ghi lý do."))
