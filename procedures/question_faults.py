"""What is wrong with the questions that lead to a case, in words for who writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.case_questions import MOST_ANSWERS, MOST_QUESTIONS, Fault, Kind


def say(fault: Fault, stored: Sequence[Mapping[str, Any]], cases: Mapping[str, str]) -> str:
    """One sentence; questions, answers and cases are named as the page shows them, not by their keys."""
    unnamed: Mapping[str, Any] = {"ask": fault.question, "answers": []}
    question = next((q for q in stored if q["key"] == fault.question), unnamed)
    said = {str(answer["key"]): str(answer["say"]) for answer in question["answers"]}
    named = {
        "question": question["ask"],
        "answer": said.get(fault.answer, fault.answer),
        "goal": cases.get(fault.goal, fault.goal),
        "count": fault.count,
        "questions": MOST_QUESTIONS,
        "answers": MOST_ANSWERS,
    }
    return _sentence(fault.kind) % named


def _sentence(kind: Kind) -> str:
    return {
        Kind.QUESTION_TWICE: _("Có hai câu hỏi trùng mã với “%(question)s”."),
        Kind.TOO_MANY_QUESTIONS: _("Có %(count)s câu hỏi, nhiều hơn %(questions)s câu mà người dân chịu trả lời."),
        Kind.NO_CHOICE: _("Câu hỏi “%(question)s” cần ít nhất hai câu trả lời."),
        Kind.TOO_MANY_ANSWERS: _("Câu hỏi “%(question)s” có %(count)s câu trả lời, nhiều hơn %(answers)s."),
        Kind.ANSWER_TWICE: _("Câu hỏi “%(question)s” có hai câu trả lời trùng mã với “%(answer)s”."),
        Kind.NOT_ONE_WAY: _("“%(question)s”: câu trả lời “%(answer)s” chưa dẫn đến đúng một nơi."),
        Kind.UNKNOWN_CASE: _("“%(question)s”: câu trả lời “%(answer)s” dẫn đến trường hợp không còn nữa."),
        Kind.NOT_LATER: _("“%(question)s”: câu trả lời “%(answer)s” không dẫn đến câu hỏi nào đứng sau."),
        Kind.CASE_NOT_REACHED: _("Không câu trả lời nào dẫn đến trường hợp “%(goal)s”."),
        Kind.QUESTION_NOT_REACHED: _("Không câu trả lời nào dẫn đến câu hỏi “%(question)s”."),
    }[kind]
