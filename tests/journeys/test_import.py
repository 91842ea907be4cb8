"""An administrator takes over an old system in a browser: tried out, faulty rows mended, handed in again, compared."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.dossiers.world import World, make_staff
from tests.inheritance.packing import PDF, account, dossier, packed, paper, result
from tests.journeys.browsing import Look, press
from tests.journeys.people import let_in
from tests.journeys.site import Site
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
LONG = 60_000


def hand_in(page: Page, system: str, package: Path) -> None:
    """Choose a package and have it tried out, up to its end."""
    page.get_by_role("button", name="Nhập gói dữ liệu").click()
    page.locator('[name="system"]').fill(system)
    page.locator('[name="file"]').set_input_files(package)
    press(page, "Chạy thử")
    expect(page.locator("main")).to_contain_text("Đã xong chạy thử", timeout=LONG)


def run_for_real(page: Page) -> None:
    """Agree to what was tried out, and wait for its end."""
    page.get_by_role("button", name="Nhập thật").click()
    press(page, "Nhập thật")
    expect(page.locator("main")).to_contain_text("Tổng kiểm tra khớp.", timeout=LONG)


def mended(faults: Path, out: Path) -> None:
    """The faulty rows as an administrator sends them back: status 5 became 10, and the files are beside them again."""
    with zipfile.ZipFile(faults) as archive:
        table = archive.read("ho_so.csv").decode("utf-8-sig")
    out.write_bytes(packed(ho_so=table.replace(",5,,truc_tiep", ",10,,truc_tiep").encode()))


def test_an_old_system_is_taken_over(
    world: World, site: Site, new_page: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    mark = uuid4().hex[:8].upper()
    good, bad, still = (f"BDG-{mark}-{number}" for number in range(3))
    package, again = tmp_path / "binh-duong.zip", tmp_path / "da-sua.zip"
    files = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}
    today, promised = (f"{timezone.localdate() + timedelta(days=ahead)}" for ahead in (0, 9))
    at_work = {"trang_thai": "4", "ngay_nop": today, "ngay_tiep_nhan": today, "ngay_xong": "", "ngay_tra": ""}
    rows = [
        dossier(good, ma_tai_khoan=mark), dossier(bad, trang_thai="5"),
        dossier(still, **at_work, ngay_hen_tra=promised),
    ]  # fmt: skip
    package.write_bytes(
        packed(files, tai_khoan=[account(mark)], ho_so=rows, giay_to=[paper(good)], ket_qua=[result(good)])
    )
    admin = make_staff(f"{mark.lower()}@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    page = new_page(is_staff=True)
    let_in(page, site, admin)

    page.goto(site.at("/can-bo/he-thong-cu/"))
    look(page, "imports-none")
    page.get_by_role("button", name="Nhập gói dữ liệu").click()
    press(page, "Chạy thử")
    look(page, "import-refused")
    page.goto(site.at("/can-bo/he-thong-cu/"))
    hand_in(page, f"bdg-{mark}", package)
    expect(page.locator("main")).to_contain_text("Hồ sơ đang chờ người nộp bổ sung")
    look(page, "import-tried")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải các dòng lỗi về (ZIP) để sửa rồi nhập lại").click()
    mended(taken.value.path(), again)

    run_for_real(page)
    expect(page.locator("main")).to_contain_text("gói có 2 hồ sơ hợp lệ, hệ thống có 2")
    look(page, "import-done")

    page.goto(site.at("/can-bo/he-thong-cu/"))
    hand_in(page, f"bdg-{mark}", again)
    run_for_real(page)
    expect(page.locator("main")).to_contain_text("gói có 1 hồ sơ hợp lệ, hệ thống có 1")

    # Whoever has the old code on paper finds the dossier with it, what ended as what goes on.
    citizen = new_page()
    for code, words in ((good, "trả kết quả"), (bad, "trả kết quả"), (still, "Đang giải quyết")):
        citizen.goto(site.at(f"/theo-doi/?code={code.lower()}"))
        expect(citizen.locator("main")).to_contain_text(words)
