"""Rules proved: publishers change what is asked back and what others settle; the starter's words never undo it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from procedures import wording, wording_starter
from procedures.models import AskedBack, Referral
from procedures.search import search
from procedures.vocabulary_table import FILING, starter
from tests.procedures.factories import announced
from tests.units.factories import StaffRoleFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
ASK_URL = "/cong-khai/tu-ngu/hoi-lai/"
REFER_URL = "/cong-khai/tu-ngu/noi-khac/"
ASK = {
    "said": "ngọn đuốc",
    "question": "Bạn muốn làm gì với đuốc?",
    "label_1": "Rước đuốc",
    "words_1": "rước đuốc",
    "label_2": "Thắp đuốc",
    "words_2": "thắp đuốc",
    "is_active": "on",
}
REFER = {"said": "sao hỏa", "competent": "Cơ quan vũ trụ", "advice": "Gửi thư.", "is_active": "on"}


@pytest.fixture
def publisher(client: Client) -> Client:
    """A publisher who is signed in, in a catalogue with two matters of the search."""
    announced("1.000001", name="Đăng ký rước đuốc")
    announced("1.000002", name="Đăng ký thắp đuốc")
    client.force_login(StaffRoleFactory(role=Role.PUBLISHER, user__full_name="Lê Công Bố").user)
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What happens after the commit happens at once."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def told_of(word: AskedBack | Referral, **changes: str) -> dict[str, str]:
    """What the form of a starter's matter sends back, with these changes."""
    if isinstance(word, Referral):
        told = {"said": word.said, "unless": word.unless, "competent": word.competent, "advice": word.advice}
        return told | {"is_active": "on"} | changes
    told = {"said": word.said, "question": word.question, "is_active": "on"}
    for number, (label, words) in enumerate(word.choices, 1):
        told |= {f"label_{number}": label, f"words_{number}": words}
    return told | changes


def test_a_matter_of_the_publishers_own_is_asked_back_at_once(publisher: Client, committed: Any) -> None:
    with committed():
        assert publisher.post(f"{ASK_URL}them/", ASK).status_code == 302

    clarify = search("cho hỏi ngọn đuốc").clarify
    assert clarify is not None
    assert clarify.question == ASK["question"]
    assert [choice.label for choice in clarify.choices] == ["Rước đuốc", "Thắp đuốc"]
    assert search(clarify.choices[1].words).results[0].card["code"] == "1.000002"


def test_a_matter_settled_elsewhere_is_referred_at_once(publisher: Client, committed: Any) -> None:
    with committed():
        assert publisher.post(f"{REFER_URL}them/", REFER | {"unless": "rước đuốc"}).status_code == 302

    scope = search("xin đất trên sao hỏa").out_of_scope
    assert scope is not None
    assert (scope.competent, scope.advice) == ("Cơ quan vũ trụ", "Gửi thư.")
    assert search("rước đuốc lên sao hỏa").out_of_scope is None


def test_trying_shows_the_question_or_the_competent_and_saves_nothing(publisher: Client) -> None:
    asked = publisher.post(f"{ASK_URL}them/", ASK | {"question_tried": "ngọn đuốc", "try": "1"}).content.decode()
    referred = publisher.post(f"{REFER_URL}them/", REFER | {"question_tried": "sao hỏa", "try": "1"}).content.decode()

    assert '<li lang="vi">Thắp đuốc</li>' in asked
    assert "<strong>Cơ quan vũ trụ</strong> Gửi thư." in referred
    assert not AskedBack.objects.exists()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"label_2": "", "words_2": ""},
        {"words_2": ""},
        {"label_2": ""},
        {"label_2": "Rước đuốc"},
        {"question": ""},
        {"said": "ngọn & đuốc"},
        {"said": "@nothing"},
        {"label_1": "x" * 121},
    ],
)
def test_a_question_nobody_could_answer_is_refused(publisher: Client, change: dict[str, str]) -> None:
    response = publisher.post(f"{ASK_URL}them/", ASK | change)

    assert "govuk-error-message" in response.content.decode()
    assert not AskedBack.objects.exists()


@pytest.mark.parametrize("change", [{"said": ""}, {"competent": ""}, {"unless": "x"}, {"unless": "a b & c d"}])
def test_a_referral_that_says_too_little_is_refused(publisher: Client, change: dict[str, str]) -> None:
    response = publisher.post(f"{REFER_URL}them/", REFER | change)

    assert "govuk-error-message" in response.content.decode()
    assert not Referral.objects.exists()


