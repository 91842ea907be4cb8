"""Rules proved: the server's word that somebody left is checked with its newest keys, counts once, and ends what it
names: one session, or all of a person. Its keys are asked for anew at most once a minute, whoever sends what.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client, RequestFactory

from portal.accounts.models import SignOn, User
from portal.accounts.sign_on import server, sessions
from portal.accounts.sign_on.claims import read
from portal.accounts.sign_on.provider import provider
from tests.accounts.factories import make_staff, make_user
from tests.accounts.sign_on.signing import CLIENT, ISSUER, farewell_of, published, signed
from tests.accounts.sign_on.test_claims import PERSON

pytestmark = pytest.mark.django_db
ENDED = "/tai-khoan/lien-thong/ket-thuc/"


class Server:
    """A server that answers two questions and counts them."""

    def __init__(self) -> None:
        names = ("authorization_endpoint", "token_endpoint", "end_session_endpoint")
        self.description: dict[str, Any] = {name: f"{ISSUER}/{name}" for name in names}
        self.description |= {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}
        self.keys = published("one")
        self.asked: list[str] = []

    def get(self, address: str, **_how: Any) -> requests.Response:
        self.asked.append(address)
        answer = requests.Response()
        answer.status_code = 200
        told = self.keys if address.endswith("/jwks") else self.description
        answer.json = lambda **_how: told  # type: ignore[method-assign]
        return answer

    @property
    def asked_for_keys(self) -> int:
        return sum(address.endswith("/jwks") for address in self.asked)


@pytest.fixture
def there(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    settings.NATIONAL_SIGN_ON_URL, settings.NATIONAL_SIGN_ON_CLIENT = ISSUER, CLIENT
    made = Server()
    monkeypatch.setattr(requests, "get", made.get)
    cache.clear()
    yield made
    cache.clear()


def session_of(person: User, there: str = "", *, as_staff: bool = False) -> Client:
    """A browser in which somebody is who signed on; `there` is the server's name for the session."""
    browser = Client()
    browser.force_login(person)
    request = RequestFactory().get("/")
    request.session = browser.session
    said = provider(request).sociallogin(read({**PERSON, "sub": "lan"}), as_staff=as_staff, end="", there=there)
    sessions.begin(request, person, said)
    request.session.save()
    return browser


def farewell(key: str = "one", kid: str = "", **changes: Any) -> str:
    now = int(time.time())
    return signed(farewell_of(**{"iat": now, "exp": now + 120, **changes}), key, kid=kid or key)


def tell(token: str, **more: Any) -> int:
    answer = Client(enforce_csrf_checks=True).post(ENDED, {"logout_token": token}, **more)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code


def is_in(browser: Client) -> bool:
    return browser.get("/tai-khoan/").status_code == 200


# -- whose sessions


def test_a_farewell_that_names_a_session_ends_that_one_alone(there: Server) -> None:
    lan = make_user()
    here, elsewhere = session_of(lan, "s1"), session_of(lan, "s2")
    assert tell(farewell(sub="lan", sid="s1")) == 200
    assert (is_in(here), is_in(elsewhere), SignOn.objects.count()) == (False, True, 1)

    assert tell(farewell(sub=None, sid="s2", jti="two")) == 200
    assert (is_in(elsewhere), SignOn.objects.count()) == (False, 0)


def test_sessions_of_which_no_name_was_told_end_with_the_persons_next(there: Server) -> None:
    """Better one sign-in too many than a session that goes on after its person left."""
    lan, other = make_user(), make_user()
    nameless, named = session_of(lan), session_of(lan, "s2")
    by_password = Client()
    by_password.force_login(other)
    assert tell(farewell(sub="lan", sid="s1")) == 200
    assert (is_in(nameless), is_in(named), is_in(by_password)) == (False, True, True)

    assert tell(farewell(sub="lan", jti="two")) == 200
    assert (is_in(named), is_in(by_password)) == (False, True)


def test_the_work_account_of_the_person_who_left_ends_too(there: Server) -> None:
    own, work = session_of(make_user()), session_of(make_staff(), as_staff=True)
    assert tell(farewell(sub="lan")) == 200
    assert (is_in(own), is_in(work)) == (False, False)


