"""Two wards with open dossiers merge, in a browser: planned by one, confirmed by another, carried out on the day.

Then the owner sees the new ward and has the letter, and the officer finds the dossier in the new unit's list.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.reorganising import come_to, make_admin, the_day
from tests.dossiers.test_staff_in_a_browser import lasting_world, sit_down
from tests.dossiers.world import World
from tests.journeys.browsing import fill
from tests.journeys.looking import looker
from units import tasks
from units.models import Reorganisation, Unit, today_in_vietnam

__all__ = ["lasting_world"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(600), pytest.mark.django_db(transaction=True)]
PLANS = "/can-bo/don-vi/sap-xep/"
NEW, CODE = "Ủy ban nhân dân phường Hồng Hà", "H29.950"


@dataclass
class Walk:
    """One browser in which one person after the other sits down; every page that is reached is looked at."""

    page: Page
    server: LiveServer
    check_axe: Callable[[Page], None]
    look: Callable[[Page, str], None] = field(init=False)

    def __post_init__(self) -> None:
        self.look = looker(self.check_axe, os.environ.get("PORTAL_PICTURES", ""))

    def go(self, who: User, address: str, name: str) -> None:
        """Somebody opens a page."""
        sit_down(self.page, self.server, who)
        self.page.goto(self.server.url + address)
        self.look(self.page, f"merger-{name}")

    def follow(self, words: str, name: str) -> None:
        """A link or a button that looks like one leads to the next page."""
        self.page.get_by_role("main").locator("a", has_text=words).first.click()
        self.look(self.page, f"merger-{name}")

    def press(self, words: str, name: str) -> None:
        """A button sends the form."""
        self.page.get_by_role("button", name=words, exact=True).click()
        self.look(self.page, f"merger-{name}")

    def date(self, group: str, day: dt.date) -> None:
        """Three boxes."""
        boxes = self.page.get_by_role("group", name=group)
        for label, value in (("Ngày", day.day), ("Tháng", day.month), ("Năm", day.year)):
            boxes.get_by_label(label, exact=True).fill(str(value))

    def reads(self, *words: str) -> None:
        """The page says these words."""
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)


def write_plan(walk: Walk, author: User, world: World) -> Reorganisation:
    """From the empty list to a plan without conflicts."""
    walk.go(author, PLANS, "list-empty")
    walk.follow("Tạo phương án mới", "decision")
    page = walk.page
    page.get_by_label("Sáp nhập, hợp nhất").check()
    page.get_by_label("Số quyết định, nghị quyết").fill("12/NQ-HĐND")
    page.get_by_label("Cơ quan ban hành").fill("Hội đồng nhân dân Thành phố")
    walk.date("Ngày ban hành", today_in_vietnam())
    walk.date("Có hiệu lực từ ngày", the_day())
    walk.press("Lưu và ghi các đơn vị", "plan-empty")

    walk.follow("Thêm đơn vị kế thừa", "successor")
    place = {"division_code": "27999", "division_kind": "ward", "division_name": "Hồng Hà"}
    told = {"code": CODE, "name": NEW, "hotline": "1022", **place}
    fill(page, {f"successor-{name}": words for name, words in told.items()})
    walk.press("Thêm vào phương án", "plan-successor")
    for ward in (world.ward, world.other_ward):
        walk.follow("Thêm đơn vị kết thúc", "passing")
        page.locator('[name="passing-successor"]').select_option(label=NEW)
        fill(page, {"passing-predecessor": str(ward.committee.pk)})
        walk.press("Thêm vào phương án", "plan-passing")
    return Reorganisation.objects.get()


def test_two_wards_merge_and_nobody_loses_a_dossier(
    page: Page, live_server: LiveServer, lasting_world: World, check_axe: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    world, walk = lasting_world, Walk(page, live_server, check_axe)
    author, other = make_admin(), make_admin("second@example.vn")
    dossier = filings.handed_over(world)
    due = dossier.due_at

    plan = write_plan(walk, author, world)
    walk.reads("Xem trước: những gì sẽ thay đổi", NEW, "hãy nhờ người quản trị khác")
    expect(page.get_by_text("Chưa lên lịch được")).to_have_count(0)

    walk.go(other, f"{PLANS}{plan.pk}/", "plan-second")
    walk.follow("Xem lại và lên lịch", "schedule")
    walk.press("Lên lịch", "schedule-unread")
    walk.reads("Hãy xác nhận bạn đã xem những thay đổi ở trên.")
    page.get_by_label("Tôi đã xem những thay đổi ở trên").check()
    walk.press("Lên lịch", "scheduled")
    walk.reads("trước lúc đó còn hủy được", "Hủy phương án")

    # Until the day nothing is otherwise, and the worker lets it be.
    tasks.carry_out_reorganisations()
    assert Dossier.objects.get(pk=dossier.pk).competent_unit == world.ward.committee
    assert not Unit.objects.filter(code=CODE).exists()

    come_to(monkeypatch, plan)
    tasks.carry_out_reorganisations()

    walk.go(author, f"{PLANS}{plan.pk}/", "applied")
    walk.reads("Đã thực hiện", "Đã chuyển 1 trên 1 hồ sơ, phản ánh.")
    moved = Dossier.objects.get(pk=dossier.pk)
    assert (moved.competent_unit.code, moved.handling_unit.code, moved.code, moved.due_at) == (
        CODE, f"{CODE}.3", dossier.code, due,
    )  # fmt: skip

    letter = OutboxMessage.objects.filter(key=dossier.code).latest("pk").payload
    assert letter["to"] == world.mother.email
    assert NEW in letter["text"]
    walk.go(world.mother, f"/ho-so/{dossier.code}/", "owner")
    walk.reads("Hồ sơ được chuyển đến đơn vị mới", NEW)

    walk.go(world.ward.officer, "/can-bo/", "officer")
    walk.follow(dossier.code, "officer-dossier")
    walk.reads("phường Hồng Hà")
    walk.go(world.mother, f"/don-vi/{world.ward.committee.code}/", "old-ward")
    walk.reads(NEW)
    page.get_by_role("main").get_by_role("link", name=NEW).first.click()
    walk.look(page, "merger-new-ward")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NEW)
