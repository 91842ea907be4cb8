"""Rules proved: each dead message has one cause in words, found by it and by no other, and is sent again by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.views.staff import outgoing
from portal.outbox.causes import Cause, cause_of, with_cause, words_of
from portal.outbox.delivery import deliver_due
from portal.outbox.drivers.base import Declined, Refused, Unanswered, Unreachable
from portal.outbox.models import OutboxMessage, State
from tests.accounts.factories import make_staff, make_user
from tests.dossiers.world import World, given_world
from tests.house.page_words import vietnamese_on
from tests.outbox.factories import RecordingDriver, make_message
from units.models import StaffRole
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST, AGAIN = reverse("dossiers:outgoing"), reverse("dossiers:outgoing-retry-found")
HOSTILE = '<img src=x onerror="alert(1)">'
#: Beginnings as the delivery writes them, near misses among them.
ERRORS = (
    "Refused: 550", "Unanswered: no answer", "Unreachable: away", "NotTaken: 500", "ValueError: Refused: 1", "Refused",
    "refused: 550", "", "UnknownChannel: fax", " Refused: 1", "Declined: later",
)  # fmt: skip


def dead(error: str = "Refused: 550", **fields: Any) -> OutboxMessage:
    return make_message(state=State.DEAD, finished_at=timezone.now(), last_error=error, **fields)


@pytest.fixture
def world(db: None) -> World:
    return given_world()


@pytest.fixture
def admin(world: World) -> Client:
    browser, person = Client(), make_staff(email="he-thong@example.vn")
    StaffRole.objects.create(user=person, unit=world.ward.committee, role=Role.SYSTEM_ADMIN, valid_from="2025-07-01")
    browser.force_login(person)
    return browser


@pytest.fixture
def kicked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a worker was woken."""
    calls: list[str] = []
    monkeypatch.setattr(outgoing, "kick", lambda: calls.append("kick"))
    return calls


def waiting() -> set[str]:
    return set(OutboxMessage.objects.filter(state=State.WAITING).values_list("idempotency_key", flat=True))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ERRORS) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
                                                  max_size=20), max_size=8))  # fmt: skip
def test_a_message_is_found_by_the_cause_that_it_tells_of_and_by_no_other(errors: list[str]) -> None:
    OutboxMessage.objects.all().delete()
    for error in errors:
        dead(error)
    for cause in Cause:
        found = set(OutboxMessage.objects.filter(with_cause(cause)).values_list("pk", flat=True))
        rows = OutboxMessage.objects.values_list("pk", "last_error")
        assert found == {pk for pk, error in rows if cause_of(error) == cause}


def test_what_the_delivery_writes_leads_to_its_cause(driver: RecordingDriver) -> None:
    for error, cause in (
        (Refused("no such unit"), Cause.REFUSED),
        (Unanswered("no answer"), Cause.SILENT),
        (ValueError("500"), Cause.FAILED),
        (RuntimeError("Refused: a word of the other side"), Cause.FAILED),
    ):
        OutboxMessage.objects.all().delete()
        message = make_message(attempts=driver.max_attempts - 1)

        def react(_payload: dict[str, Any], error: Exception = error) -> None:
            raise error

        driver.react = react
        deliver_due()
        message.refresh_from_db()
        assert (message.state, cause_of(message.last_error)) == (State.DEAD, cause)


def test_what_still_waits_is_not_said_to_have_failed_for_good() -> None:
    with translation.override("vi"):
        assert words_of(make_message()) == ""
        assert words_of(make_message(idempotency_key="1", last_error="Unanswered: x")) == "Nơi nhận chưa trả lời"
        assert words_of(dead("Unanswered: x", idempotency_key="2")) == str(Cause.SILENT.label)
        so_far = {words_of(make_message(idempotency_key=error, last_error=error)) for error in ERRORS if error}
    assert len(so_far) == len(Cause)
    assert not so_far & {str(cause.label) for cause in Cause}


def test_nobody_reads_the_name_of_an_exception_as_a_cause() -> None:
    names = [kind.__name__ for kind in (Refused, Unanswered, Unreachable, Declined)]
    for language in ("vi", "en"):
        with translation.override(language):
            labels = [str(cause.label) for cause in Cause]
        assert len(set(labels)) == len(Cause)
        assert not any(name in label for name in names for label in labels)
    with translation.override("vi"):
        assert labels != [str(cause.label) for cause in Cause], "both languages have words for it"


def test_only_what_is_found_is_sent_again_and_a_worker_is_woken_once(admin: Client, kicked: list[str]) -> None:
    for number, error in enumerate(("Refused: 1", "Unanswered: 2", "NotTaken: 3", "")):
        dead(error, idempotency_key=str(number), channel="email", key=f"H29.{number}")
    make_message(idempotency_key="waits", channel="email", key="H29.4")
    make_message(idempotency_key="sent", channel="email", state=State.SENT, finished_at=timezone.now())

    assert "Đã đưa 2 thư" in admin.post(f"{AGAIN}?vi=loi&kenh=email", follow=True).content.decode()
    assert (waiting(), kicked) == ({"2", "3", "waits"}, ["kick"])
    again = OutboxMessage.objects.get(idempotency_key="2")
    assert (again.attempts, again.finished_at) == (0, None)
    admin.post(f"{AGAIN}?ve=H29.0")
    assert waiting() == {"0", "2", "3", "waits"}
    admin.post(AGAIN)
    assert waiting() == {"0", "1", "2", "3", "waits"}


