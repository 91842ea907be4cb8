"""The name of a saved view of the work list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.saved_views import LONGEST_NAME
from procedures.eforms.fields import TypedText


class SaveViewForm(forms.Form):
    """What the view is called, and whether it opens first."""

    use_required_attribute = False
    name = TypedText(
        label=_("Tên danh sách"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Hãy đặt tên cho danh sách.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    opens_first = forms.BooleanField(label=_("Mở danh sách này đầu tiên"), required=False)
