"""Rules proved: people keep their own lists under names, one of them first, and never more than fit."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dossiers import saved_views
from dossiers.models import SavedView
from dossiers.problems import Incomplete
from dossiers.work_list import View
from dossiers.work_question import Question
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World

DESK = reverse("dossiers:desk")
SAVE = reverse("dossiers:save-view")
LATE = Question(view=View.UNIT, due="qua-han", channel="online")


@pytest.fixture
def clerk(world: World, client: Client) -> User:
    client.force_login(world.ward.clerk)
    return world.ward.clerk


def test_a_list_is_saved_under_a_name_and_stands_among_the_tabs(clerk: User, client: Client) -> None:
    answer = client.post(f"{SAVE}?xem=don-vi&han=qua-han", {"name": "Trễ  hạn"}, follow=True)

    assert answer.redirect_chain[0][0] == f"{DESK}?xem=don-vi&han=qua-han"
    tab = next(tab for tab in answer.context["tabs"] if tab.change_url)
    assert tab.label == "Trễ hạn"
    assert [each for each in answer.context["tabs"] if each.is_current] == [tab], "one tab is where the clerk stands"
    elsewhere = client.get(DESK, {"xem": "don-vi"}).context["tabs"]
    assert [str(each.label) for each in elsewhere if each.is_current] == [str(View.UNIT.label)]


def test_search_text_and_place_are_not_saved(clerk: User, client: Client) -> None:
    """A list to come back to is no list of one person."""
    client.post(f"{SAVE}?xem=don-vi&tim=Nguyen+Thi+Lan&sau=5-1&kenh=online", {"name": "Trực tuyến"})

    assert SavedView.objects.get().query == "?xem=don-vi&kenh=online"


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_list_without_a_fitting_name_is_not_saved_and_nothing_typed_is_lost(
    clerk: User, client: Client, name: str
) -> None:
    answer = client.post(SAVE, {"name": name, "opens_first": "on"})

    assert answer.status_code == 422
    assert "checked" in words(answer)
    assert not SavedView.objects.exists()


def test_the_same_name_again_replaces_what_it_meant(clerk: User) -> None:
    saved_views.save(clerk, "Trễ", LATE)
    saved_views.save(clerk, "Trễ", Question(view=View.MINE))

    assert SavedView.objects.get().query == "?xem=cua-toi"


def test_one_list_opens_first_instead_of_the_common_one(clerk: User, client: Client, world: World) -> None:
    saved_views.save(clerk, "A", Question(view=View.ALL), opens_first=True)
    saved_views.save(clerk, "B", LATE, opens_first=True)

    assert client.get(DESK).headers["Location"] == f"{DESK}?xem=don-vi&kenh=online&han=qua-han"
    assert client.get(f"{DESK}?xem=can-xu-ly").status_code == 200
    assert SavedView.objects.get(is_default=True).name == "B"
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.update(is_default=True)


def test_a_list_is_renamed_made_first_and_no_longer_first(clerk: User, client: Client) -> None:
    view = saved_views.save(clerk, "A", LATE)
    change = reverse("dossiers:change-view", args=[view.pk])

    assert 'value="A"' in words(client.get(change))
    client.post(change, {"name": "Hồ sơ trễ", "opens_first": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_default) == ("Hồ sơ trễ", True)
    client.post(change, {"name": "Hồ sơ trễ"})
    view.refresh_from_db()
    assert view.is_default is False


def test_two_lists_never_share_a_name(clerk: User, client: Client) -> None:
    saved_views.save(clerk, "A", LATE)
    second = saved_views.save(clerk, "B", LATE)

    answer = client.post(reverse("dossiers:change-view", args=[second.pk]), {"name": "A"})

    assert answer.status_code == 422
    assert "Bạn đã có danh sách tên như vậy." in words(answer)
    second.refresh_from_db()
    assert second.name == "B"


def test_a_list_is_deleted_after_asking_and_dossiers_stay(clerk: User, client: Client, world: World) -> None:
    dossier = filings.submitted(world)
    view = saved_views.save(clerk, "A", LATE)
    delete = reverse("dossiers:delete-view", args=[view.pk])

    assert "Xóa danh sách «A»?" in words(client.get(delete))
    assert SavedView.objects.exists()
    page = client.post(delete, follow=True)

    assert not SavedView.objects.exists()
    assert dossier.code in words(page)


def test_past_the_limit_something_must_go_first(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 2)
    saved_views.save(clerk, "A", LATE)
    saved_views.save(clerk, "B", LATE)

    with pytest.raises(Incomplete, match="Hãy xóa bớt"):
        saved_views.save(clerk, "C", LATE)

    saved_views.save(clerk, "B", Question(view=View.MINE))
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["A", "B"]


@pytest.mark.parametrize("page", ["change-view", "delete-view"])
def test_lists_of_others_are_not_found(clerk: User, client: Client, world: World, page: str) -> None:
    theirs = saved_views.save(world.ward.officer, "Riêng", LATE, opens_first=True)
    address = reverse(f"dossiers:{page}", args=[theirs.pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "Của tôi"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.name == "Riêng"
    assert "Riêng" not in words(client.get(f"{DESK}?xem="))
    assert saved_views.first_query(clerk) == ""
