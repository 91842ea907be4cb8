"""Somebody of the ward at a desk: finds the dossier with the keyboard and decides."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.browsing import Look, press, sign_in
from tests.journeys.site import Account, Site


@dataclass
class Desk:
    """One person of the staff with a browser of their own."""

    page: Page
    site: Site
    who: Account
    look: Look

    def sign_in(self) -> None:
        """Signs in and goes to the work list."""
        self.page.goto(self.site.at("/can-bo/"))
        sign_in(self.page, self.site, self.who)
        self.page.goto(self.site.at("/can-bo/"))
        self.look(self.page, "desk")

    def open(self, code: str) -> None:
        """Finds the dossier with the keyboard alone: "/", its code, Enter, j, Enter."""
        self.page.goto(self.site.at("/can-bo/"))
        self.page.keyboard.press("/")
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**tim=**")
        self.page.keyboard.press("j")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"**/can-bo/ho-so/{code}/")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(code)

    def find_all_papers(self, finding: str, remark: str = "") -> None:
        """Marks every paper the same way ("accepted" or "rejected")."""
        for choice in self.page.locator(f'input[name^="look-"][value="{finding}"]').all():
            choice.check()
        for box in self.page.locator('input[name^="remark-"]').all():
            box.fill(remark)

    def unfold(self, title: str) -> None:
        """Opens a folded part of the decision, where it is not open yet."""
        folded = self.page.locator("details", has=self.page.locator("summary", has_text=title)).first
        if folded.get_attribute("open") is None:
            folded.locator("summary").click()

    def decide(self, button: str, done: str) -> None:
        """Presses the button; the page then says that it is done."""
        press(self.page, button)
        expect(self.page.locator("main")).to_contain_text(done)

    def request_supplement(self, reason: str, remark: str) -> None:
        """Finds the papers wanting and asks for better ones."""
        self.find_all_papers("rejected", remark)
        self.unfold("Yêu cầu bổ sung")
        self.page.locator('[name="supplement-reason"]').fill(reason)
        self.look(self.page, "work-supplement")
        self.decide("Gửi yêu cầu bổ sung", "Đã gửi yêu cầu bổ sung")

    def refuse(self, reason: str, ground: str) -> None:
        """Refuses with the legal ground, knowing that this ends the dossier."""
        self.unfold("Từ chối tiếp nhận")
        self.page.locator('[name="refuse-reason"]').fill(reason)
        self.page.locator('[name="refuse-legal_ground"]').fill(ground)
        self.page.locator('[name="refuse-confirmed"]').check()
        self.decide("Từ chối tiếp nhận hồ sơ", "Đã từ chối hồ sơ")

    def receive(self) -> None:
        """Finds all papers good and receives the dossier."""
        self.find_all_papers("accepted")
        self.decide("Tiếp nhận hồ sơ", "Đã tiếp nhận hồ sơ")

    def hand_over(self) -> None:
        """Sends the dossier to whoever handles it."""
        self.look(self.page, "work-hand-over")
        self.decide("Chuyển hồ sơ đi xử lý", "Đã chuyển hồ sơ")

    def draft(self, number: str) -> None:
        """Writes the officer's part of the result and submits it for signature."""
        self.look(self.page, "work-draft")
        self.page.locator('[name="child_personal_number"]').fill(number)
        self.page.locator('[name="opinion-opinion"]').fill("Hồ sơ đủ điều kiện đăng ký.")
        self.decide("Trình ký kết quả", "Đã trình ký kết quả")

    def approve(self) -> None:
        """Approves; the worker then signs, and the page comes back until it is done."""
        self.look(self.page, "work-approve")
        self.decide("Phê duyệt và ký số", "Đã phê duyệt kết quả")
        expect(self.page.get_by_role("link", name="trong thẻ mới").filter(has_text="Giấy khai sinh số")).to_be_visible(
            timeout=30_000
        )
        self.look(self.page, "work-signed")
