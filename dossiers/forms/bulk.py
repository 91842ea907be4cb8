"""What is asked about an act on many dossiers: to whom, where it gives work away, and a word with it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from dossiers.statuses import Action

if TYPE_CHECKING:
    from portal.accounts.models import User


class BulkForm(forms.Form):
    """One form for every act: only giving asks for a person; handing over and arrivals ask for nothing."""

    use_required_attribute = False
    prefix = "bulk"
    key = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label=_("Giao cho"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn người nhận việc."),
            "invalid_choice": _("Người này không còn giữ vai trò đó; hãy chọn người khác."),
        },
    )
    note = long_text(_("Lời nhắn"), most=500)

    def __init__(self, *args: Any, action: str, people: list[User], **kwargs: Any) -> None:
        """Ask only for what the act needs."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.initial["key"] = uuid.uuid4()
        if action == Action.ASSIGN:
            self.fields["to"].choices = [(key, one.full_name) for key, one in self.people.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["to"]
        if action in (Action.HAND_OVER, Action.CONFIRM_PAPERS):
            del self.fields["note"]

    def person(self) -> User | None:
        """Whom the work is given to."""
        return self.people.get(self.cleaned_data.get("to", ""))
