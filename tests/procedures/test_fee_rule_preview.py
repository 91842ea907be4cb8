"""Rules proved: before a rule is approved its desk shows what people pay without it and with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from tests.procedures import fee_rule_world as world
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.fee_rule_world import CODE, tomorrow

pytestmark = pytest.mark.django_db
LIST = "/cong-khai/le-phi/"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def page(user: User, tail: str = "", **query: Any) -> str:
    """What somebody reads at an address of the desk."""
    response = of(user).get(LIST + tail, query)
    assert response.status_code == 200, (tail, response.status_code)
    return response.content.decode()


def parts(name: str, day: date) -> dict[str, int]:
    """A date as its three boxes send it."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_the_preview_tells_what_people_pay_before_and_after(people: Deciders) -> None:
    world.with_fee()
    world.in_force(text="Ai cũng giảm 30%.", effect="percent", percent_off=30)
    rule = world.drafted(
        people, effect="fixed", amount_dong=2000, group="ho-ngheo", group_name="Hộ nghèo", proof="Giấy chứng nhận"
    )
    asked = {"procedure": CODE, "channel": "direct", **parts("on", tomorrow(3))}

    proved = page(people.checker, f"{rule.pk}/", **asked, proved="on")
    assert all(words in proved for words in ("8.000 đồng", "5.600 đồng", "<strong>2.000 đồng</strong>", "Ai cũng giảm"))
    unproved = page(people.checker, f"{rule.pk}/", **asked)
    assert "2.000 đồng" not in unproved.split("Mức thu trước và sau")[1]
    before_its_day = page(people.checker, f"{rule.pk}/", **{**asked, **parts("on", timezone.localdate())}, proved="on")
    assert "2.000 đồng" not in before_its_day.split("Mức thu trước và sau")[1]


def test_the_preview_of_an_end_shows_the_fee_that_comes_back(people: Deciders) -> None:
    world.with_fee()
    rule = world.end_proposed(people, world.in_force(), last_day=tomorrow(9))

    def after(day: date) -> str:
        html = page(people.checker, f"{rule.pk}/", procedure=CODE, channel="online", **parts("on", day))
        return html.split("Mức thu trước và sau")[1]

    assert "<strong>8.000 đồng</strong>" in after(tomorrow(10))
    assert "<strong>" not in after(tomorrow(9))


def test_the_preview_begins_with_a_case_that_is_touched(people: Deciders) -> None:
    world.with_fee()

    html = page(people.drafter, f"{world.drafted(people).pk}/")

    assert f'value="{CODE}"' in html
    assert f'value="{tomorrow().day}"' in html


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"procedure": "9.999999"}, "Không có thủ tục này"),
        ({"procedure": CODE, "case": "khac"}, "không có trường hợp"),
        ({"procedure": ""}, "Hãy"),
        ({"procedure": CODE, "channel": "bo-cau"}, ""),
    ],
)
def test_a_preview_of_nothing_says_why(people: Deciders, asked: dict[str, str], words: str) -> None:
    world.with_fee()
    rule = world.drafted(people)

    html = page(people.drafter, f"{rule.pk}/", **{"channel": "online", **parts("on", tomorrow()), **asked})

    assert words in html
    assert "govuk-error-summary" in html
    assert "Mức thu trước và sau" not in html
