"""What all forms of publishers' words have: what people say, and a question to try."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures import wording
from procedures.vocabulary_table import check_phrase


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
