"""What is written of a question that many ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from hotline.answer_base.writing import FaqText
from portal.ui.fields import DatePartsField, TypedText


class FaqForm(forms.Form):
    """An entry in both languages, and when its owner looks at it again."""

    use_required_attribute = False
    question = TypedText(label=_("Câu hỏi"), max_length=300, error_messages={"required": _("Hãy ghi câu hỏi.")})
    text = long_text(_("Câu trả lời"), _("Hãy ghi câu trả lời."), most=10_000, rows=6)
    question_en = TypedText(
        label=_("Câu hỏi bằng tiếng Anh"), max_length=300,
        error_messages={"required": _("Hãy ghi câu hỏi bằng tiếng Anh.")},
    )  # fmt: skip
    text_en = long_text(_("Câu trả lời bằng tiếng Anh"), _("Hãy ghi câu trả lời bằng tiếng Anh."), most=10_000, rows=6)
    legal_basis = TypedText(label=_("Căn cứ pháp lý"), required=False, max_length=300)
    review_on = DatePartsField(label=_("Rà soát lại vào ngày"), error_messages={"required": _("Hãy ghi ngày rà soát.")})

    def said(self) -> dict[str, Any]:
        """The parts as `writing.write` wants them."""
        told = dict(self.cleaned_data)
        return {"review_on": told.pop("review_on"), "text": FaqText(**told)}
