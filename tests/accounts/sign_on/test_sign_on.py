"""Rules proved: who signs on with the national portal gets their own account, known by the number that was proven."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from portal.accounts.models import AssuranceLevel, Kind, SignOn, User
from tests.accounts.factories import PASSWORD, make_staff, make_user
from tests.accounts.sign_on.provider import (
    COMPANY,
    LAN,
    LAN_NUMBER,
    NEW,
    NEW_NUMBER,
    TAX_CODE,
    TUAN,
    TUAN_NUMBER,
    SignOnServer,
    Visitor,
)
from tests.accounts.test_second_factor import SECRET, code_of


def proven(person: User, number: str, level: AssuranceLevel = AssuranceLevel.LEVEL_2) -> User:
    person.set_id_number(number)
    person.assurance_level = level
    person.save()
    return person


# -- the button


@pytest.mark.django_db
def test_nothing_is_offered_until_it_is_configured() -> None:
    page = Client().get("/tai-khoan/login/").content.decode()
    assert "lien-thong" not in page
    for way in ("", "ve/"):
        assert Client().get(f"/tai-khoan/lien-thong/{way}").status_code == 404
    assert Client().post("/tai-khoan/lien-thong/ket-thuc/").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("vi", "Cổng Dịch vụ công quốc gia"), ("en", "National Public")])
def test_the_sign_in_page_offers_it_in_both_languages_and_keeps_the_way_on(
    visitor: Visitor, language: str, words: str
) -> None:
    page = visitor.portal.get("/tai-khoan/login/", {"next": "/ho-so/?a=1"}, headers={"Accept-Language": language})
    text = page.content.decode()
    assert words in text
    assert "/tai-khoan/lien-thong/?next=%2Fho-so%2F%3Fa%3D1" in text
    assert "vai=can-bo" in text


# -- a citizen


def test_a_newcomer_gets_an_account_that_their_number_names(visitor: Visitor) -> None:
    answer = visitor.sign_on(NEW, next="/tai-khoan/luot-xem/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/tai-khoan/luot-xem/")
    person = User.objects.get()
    assert (person.full_name, person.kind, person.id_number) == ("Trương Mỹ Hạnh", Kind.CITIZEN, NEW_NUMBER)
    assert (person.assurance_level, person.email, person.phone) == (AssuranceLevel.LEVEL_2, None, None)
    assert not person.has_usable_password()
    assert visitor.is_signed_in


def test_the_second_time_is_the_same_account(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    visitor.portal = Client()
    visitor.sign_on(LAN)

    assert User.objects.get().full_name == "Nguyễn Thị Ngọc Lan"
    assert visitor.is_signed_in
    assert SignOn.objects.count() == 2


def test_an_account_whose_number_was_proven_is_found_by_it(visitor: Visitor) -> None:
    lan = proven(make_user(email="lan@example.vn"), LAN_NUMBER, AssuranceLevel.LEVEL_1)
    visitor.sign_on(LAN)

    lan.refresh_from_db()
    assert visitor.portal.session["_auth_user_id"] == str(lan.pk)
    assert (lan.assurance_level, lan.email) == (AssuranceLevel.LEVEL_2, "lan@example.vn")


def test_a_number_that_somebody_only_typed_waits_for_nobody(visitor: Visitor) -> None:
    """Else an account made beforehand with another's number would be theirs, with a password that a stranger knows."""
    trap = make_user(email="ke.gian@example.vn")
    trap.set_id_number(LAN_NUMBER)
    trap.save()

    visitor.sign_on(LAN)

    assert visitor.portal.session["_auth_user_id"] != str(trap.pk)
    trap.refresh_from_db()
    assert trap.assurance_level == AssuranceLevel.SELF_DECLARED


def test_an_e_mail_written_there_opens_no_account_here(visitor: Visitor) -> None:
    """The named attack: the newcomer's profile there has the e-mail of somebody's account here, even as verified."""
    victim = make_user(email="an@example.vn")
    visitor.server.wish(changes='{"email": "an@example.vn", "email_verified": true, "SoDienThoai": "0901234567"}')
    visitor.sign_on(NEW)

    assert visitor.portal.session["_auth_user_id"] != str(victim.pk)
    victim.refresh_from_db()
    assert victim.check_password(PASSWORD)
    assert not SocialAccount.objects.filter(user=victim).exists()
    # and nobody is locked out of signing up or resetting a password by an e-mail that nobody proved
    assert User.objects.exclude(pk=victim.pk).get().email is None


