"""The form of a publisher's phrase, with a question to try it against."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.models import Phrase
from procedures.vocabulary_in_use import check_phrases


class PhraseForm(forms.ModelForm[Phrase]):
    """What people say and what it means; the question is only tried."""

    question = forms.CharField(label=_("Thử với câu hỏi"), required=False, max_length=200)

    class Meta:
        model = Phrase
        fields = ("said", "meant", "is_active")
        widgets = {"said": forms.Textarea(attrs={"rows": 4})}

    def clean_said(self) -> str:
        """Phrases that search can read, one a line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["said"].splitlines()]
        try:
            check_phrases(lines)
        except ValueError as error:
            raise forms.ValidationError(
                _("Mỗi cách nói cần ít nhất hai chữ cái và không dùng danh sách @ không có sẵn.")
            ) from error
        return "\n".join(line for line in lines if line)
