"""Rules proved: the sandbox is never the real site, and the real site never the sandbox; what it says is marked."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from oauth2_provider.models import Application

from dossiers import numbering
from portal.rest import clients
from portal.rest.management.commands.reset_sandbox import give_back, keep_clients
from portal.rest.models import ClientGrant
from portal.sandboxed import HEADER, MarkAnswers
from portal.settings.environment import is_of_this_machine
from tests.house.test_settings import COMPLETE, ROOT, start
from tests.rest.test_clients import token

OWN = {"DATABASE_URL": "postgresql://portal@db/dichvucong_sandbox", "REDIS_URL": "redis://valkey:6379/3"}
TOLD = "s.SANDBOX, s.PORTAL_DEMO, s.DEBUG, s.EMAIL_BACKEND, s.DOCUMENT_SIGNER, s.MIDDLEWARE[0], s.CODE_NUMBERS_AFTER"


def start_sandbox(tmp: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Load the settings of the sandbox in a process of its own, with exactly these variables."""
    code = f"import portal.settings.sandbox as s; print({TOLD})"
    environment = {"PATH": os.environ["PATH"], "PORTAL_VAR": tmp, **OWN, **settings}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_sandbox_tells_nobody_and_says_what_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp = str(tmp_path_factory.mktemp("var"))
    done = start_sandbox(tmp, EMAIL_URL="smtp://mail.example.vn", NATIONAL_PORTAL_URL="http://127.0.0.1:8901")
    assert done.returncode == 0, done.stderr
    backend = "django.core.mail.backends.dummy.EmailBackend"
    marks = "portal.sandboxed.MarkAnswers"
    assert done.stdout.split() == ["True", "True", "False", backend, "demo", marks, "90000"]

    for wrong, sentence in (
        ({"DATABASE_URL": "postgresql://portal@sandbox/portal"}, "'sandbox' in its name"),
        ({"NATIONAL_PORTAL_URL": "https://dichvucong.example.gov.vn"}, "NATIONAL_PORTAL_URL must lead to a simulator"),
        ({"TAX_OFFICE_URL": "https://thue.example.gov.vn"}, "TAX_OFFICE_URL must lead to a simulator"),
    ):
        refused = start_sandbox(tmp, **wrong)
        assert (refused.returncode != 0, sentence in refused.stderr) == (True, True), wrong


def test_the_real_site_refuses_the_database_of_a_sandbox() -> None:
    refused = start({**COMPLETE, **OWN})
    assert refused.returncode != 0
    assert "DATABASE_URL leads to a sandbox" in refused.stderr


def test_only_addresses_of_this_machine_are_a_simulators() -> None:
    for ours in ("", "http://127.0.0.1:8901", "http://localhost/x", "http://[::1]:1/"):
        assert is_of_this_machine(ours), ours
    for elsewhere in (
        "https://127.0.0.1.example.vn",
        "http://10.0.0.1/",
        "https://dichvucong.gov.vn",
        "http://user@x/",
    ):
        assert not is_of_this_machine(elsewhere), elsewhere


def test_every_answer_of_it_is_marked_and_its_codes_are_known(settings: LazySettings) -> None:
    answer = MarkAnswers(lambda _request: HttpResponse("x"))(HttpRequest())
    assert (answer[HEADER], answer["X-Robots-Tag"]) == ("sandbox", "noindex, nofollow")
    day = date(2026, 11, 23)
    assert numbering.format_code("H29.101", day, 7) == "H29.101-261123-0007"
    settings.CODE_NUMBERS_AFTER = 90_000
    code = numbering.format_code("H29.101", day, 7)
    assert code == "H29.101-261123-90007"
    assert numbering.CODE_PATTERN.match(code)


# -- beginning anew


def test_nowhere_else_is_anything_dropped(db: None) -> None:
    clients.register_client("Cổng", ["dossiers:read"])
    with pytest.raises(CommandError, match="in the sandbox only"):
        call_command("reset_sandbox")
    assert Application.objects.count() == 1


def test_clients_come_back_with_their_secrets_and_closed_ones_stay_closed(db: None) -> None:
    client, secret = clients.register_client("Cổng", ["dossiers:read"], calls_per_minute=7)
    closed, closed_secret = clients.register_client("Đã ngừng", ["dossiers:read"])
    clients.close(closed)
    kept = keep_clients()
    ClientGrant.objects.all().delete()
    Application.objects.all().delete()

    give_back(kept)

    assert token(client, secret).status_code == 200
    assert token(closed, closed_secret).status_code == 401
    assert ClientGrant.objects.get(application_id=client.pk).calls_per_minute == 7
    another, _secret = clients.register_client("Mới", ["dossiers:read"])
    assert another.pk > closed.pk
    give_back("")
