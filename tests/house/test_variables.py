"""A variable with a value that cannot be meant stops the start in one sentence that names it, and shows no secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.commands.bootstrap import ROOT
from portal.settings import environment
from tests.house.test_env_example import read_by_settings
from tests.house.test_settings import COMPLETE, start

#: Variable, a value that cannot be meant, what the sentence says.
WRONG = [
    ("UPLOAD_MAX_BYTES", "30MB", "UPLOAD_MAX_BYTES must be a whole number of at least 1, not '30MB'."),
    ("UPLOAD_MAX_BYTES", "-1", "UPLOAD_MAX_BYTES must be a whole number"),
    ("UPLOAD_MAX_UNUSED_FILES", "0", "UPLOAD_MAX_UNUSED_FILES must be a whole number of at least 1"),
    ("UPLOAD_MAX_UNUSED_BYTES", "1GB", "UPLOAD_MAX_UNUSED_BYTES must be a whole number of at least 1"),
    ("DATABASE_POOL_MIN", "few", "DATABASE_POOL_MIN must be a whole number"),
    ("DATABASE_POOL_MAX", "0", "DATABASE_POOL_MAX must be a whole number of at least 1"),
    ("OUTBOX_LANES", "0", "OUTBOX_LANES must be a whole number of at least 1"),
    ("LATE_LIST_EXPLAIN_DAYS", "0", "LATE_LIST_EXPLAIN_DAYS must be a whole number of at least 1"),
    ("LATE_LIST_JUDGE_DAYS", "three", "LATE_LIST_JUDGE_DAYS must be a whole number of at least 1"),
    (
        "PAYMENT_PLATFORM_URL",
        "platform",
        "PAYMENT_PLATFORM_URL must be an address that begins with https:// or http://.",
    ),
    ("SMS_GATEWAY_URL", "sms", "SMS_GATEWAY_URL must be an address that begins with https:// or http://."),
    ("SMS_GATEWAY_DRIVER", "smpp", "SMS_GATEWAY_DRIVER must be one of JSON, not 'SMPP'."),
    ("SMS_BRAND", "CONG DICH VU CONG", "SMS_BRAND must be 3 to 11 letters, digits, dots or dashes"),
    ("SMS_MOST_PARTS", "0", "SMS_MOST_PARTS must be a whole number of at least 1"),
    ("SMS_MOST_A_DAY", "0", "SMS_MOST_A_DAY must be a whole number of at least 1"),
    ("SMS_MOST_URGENT_A_DAY", "0", "SMS_MOST_URGENT_A_DAY must be a whole number of at least 1"),
    ("SMS_MOST_PARTS_A_DAY", "1", "SMS_MOST_PARTS_A_DAY must be a whole number of at least 2"),
    ("SMS_WITH_ACCENTS", "some", "SMS_WITH_ACCENTS must be 1 or 0, not 'some'."),
    ("SMS_QUIET_HOURS", "22h", "SMS_QUIET_HOURS must be two hours such as 22-7"),
    ("SMS_REPORT_SECRETS", "short", "Each secret of SMS_REPORT_SECRETS must have at least 32 characters."),
    ("WEB_PUSH_KEY", "0", "WEB_PUSH_KEY must be a key as bin/manage make_web_push_key prints it."),
    ("TAX_OFFICE_URL", "ftp://thue", "TAX_OFFICE_URL must be an address that begins with https:// or http://."),
    (
        "NATIONAL_PORTAL_URL",
        "dichvucong",
        "NATIONAL_PORTAL_URL must be an address that begins with https:// or http://.",
    ),
    ("NATIONAL_PORTAL_DRIVER", "new", "NATIONAL_PORTAL_DRIVER must be one of CLASSIC, API_2026, not 'NEW'."),
    (
        "NATIONAL_FIGURES_URL",
        "so-lieu",
        "NATIONAL_FIGURES_URL must be an address that begins with https:// or http://.",
    ),
    ("NATIONAL_FIGURES_PER_SECOND", "two", "NATIONAL_FIGURES_PER_SECOND must be a whole number"),
    ("NATIONAL_PORTAL_CALLS_PER_SECOND", "-1", "NATIONAL_PORTAL_CALLS_PER_SECOND must be a whole number"),
    ("RESULTS_STORE_URL", "kho", "RESULTS_STORE_URL must be an address that begins with https:// or http://."),
    ("RESULTS_STORE_DRIVER", "new", "RESULTS_STORE_DRIVER must be one of CLASSIC, not 'NEW'."),
    ("RESULTS_DOOR_SECRET", "short", "Each secret of RESULTS_DOOR_SECRET must have at least 32 characters."),
    ("RESULTS_STORE_GIVES", "maybe", "RESULTS_STORE_GIVES must be 1 or 0, not 'maybe'."),
    ("RESULTS_STORE_KEY", "AAAA", "RESULTS_STORE_KEY must be 32 bytes in base64, not 'AAAA'."),
    ("NATIONAL_PORTAL_TOGETHER", "0", "NATIONAL_PORTAL_TOGETHER must be a whole number of at least 1, not '0'."),
    (
        "NATIONAL_SIGN_ON_URL",
        "xacthuc",
        "NATIONAL_SIGN_ON_URL must be an address that begins with https:// or http://.",
    ),
    ("NATIONAL_SIGN_ON_IS_SIMULATED", "maybe", "NATIONAL_SIGN_ON_IS_SIMULATED must be 1 or 0, not 'maybe'."),
    ("STAFF_SECOND_FACTOR", "later", "STAFF_SECOND_FACTOR must be 1 or 0, not 'later'."),
    ("API_CALLS_PER_MINUTE", "0", "API_CALLS_PER_MINUTE must be a whole number of at least 1"),
    ("API_STRANGER_CALLS_PER_MINUTE", "0", "API_STRANGER_CALLS_PER_MINUTE must be a whole number of at least 1"),
    ("HOTLINE_IMAP_PORT", "imap", "HOTLINE_IMAP_PORT must be a whole number of at least 1, not 'imap'."),
    ("HOTLINE_IMAP_SECURITY", "SSL", "HOTLINE_IMAP_SECURITY must be one of TLS, STARTTLS, NONE, not 'SSL'."),
    ("BANK_NOTICE_SECRETS", "short", "Each secret of BANK_NOTICE_SECRETS must have at least 32 characters."),
    ("TRUSTED_PROXY_COUNT", "one", "TRUSTED_PROXY_COUNT must be a whole number"),
    ("SECURE_SSL_REDIRECT", "nope", "SECURE_SSL_REDIRECT must be 1 or 0, not 'nope'."),
    ("DEBUG", "maybe", "DEBUG must be 1 or 0"),
    ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'LOUD'."),
    ("PORTAL_PROVINCE", "HCM", "PORTAL_PROVINCE must be the two digits of a province's official code, not 'HCM'."),
    ("PORTAL_URL", "dichvucong.example.vn", "PORTAL_URL must be an address that begins with http:// or https://."),
    ("REDIS_URL", "valkey:6379", "REDIS_URL must be an address that begins with redis:// or rediss:// or unix://."),
    ("CLAMD_URL", "clamav:3310", "CLAMD_URL must be an address that begins with tcp:// or unix://."),
    ("SENTRY_DSN", "key@sentry", "SENTRY_DSN must be an address"),
    ("ALLOWED_HOSTS", "https://a.vn", "ALLOWED_HOSTS holds names of hosts such as dichvucong.example.gov.vn"),
]
SECRET = [
    ("DATABASE_URL", "mysql://portal:mat-khau-csdl@db/portal", "mat-khau-csdl"),
    ("REDIS_URL", "http://:mat-khau-kho@valkey", "mat-khau-kho"),
    ("SECRET_KEY", "ngan-qua", "ngan-qua"),
    ("BLIND_INDEX_KEY", "ngan-qua-di-thoi", "ngan-qua-di-thoi"),
    ("SENTRY_DSN", "khoa-bi-mat@sentry.example.vn/1", "khoa-bi-mat"),
]
#: One process tries all: it loads the settings anew for each value, as a start does.
TRY_ALL = """
import json, os, sys, traceback
said = []
for name, value in json.load(sys.stdin):
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        import portal.settings.production
        said.append(["started", ""])
    except Exception as error:
        said.append([f"{type(error).__name__}: {error}", traceback.format_exc()])
    if before is None:
        del os.environ[name]
    else:
        os.environ[name] = before
    for module in [each for each in sys.modules if each.startswith("portal.settings")]:
        del sys.modules[module]
