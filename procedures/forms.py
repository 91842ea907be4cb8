"""The search form: a question in people's own words, and four filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.vietnamese import normalise
from procedures import page_cache
from procedures.choices import Level, OnlineLevel, Target
from procedures.models import SearchEntry

_EVERY: list[tuple[str, Any]] = [("", _("Tất cả"))]


def fields_in_use() -> list[tuple[str, str]]:
    """Code and name of the fields that have a procedure in force, by name; kept until one is published."""
    rows = SearchEntry.objects.order_by("field__name").values_list("field__code", "field__name")
    found: list[tuple[str, str]] = page_cache.kept("facets", lambda: list(rows.distinct()))
    return found


class SearchForm(forms.Form):
    """What to look for. Filters that nobody offers are left out of account, not refused."""

    says_optional = False

    q = forms.CharField(label=_("Bạn cần làm gì?"), required=False, max_length=300)
    level = forms.ChoiceField(label=_("Cấp giải quyết"), required=False, choices=[*_EVERY, *Level.choices])
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    audience = forms.ChoiceField(label=_("Dành cho"), required=False, choices=[*_EVERY, *Target.choices])
    online = forms.ChoiceField(label=_("Cách nộp"), required=False, choices=[*_EVERY, *OnlineLevel.choices])
    after = forms.IntegerField(required=False, min_value=0, max_value=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["field"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - tells the type
        chosen.choices = [*_EVERY, *fields_in_use()]

    def question(self) -> dict[str, Any]:
        """The usable part of what was asked, as arguments of `search.search`."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {"text": normalise(told.pop("q", ""))} | told
