"""What is asked about an absence: the days, why, and who stands in for each role."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.ui.fields import DatePartsField, today

from . import absences
from .models import Absence, StaffRole

_LAST_WRITTEN = dt.date(9999, 12, 30)
"""The day of return is written too, and calendars know no day after 31 December 9999."""


class AbsenceForm(forms.Form):
    """First and last day, reason, and a stand-in or nobody for each role of the person."""

    use_required_attribute = False
    first = DatePartsField(label=gettext_lazy("Vắng từ ngày"), earliest=today)
    last = DatePartsField(label=gettext_lazy("Ngày vắng cuối cùng"), earliest=today, latest=_LAST_WRITTEN)
    reason = forms.ChoiceField(
        label=gettext_lazy("Lý do"),
        choices=Absence.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn lý do.")},
        help_text=gettext_lazy("Nghỉ ốm cũng chọn «Nghỉ phép»: đồng nghiệp không cần biết hơn."),
    )

    def __init__(self, data: QueryDict | None, *, absence: Absence, by: User) -> None:
        """Offer staff of the same agency for each role; begin with what was written before."""
        super().__init__(data, initial=_written(absence))
        if absence.pk and absence.is_on():
            first: Any = self.fields["first"]
            first.earliest = absence.valid_from
        self.people: dict[str, dict[str, User]] = {}
        chosen = {one.held_id: one.person_id for one in absence.stand_ins.all()} if absence.pk else {}
        for held in absences.roles_to_cover(absence.user, by):
            self._ask_for(held, chosen.get(held.pk))

    def _ask_for(self, held: StaffRole, chosen: int | None) -> None:
        name = f"stand_in_{held.pk}"
        people = {str(person.pk): person for person in absences.candidates(held)}
        self.people[name] = people
        self.fields[name] = forms.ChoiceField(
            label=_("Người thay: %(role)s, %(unit)s") % {"role": held.get_role_display(), "unit": held.unit.name},
            choices=[("", _("Không có người thay")), *((pk, person.full_name) for pk, person in people.items())],
            required=False,
            initial=str(chosen or ""),
        )

    def period(self) -> absences.Period:
        """The days and the reason."""
        return absences.Period(self.cleaned_data["first"], self.cleaned_data["last"], self.cleaned_data["reason"])

    def stand_ins(self) -> dict[int, User | None]:
        """Who stands in, by the id of the role."""
        return {
            int(name.removeprefix("stand_in_")): people.get(self.cleaned_data.get(name, ""))
            for name, people in self.people.items()
        }


def _written(absence: Absence) -> dict[str, Any]:
    if not absence.pk:
        return {}
    return {"first": absence.valid_from, "last": absence.last_day, "reason": absence.reason}
