"""The editor of a draft on a phone and at a desk: each section without a barrier, nothing cut off or out of sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from portal.accounts.models import User
from procedures.draft_sections.whole import SECTIONS
from procedures.models import DecisionChange, Step
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.decision_walk import Look
from tests.procedures.publisher_desk import at, section_at

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE = "1.001193"
LONG_CASE = "Đăng ký quá 60 ngày kể từ ngày sinh"
PHONE, DESK = 360, 1280


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft with a case of a long name and a mark of doubt."""
    good(CODE, doubts=[{"flag": "fee_unverified", "where": "fees", "text": "Mức thu tại quầy"}])
    change = only_change(world.drafted(people, CODE))
    assert change.version is not None
    change.version.cases.update(name=LONG_CASE)
    return change


@pytest.fixture
def desk(sit_down: Callable[[User], Page], people: Deciders) -> Page:
    """The browser of who drafts."""
    return sit_down(people.drafter)


def widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


def frame(part: Locator) -> FloatRect:
    """Where a part stands on the page, in pixels."""
    found = part.bounding_box()
    assert found is not None
    return found


def test_every_section_holds_no_barrier_and_is_not_cut_off(
    desk: Page, change: DecisionChange, check_widths: Look
) -> None:
    for key in SECTIONS:
        desk.goto(section_at(change, key))
        assert desk.locator("form.publisher-form").count() == 1, key
        check_widths(desk)


def test_the_drawing_stands_beside_its_steps_at_a_desk_and_above_them_on_a_phone(
    desk: Page, change: DecisionChange
) -> None:
    desk.goto(section_at(change, "process"))
    picture, form = desk.locator(".publisher-pictures"), desk.locator("form.publisher-form")

    widen(desk, DESK)
    assert frame(picture)["x"] >= frame(form)["x"] + frame(form)["width"]
    desk.locator(".publisher-row").last.scroll_into_view_if_needed()
    expect(picture.get_by_text("1. Tiếp nhận hồ sơ", exact=True)).to_be_in_viewport()

    widen(desk, PHONE)
    assert frame(picture)["y"] + frame(picture)["height"] <= frame(form)["y"]


@pytest.mark.parametrize(("key", "name"), [("process", "unit_rule"), ("process", "outcome_1"), ("papers", "case")])
def test_what_is_chosen_is_read_whole_at_a_desk(desk: Page, change: DecisionChange, key: str, name: str) -> None:
    """A measured text as wide as the choice, against the room that the box has for it (its arrow left out)."""
    widen(desk, DESK)
    desk.goto(section_at(change, key))

    too_narrow = desk.locator(f'select[name$="-{name}"]').evaluate_all(
        """boxes => boxes.filter(box => {
             const pen = document.createElement("canvas").getContext("2d");
             const style = getComputedStyle(box);
             pen.font = `${style.fontSize} ${style.fontFamily}`;
             return pen.measureText(box.selectedOptions[0].text).width > box.clientWidth - 24;
           }).map(box => box.selectedOptions[0].text)"""
    )

    assert too_narrow == []


def test_day_month_and_year_stand_in_one_line_at_a_desk(desk: Page, change: DecisionChange) -> None:
    widen(desk, DESK)
    desk.goto(section_at(change, "approval"))

    lines = {frame(desk.locator(f'[name="row-0-approval_date_{part}"]'))["y"] for part in ("day", "month", "year")}

    assert len(lines) == 1


def test_long_texts_are_seen_whole(desk: Page, change: DecisionChange) -> None:
    assert change.version is not None
    change.version.cases.get().components.update(note="Một lời ghi chú rất dài. " * 12)
    widen(desk, PHONE)

    desk.goto(section_at(change, "papers"))

    note = desk.locator('textarea[name="row-0-note"]')
    assert note.evaluate("box => box.scrollHeight <= box.clientHeight + 1")


def test_a_mark_of_doubt_is_named_in_words(desk: Page, change: DecisionChange) -> None:
    desk.goto(section_at(change, "doubts"))

    expect(desk.locator("main")).to_contain_text("Mức thu chưa được đối chiếu: “Mức thu tại quầy”")


def test_findings_are_read_without_scrolling_sideways(desk: Page, change: DecisionChange, check_widths: Look) -> None:
    Step.objects.filter(process__version=change.version, key="return").delete()

    desk.goto(at(change.decision, "kiem-tra/"))

    found = desk.get_by_role("list", name="Kết quả kiểm tra").get_by_role("listitem")
    expect(found).to_contain_text("Lỗi phải sửa")
    for width in (PHONE, DESK):
        widen(desk, width)
        assert all(frame(told)["x"] + frame(told)["width"] <= width for told in found.locator("p").all())
    check_widths(desk)
