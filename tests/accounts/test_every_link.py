"""Whatever a page of accounts links to opens, for everybody who sees it, in both languages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from portal.accounts.models import Kind, User
from tests.accounts.factories import PASSWORD, make_staff, make_user

pytestmark = pytest.mark.django_db

OWN_PAGES = ("", "thong-tin/", "so-dien-thoai/", "luot-xem/", "email/", "password/change/", "hai-lop/", "logout/")
STRANGERS_PAGES = ("login/", "signup/", "password/reset/", "password/reset/done/", "inactive/")


class Links(HTMLParser):
    """The addresses of this site that a page leads or sends to, and its headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.headings = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, or a level-one heading."""
        target = dict(attrs).get("href") or ""
        self.headings += tag == "h1"
        if tag == "a" and target.startswith("/"):
            self.targets.add(target.partition("#")[0])


def organisation() -> User:
    user: User = make_user(kind=Kind.ORGANISATION, full_name="Công ty Sao Mai")
    return user


def somebody_with_a_second_factor() -> User:
    user: User = make_user()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def somebody_with_a_phone_only() -> User:
    user: User = make_user(email=None, phone="+84901234567")
    return user


def broken_among(client: Client, targets: set[str]) -> dict[str, int]:
    statuses = {target: client.get(target).status_code for target in targets}
    return {target: status for target, status in statuses.items() if status not in {200, 302}}


PEOPLE: dict[str, Any] = {
    "citizen": make_user,
    "organisation": organisation,
    "staff": make_staff,
    "second factor": somebody_with_a_second_factor,
    "phone only": somebody_with_a_phone_only,
}


def links_of(client: Client, where: str) -> Links:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return Links(answer.content.decode())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_link_on_ones_own_pages_opens(client: Client, who: str, language: str) -> None:
    client.force_login(PEOPLE[who]())
    client.cookies["django_language"] = language
    targets: set[str] = set()
    for page in OWN_PAGES:
        links = links_of(client, f"/tai-khoan/{page}")
        assert links.headings == 1, f"{page} has {links.headings} headings of the first level"
        targets |= links.targets
    assert {"/tai-khoan/hai-lop/", "/tai-khoan/luot-xem/", "/tai-khoan/thong-tin/"} <= targets
    assert broken_among(client, targets) == {}


@pytest.mark.parametrize("where", STRANGERS_PAGES)
def test_every_link_on_the_pages_for_strangers_opens(client: Client, where: str) -> None:
    links = links_of(client, f"/tai-khoan/{where}")
    assert links.headings == 1
    broken = {
        target: status for target in links.targets if (status := client.get(target).status_code) not in {200, 302}
    }
    assert broken == {}


@pytest.mark.parametrize("where", ["login/", "signup/"])
def test_whoever_is_signed_in_is_not_asked_to_sign_in_or_up_again(client: Client, where: str) -> None:
    client.force_login(make_user())
    assert client.get(f"/tai-khoan/{where}").status_code == 302


@pytest.mark.parametrize("where", [where for where in OWN_PAGES if where != "logout/"])
def test_strangers_see_none_of_it_and_are_led_back_after_sign_in(client: Client, where: str) -> None:
    person = make_user()
    answer = client.get(f"/tai-khoan/{where}")
    assert answer.status_code == 302
    signed_in = client.post(answer.headers["Location"], {"login": person.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == f"/tai-khoan/{where}"


@pytest.mark.parametrize("where", [where for where in OWN_PAGES if where != "logout/"])
def test_pages_with_personal_data_are_shown_to_nobody_else_from_a_cache(client: Client, where: str) -> None:
    """A shared machine's back button, or a proxy, must not show the account of the person before."""
    client.force_login(make_user())
    answer = client.get(f"/tai-khoan/{where}")
    told = answer.headers["Cache-Control"]
    assert "no-store" in told or {"private", "no-cache"} <= set(told.split(", "))


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("where", ["", "thong-tin/", "so-dien-thoai/", "luot-xem/"])
def test_methods_that_no_page_has_are_refused(client: Client, where: str, method: str) -> None:
    client.force_login(make_user())
    assert getattr(client, method)(f"/tai-khoan/{where}").status_code == 405


@pytest.mark.parametrize("where", ["", "luot-xem/"])
def test_pages_for_reading_take_no_post(client: Client, where: str) -> None:
    client.force_login(make_user())
    assert client.post(f"/tai-khoan/{where}", {"x": "y"}).status_code == 405
