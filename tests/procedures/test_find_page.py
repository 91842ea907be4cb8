"""Rules proved: /thu-tuc/ works from its address alone, helps when nothing is found, and costs nothing warm."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from procedures.choices import Level
from tests.procedures.factories import announced

pytestmark = pytest.mark.django_db
URL = "/thu-tuc/"


@pytest.fixture
def birth() -> None:
    """Birth registration."""
    announced("1.001193", name="Thủ tục đăng ký khai sinh", keywords=["giấy cho em bé"])


def text_of(client: Client, **query: str) -> str:
    """The page's text for a question."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_card_says_who_how_long_how_much_and_online(client: Client, birth: None) -> None:
    html = text_of(client, q="khai sinh")

    for words in ("Thủ tục đăng ký khai sinh", "Ủy ban nhân dân cấp xã", "1 ngày làm việc", "8.000 đồng", "toàn trình"):
        assert words in html
    assert 'href="/thu-tuc/1.001193/"' in html


def test_the_question_and_filters_stand_in_the_form_again(client: Client, birth: None) -> None:
    html = text_of(client, q='em bé "<b>', level=Level.COMMUNE)

    assert 'value="em bé &quot;&lt;b&gt;"' in html
    assert '<option value="commune" selected>' in html


@pytest.mark.parametrize("query", [{"q": "xyzzy"}, {"q": "khai sinh", "level": "ministry"}])
def test_when_nothing_is_found_the_page_says_how_to_go_on(client: Client, birth: None, query: dict[str, str]) -> None:
    html = text_of(client, **query)

    assert "Chưa tìm thấy thủ tục nào" in html
    assert "Viết ngắn hơn" in html
    assert "1022" in html


@pytest.mark.parametrize(
    "query", [{"level": "moon"}, {"after": "-3"}, {"after": "x"}, {"q": "a" * 400}, {"field": "X"}]
)
def test_values_that_nobody_offers_are_left_out_of_account(client: Client, birth: None, query: dict[str, str]) -> None:
    assert "đăng ký khai sinh" in text_of(client, **query)


def test_did_you_mean_leads_to_the_mended_question(client: Client, birth: None) -> None:
    html = text_of(client, q="khai sinj")

    assert "Có phải bạn muốn tìm:" in html


def test_a_warm_page_asks_no_query_and_a_known_one_sends_nothing(
    client: Client, birth: None, django_assert_num_queries: Any
) -> None:
    first = client.get(URL, {"q": "khai sinh"})
    with django_assert_num_queries(0):
        second = client.get(URL, {"q": "khai sinh"})
        third = client.get(URL, {"q": "khai sinh"}, headers={"If-None-Match": first["ETag"]})

    assert second.content == first.content
    assert (third.status_code, third.content) == (304, b"")


def test_a_cold_page_asks_few(client: Client, birth: None, django_assert_max_num_queries: Any) -> None:
    """Fields of the filter, and what a process reads first: state of the index, its words and entries, the results;
    the rules on fees, once for all cards, and what is announced for the page."""
    cache.clear()
    with django_assert_max_num_queries(9):
        client.get(URL, {"q": "khai sinh"})


def test_a_publication_shows_at_once(client: Client, birth: None, django_capture_on_commit_callbacks: Any) -> None:
    assert "kết hôn" not in text_of(client)

    with django_capture_on_commit_callbacks(execute=True):
        announced("1.000894", name="Thủ tục đăng ký kết hôn")

    assert "kết hôn" in text_of(client)


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post(URL).status_code == 405


def test_english_readers_get_their_own_page(client: Client, birth: None) -> None:
    vietnamese = text_of(client, q="khai sinh")
    english = client.get(URL, {"q": "khai sinh"}, headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="vi"' in vietnamese
    assert '<html lang="en"' in english
