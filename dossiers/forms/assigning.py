"""What is asked when a task changes hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dossiers import assigned
from dossiers.forms.typed import long_text
from dossiers.models import AssignmentPolicy

if TYPE_CHECKING:
    from dossiers.assignment_policy import Share
    from dossiers.models import Task
    from portal.accounts.models import User


class ClaimForm(forms.Form):
    """Why a colleague's task is taken over; nothing is asked where the task waits in the pool."""

    use_required_attribute = False
    prefix = "claim"

    def __init__(self, *args: Any, task: Task | None, **kwargs: Any) -> None:
        """Ask for the reason only where somebody holds the task."""
        super().__init__(*args, **kwargs)
        if task is not None and task.assignee is not None:
            self.fields["note"] = long_text(
                _("Vì sao bạn nhận thay %(name)s?") % {"name": task.assignee.full_name},
                _("Hãy ghi vì sao bạn nhận thay người đang giữ việc này."),
                most=500,
                hint=_("Người đang giữ việc và lãnh đạo đọc được câu này trong lịch sử hồ sơ."),
            )


class AssignForm(forms.Form):
    """To whom, and what they should know."""

    use_required_attribute = False
    prefix = "assign"
    to = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Hãy chọn người nhận việc."),
            "invalid_choice": gettext_lazy("Người này không còn giữ vai trò đó; hãy chọn người khác."),
        },
    )
    note = long_text(gettext_lazy("Lời nhắn"), most=500)

    def __init__(self, *args: Any, task: Task | None, **kwargs: Any) -> None:
        """Offer who holds the role there, with how much each has to do; the present holder is left out."""
        super().__init__(*args, **kwargs)
        people = assigned.candidates(task) if task is not None else []
        self.people: dict[str, User] = {str(person.user.pk): person.user for person in people}
        self.fields["to"].choices = [(str(person.user.pk), _said(person)) for person in people]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        """Whom the leader chose."""
        return self.people[self.cleaned_data["to"]]


class ReleaseForm(forms.Form):
    """Why the task goes back to the unit."""

    use_required_attribute = False
    prefix = "release"
    note = long_text(gettext_lazy("Lời nhắn"), most=500)


def _said(person: assigned.Candidate) -> str:
    """Name and load; people of the same name are told apart by their account."""
    load = ngettext("%(count)s việc đang mở", "%(count)s việc đang mở", person.open_tasks) % {
        "count": person.open_tasks
    }
    return f"{person.user.full_name} ({load})"


class SharingForm(forms.Form):
    """How the work of each role at each unit of an agency is shared out."""

    use_required_attribute = False
    prefix = "way"

    def __init__(self, *args: Any, shares: list[Share], **kwargs: Any) -> None:
        """One choice a share."""
        super().__init__(*args, **kwargs)
        for share in shares:
            self.fields[share.key] = forms.ChoiceField(
                label=_("%(role)s · %(unit)s") % {"role": share.role.label, "unit": share.unit.name},
                help_text=ngettext("%(count)s người", "%(count)s người", share.people) % {"count": share.people},
                choices=AssignmentPolicy.Way.choices,
                initial=share.way,
            )
