"""Whatever is sent to the pages of accounts: an answer in words, never an error of ours, and nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from tests.accounts.factories import PASSWORD, make_user
from tests.in_turn import in_turn

pytestmark = pytest.mark.django_db

LOGIN, SIGN_UP, RESET = "/tai-khoan/login/", "/tai-khoan/signup/", "/tai-khoan/password/reset/"
DETAILS, PHONE = "/tai-khoan/thong-tin/", "/tai-khoan/so-dien-thoai/"

HOSTILE = {
    "NUL": "an\x00@example.vn",
    "far too long": "a" * 100_000 + "@example.vn",
    "mark-up": "<script>alert(1)</script>@example.vn",
    "SQL": "' OR 1=1; DROP TABLE accounts_user; --",
    "header": "an@example.vn\r\nBcc: ke-gian@example.vn",
    "right to left": "\u202eNV.ELPMAXE@na",
    "invisible": "\u200b\u200b\u200b",
    "template": "{{ request.user.password }}{% debug %}",
    "format": "%(password)s %s {0} {user.password}",
}


@pytest.fixture
def people() -> list[User]:
    return [make_user(email="an@example.vn", phone="+84901234567"), make_user(email="binh@example.vn")]


def snapshot() -> list[tuple[Any, ...]]:
    return list(User.objects.order_by("pk").values_list("email", "phone", "full_name", "password", "language"))


@in_turn("text", HOSTILE.values(), taken_back=True)
@in_turn(
    "where, field, rest",
    [
        (LOGIN, "login", {"password": PASSWORD}),
        (LOGIN, "password", {"login": "an@example.vn"}),
        (SIGN_UP, "email", {"full_name": "An", "phone": "", "password1": PASSWORD}),
        (SIGN_UP, "phone", {"full_name": "An", "email": "", "password1": PASSWORD}),
        (RESET, "email", {}),
    ],
    taken_back=True,
)
def test_strangers_change_nothing(
    client: Client, people: list[User], where: str, field: str, rest: dict[str, str], text: str
) -> None:
    before = snapshot()
    answer = client.post(where, {field: text, **rest})
    assert answer.status_code in {200, 302}
    assert snapshot() == before
    assert "_auth_user_id" not in client.session
    assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_shown_as_text_or_refused(client: Client, people: list[User], text: str) -> None:
    client.force_login(people[0])
    answer = client.post(DETAILS, {"full_name": text, "language": "vi"}, follow=True)
    assert answer.status_code == 200
    page = client.get("/tai-khoan/").content.decode()
    assert "<script>alert(1)" not in page
    assert people[0].password not in page
    stored = User.objects.get(pk=people[0].pk).full_name
    assert 0 < len(stored) <= 200
    assert "\x00" not in stored
    assert "\u202e" not in stored


@pytest.mark.parametrize("language", ["", "fr", "VI", "vi\x00", "en'--", "x" * 5000])
def test_a_language_that_is_none_is_refused(client: Client, people: list[User], language: str) -> None:
    client.force_login(people[0])
    before = snapshot()
    answer = client.post(DETAILS, {"full_name": "Tên Mới", "language": language})
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize(
    "sent",
    [
        {"is_superuser": "on", "is_staff": "on"},
        {"kind": "staff", "assurance_level": "2"},
        {"email": "quan.tri@example.vn", "id_number": "079123456789", "is_demo": "on", "password": "x", "pk": "1"},
    ],
)
def test_fields_that_the_form_does_not_ask_for_are_not_taken(
    client: Client, people: list[User], sent: dict[str, str]
) -> None:
    """No right comes from a form: not at sign-up, not on one's own page."""
    client.force_login(people[0])
    client.post(DETAILS, {"full_name": "Tên Mới", "language": "vi", **sent})
    stranger = Client()
    typed = {"full_name": "Người Mới", "phone": "0912345678", "email": "", "password1": PASSWORD}
    stranger.post(SIGN_UP, {**typed, **{name: value for name, value in sent.items() if name not in typed}})
    assert User.objects.count() == 3
    for user in User.objects.all():
        assert (user.is_superuser, user.is_staff, user.kind, user.assurance_level) == (False, False, "citizen", 0)
        assert (user.id_number, user.is_demo) == ("", False)


def test_one_changes_ones_own_details_only(client: Client, people: list[User]) -> None:
    mine, other = people
    client.force_login(mine)
    for way in ({"id": other.pk}, {"public_id": other.public_id}, {"user": other.pk}):
        client.post(DETAILS, {"full_name": "Tên Mới", "language": "vi", **way})
    other.refresh_from_db()
    assert other.full_name != "Tên Mới"


@in_turn("where", [LOGIN, SIGN_UP, RESET, "/tai-khoan/password/reset/confirm/", "/tai-khoan/logout/"], taken_back=True)
@in_turn(
    "body, content_type",
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=login\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"a", "multipart/form-data"),
        (b"a=" + b"&a=" * 2000, "application/x-www-form-urlencoded"),
    ],
    taken_back=True,
)
def test_bodies_of_any_kind_end_in_an_answer(
    client: Client, people: list[User], where: str, body: bytes, content_type: str
) -> None:
    before = snapshot()
    answer = client.generic("POST", where, body, content_type)
    assert answer.status_code in {200, 302, 400, 413}
    assert snapshot() == before


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "\x00/",
        "https:evil.example",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_sign_in_never_leads_to_another_site(client: Client, people: list[User], following: str) -> None:
    answer = client.post(LOGIN, {"login": "an@example.vn", "password": PASSWORD, "next": following})
    if answer.status_code == 302:
        target = answer.headers["Location"]
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))
        assert "evil" not in target
    assert "a" not in answer.cookies


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(login=st.text(max_size=60), password=st.text(max_size=60))
def test_no_pair_of_texts_breaks_sign_in_or_opens_anything(client: Client, login: str, password: str) -> None:
    answer = client.post(LOGIN, {"login": login, "password": password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
