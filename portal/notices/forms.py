"""What a person says about how to reach them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Kind, User
from portal.notices.choosing import Way, chosen_ways, ways_open_to
from portal.notices.push import identity
from portal.ui.fields import show_phone


class WaysForm(forms.Form):
    """By which ways notices come: at least one, since the law has people told (NĐ 118/2025/NĐ-CP Đ17)."""

    says_optional = False
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Chúng tôi báo tin về hồ sơ cho bạn bằng"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Offer what is open to this person, ticked as it is now."""
        super().__init__(*args, **kwargs)
        self._has_devices = user.told_by_push and identity.is_on()
        shown = {Way.EMAIL: user.email or "", Way.SMS: show_phone(user.phone or "")}
        field = self.fields["ways"]
        if user.kind == Kind.STAFF:
            field.label = _("Chúng tôi báo tin về công việc cho bạn bằng")
        field.choices = [(way.value, f"{way.label}: {shown[way]}") for way in ways_open_to(user)]  # type: ignore[attr-defined]
        self.initial.setdefault("ways", [way.value for way in chosen_ways(user)])

    def clean_ways(self) -> list[str]:
        """Refuse an empty choice unless a browser of theirs shows notices."""
        ways: list[str] = self.cleaned_data["ways"]
        if not ways and not self._has_devices:
            raise ValidationError(_("Hãy chọn ít nhất một cách, để bạn không lỡ tin nào."))
        return ways
