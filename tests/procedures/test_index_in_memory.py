"""Rules proved: search's memory is what its own transaction sees: never older, never of a publication undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from procedures import search_index
from procedures.choices import Level, OnlineLevel, Target
from procedures.models import SearchEntry, SearchWord
from procedures.publishing import publish
from procedures.search import search
from procedures.search_memory import Filters, Known, index, letters
from tests.procedures.factories import FieldFactory, ProcedureFactory, announced, draft


class Undone(Exception):
    """What undoes a transaction."""


def known(**changes: Any) -> Known:
    """What memory has of an entry."""
    told: dict[str, Any] = {
        "pk": 1, "name": ("tha", "dieu"), "name_words": frozenset({"tha", "dieu"}), "keywords": (),
        "spelt": frozenset(), "text": " tha dieu \n", "variants": (), "popularity": 0.0, "is_near": True,
        "levels": frozenset({"commune"}), "targets": frozenset({"citizen", "business"}), "online": "full",
        "field": "G1",
    }  # fmt: skip
    return Known(**told | changes)


@pytest.mark.django_db
def test_what_is_published_is_in_memory_with_its_words_and_pairs() -> None:
    made = announced(name="Thủ tục thả diều", keywords=["chơi diều giấy"])

    now = index()

    assert [entry.pk for entry in now.entries] == [made.procedure_id]
    assert {"tha dieu", "choi dieu", "dieu giay", "giay"} <= now.having.keys()
    assert "dieu choi" not in now.having, "the name's last word and the keyword's first are no neighbours"
    assert now.words["dieu"].spelling == "diều"
    assert now.words["dieu"].entries == 1


@pytest.mark.django_db
def test_nothing_is_read_twice_while_nothing_changes(django_assert_num_queries: Any) -> None:
    announced(name="Thả diều")
    first = index()

    with django_assert_num_queries(1):
        assert index() is first


@pytest.mark.django_db
def test_a_publication_is_read_at_once() -> None:
    announced(name="Thả diều")
    before = index()

    announced(name="Đốt pháo")

    assert index().revision != before.revision
    assert len(index().entries) == 2
    assert "dot phao" not in before.having, "a search under way keeps the index that it began with"


@pytest.mark.django_db
def test_a_publication_that_is_undone_leaves_nothing_in_memory() -> None:
    announced(name="Thả diều")
    with pytest.raises(Undone), transaction.atomic():
        announced(name="Đốt pháo")
        assert len(search("đốt pháo").results) == 1
        raise Undone

    assert search("đốt pháo").results == []
    assert "phao" not in index().words


@pytest.mark.django_db
def test_a_newer_version_takes_the_place_of_its_name_and_filters() -> None:
    code = ProcedureFactory(code="1.000001")
    publish([draft(procedure=code, name="Thả diều")])
    publish([draft(procedure=code, number=2, name="Đốt pháo", levels=[Level.PROVINCE], targets=[Target.BUSINESS])])

    (entry,) = index().entries
    assert entry.name == ("dot", "phao")
    assert (set(entry.levels), set(entry.targets)) == ({"province"}, {"business"})
    assert "dieu" not in index().having


@pytest.mark.django_db
def test_what_went_out_of_force_is_gone_with_its_words() -> None:
    made = announced(name="Thả diều")
    announced(name="Đốt pháo")
    SearchEntry.objects.filter(pk=made.procedure_id).delete()

    search_index.refresh([])

    assert len(index().entries) == 1
    assert "dieu" not in index().words
    assert SearchWord.objects.get(plain=SearchWord.TOTAL).entries == 1


@pytest.mark.django_db
def test_the_commonest_spelling_stands_for_a_word() -> None:
    for name in ("Hòa giải", "Hòa nhạc", "Hóa chất"):
        announced(name=name)

    assert (index().words["hoa"].spelling, index().words["hoa"].entries) == ("hòa", 3)


@pytest.mark.django_db
def test_special_kinds_are_known_by_their_names_not_by_keywords() -> None:
    announced("1.000001", name="Cấp lại giấy thả diều lưu động", keywords=["gia hạn"])
    announced("1.000002", name="Xin lạng vàng", keywords=["cấp lại"])

    special, plain = sorted(index().entries, key=lambda entry: entry.pk)

    assert set(special.variants) >= {"cap lai", "luu dong"}
    assert plain.variants == (), "words that only begin like one are none"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("levels", "is_near"),
    [([Level.COMMUNE], True), ([Level.PROVINCE], True), ([Level.MINISTRY], False), ([Level.MINISTRY, "commune"], True)],
)
def test_near_is_what_is_settled_in_the_province(levels: list[str], is_near: bool) -> None:
    announced(name="Thả diều", levels=levels)

    assert index().entries[0].is_near is is_near


@pytest.mark.django_db
def test_ministries_procedures_come_after_those_of_home_when_they_fit_alike() -> None:
    announced("1.000001", name="Thả diều", levels=[Level.MINISTRY])
    announced("1.000002", name="Thả diều", levels=[Level.COMMUNE])

    assert [entry.card["code"] for entry in search("thả diều").results] == ["1.000002", "1.000001"]


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ({}, True),
        ({"level": "commune"}, True),
        ({"level": "province"}, False),
        ({"audience": "business"}, True),
        ({"audience": "foreigner"}, False),
        ({"online": "full"}, True),
        ({"online": "none"}, False),
        ({"field": "G1"}, True),
        ({"field": "G"}, False),
        ({"level": "commune", "field": "G1", "audience": "citizen", "online": "full"}, True),
        ({"level": "commune", "field": "G1", "audience": "citizen", "online": "none"}, False),
    ],
)
def test_a_filter_lets_through_what_it_names(filters: dict[str, str], passes: bool) -> None:
    assert Filters(**filters).let_through(known()) is passes


NAMES = st.sampled_from(["level", "field", "audience", "online"])
VALUES = {
    "level": ["", "commune", "province"],
    "field": ["", "G1", "G2"],
    "audience": ["", "citizen"],
    "online": ["", "none"],
}
FILTERS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})


@given(FILTERS, NAMES)
def test_one_filter_less_never_hides_anything(filters: dict[str, str], dropped: str) -> None:
    """What stands on a narrowed list stands on the wider one too."""
    narrow, wide = Filters(**filters), Filters(**{**filters, dropped: ""})

    assert wide.let_through(known()) or not narrow.let_through(known())


@pytest.mark.django_db
def test_memory_and_database_filter_alike() -> None:
    """The list without words comes from the database, the answer to a question from memory."""
    announced("1.000001", name="Thả diều", field=FieldFactory(code="G9", name="Trò chơi"))
    announced("1.000002", name="Thả diều", targets=[Target.BUSINESS], levels=[Level.PROVINCE])
    announced("1.000003", name="Thả diều", online_level=OnlineLevel.NONE, online_reason="Phải có gió")

    for asked in ({"field": "G9"}, {"audience": "business"}, {"online": "none"}, {"level": "province"}):
        listed, found = search("", **asked), search("thả diều", **asked)  # type: ignore[arg-type]
        assert len(listed.results) == 1
        assert [entry.pk for entry in listed.results] == [entry.pk for entry in found.results]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("hoà", "hòa", True), ("thuỷ", "thủy", True), ("hòa", "hóa", False), ("hoa", "hòa", False), ("từ", "tử", False)],
)
def test_where_the_mark_stands_in_a_syllable_makes_no_difference(one: str, other: str, same: bool) -> None:
    assert (letters(one) == letters(other)) is same
