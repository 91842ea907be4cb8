"""Phrases, matters settled elsewhere, and which form each kind of words has."""

from __future__ import annotations

from django import forms

from procedures.models import AskedBack, Phrase, Referral, Wording
from procedures.wording_forms.asked_back import AskedBackForm
from procedures.wording_forms.one_way import WordingForm, phrases_of


class PhraseForm(WordingForm):
    """What people say and what the catalogue calls it."""

    class Meta:
        model = Phrase
        fields = ("said", "meant", "is_active")
        widgets = {"said": forms.Textarea(attrs={"rows": 4})}


class ReferralForm(WordingForm):
    """A matter that others settle: who, and what to do there."""

    class Meta:
        model = Referral
        fields = ("said", "unless", "competent", "advice", "also_ours", "is_active")
        widgets = {"said": forms.Textarea(attrs={"rows": 4}), "unless": forms.Textarea(attrs={"rows": 3})}

    def clean_unless(self) -> str:
        """Phrases that search can read, one a line."""
        return phrases_of(self.cleaned_data["unless"], is_whole=True)


FORMS: dict[type[Wording], type[WordingForm]] = {
    Phrase: PhraseForm,
    AskedBack: AskedBackForm,
    Referral: ReferralForm,
}