print(json.dumps(said))
"""


@cache
def answers() -> dict[tuple[str, str], tuple[str, str]]:
    """What a start with each of the values says: its last line, and the whole traceback."""
    cases = [(name, value) for name, value, _ in WRONG + SECRET] + [("PORTAL_HOTLINE", "1022")]
    done = subprocess.run(
        [sys.executable, "-c", TRY_ALL],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **COMPLETE},
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])
    return {case: (last, whole) for case, (last, whole) in zip(cases, said, strict=True)}


@pytest.mark.parametrize(("name", "value", "words"), WRONG, ids=[f"{case[0]}={case[1]}" for case in WRONG])
def test_what_cannot_be_meant_is_refused_in_one_sentence(name: str, value: str, words: str) -> None:
    assert answers()[name, value][0].startswith(f"ImproperlyConfigured: {words}")


def test_a_good_value_after_all_those_starts() -> None:
    assert answers()["PORTAL_HOTLINE", "1022"] == ("started", "")


@pytest.mark.parametrize(("name", "value", "secret"), SECRET, ids=[case[0] for case in SECRET])
def test_a_refusal_never_shows_the_secret(name: str, value: str, secret: str) -> None:
    last, whole = answers()[name, value]
    assert last.startswith("ImproperlyConfigured: ")
    assert name in last
    assert secret not in whole


def test_every_variable_with_a_form_is_proved_here() -> None:
    """A new number, switch or address of the settings gets a line above."""
    readers = r"\b(?:whole_number|switch|one_of|address|matching|secret|host_names)\(\s*\"([A-Z_0-9]+)\""
    checked = set()
    for path in sorted((ROOT / "portal" / "settings").glob("*.py")):
        checked |= set(re.findall(readers, path.read_text(encoding="utf-8")))
    proved = {name for name, _, _ in WRONG} | {"DATABASE_URL", "SECRET_KEY", "BLIND_INDEX_KEY", "PORTAL_DEMO"}
    assert checked
    assert checked - proved == set()
    assert proved <= read_by_settings() | {"DEBUG", "PORTAL_DEMO"}


@pytest.fixture
def variable(monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(value: str | None) -> None:
        monkeypatch.delenv("PORTAL_TRIED", raising=False)
        if value is not None:
            monkeypatch.setenv("PORTAL_TRIED", value)

    return put


class TestReaders:
    @pytest.mark.parametrize("empty", [None, "", "  "])
    def test_absent_and_empty_mean_the_default(self, variable: Any, empty: str | None) -> None:
        """`NAME=` in a .env file is how people leave a variable alone."""
        variable(empty)
        assert environment.whole_number("PORTAL_TRIED", 7) == 7
        assert environment.switch("PORTAL_TRIED", default=True) is True
        assert environment.switch("PORTAL_TRIED", default=False) is False
        assert environment.text("PORTAL_TRIED", "usual") == "usual"
        assert environment.one_of("PORTAL_TRIED", "B", ("A", "B")) == "B"
        assert environment.address("PORTAL_TRIED", "tcp://a", "tcp") == "tcp://a"
        assert environment.matching("PORTAL_TRIED", "79", "[0-9]{2}", "two digits") == "79"

    @pytest.mark.parametrize(
        ("given", "number"), [("0", 0), ("  42 ", 42), ("007", 7), ("999999999999999", 10**15 - 1)]
    )
    def test_numbers(self, variable: Any, given: str, number: int) -> None:
        variable(given)
        assert environment.whole_number("PORTAL_TRIED", 1) == number

    @pytest.mark.parametrize("given", ["1_000", "1.5", "1e3", "٣", "0x1F", "9" * 16, "- 1", "∞"])
    def test_what_is_no_number(self, variable: Any, given: str) -> None:
        variable(given)
        with pytest.raises(ImproperlyConfigured, match="PORTAL_TRIED must be a whole number"):
            environment.whole_number("PORTAL_TRIED", 1)

    @pytest.mark.parametrize("given", ["1", "true", "TRUE", "Yes", " on "])
    def test_on(self, variable: Any, given: str) -> None:
        variable(given)
        assert environment.switch("PORTAL_TRIED", default=False) is True

    @pytest.mark.parametrize("given", ["0", "false", "No", "OFF"])
    def test_off(self, variable: Any, given: str) -> None:
        variable(given)
        assert environment.switch("PORTAL_TRIED", default=True) is False

    @pytest.mark.parametrize("given", ["2", "tru", "enabled", "có", "-"])
    def test_a_mistyped_switch_is_neither_on_nor_off(self, variable: Any, given: str) -> None:
        """A mistyped SECURE_SSL_REDIRECT must not quietly send people's data in the clear."""
        variable(given)
        for default in (True, False):
            with pytest.raises(ImproperlyConfigured, match="must be 1 or 0"):
                environment.switch("PORTAL_TRIED", default=default)

    @pytest.mark.parametrize(
        "given",
        ["postgresql://portal@db/portal", "postgresql://postgres@/portal?host=/var/run", "postgresql:///portal"],
    )
    def test_addresses_with_a_host_or_a_place(self, variable: Any, given: str) -> None:
        variable(given)
        assert environment.address("PORTAL_TRIED", "", "postgresql") == given

    @pytest.mark.parametrize(
        "given", ["postgresql", "postgresql://", "db/portal", "http://db", "postgresql://[::1", "://"]
    )
    def test_what_is_no_such_address(self, variable: Any, given: str) -> None:
        variable(given)
        with pytest.raises(ImproperlyConfigured, match=r"must be an address that begins with postgresql://\."):
            environment.address("PORTAL_TRIED", "", "postgresql")

    def test_words_are_read_in_any_case(self, variable: Any) -> None:
        variable("debug")
        assert environment.one_of("PORTAL_TRIED", "INFO", ("DEBUG", "INFO")) == "DEBUG"


def test_the_example_as_it_is_asks_for_what_must_be_filled_in() -> None:
    """Copied and not filled in, it stops at the first required secret instead of starting with an empty one."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    done = start({**example, "DATABASE_URL": COMPLETE["DATABASE_URL"], "REDIS_URL": COMPLETE["REDIS_URL"]})
    assert "Production needs the environment variable SECRET_KEY; see .env.example." in done.stderr.splitlines()[-1]


def test_the_example_filled_in_starts() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    filled = {**example, **{name: value for name, value in COMPLETE.items() if not example.get(name)}}
    done = start(filled)
    assert done.returncode == 0, done.stderr
