"""Rules proved: publishers' lists of words are narrowed, ordered and paged by their address alone; a word is tried."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from procedures.models import AskedBack, Phrase, Referral, UnansweredSearch, Wording
from procedures.wording_lists import DEEPEST, PAGE_SIZE, Kind, Order, Question, orders
from tests.procedures.factories import announced
from tests.units.factories import StaffRoleFactory
from units.roles import Role

URL = "/cong-khai/tu-ngu/"
WORDS = [Kind.PHRASES, Kind.ASKED_BACK, Kind.REFERRALS]


@pytest.fixture
def person(db: None) -> User:
    """A publisher."""
    user: User = StaffRoleFactory(role=Role.PUBLISHER).user
    return user


@pytest.fixture
def publisher(client: Client, person: User) -> Client:
    """The publisher signed in."""
    client.force_login(person)
    return client


def word(kind: str, said: str, shown: str, person: User) -> Wording:
    """One word of a kind: what people say, and what the list shows of it."""
    if kind == Kind.PHRASES:
        return Phrase.objects.create(said=said, meant=shown, created_by=person, changed_by=person)
    if kind == Kind.ASKED_BACK:
        return AskedBack.objects.create(said=said, question=shown, changed_by=person)
    return Referral.objects.create(said=said, competent=shown, changed_by=person)


def shown(publisher: Client, kind: str, **query: str) -> list[str]:
    """The words that a list shows, in its order."""
    html = publisher.get(f"{URL}{kind}/", query).content.decode()
    return re.findall(r"đuốc \d\d", html)


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("lửa 01", ["01"]),
        ("LUA 01", ["01"]),
        ("đuốc 02", ["02"]),
        ("duoc", ["00", "01", "02"]),
        ("nước", []),
        ("%", []),
    ],
    ids=["said", "without accents", "shown", "all", "none", "no wildcard"],
)
def test_a_list_is_narrowed_by_what_is_said_and_by_what_is_shown(
    publisher: Client, person: User, kind: str, text: str, numbers: list[str]
) -> None:
    for number in range(3):
        word(kind, f"lửa {number:02}", f"đuốc {number:02}", person)

    assert sorted(set(shown(publisher, kind, tim=text))) == [f"đuốc {number}" for number in numbers]


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize(
    ("order", "numbers"), [("", [0, 2, 1]), ("moi-nhat", [0, 2, 1]), ("chu-cai", [0, 1, 2]), ("so-lan", [0, 2, 1])]
)
def test_a_list_has_the_newest_first_unless_asked_by_name(
    publisher: Client, person: User, kind: str, order: str, numbers: list[int]
) -> None:
    """How often is told of searches in vain only."""
    for number in (1, 2, 0):
        word(kind, f"lửa {number:02}", f"đuốc {number:02}", person)

    assert list(dict.fromkeys(shown(publisher, kind, xep=order))) == [f"đuốc {number:02}" for number in numbers]


def test_a_narrowed_list_is_walked_page_by_page(publisher: Client, person: User) -> None:
    for number in range(PAGE_SIZE + 2):
        word(Kind.PHRASES, f"lửa {number:02}", f"đuốc {number:02}", person)
    word(Kind.PHRASES, "nước", "suối", person)

    html = publisher.get(f"{URL}cum-tu/", {"tim": "LUA", "xep": "chu-cai"}).content.decode()
    address = unescape(re.findall(r'href="(\?[^"]*)" rel="next"', html)[0])
    following = publisher.get(f"{URL}cum-tu/{address}").content.decode()

    assert set(re.findall(r"đuốc \d\d", following)) == {f"đuốc {PAGE_SIZE:02}", f"đuốc {PAGE_SIZE + 1:02}"}
    assert 'rel="prev"' in following
    assert 'rel="next"' not in following
    assert "suối" not in html + following


@pytest.mark.parametrize("kind", Kind.values)
def test_an_empty_list_and_one_narrowed_to_nothing_say_which_they_are(publisher: Client, kind: str) -> None:
    empty = publisher.get(f"{URL}{kind}/").content.decode()
    narrowed = publisher.get(f"{URL}{kind}/", {"tim": "xyz"}).content.decode()

    assert "Không có mục nào khớp" not in empty
    assert "Không có mục nào khớp" in narrowed


@given(
    st.sampled_from(Kind.values),
    st.dictionaries(st.sampled_from(["tim", "xep", "trang"]), st.text(max_size=8) | st.sampled_from(Order.values)),
)
def test_any_query_string_is_a_question_within_the_list(kind: str, query: dict[str, str]) -> None:
    question = Question.read(kind, query)

    assert question.order in orders(kind)
    assert 1 <= question.page <= DEEPEST
    assert len(question.text) <= 100


@given(st.sampled_from(Kind.values), st.text(alphabet="aă đ&=?#%+", max_size=20), st.integers(1, DEEPEST))
def test_the_address_of_a_question_reads_as_the_question(kind: str, text: str, page: int) -> None:
    for order in orders(kind):
        question = Question.read(kind, {"tim": text, "xep": order, "trang": str(page)})
        assert Question.read(kind, dict(parse_qsl(question.address(page=page).removeprefix("?")))) == question
        assert Question.read(kind, dict(parse_qsl(question.address(order=order)[1:]))).page == 1


def test_a_search_in_vain_begins_the_phrase_that_answers_it(publisher: Client) -> None:
    html = publisher.get(f"{URL}cum-tu/them/", {"said": "rước <b>lửa</b>" + "x" * 200}).content.decode()

    assert "rước &lt;b&gt;lửa&lt;/b&gt;x" in html
    assert "<b>lửa" not in html
    assert 90 < len(unescape(re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)[0])) <= 100


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("cum-tu", {"said": "lấy lửa", "meant": "thả diều"}),
        ("noi-khac", {"said": "lấy lửa", "competent": "Trời", "advice": ""}),
    ],
)
def test_trying_takes_nothing_off_the_list_of_searches_in_vain(
    publisher: Client, kind: str, told: dict[str, Any]
) -> None:
    """Only what is saved answers anybody."""
    announced("1.000001", name="Thả diều")
    UnansweredSearch.objects.create(question="lấy lửa", day="2026-11-22")
    address, told = f"{URL}{kind}/them/?said=l%E1%BA%A5y+l%E1%BB%ADa", told | {"is_active": "on"}

    tried = publisher.post(address, told | {"try": "1", "question_tried": "lấy lửa"})
    kept = UnansweredSearch.objects.count()
    saved = publisher.post(address, told)

    assert (tried.status_code, kept) == (200, 1)
    assert saved["Location"] == f"{URL}{kind}/"
    assert not UnansweredSearch.objects.exists()


def test_dismissing_a_question_takes_off_that_one_and_says_so(publisher: Client) -> None:
    for question in ("một", "hai"):
        UnansweredSearch.objects.create(question=question, day="2026-11-22")

    html = publisher.post(f"{URL}bo-qua/", {"question": "một"}, follow=True).content.decode()
    publisher.post(f"{URL}bo-qua/")

    assert "Đã bỏ câu hỏi khỏi danh sách." in html
    assert list(UnansweredSearch.objects.values_list("question", flat=True)) == ["hai"]
