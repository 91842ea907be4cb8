"""Rules proved: rows of a section are put in another order with buttons, without scripts; the order is stored with the
section like any other edit, comes back like anything typed, and is the one that citizens see."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.accounts.models import User
from procedures.models import DecisionChange, DraftSave, DraftTyping
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory, ComponentFactory, FeeFactory, TimeLimitFactory
from tests.procedures.publisher_desk import of, page, section_at, sent, stored, version_of
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"
#: The lists whose rows people put in order.
MOVABLE = ["cases", "papers", "fees", "limits", "results", "legal", "guide"]


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft with three rows in every list."""
    good(CODE)
    change = only_change(world.drafted(people, CODE))
    version = version_of(change)
    case = version.case("standard")
    for number, channel in ((2, "online"), (3, "direct")):
        ComponentFactory(case=case, name=f"Giấy {number}", position=number)
        FeeFactory(case=case, name=f"Phí {number}", position=number, legal_basis="Nghị quyết")
        TimeLimitFactory(case=case, channel=channel, position=number)
        CaseFactory(version=version, key=f"case-{number}", name=f"Trường hợp {number}", position=number)
    for column in ("results", "legal_basis", "guide"):
        rows = getattr(version, column)
        setattr(version, column, [{**rows[0], "name": f"Thứ {n}", "title": f"Thứ {n}"} for n in (1, 2, 3)])
    version.save()
    return change


def named(rows: list[dict[str, Any]]) -> list[Any]:
    """What tells the rows of any list apart."""
    return [row.get("name") or row.get("title") or row["channel"] for row in rows]


def moves_offered(html: str) -> list[str]:
    """The buttons that move, in the order of the page."""
    return [f"{way} {place}" for way, place in re.findall(r'name="(up|down)" value="(\d+)"', html)]


@pytest.mark.parametrize("section", MOVABLE)
def test_a_row_moved_up_is_stored_there_with_the_section(
    people: Deciders, change: DecisionChange, section: str
) -> None:
    rows, drafter = stored(change, section), of(people.drafter)
    before = named(rows)

    shown = drafter.post(section_at(change, section), sent(*rows, up="2"))
    assert shown.status_code == 200
    assert named(stored(change, section)) == before, "the order counts once the section is saved"
    again = [{**row, "DELETE": None} for row in shown.context["form"].initial]
    saved = drafter.post(section_at(change, section), sent(*again))

    assert saved.status_code == 302
    assert named(stored(change, section)) == [before[0], before[2], before[1]]
    if "id" in rows[0]:
        assert [row["id"] for row in stored(change, section)] == [rows[0]["id"], rows[2]["id"], rows[1]["id"]]


def test_what_cannot_move_has_no_button(people: Deciders, change: DecisionChange) -> None:
    """The first goes only down, the last only up."""
    assert moves_offered(page(people.drafter, section_at(change, "guide"))) == ["down 0", "up 1", "down 1", "up 2"]


def test_one_row_alone_has_nothing_to_move(people: Deciders, change: DecisionChange) -> None:
    version_of(change).case("standard").components.exclude(name="Giấy chứng sinh").delete()

    assert moves_offered(page(people.drafter, section_at(change, "papers"))) == []


def test_rows_move_among_those_of_their_case(people: Deciders, change: DecisionChange) -> None:
    """Papers are listed case by case: the first paper of the second case does not go up into the first."""
    ComponentFactory(case=version_of(change).case("case-2"), name="Giấy của trường hợp hai")

    offered = moves_offered(page(people.drafter, section_at(change, "papers")))

    assert offered == ["down 0", "up 1", "down 1", "up 2"]


@pytest.mark.parametrize(
    ("press", "focus"),
    [
        ({"up": "2"}, 'name="up" value="1"'),
        ({"up": "1"}, 'name="down" value="0"'),
        ({"down": "0"}, 'name="down" value="1"'),
        ({"down": "1"}, 'name="up" value="2"'),
    ],
    ids=["up to the middle", "up to the top", "down to the middle", "down to the end"],
)
def test_the_keyboard_goes_on_where_the_row_now_stands(
    people: Deciders, change: DecisionChange, press: dict[str, str], focus: str
) -> None:
    """Without scripts the page comes back: the focus is on the moved row, so that pressing again moves it on."""
    response = of(people.drafter).post(section_at(change, "guide"), sent(*stored(change, "guide"), **press))

    html = response.content.decode()
    focused = re.findall(r"<button[^>]* autofocus", html)
    assert len(focused) == 1
    assert focus in focused[0]
    assert "Đã đổi chỗ. Thứ tự mới được lưu khi bạn bấm" in html


