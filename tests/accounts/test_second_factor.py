"""A second factor: switched on with proof, asked for at sign-in, lost and found again, switched off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.accounts import sign_in_lock
from portal.accounts.models import SignInFailures, User
from portal.outbox.models import OutboxMessage
from tests.accounts.factories import PASSWORD, make_staff, make_user

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
HOME, ON, OFF = (f"/tai-khoan/hai-lop/{page}" for page in ("", "totp/activate/", "totp/deactivate/"))
CODES, NEW_CODES = "/tai-khoan/hai-lop/recovery-codes/", "/tai-khoan/hai-lop/recovery-codes/generate/"
ASKED = "/tai-khoan/hai-lop/authenticate/"


def code_of(secret: str = SECRET) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return code


def a_wrong_code() -> str:
    return f"{(int(code_of()) + 1) % 1_000_000:06}"


@pytest.fixture
def person(client: Client) -> User:
    """Somebody who just gave their password, and once more for what matters."""
    user: User = make_user(email="an@example.vn")
    sign_in(client)
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    return user


@pytest.fixture
def guarded(client: Client) -> User:
    """Somebody with a second factor, not signed in."""
    user: User = make_user(email="an@example.vn")
    TOTP.activate(user, SECRET)
    return user


def sign_in(client: Client, **more: str) -> Any:
    return client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": PASSWORD, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"\b[0-9a-f]{8,}\b|\b[0-9]{8}\b", client.get(CODES).content.decode())


# -- switching it on


def test_the_page_says_whether_it_is_on(client: Client, person: User) -> None:
    assert "Đang tắt." in client.get(HOME).content.decode()
    TOTP.activate(person, SECRET)
    assert "Đang bật." in client.get(HOME).content.decode()


def test_it_is_switched_on_by_the_first_code_and_a_letter_tells_so(
    client: Client, person: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    page = client.get(ON)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ON, {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    letters = [message.payload for message in OutboxMessage.objects.all()]
    assert ["an@example.vn"] in [letter["to"] for letter in letters]
    assert not any(secret in str(letter) for letter in letters)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\x00", "٠١٢٣٤٥", "0" * 5000])
def test_it_stays_off_without_the_right_code(client: Client, person: User, typed: str) -> None:
    client.get(ON)
    answer = client.post(ON, {"code": typed})
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_secret_of_the_sender_is_not_taken(client: Client, person: User) -> None:
    """The secret is the site's: whoever could name it could plant one that they know."""
    client.get(ON)
    client.post(ON, {"code": code_of(SECRET), "secret": SECRET})
    assert not Authenticator.objects.exists()


def test_a_long_open_session_is_asked_for_the_password_first(client: Client) -> None:
    client.force_login(make_user(email="an@example.vn"))
    for page in (ON, NEW_CODES):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/tai-khoan/reauthenticate/")


@pytest.mark.parametrize("where", [HOME, ON, OFF, CODES, NEW_CODES])
def test_strangers_are_sent_to_sign_in(client: Client, where: str) -> None:
    answer = client.get(where)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/tai-khoan/login/?next={where}")


# -- signing in with it


def test_the_password_and_the_code_sign_in_and_lead_on(client: Client, guarded: User) -> None:
    answer = sign_in(client, next="/tai-khoan/luot-xem/")
    assert not is_signed_in(client)
    answer = client.post(answer.headers["Location"], {"code": code_of()})
    assert is_signed_in(client)
    assert answer.headers["Location"] == "/tai-khoan/luot-xem/"


def test_a_code_alone_is_nothing(client: Client, guarded: User) -> None:
    answer = client.post(ASKED, {"code": code_of()})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/tai-khoan/login/")
    assert not is_signed_in(client)


def test_a_code_of_another_person_is_nothing(client: Client, guarded: User) -> None:
    TOTP.activate(make_user(), "KRSXG5CTMVRXEZLU")
    sign_in(client)
    assert client.post(ASKED, {"code": code_of("KRSXG5CTMVRXEZLU")}).status_code == 200
    assert not is_signed_in(client)


def test_a_code_seen_over_the_shoulder_does_not_work_again(client: Client, guarded: User) -> None:
    code = code_of()
    sign_in(client)
    client.post(ASKED, {"code": code})
    assert is_signed_in(client)
    other = Client()
    sign_in(other)
    assert other.post(ASKED, {"code": code}).status_code == 200
    assert not is_signed_in(other)


