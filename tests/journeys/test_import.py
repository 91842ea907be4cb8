"""An administrator takes over an old system in a browser: tried out, read, run, and the faulty row handed back."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.dossiers.world import World, make_staff
from tests.inheritance.packing import PDF, account, dossier, packed, paper, result
from tests.journeys.browsing import Look, press
from tests.journeys.people import let_in
from tests.journeys.site import Site
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
LONG = 60_000


def test_an_old_system_is_taken_over(
    world: World, site: Site, new_page: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    mark = uuid4().hex[:8].upper()
    good, bad = f"BDG-{mark}-1", f"BDG-{mark}-2"
    package = tmp_path / "binh-duong.zip"
    files = {"tep/don.pdf": PDF, "tep/ket-qua.pdf": PDF}
    package.write_bytes(
        packed(
            files, tai_khoan=[account(mark)], ho_so=[dossier(good, ma_tai_khoan=mark), dossier(bad, trang_thai="4")],
            giay_to=[paper(good)], ket_qua=[result(good)],
        )
    )  # fmt: skip
    admin = make_staff(f"{mark.lower()}@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    page = new_page(is_staff=True)
    let_in(page, site, admin)

    page.goto(site.at("/can-bo/he-thong-cu/"))
    look(page, "imports-none")
    page.get_by_role("button", name="Nhập gói dữ liệu").click()
    press(page, "Chạy thử")
    look(page, "import-refused")
    page.locator('[name="system"]').fill(f"bdg-{mark}")
    page.locator('[name="file"]').set_input_files(package)
    press(page, "Chạy thử")

    expect(page.locator("main")).to_contain_text("Đã xong chạy thử", timeout=LONG)
    expect(page.locator("main")).to_contain_text("Hồ sơ còn đang giải quyết")
    look(page, "import-tried")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải các dòng lỗi về (ZIP) để sửa rồi nhập lại").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert bad in archive.read("ho_so.csv").decode()

    page.get_by_role("button", name="Nhập thật").click()
    press(page, "Nhập thật")
    expect(page.locator("main")).to_contain_text("Tổng kiểm tra khớp.", timeout=LONG)
    look(page, "import-done")

    # Whoever has the old code on paper finds the dossier with it.
    citizen = new_page()
    citizen.goto(site.at(f"/theo-doi/?code={good.lower()}"))
    expect(citizen.locator("main")).to_contain_text("trả kết quả")
