"""The owner's list: drafts on top, filters and pages in the address, the same few queries however long it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import owner_list, returning
from dossiers.models import Dossier
from tests.dossiers import filings
from tests.dossiers.desk import new_draft, signed_in, words
from tests.dossiers.world import World

MINE = reverse("dossiers:mine")


def test_strangers_sign_in_first(db: None) -> None:
    assert Client().get(MINE).status_code == 302


def test_an_empty_list_says_how_to_start(world: World) -> None:
    page = words(signed_in(world.mother).get(MINE))

    assert "Hồ sơ bạn nộp sẽ hiện ở đây" in page
    assert reverse("procedures:find") in page


def test_drafts_stand_on_top_with_their_two_ways_on(world: World) -> None:
    draft = new_draft(world)
    dossier = filings.submitted(world)

    page = words(signed_in(world.mother).get(MINE))

    assert reverse("dossiers:draft-discard", args=[draft.public_id]) in page
    assert page.index(str(draft.public_id)) < page.index(dossier.code)


def test_other_people_see_nothing_of_it(world: World) -> None:
    dossier = filings.submitted(world)

    assert dossier.code not in words(signed_in(world.ward.clerk).get(MINE))


@pytest.mark.parametrize(("show", "is_shown"), [("", True), ("dang-giai-quyet", False), ("da-ket-thuc", True)])
def test_filters_show_what_their_words_say(world: World, show: str, is_shown: bool) -> None:
    dossier = returning.withdraw(filings.submitted(world), world.mother)

    page = words(signed_in(world.mother).get(MINE, {"xem": show}))

    assert (dossier.code in page) is is_shown


def test_pages_follow_each_other_without_gap_or_repetition(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_list, "PAGE_SIZE", 2)
    codes = [filings.submitted(world).code for _number in range(5)][::-1]

    first = owner_list.page_of(world.mother)
    second = owner_list.page_of(world.mother, after=first.dossiers[-1].code)
    third = owner_list.page_of(world.mother, after=second.dossiers[-1].code)
    back = owner_list.page_of(world.mother, before=third.dossiers[0].code)

    shown = [dossier.code for page in (first, second, third) for dossier in page.dossiers]
    assert shown == codes
    assert [dossier.code for dossier in back.dossiers] == [dossier.code for dossier in second.dossiers]
    assert (first.previous, third.next) == ("", "")
    assert second.next == f"?sau={codes[3]}"


def test_dossiers_of_the_same_moment_are_paged_by_their_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_list, "PAGE_SIZE", 1)
    older, newer = filings.submitted(world), filings.submitted(world)
    Dossier.objects.update(submitted_at=newer.submitted_at - timedelta(hours=1))

    assert owner_list.page_of(world.mother).dossiers == [newer]
    assert owner_list.page_of(world.mother, after=newer.code).dossiers == [older]


def test_an_unknown_place_in_the_list_is_its_beginning(world: World) -> None:
    dossier = filings.submitted(world)

    assert owner_list.page_of(world.mother, after="H29.999-261122-9999").dossiers == [dossier]


def test_queries_do_not_grow_with_the_list(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """Session, person, drafts, dossiers with their units and calendar; nothing a row."""
    client = signed_in(world.mother)
    filings.submitted(world)
    client.get(MINE)
    with CaptureQueriesContext(connection) as one:
        client.get(MINE)
    for _number in range(3):
        filings.submitted(world)

    with django_assert_max_num_queries(len(one)):
        client.get(MINE)
    assert len(one) <= 6