def test_a_farewell_of_somebody_unknown_ends_nobodys_session(there: Server, caplog: pytest.LogCaptureFixture) -> None:
    lan = session_of(make_user(), "s1")
    assert tell(farewell(sub="somebody-else")) == 200
    assert tell(farewell(sub=None, sid="S1", jti="two")) == 200
    assert is_in(lan)
    assert "somebody-else" not in caplog.text


def test_names_of_sessions_there_are_kept_as_fingerprints(there: Server) -> None:
    session_of(make_user(), "session-of-lan")
    [kept] = SignOn.objects.values_list("there", "subject")
    assert "session-of-lan" not in str(kept) and len(set(kept)) == 2


# -- the token


@pytest.mark.parametrize("expires", [120, 120.5, "120"])
def test_a_farewell_counts_once_however_its_time_is_written(there: Server, expires: Any) -> None:
    ends = time.time() + float(expires)
    token = farewell(sub="lan", exp=str(int(ends)) if isinstance(expires, str) else type(expires)(ends))
    assert (tell(token), tell(token)) == (200, 400)
    assert tell(farewell(sub="lan", jti="another")) == 200


def test_a_farewell_is_read_from_a_form_that_is_sent_and_from_nowhere_else(there: Server) -> None:
    lan, token = session_of(make_user()), farewell(sub="lan")
    assert Client().get(ENDED, {"logout_token": token}).status_code == 405
    answer = Client().post(f"{ENDED}?logout_token={token}")
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert is_in(lan)
    assert tell(token) == 200


def test_why_a_farewell_was_refused_is_told_to_nobody_and_logged_without_a_name(
    there: Server, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = farewell(sub="lan", aud="other")
    assert tell(wrong) == 400
    assert "logout_token_refused" in caplog.text
    assert wrong not in caplog.text and "'lan'" not in caplog.text


# -- keys


def test_a_farewell_signed_with_a_key_that_is_new_there_is_heard_at_once(there: Server) -> None:
    lan = session_of(make_user())
    assert server.keys() == published("one")
    there.keys = published("one", "two")
    assert tell(farewell(sub="lan", key="two")) == 200
    assert not is_in(lan)


def test_keys_are_asked_for_anew_once_a_minute_whatever_is_sent(there: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        assert tell(farewell(sub="lan", key="two", kid=f"made-up-{number}")) == 400
    assert there.asked_for_keys == 2

    there.keys = published("two")
    token, now = farewell(sub="lan", key="two"), time.time()
    assert tell(token) == 400
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert tell(token) == 200
    assert there.asked_for_keys == 3


def test_what_is_wrong_otherwise_asks_for_nothing_anew(there: Server) -> None:
    good = farewell(sub="lan")
    for wrong in (f"{good[:-10]}AAAAAAAAAA", farewell(sub="lan", aud="other"), farewell(sub="lan", exp=1), "", "a.b"):
        assert tell(wrong) == 400
    assert there.asked_for_keys == 1


def test_what_was_learnt_of_the_server_is_remembered(there: Server) -> None:
    for _ in range(3):
        assert server.endpoints()["issuer"] == ISSUER
        assert server.keys() == published("one")
    assert len(there.asked) == 2


@pytest.mark.parametrize("name", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_description_without_an_endpoint_is_a_server_that_is_away(there: Server, name: str) -> None:
    for value in (None, 7, ["https://sign-on.example/"]):
        cache.clear()
        there.description[name] = value
        with pytest.raises(requests.RequestException):
            server.endpoints()


@pytest.mark.parametrize(("url", "client"), [("", CLIENT), (ISSUER, ""), ("", "")])
def test_half_configured_is_not_configured_and_every_door_is_shut(
    there: Server, settings: LazySettings, url: str, client: str
) -> None:
    settings.NATIONAL_SIGN_ON_URL, settings.NATIONAL_SIGN_ON_CLIENT = url, client
    assert not server.is_configured()
    assert Client().post(ENDED, {"logout_token": "a.b.c"}).status_code == 404
    assert there.asked == []
