"""The form of one question that leads to a case: the question, and boxes for its answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures import case_questions
from procedures.case_questions import Fault, Kind
from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_forms.section import Choices, offer
from procedures.draft_questions import BOXES, CASE, PLACES, QUESTION, as_tree
from procedures.eforms.fields import TypedText

#: What is told beside the answer already while it is written; the rest is told once the section is saved (quality).
_BESIDE_ANSWER = {
    Kind.UNKNOWN_CASE: _("Trường hợp này không còn nữa."),
    Kind.NOT_LATER: _("Hãy chọn một câu hỏi đứng sau và đã được viết."),
}


class QuestionForm(RowForm):
    """One question. A row without a question does not count."""

    says_optional = False
    ask = TypedText(label=_("Câu hỏi"), required=False, max_length=300)
    hint = TypedText(label=_("Giải thích thêm cho câu hỏi"), required=False, max_length=500)

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        """Ask for each answer what it says and where it leads."""
        super().__init__(*args, cases=cases, **kwargs)
        leads_to = [("", _("Không chọn")), *_cases(cases), *_later_questions()]
        for box in BOXES:
            told = {"number": box}
            self.fields[f"say_{box}"] = TypedText(
                label=_("Câu trả lời %(number)s") % told, required=False, max_length=300
            )
            self.fields[f"to_{box}"] = forms.ChoiceField(
                label=_("Câu trả lời %(number)s dẫn đến") % told, required=False
            )
            offer(self, f"to_{box}", leads_to)

    def clean(self) -> dict[str, Any]:
        """Whole answers, and at least two of them; nothing that belongs to no question."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for box in BOXES:
            if data.get(f"say_{box}") and f"to_{box}" not in self.errors and not data.get(f"to_{box}"):
                self.add_error(f"to_{box}", _("Hãy chọn câu trả lời này dẫn đến đâu."))
            if data.get(f"to_{box}") and not data.get(f"say_{box}"):
                self.add_error(f"say_{box}", _("Hãy viết câu trả lời, hoặc bỏ chọn nơi dẫn đến."))
        answers = sum(bool(data.get(f"say_{box}")) for box in BOXES)
        if answers and not data.get("ask"):
            self.add_error("ask", _("Hãy viết câu hỏi, hoặc xóa các câu trả lời."))
        if data.get("ask") and answers < 2:
            self.add_error("ask", _("Câu hỏi cần ít nhất hai câu trả lời."))
        return data

    @classmethod
    def judge_together(cls, rows: Rows) -> None:
        """Each answer leads to a case that is there, or to a later question that asks something."""
        for place, form in enumerate(rows.forms, start=1):
            form.cleaned_data["place"] = place
        tree = as_tree([form.cleaned_data for form in rows.forms])
        # The cases were judged by the choices on offer already.
        _tell(case_questions.judge(tree, [a.case for question in tree for a in question.answers]), rows)


def _cases(cases: Choices) -> Iterable[tuple[str, Any]]:
    return [(f"{CASE}{key}", _("Trường hợp: %(name)s") % {"name": name}) for key, name in cases]


def _later_questions() -> Iterable[tuple[str, Any]]:
    return [(f"{QUESTION}{place}", _("Câu hỏi %(number)s") % {"number": place}) for place in PLACES if place > 1]


def _tell(faults: Iterable[Fault], rows: Rows) -> None:
    for fault in faults:
        if fault.kind in _BESIDE_ANSWER:
            rows.forms[int(fault.question) - 1].add_error(f"to_{fault.answer}", str(_BESIDE_ANSWER[fault.kind]))
