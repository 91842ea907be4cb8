"""Nobody sees what is not theirs: every address of the project is guarded by a named rule, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views import View
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from portal.accounts.models import User
from portal.accounts.rules import PUBLIC, SIGNED_IN, Rule, access_rule, rule_of
from portal.accounts.third_party import TABLE, dotted_path, rule_for
from tests.accounts.factories import make_staff, make_user


def addresses(resolver: URLResolver, apps: tuple[str, ...] = ()) -> Iterator[tuple[URLPattern, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, (*apps, entry.app_name) if entry.app_name else apps)
        else:
            yield entry, apps


def test_every_address_of_the_project_has_a_rule() -> None:
    nameless = {
        dotted_path(pattern.callback)
        for pattern, apps in addresses(get_resolver("portal.urls"))
        if rule_for(pattern.callback, apps) is None
    }
    assert nameless == set()


def test_views_of_ours_are_never_excused_by_the_table_of_third_parties() -> None:
    ours = ("portal.", "units.", "procedures.", "dossiers.")
    assert not [pattern for pattern, _ in TABLE if pattern.startswith(ours)]


def test_the_table_names_no_rule_twice() -> None:
    patterns = [pattern for pattern, _ in TABLE]
    assert len(patterns) == len(set(patterns))


# -- a small site, on which the middleware is tried


@access_rule(PUBLIC)
def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@access_rule(SIGNED_IN)
class Own(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        post = request.rescued_post  # type: ignore[attr-defined]
        return HttpResponse("own " + (post or {}).get("text", ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("saved")


STAFF_ONLY = Rule("staff", lambda request: getattr(request.user, "kind", "") == "staff")


@access_rule(STAFF_ONLY)
def staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse("desk")


def nameless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anybody sees this")


class Endpoint(APIView):
    permission_classes = [AllowAny]


class CarelessEndpoint(APIView):
    """Relies on the project's default permission without saying so."""


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("refused", status=403)


handler403 = permission_denied
urlpatterns = [
    path("public/", public),
    path("own/", Own.as_view()),
    path("staff/", staff),
    path("nameless/", nameless),
    path("careless/", CarelessEndpoint.as_view()),
    path("login/", public, name="account_login"),
]

small_site = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


class TestOnASmallSite:
    pytestmark = small_site

    @pytest.mark.parametrize("who", [None, make_user, make_staff])
    def test_public_is_open_to_all(self, who: Any) -> None:
        assert client_of(who() if who else None).get("/public/").content == b"open"

    @pytest.mark.parametrize("page", ["/nameless/", "/careless/"])
    @pytest.mark.parametrize("who", [None, make_user, make_staff])
    def test_a_view_that_names_no_rule_is_refused_to_all(self, who: Any, page: str) -> None:
        answer = client_of(who() if who else None).get(page)
        assert answer.status_code == 403
        assert b"anybody" not in answer.content

    def test_a_stranger_is_sent_to_sign_in_and_back(self) -> None:
        answer = Client().get("/own/?page=2")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/own/%3Fpage%3D2")

    def test_the_wrong_person_is_refused_and_not_asked_to_sign_in(self) -> None:
        assert client_of(make_user()).get("/staff/").status_code == 403
        assert client_of(make_staff()).get("/staff/").content == b"desk"

    @pytest.mark.parametrize(
        "headers",
        [{"Sec-Fetch-Dest": "empty"}, {"X-Requested-With": "autosave"}, {"Accept": "application/json"}],
    )
    def test_a_script_is_told_so_instead_of_getting_the_sign_in_page(self, headers: dict[str, str]) -> None:
        answer = Client().post("/own/", headers=headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")

    def test_htmx_is_led_to_the_sign_in_page_as_a_whole(self) -> None:
        answer = Client().get("/own/", headers={"HX-Request": "true", "Sec-Fetch-Dest": "empty"})
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login/?next=/own/")


def test_a_rule_is_found_on_functions_classes_and_endpoints() -> None:
    assert rule_of(public) is PUBLIC
    assert rule_of(Own.as_view()) is SIGNED_IN
    assert rule_of(nameless) is None
    endpoint, careless = rule_for(Endpoint.as_view()), rule_for(CarelessEndpoint.as_view())
    assert endpoint is not None
    assert endpoint.name == "by permission classes"
    assert careless is None


def test_a_check_is_never_asked_about_a_stranger(rf: Any) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert not Rule("careless", lambda request: bool(cast(User, request.user).full_name)).allows(request)
