"""Rules proved: each thing that can be wrong with the questions is said in words, naming them as the page does."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from procedures import question_faults
from procedures.case_questions import _ENGLISH, Fault, Kind, faults, judge, read

TREE = [
    {
        "key": "paper",
        "ask": "Bé có giấy không?",
        "answers": [{"key": "has", "say": "Có", "case": "standard"}, {"key": "none", "say": "Không", "case": "late"}],
    }
]
NAMES = {"standard": "Trường hợp chung", "late": "Quá hạn"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(Kind.QUESTION_TWICE, "paper"), "Có hai câu hỏi trùng mã với “Bé có giấy không?”."),
        (Fault(Kind.TOO_MANY_QUESTIONS, count=4), "Có 4 câu hỏi, nhiều hơn 3 câu mà người dân chịu trả lời."),
        (Fault(Kind.NO_CHOICE, "paper"), "Câu hỏi “Bé có giấy không?” cần ít nhất hai câu trả lời."),
        (Fault(Kind.TOO_MANY_ANSWERS, "paper", count=7), "“Bé có giấy không?” có 7 câu trả lời, nhiều hơn 6."),
        (Fault(Kind.ANSWER_TWICE, "paper", "has"), "hai câu trả lời trùng mã với “Có”."),
        (Fault(Kind.NOT_ONE_WAY, "paper", "none"), "câu trả lời “Không” chưa dẫn đến đúng một nơi."),
        (Fault(Kind.UNKNOWN_CASE, "paper", "has", "gone"), "câu trả lời “Có” dẫn đến trường hợp không còn nữa."),
        (Fault(Kind.NOT_LATER, "paper", "has", "x"), "câu trả lời “Có” không dẫn đến câu hỏi nào đứng sau."),
        (Fault(Kind.CASE_NOT_REACHED, goal="late"), "Không câu trả lời nào dẫn đến trường hợp “Quá hạn”."),
        (Fault(Kind.QUESTION_NOT_REACHED, "paper"), "dẫn đến câu hỏi “Bé có giấy không?”."),
    ],
    ids=lambda each: each.kind if isinstance(each, Fault) else "",
)
def test_each_fault_is_one_sentence(fault: Fault, words: str) -> None:
    with override("vi"):
        said = question_faults.say(fault, TREE, NAMES)

    assert words in said
    assert said.endswith(".")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_words_in_both_languages_and_for_starter_files(kind: Kind, language: str) -> None:
    fault = Fault(kind, "paper", "has", "late", 9)
    with override(language):
        assert "%(" not in question_faults.say(fault, TREE, NAMES)
    assert "{" not in _ENGLISH[kind].format(fault=fault)


def test_what_the_tree_does_not_know_is_named_by_its_key() -> None:
    assert "“gone”" in question_faults.say(Fault(Kind.QUESTION_NOT_REACHED, "gone"), TREE, NAMES)
    assert "“ghost”" in question_faults.say(Fault(Kind.CASE_NOT_REACHED, goal="ghost"), TREE, NAMES)


def test_more_answers_than_anybody_reads_are_a_fault() -> None:
    answers = [{"key": f"a{n}", "say": str(n), "case": "standard"} for n in range(7)]
    tree = read([{"key": "q", "ask": "?", "answers": answers}])

    assert [fault.kind for fault in judge(tree, ["standard"])] == [Kind.TOO_MANY_ANSWERS]
    assert faults(tree, ["standard"]) == ["q: 7 answers, more than 6"]
