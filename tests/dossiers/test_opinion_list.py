"""Rules proved: a unit finds what it is asked in one list, what is due first on top, at a cost that does not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import consulting, opinion_list
from dossiers.models import Consultation, Opinion
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.asked import Office, asked, building
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.ui.forms import Marks

URL = "/can-bo/y-kien/"


def questions(world: World, law: Office, count: int) -> list[Consultation]:
    """So many questions to the department, about a dossier each, every one due an hour before the one before it."""
    rows = asked(world, law.unit)
    for number in range(1, count):
        row = Consultation.objects.create(
            dossier=filings.submitted(world),
            unit=law.unit,
            asking_unit=world.ward.office,
            question=f"Câu hỏi số {number}",
            asked_at=timezone.now(),
            due_at=rows[0].due_at - timedelta(hours=number),
        )
        rows.append(row)
    return rows


def see(client: Client, user: User, **query: str) -> Any:
    client.force_login(user)
    return client.get(URL, query)


def listed(answer: Any) -> list[str]:
    return [link["href"] for link in Marks(words(answer)).all("a") if "portal-code" in link.get("class", "")]


def address(row: Consultation) -> str:
    return reverse("dossiers:opinion", args=[row.public_id])


def test_what_is_due_first_stands_on_top(world: World, client: Client, law: Office) -> None:
    rows = questions(world, law, 3)

    assert listed(see(client, law.officer)) == [address(row) for row in reversed(rows)]


def test_other_units_and_who_asked_find_nothing_of_it(world: World, client: Client, law: Office) -> None:
    asked(world, law.unit)

    for user in (building(world).officer, world.ward.officer, world.ward.leader):
        assert listed(see(client, user)) == []
    assert see(client, world.ward.clerk).status_code == 403


def test_the_tabs_part_what_waits_what_is_late_and_what_was_answered(world: World, client: Client, law: Office) -> None:
    answered, waiting, late = questions(world, law, 3)
    consulting.answer(answered, law.officer, opinion=Opinion.AGREE, text="")
    Consultation.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))

    shown = {view: listed(see(client, law.officer, xem=view)) for view in opinion_list.View.values}

    assert shown["cho-tra-loi"] == [address(late), address(waiting)]
    assert shown["qua-han"] == [address(late)]
    assert shown["da-tra-loi"] == [address(answered)]
    assert "Quá hạn trả lời" in words(see(client, law.officer, xem="qua-han"))


def test_the_list_is_searched_without_accents_and_keeps_what_was_typed(
    world: World, client: Client, law: Office
) -> None:
    first, second = questions(world, law, 2)

    assert listed(see(client, law.officer, tim="cau hoi so 1")) == [address(second)]
    assert listed(see(client, law.officer, tim=first.dossier.code)) == [address(first)]
    nothing = words(see(client, law.officer, tim="không có gì"))
    assert "Không có câu hỏi nào khớp" in nothing
    assert 'value="không có gì"' in nothing


def test_pages_go_by_key_both_ways(world: World, client: Client, law: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinion_list, "PAGE_SIZE", 2)
    rows = [address(row) for row in reversed(questions(world, law, 5))]
    page = opinion_list.page_of(law.officer, opinion_list.Question())
    pages = [[address(row) for row in page.rows]]
    while page.next:
        pages.append(listed(client_get(client, law.officer, page.next)))
        query = dict(part.split("=") for part in page.next[1:].split("&"))
        page = opinion_list.page_of(law.officer, opinion_list.Question.read(query))

    assert [len(one) for one in pages] == [2, 2, 1]
    assert [url for one in pages for url in one] == rows
    assert listed(client_get(client, law.officer, page.previous)) == rows[2:4]


def client_get(client: Client, user: User, query: str) -> Any:
    client.force_login(user)
    return client.get(URL + query)


@pytest.mark.parametrize("cursor", ["x", "12", "-", "1-x", "9" * 40 + "-1"])
def test_a_place_that_is_none_begins_at_the_top(world: World, client: Client, law: Office, cursor: str) -> None:
    row = asked(world, law.unit)[0]

    assert listed(see(client, law.officer, sau=cursor)) == [address(row)]


def test_the_page_asks_at_most_eight_queries_however_long_it_is(
    world: World, client: Client, law: Office, django_assert_max_num_queries: Any
) -> None:
    """Session, person, roles, reach of two roles, the page, its calendar, and the figures of the menu."""
    questions(world, law, 4)
    see(client, law.officer)

    with django_assert_max_num_queries(8):
        assert len(listed(client.get(URL))) == 4


def test_the_menu_tells_how_many_wait(world: World, client: Client, law: Office) -> None:
    questions(world, law, 2)

    page = words(see(client, law.officer))

    assert 'Ý kiến cần trả lời <span class="staff-rail__count">2</span>' in page


def test_an_empty_list_says_what_will_appear_here(client: Client, law: Office) -> None:
    assert "câu hỏi sẽ hiện ở đây" in words(see(client, law.officer))
