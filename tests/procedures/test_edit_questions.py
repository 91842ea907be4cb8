"""Rules proved: the questions that lead to a case are written in the editor, whole and in order; what would leave a
citizen stuck is told beside its box or stops the decision; links that citizens shared go on leading to their case."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from procedures import case_questions, draft_questions
from procedures.case_questions import MOST_ANSWERS, MOST_QUESTIONS
from procedures.decision_publishing import publish_due
from procedures.models import DecisionChange, ProcedureVersion
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory, ComponentFactory, TimeLimitFactory
from tests.procedures.publisher_desk import at, of, page, section_at, sent, stored, version_of

CODE = "1.001193"
TREE: list[dict[str, Any]] = [
    {
        "key": "paper",
        "ask": "Bé có Giấy chứng sinh không?",
        "hint": "Do bệnh viện cấp",
        "answers": [
            {"key": "has", "say": "Có", "next": "age"},
            {"key": "none", "say": "Không", "case": "no_paper"},
        ],
    },
    {
        "key": "age",
        "ask": "Bé sinh bao lâu rồi?",
        "answers": [
            {"key": "in_time", "say": "Chưa quá 60 ngày", "case": "standard"},
            {"key": "late", "say": "Đã quá 60 ngày", "case": "late"},
        ],
    },
]


@pytest.fixture
def people(db: None) -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft with three cases behind two questions."""
    good(CODE, questions=TREE)
    change = only_change(world.drafted(people, CODE))
    version = version_of(change)
    for position, key in enumerate(("late", "no_paper"), start=1):
        case = CaseFactory(version=version, key=key, name=f"Trường hợp {key}", when=f"Tôi {key}", position=position)
        ComponentFactory(case=case)
        TimeLimitFactory(case=case)
    version.cases.filter(key="standard").update(when="Tôi có giấy")
    return change


def save(people: Deciders, change: DecisionChange, *rows: dict[str, Any], based_on: int = 0) -> Any:
    """Send the page as it is filled in."""
    return of(people.drafter).post(section_at(change, "questions"), sent(*rows, based_on=based_on))


def question(ask: str, *answers: tuple[str, str], key: str = "", hint: str = "") -> dict[str, Any]:
    """A row as a browser sends it: the question and its numbered boxes."""
    row = {"id": key, "ask": ask, "hint": hint}
    for box, (say, to) in enumerate(answers, start=1):
        row |= {f"say_{box}": say, f"to_{box}": to}
    return row


def test_all_three_places_are_there_and_what_stands_is_in_them(people: Deciders, change: DecisionChange) -> None:
    response = of(people.drafter).get(section_at(change, "questions"))

    html = response.content.decode()
    assert len(response.context["rows"]) == MOST_QUESTIONS
    assert 'value="Bé có Giấy chứng sinh không?"' in html
    assert "Trường hợp: Trường hợp no_paper" in html
    assert 'name="more"' not in html
    assert 'name="up"' not in html


def test_saving_what_is_shown_changes_nothing(people: Deciders, change: DecisionChange) -> None:
    assert save(people, change, *stored(change, "questions"), question("")).status_code == 302

    assert version_of(change).questions == TREE


def test_words_change_and_keys_stay_so_that_shared_links_hold(people: Deciders, change: DecisionChange) -> None:
    first, second = stored(change, "questions")
    first |= {"ask": "Bé đã có Giấy chứng sinh chưa?", "say_2": "Chưa có"}

    save(people, change, first, second)

    questions = version_of(change).questions
    assert (questions[0]["key"], questions[0]["ask"]) == ("paper", "Bé đã có Giấy chứng sinh chưa?")
    assert questions[0]["answers"][1] == {"key": "none", "say": "Chưa có", "case": "no_paper"}
    assert questions[1] == TREE[1]


def test_an_answer_is_added_and_one_taken_out_without_touching_the_others(
    people: Deciders, change: DecisionChange
) -> None:
    first, second = stored(change, "questions")
    first |= {"say_1": "", "to_1": "", "say_3": "Bị mất", "to_3": "question:2"}

    save(people, change, first, second)

    assert version_of(change).questions[0]["answers"] == [
        {"key": "none", "say": "Không", "case": "no_paper"},
        {"key": "a1", "say": "Bị mất", "next": "age"},
    ]


def test_questions_are_written_where_there_were_none(people: Deciders) -> None:
    good(CODE)
    change = only_change(world.drafted(people, CODE))
    first = question("Bạn là ai?", ("Cha", "case:standard"), ("Mẹ", "question:3"))
    last = question("Con mấy tuổi?", ("Dưới 6", "case:standard"), ("Trên 6", "case:standard"), hint="Tính tròn")

    saved = save(people, change, first, question(""), last)

    assert saved.status_code == 302
    assert version_of(change).questions == [
        {
            "key": "q1",
            "ask": "Bạn là ai?",
            "answers": [{"key": "a1", "say": "Cha", "case": "standard"}, {"key": "a2", "say": "Mẹ", "next": "q2"}],
        },
        {
            "key": "q2",
            "ask": "Con mấy tuổi?",
            "hint": "Tính tròn",
            "answers": [
                {"key": "a1", "say": "Dưới 6", "case": "standard"},
                {"key": "a2", "say": "Trên 6", "case": "standard"},
            ],
        },
    ]


