"""What a draft of a decision begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from portal.ui.forms import SubmissionKeyMixin
from procedures.decision_forms.boxes import text_field
from procedures.draft_forms.section import offer
from units.models import Unit


class HeadingForm(forms.Form):
    """What the decision is about and when it should begin."""

    use_required_attribute = False
    title = text_field(
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
