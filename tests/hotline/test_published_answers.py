"""The answer base and the figures for everybody: found without accents, page by page, nothing hostile, years apart."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline import figures, publishing
from hotline.models import Publication, Ticket
from portal.vietnamese import without_accents
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline import tickets
from tests.hotline.desk import Desk, answered
from tests.hotline.tickets import filed
from units.working_time import VIETNAM

ANSWERS, FIGURES = reverse("hotline:answers"), reverse("hotline:figures")


def published(world: World, desk: Desk, title: str, text: str = "Đã trả giấy khai sinh.") -> Publication:
    """An answer that everybody reads."""
    ticket = answered(world, desk, filed())
    return publishing.publish(ticket, desk.operator, title=title, question="Vì sao chậm?", text=text)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("khai sinh", True),
        ("KHAI SINH Bến", True),
        ("ben thanh cham", True),
        ("xe máy", False),
        ("khai tử", False),
        ("%", False),
        ("_", False),
        ("' OR 1=1", False),
        ("  ", True),
        ("\u0000", True),
    ],
)
def test_what_answers_the_words_is_found(world: World, desk: Desk, asked: str, is_found: bool) -> None:
    published(world, desk, "Hồ sơ ở Bến Thành bị chậm")

    html = words(Client().get(ANSWERS, {"q": asked}))

    assert ("Hồ sơ ở Bến Thành bị chậm" in html) is is_found
    assert ("Chưa có câu trả lời nào như vậy" in html) is not is_found


def test_hostile_words_are_shown_as_words_and_withdrawn_ones_to_nobody(world: World, desk: Desk) -> None:
    hostile = "<script>alert(1)</script>"
    shown = published(world, desk, hostile, text=f"{hostile} {{{{ 7|add:7 }}}}")
    address = reverse("hotline:answer", args=[shown.pk])

    for html in (words(Client().get(ANSWERS, {"q": hostile})), words(Client().get(address))):
        assert hostile not in html and "&lt;script&gt;alert(1)" in html
    publishing.withdraw(Ticket.objects.get(), desk.operator, "Còn tên người.")

    assert Client().get(address).status_code == Client().get(reverse("hotline:answer", args=[10**6])).status_code == 404
    assert "&lt;script&gt;" not in words(Client().get(ANSWERS))
    assert "Chưa có câu trả lời nào được công khai" in words(Client().get(ANSWERS))


def test_pages_go_forth_and_back_and_cost_two_queries(
    world: World, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        published(world, desk, f"Chuyện {number}")
    assert without_accents("Chuyện 2") in Publication.objects.latest("pk").search_text

    with django_assert_num_queries(2):  # answers; what many ask
        page = words(Client().get(ANSWERS))

    assert page.index("Chuyện 2") < page.index("Chuyện 1") < page.index("Chuyện 0"), "newest first"
    newest = Publication.objects.latest("pk").pk
    behind = words(Client().get(ANSWERS, {"sau": str(newest)}))
    assert "Chuyện 2" not in behind and "Chuyện 1" in behind
    assert f"?truoc={newest - 1}" in behind
    for odd in ({"sau": "x"}, {"truoc": "-1"}, {"sau": "9" * 40}, {"sau": "1.5"}):
        assert "Chuyện 2" in words(Client().get(ANSWERS, odd))


def test_a_report_counts_in_its_year_of_vietnam(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes in on New Year's Eve in London came in on New Year's Day here."""
    for year, moment in ((2026, (2026, 12, 31, 23, 59)), (2027, (2027, 1, 1, 0, 1))):
        at = dt.datetime(*moment, tzinfo=VIETNAM)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        tickets.filed()
        assert [row.received for row in figures.of_year(year)] == [1, 1]

    html = words(Client().get(FIGURES, {"nam": "2026"}))
    assert "năm 2026" in html and 'href="?nam=2027"' in html
    for odd in ("2025", "2028", "", "x", "²", "\u0000"):
        assert "năm 2027" in words(Client().get(FIGURES, {"nam": odd}))


def test_an_empty_year_says_so_and_a_page_costs_three_queries_in_five_minutes(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "Chưa có phản ánh nào" in words(Client().get(FIGURES))
    cache.clear()
    filed()

    with django_assert_num_queries(3):  # reports, and samples rated and waiting
        first = words(Client().get(FIGURES))
    filed()
    with django_assert_num_queries(0):
        kept = words(Client().get(FIGURES))
    cache.clear()

    row = first[first.index("Tất cả đơn vị") :].split("</tr>")[0]
    assert row in kept and ">1</td>" in row
    assert row not in words(Client().get(FIGURES)), "and then the second one is counted"
