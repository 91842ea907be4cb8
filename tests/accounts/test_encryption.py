"""Identity numbers stand encrypted in the database, and are found through a keyed fingerprint."""

from __future__ import annotations

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from portal.accounts.encryption import UnreadableSecret, decrypt, encrypt
from portal.accounts.identity import blind_index
from portal.accounts.models import User
from tests.accounts.factories import make_user

NUMBER = "079123456789"


def stored(user: User) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_number_index FROM accounts_user WHERE id = %s", [user.pk])
        row: tuple[str, str] = cursor.fetchone()
    return row


@pytest.fixture
def citizen(db: None) -> User:
    user = make_user()
    user.set_id_number(NUMBER)
    user.save()
    return user


def test_the_column_holds_no_number(citizen: User) -> None:
    token, index = stored(citizen)
    assert NUMBER not in token
    assert NUMBER not in index
    assert decrypt(token) == NUMBER
    citizen.refresh_from_db()
    assert citizen.id_number == NUMBER


def test_equal_numbers_do_not_look_equal() -> None:
    assert encrypt(NUMBER) != encrypt(NUMBER)


def test_the_index_finds_and_the_column_refuses_to(citizen: User) -> None:
    assert User.with_id_number("079 123 456 789").get() == citizen
    for lookup in ("id_number", "id_number__contains", "id_number__in"):
        with pytest.raises(FieldError, match="encrypted"):
            User.objects.filter(**{lookup: NUMBER})


def test_the_index_needs_its_key(settings: Settings) -> None:
    before = blind_index(NUMBER)
    settings.BLIND_INDEX_KEY = "another key"
    assert blind_index(NUMBER) != before


def test_a_tampered_value_is_not_read(citizen: User) -> None:
    token, _ = stored(citizen)
    with pytest.raises(UnreadableSecret):
        decrypt(token[:-4] + "AAA=")


def test_rotation_moves_every_row_to_the_new_key(citizen: User, settings: Settings) -> None:
    # given a new key in front of the old one
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    # when the rows are rotated, twice
    for _ in range(2):
        call_command("rotate_encryption_keys", stdout=StringIO())
    # then the old key may go
    settings.FIELD_ENCRYPTION_KEYS = [new]
    citizen.refresh_from_db()
    assert citizen.id_number == NUMBER


def test_without_rotation_a_key_cannot_go(citizen: User, settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UnreadableSecret):
        citizen.refresh_from_db()
