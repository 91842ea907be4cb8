"""Faults in the middle of a filing: whatever was typed or uploaded before is there afterwards, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.dossiers import desk
from tests.dossiers.world import World
from tests.journeys import papers
from tests.journeys.browsing import fill, press
from tests.journeys.citizen import Citizen
from tests.journeys.people import lose_session

pytestmark = pytest.mark.journey

SEND_TWICE = """async () => {
  const form = document.querySelector("main form[method=post]");
  const send = () => fetch(location.href, {method: "POST", body: new URLSearchParams(new FormData(form))});
  return (await Promise.all([send(), send()])).map(answer => answer.url);
}"""


def test_an_expired_session_gives_the_typed_page_back_after_sign_in(own_world: World, mother: Citizen) -> None:
    draft = desk.new_draft(own_world)
    page = mother.page
    lose_session(page)  # the browser must know who signs in here: only they get back what was typed
    mother.sign_in("Mot-Cua-2026")
    mother.go(desk.page_url(draft, "form-child"))

    typed = {"child_name": "Trần Nguyễn Bảo An", "child_birth_date_day": "31", "child_birth_date_month": "2"}
    lose_session(page)
    fill(page, typed)
    press(page, "Lưu và tiếp tục")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    mother.look(page, "sign-in-rescued")
    mother.sign_in("Mot-Cua-2026")

    assert desk.page_url(draft, "form-child") in page.url
    for name, value in typed.items():
        expect(page.locator(f'[name="{name}"]')).to_have_value(value)


def test_a_filing_sent_twice_at_once_is_one_dossier(own_world: World, mother: Citizen) -> None:
    draft = desk.full_draft(own_world)
    mother.go(f"/ho-so/nhap/{draft.public_id}/kiem-tra/")
    fill(mother.page, {"is_declared": "yes"})

    first, second = mother.page.evaluate(SEND_TWICE)

    assert first == second
    assert "/da-nop/" in first
    mother.go("/ho-so/")
    expect(mother.page.locator(".portal-card")).to_have_count(1)
    mother.page.go_back()
    mother.page.reload()
    assert "/da-nop/" in mother.page.url


TOLD = ".govuk-error-message, .portal-upload__line--failed, h1"
"""Where a page says that a file was not taken."""


def bad_files(folder: Path) -> list[tuple[FilePayload | Path, str]]:
    """Files that can't be taken, and what the page must say of each."""
    huge = folder / "qua-lon.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(31 * 1024 * 1024)
    empty: FilePayload = {"name": "rong.pdf", "mimeType": "application/pdf", "buffer": b""}
    mislabelled: FilePayload = {**papers.photo(), "name": "anh.pdf", "mimeType": "application/pdf"}
    return [(empty, "trống"), (mislabelled, "PDF"), (huge, "30 MB")]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_bad_files_are_told_and_the_good_one_stays(
    own_world: World, mother: Citizen, has_scripts: bool, tmp_path: Path
) -> None:
    draft = desk.full_draft(own_world)
    if not has_scripts:
        mother.page.context.route("**/*.js", lambda route: route.abort())
    mother.go(desk.page_url(draft, "papers"))
    box = mother.page.locator("input[type=file]").first

    for file, words in bad_files(tmp_path):
        box.set_input_files(file)
        if not has_scripts:
            press(mother.page, "Lưu và tiếp tục")
        expect(mother.page.locator(TOLD).filter(has_text=words).first).to_be_visible()
        mother.look(mother.page, f"papers-bad-{words}-{'scripts' if has_scripts else 'plain'}")
        mother.go(desk.page_url(draft, "papers"))
        expect(mother.page.locator("main")).to_contain_text("giay-chung-sinh.png")
