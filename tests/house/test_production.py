"""Production is strict: real keys, real hosts, secure cookies, and errors that leave without personal data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from cryptography.fernet import Fernet

from portal.settings.error_reports import without_personal_data
from portal.settings.security import CONTENT_SECURITY_POLICY
from tests.house.test_settings import COMPLETE, ROOT, start

SHOW = """
import json
import portal.settings.production as production
print(json.dumps({name: getattr(production, name) for name in dir(production) if name.isupper()}, default=str))
"""


@cache
def production(**changes: str) -> dict[str, Any]:
    """Load the production settings in a process of its own."""
    environment = {"PATH": os.environ["PATH"], **COMPLETE, **changes}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


@pytest.mark.parametrize("name", ["SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"])
def test_cookies_travel_encrypted_only_and_stay_on_this_site(name: str) -> None:
    assert production()[f"{name}_SECURE"] is True
    assert production()[f"{name}_SAMESITE"] == "Lax"


def test_scripts_cannot_read_the_session() -> None:
    assert production()["SESSION_COOKIE_HTTPONLY"] is True


def test_plain_http_leads_to_https_except_for_who_asks_after_its_health() -> None:
    assert production()["SECURE_SSL_REDIRECT"] is True
    assert production()["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert production()["SECURE_REDIRECT_EXEMPT"] == ["^healthz$", "^readyz$", "^metrics$"]


def test_logs_are_json_lines() -> None:
    assert "JSONRenderer" in production()["LOGGING"]["formatters"]["line"]["processors"][-1]


def test_passwords_are_kept_by_argon2_first() -> None:
    assert production()["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize("directive", ["script-src", "style-src", "default-src"])
def test_no_inline_and_no_evaluated_code_is_allowed(directive: str) -> None:
    assert CONTENT_SECURITY_POLICY["DIRECTIVES"][directive] == ["'self'"]  # type: ignore[index]


def test_the_policy_holds_on_every_page() -> None:
    assert CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"] == ()


def test_lists_are_read_however_their_commas_are_spaced() -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    loaded = production(ALLOWED_HOSTS="a.vn, b.vn,", FIELD_ENCRYPTION_KEYS=f"{keys[0]}, {keys[1]},")
    assert loaded["ALLOWED_HOSTS"] == ["a.vn", "b.vn"]
    assert loaded["FIELD_ENCRYPTION_KEYS"] == keys


def test_what_the_database_quotes_of_a_row_is_cut_off() -> None:
    broken = "duplicate key value violates unique constraint\nDETAIL:  Key (email)=(lan@example.vn) already exists."
    event = {"exception": {"values": [{"type": "IntegrityError", "value": broken}]}, "user": {"id": 1}}
    assert without_personal_data(event, {}) == {
        "exception": {"values": [{"type": "IntegrityError", "value": "duplicate key value violates unique constraint"}]}
    }


@pytest.mark.parametrize("name", ["FIELD_ENCRYPTION_KEYS", "ALLOWED_HOSTS"])
def test_a_list_with_nothing_in_it_is_no_list(name: str) -> None:
    done = start({**COMPLETE, name: " , "})
    assert done.returncode != 0
    assert f"Production needs the environment variable {name}" in done.stderr


def test_a_key_that_encrypts_nothing_is_found_at_the_start_not_at_the_first_dossier() -> None:
    done = start({**COMPLETE, "FIELD_ENCRYPTION_KEYS": "too-short"})
    assert done.returncode != 0
    assert "FIELD_ENCRYPTION_KEYS" in done.stderr.splitlines()[-1]
    assert "too-short" not in done.stderr


SEND_AN_ERROR = """
import json, sentry_sdk
from sentry_sdk.transport import Transport
sent = []
class Kept(Transport):
    def capture_envelope(self, envelope):
        sent.extend(item.get_event() for item in envelope.items if item.get_event())
init = sentry_sdk.init
sentry_sdk.init = lambda **options: init(**{**options, "transport": Kept()})
import portal.settings.production
import django
from django.conf import settings
django.setup()
from django.test import Client, override_settings
from django.urls import path
from portal.accounts.rules import PUBLIC, access_rule

@access_rule(PUBLIC)
def breaks(request, code):
    full_name = request.POST["full_name"]
    raise RuntimeError("broken")

urlpatterns = [path("breaks/<str:code>/", breaks)]
middleware = [name for name in settings.MIDDLEWARE if "Session" in name or "CommonMiddleware" in name]
with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=middleware, SECURE_SSL_REDIRECT=False):
    Client(raise_request_exception=False).post(
        "/breaks/MA-BI-MAT/?q=Tra+Cuu+Bi+Mat", {"full_name": "Bui Thi Bi Mat"}, HTTP_HOST="dichvucong.example.vn")
print(json.dumps(sent, default=str))
"""


def test_an_error_reaches_sentry_without_what_was_typed() -> None:
    """Neither the body, nor the query, nor the variables of our functions, nor the path (it may hold a secret code)."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production", **COMPLETE}
    environment["SENTRY_DSN"] = "https://key@sentry.example.vn/1"
    done = subprocess.run(
        [sys.executable, "-c", SEND_AN_ERROR], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    sent = done.stdout.splitlines()[-1]
    assert "broken" in sent
    assert "RuntimeError" in sent
    found = [secret for secret in ("Bui Thi", "Tra+Cuu", "Tra Cuu", "MA-BI-MAT") if secret in sent]
    assert found == []
