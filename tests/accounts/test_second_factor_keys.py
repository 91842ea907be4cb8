"""A second factor outlives the key it was stored under."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django import Settings

from portal.accounts.encryption import decrypt
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def test_after_rotation_second_factors_open_under_the_new_key_alone(settings: Settings) -> None:
    # given a person with an authenticator app and recovery codes, stored under the old key
    person, secret = make_user(), generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    # when the key is rotated and taken away
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_encryption_keys", stdout=StringIO())
    settings.FIELD_ENCRYPTION_KEYS = [new]
    # then the app and the codes still let the person in
    app = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    assert decrypt(app.data["secret"]) == secret
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(kept).get_unused_codes() == codes
