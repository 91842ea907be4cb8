"""Staff walk a list by keys; the keys stay out of the way where somebody types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ui.stage import Stage

LIST = (
    '<main><h1>Việc</h1><input data-search aria-label="Tìm"><table data-keys><tbody>'
    + "".join(f'<tr><td><a id="row{n}" href="#{n}">Hồ sơ {n}</a></td></tr>' for n in (1, 2, 3))
    + '</tbody></table><dialog id="keys-help"><h2>Phím tắt</h2></dialog></main>'
)


@pytest.fixture
def listing(stage: Stage) -> Stage:
    stage.show(LIST, "keys.js")
    return stage


@pytest.mark.parametrize(
    ("keys", "row"), [("j", "row1"), ("jj", "row2"), ("jjk", "row1"), ("jjjjj", "row3"), ("k", "row3")]
)
def test_j_and_k_move_between_rows_and_stop_at_the_ends(listing: Stage, keys: str, row: str) -> None:
    for key in keys:
        listing.page.keyboard.press(key)
    expect(listing.page.locator(f"#{row}")).to_be_focused()


def test_slash_goes_to_the_search_where_letters_are_letters(listing: Stage) -> None:
    listing.page.keyboard.press("/")
    listing.page.keyboard.type("j?")
    expect(listing.page.locator("[data-search]")).to_have_value("j?")
    expect(listing.page.get_by_role("dialog")).to_be_hidden()


def test_question_mark_shows_the_keys(listing: Stage) -> None:
    listing.page.keyboard.press("?")
    expect(listing.page.get_by_role("dialog")).to_be_visible()
