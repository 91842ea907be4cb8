"""Rules proved: lists of any kind are counted by one question, each as it would be counted alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.test import RequestFactory

from portal.accounts.models import User
from portal.accounts.rules import PUBLIC
from portal.ui import navigation
from portal.ui.navigation import Item, Menu
from portal.ui.work_waiting import counted, keep, kept
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
HOSTILE = "100%' OR 1=1 -- %s %(name)s"


@pytest.fixture(autouse=True)
def _people() -> None:
    for name in ("Lan", "Minh", HOSTILE):
        UserFactory(full_name=name)


def lists() -> dict[str, QuerySet[Any]]:
    """Lists as menus have them: filtered, joined, put in order, capped, empty."""
    people = User.objects.all()
    return {
        "all": people,
        "named": people.filter(full_name="Lan"),
        "hostile": people.filter(full_name=HOSTILE),
        "joined": people.filter(Q(groups__name="x") | Q(full_name="Minh")).distinct(),
        "counted": people.annotate(size=Count("groups")).filter(size=0),
        "beside": people.filter(Exists(User.objects.filter(pk=OuterRef("pk"), full_name__startswith="L"))),
        "in order": people.order_by("-full_name"),
        "capped": people.order_by("full_name")[:2],
        "later": people.order_by("full_name")[2:9],
        "nobody": people.filter(full_name="Không có ai"),
        "none": people.none(),
        "never": people.filter(pk__in=[]),
    }


def test_each_list_has_the_count_that_it_has_alone(django_assert_num_queries: Any) -> None:
    alone = {key: rows.count() for key, rows in lists().items()}
    assert alone["all"] == 3

    with django_assert_num_queries(1):
        together = counted(lists())

    assert together == alone


def test_what_a_page_has_counted_is_kept_for_its_reader_alone() -> None:
    reader, other = User(), User()

    keep(reader, {"alerts": 7})
    keep(reader, {"opinions": 0})

    assert kept(reader) == {"alerts": 7, "opinions": 0}
    assert kept(other) == kept(None) == {}


def test_the_menu_does_not_count_again_what_the_page_has_counted(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    items = {
        name: Item(name, Menu.STAFF, name, "home", PUBLIC, waiting=lambda request: User.objects.all())
        for name in ("alerts", "opinions")
    }
    monkeypatch.setattr(navigation, "_items", items)
    request = rf.get("/")
    request.user = User()
    keep(request.user, {"alerts": 7})

    with django_assert_num_queries(1):
        shown = {item.label: item.count for item in navigation.items_for(request, Menu.STAFF)}
    assert shown == {"alerts": 7, "opinions": 3}

    keep(request.user, {"opinions": 0})
    with django_assert_num_queries(0):
        shown = {item.label: item.count for item in navigation.items_for(request, Menu.STAFF)}
    assert shown == {"alerts": 7, "opinions": None}


def test_the_order_of_lists_does_not_mix_up_their_values() -> None:
    backwards = dict(reversed(lists().items()))

    assert counted(backwards) == {key: rows.count() for key, rows in backwards.items()}


@pytest.mark.parametrize("waiting", [{}, {"none": User.objects.none()}, {"never": User.objects.filter(pk__in=[])}])
def test_where_nothing_can_wait_nothing_is_asked(
    waiting: dict[str, QuerySet[User]], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert counted(waiting) == dict.fromkeys(waiting, 0)
