"""Forms of the unit pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .directory import Group
from .fields import CommuneField


class DirectoryForm(forms.Form):
    """Filters of the public list; every one may be left out, and all stay in the address."""

    says_optional = False
    q = forms.CharField(
        label=_("Tên hoặc địa chỉ"),
        help_text=_("Viết có dấu hay không dấu đều được, ví dụ: sai gon"),
        required=False,
        max_length=100,
    )
    kind = forms.ChoiceField(label=_("Loại đơn vị"), choices=[("", _("Tất cả")), *Group.choices], required=False)
    commune = CommuneField(required=False)

    def chosen(self) -> dict[str, str]:
        """The valid filters; one that is not valid counts as left out."""
        if self.is_valid():
            return {name: self.cleaned_data[name] for name in self.fields}
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
