"""The internal process of a procedure, from a publisher's first row to the drawing that citizens read.

Rule proved: what keeps a dossier from its end, or from its end in time, is told where it is written, stops the
decision until it is mended, and the mended process is what the public page draws in plain words.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.accounts.models import User
from procedures.tasks import publish_due
from tests.procedures.deciding_world import good, make_deciders
from tests.procedures.decision_walk import DESK, Look, add, begin, check, decide, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE = "1.001193"
ORPHAN = "Không bước nào dẫn đến bước “Lấy ý kiến”."
TOO_LONG = "các bước trên đường dài nhất cộng lại 29 giờ làm việc, quá thời hạn 8 giờ."


def test_a_process_is_drawn_mended_published_and_read_by_citizens(
    sit_down: Callable[[User], Page], check_axe: Look, tmp_path: Path
) -> None:
    good(CODE, name="Thủ tục đăng ký khai sinh")
    people = make_deciders()
    writer = sit_down(people.drafter)
    begin(writer, "Về việc sửa quy trình đăng ký khai sinh")
    address = add(writer, "dang ky khai sinh", CODE, check_axe)
    writer.get_by_role("link", name=CODE).click()
    _say_why_there_is_a_fee(writer)

    _ask_two_units_and_lead_nobody_there(writer, check_axe)
    _is_refused(writer, address, ORPHAN)
    _lead_there_but_take_too_long(writer)
    _is_refused(writer, address, TOO_LONG)
    _take_less_time(writer, check_axe)
    writer.goto(f"{address}kiem-tra/")
    press(writer, "Trình kiểm tra")
    expect(writer.locator("main")).to_contain_text("Đã trình dự thảo")
    check(sit_down(people.checker), check_axe)
    decide(sit_down(people.chair), check_axe, tmp_path)
    publish_due()

    _citizens_read_it(writer, check_axe)


def box(page: Page, row: int, name: str) -> Locator:
    """A box of a row, counted from 1 as the page does."""
    return page.locator(f'[name="row-{row - 1}-{name}"]')


def write(page: Page, row: int, **typed: str) -> None:
    """Fill in boxes of a row, or choose in them."""
    for name, value in typed.items():
        here = box(page, row, name)
        if here.evaluate("element => element.tagName") == "SELECT":
            here.select_option(value)
        else:
            here.fill(value)


def drawing(page: Page) -> Locator:
    """The picture of the process."""
    return page.locator("svg.portal-flow")


def steps_drawn(page: Page) -> list[str]:
    """The names of the steps as the picture has them, from top to bottom."""
    return [" ".join(said.split()) for said in drawing(page).locator(".portal-flow__text--name").all_text_contents()]


def open_process(page: Page) -> None:
    """From the page of the procedure into its process."""
    page.get_by_role("link", name="Quy trình nội bộ", exact=True).click()


def _say_why_there_is_a_fee(page: Page) -> None:
    """The one fault that the procedure has beside those of this journey."""
    page.get_by_role("link", name="Phí, lệ phí").click()
    page.get_by_label("Căn cứ").first.fill("Nghị quyết 124/2016/NQ-HĐND")
    press(page, "Lưu mục này")
    expect(page.locator("main")).to_contain_text("Đã lưu mục")


def _ask_two_units_and_lead_nobody_there(page: Page, check_axe: Look) -> None:
    """Two rows more, moved before the signature; drawn before anything is saved; no way leads to the first of them."""
    open_process(page)
    before = steps_drawn(page)
    assert len(before) == 4
    for row in (5, 6):
        press(page, "Thêm một dòng")
        expect(box(page, row, "name")).to_be_visible()
    write(page, 5, name="Lấy ý kiến", role="officer", working_hours="20", consulted="Sở Tư pháp\nphòng kinh tế")
    write(page, 5, outcome_1="opinions_in", next_1="step-2")
    write(page, 6, name="Tổng hợp", role="officer", working_hours="1", outcome_1="submit_for_signature", next_1="sign")
    for row in (5, 4, 6, 5):
        page.locator(f'button[name="up"][value="{row - 1}"]').click()
    press(page, "Vẽ lại hình theo nội dung đang gõ")
    assert [said[3:] for said in steps_drawn(page)] == [
        "Tiếp nhận hồ sơ", "Thẩm tra hồ sơ", "Lấy ý kiến", "Tổng hợp", "Ký duyệt kết quả", "Trả kết quả",
    ]  # fmt: skip
    expect(drawing(page)).to_contain_text("Sở Tư pháp")
    check_axe(page)
    press(page, "Lưu mục này")
    expect(page.locator("main")).to_contain_text("Đã lưu mục")


def _is_refused(page: Page, address: str, fault: str) -> None:
    """The procedure, the check and the Office's door all say the same; back in the editor it stands on top."""
    expect(page.locator("main")).to_contain_text(fault)
    page.goto(f"{address}kiem-tra/")
    expect(page.locator("main")).to_contain_text(fault)
    press(page, "Trình kiểm tra")
    expect(page.locator("main")).to_contain_text("lỗi phải sửa trước khi trình.")
    page.get_by_role("link", name=CODE).click()
    open_process(page)
    expect(page.locator(".govuk-inset-text")).to_contain_text(fault)


def _lead_there_but_take_too_long(page: Page) -> None:
    """A wrong outcome is told beside its box and keeps what was typed; the right one leads to the consultation."""
    write(page, 2, outcome_1="forward", next_1="_end")
    press(page, "Lưu mục này")
    expect(page.locator(".govuk-error-message")).to_contain_text("“Chuyển bước tiếp theo” chưa dẫn đến bước nào.")
    expect(box(page, 2, "outcome_1")).to_have_value("forward")
    write(page, 2, next_1="step-1")
    press(page, "Lưu mục này")
    expect(page.locator("main")).to_contain_text("Đã lưu mục")


def _take_less_time(page: Page, check_axe: Look) -> None:
    """Eight hours are what the law gives here."""
    write(page, 2, working_hours="1")
    write(page, 3, working_hours="2")
    press(page, "Lưu mục này")
    expect(page.locator("main")).to_contain_text("Đã lưu mục")
    expect(page.locator("main")).not_to_contain_text("lỗi phải sửa")
    check_axe(page)


def _citizens_read_it(page: Page, check_axe: Look) -> None:
    """The same drawing and every step in a sentence, at a phone's width."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/thu-tuc/{CODE}/")
    assert [said[3:] for said in steps_drawn(page)][2:4] == ["Lấy ý kiến", "Tổng hợp"]
    told = page.locator("details.portal-process")
    told.locator("summary").click()
    expect(told).to_contain_text("Hỏi ý kiến cùng lúc: Sở Tư pháp, Phòng Kinh tế")
    expect(told).to_contain_text("Đủ ý kiến: hồ sơ chuyển sang bước “Tổng hợp”.")
    expect(told).to_contain_text("Không nhận được hồ sơ: bạn được trả lời bằng văn bản, có nêu lý do.")
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size(DESK)
