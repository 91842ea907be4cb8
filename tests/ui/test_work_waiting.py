"""Rules proved: lists of any kind are counted by one question, each as it would be counted alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.accounts.models import User
from portal.ui.work_waiting import counted
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


def test_what_a_page_has_counted_is_not_counted_again(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert counted({"known": 7, "asked": User.objects.all(), "none": 0}) == {"known": 7, "asked": 3, "none": 0}
    with django_assert_num_queries(0):
        assert counted({"known": 7}) == {"known": 7}


def test_the_order_of_lists_does_not_mix_up_their_values() -> None:
    backwards = dict(reversed(lists().items()))

    assert counted(backwards) == {key: rows.count() for key, rows in backwards.items()}


@pytest.mark.parametrize("waiting", [{}, {"none": User.objects.none()}, {"never": User.objects.filter(pk__in=[])}])
def test_where_nothing_can_wait_nothing_is_asked(
    waiting: dict[str, QuerySet[User]], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert counted(waiting) == dict.fromkeys(waiting, 0)
