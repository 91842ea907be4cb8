"""What staff write when they hang files on a ticket."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.attachments.form_fields import AttachingMixin


class AttachForm(AttachingMixin, forms.Form):
    """Files, what they are, and whether they are the reporter's own."""

    use_required_attribute = False
    field_order = ("kept", "attachments", "note", "is_reporters")
    note = long_text(_("Các tệp này là gì"), _("Hãy ghi các tệp này là gì."))
    is_reporters = forms.BooleanField(
        label=_("Tệp do người phản ánh đưa: họ xem được, và nếu họ giữ kín danh tính thì nơi giải quyết không mở được"),
        required=False,
    )
