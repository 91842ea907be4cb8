"""Rules proved: publishers keep phrases of search, try them before saving, see who changed what, and take it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from procedures import wording
from procedures.models import AskedBack, Phrase, Referral
from procedures.search import search
from tests.procedures.factories import announced
from tests.units.factories import StaffRoleFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
URL = "/cong-khai/tu-ngu/cum-tu/"
KINDS = ["cum-tu", "hoi-lai", "noi-khac"]
NEW = {"said": "xin lửa thiêng\nlấy lửa", "meant": "đăng ký rước đuốc", "is_active": "on"}


@pytest.fixture
def publisher(client: Client) -> Client:
    """A publisher who is signed in, in a catalogue with one matter of the search."""
    announced("1.000001", name="Đăng ký rước đuốc")
    client.force_login(StaffRoleFactory(role=Role.PUBLISHER, user__full_name="Lê Công Bố").user)
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What happens after the commit happens at once."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(question: str) -> list[str]:
    """Codes that search finds."""
    return [entry.card["code"] for entry in search(question).results]


def added(publisher: Client, committed: Any, **told: str) -> Phrase:
    """A phrase that the publisher saved."""
    with committed():
        assert publisher.post(f"{URL}them/", NEW | told).status_code == 302
    return Phrase.objects.get()


def test_a_saved_phrase_is_understood_at_once(publisher: Client, committed: Any) -> None:
    assert found("lấy lửa") == []

    phrase = added(publisher, committed)

    assert found("lấy lửa") == ["1.000001"]
    assert found("xin lua thieng") == ["1.000001"]
    assert phrase.created_by == phrase.changed_by


def test_trying_a_phrase_shows_what_it_would_find_and_saves_nothing(publisher: Client) -> None:
    html = publisher.post(f"{URL}them/", NEW | {"question_tried": "lấy lửa", "try": "1"}).content.decode()

    assert "Đăng ký rước đuốc</li>" in html
    assert not Phrase.objects.exists()
    assert found("lấy lửa") == []


def test_trying_a_change_leaves_out_what_stands_there(publisher: Client, committed: Any) -> None:
    phrase = added(publisher, committed)

    told = NEW | {"said": "thắp nến", "question_tried": "lấy lửa", "try": "1"}
    html = publisher.post(f"{URL}{phrase.pk}/", told).content.decode()

    assert "Không có thủ tục nào." in html
    assert found("lấy lửa") == ["1.000001"]


def test_a_phrase_put_out_of_use_means_nothing_more_and_its_history_stays(publisher: Client, committed: Any) -> None:
    phrase = added(publisher, committed)

    with committed():
        publisher.post(f"{URL}{phrase.pk}/", {**NEW, "is_active": ""})

    assert found("lấy lửa") == []
    assert [event.is_active for event in phrase.events.order_by("pgh_id")] == [True, False]


def test_the_page_tells_who_changed_it_and_what_it_was(publisher: Client, committed: Any, client: Client) -> None:
    phrase = added(publisher, committed)
    other = StaffRoleFactory(role=Role.PUBLISHER, user__full_name="Trần Thứ Hai").user
    client.force_login(other)
    client.post(f"{URL}{phrase.pk}/", NEW | {"meant": "đăng ký thắp nến"})

    html = client.get(f"{URL}{phrase.pk}/").content.decode()

    assert html.index("Trần Thứ Hai") < html.index("Lê Công Bố")
    assert "đăng ký rước đuốc" in html
    phrase.refresh_from_db()
    assert phrase.changed_by == other
    assert phrase.created_by.full_name == "Lê Công Bố"


def test_an_earlier_state_is_put_back_as_a_change_of_its_own(publisher: Client, committed: Any) -> None:
    phrase = added(publisher, committed)
    publisher.post(f"{URL}{phrase.pk}/", NEW | {"said": "thắp nến", "meant": "gì đó"})
    first = wording.history(phrase)[-1]

    with committed():
        response = publisher.post(f"{URL}{phrase.pk}/khoi-phuc/{first.pgh_id}/")

    phrase.refresh_from_db()
    assert response["Location"] == f"{URL}{phrase.pk}/"
    assert (phrase.said, phrase.meant) == (NEW["said"], NEW["meant"])
    assert len(wording.history(phrase)) == 3
    assert found("lấy lửa") == ["1.000001"]


def test_a_state_of_another_phrase_cannot_be_put_back(publisher: Client, committed: Any) -> None:
    phrase = added(publisher, committed)
    other = Phrase.objects.create(said="thắp nến", meant="nến", created_by=phrase.created_by)
    foreign = wording.history(other)[0]

    assert publisher.post(f"{URL}{phrase.pk}/khoi-phuc/{foreign.pgh_id}/").status_code == 404
    phrase.refresh_from_db()
    assert phrase.said == NEW["said"]


def test_the_second_of_two_who_edit_is_told_and_overwrites_nothing(publisher: Client, committed: Any) -> None:
    phrase = added(publisher, committed)
    seen = wording.state_of(phrase)
    publisher.post(f"{URL}{phrase.pk}/", NEW | {"meant": "thắp nến", "seen": seen})

    html = publisher.post(f"{URL}{phrase.pk}/", NEW | {"meant": "thổi sáo", "seen": seen}).content.decode()

    assert "Người khác vừa sửa mục này" in html
    assert "thổi sáo" in html
    phrase.refresh_from_db()
    assert phrase.meant == "thắp nến"


@pytest.mark.parametrize(
    "said", ["", "x", "@nothing x", "... x y", "#nothing", "lửa & x", "lửa & #nothing", "& lửa", "@", "x #shop", "&"]
)
def test_a_phrase_that_search_cannot_read_is_refused_with_words(publisher: Client, said: str) -> None:
    response = publisher.post(f"{URL}them/", NEW | {"said": said})

    assert response.status_code == 200
    assert "govuk-error-message" in response.content.decode()
    assert not Phrase.objects.exists()


@pytest.mark.parametrize(
    "said", ["lửa & đuốc", "@shop đuốc", "#shop & đuốc", "lấy ... lửa", "(lửa) [thiêng]*", "C++ và C"]
)
def test_a_phrase_in_the_little_language_is_taken(publisher: Client, said: str) -> None:
    assert publisher.post(f"{URL}them/", NEW | {"said": said}).status_code == 302
    assert found("rước đuốc") == ["1.000001"]


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.SUPERVISOR])
@pytest.mark.parametrize("path", ["", *(f"{kind}/" for kind in KINDS), "cum-tu/them/", "hoi-lai/them/"])
def test_only_publishers_come_in(client: Client, role: str, path: str) -> None:
    client.force_login(StaffRoleFactory(role=role).user)

    assert client.get(f"/cong-khai/tu-ngu/{path}").status_code == 403


def test_only_publishers_take_anything_back_or_off_the_list(client: Client) -> None:
    client.force_login(StaffRoleFactory(role=Role.LEADER).user)

    assert client.post("/cong-khai/tu-ngu/bo-qua/", {"question": "x"}).status_code == 403
    assert client.post(f"{URL}1/khoi-phuc/1/").status_code == 403


@pytest.mark.parametrize("path", ["ca-vang/", "ca-vang/them/", "cum-tu/99999/", "chua-co/them/", "hoi-lai/99999/"])
def test_words_that_are_not_there_are_not_found(publisher: Client, path: str) -> None:
    assert publisher.get(f"/cong-khai/tu-ngu/{path}").status_code == 404


@pytest.mark.parametrize("path", ["bo-qua/", "cum-tu/1/khoi-phuc/1/"])
def test_what_changes_something_is_not_done_by_a_link(publisher: Client, path: str) -> None:
    assert publisher.get(f"/cong-khai/tu-ngu/{path}").status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_costs_the_same_whatever_its_length(
    publisher: Client, kind: str, django_assert_max_num_queries: Any
) -> None:
    """Session, person, roles (two), units, the menu's count, and one for the list."""
    person = StaffRoleFactory(role=Role.PUBLISHER).user
    for number in range(5):
        Phrase.objects.create(said=f"lửa {number}", meant="đuốc", created_by=person, changed_by=person)
        AskedBack.objects.create(said=f"lửa {number}", question="Gì?", changed_by=person)
        Referral.objects.create(said=f"lửa {number}", competent="Ai", changed_by=person)

    with django_assert_max_num_queries(10):
        html = publisher.get(f"/cong-khai/tu-ngu/{kind}/").content.decode()

    assert "lửa 4" in html
