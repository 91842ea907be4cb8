"""Rules proved: the list of procedures is walked page by page, and no click on it loses the question or a filter."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from procedures import search
from procedures.choices import Level, Target
from procedures.models import SearchEntry, UnansweredSearch
from procedures.publishing import publish
from procedures.views import finding
from tests.procedures.factories import FieldFactory, ProcedureFactory, announced, draft

pytestmark = pytest.mark.django_db
URL = "/thu-tuc/"
PAGE_SIZE, COUNT_CAP = 3, 7


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three and counts up to seven: the rules are those of twenty and two hundred."""
    monkeypatch.setattr(finding, "PAGE_SIZE", PAGE_SIZE)
    for module in (finding, search):
        monkeypatch.setattr(module, "COUNT_CAP", COUNT_CAP)


def kites(many: int, **version: Any) -> None:
    """So many procedures that fit alike."""
    publish([draft(procedure=ProcedureFactory(code=f"1.{n:06}"), name="Thả diều", **version) for n in range(many)])


def html_of(client: Client, address: str, **query: str) -> str:
    """The page's text."""
    response = client.get(address, query or None)
    assert response.status_code == 200
    return response.content.decode()


def codes(html: str) -> list[str]:
    """Codes of the cards, in their order."""
    return re.findall(r'href="/thu-tuc/(1\.\d+)/"', html)


def link(html: str, rel: str) -> str:
    """The address of the page before or after; "" when there is none."""
    found = re.search(rf'href="([^"]*)" rel="{rel}"', html)
    return unescape(found[1]) if found else ""


def test_the_pages_together_are_all_that_fits_and_lead_back(client: Client) -> None:
    kites(2 * PAGE_SIZE + 1)
    asked, seen, backward = "?q=th%E1%BA%A3+di%E1%BB%81u", list[str](), list[str]()

    while asked:
        html = html_of(client, URL + asked)
        seen += codes(html)
        backward.append(link(html, "prev"))
        asked = link(html, "next")

    assert seen == [f"1.{number:06}" for number in range(2 * PAGE_SIZE + 1)]
    assert backward[0] == ""
    assert codes(html_of(client, URL + backward[2])) == seen[PAGE_SIZE : 2 * PAGE_SIZE]
    assert codes(html_of(client, URL + backward[1])) == seen[:PAGE_SIZE]


@pytest.mark.parametrize(("many", "has_next"), [(PAGE_SIZE - 1, False), (PAGE_SIZE, False), (PAGE_SIZE + 1, True)])
def test_there_is_a_next_page_only_when_something_stands_on_it(client: Client, many: int, has_next: bool) -> None:
    kites(many)

    assert bool(link(html_of(client, URL, q="thả diều"), "next")) is has_next
    assert bool(link(html_of(client, URL), "next")) is has_next


def test_question_and_filters_survive_the_turn_of_a_page(client: Client) -> None:
    kites(PAGE_SIZE + 1, field=FieldFactory(code="G9", name="Trò chơi"))
    asked = {"q": "thả diều", "level": "commune", "field": "G9", "audience": "citizen", "online": "full"}

    html = html_of(client, URL, **asked)

    query = {name: values[0] for name, values in parse_qs(urlsplit(link(html, "next")).query).items()}
    assert query == asked | {"after": str(PAGE_SIZE)}
    following = html_of(client, URL, **query)
    assert codes(following) == [f"1.{PAGE_SIZE:06}"]
    assert '<option value="G9" selected>' in following


def test_what_the_question_should_have_been_keeps_the_filters(client: Client) -> None:
    kites(2)
    html = html_of(client, URL, q="thả diềuu", level="commune")

    address = re.search(r'Có phải bạn muốn tìm:\s*<a[^>]*href="([^"]*)"', html)

    assert address is not None
    assert parse_qs(urlsplit(unescape(address[1])).query) == {"q": ["thả diều"], "level": ["commune"]}


def test_filters_are_taken_off_without_the_question(client: Client) -> None:
    kites(1)

    narrowed, plain = html_of(client, URL, q="diều & gió", level="province"), html_of(client, URL, q="diều & gió")

    assert 'href="/thu-tuc/?q=di%E1%BB%81u%20%26%20gi%C3%B3"' in narrowed
    assert "Bỏ các điều kiện lọc</a>" in narrowed
    assert "Bỏ các điều kiện lọc</a>" not in plain


