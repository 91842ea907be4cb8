"""Every answer tells browsers to trust nothing the site did not send: on real pages, for strangers and signed in."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/thu-tuc/", "/xac-minh/", "/tai-khoan/login/", "/huong-dan/", "/don-vi/", "/tro-nang/", "/robots.txt"]
REST = ["/api/v1/procedures/", "/api/schema/", "/healthz", "/api/v1/dossiers/"]
WRONG = ["/khong-co-trang-nay/", "/api/v1/khong-co/", "/ho-so/", "/can-bo/"]
ALL = [*PUBLIC, *REST, *WRONG]


@pytest.fixture(scope="module")
def _answers() -> dict[str, Any]:
    return {}


@pytest.fixture
def answer(request: pytest.FixtureRequest, _answers: dict[str, Any]) -> HttpResponse:
    """What a stranger gets from an address; asked once."""
    address = str(request.param)
    if address not in _answers:
        _answers[address] = Client(headers={"Accept-Language": "vi"}).get(address)
    kept: HttpResponse = _answers[address]
    return kept


def policy(answer: HttpResponse) -> dict[str, list[str]]:
    """The content security policy by directive."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("answer", ALL, indirect=True)
def test_no_script_or_style_but_our_own_files_runs(answer: HttpResponse) -> None:
    found = policy(answer)
    assert found["script-src"] == found["style-src"] == found["default-src"] == ["'self'"]
    assert found["object-src"] == found["frame-ancestors"] == ["'none'"]
    assert found["base-uri"] == found["form-action"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("answer", ALL, indirect=True)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_the_other_locks_are_on(answer: HttpResponse, header: str, value: str) -> None:
    assert answer.headers.get(header) == value


@pytest.mark.parametrize("answer", ALL, indirect=True)
def test_nothing_tells_what_the_site_is_built_with(answer: HttpResponse) -> None:
    assert not {"Server", "X-Powered-By", "X-Generator"} & set(answer.headers)
    assert "django" not in str(answer.headers).lower().replace("django_language", "")


@pytest.mark.parametrize("answer", PUBLIC + WRONG[:1], indirect=True)
def test_pages_hold_no_script_style_or_handler_of_their_own(answer: HttpResponse) -> None:
    """The policy would block it, and the page would silently do less than it shows."""
    page = answer.content.decode()
    # Data for a script of ours is no script: the browser reads it as JSON and runs nothing.
    assert re.findall(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>(?!\s*</script>)", page) == []
    assert re.findall(r"<style\b", page) == []
    assert re.findall(r"<[^>]+\sstyle=", page) == []
    assert re.findall(r"<[^>]+\son(?:click|load|submit|change|error)=", page) == []
    assert re.findall(r"(?:src|href|action)=[\"']javascript:", page) == []


@pytest.mark.parametrize("answer", PUBLIC, indirect=True)
def test_a_stranger_who_only_looks_gets_no_cookie_that_follows_them(answer: HttpResponse) -> None:
    assert set(answer.cookies) <= {"csrftoken"}


@pytest.mark.parametrize("answer", [*PUBLIC[:-1], WRONG[0]], indirect=True)
def test_every_page_says_its_language(answer: HttpResponse) -> None:
    assert '<html lang="vi"' in answer.content.decode()
    assert answer["Content-Language"] == "vi"


@pytest.mark.parametrize("answer", [address for address in PUBLIC if address != "/robots.txt"], indirect=True)
def test_nothing_on_a_page_comes_from_another_site(answer: HttpResponse) -> None:
    page = answer.content.decode()
    loaded = re.findall(r"<(?:script|img|iframe|source|audio|video)[^>]*\bsrc=[\"']([^\"']+)", page)
    loaded += re.findall(r"<link[^>]*rel=[\"'](?:stylesheet|icon|preload|manifest)[\"'][^>]*href=[\"']([^\"']+)", page)
    assert loaded
    assert [address for address in loaded if "//" in address] == []


class TestCookies:
    def test_the_session_is_out_of_reach_of_scripts_and_other_sites(self, client: Client) -> None:
        user = make_user(password="mat-khau-dai-va-la")
        client.post("/tai-khoan/login/", {"login": user.email, "password": "mat-khau-dai-va-la"})
        cookie = client.cookies["sessionid"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""

    def test_behind_tls_no_cookie_travels_in_the_clear(self, client: Client, settings: Settings) -> None:
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
        user = make_user(password="mat-khau-dai-va-la")
        client.post("/tai-khoan/login/", {"login": user.email, "password": "mat-khau-dai-va-la"}, secure=True)
        client.get("/xac-minh/", secure=True)
        assert {"sessionid", "csrftoken"} <= set(client.cookies)
        assert all(client.cookies[name]["secure"] for name in ("sessionid", "csrftoken"))

    def test_the_chosen_language_is_kept_for_this_site_only(self, client: Client) -> None:
        client.post("/doi-ngon-ngu/", {"language": "en", "next": "/"})
        assert client.cookies["django_language"].value == "en"
        assert client.cookies["django_language"]["samesite"] == "Lax"

    @pytest.mark.parametrize("target", ["https://example.vn/", "//example.vn/", "javascript:alert(1)", "/\\example.vn"])
    def test_choosing_a_language_leads_nowhere_else(self, client: Client, target: str) -> None:
        response = client.post("/doi-ngon-ngu/", {"language": "en", "next": target})
        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"] == "/"

    def test_a_language_that_does_not_exist_changes_nothing(self, client: Client) -> None:
        client.post("/doi-ngon-ngu/", {"language": "xx", "next": "/"})
        assert "django_language" not in client.cookies


class TestSignedIn:
    def test_pages_about_a_person_are_kept_by_no_proxy_and_no_shared_machine(self, client: Client) -> None:
        client.force_login(make_user())
        for address in ("/ho-so/", "/tai-khoan/thong-tin/"):
            response = client.get(address, follow=True)
            assert response.status_code == HTTPStatus.OK, address
            kept = response.headers.get("Cache-Control", "")
            assert "no-store" in kept or "private" in kept, f"{address}: {kept!r}"

    def test_the_front_page_of_a_person_is_not_kept_for_others(self, client: Client) -> None:
        client.force_login(make_user())
        kept = client.get("/").headers.get("Cache-Control", "")
        assert "public" not in kept


def test_an_unknown_host_is_refused_before_any_page_is_drawn(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["dichvucong.example.vn"]
    response = Client(headers={"Host": "evil.example"}).get("/xac-minh/")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "evil.example" not in response.content.decode()


def test_plain_http_leads_to_the_same_page_over_tls(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    response = Client().get("/thu-tuc/?q=khai+sinh")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response["Location"] == "https://testserver/thu-tuc/?q=khai+sinh"
    for inside in ("/healthz", "/readyz", "/metrics"):
        assert Client().get(inside).status_code == HTTPStatus.OK


def test_browsers_are_told_to_come_back_over_tls_only(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    response = Client().get("/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
