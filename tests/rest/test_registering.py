"""Rules proved: a form or command registers one client, with a limit that is one, and never half of one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oauth2_provider.models import AccessToken, Application

from portal.outbox.desk.forms import ClientForm
from portal.rest import clients
from portal.rest.clients import GrantedScopes, UnknownScopes, register_client
from portal.rest.limits import MOST_CALLS
from portal.rest.models import ClientGrant
from tests.rest.test_clients import token

SCOPES = ["catalogue:read", "dossiers:read", "dossiers:write"]
KEY = UUID("00000000-0000-4000-8000-000000000001")


def command(*arguments: str) -> dict[str, str]:
    """What the command printed."""
    out = StringIO()
    call_command("create_api_client", *arguments, stdout=out)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


@pytest.mark.django_db
def test_the_command_gives_a_limit_of_its_own_and_none_unless_asked() -> None:
    for arguments, kept in (((), None), (("--calls-per-minute", "90"), 90), (("--calls-per-minute", "1000000"), 10**6)):
        told = command("Kho dữ liệu", *arguments)
        assert told["scopes"] == "catalogue:read"
        assert ClientGrant.objects.get(application__client_id=told["client_id"]).calls_per_minute == kept


@pytest.mark.django_db
def test_a_limit_that_is_none_is_refused_by_the_command_in_words() -> None:
    """Also one that no column holds: 2,147,483,648 would end in an error of the database."""
    for wrong in ("0", "-1", "1000001", "2147483648", "9" * 30):
        with pytest.raises(CommandError, match="a whole number from 1 to 1000000"):
            command("Kho dữ liệu", f"--calls-per-minute={wrong}")
    for wrong in ("mười", "1.5", ""):
        with pytest.raises(CommandError, match="calls-per-minute"):
            command("Kho dữ liệu", f"--calls-per-minute={wrong}")
    assert not Application.objects.exists()


def test_the_form_takes_just_the_limits_that_the_command_takes() -> None:
    for number, is_taken in ((0, False), (1, True), (MOST_CALLS, True), (MOST_CALLS + 1, False)):
        form = ClientForm({"name": "Kho", "scopes": SCOPES[:1], "calls_per_minute": str(number)})
        assert form.is_valid() == is_taken, number
        assert ("calls_per_minute" in form.errors) != is_taken


def test_every_scope_of_the_site_is_offered_and_no_other() -> None:
    form = ClientForm({"name": "Kho", "scopes": [*GrantedScopes().get_all_scopes()]})
    assert form.is_valid(), form.errors
    for wrong in ([], ["admin"], ["dossiers:read", "everything"], ["dossiers:read\x00"]):
        assert "scopes" in ClientForm({"name": "Kho", "scopes": wrong}).errors, wrong


def test_a_name_is_kept_as_all_names_are() -> None:
    # e and its hook apart, as some keyboards write them; and the Icelandic Đ
    form = ClientForm({"name": "  Ðie\u0323\u0302n  tử ", "scopes": SCOPES[:1]})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"].startswith("Điện")


@pytest.mark.django_db
def test_unknown_scopes_register_nothing_and_use_up_no_key() -> None:
    with pytest.raises(UnknownScopes, match="all:everything, dossiers:burn"):
        register_client("Cổng", ["dossiers:read", "dossiers:burn", "all:everything"], submission_key=KEY)
    assert not Application.objects.exists() and not ClientGrant.objects.exists()
    _client, secret = register_client("Cổng", ["dossiers:read"], submission_key=KEY)
    assert secret


@pytest.mark.django_db
def test_a_key_used_again_gives_the_client_of_before_without_a_secret_whatever_is_asked() -> None:
    client, secret = register_client("Cổng", ["dossiers:read"], calls_per_minute=5, submission_key=KEY)
    again, none = register_client("Khác", ["dossiers:write"], calls_per_minute=9, submission_key=KEY)
    assert (again.pk, none) == (client.pk, "")
    kept = ClientGrant.objects.select_related("application").get()
    assert (kept.application.name, kept.scopes, kept.calls_per_minute) == ("Cổng", ["dossiers:read"], 5)
    assert token(client, secret).status_code == 200
    other, its = register_client("Cổng", ["dossiers:read"], submission_key=uuid4())
    assert other.pk != client.pk and its not in ("", secret)


@pytest.mark.django_db(transaction=True)
def test_a_form_that_leaves_twice_at_the_same_moment_registers_one_client() -> None:
    start = Barrier(3)

    def send() -> tuple[int, str]:
        try:
            start.wait(timeout=20)
            client, secret = register_client("Cổng", ["dossiers:read"], submission_key=KEY)
            return client.pk, secret
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        made = [sent.result(timeout=20) for sent in [pool.submit(send) for _ in range(3)]]
    assert len({pk for pk, _secret in made}) == Application.objects.count() == 1
    assert len([secret for _pk, secret in made if secret]) == 1


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(SCOPES), min_size=1), st.sets(st.sampled_from(SCOPES), min_size=1))
def test_tokens_end_with_a_scope_that_is_taken_and_stay_with_one_that_is_given(
    before: set[str], after: set[str]
) -> None:
    Application.objects.all().delete()
    client, secret = register_client("Cổng", before)
    hashed = client.client_secret
    assert token(client, secret).status_code == 200

    clients.change(client, "Cổng mới", after, 7)

    assert AccessToken.objects.exists() == (before <= after)
    grant = ClientGrant.objects.select_related("application").get()
    assert (grant.scopes, grant.calls_per_minute, grant.application.name) == (sorted(after), 7, "Cổng mới")
    assert grant.application.client_secret == hashed, "its secret is what it was"
    assert set(token(client, secret).json()["scope"].split()) == after


@pytest.mark.django_db
def test_a_client_that_is_closed_may_be_changed_and_stays_closed() -> None:
    client, secret = register_client("Cổng", ["dossiers:read"])
    clients.close(client)
    clients.change(client, "Cổng mới", ["dossiers:read", "dossiers:write"], None)
    assert clients.is_closed(client) and token(client, secret).status_code == 401
    clients.open_again(client)
    assert set(token(client, secret).json()["scope"].split()) == {"dossiers:read", "dossiers:write"}


@pytest.mark.django_db
def test_a_new_secret_of_one_client_is_nobody_elses() -> None:
    one, first = register_client("Một", ["dossiers:read"])
    other, second = register_client("Hai", ["dossiers:read"])
    new = clients.give_new_secret(one)
    assert len({first, second, new}) == 3
    assert [token(one, each).status_code for each in (first, second, new)] == [401, 401, 200]
    assert [token(other, each).status_code for each in (second, new)] == [200, 401]


@pytest.mark.django_db
def test_a_grant_in_words_is_its_scopes() -> None:
    register_client("Cổng", {"dossiers:write", "catalogue:read"})
    assert str(ClientGrant.objects.get()) == "catalogue:read dossiers:write"
