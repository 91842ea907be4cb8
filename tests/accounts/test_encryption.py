"""Identity numbers stand encrypted in the database, and are found through a keyed fingerprint."""

from __future__ import annotations

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal.accounts.encryption import UnreadableSecret, decrypt, encrypt
from portal.accounts.fields import EncryptedJSONField
from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
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


@given(text=st.text(min_size=1))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    token = encrypt(text)
    assert decrypt(token) == text
    assert token.isascii()


@given(text=st.text(min_size=1), place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=5))
def test_no_change_of_a_stored_value_goes_unseen(text: str, place: int, bit: int) -> None:
    """Each character of a token counts, but for the padding's idle bits: none opens as another text."""
    token = encrypt(text)
    position = place % len(token)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    if token[position] == "=":
        return
    other = alphabet[alphabet.index(token[position]) ^ (1 << bit)]
    try:
        opened = decrypt(token[:position] + other + token[position + 1 :])
    except UnreadableSecret:
        return
    assert opened == text


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "không phải", "=" * 200, "gAAAAA" + "A" * 10_000])
def test_what_was_never_encrypted_is_unreadable_and_not_an_error_of_its_own(token: str) -> None:
    with pytest.raises(UnreadableSecret):
        decrypt(token)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


@given(value=json_values)
def test_every_json_value_comes_back_as_it_was(value: object) -> None:
    field = EncryptedJSONField()
    stored = field.get_prep_value(value)
    assert field.from_db_value(stored, Value(1), connection) == value


def test_the_newest_key_encrypts_and_every_key_decrypts(settings: Settings) -> None:
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    before = encrypt(NUMBER)
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    after = encrypt(NUMBER)
    assert decrypt(before) == decrypt(after) == NUMBER
    settings.FIELD_ENCRYPTION_KEYS = [old]
    assert decrypt(before) == NUMBER
    with pytest.raises(UnreadableSecret):
        decrypt(after)


@given(number=st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_an_index_is_the_same_for_every_way_of_writing_and_another_for_every_number(number: str) -> None:
    assert blind_index(number) == blind_index(f" {number} ")
    assert blind_index(number) != blind_index(f"{(int(number) + 1) % 10**12:012}")
    assert number not in blind_index(number)


def test_rotation_also_moves_what_waits_to_leave_and_what_was_typed(citizen: User, settings: Settings) -> None:
    message = OutboxMessage.objects.create(channel="email", idempotency_key="1", payload={"text": "Nguyễn Thị Bí Mật"})
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    out = StringIO()
    call_command("rotate_encryption_keys", stdout=out)
    settings.FIELD_ENCRYPTION_KEYS = [new]
    message.refresh_from_db()
    assert message.payload == {"text": "Nguyễn Thị Bí Mật"}
    for label in ("accounts.User", "accounts.RescuedPost", "outbox.OutboxMessage"):
        assert label in out.getvalue()


def test_rotation_leaves_the_index_and_everything_else_alone(citizen: User, settings: Settings) -> None:
    before = User.objects.values().get(pk=citizen.pk)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_ENCRYPTION_KEYS]
    call_command("rotate_encryption_keys", stdout=StringIO())
    assert User.objects.values().get(pk=citizen.pk) == before
    assert User.with_id_number(NUMBER).get() == citizen
