"""Rules proved: the list of papers on their way holds each arrival once in its order, offers ticks to clerks alone, is
searched by code as it is written, and is read in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import paper_transfers, transfer_list
from dossiers.models import Dossier, PaperTransfer
from dossiers.transfer_list import Question, View
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.moments import at
from tests.dossiers.test_paper_transfers import LIST, codes, see, under_way
from tests.dossiers.world import World

FIRST = at("2027-02-01 09:00")


def test_heads_look_and_only_clerks_tick(world: World, client: Client) -> None:
    under_way(world)
    assert 'name="ho-so"' in see(client, world.ward.clerk)
    assert 'name="ho-so"' not in see(client, world.ward.leader)
    for tab in (View.SENT, View.MISSING, View.ARRIVED):
        assert 'name="ho-so"' not in see(client, world.other_ward.clerk, xem=tab), "nothing there is to be confirmed"


def test_it_is_nobodys_else_and_is_kept_by_no_browser(world: World, client: Client) -> None:
    client.force_login(world.ward.clerk)
    assert client.get(LIST)["Cache-Control"] == "private, no-store"
    client.force_login(world.mother)
    assert client.get(LIST).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302


def test_the_menu_counts_what_is_on_its_way_to_ones_counters(world: World, client: Client) -> None:
    """On the list itself and on the work list, which counts with its own figures; the sender has nothing to confirm."""
    dossier, entry = under_way(world), "Giấy tờ đang chuyển"
    shown = f'{entry} <span class="staff-rail__count">1</span>'
    for user, is_told in ((world.ward.clerk, True), (world.ward.leader, True), (world.other_ward.clerk, False)):
        assert (shown in see(client, user)) is is_told
        assert (shown in words(client.get(reverse("dossiers:desk"), {"xem": "tat-ca"}))) is is_told
    client.force_login(world.ward.officer)
    assert entry not in words(client.get(reverse("dossiers:desk"))), "officers receive no papers"

    paper_transfers.confirm(dossier, world.ward.clerk)

    assert shown not in see(client, world.ward.clerk)
    assert shown not in words(client.get(reverse("dossiers:desk")))


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'"])
def test_signs_of_the_database_are_searched_as_they_are(world: World, client: Client, sign: str) -> None:
    under_way(world)
    page = see(client, world.ward.clerk, tim=sign)
    assert codes(page) == []
    assert "Không có hồ sơ nào khớp với bộ lọc" in page


def test_a_search_survives_the_reload_and_is_taken_back(world: World, client: Client) -> None:
    dossier = under_way(world)
    page = see(client, world.ward.clerk, tim=dossier.code[-5:].lower())
    assert codes(page) == [dossier.code]
    assert f'value="{dossier.code[-5:].lower()}"' in page
    assert f'href="?xem={View.COMING}"' in page
    assert f"xem={View.ARRIVED}&amp;tim=" in page, "the other tabs search for the same"


def test_the_list_is_read_in_english_too(world: World, client: Client) -> None:
    dossier = under_way(world)
    client.force_login(world.ward.clerk)
    client.cookies["django_language"] = "en"
    page = words(client.get(LIST))
    assert '<html lang="en"' in page
    assert codes(page) == [dossier.code]
    assert "Giấy tờ đang chuyển" not in page


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 3), max_size=7), size=st.integers(1, 3))
def test_pages_forward_and_back_hold_every_arrival_once_newest_first(
    world: World, minutes: list[int], size: int
) -> None:
    dossier = Dossier.objects.first() or filings.submitted(world)
    PaperTransfer.objects.all().delete()
    ways = {"from_unit": world.other_ward.centre, "to_unit": world.ward.centre, "sent_by": world.other_ward.clerk}
    there = {"sent_at": FIRST, "confirmed_by": world.ward.clerk, "dossier": dossier}
    made = [
        (minute, PaperTransfer.objects.create(arrived_at=FIRST + timedelta(minutes=minute), **ways, **there).pk)
        for minute in minutes
    ]

    pages, query = [], {"xem": str(View.ARRIVED)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfer_list, "PAGE_SIZE", size)
        while True:
            page = transfer_list.page_of(world.ward.clerk, Question.read(query))
            pages.append([row.pk for row in page.rows])
            if not page.next:
                break
            query = dict(pair.split("=") for pair in page.next[1:].split("&"))
        while page.previous:
            query = dict(pair.split("=") for pair in page.previous[1:].split("&"))
            page = transfer_list.page_of(world.ward.clerk, Question.read(query))

    assert [pk for rows in pages for pk in rows] == [pk for _minute, pk in sorted(made, reverse=True)]
    assert [row.pk for row in page.rows] == pages[0]
