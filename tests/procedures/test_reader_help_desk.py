"""The desk of answers and blank forms: what is sent twice, what cannot be meant, others' forms, and English."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from procedures.models import AskedQuestion, BlankForm, Procedure, QuestionState
from procedures.reader_help import blank_forms, questions
from tests.files import contents
from tests.house.test_page_language import Listener
from tests.procedures.deciding_world import Deciders, make_deciders, staff
from tests.procedures.factories import announced
from tests.procedures.publisher_desk import of
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"
DESK = "/cong-khai/giup-nguoi-doc/"
ADD = f"{DESK}them/"
WORDS = {"question": "Mất bao lâu?", "answer": "Một ngày.", "position": "5"}


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def birth() -> Procedure:
    """Birth registration, in force."""
    return announced(CODE, name="Thủ tục đăng ký khai sinh").procedure


@pytest.fixture
def desk(people: Deciders, birth: Procedure) -> Client:
    """A publisher's browser."""
    return of(people.drafter)


def asked(birth: Procedure, **fields: Any) -> AskedQuestion:
    return AskedQuestion.objects.create(procedure=birth, **{"question": "Cần mấy bản sao?", **fields})


def pdf(name: str = "to-khai.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, contents.pdf())


def test_a_question_of_the_counters_sent_twice_stands_once(desk: Client, birth: Procedure) -> None:
    for answer in ("Một ngày.", "Một ngày.", "Một ngày làm việc."):
        assert desk.post(ADD, {**WORDS, "code": CODE, "answer": answer}).status_code == 302

    kept = AskedQuestion.objects.get()
    assert (kept.answer, kept.state) == ("Một ngày làm việc.", QuestionState.PUBLISHED), "the last word counts"


def test_the_same_words_about_another_procedure_or_after_a_dismissal_are_a_question_of_their_own(
    desk: Client, people: Deciders, birth: Procedure
) -> None:
    announced(OTHER)
    desk.post(ADD, {**WORDS, "code": CODE})
    desk.post(ADD, {**WORDS, "code": OTHER})
    questions.dismiss(AskedQuestion.objects.get(procedure=birth), people.drafter, "Đã cũ")
    desk.post(ADD, {**WORDS, "code": CODE})

    assert AskedQuestion.objects.filter(state=QuestionState.PUBLISHED).count() == 2
    assert AskedQuestion.objects.get(state=QuestionState.DISMISSED).reason == "Đã cũ"


def test_words_that_cannot_be_published_are_told_beside_the_field_and_kept(desk: Client, birth: Procedure) -> None:
    for changes, words in (
        ({"code": ""}, "Hãy ghi mã thủ tục."),
        ({"question": "  "}, "Hãy ghi câu hỏi."),
        ({"answer": ""}, "Hãy ghi câu trả lời."),
        ({"question": "x" * 1001}, "dài quá"),
        ({"answer": "x" * 4001}, "dài quá"),
        ({"position": "-1"}, "govuk-error-message"),
        ({"position": "10000"}, "govuk-error-message"),
        ({"position": "đầu tiên"}, "govuk-error-message"),
        ({"position": "9" * 400}, "govuk-error-message"),
        ({"code": "x" * 65}, "govuk-error-message"),
    ):
        answer = desk.post(ADD, {**WORDS, "code": CODE, "position": "5", **changes})
        assert answer.status_code == 200, changes
        assert words in answer.content.decode(), changes
        if "question" not in changes:
            assert "Mất bao lâu?" in answer.content.decode()
    assert not AskedQuestion.objects.exists()


def test_signs_that_nobody_sees_are_taken_out_of_words_and_codes(desk: Client, birth: Procedure) -> None:
    desk.post(ADD, {**WORDS, "code": f" {CODE}\x00", "answer": "Một\x00 ngày\u200b."})

    assert (AskedQuestion.objects.get().procedure, AskedQuestion.objects.get().answer) == (birth, "Một ngày.")


def test_the_page_of_one_begins_with_the_code_of_the_address(desk: Client, birth: Procedure) -> None:
    assert f'value="{CODE}"' in desk.get(ADD, {"ma": CODE}).content.decode()
    assert '"><script>' not in desk.get(ADD, {"ma": '"><script>'}).content.decode()


def test_an_answer_is_changed_where_it_stands_and_names_who_did(
    desk: Client, people: Deciders, birth: Procedure
) -> None:
    one = asked(birth)
    desk.post(f"{DESK}{one.pk}/", WORDS)
    assert "Một ngày." in desk.get(f"{DESK}{one.pk}/").content.decode()

    of(people.checker).post(f"{DESK}{one.pk}/", {**WORDS, "answer": "Hai ngày."})

    one.refresh_from_db()
    assert (one.answer, one.answered_by, one.position) == ("Hai ngày.", people.checker, 5)
    assert AskedQuestion.objects.count() == 1


def test_what_was_dismissed_may_be_answered_after_all(desk: Client, people: Deciders, birth: Procedure) -> None:
    one = questions.dismiss(asked(birth), people.drafter, "Chưa rõ")

    desk.post(f"{DESK}{one.pk}/", WORDS)

    one.refresh_from_db()
    assert one.state == QuestionState.PUBLISHED


def test_dismissing_asks_first_and_twice_is_harmless(desk: Client, birth: Procedure) -> None:
    one = asked(birth)
    at = f"{DESK}{one.pk}/khong-cong-khai/"
    text = desk.get(at).content.decode()
    assert "Không công khai câu hỏi này?" in text
    assert one.question in text
    for reason in ("Hỏi riêng", "Hỏi riêng"):
        answer = desk.post(at, {"reason": reason}, follow=True)
        assert "Câu hỏi không hiện trên trang công khai." in answer.content.decode()
    one.refresh_from_db()
    assert (one.state, one.reason) == (QuestionState.DISMISSED, "Hỏi riêng")


def test_questions_and_forms_that_are_not_there_are_not_found(desk: Client, birth: Procedure) -> None:
    for tail in (
        "0/",
        "999999/",
        f"{2**63}/",
        "999999/khong-cong-khai/",
        "bieu-mau/9.999999/",
        f"bieu-mau/{CODE}/1/bo/",
    ):
        assert desk.get(DESK + tail).status_code == 404, tail
        assert desk.post(DESK + tail, WORDS).status_code == 404, tail


def test_every_tab_of_questions_holds_its_own(desk: Client, people: Deciders, birth: Procedure) -> None:
    asked(birth, question="Đang chờ?")
    questions.publish(asked(birth), people.drafter, question="Đã đáp?", answer="Rồi.", position=1)
    questions.dismiss(asked(birth, question="Bỏ qua?"), people.drafter, "Ngoài thủ tục")
    said = {"": "Đang chờ?", "asked": "Đang chờ?", "published": "Đã đáp?", "dismissed": "Bỏ qua?", "\x00": "Đang chờ?"}

    for tab, own in said.items():
        text = desk.get(DESK, {"xem": tab}).content.decode()
        assert [words in text for words in ("Đang chờ?", "Đã đáp?", "Bỏ qua?")] == [
            words == own for words in ("Đang chờ?", "Đã đáp?", "Bỏ qua?")
        ], ascii(tab)


def test_tabs_keep_the_procedure_that_was_asked_for(desk: Client, birth: Procedure) -> None:
    text = desk.get(DESK, {"ma": CODE}).content.decode()

    assert f"?xem=published&amp;ma={CODE}" in text


def test_a_code_leads_to_its_forms_and_one_that_is_none_is_told(desk: Client, birth: Procedure) -> None:
    assert desk.get(f"{DESK}bieu-mau/", {"ma": f" {CODE} "})["Location"] == f"{DESK}bieu-mau/{CODE}/"
    for code in ("9.999999", "x" * 5_000, "<b>"):
        answer = desk.get(f"{DESK}bieu-mau/", {"ma": code})
        assert answer.status_code == 200
        assert "<b>" not in answer.content.decode()
    assert desk.get(f"{DESK}bieu-mau/").status_code == 200


def test_a_form_is_taken_away_under_its_own_procedure_alone(desk: Client, people: Deciders, birth: Procedure) -> None:
    announced(OTHER)
    form = blank_forms.add(birth, "Giấy chứng sinh", people.drafter, pdf())

    assert desk.post(f"{DESK}bieu-mau/{OTHER}/{form.pk}/bo/").status_code == 404
    assert BlankForm.objects.get().removed_at is None
    answer = desk.post(f"{DESK}bieu-mau/{CODE}/{form.pk}/bo/", follow=True)
    assert "Đã bỏ biểu mẫu." in answer.content.decode()
    assert BlankForm.objects.get().removed_at is not None


def test_a_second_form_of_one_paper_stands_beside_the_first(
    desk: Client, birth: Procedure, django_capture_on_commit_callbacks: Any
) -> None:
    at = f"{DESK}bieu-mau/{CODE}/"
    for name in ("to-khai.pdf", "ban-khac.pdf"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(at, {"paper": "Giấy chứng sinh", "file": pdf(name)}, follow=True)
        assert "Đã thêm biểu mẫu." in answer.content.decode()
    text = desk.get(at).content.decode()
    assert text.index("to-khai.pdf") < text.index("ban-khac.pdf")
    assert BlankForm.objects.filter(removed_at=None).count() == 2


def test_a_procedure_without_a_version_in_force_has_no_papers_to_give_forms(desk: Client) -> None:
    Procedure.objects.create(code=OTHER)

    answer = desk.get(f"{DESK}bieu-mau/{OTHER}/")

    assert answer.status_code == 200
    assert 'type="file"' not in answer.content.decode()


def test_other_roles_do_nothing_by_hand(people: Deciders, birth: Procedure) -> None:
    one = asked(birth)
    form = blank_forms.add(birth, "Giấy chứng sinh", people.drafter, pdf())
    acts: dict[str, dict[str, Any]] = {
        "them/": {**WORDS, "code": CODE},
        f"{one.pk}/": WORDS,
        f"{one.pk}/khong-cong-khai/": {"reason": "x"},
        f"bieu-mau/{CODE}/": {"paper": "Giấy chứng sinh", "file": pdf()},
        f"bieu-mau/{CODE}/{form.pk}/bo/": {},
    }
    for role in Role:
        if role == Role.PUBLISHER:
            continue
        client = of(staff(f"{role}@thu.example", role, people.department))
        assert {client.post(DESK + tail, data).status_code for tail, data in acts.items()} == {403}, role
    one.refresh_from_db()
    assert (one.state, AskedQuestion.objects.count()) == (QuestionState.ASKED, 1)
    assert BlankForm.objects.get().removed_at is None


def test_every_page_of_the_desk_speaks_one_language(desk: Client, people: Deciders, birth: Procedure) -> None:
    one = asked(birth)
    form = blank_forms.add(birth, "Giấy chứng sinh", people.drafter, pdf())
    gone = "9.999999"
    for language in ("vi", "en"):
        listener = Listener(language)
        desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for tail in ("", "?xem=dismissed", "them/", f"{one.pk}/", f"{one.pk}/khong-cong-khai/", "bieu-mau/",
                     f"bieu-mau/?ma={gone}", f"bieu-mau/{CODE}/", f"bieu-mau/{CODE}/{form.pk}/bo/"):  # fmt: skip
            listener.hear(tail, desk.get(DESK + tail))
        for tail in ("them/", f"{one.pk}/", f"{one.pk}/khong-cong-khai/", f"bieu-mau/{CODE}/"):
            listener.hear(f"{tail} sent empty", desk.post(DESK + tail, {"nothing": "1"}))
        assert listener.wrong == []