def test_more_than_can_be_counted_is_called_more(client: Client) -> None:
    kites(COUNT_CAP + 1)

    assert f"Hơn {COUNT_CAP} thủ tục" in html_of(client, URL, q="thả diều")
    assert (
        f"More than {COUNT_CAP} procedures"
        in client.get(URL, {"q": "thả diều"}, headers={"Accept-Language": "en"}).content.decode()
    )


@pytest.mark.parametrize("after", [str(search.DEEPEST + 1), "-1", "1e3", "20.5", "\x00"])
def test_a_place_that_no_page_has_shows_the_first(client: Client, after: str) -> None:
    kites(3)

    assert codes(html_of(client, URL, q="thả diều", after=after)) == [f"1.{n:06}" for n in range(3)]


def test_a_page_beyond_the_last_leads_back(client: Client) -> None:
    kites(3)

    html = html_of(client, URL, q="thả diều", after=str(PAGE_SIZE))

    assert codes(html) == []
    assert codes(html_of(client, URL + link(html, "prev"))) == [f"1.{n:06}" for n in range(3)]


def test_only_fields_with_a_procedure_in_force_are_offered_by_name(client: Client) -> None:
    FieldFactory(code="G0", name="Không có gì")
    announced(field=FieldFactory(code="G2", name="Trò chơi"))
    announced(field=FieldFactory(code="G1", name="Xây dựng"))

    select = re.findall(r'<select[^>]*name="field".*?</select>', html_of(client, URL), re.DOTALL)[0]

    assert re.findall(r'value="([^"]*)"', select) == ["", "G2", "G1"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_language_has_its_own_kept_page_of_the_same_cards(client: Client, language: str) -> None:
    kites(2)
    pages = [client.get(URL, {"q": "diều"}, headers={"Accept-Language": to}).content.decode() for to in ("vi", "en")]

    again = client.get(URL, {"q": "diều"}, headers={"Accept-Language": language}).content.decode()

    assert f'<html lang="{language}"' in again
    assert codes(pages[0]) == codes(pages[1]) == codes(again)


@pytest.mark.parametrize(
    ("query", "is_noted"),
    [
        ({"q": "qwrtp zzyx"}, True),
        ({"q": "qwrtp zzyx", "level": "commune"}, False),
        ({"q": "qwrtp zzyx", "after": "20"}, False),
        ({"q": "thả diều"}, False),
        ({"q": "ra tòa ly hôn"}, False),
        ({"q": ""}, False),
    ],
)
def test_only_a_whole_question_that_nobody_answers_is_noted(
    client: Client, query: dict[str, str], is_noted: bool
) -> None:
    """What a filter hid, what others settle, and pages beyond the last teach publishers nothing."""
    kites(1)

    client.get(URL, query)

    assert UnansweredSearch.objects.exists() is is_noted


def test_what_comes_closest_is_shown_when_a_filter_hides_it(client: Client) -> None:
    announced("1.000001", name="Thả diều", levels=[Level.PROVINCE], targets=[Target.BUSINESS])

    html = html_of(client, URL, q="thả diều", level="commune", audience="citizen")

    assert "Gần với câu hỏi của bạn" in html
    assert codes(html) == ["1.000001"]


def test_a_code_lists_what_begins_so_and_no_other(client: Client) -> None:
    for code in ("1.000011", "1.000012", "1.000021"):
        announced(code, name="Thả diều")

    assert codes(html_of(client, URL, q="1.00001")) == ["1.000011", "1.000012"]
    assert codes(html_of(client, URL, q=" 1.000021 ")) == ["1.000021"]


def test_asking_writes_nothing_but_what_was_asked_in_vain(client: Client) -> None:
    kites(2)
    before = list(SearchEntry.objects.order_by("pk").values_list("pk", "name", "popularity"))

    for question in ("thả diều", "diêu", "", "1.0000"):
        html_of(client, URL, q=question)

    assert list(SearchEntry.objects.order_by("pk").values_list("pk", "name", "popularity")) == before
    assert not UnansweredSearch.objects.exists()