def test_each_button_says_which_row_it_moves(people: Deciders, change: DecisionChange) -> None:
    html = page(people.drafter, section_at(change, "guide"))

    assert 'Lên<span class="govuk-visually-hidden">: Bước 2</span>' in html
    assert 'Xuống<span class="govuk-visually-hidden">: Bước 2</span>' in html


def test_the_enter_key_saves_and_moves_nothing(people: Deciders, change: DecisionChange) -> None:
    """A browser presses the first submit button of a form: that must be the one that saves."""
    html = page(people.drafter, section_at(change, "guide"))
    form = html[html.index('data-autosave-url="/cong-khai') :]

    first = re.search(r"<button type=\"submit\" name=\"(\w+)\"", form)

    assert first is not None
    assert first[1] == "save"


def test_the_order_comes_back_after_the_browser_was_closed(people: Deciders, change: DecisionChange) -> None:
    rows = stored(change, "papers")
    of(people.drafter).post(section_at(change, "papers"), sent(*rows, down="0"))

    again = of(people.drafter).get(section_at(change, "papers"))

    assert named(again.context["form"].initial) == ["Giấy 2", "Giấy chứng sinh", "Giấy 3"]
    assert "mà chưa lưu" in again.content.decode()
    assert not DraftSave.objects.exists()


def test_what_was_typed_beside_the_move_goes_along(people: Deciders, change: DecisionChange) -> None:
    """Ticks, untouched boxes, what is wrong, and a row that is to go: nothing is lost by pressing a button."""
    first, second, third = stored(change, "papers")
    rows = [first | {"name": ""}, second | {"required": False, "copies": "abc"}, third | {"DELETE": True}]

    shown = of(people.drafter).post(section_at(change, "papers"), sent(*rows, down="0"))

    kept = shown.context["form"].initial
    assert [(row["name"], row["copies"], bool(row["required"]), bool(row["DELETE"])) for row in kept] == [
        ("Giấy 2", "abc", False, False),
        ("", "0", True, False),
        ("Giấy 3", "0", True, True),
    ]


@pytest.mark.parametrize("press", ["up", "down"])
@pytest.mark.parametrize("place", ["99", "-1", "x", "", "1e3", "0x1"])
def test_a_place_that_is_none_moves_nothing(people: Deciders, change: DecisionChange, press: str, place: str) -> None:
    before = stored(change, "papers")

    response = of(people.drafter).post(section_at(change, "papers"), sent(*before, **{press: place}))

    assert response.status_code in (200, 302)
    assert stored(change, "papers") == before


def test_citizens_see_the_new_order(people: Deciders, change: DecisionChange) -> None:
    first, second, third = stored(change, "papers")

    of(people.drafter).post(section_at(change, "papers"), sent(third, first, second))

    html = page(people.drafter, section_at(change, "xem-truoc"))
    places = [html.index(name) for name in ("Giấy 3", "Giấy chứng sinh", "Giấy 2")]
    assert places == sorted(places)


def test_a_case_that_is_to_go_keeps_its_guard_when_another_row_is_asked_for(
    people: Deciders, change: DecisionChange
) -> None:
    """A case never goes with its papers by one tick, also not by way of “another row”."""
    rows = stored(change, "cases")
    rows[0]["DELETE"] = True

    more = of(people.drafter).post(section_at(change, "cases"), sent(*rows, more="1"))
    again = [dict(row) for row in more.context["form"].initial]
    refused = of(people.drafter).post(section_at(change, "cases"), sent(*again))

    assert again[0]["DELETE"]
    assert refused.status_code == 422
    assert version_of(change).case("standard").papers()


def test_an_order_made_meanwhile_by_a_colleague_is_told(people: Deciders, change: DecisionChange) -> None:
    colleague = world.staff("dong-nghiep@thu.example", Role.PUBLISHER, people.department, "Lê Văn Đồng")
    first, second, third = stored(change, "guide")
    of(colleague).post(section_at(change, "guide"), sent(third, first, second))

    response = of(people.drafter).post(section_at(change, "guide"), sent(second, first, third))

    assert response.status_code == 409
    assert "Lê Văn Đồng đã lưu mục này" in response.content.decode()
    assert named(stored(change, "guide")) == ["Thứ 3", "Thứ 1", "Thứ 2"]


@pytest.mark.parametrize("who", ["checker", "chair"])
def test_who_does_not_write_moves_nothing(people: Deciders, change: DecisionChange, who: str) -> None:
    person: User = getattr(people, who)
    before = stored(change, "guide")

    of(person).post(section_at(change, "guide"), sent(*before, up="2"))

    assert stored(change, "guide") == before
    assert not DraftTyping.objects.exists()
