"""Rows of a section that is a list: each by itself, and all of them beside each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from procedures.draft_forms.section import SectionForm


class RowForm(SectionForm):
    """One row of a list; ``id`` is the stored row that it changes, empty for a new one."""

    #: Rows of a kind of their own, where they need to know of each other.
    rows: type[Rows] | None = None

    id = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def shared(cls) -> dict[str, Any]:
        """What all rows of a page are made with alike: asked once, however many rows there are."""
        return {}

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """Write on a row what is wrong with it beside the others. Most kinds of row stand alone."""


class Rows(forms.BaseFormSet[RowForm]):
    """The rows of a section; a new row left empty does not count."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box that takes a row out."""
        super().add_fields(form, index)
        if self.can_delete:
            form.fields["DELETE"].label = _("Bỏ dòng này")

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """What every row is made with, and what all of them share."""
        return {**super().get_form_kwargs(index), **self._shared}

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return self.form.shared()

    def kept(self) -> list[dict[str, Any]]:
        """The cleaned rows that stay, in order."""
        return [{k: v for k, v in form.cleaned_data.items() if k != "DELETE"} for form in self.staying()]

    def staying(self) -> list[RowForm]:
        """The forms of the rows that stay: filled in, and not taken out."""
        filled = [form for form in self.forms if form.cleaned_data.get("id") or form.has_changed()]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]

    def clean(self) -> None:
        """Judge the rows among each other, where the kind of row asks for it; only once each is right by itself.

        Fewer than no rows is what a broken form says: it must not be saved as an empty list.
        """
        if (self.management_form.cleaned_data["TOTAL_FORMS"] or 0) < 0:
            raise forms.ValidationError(_("Biểu mẫu gửi lên không đọc được. Hãy tải lại trang rồi lưu lại."))
        if not any(form.errors for form in self.forms):
            self.form.judge_together(self)
