"""Opening an account: full name, and e-mail or phone or both."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, make_user
from tests.overtaking import overtaken

pytestmark = pytest.mark.django_db

PAGE = "/tai-khoan/signup/"
GOOD = {"full_name": "Ðỗ Thị An", "phone": "0901 234 567", "email": "an@example.vn", "password1": PASSWORD}


def sign_up(client: Client, **changes: str) -> Any:
    return client.post(PAGE, {**GOOD, **changes})


@pytest.mark.parametrize(
    ("changes", "email", "phone"),
    [
        ({}, "an@example.vn", "+84901234567"),
        ({"phone": ""}, "an@example.vn", None),
        ({"email": ""}, None, "+84901234567"),
    ],
)
def test_either_or_both(client: Client, changes: dict[str, str], email: str | None, phone: str | None) -> None:
    assert sign_up(client, **changes).status_code == 302
    user = User.objects.get()
    assert (user.full_name, user.email, user.phone, user.phone_verified_at) == ("Đỗ Thị An", email, phone, None)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changes", [{"phone": ""}, {"email": ""}, {}])
def test_a_button_pressed_twice_makes_one_account_and_the_second_press_leads_to_signing_in(
    changes: dict[str, str],
) -> None:
    second = Client()
    made, again = overtaken(lambda: sign_up(Client(), **changes), lambda: sign_up(second, **changes))
    assert (made.status_code, again.status_code, again.headers["Location"]) == (302, 302, "/tai-khoan/login/")
    assert "vừa được tạo" in second.get("/tai-khoan/login/").content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "", "phone": ""}, "Hãy điền số điện thoại hoặc thư điện tử."),
        ({"full_name": "  "}, "govuk-error-summary"),
        ({"full_name": "123"}, "Hãy nhập họ và tên."),
        ({"phone": "12"}, "Số điện thoại chưa đúng"),
        ({"email": "khong-phai"}, "govuk-error-summary"),
        ({"password1": "12345678"}, "govuk-error-summary"),
        ({"password1": "ngan"}, "govuk-error-summary"),
        ({"email": "co-roi@example.vn"}, "đã có tài khoản"),
        ({"email": "CO-ROI@example.vn"}, "đã có tài khoản"),
        ({"phone": "0912 345 678"}, "Số điện thoại này đã có tài khoản"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client: Client, changes: dict[str, str], words: str) -> None:
    make_user(email="co-roi@example.vn", phone="+84912345678")
    response = sign_up(client, **changes)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert User.objects.count() == 1


def test_what_was_typed_stays_on_the_page(client: Client) -> None:
    page = sign_up(client, email="khong-phai").content.decode()
    assert "0901 234 567" in page
    assert "khong-phai" in page
    assert PASSWORD not in page


def test_the_confirmation_leaves_through_the_outbox(client: Client) -> None:
    sign_up(client)
    message = OutboxMessage.objects.get()
    assert message.payload["to"] == ["an@example.vn"]
    assert message.payload["subject"] == "Xác nhận thư điện tử của bạn"
    assert "/tai-khoan/confirm-email/" in message.payload["text"]


def test_the_link_in_the_mail_confirms(client: Client) -> None:
    sign_up(client)
    text = OutboxMessage.objects.get().payload["text"]
    link = next(word for word in text.split() if "/confirm-email/" in word)
    path = link.partition("testserver")[2]
    assert "an@example.vn" in client.get(path).content.decode()
    client.post(path)
    assert EmailAddress.objects.get(user=User.objects.get()).verified


def test_an_account_speaks_the_language_of_the_page_it_was_opened_on(client: Client) -> None:
    client.cookies["django_language"] = "en"
    sign_up(client)
    assert User.objects.get().language == "en"
