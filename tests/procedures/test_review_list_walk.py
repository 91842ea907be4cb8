"""Rules proved: walking the list by its pages meets each item once; filters stay through pages, items and reloads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.choices import Source
from procedures.models import ReviewItem
from procedures.review import listing
from procedures.review.listing import NO_DOUBTS, OURS, Question
from tests.procedures.factories import announced
from tests.procedures.national_records import record
from tests.procedures.review_queue import item_url, press, publisher, queued, signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/cong-khai/ra-soat/"
NUMBER = 9


def codes(number: int = NUMBER) -> list[str]:
    return [f"2.{100000 + n}" for n in range(number)]


@pytest.fixture
def client() -> Client:
    return signed_in(publisher())


@pytest.fixture
def filled(tmp_path: Path) -> None:
    """Nine items: every second is doubted, every third is of the province's level and of another field."""
    announced(codes()[4], source=Source.LOCAL)
    told = []
    for n, code in enumerate(codes()):
        changes: dict[str, Any] = {"results": []} if n % 2 else {}
        changes |= {"levels": ["province"], "field": "Đất đai"} if n % 3 == 0 else {}
        told.append(record(code=code, name=f"Cấp phép số {n}", **changes))
    queued(tmp_path, *told)


def walked(client: Client, address: str, way: str) -> list[str]:
    """The codes met on the way from one page to the last, at most ten pages."""
    found: list[str] = []
    for _page in range(10):
        page = client.get(QUEUE + address).context["page"]
        met = [item.code for item in page.rows]
        found = [*found, *met] if way == "next" else [*met, *found]
        address = getattr(page, way)
        if not address:
            break
    return found


@pytest.mark.parametrize("size", [1, 2, 4, 8, 9, 10])
def test_each_item_is_met_once_there_and_back(
    client: Client, filled: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", size)
    last = ReviewItem.objects.latest("pk").pk

    assert walked(client, "", "next") == codes()
    assert walked(client, f"?truoc={last + 1}", "previous") == codes()


FILTERS: dict[str, set[int]] = {
    "?nghi-ngo=no_result": {1, 3, 5, 7},
    f"?nghi-ngo={NO_DOUBTS}": {0, 2, 4, 6, 8},
    f"?nghi-ngo={OURS}": {4},
    "?cap=province": {0, 3, 6},
    "?linh-vuc=%C4%90%E1%BA%A5t+%C4%91ai": {0, 3, 6},
    "?tim=so+7": {7},
    "?tim=CAP+PHEP": set(range(NUMBER)),
    "?tim=2.10000": set(range(NUMBER)),
    "?cap=province&nghi-ngo=no_result": {3},
    "?cap=commune&tim=so&nghi-ngo=khong-nghi-ngo": {2, 4, 8},
    "?tim=%25": set(),
    "?tim=_": set(),
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_holds_on_every_page(
    client: Client, filled: None, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)

    assert walked(client, query, "next") == [code for n, code in enumerate(codes()) if n in FILTERS[query]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?nghi-ngo=no_result", '<option value="no_result" selected>'),
        ("?nghi-ngo=khong-nghi-ngo", '<option value="khong-nghi-ngo" selected>'),
        ("?cap=province", '<option value="province" selected>'),
        ("?linh-vuc=%C4%90%E1%BA%A5t+%C4%91ai", '<option lang="vi" selected>Đất đai'),
        ("?tim=%22so%22", 'value="&quot;so&quot;"'),
        ("?lan=7", '<input type="hidden" name="lan" value="7">'),
        ("?tinh-trang=sent_back", '<input type="hidden" name="tinh-trang" value="sent_back">'),
    ],
)
def test_the_form_shows_what_the_address_asks(client: Client, filled: None, query: str, shown: str) -> None:
    assert shown in client.get(QUEUE + query).content.decode()


def test_an_item_opened_from_a_filtered_list_leads_through_it_and_back(client: Client, filled: None) -> None:
    query = "?tinh-trang=waiting&nghi-ngo=no_result"
    items = {item.code: item for item in ReviewItem.objects.all()}
    middle = items[codes()[3]]

    shown = client.get(item_url(middle, query)).context
    assert shown["list_url"] == QUEUE + query
    assert shown["before_url"] == item_url(items[codes()[1]], query)
    assert shown["after_url"] == item_url(items[codes()[5]], query)

    answer = press(client, middle, "send_back", query, reason="Sai")
    assert answer["Location"] == QUEUE + query


@pytest.mark.parametrize(("number", "before", "after"), [(1, False, True), (7, True, False), (3, True, True)])
def test_at_the_ends_there_is_no_further(client: Client, filled: None, number: int, before: bool, after: bool) -> None:
    item = ReviewItem.objects.get(code=codes()[number])

    shown = client.get(item_url(item, "?nghi-ngo=no_result")).context

    assert (bool(shown["before_url"]), bool(shown["after_url"])) == (before, after)


def test_accept_and_next_at_the_end_leads_back_to_the_list(client: Client, filled: None) -> None:
    query = "?tinh-trang=waiting&nghi-ngo=no_result"
    last = ReviewItem.objects.get(code=codes()[7])

    answer = press(client, last, "accept", query, and_next="1")

    assert answer["Location"] == QUEUE + query


def test_a_page_beyond_the_end_is_empty_and_says_so(client: Client, filled: None) -> None:
    answer = client.get(f"{QUEUE}?sau=999999999999999")

    assert answer.status_code == 200
    assert answer.context["page"].rows == []


HOSTILE = st.dictionaries(
    st.sampled_from(["tinh-trang", "nghi-ngo", "linh-vuc", "cap", "lan", "tim", "sau", "truoc", "x"]),
    st.text(max_size=30) | st.sampled_from(["\x00", "%", "'; DROP TABLE x; --", "<script>", "9" * 18, "{}", "\ud7ff"]),
    max_size=5,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=HOSTILE)
def test_no_address_breaks_the_list(client: Client, query: dict[str, str]) -> None:
    assert client.get(QUEUE, query).status_code == 200


@pytest.mark.parametrize("flag", ["unheard_of", "no_result,no_law", "{no_result}"])
def test_asking_for_an_unknown_flag_finds_nothing(filled: None, flag: str) -> None:
    assert list(Question(flag=flag).items()) == []
