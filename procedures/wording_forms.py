"""The forms of publishers' words: phrases, matters asked back and settled elsewhere, each with a question to try."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures import wording
from procedures.models import AskedBack, Phrase, Referral, Wording
from procedures.vocabulary_table import check_phrase

LEAST_CHOICES, MOST_CHOICES = 2, 5


def phrases_of(text: str, *, is_whole: bool = False) -> str:
    """Phrases that search can read, one a line. ValidationError names the first that it cannot.

    ``is_whole``: each must be all that is asked, so parts in any order make no sense.
    """
    lines = list(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    for line in lines:
        try:
            check_phrase(line, is_whole=is_whole)
        except ValueError as error:
            told = _("Không đọc được “%(line)s”: cần ít nhất hai chữ cái, và chỉ dùng danh sách @, # có sẵn.")
            raise forms.ValidationError(told, params={"line": line}) from error
    return "\n".join(lines)


class WordingForm(forms.ModelForm[Any]):
    """What all three have: what people say, whether it is in use; the question is only tried."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    question_tried = forms.CharField(label=_("Thử với câu hỏi"), required=False, max_length=200)
    says_whole = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", wording.state_of(self.instance))

    def clean_said(self) -> str:
        """Phrases that search can read, one a line."""
        return phrases_of(self.cleaned_data["said"], is_whole=self.says_whole)


class PhraseForm(WordingForm):
    """What people say and what the catalogue calls it."""

    class Meta:
        model = Phrase
        fields = ("said", "meant", "is_active")
        widgets = {"said": forms.Textarea(attrs={"rows": 4})}


class AskedBackForm(WordingForm):
    """A matter of several procedures, the question back, and two to five choices."""

    says_whole = True

    class Meta:
        model = AskedBack
        fields = ("said", "question", "is_active")
        widgets = {"said": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {"is_active": self.fields.pop("is_active"), "question_tried": self.fields.pop("question_tried")}
        choices = [*self.instance.choices, *[["", ""]] * MOST_CHOICES]
        for number, (label, words) in enumerate(choices[:MOST_CHOICES], 1):
            self.fields[f"label_{number}"] = _line(_("Lựa chọn %(number)s: người dân thấy"), number, label)
            self.fields[f"words_{number}"] = _line(_("Lựa chọn %(number)s: khi chọn thì tìm"), number, words)
        self.fields |= made

    def clean(self) -> dict[str, Any]:
        """Whole choices only, and as many as a person can choose from."""
        told = super().clean() or self.cleaned_data
        numbers = range(1, MOST_CHOICES + 1)
        pairs = [(number, told.get(f"label_{number}", ""), told.get(f"words_{number}", "")) for number in numbers]
        for number, label, words in pairs:
            if bool(label) != bool(words):
                self.add_error(f"words_{number}" if label else f"label_{number}", _("Điền cả hai ô của lựa chọn này."))
        chosen = [[label, words] for _number, label, words in pairs if label and words]
        if len(chosen) < LEAST_CHOICES:
            self.add_error("label_1", _("Cần ít nhất hai lựa chọn."))
        if len({label for label, _words in chosen}) < len(chosen):
            self.add_error("label_1", _("Hai lựa chọn không được giống nhau."))
        self.instance.choices = chosen
        return told


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


def _line(label: Any, number: int, value: str) -> forms.CharField:
    return forms.CharField(label=label % {"number": number}, required=False, max_length=120, initial=value)
