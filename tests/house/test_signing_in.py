"""Rule proved: a test's browser is signed in as Django signs it in, with fewer statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from tests import signing_in
from tests.units.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> User:
    user: User = StaffFactory()
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_is_left_is_what_djangos_own_way_leaves(somebody: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = signed_in(somebody)
    monkeypatch.setattr(Client, "_login", signing_in._django_way)
    djangos = signed_in(somebody)

    assert dict(ours.session.items()) == dict(djangos.session.items())
    assert Session.objects.count() == 2, "one each"
    mine, theirs = (client.cookies[settings.SESSION_COOKIE_NAME] for client in (ours, djangos))
    assert {**mine} == {**theirs} and mine.value != theirs.value
    ends = [Session.objects.get(pk=morsel.value).expire_date for morsel in (mine, theirs)]
    assert abs((ends[0] - ends[1]).total_seconds()) < 60


def test_it_stands_in_the_database_and_in_the_cache(somebody: User) -> None:
    client = signed_in(somebody)
    assert client.get("/tai-khoan/").wsgi_request.user == somebody

    cache.clear()

    assert client.get("/tai-khoan/").wsgi_request.user == somebody


def test_it_costs_the_session_and_the_moment_of_signing_in(somebody: User, django_assert_num_queries: Any) -> None:
    before = timezone.now()
    with django_assert_num_queries(2):
        signed_in(somebody)

    somebody.refresh_from_db()
    assert somebody.last_login is not None and somebody.last_login >= before


def test_whoever_has_a_session_already_gets_another_and_loses_the_first(somebody: User) -> None:
    client = signed_in(somebody)
    first = client.session.session_key

    client.force_login(StaffFactory())

    assert not Session.objects.filter(pk=first).exists()
    assert client.get("/tai-khoan/").wsgi_request.user != somebody


def test_a_browser_that_only_kept_something_keeps_it_when_it_signs_in(somebody: User) -> None:
    client = Client()
    session = client.session
    session["typed"] = "Nguyễn"
    session.save()

    client.force_login(somebody)

    assert client.session["typed"] == "Nguyễn"


def test_two_browsers_are_two_sessions(somebody: User) -> None:
    one, other = signed_in(somebody), signed_in(somebody)

    one.logout()

    assert other.get("/tai-khoan/").wsgi_request.user == somebody
