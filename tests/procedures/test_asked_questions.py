"""Rules proved: anybody may ask about a procedure, publishers answer in public, and no person is named anywhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.models import User
from procedures.models import AskedQuestion, Procedure, QuestionState
from procedures.reader_help import questions
from procedures.reader_help.masking import MASK
from tests.procedures.deciding_world import Deciders, make_deciders, staff
from tests.procedures.factories import announced
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"
PAGE = f"/thu-tuc/{CODE}/"
ASK = f"{PAGE}hoi/"
DESK = "/cong-khai/giup-nguoi-doc/"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def birth() -> Procedure:
    """Birth registration, in force."""
    return announced(CODE, name="Thủ tục đăng ký khai sinh").procedure


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, address: str = PAGE, **query: str) -> str:
    """What a page says."""
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def published(birth: Procedure, person: User, **words: Any) -> AskedQuestion:
    """A question with its answer on the page."""
    told = {"question": "Có phải mang hộ khẩu không?", "answer": "Không.", "position": 100, **words}
    return questions.publish(AskedQuestion(procedure=birth), person, **told)


def test_a_question_goes_from_the_page_to_its_answer(
    client: Client, people: Deciders, birth: Procedure, django_capture_on_commit_callbacks: Any
) -> None:
    """No account, no script: ask, a publisher words it and answers, readers and machines find both."""
    assert ASK in shown(client)
    sent = client.post(ASK, {"question": "Bé sinh ở Cần Thơ, làm ở đây được ko?"}, follow=True)
    assert "Đã nhận câu hỏi" in sent.content.decode()
    asked = AskedQuestion.objects.get()
    assert asked.question not in shown(Client())

    drafter = of(people.drafter)
    assert asked.question in shown(drafter, DESK)
    with django_capture_on_commit_callbacks(execute=True):
        drafter.post(
            f"{DESK}{asked.pk}/",
            {
                "question": "Bé sinh ở tỉnh khác có làm ở đây được không?",
                "answer": "Được.\nMang theo căn cước.",
                "position": "1",
            },
        )

    html = shown(Client())
    assert "Bé sinh ở tỉnh khác có làm ở đây được không?" in html
    assert "Được.<br>Mang theo căn cước." in html
    told = [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    assert told[1]["@type"] == "FAQPage"
    assert told[1]["mainEntity"][0]["acceptedAnswer"]["text"] == "Được.\nMang theo căn cước."


def test_a_page_without_questions_has_no_structured_list_of_them(client: Client, birth: Procedure) -> None:
    assert "FAQPage" not in shown(client)


def test_what_could_name_a_person_is_masked_before_it_is_stored(client: Client, birth: Procedure) -> None:
    client.post(ASK, {"question": "Tôi 079190001234, gọi 0901 234 567 hay ha@thu.example: lệ phí 8.000 đồng?"})

    assert AskedQuestion.objects.get().question == f"Tôi {MASK}, gọi {MASK} hay {MASK} lệ phí 8.000 đồng?"


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Hãy ghi câu hỏi"), ("  \n ", "Hãy ghi câu hỏi"), ("x" * 501, "dài quá")]
)
def test_a_question_that_says_nothing_or_too_much_is_not_taken(
    client: Client, birth: Procedure, typed: str, words: str
) -> None:
    response = client.post(ASK, {"question": typed})

    assert words in response.content.decode()
    assert not AskedQuestion.objects.exists()


def test_one_address_asks_a_few_times_an_hour_and_keeps_its_words(client: Client, birth: Procedure) -> None:
    for number in range(questions.MOST_AN_HOUR):
        client.post(ASK, {"question": f"Câu hỏi thứ {number}?"})

    sixth = client.post(ASK, {"question": "Câu hỏi nữa?"}).content.decode()

    assert "trong một giờ qua" in sixth
    assert "Câu hỏi nữa?" in sixth
    assert AskedQuestion.objects.count() == questions.MOST_AN_HOUR
    client.post(ASK, {"question": "Từ nhà khác?"}, REMOTE_ADDR="203.0.113.9")
    assert AskedQuestion.objects.filter(question="Từ nhà khác?").exists()


def test_the_address_of_who_asks_is_stored_nowhere(client: Client, birth: Procedure) -> None:
    client.post(ASK, {"question": "Hỏi?"}, REMOTE_ADDR="203.0.113.9")

    assert "203.0.113.9" not in str(AskedQuestion.objects.values().get())


def test_a_flood_from_everywhere_ends_at_a_number_of_waiting_questions(
    client: Client, birth: Procedure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_WAITING", 2)
    for number in range(4):
        client.post(ASK, {"question": f"Hỏi {number}?"}, REMOTE_ADDR=f"203.0.113.{number}")

    assert AskedQuestion.objects.count() == 2


def test_the_same_words_sent_twice_count_once(client: Client, birth: Procedure) -> None:
    for _again in range(3):
        client.post(ASK, {"question": "Cần mấy bản sao?"})

    assert AskedQuestion.objects.count() == 1


def test_without_the_cache_server_questions_still_come_in(
    client: Client, birth: Procedure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: Any) -> int:
        raise ValueError("Key not found")

    monkeypatch.setattr(cache, "incr", gone)
    client.post(ASK, {"question": "Hỏi?"})

    assert AskedQuestion.objects.count() == 1


@pytest.mark.parametrize("code", ["9.999999", "khong-co"])
def test_nobody_asks_about_what_is_not_there(client: Client, birth: Procedure, code: str) -> None:
    assert client.get(f"/thu-tuc/{code}/hoi/").status_code == 404
    assert client.post(f"/thu-tuc/{code}/hoi/", {"question": "?"}).status_code == 404
    assert not AskedQuestion.objects.exists()


def test_scripts_in_questions_and_answers_are_only_text(client: Client, people: Deciders, birth: Procedure) -> None:
    evil = "</script><script>alert(1)</script>"
    published(birth, people.drafter, question=f"Hỏi {evil}", answer=f"Đáp {evil}")
    client.post(ASK, {"question": f"Gửi {evil}"})

    html = shown(Client()) + shown(of(people.drafter), DESK)

    assert "<script>alert" not in html


def test_dismissing_needs_a_reason_and_takes_it_off_the_page(
    people: Deciders, birth: Procedure, django_capture_on_commit_callbacks: Any
) -> None:
    asked = published(birth, people.drafter)
    drafter, at = of(people.drafter), f"{DESK}{asked.pk}/khong-cong-khai/"
    assert asked.question in shown(Client())

    assert "Hãy ghi lý do" in drafter.post(at, {"reason": ""}).content.decode()
    assert AskedQuestion.objects.get().state == QuestionState.PUBLISHED
    with django_capture_on_commit_callbacks(execute=True):
        drafter.post(at, {"reason": "Hỏi về một hồ sơ cụ thể"})

    assert asked.question not in shown(Client())
    assert "Hỏi về một hồ sơ cụ thể" in shown(drafter, DESK, xem="dismissed")


@pytest.mark.parametrize(
    "broken",
    [
        {"question": ""},
        {"state": "published"},
        {"state": "dismissed"},
        {"state": "gone"},
    ],
)
def test_the_database_refuses_answers_without_words_or_names(birth: Procedure, broken: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedQuestion.objects.create(procedure=birth, **{"question": "Hỏi?", **broken})
    assert not AskedQuestion.objects.exists()


def test_publishers_add_what_is_asked_at_counters(people: Deciders, birth: Procedure) -> None:
    drafter = of(people.drafter)
    words = {"question": "Mất bao lâu?", "answer": "Một ngày.", "position": "5"}

    unknown = drafter.post(f"{DESK}them/", {**words, "code": "9.999999"}).content.decode()
    assert "Không có thủ tục này" in unknown
    assert "Một ngày." in unknown
    assert not AskedQuestion.objects.exists()
    drafter.post(f"{DESK}them/", {**words, "code": CODE})

    made = AskedQuestion.objects.get()
    assert (made.state, made.answered_by) == (QuestionState.PUBLISHED, people.drafter)


def test_questions_stand_in_the_order_of_the_publisher(client: Client, people: Deciders, birth: Procedure) -> None:
    for position, words in ((30, "Câu ba?"), (10, "Câu một?"), (20, "Câu hai?")):
        published(birth, people.drafter, question=words, position=position)

    html = shown(client)

    assert html.index("Câu một?") < html.index("Câu hai?") < html.index("Câu ba?")


@pytest.mark.parametrize("tail", ["", "them/", "1/", "1/khong-cong-khai/", "bieu-mau/", f"bieu-mau/{CODE}/"])
@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, None])
def test_the_desk_is_for_publishers(people: Deciders, tail: str, role: str | None) -> None:
    client = of(staff("khac@thu.example", role, people.department)) if role else Client()

    assert client.get(DESK + tail).status_code == (403 if role else 302)


def test_the_list_is_paged_filtered_and_cheap(
    people: Deciders, birth: Procedure, django_assert_max_num_queries: Any
) -> None:
    """Session, person, roles, the counts of the menu, then the page and its length: never one a row."""
    other = announced("1.000001").procedure
    AskedQuestion.objects.bulk_create(AskedQuestion(procedure=birth, question=f"Hỏi số {n}?") for n in range(32))
    AskedQuestion.objects.create(procedure=other, question="Việc khác?")
    drafter = of(people.drafter)

    with django_assert_max_num_queries(12):
        html = shown(drafter, DESK, ma=CODE)

    assert html.count("Hỏi số") == 30
    assert "Việc khác?" not in html
    assert shown(drafter, DESK, ma=CODE, trang="2").count("Hỏi số") == 2
    assert "Việc khác?" in shown(drafter, DESK, ma="1.000001", xem="bua", trang="x")