def test_what_was_told_is_kept_nowhere_in_clear(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT uid, extra_data::text FROM socialaccount_socialaccount")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT subject, there, session_key FROM accounts_signon")
        kept += str(cursor.fetchall())
    session = str(dict(visitor.portal.session))
    for secret in (LAN_NUMBER, "LAN", "Ngọc"):
        assert secret not in kept + session
    assert f"'{LAN}'" not in kept


def test_a_closed_account_stays_closed(visitor: Visitor) -> None:
    closed = proven(make_user(is_active=False), LAN_NUMBER)
    answer = visitor.sign_on(LAN)
    assert answer.headers["Location"] == "/tai-khoan/inactive/"
    assert not visitor.is_signed_in
    assert not SignOn.objects.filter(user=closed).exists()


# -- an organisation


def test_an_organisation_is_known_by_its_tax_code(visitor: Visitor) -> None:
    visitor.sign_on(COMPANY)
    company = User.objects.get()
    assert (company.kind, company.id_number, company.full_name) == (
        Kind.ORGANISATION,
        TAX_CODE,
        "Công ty TNHH Sáng Mai",
    )


# -- staff


def test_staff_enter_an_account_that_was_made_for_them(visitor: Visitor) -> None:
    officer = proven(make_staff(email="tuan@ubnd.example.vn"), TUAN_NUMBER)
    visitor.sign_on(TUAN, vai="can-bo")
    assert visitor.portal.session["_auth_user_id"] == str(officer.pk)


def test_a_second_factor_is_asked_after_sign_on_too(visitor: Visitor) -> None:
    officer = proven(make_staff(), TUAN_NUMBER)
    TOTP.activate(officer, SECRET)

    asked = visitor.sign_on(TUAN, vai="can-bo", next="/tai-khoan/luot-xem/")
    assert "_auth_user_id" not in visitor.portal.session
    answer = visitor.portal.post(asked.headers["Location"], {"code": code_of()})

    assert visitor.is_signed_in
    assert answer.headers["Location"] == "/tai-khoan/luot-xem/"
    assert visitor.portal.session["sign_on"]["level"] == AssuranceLevel.LEVEL_2


def test_nobody_becomes_staff_by_signing_on(visitor: Visitor) -> None:
    typed = make_staff()
    typed.set_id_number(TUAN_NUMBER)
    typed.save()

    answer = visitor.sign_on(TUAN, vai="can-bo", next="/can-bo/")

    assert answer.status_code == 403
    assert "Chưa có tài khoản cán bộ nào" in answer.content.decode()
    assert not visitor.is_signed_in
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_an_officer_is_a_citizen_too_with_an_account_of_their_own(visitor: Visitor) -> None:
    officer = proven(make_staff(), TUAN_NUMBER)
    visitor.sign_on(TUAN)
    own = User.objects.exclude(pk=officer.pk).get()
    assert (own.kind, own.id_number_index) == (Kind.CITIZEN, officer.id_number_index)
    assert visitor.portal.session["_auth_user_id"] == str(own.pk)


def test_a_company_has_no_work_account(visitor: Visitor) -> None:
    answer = visitor.sign_on(COMPANY, vai="can-bo")
    assert answer.status_code == 403
    assert not User.objects.exists()


# -- break glass


def test_the_password_stays_for_the_day_when_the_national_portal_is_away(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    make_staff(email="tuan@ubnd.example.vn")
    visitor.portal.post("/tai-khoan/login/", {"login": "tuan@ubnd.example.vn", "password": PASSWORD})
    assert visitor.is_signed_in
    assert "break_glass_sign_in" in caplog.text
    assert "ubnd" not in caplog.text


def test_a_password_proves_no_identity(visitor: Visitor, settings: LazySettings, server: SignOnServer) -> None:
    proven(make_user(email="lan@example.vn"), LAN_NUMBER)
    visitor.portal.post("/tai-khoan/login/", {"login": "lan@example.vn", "password": PASSWORD})
    assert "sign_on" not in visitor.portal.session
