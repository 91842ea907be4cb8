"""A form whose CSRF key is too old is never carried out, and what was typed in it is not lost either."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import RescuedPost, User
from tests.accounts.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

PAGE = "/tai-khoan/thong-tin/"
HERE = {"Referer": f"http://testserver{PAGE}"}
TYPED = {"full_name": "Nguyễn Thị Khóa Cũ", "language": "vi"}


@pytest.fixture
def mother() -> User:
    user: User = make_user(email="me@example.vn", full_name="Tên Cũ")
    return user


@pytest.fixture
def browser(mother: User) -> Client:
    """A browser that checks CSRF as the site does, its person signed in and on the page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(mother)
    client.get(PAGE)
    return client


def send(browser: Client, headers: dict[str, str] | None = None, **changes: Any) -> Any:
    key = {"csrfmiddlewaretoken": "k" * 64}
    return browser.post(PAGE, TYPED | key | changes, headers=HERE if headers is None else headers)


def test_the_text_is_back_on_the_page_and_nothing_was_saved(browser: Client, mother: User) -> None:
    # given a form opened before somebody signed in in another tab: the key has changed
    answer = send(browser)
    # then one is led back to the page, where the text waits
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    page = browser.get(PAGE).content.decode()
    assert "Nguyễn Thị Khóa Cũ" in page
    assert "Hãy kiểm tra và gửi lại" in page
    mother.refresh_from_db()
    assert mother.full_name == "Tên Cũ"


def test_sent_again_with_the_right_key_it_counts_and_the_copy_is_gone(browser: Client, mother: User) -> None:
    send(browser)
    browser.get(PAGE)
    send(browser, csrfmiddlewaretoken=browser.cookies["csrftoken"].value)
    mother.refresh_from_db()
    assert mother.full_name == "Nguyễn Thị Khóa Cũ"
    assert RescuedPost.objects.count() == 0


def test_when_the_session_is_gone_too_the_text_is_back_after_sign_in(browser: Client, mother: User) -> None:
    del browser.cookies["sessionid"]
    assert send(browser).headers["Location"] == PAGE
    to_sign_in = browser.get(PAGE)
    assert to_sign_in.headers["Location"].startswith("/tai-khoan/login/")
    browser.get(to_sign_in.headers["Location"])
    login = {"login": mother.email, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post(to_sign_in.headers["Location"], login).headers["Location"] == PAGE
    assert "Nguyễn Thị Khóa Cũ" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Referer": "https://evil.example/tai-khoan/thong-tin/"},
        {"Referer": "http://testserver.evil.example/tai-khoan/thong-tin/"},
        {"Referer": "http://testserver/thu-tuc/"},
        {"Referer": "testserver/tai-khoan/thong-tin/"},
        {**HERE, "X-Requested-With": "autosave"},
        {**HERE, "Accept": "application/json"},
    ],
    ids=["none", "other site", "look-alike site", "other page", "no address", "autosave", "a script"],
)
def test_a_form_from_elsewhere_leaves_no_trace(browser: Client, mother: User, headers: dict[str, str]) -> None:
    """Another site must not be able to put its words into somebody's form."""
    answer = send(browser, headers)
    assert answer.status_code == 403
    assert RescuedPost.objects.count() == 0
    assert "Khóa Cũ" not in browser.get(PAGE).content.decode()
    mother.refresh_from_db()
    assert mother.full_name == "Tên Cũ"


def test_a_browser_that_nobody_ever_used_is_refused_in_words() -> None:
    answer = send(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "Trang này đã mở quá lâu" in answer.content.decode()
    assert RescuedPost.objects.count() == 0


def test_passwords_are_not_kept(browser: Client) -> None:
    send(browser, password="bi-mat", oldpassword="bi-mat", code="123456")
    assert set(RescuedPost.objects.get().content["post"]) == {"full_name", "language"}


def test_the_address_with_its_questions_is_kept(browser: Client) -> None:
    headers = {"Referer": f"http://testserver{PAGE}?tab=2"}
    answer = browser.post(f"{PAGE}?tab=2", TYPED, headers=headers)
    assert answer.headers["Location"] == f"{PAGE}?tab=2"


def test_machines_are_told_in_problem_details(browser: Client) -> None:
    """A session is no key to the REST interface without its CSRF key."""
    answer = browser.post("/api/v1/dossiers/", {}, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
