"""Rule proved: whatever stands in an address, a reader gets a page or a problem in words, never an error of ours."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import ProcedureVersion
from procedures.page_store import PageStore
from procedures.views import freshness
from tests.in_turn import in_turn
from tests.procedures.factories import announced
from tests.units.factories import CentreFactory, CommuneCommitteeFactory, WardFactory

pytestmark = pytest.mark.django_db
CODE = "1.001193"
PAGE, LIST, API = f"/thu-tuc/{CODE}/", "/thu-tuc/", "/api/v1/procedures/"
HUGE = "9" * 30
BAD_VALUES = [
    "\0",
    "a\0b",
    "\x1b[2J",
    HUGE,
    f"-{HUGE}",
    "%",
    "_",
    "\\",
    "'; DROP TABLE x;--",
    "\u202e",
    "٣",
    "🙂",
    " " * 400,
]


@pytest.fixture(autouse=True)
def birth() -> ProcedureVersion:
    """Birth registration, in force."""
    return announced(CODE, name="Thủ tục đăng ký khai sinh")


@pytest.mark.parametrize("name", ["case", "commune", "on"])
def test_a_procedure_page_passes_over_what_it_cannot_read(client: Client, name: str) -> None:
    for value in BAD_VALUES:
        response = client.get(PAGE, {name: value})

        assert response.status_code == 200, ascii(value)
        assert "Giấy chứng sinh" in response.content.decode(), ascii(value)


@pytest.mark.parametrize("name", ["q", "level", "field", "audience", "online", "after"])
def test_the_search_page_passes_over_what_it_cannot_read(client: Client, name: str) -> None:
    assert {value: client.get(LIST, {name: value}).status_code for value in BAD_VALUES} == dict.fromkeys(
        BAD_VALUES, 200
    )


@pytest.mark.parametrize("name", ["search", "level", "field", "unit", "audience", "online", "after", "on"])
def test_machines_get_results_or_a_problem_that_names_the_value(client: Client, name: str) -> None:
    for value in BAD_VALUES:
        response = client.get(API, {name: value})

        if response.status_code == 200:
            told = {"results", "next", "previous"}
            assert set(response.json()) in (told, told | {"as_of"}), ascii(value)
            assert "as_of" in response.json() or name == "search", ascii(value)
        else:
            assert response.status_code == 400, ascii(value)
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["errors"][0]["field"] == name


@in_turn("after", [HUGE, "9223372036854775807", "0", "-1", "x", "1e3"], taken_back=True)
@in_turn("more", [{}, {"on": "2026-01-01"}, {"unit": "H29.300"}], taken_back=True)
def test_a_place_far_beyond_the_results_is_an_empty_page(client: Client, after: str, more: dict[str, str]) -> None:
    CommuneCommitteeFactory(code="H29.300")

    response = client.get(API, {"search": "khai sinh", "after": after} | more)

    if after.isdecimal() and int(after):
        assert response.json()["results"] == []
    else:
        assert response.status_code in (200, 400)


@in_turn("code", ["\0", "1.001193\0", "%2e%2e", "x" * 5000, "1.001193 ", "１.００１１９３", "<b>"], taken_back=True)
@in_turn("root", [LIST, API], taken_back=True)
def test_a_code_that_is_none_is_not_found(client: Client, root: str, code: str) -> None:
    assert client.get(f"{root}{quote(code, safe='')}/").status_code == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    root=st.sampled_from([PAGE, LIST, API, f"{API}{CODE}/"]),
    query=st.dictionaries(
        st.sampled_from(
            ["q", "search", "on", "after", "case", "commune", "unit", "field", "level", "format", "cursor"]
        ),
        st.text(max_size=30),
        max_size=4,
    ),
)
def test_no_query_at_all_breaks_a_public_page(client: Client, root: str, query: dict[str, str]) -> None:
    assert client.get(root, query).status_code in (200, 400, 404)


def test_a_page_not_found_says_what_to_do_in_both_languages(client: Client) -> None:
    vietnamese = client.get("/thu-tuc/9.999999/")
    english = client.get("/thu-tuc/9.999999/", headers={"Accept-Language": "en"})

    assert (vietnamese.status_code, english.status_code) == (404, 404)
    for words in ("Không tìm thấy trang này", 'href="tel:1022"', 'href="/"'):
        assert words in vietnamese.content.decode(), words
    assert '<html lang="en"' in english.content.decode()
    assert "Không tìm thấy" not in english.content.decode()


def test_local_copies_of_unknown_codes_end_at_not_found_not_in_a_circle(client: Client) -> None:
    response = client.get("/thu-tuc/9.999999.000.00.00.H29/", follow=True)

    assert response.status_code == 404
    assert len(response.redirect_chain) == 1


def test_a_moved_centre_is_shown_to_whoever_holds_the_old_page(client: Client) -> None:
    """Tags are of the content: until they were, a browser kept the old address until the next day."""
    ward = WardFactory(code="26740")
    centre = CentreFactory(parent=CommuneCommitteeFactory(division=ward), division=ward, address="45 Lê Duẩn")
    old = client.get(PAGE, {"commune": "26740"})
    assert "45 Lê Duẩn" in old.content.decode()

    centre.address = "9 Tôn Đức Thắng"
    centre.save()
    _forget_pages()
    new = client.get(PAGE, {"commune": "26740"}, headers={"If-None-Match": old["ETag"]})

    assert new.status_code == 200
    assert "9 Tôn Đức Thắng" in new.content.decode()
    assert client.get(PAGE, {"commune": "26740"}, headers={"If-None-Match": new["ETag"]}).status_code == 304


def test_a_page_made_anew_without_change_keeps_its_tag(client: Client) -> None:
    """Nothing that differs from one making to the next stands in it: neither a token nor a nonce."""
    first = client.get(PAGE)
    _forget_pages()

    assert client.get(PAGE)["ETag"] == first["ETag"]


def _forget_pages() -> None:
    """As if the minutes had passed for which pages are kept."""
    cache.clear()
    freshness._here = PageStore()


@pytest.mark.parametrize("path", [PAGE, LIST, "/"])
def test_a_stored_page_sets_no_cookie_and_names_no_person(client: Client, path: str) -> None:
    client.get(path)
    stored = client.get(path)

    assert not stored.cookies
    assert "csrfmiddlewaretoken" not in stored.content.decode()


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_languages_never_get_each_others_page(client: Client, path: str) -> None:
    vietnamese, english = client.get(path), client.get(path, headers={"Accept-Language": "en"})

    assert vietnamese["ETag"] != english["ETag"]
    assert "Accept-Language" in vietnamese["Vary"]
    answer = client.get(path, headers={"Accept-Language": "en", "If-None-Match": vietnamese["ETag"]})
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [PAGE, LIST])
def test_public_pages_are_only_read(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_asking_for_the_head_alone_is_answered(client: Client, path: str) -> None:
    response = client.head(path)

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get(path)["ETag"]
