"""Rules proved: publishers add phrases, try them before saving, and see what was looked for in vain, without names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures import wording
from procedures.models import Phrase, UnansweredSearch
from procedures.search import search
from tests.procedures.factories import announced
from tests.units.factories import StaffRoleFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
URL = "/cong-khai/tu-ngu/"
NEW = {"said": "xin lửa thiêng\nlấy lửa", "meant": "đăng ký rước đuốc", "is_active": "on"}


@pytest.fixture
def publisher(client: Client) -> Client:
    """A publisher who is signed in, in a catalogue with one matter of the search."""
    announced("1.000001", name="Đăng ký rước đuốc")
    client.force_login(StaffRoleFactory(role=Role.PUBLISHER).user)
    return client


def found(question: str) -> list[str]:
    """Codes that search finds."""
    return [entry.card["code"] for entry in search(question).results]


def test_a_saved_phrase_is_understood_at_once(publisher: Client, django_capture_on_commit_callbacks: Any) -> None:
    assert found("lấy lửa") == []

    with django_capture_on_commit_callbacks(execute=True):
        response = publisher.post(f"{URL}them/", NEW)

    assert response.status_code == 302
    assert found("lấy lửa") == ["1.000001"]
    assert found("xin lua thieng") == ["1.000001"]


def test_trying_a_phrase_shows_what_it_would_find_and_saves_nothing(publisher: Client) -> None:
    html = publisher.post(f"{URL}them/", NEW | {"question": "lấy lửa", "try": "1"}).content.decode()

    assert "Đăng ký rước đuốc</li>" in html
    assert not Phrase.objects.exists()
    assert found("lấy lửa") == []


def test_a_phrase_put_out_of_use_means_nothing_more_and_its_history_stays(
    publisher: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(f"{URL}them/", NEW)
    phrase = Phrase.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(f"{URL}{phrase.pk}/", {**NEW, "is_active": ""})

    assert found("lấy lửa") == []
    assert [event.is_active for event in phrase.events.order_by("pgh_id")] == [True, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["", "x", "@nothing x", "... x y"])
def test_a_phrase_that_search_cannot_read_is_refused_with_words(publisher: Client, said: str) -> None:
    response = publisher.post(f"{URL}them/", NEW | {"said": said})

    assert response.status_code == 200
    assert "govuk-error-message" in response.content.decode()
    assert not Phrase.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER])
@pytest.mark.parametrize("path", ["", "them/"])
def test_only_publishers_come_in(client: Client, role: str, path: str) -> None:
    client.force_login(StaffRoleFactory(role=role).user)

    assert client.get(f"{URL}{path}").status_code == 403


def test_a_search_in_vain_is_listed_and_leads_to_a_new_phrase(publisher: Client) -> None:
    Client().get("/thu-tuc/", {"q": "xyzzy qwrtp"})

    html = publisher.get(URL).content.decode()

    assert "xyzzy qwrtp" in html
    assert f"{URL}them/?said=xyzzy%20qwrtp" in html
    assert "xyzzy qwrtp</textarea>" in publisher.get(f"{URL}them/?said=xyzzy%20qwrtp").content.decode()


def test_what_was_found_or_filtered_is_not_listed(publisher: Client) -> None:
    Client().get("/thu-tuc/", {"q": "rước đuốc"})
    Client().get("/thu-tuc/", {"q": "xyzzy qwrtp", "level": "province"})
    Client().get("/thu-tuc/", {"q": "vay ngân hàng"})

    assert not UnansweredSearch.objects.exists()


@pytest.mark.parametrize(
    "question",
    ["xyzzy 079012345678", "qwrtp 0901 234 567", "zzz ai@example.vn", "tìm Nguyễn Văn Xyz", "Trần Thị Xyz qwrtp"],
)
def test_personal_data_is_not_kept(question: str) -> None:
    wording.note_unanswered(question)

    assert not UnansweredSearch.objects.exists()


def test_repeats_are_counted_and_old_ones_forgotten() -> None:
    old = timezone.localdate() - timedelta(days=wording.KEPT_DAYS + 1)
    UnansweredSearch.objects.create(day=old, question="cũ")

    wording.note_unanswered("Xyzzy  qwrtp")
    wording.note_unanswered("xyzzy qwrtp")

    assert [(row["question"], row["total"]) for row in wording.unanswered()] == [("xyzzy qwrtp", 2)]
    assert not UnansweredSearch.objects.filter(question="cũ").exists()
