"""Rules proved: the address of a list says all of what is asked and nothing else, so that it can be sent, reloaded and
narrowed: whatever stands in it, it reads as a question whose own address reads the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from dossiers import alert_list, opinion_list, settled_work, transfer_list, work_question
from dossiers.alert_kinds import AlertKind
from dossiers.responsibility import late_entries, public_question
from dossiers.responsibility.words import Lateness, Standing
from portal.ui.list_address import ByKey, choice, number, order, part, tab, words
from procedures import decision_list, delegation_list
from procedures.choices import FeeEffect, Level
from procedures.fee_desk import listing as fee_rules
from procedures.models import ReviewState
from procedures.review import listing as review
from units.desk import history_page
from units.models import DeskChange
from units.reorganising import listing as plans

MODULES = (
    alert_list,
    decision_list,
    delegation_list,
    fee_rules,
    history_page,
    late_entries,
    opinion_list,
    plans,
    public_question,
    review,
    settled_work,
    transfer_list,
    work_question,
)
LISTS: list[Any] = [module.Question for module in MODULES]
VIEWS = [value for module in MODULES for value in getattr(getattr(module, "View", None), "values", [])]
ANSWERS = [AlertKind, DeskChange.What, Standing, Lateness, FeeEffect, Level, ReviewState, work_question.DueIn]
KNOWN = [*VIEWS, *settled_work.PERIODS, "cu", "2026-10", "1-2", *(value for kind in ANSWERS for value in kind.values)]
NAMES = [
    *("xem", "tim", "noi", "ky", "loai", "muc", "thang", "trang-thai", "xep", "trang", "tinh-trang", "nghi-ngo"),
    *("linh-vuc", "cap", "lan", "thu-tuc", "kenh", "han", "nguoi", "buoc", "sau", "truoc", "khac"),
]
TYPED = st.text(max_size=130) | st.sampled_from(KNOWN) | st.integers(0, 10**20).map(str)
QUERIES = st.dictionaries(st.sampled_from(NAMES), TYPED, max_size=12)
PLACES = {"after", "before", "number"}

every_list = pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__module__)


def told(address: str) -> dict[str, str]:
    assert address.startswith("?")
    return dict(parse_qsl(address[1:], strict_parsing=bool(address[1:])))


def place_of(asked: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(asked).items() if name in PLACES}


@every_list
@given(query=QUERIES)
def test_any_address_reads_as_a_question_that_survives_a_reload(kind: Any, query: dict[str, str]) -> None:
    asked = kind.read(query)

    assert kind.read(told(asked.address(**place_of(asked)))) == asked


@every_list
@given(query=QUERIES)
def test_another_view_or_filter_begins_at_the_first_page(kind: Any, query: dict[str, str]) -> None:
    """A place in one list is none in another."""
    address = kind.read(query).address()

    assert {"sau", "truoc", "trang"}.isdisjoint(told(address))
    assert place_of(kind.read(told(address))) == place_of(kind.read({}))


@every_list
@given(query=QUERIES)
def test_no_question_holds_what_the_database_can_not_read(kind: Any, query: dict[str, str]) -> None:
    asked = kind.read(query)

    assert all("\x00" not in str(value) for name, value in vars(asked).items() if name not in PLACES)
    assert all(len(str(value)) <= 300 for name, value in vars(asked).items() if name not in PLACES)


@every_list
def test_an_empty_address_asks_for_the_first_page_of_the_first_view(kind: Any) -> None:
    asked = kind.read({})

    assert vars(asked) == {each.name: each.default for each in fields(kind)}
    assert not asked.has_filters


class Shelf(models.TextChoices):
    """Tabs of a library's list."""

    IN = "tren-gia", "Trên giá"
    LENT = "cho-muon", "Cho mượn"


def year(text: str) -> date | None:
    """A year as the first day of it."""
    return date(int(text), 1, 1) if text.isdecimal() and len(text) == 4 and text != "0000" else None


@dataclass(frozen=True)
class Books(ByKey):
    """A list with a part of every sort."""

    shelf: str = tab("gia", Shelf, Shelf.IN)
    title: str = words("tim", 12)
    language: str = choice("tieng", ("vi", "en"))
    printed: date | None = part("nam", year, None, lambda day: f"{day:%Y}")
    sort: str = order("xep", ("ten", "nam"), "ten")
    page: int = number("trang", 40)


def test_an_address_names_the_view_and_else_only_what_was_asked() -> None:
    assert Books().address() == "?gia=tren-gia"
    asked = Books("cho-muon", "Truyện Kiều", "vi", date(1820, 1, 1), "nam")
    assert told(asked.address()) == {
        "gia": "cho-muon",
        "tim": "Truyện Kiều",
        "tieng": "vi",
        "nam": "1820",
        "xep": "nam",
    }
    assert Books().address(page=3) == "?gia=tren-gia&trang=3"


def test_a_place_stands_last_and_only_where_it_is_asked_for() -> None:
    asked = Books(title="Kiều", after=7, page=2)

    assert asked.address(after=9) == "?gia=tren-gia&tim=Ki%E1%BB%81u&sau=9"
    assert asked.address(shelf=Shelf.LENT) == "?gia=cho-muon&tim=Ki%E1%BB%81u"
    assert asked.address(title="") == "?gia=tren-gia"


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({"gia": "cho-muon"}, "shelf", "cho-muon"),
        ({"gia": "CHO-MUON"}, "shelf", "tren-gia"),
        ({"tieng": "fr"}, "language", ""),
        ({"tim": "  Ðất\x00 rừng  phương Nam "}, "title", "Đất rừng phư"),
        ({"nam": "1957"}, "printed", date(1957, 1, 1)),
        ({"nam": "xưa"}, "printed", None),
        ({"xep": "nam"}, "sort", "nam"),
        ({"xep": "gia"}, "sort", "ten"),
        ({"trang": "0"}, "page", 1),
        ({"trang": "40"}, "page", 40),
        ({"trang": "41"}, "page", 1),
        ({"trang": "²"}, "page", 1),
        ({"sau": "9" * 16}, "after", 0),
        ({"truoc": "12"}, "before", 12),
    ],
)
def test_what_an_address_does_not_mean_is_as_good_as_absent(query: dict[str, str], field: str, value: Any) -> None:
    assert vars(Books.read(query)) == vars(Books()) | {field: value}


@pytest.mark.parametrize(
    ("changes", "narrows"),
    [
        ({"title": "Kiều"}, True),
        ({"language": "vi"}, True),
        ({"printed": date(1820, 1, 1)}, True),
        ({"shelf": "cho-muon"}, False),
        ({"sort": "nam"}, False),
        ({"after": 3}, False),
        ({"page": 3}, False),
    ],
)
def test_only_filters_narrow_a_list(changes: dict[str, Any], narrows: bool) -> None:
    assert Books(**changes).has_filters is narrows
