"""Rule proved: every address of the review is a publisher's, reading and deciding; to others nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from procedures.choices import VersionState
from procedures.models import ImportRun, ProcedureVersion, ReviewItem, ReviewState
from procedures.review import urls
from tests.procedures.national_records import record
from tests.procedures.review_queue import publisher, queued, signed_in, staff, waiting
from tests.units import factories as make
from units.models import StaffRole
from units.roles import Role

pytestmark = pytest.mark.django_db
OTHERS = sorted(set(Role.values) - {Role.PUBLISHER})
NAMES = sorted(str(pattern.name) for pattern in urls.urlpatterns)
#: What a form of each page sends; pages that only show are not here.
FORMS: dict[str, list[dict[str, Any]]] = {
    "import": [{"file": SimpleUploadedFile("p.json", b"[]")}],
    "accept-all": [{}],
    "export": [{}],
    "item": [{"action": action} for action in ("accept", "send_back", "take_all", "doubt", "take_back", "open_again")],
}


@pytest.fixture(autouse=True)
def item(tmp_path: Path) -> ReviewItem:
    queued(tmp_path, record(results=[]))
    return waiting()


def address(name: str, item: ReviewItem) -> str:
    needs = {"item": item.pk, "run": item.run_id, "take-export": item.run_id}
    return reverse(f"review:{name}", args=(needs[name],) if name in needs else ())


def nothing_changed(item: ReviewItem) -> None:
    found = ReviewItem.objects.get()
    assert (found.state, found.version_id, found.mends) == (ReviewState.WAITING, item.version_id, [])
    assert list(ImportRun.objects.all()) == [item.run], "no run was started"
    assert ProcedureVersion.objects.get().state == VersionState.DRAFT


@pytest.mark.parametrize("name", NAMES)
def test_others_of_the_staff_read_nothing(item: ReviewItem, name: str) -> None:
    for role in OTHERS:
        assert signed_in(staff(role)).get(address(name, item)).status_code == 403, role


@pytest.mark.parametrize("name", FORMS)
def test_others_of_the_staff_decide_nothing(item: ReviewItem, name: str) -> None:
    for role in OTHERS:
        client = signed_in(staff(role))
        for told in FORMS[name]:
            assert client.post(address(name, item), told).status_code == 403, role
    nothing_changed(item)


@pytest.mark.parametrize("name", NAMES)
def test_who_is_not_signed_in_is_led_to_signing_in(item: ReviewItem, name: str) -> None:
    for answer in (Client().get(address(name, item)), Client().post(address(name, item), {"action": "accept"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/tai-khoan/login/")
    nothing_changed(item)


def test_a_citizen_is_no_publisher(item: ReviewItem) -> None:
    citizen = signed_in(make.StaffFactory())

    assert {citizen.get(address(name, item)).status_code for name in NAMES} == {403}


def test_a_role_that_ended_or_is_still_to_come_opens_nothing(item: ReviewItem) -> None:
    for changes in ({"valid_to": "2025-07-02"}, {"valid_from": "2099-01-01"}):
        person = publisher()
        StaffRole.objects.filter(user=person).update(**changes)

        assert signed_in(person).get(address("queue", item)).status_code == 403
        assert signed_in(person).post(address("item", item), {"action": "accept"}).status_code == 403
    nothing_changed(item)


@pytest.mark.parametrize("name", ["queue", "run", "take-export"])
def test_a_page_that_only_shows_changes_nothing_however_it_is_asked(item: ReviewItem, name: str) -> None:
    client = signed_in(publisher())

    for method in (client.post, client.put, client.delete):
        method(address(name, item), {"action": "accept"})
    nothing_changed(item)


@pytest.mark.parametrize("name", FORMS)
def test_looking_at_a_form_starts_nothing(item: ReviewItem, name: str) -> None:
    signed_in(publisher()).get(address(name, item), {"action": "accept", "submission_key": "1"})

    nothing_changed(item)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_from_elsewhere_is_refused(item: ReviewItem, name: str) -> None:
    """Without the token of the page a browser may have been led to send it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(publisher())

    assert client.post(address(name, item), FORMS[name][0]).status_code == 403
    nothing_changed(item)


@pytest.mark.parametrize("number", [0, 10**9, 10**18])
@pytest.mark.parametrize("name", ["item", "run", "take-export"])
def test_what_is_not_there_is_not_found(name: str, number: int) -> None:
    assert signed_in(publisher()).get(reverse(f"review:{name}", args=(number,))).status_code == 404
