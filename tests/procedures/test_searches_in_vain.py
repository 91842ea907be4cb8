"""Rules proved: what was looked for in vain is counted without personal data, listed, answered or dismissed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from procedures import searches_in_vain
from procedures.models import UnansweredSearch
from procedures.searches_in_vain import MASK, masked
from tests.procedures.factories import announced
from tests.units.factories import StaffRoleFactory
from units.roles import Role

URL = "/cong-khai/tu-ngu/"


@pytest.fixture
def publisher(db: None, client: Client) -> Client:
    """A publisher who is signed in, in a catalogue with one matter."""
    announced("1.000001", name="Đăng ký rước đuốc")
    client.force_login(StaffRoleFactory(role=Role.PUBLISHER).user)
    return client


def looked_for(question: str, times: int = 1, days_ago: int = 0) -> UnansweredSearch:
    """A question that found nothing so often on a day."""
    day = timezone.localdate() - timedelta(days=days_ago)
    return UnansweredSearch.objects.create(question=question, times=times, day=day)


def listed(publisher: Client, **query: str) -> list[str]:
    """The questions of the list, in its order."""
    html = publisher.get(URL, query).content.decode()
    return re.findall(r'<td class="staff-table__matter" lang="vi">([^<]*)</td>', html)


def test_a_search_in_vain_is_listed_and_leads_to_a_new_phrase(publisher: Client) -> None:
    Client().get("/thu-tuc/", {"q": "xyzzy qwrtp"})

    html = publisher.get(URL).content.decode()

    assert "xyzzy qwrtp" in html
    assert f"{URL}cum-tu/them/?said=xyzzy%20qwrtp" in html
    assert "xyzzy qwrtp</textarea>" in publisher.get(f"{URL}cum-tu/them/?said=xyzzy%20qwrtp").content.decode()


def test_a_phrase_that_answers_it_takes_it_off_the_list(publisher: Client) -> None:
    looked_for("xin lửa thiêng")
    told = {"said": "xin lửa thiêng", "meant": "rước đuốc", "is_active": "on"}

    publisher.post(f"{URL}cum-tu/them/?said=xin lửa thiêng", told)

    assert listed(publisher) == []


@pytest.mark.parametrize("told", [{"meant": "qwrtp zzyx"}, {"meant": "rước đuốc", "is_active": ""}])
def test_one_that_still_finds_nothing_stays_on_the_list(publisher: Client, told: dict[str, str]) -> None:
    looked_for("xin lửa thiêng")

    publisher.post(f"{URL}cum-tu/them/?said=xin lửa thiêng", {"said": "xin lửa thiêng", "is_active": "on"} | told)

    assert listed(publisher) == ["xin lửa thiêng"]


def test_nonsense_is_dismissed_and_the_rest_stays(publisher: Client) -> None:
    looked_for("asdf")
    looked_for("asdf", days_ago=3)
    looked_for("xin lửa thiêng")

    response = publisher.post(f"{URL}bo-qua/", {"question": "asdf"})

    assert response["Location"] == URL
    assert listed(publisher) == ["xin lửa thiêng"]


@pytest.mark.parametrize(
    ("order", "questions"),
    [
        ("", ["ba lần", "hai lần", "một lần"]),
        ("so-lan", ["ba lần", "hai lần", "một lần"]),
        ("moi-nhat", ["một lần", "ba lần", "hai lần"]),
        ("chu-cai", ["ba lần", "hai lần", "một lần"]),
        ("khac-thuong", ["ba lần", "hai lần", "một lần"]),
    ],
)
def test_the_list_is_sorted_as_its_address_says(publisher: Client, order: str, questions: list[str]) -> None:
    looked_for("hai lần", 2, days_ago=9)
    looked_for("ba lần", 2, days_ago=5)
    looked_for("ba lần", 1, days_ago=2)
    looked_for("một lần")

    assert listed(publisher, xep=order) == questions


def test_filter_and_order_survive_the_turn_of_a_page(publisher: Client) -> None:
    for number in range(35):
        looked_for(f"lửa {number:02}")
    looked_for("nước")

    first = listed(publisher, tim="LUA", xep="chu-cai")
    html = publisher.get(URL, {"tim": "LUA", "xep": "chu-cai"}).content.decode()
    following = re.findall(r'href="(\?[^"]*)" rel="next"', html)[0].replace("&amp;", "&")
    second = re.findall(r'lang="vi">(lửa[^<]*)</td>', publisher.get(URL + following).content.decode())

    assert first == [f"lửa {number:02}" for number in range(30)]
    assert second == [f"lửa {number:02}" for number in range(30, 35)]
    assert 'rel="next"' not in publisher.get(URL + following).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "²", "1000"])
def test_a_page_that_is_not_there_breaks_nothing(publisher: Client, page: str) -> None:
    assert publisher.get(URL, {"trang": page}).status_code == 200


def test_an_empty_list_says_what_will_stand_there(publisher: Client) -> None:
    assert "Chưa có câu hỏi nào" in publisher.get(URL).content.decode()
    assert "Không có mục nào khớp" in publisher.get(URL, {"tim": "lửa"}).content.decode()


def test_what_was_found_or_filtered_is_not_listed(publisher: Client) -> None:
    Client().get("/thu-tuc/", {"q": "rước đuốc"})
    Client().get("/thu-tuc/", {"q": "xyzzy qwrtp", "level": "province"})
    Client().get("/thu-tuc/", {"q": "vay ngân hàng"})

    assert not UnansweredSearch.objects.exists()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("xyzzy 079012345678", f"xyzzy {MASK}"),
        ("cmnd 079 012 345 mất", f"cmnd {MASK} mất"),
        ("gọi 0901 234 567 giùm", f"gọi {MASK} giùm"),
        ("gọi +84 901.234.567", f"gọi {MASK}"),
        ("thư ai.do+x@example.vn nha", f"thư {MASK} nha"),
        ("sinh 12/05/1990 sai", f"sinh {MASK} sai"),
        ("tìm Nguyễn Văn Xyz", f"tìm {MASK}"),
        ("nguyen thi abc mat so", f"{MASK} mat so"),
        ("Trần Thị Xyz qwrtp", f"{MASK} qwrtp"),
    ],
)
def test_personal_data_is_masked_before_it_is_kept(db: None, question: str, kept: str) -> None:
    searches_in_vain.note(question)

    assert UnansweredSearch.objects.get().question == kept


@pytest.mark.parametrize("question", ["079012345678", "ai@example.vn", "Nguyễn Văn Xyz", "", "   ", "?!", "x"])
def test_what_says_nothing_without_its_personal_data_is_not_kept(db: None, question: str) -> None:
    searches_in_vain.note(question)

    assert not UnansweredSearch.objects.exists()


@pytest.mark.parametrize("question", ["giấy phép hạng B2", "lớp 10 năm 2026", "luật 60/2014", "30 ngày", "mẫu CT07"])
def test_numbers_that_are_nobodys_stay_readable(question: str) -> None:
    assert masked(question) == question


@given(st.text(max_size=30), st.integers(10**8, 10**12 - 1), st.sampled_from(["", " ", ".", "-"]))
def test_no_number_of_nine_to_twelve_digits_gets_through(text: str, number: int, between: str) -> None:
    """However it is grouped, and whatever stands around it."""
    written = between.join(re.findall(r"\d{1,3}", str(number)))

    assert written not in masked(f"{text} {written} {text}")


@given(st.text(max_size=400))
def test_masking_takes_any_text_and_twice_is_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_repeats_are_counted_and_old_ones_forgotten(db: None) -> None:
    looked_for("cũ", days_ago=searches_in_vain.KEPT_DAYS + 1)

    searches_in_vain.note("Xyzzy  qwrtp")
    searches_in_vain.note("xyzzy qwrtp")

    assert [(row["question"], row["total"]) for row in searches_in_vain.counted()] == [("xyzzy qwrtp", 2)]
    assert not UnansweredSearch.objects.filter(question="cũ").exists()


def test_the_list_costs_the_same_whatever_its_length(publisher: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        looked_for(f"lửa {number}")

    with django_assert_max_num_queries(10):
        assert len(listed(publisher)) == 12