def test_the_question_changes_nothing_and_leads_back_to_what_was_asked(admin: Client, kicked: list[str]) -> None:
    dead(channel="email", key="H29.1")
    page = admin.get(f"{AGAIN}?kenh=email&vi=tu-choi&ve=H29").content.decode()
    assert "Gửi lại 1 thư đang lọc?" in page
    assert f'href="{LIST}?kenh=email&amp;vi=tu-choi&amp;ve=H29"' in page
    assert (waiting(), kicked) == (set(), [])


def test_filters_stay_when_one_goes_on_to_the_next_page(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "PAGE_SIZE", 2)
    for number in range(5):
        dead("Refused: 550", key=f"H29.{number}", channel="email")
        dead("NotTaken: 500", key=f"H29.{number}", channel="sms")
    shown: list[str] = []
    address = "?kenh=email&vi=tu-choi&ve=H29"
    for _page in range(3):
        page = admin.get(LIST + address)
        shown += [letter.key for letter in page.context["letters"]]
        assert {letter.channel for letter in page.context["letters"]} == {"email"}
        address = page.context["page"].next
    assert shown == [f"H29.{number}" for number in (4, 3, 2, 1, 0)]
    assert not address


def test_the_filters_stand_in_the_form_as_they_were_typed_and_can_be_dropped(admin: Client) -> None:
    dead("Unanswered: no", channel="email")
    page = admin.get(LIST, {"kenh": "email", "vi": "im-lang", "ve": f" {HOSTILE} "}).content.decode()
    assert '<option value="im-lang" selected>' in page and '<option value="email" selected>' in page
    assert "&lt;img src=x" in page and "<img src=x" not in page
    assert "Bỏ lọc" in page
    assert "Bỏ lọc" not in admin.get(LIST).content.decode()
    assert "Bỏ lọc" not in admin.get(LIST, {"vi": "gi-do"}).content.decode(), "what is no cause filters nothing"


def test_words_of_other_systems_are_shown_as_text(admin: Client) -> None:
    dead(f"Refused: {HOSTILE}", key=HOSTILE[:30])
    page = admin.get(LIST).content.decode()
    assert "&lt;img src=x" in page and "<img src=x" not in page


def test_a_beginning_of_what_it_belongs_to_is_taken_by_the_letter(admin: Client) -> None:
    """Signs that a search would take for any sign are none here."""
    for key in ("H29.1", "H29-1", "H2911", "%"):
        dead(key=key)
    for asked, found in (("H29.1", ["H29.1"]), ("H29_1", []), ("%", ["%"]), ("H29", ["H29-1", "H29.1", "H2911"])):
        assert sorted(letter.key for letter in admin.get(LIST, {"ve": asked}).context["letters"]) == found, asked


def test_the_page_and_the_question_speak_english_too(admin: Client) -> None:
    for error in ("Refused: 550", "Unanswered: no", "NotTaken: 500"):
        dead(error, channel="email")
    admin.cookies["django_language"] = "en"
    for address in (LIST, f"{LIST}?vi=loi", AGAIN, f"{AGAIN}?ve=khong-co"):
        page = admin.get(address).content.decode()
        assert '<html lang="en"' in page
        names = ["thành phố hồ chí minh", "nguyễn văn", "sài gòn"]
        assert vietnamese_on(page, names) == [], address
    assert "Unanswered" in admin.get(LIST).content.decode(), "the technical line stays beside it"


def test_only_the_administrator_of_the_system_comes_in(world: World) -> None:
    letter = dead()
    one = reverse("dossiers:outgoing-retry", args=[letter.pk])
    people = [make_user()]
    for role in Role:
        if role != Role.SYSTEM_ADMIN:
            people.append(make_staff())
            StaffRole.objects.create(user=people[-1], unit=world.ward.office, role=role, valid_from="2025-07-01")
    for person in people:
        browser = Client()
        browser.force_login(person)
        for address in (LIST, AGAIN, one):
            assert browser.get(address).status_code == 403, (person, address)
        assert {browser.post(AGAIN).status_code, browser.post(one).status_code} == {403}
    assert Client().post(AGAIN).status_code == 302
    letter.refresh_from_db()
    assert letter.state == State.DEAD


def test_another_site_can_have_nothing_sent_again(admin: Client) -> None:
    letter = dead()
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = admin.cookies
    for address in (AGAIN, reverse("dossiers:outgoing-retry", args=[letter.pk])):
        assert careful.post(address).status_code == 403
    letter.refresh_from_db()
    assert letter.state == State.DEAD