def test_the_database_refuses_them_too() -> None:
    for empty in (AskedBack(said="", question="Gì?"), Referral(said="lửa", competent="")):
        with pytest.raises(IntegrityError), transaction.atomic():
            empty.save()


def test_the_starters_words_are_loaded_once_and_mean_the_same(publisher: Client) -> None:
    before = search("ra tòa ly hôn").out_of_scope

    assert wording_starter.load() == len(starter()["topics"]) + len(starter()["elsewhere"])
    assert wording_starter.load() == 0
    assert before is not None
    assert search("ra tòa ly hôn").out_of_scope == before
    assert AskedBack.objects.filter(changed_by=None).count() == len(starter()["topics"])


@pytest.mark.parametrize("model", [AskedBack, Referral])
def test_every_row_of_the_starter_passes_through_its_own_form_unchanged(
    publisher: Client, model: type[AskedBack | Referral]
) -> None:
    """So a publisher can open any of them, save it, and search means the same."""
    wording_starter.load()
    url = ASK_URL if model is AskedBack else REFER_URL
    for word in model._default_manager.all():
        before = word.as_row()
        also = {"also_ours": "on"} if getattr(word, "also_ours", False) else {}

        assert publisher.post(f"{url}{word.pk}/", told_of(word) | also).status_code == 302, word.key

        word.refresh_from_db()
        assert word.as_row() == before


def test_what_a_publisher_changed_is_never_loaded_over(publisher: Client, committed: Any) -> None:
    wording_starter.load()
    court = Referral.objects.get(key="court")

    with committed():
        publisher.post(f"{REFER_URL}{court.pk}/", told_of(court, competent="Tòa án gần nhà"))
    wording_starter.load()

    scope = search("ra tòa ly hôn").out_of_scope
    assert scope is not None
    assert scope.competent == "Tòa án gần nhà"


def test_a_row_that_nobody_touched_follows_a_newer_release(publisher: Client) -> None:
    wording_starter.load()
    Referral.objects.filter(key="court").update(competent="Như bản phát hành trước")

    assert wording_starter.load() == 1
    assert Referral.objects.get(key="court").competent != "Như bản phát hành trước"


def test_a_starters_matter_that_is_switched_off_does_not_come_back(publisher: Client, committed: Any) -> None:
    """The file still has it; the row with its key stands for it."""
    wording_starter.load()
    court = Referral.objects.get(key="court")

    with committed():
        publisher.post(f"{REFER_URL}{court.pk}/", told_of(court, is_active=""))
    wording_starter.load()

    assert search("ra tòa ly hôn").out_of_scope is None


def test_a_changed_matter_goes_back_to_what_the_starter_said(publisher: Client, committed: Any) -> None:
    wording_starter.load()
    filing = AskedBack.objects.get(key=FILING)
    publisher.post(f"{ASK_URL}{filing.pk}/", told_of(filing, question="Gì?"))
    first = wording.history(filing)[-1]

    with committed():
        publisher.post(f"{ASK_URL}{filing.pk}/khoi-phuc/{first.pgh_id}/")

    clarify = search("nộp hồ sơ ở đâu").clarify
    assert clarify is not None
    assert clarify.question == filing.question
    assert filing.key == FILING


def test_how_to_file_may_be_asked_back_by_nothing_at_all(publisher: Client, committed: Any) -> None:
    """Even the one question that the code knows by name may be switched off."""
    wording_starter.load()
    filing = AskedBack.objects.get(key=FILING)

    with committed():
        publisher.post(f"{ASK_URL}{filing.pk}/", told_of(filing, is_active=""))

    assert search("nộp hồ sơ ở đâu").clarify is None


def test_the_list_says_which_are_still_the_starters(publisher: Client) -> None:
    wording_starter.load()
    court = Referral.objects.get(key="court")
    publisher.post(f"{REFER_URL}{court.pk}/", told_of(court, competent="Tòa án gần nhà"))

    html = publisher.get(REFER_URL, {"tim": "tòa án gần"}).content.decode()
    others = publisher.get(REFER_URL, {"tim": "ngan hang"}).content.decode()

    assert "Lê Công Bố" in html
    assert "Bản khởi đầu" not in html
    assert "Bản khởi đầu" in others


@pytest.mark.parametrize(("path", "words"), [("hoi-lai/", "Ask which one"), ("noi-khac/", "Settled elsewhere")])
def test_english_readers_get_english_pages_around_vietnamese_words(publisher: Client, path: str, words: str) -> None:
    wording_starter.load()

    html = publisher.get(f"/cong-khai/tu-ngu/{path}", headers={"Accept-Language": "en"}).content.decode()

    assert words in html
