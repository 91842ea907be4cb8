"""Rules proved, every case: whose work waits for a second factor, what stays open meanwhile, which factor must stay."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings, settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import second_factor
from portal.accounts.models import Kind, User
from tests.accounts.factories import make_staff, make_user
from tests.accounts.test_second_factor import HOME, ON, SECRET

Type = Authenticator.Type
REST, DESK, WORDS = "/api/v1/dossiers/", "/tai-khoan/thong-tin/", "cần bật xác thực hai lớp"


@pytest.fixture
def required(settings: LazySettings) -> None:
    settings.STAFF_SECOND_FACTOR = True


def factor(person: User, kind: str = Type.TOTP) -> Authenticator:
    made: Authenticator = Authenticator.objects.create(user=person, type=kind, data={})
    return made


def inside(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@given(st.sampled_from(Kind), st.booleans(), st.booleans(), st.booleans())
def test_staff_need_one_where_it_is_required_and_nobody_else_does(
    kind: Kind, is_required: bool, is_admin: bool, is_demo: bool
) -> None:
    person = User(kind=kind, is_superuser=is_admin, is_demo=is_demo)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "STAFF_SECOND_FACTOR", is_required)
        assert second_factor.is_needed_by(person) == (is_required and kind == Kind.STAFF)
        assert not second_factor.is_needed_by(AnonymousUser())
        assert not second_factor.is_needed_by(None)


# -- the door


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kinds", "may_work"),
    [
        ([], False),
        ([Type.RECOVERY_CODES], False),
        ([Type.TOTP], True),
        ([Type.WEBAUTHN], True),
        ([Type.TOTP, Type.WEBAUTHN, Type.RECOVERY_CODES], True),
    ],
)
def test_recovery_codes_alone_are_no_second_factor(required: None, kinds: list[str], may_work: bool) -> None:
    officer = make_staff()
    for kind in kinds:
        factor(officer, kind)
    page = inside(officer).get(DESK)
    assert (page.status_code, page.headers.get("Location")) == ((200, None) if may_work else (302, HOME))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_why_is_said_in_the_language_of_the_reader(required: None, language: str) -> None:
    browser = inside(make_staff(language=language))
    browser.cookies["django_language"] = language
    words = {"vi": WORDS, "en": "need to switch on two-step verification"}[language]
    assert words in browser.get(DESK, follow=True).content.decode()
    problem = browser.get(REST).json()
    assert (problem["status"], words in problem["detail"]) == (403, True)


@pytest.mark.django_db
def test_what_is_sent_without_one_changes_nothing_and_no_interface_answers(required: None) -> None:
    officer = make_staff(full_name="Võ Minh Tuấn")
    browser = inside(officer)
    assert browser.post(DESK, {"full_name": "Tên Khác", "language": "en"}).headers["Location"] == HOME
    for answer in (browser.get(REST), browser.post(REST, {}, content_type="application/json")):
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    officer.refresh_from_db()
    assert (officer.full_name, officer.language) == ("Võ Minh Tuấn", "vi")


@pytest.mark.django_db
def test_what_setting_one_up_and_leaving_need_stays_open(required: None) -> None:
    browser = inside(make_staff())
    assert browser.get(HOME).status_code == 200
    assert browser.get(ON).headers.get("Location", "").startswith("/tai-khoan/reauthenticate/")
    assert browser.get("/tai-khoan/logout/").status_code == 200
    browser.post("/tai-khoan/logout/")
    assert "_auth_user_id" not in browser.session


@pytest.mark.django_db
def test_a_session_that_passed_is_asked_no_more_and_passes_for_nobody_else(required: None) -> None:
    officer, colleague = make_staff(), make_staff()
    kept = factor(officer)
    browser = inside(officer)
    assert browser.get(DESK).status_code == 200
    kept.delete()  # by an administrator, while the session lasts
    assert browser.get(DESK).status_code == 200
    assert inside(officer).get(DESK).status_code == 302

    passed = browser.session["second_factor_of"]
    browser.force_login(colleague)
    session = browser.session
    session["second_factor_of"] = passed
    session.save()
    assert browser.get(DESK).headers["Location"] == HOME


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_user, lambda: make_user(kind=Kind.ORGANISATION)])
def test_people_who_are_no_staff_and_strangers_are_never_led_there(required: None, make: Any) -> None:
    assert inside(make()).get(DESK).status_code == 200
    assert Client().get("/").status_code == 200
    assert HOME not in Client().get(DESK).headers["Location"]


# -- which must stay


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "others", "is_last"),
    [
        (make_staff, [], True),
        (make_staff, [Type.RECOVERY_CODES], True),
        (make_staff, [Type.WEBAUTHN], False),
        (make_staff, [Type.WEBAUTHN, Type.RECOVERY_CODES], False),
        (make_user, [], False),
    ],
)
def test_the_last_factor_of_staff_is_known(required: None, make: Any, others: list[str], is_last: bool) -> None:
    person, stranger = make(), make_staff()
    mine = factor(person)
    for kind in others:
        factor(person, kind)
    factor(stranger, Type.WEBAUTHN)  # another's counts for nobody
    assert second_factor.is_last_of_staff(mine) == is_last


@pytest.mark.django_db
def test_recovery_codes_may_always_go_and_where_nothing_is_required_so_may_all(settings: LazySettings) -> None:
    officer = make_staff()
    settings.STAFF_SECOND_FACTOR = True
    assert not second_factor.is_last_of_staff(factor(officer, Type.RECOVERY_CODES))
    settings.STAFF_SECOND_FACTOR = False
    assert not second_factor.is_last_of_staff(factor(officer))


@pytest.mark.django_db
def test_the_secret_of_a_factor_is_kept_encrypted_and_shown_on_no_page(required: None) -> None:
    officer = make_staff()
    TOTP.activate(officer, SECRET)
    assert SECRET not in str(Authenticator.objects.get(user=officer).data)
    assert SECRET not in inside(officer).get(HOME).content.decode()