def test_emptied_questions_go_and_the_cases_are_offered_themselves(people: Deciders, change: DecisionChange) -> None:
    first, second = stored(change, "questions")
    empty = [dict.fromkeys(row, "") | {"id": row["id"]} for row in (first, second)]

    assert save(people, change, *empty).status_code == 302

    assert version_of(change).questions == []
    assert "Tôi có giấy" in page(people.drafter, section_at(change, "xem-truoc"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"to_1": ""}, "Hãy chọn câu trả lời này dẫn đến đâu."),
        ({"say_1": ""}, "Hãy viết câu trả lời, hoặc bỏ chọn nơi dẫn đến."),
        ({"ask": ""}, "Hãy viết câu hỏi, hoặc xóa các câu trả lời."),
        ({"say_2": "", "to_2": ""}, "Câu hỏi cần ít nhất hai câu trả lời."),
        ({"to_1": "question:3"}, "Hãy chọn một câu hỏi đứng sau và đã được viết."),
        ({"to_1": "case:gone"}, "Select a valid choice"),
        ({"to_1": "question:1"}, "Select a valid choice"),
        ({"ask": "x" * 301}, "300"),
    ],
    ids=["nowhere", "no words", "no question", "one answer", "empty question", "no such case", "itself", "too long"],
)
def test_what_would_leave_people_stuck_is_told_beside_its_box(
    people: Deciders, change: DecisionChange, wrong: dict[str, str], words: str
) -> None:
    first, second = stored(change, "questions")

    refused = save(people, change, first | wrong, second)

    assert refused.status_code == 422
    if words != "Select a valid choice":
        assert words in refused.content.decode()
    assert version_of(change).questions == TREE


def test_a_question_does_not_lead_back(people: Deciders, change: DecisionChange) -> None:
    """Every way ends: `next` is always a later question."""
    first, second = stored(change, "questions")

    refused = save(people, change, first, second | {"to_1": "question:2"})

    assert refused.status_code == 422
    assert version_of(change).questions == TREE


def test_a_case_that_no_answer_reaches_stops_the_decision_until_it_is_mended(
    people: Deciders, change: DecisionChange
) -> None:
    first, second = stored(change, "questions")
    save(people, change, first, second | {"to_2": "case:standard"})

    html = page(people.drafter, section_at(change, "questions"))
    assert "Không câu trả lời nào dẫn đến trường hợp “Trường hợp late”." in html
    assert "1 lỗi phải sửa" in page(people.drafter, section_at(change))
    refused = of(people.drafter).post(at(change.decision, "trinh/"), follow=True)
    assert "Còn 1 lỗi phải sửa trước khi trình." in refused.content.decode()

    save(people, change, first, second, based_on=1)
    assert "Không câu trả lời nào" not in page(people.drafter, section_at(change, "questions"))
    assert "Đã trình" in of(people.drafter).post(at(change.decision, "trinh/"), follow=True).content.decode()


def test_a_case_taken_out_is_missed_by_the_questions(people: Deciders, change: DecisionChange) -> None:
    version = version_of(change)
    version.cases.filter(key="late").delete()

    html = page(people.drafter, section_at(change, "questions"))

    assert "câu trả lời “Đã quá 60 ngày” dẫn đến trường hợp không còn nữa." in html


def test_citizens_are_asked_the_new_questions_once_the_decision_is_in_force(
    people: Deciders, change: DecisionChange, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = stored(change, "questions")
    save(people, change, first | {"ask": "Bé đã có Giấy chứng sinh chưa?"}, second)
    before = Client().get(f"/thu-tuc/{CODE}/").content.decode()
    world.decided(people, change.decision)

    with django_capture_on_commit_callbacks(execute=True):
        publish_due()

    assert "Bé đã có Giấy chứng sinh chưa?" not in before
    assert "Bé đã có Giấy chứng sinh chưa?" in Client().get(f"/thu-tuc/{CODE}/").content.decode()


def test_what_is_typed_in_any_box_comes_back(people: Deciders, change: DecisionChange) -> None:
    first, second = stored(change, "questions")
    typed = sent(first | {"say_6": "Đang nghĩ"}, second)
    of(people.drafter).post(section_at(change, "questions"), typed, headers={"X-Requested-With": "autosave"})

    again = page(people.drafter, section_at(change, "questions"))

    assert 'value="Đang nghĩ"' in again
    assert version_of(change).questions == TREE


KEYS = st.sampled_from(["standard", "late", "none"])


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Stored trees that are sound as far as a stored one must be: later questions, known cases, own keys."""
    count = draw(st.integers(0, MOST_QUESTIONS))
    tree = []
    for number in range(count):
        later = [f"k{n}" for n in range(number + 1, count)]
        answers = []
        for box in range(draw(st.integers(2, MOST_ANSWERS))):
            leads_on = draw(st.booleans()) if later else False
            goal = {"next": draw(st.sampled_from(later))} if leads_on else {"case": draw(KEYS)}
            answers.append({"key": f"x{box}", "say": f"Trả lời {box}", **goal})
        hint = {"hint": "Gợi ý"} if draw(st.booleans()) else {}
        tree.append({"key": f"k{number}", "ask": f"Câu {number}?", **hint, "answers": answers})
    return tree


@given(trees())
def test_reading_and_writing_a_tree_gives_the_tree(tree: list[dict[str, Any]]) -> None:
    """No answer, no key and no way is lost between the store and the boxes."""
    version = ProcedureVersion(questions=tree)
    version.save = lambda **_: None  # type: ignore[method-assign]

    draft_questions.write(version, draft_questions.read(version))

    assert version.questions == tree


@given(trees())
def test_a_tree_is_judged_before_it_is_stored_as_after(tree: list[dict[str, Any]]) -> None:
    version = ProcedureVersion(questions=tree)
    cases = ["standard", "late", "none"]

    before = case_questions.judge(draft_questions.as_tree(draft_questions.read(version)), cases)
    after = case_questions.judge(case_questions.read(tree), cases)

    assert [fault.kind for fault in before] == [fault.kind for fault in after]