@pytest.mark.parametrize("where", ["/tai-khoan/", "/tai-khoan/thong-tin/", "/ho-so/", "/can-bo/"])
def test_between_password_and_code_nothing_is_open(client: Client, guarded: User, where: str) -> None:
    sign_in(client)
    assert client.get(where).status_code in {302, 404}
    assert not is_signed_in(client)


def test_a_new_password_by_mail_does_not_pass_by_the_second_factor(client: Client, guarded: User) -> None:
    client.post("/tai-khoan/password/reset/", {"email": "an@example.vn"})
    text = OutboxMessage.objects.get().payload["text"]
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", text, re.MULTILINE)
    assert found
    client.post("/tai-khoan/password/reset/confirm/", {"code": found[1]})
    new = {"password1": "mat-khau-moi-rat-dai", "password2": "mat-khau-moi-rat-dai"}
    client.post("/tai-khoan/password/reset/complete/", new)
    assert not is_signed_in(client)
    client.post("/tai-khoan/login/", {"login": "an@example.vn", "password": "mat-khau-moi-rat-dai"})
    assert not is_signed_in(client)


def test_the_lock_of_the_second_factor_opens_after_fifteen_minutes(client: Client, guarded: User) -> None:
    sign_in(client)
    for _ in range(sign_in_lock.TRIES_FROM_ONE_PLACE):
        client.post(ASKED, {"code": a_wrong_code()})
        cache.clear()
    client.post(ASKED, {"code": code_of()})
    assert not is_signed_in(client)
    SignInFailures.objects.update(last_at=timezone.now() - sign_in_lock.LOCKED_FOR - timedelta(seconds=1))
    client.post(ASKED, {"code": code_of()})
    assert is_signed_in(client)


def test_the_lock_of_one_person_leaves_another_alone(client: Client, guarded: User) -> None:
    for _ in range(sign_in_lock.TRIES_FROM_ONE_PLACE):
        sign_in_lock.record_failure(f"second factor {make_user().public_id}", "")
    sign_in(client)
    client.post(ASKED, {"code": code_of()})
    assert is_signed_in(client)


# -- when the phone is lost


def test_a_recovery_code_lets_in_once(client: Client, person: User) -> None:
    # given the codes that were shown when the factor was switched on
    client.post(ON, {"code": code_of(client.get(ON).context["form"].secret)})
    codes = recovery_codes(client)
    assert len(codes) == len(set(codes)) == 10
    client.post("/tai-khoan/logout/")
    # when the phone is lost
    sign_in(client)
    client.post(ASKED, {"code": codes[0]})
    assert is_signed_in(client)
    # then the used code is spent, and the others are not
    client.post("/tai-khoan/logout/")
    sign_in(client)
    client.post(ASKED, {"code": codes[0]})
    assert not is_signed_in(client)
    client.post(ASKED, {"code": codes[1]})
    assert is_signed_in(client)


def test_new_recovery_codes_end_the_old_ones(client: Client, person: User) -> None:
    client.post(ON, {"code": code_of(client.get(ON).context["form"].secret)})
    old = recovery_codes(client)
    client.post(NEW_CODES)
    new = recovery_codes(client)
    assert set(old).isdisjoint(new)
    client.post("/tai-khoan/logout/")
    sign_in(client)
    client.post(ASKED, {"code": old[0]})
    assert not is_signed_in(client)
    client.post(ASKED, {"code": new[0]})
    assert is_signed_in(client)


def test_recovery_codes_stand_nowhere_in_clear(client: Client, person: User) -> None:
    client.post(ON, {"code": code_of(client.get(ON).context["form"].secret)})
    codes = recovery_codes(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    letters = str([message.payload for message in OutboxMessage.objects.all()])
    assert codes
    assert not any(code in stored + letters for code in codes)


def test_without_a_second_factor_there_are_no_recovery_codes(client: Client, person: User) -> None:
    assert client.get(CODES).status_code in {302, 404}
    client.post(NEW_CODES)
    assert not Authenticator.objects.exists()


# -- switching it off


def test_switching_off_asks_first_and_then_the_password_is_enough(client: Client, person: User) -> None:
    TOTP.activate(person, SECRET)
    assert client.get(OFF).status_code == 200
    assert Authenticator.objects.filter(user=person).exists()
    client.post(OFF)
    assert not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    client.post("/tai-khoan/logout/")
    sign_in(client)
    assert is_signed_in(client)


def test_one_switches_off_ones_own_only(client: Client, person: User) -> None:
    other = make_staff()
    TOTP.activate(other, SECRET)
    client.post(OFF)
    assert Authenticator.objects.filter(user=other, type=Authenticator.Type.TOTP).exists()
