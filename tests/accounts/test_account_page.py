"""A person's own page: name, language, phone, second factor."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from portal.accounts.models import User
from tests.accounts.factories import PASSWORD, make_user
from tests.overtaking import overtaken

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    user: User = make_user(email="an@example.vn", phone="+84901234567")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "page",
    ["", "thong-tin/", "so-dien-thoai/", "luot-xem/", "email/", "password/change/", "hai-lop/", "logout/"],
)
def test_every_page_opens(client: Client, person: User, page: str) -> None:
    assert client.get(f"/tai-khoan/{page}").status_code == 200


@pytest.mark.parametrize("page", ["login/", "signup/", "password/reset/", "inactive/", "confirm-email/sai/"])
def test_every_page_for_strangers_opens(client: Client, page: str) -> None:
    assert client.get(f"/tai-khoan/{page}").status_code == 200


@pytest.mark.parametrize("page", ["phone/change/", "phone/verify/", "login/code/confirm/"])
def test_what_needs_sms_is_closed(client: Client, person: User, page: str) -> None:
    assert client.get(f"/tai-khoan/{page}").status_code == 404


def test_name_and_language_change(client: Client, person: User) -> None:
    client.post("/tai-khoan/thong-tin/", {"full_name": "  Lê   Ðức  ", "language": "en"})
    person.refresh_from_db()
    assert (person.full_name, person.language) == ("Lê Đức", "en")


def test_an_empty_name_is_refused(client: Client, person: User) -> None:
    before = person.full_name
    assert client.post("/tai-khoan/thong-tin/", {"full_name": " \u200b ", "language": "vi"}).status_code == 200
    person.refresh_from_db()
    assert person.full_name == before


def test_a_phone_changes_with_the_password(client: Client, person: User) -> None:
    client.post("/tai-khoan/so-dien-thoai/", {"phone": "0912 345 678", "password": PASSWORD})
    person.refresh_from_db()
    assert (person.phone, person.phone_verified_at) == ("+84912345678", None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "0912345678", "password": "sai"}, "Mật khẩu hiện tại chưa đúng."),
        ({"phone": "0987654321", "password": PASSWORD}, "đã có tài khoản khác dùng"),
    ],
)
def test_a_phone_does_not_change_otherwise(client: Client, person: User, typed: dict[str, str], words: str) -> None:
    make_user(phone="+84987654321")
    assert words in client.post("/tai-khoan/so-dien-thoai/", typed).content.decode()
    person.refresh_from_db()
    assert person.phone == "+84901234567"


def test_the_last_name_to_sign_in_with_stays(client: Client) -> None:
    user = make_user(email=None, phone="+84901234567")
    client.force_login(user)
    page = client.post("/tai-khoan/so-dien-thoai/", {"phone": "", "password": PASSWORD}).content.decode()
    assert "Tài khoản cần có số điện thoại hoặc thư điện tử." in page


def test_a_second_factor_guards_the_next_sign_in_and_stands_encrypted(client: Client, person: User) -> None:
    # given somebody who proved once more who they are
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    page = client.get("/tai-khoan/hai-lop/totp/activate/")
    secret = page.context["form"].secret
    # when the app's first code is typed
    client.post("/tai-khoan/hai-lop/totp/activate/", {"code": _code(secret)})
    # then the secret does not stand in clear
    stored = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    # and the password alone is not enough any more
    client.post("/tai-khoan/logout/")
    answer = client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/tai-khoan/hai-lop/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.get(answer.headers["Location"]).status_code == 200


def test_wrong_codes_lock_the_second_factor(client: Client, person: User) -> None:
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client.post("/tai-khoan/logout/")
    client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": PASSWORD})
    for _ in range(5):
        client.post("/tai-khoan/hai-lop/authenticate/", {"code": "000000"})
        cache.clear()
    page = client.post("/tai-khoan/hai-lop/authenticate/", {"code": _code("JBSWY3DPEHPK3PXP")})
    assert "15 phút" in page.content.decode()
    assert "_auth_user_id" not in client.session


def _code(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return code


@pytest.mark.django_db(transaction=True)
def test_a_phone_that_another_account_takes_at_the_same_moment_is_refused_beside_the_field() -> None:
    first, second = make_user(email="an@example.vn"), make_user(email="binh@example.vn")

    def take(user: User) -> Any:
        client = Client()
        client.force_login(user)
        return client.post("/tai-khoan/so-dien-thoai/", {"phone": "0912 345 678", "password": PASSWORD})

    one, other = overtaken(lambda: take(first), lambda: take(second))
    assert (one.status_code, other.status_code) == (302, 200)
    assert "đã có tài khoản khác dùng" in other.content.decode() and "0912" in other.content.decode()
    second.refresh_from_db()
    assert second.phone is None
