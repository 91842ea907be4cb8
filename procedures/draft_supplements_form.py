"""The section of the editor that says what a supplement does to the due time."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.choices import SupplementClock
from procedures.draft_forms.section import SectionForm


class SupplementsForm(SectionForm):
    """Start again, as the general rule has it, or go on, where the law of the sector says so."""

    clock_on_supplement = forms.ChoiceField(
        label=_("Khi người dân đã bổ sung đủ, thời hạn giải quyết được tính thế nào?"),
        choices=SupplementClock.choices,
        initial=SupplementClock.RESTART,
        widget=forms.RadioSelect,
        help_text=_(
            "Nghị định 61/2018/NĐ-CP, Điều 19, khoản 4: tính lại từ đầu. "
            "Chỉ chọn tính tiếp khi pháp luật chuyên ngành quy định như vậy."
        ),
    )
