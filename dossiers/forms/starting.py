"""The questions before a filing: which case it is, and where the matter belongs."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import KeepsTyped
from procedures.choices import Competence
from procedures.models import ProcedureVersion
from units.fields import CommuneField

COMMUNE_QUESTIONS: dict[str, Promise | str] = {
    Competence.RESIDENCE: _("Người có yêu cầu cư trú ở xã, phường, đặc khu nào?"),
    Competence.PLACE_OF_MATTER: _("Việc này, hoặc nhà, đất, tài sản ở xã, phường, đặc khu nào?"),
    Competence.SEAT: _("Trụ sở hoặc địa điểm kinh doanh đặt ở xã, phường, đặc khu nào?"),
}
"""How the place that decides the competent agency is asked; departments serve the whole province."""


class StartForm(KeepsTyped):
    """Plain answers choose the case; the commune chooses the agency."""

    case = forms.ChoiceField(
        label=_("Trường hợp của bạn là gì?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn trường hợp của bạn."),
            "invalid_choice": _("Hãy chọn một trong các trường hợp dưới đây."),
        },
    )
    commune = CommuneField(
        help_text=_("Hồ sơ được gửi đến Ủy ban nhân dân nơi này."),
        error_messages={"required": _("Hãy chọn xã, phường hoặc đặc khu trong danh sách.")},
    )

    def __init__(self, *args: Any, version: ProcedureVersion, **kwargs: Any) -> None:
        """Offer the cases of the version; ask the commune only where it decides something."""
        super().__init__(*args, **kwargs)
        cases = list(version.cases.all())
        chooser = cast(forms.ChoiceField, self.fields["case"])
        chooser.choices = [(case.key, case.when or case.name) for case in cases]
        if len(cases) == 1:
            self.initial.setdefault("case", cases[0].key)
            chooser.widget = forms.HiddenInput()
        if version.competence == Competence.DEPARTMENT:
            del self.fields["commune"]
        else:
            self.fields["commune"].label = str(COMMUNE_QUESTIONS[version.competence])
