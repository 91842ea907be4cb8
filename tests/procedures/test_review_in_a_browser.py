"""The review queue on the real file, and the coverage matrix, as a publisher works: by keyboard, no barrier found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from procedures import tasks
from procedures.models import ProcedureVersion, ReviewItem, ReviewState
from procedures.review.running import import_and_accept
from tests.procedures.factories import announced
from tests.procedures.review_queue import publisher, signed_in
from tests.units import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
SOILED = ("clock_time_as_duration", "note_rows_in_documents", "fee_zero_but_text_sets_fee")


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Page:
    """A publisher's browser, signed in."""
    session = signed_in(publisher()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def real_slice(source: Path, folder: Path) -> Path:
    """Records of the real file with the faults that matter most: few, since a browser test need not load them all."""
    records = json.loads(source.read_text(encoding="utf-8"))
    soiled = [r for r in records if r.get("quality_flags")][:30]
    hours = [r for r in records if any(c.get("time_qty") == 15 and c.get("time_unit") == "hour" for c in r["channels"])]
    clean = [r for r in records if not r.get("quality_flags")][:20]
    path = folder / "procedures.json"
    path.write_text(json.dumps([*soiled, *hours[:2], *clean], ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.realdata
def test_a_publisher_reviews_real_records_by_keyboard(
    desk: Page, live_server: LiveServer, check_widths: Look, shared_data: Path, tmp_path: Path
) -> None:
    import_and_accept(
        real_slice(shared_data / "procedures" / "procedures_public.json", tmp_path), accept_doubtful=False
    )
    total = ReviewItem.objects.waiting().count()
    doubtful = ReviewItem.objects.waiting().filter(flags__contains=["clock_time_as_duration"]).count()
    soiled = ReviewItem.objects.waiting().filter(flags__overlap=list(SOILED)).first()
    assert doubtful and soiled

    desk.goto(f"{live_server.url}/cong-khai/ra-soat/{soiled.pk}/")
    check_widths(desk)
    desk.goto(f"{live_server.url}/cong-khai/ra-soat/")
    check_widths(desk)
    desk.get_by_label("Điểm nghi ngờ").select_option("clock_time_as_duration")
    desk.get_by_role("button", name="Lọc").click()
    expect(desk.locator("tbody tr")).to_have_count(doubtful)
    desk.reload()
    expect(desk.get_by_label("Điểm nghi ngờ")).to_have_value("clock_time_as_duration")
    desk.locator("body").press("j")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("“15 giờ” là giờ trong ngày, không phải thời hạn").first).to_be_visible()
    check_widths(desk)
    desk.get_by_role("button", name="Trả trong ngày; nộp sau 15 giờ").first.click()
    expect(desk.get_by_role("heading", name="Gợi ý đã áp dụng")).to_be_visible()
    desk.locator("body").press("a")
    expect(desk.get_by_text("Đã duyệt và công bố")).to_be_visible()
    assert ReviewItem.objects.waiting().count() == total - 1
    accepted = ReviewItem.objects.get(state=ReviewState.ACCEPTED)
    assert ProcedureVersion.objects.valid_on().get().procedure.code == accepted.code


def test_the_matrix_shows_a_gap_and_gives_the_file(desk: Page, live_server: LiveServer, check_axe: Look) -> None:
    committee = make.CommuneCommitteeFactory(division=make.WardFactory(code="26740", name="Sài Gòn"))
    make.CentreFactory(parent=committee)
    announced("1.001193")

    desk.goto(f"{live_server.url}/cong-khai/ra-soat/do-phu/")
    check_axe(desk)
    expect(desk.get_by_role("cell", name="Trung tâm chưa có quầy đang mở", exact=True)).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Tải mọi chỗ thiếu (CSV)").click()
    assert "1.001193" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_an_export_is_asked_for_watched_and_taken_away(desk: Page, live_server: LiveServer, check_widths: Look) -> None:
    """The page follows the worker by itself: nothing is pressed between waiting and the file."""
    announced("1.001193")

    desk.goto(f"{live_server.url}/cong-khai/ra-soat/bang-tinh/")
    check_widths(desk)
    desk.get_by_label("Cấp thực hiện").select_option("commune")
    desk.get_by_role("button", name="Xuất bảng tính").click()
    expect(desk.get_by_role("progressbar", name="Tiến độ")).to_be_visible()
    check_widths(desk)
    tasks.run_imports()
    expect(desk.get_by_text("Tệp có 1 thủ tục")).to_be_visible()
    check_widths(desk)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Tải bảng tính").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
