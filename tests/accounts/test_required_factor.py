"""Rules proved: staff work behind a second factor, and whoever has none is led to set one up and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from tests.accounts.factories import PASSWORD, make_staff, make_user
from tests.accounts.test_second_factor import ASKED, CODES, HOME, OFF, ON, SECRET, code_of

pytestmark = pytest.mark.django_db
DESK = "/tai-khoan/thong-tin/"


@pytest.fixture
def officer(settings: LazySettings) -> User:
    settings.STAFF_SECOND_FACTOR = True
    made: User = make_staff(email="tuan@ubnd.example.vn")
    return made


def sign_in(client: Client, email: str = "tuan@ubnd.example.vn") -> Any:
    return client.post("/tai-khoan/login/", {"login": email, "password": PASSWORD})


def test_without_one_every_page_leads_to_setting_it_up(client: Client, officer: User) -> None:
    sign_in(client)
    for page in (DESK, "/ho-so/", "/thu-tuc/", "/"):
        answer = client.get(page)
        assert (answer.status_code, answer.headers.get("Location")) == (302, HOME), page
    assert "cần bật xác thực hai lớp" in client.get(HOME).content.decode()
    assert client.get("/tai-khoan/logout/").status_code == 200


def test_a_form_sent_without_one_changes_nothing(client: Client, officer: User) -> None:
    sign_in(client)
    client.post(DESK, {"full_name": "Tên Khác", "language": "vi"})
    officer.refresh_from_db()
    assert officer.full_name != "Tên Khác"


def test_a_session_without_one_calls_no_interface(client: Client, officer: User) -> None:
    sign_in(client)
    answer = client.get("/api/v1/dossiers/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_setting_it_up_opens_the_desk_at_once(client: Client, officer: User) -> None:
    sign_in(client)
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    client.post(ON, {"code": code_of(client.get(ON).context["form"].secret)})
    assert client.get(CODES).status_code == 200
    assert client.get(DESK).status_code == 200


def test_with_one_the_next_sign_in_asks_for_it_and_goes_on(client: Client, officer: User) -> None:
    TOTP.activate(officer, SECRET)
    asked = sign_in(client)
    assert asked.headers["Location"].startswith(ASKED)
    client.post(ASKED, {"code": code_of()})
    assert client.get(DESK).status_code == 200


def test_knowing_it_costs_a_page_no_query(client: Client, officer: User, settings: LazySettings) -> None:
    TOTP.activate(officer, SECRET)
    sign_in(client)
    client.post(ASKED, {"code": code_of()})
    client.get(DESK)
    counts = []
    for settings.STAFF_SECOND_FACTOR in (True, False):
        with CaptureQueriesContext(connection) as queries:
            client.get(DESK)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_last_one_is_not_taken_away(client: Client, officer: User, settings: LazySettings) -> None:
    TOTP.activate(officer, SECRET)
    sign_in(client)
    client.post(ASKED, {"code": code_of()})
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})

    client.post(OFF)
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()

    settings.STAFF_SECOND_FACTOR = False
    client.post(OFF)
    assert not Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()


@pytest.mark.parametrize(("make", "is_required"), [(make_user, True), (make_staff, False)])
def test_citizens_and_demonstrations_are_not_asked(
    client: Client, settings: LazySettings, make: Callable[..., User], is_required: bool
) -> None:
    settings.STAFF_SECOND_FACTOR = is_required
    client.force_login(make())
    assert client.get(DESK).status_code == 200
