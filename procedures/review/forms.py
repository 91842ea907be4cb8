"""What is asked before many are accepted, and before the catalogue is written to a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.forms import SubmissionKeyMixin
from procedures.choices import Level


class AcceptAllForm(SubmissionKeyMixin):
    """Yes to accepting everything without doubts."""


class ExportForm(SubmissionKeyMixin):
    """What of the catalogue in force goes into the workbook."""

    field_order = ("field", "level")
    level = forms.ChoiceField(
        label=gettext_lazy("Cấp thực hiện"), required=False, choices=[("", gettext_lazy("Mọi cấp")), *Level.choices]
    )

    def __init__(self, *args: Any, fields: Sequence[str], **kwargs: Any) -> None:
        """Offer these fields."""
        super().__init__(*args, **kwargs)
        choices = [("", _("Tất cả lĩnh vực")), *((name, name) for name in fields)]
        self.fields["field"] = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=choices)
        self.order_fields(self.field_order)

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen, as ImportRun keeps it."""
        return {name: self.cleaned_data[name] for name in ("field", "level") if self.cleaned_data[name]}
