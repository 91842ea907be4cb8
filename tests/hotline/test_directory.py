"""The directory: every unit has a number to call, its own or the province's; found without accents, page by page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.dossiers.desk import words
from tests.dossiers.world import World
from units.models import Unit
from units.working_time import VIETNAM

DIRECTORY = reverse("hotline:directory")


def test_every_unit_has_a_number_to_call(world: World) -> None:
    Unit.objects.filter(pk=world.ward.centre.pk).update(hotline="028 3822 1111")

    html = words(Client().get(DIRECTORY))

    own = html[html.index(world.ward.centre.name) :].split("</tr>")[0]
    other = html[html.index(world.other_ward.centre.name) :].split("</tr>")[0]
    assert 'href="tel:02838221111"' in own and "Số 45, đường Lê Duẩn" in own
    assert f'href="tel:{settings.PORTAL_HOTLINE}"' in other and "(chung)" in other


def test_units_are_found_without_accents_and_odd_questions_are_answered(world: World) -> None:
    found = words(Client().get(DIRECTORY, {"q": "ben thanh", "kind": "centre"}))

    assert world.other_ward.centre.name in found and world.ward.centre.name not in found
    assert "Không tìm thấy đơn vị nào" in words(Client().get(DIRECTORY, {"q": "zzzz"}))
    for odd in ({"after": "\u0000"}, {"kind": "x"}, {"before": "' OR 1=1"}, {"commune": "99999"}):
        assert Client().get(DIRECTORY, odd).status_code == 200


def test_doors_are_told_as_of_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monday = dt.datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    for moment, told in ((monday, "Đang mở cửa"), (monday.replace(hour=22), "mở lại lúc")):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert told in words(Client().get(DIRECTORY))


def test_a_page_costs_the_same_for_many(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    client.get(DIRECTORY)  # calendars and communes are kept from here on

    with django_assert_max_num_queries(2):
        client.get(DIRECTORY)
