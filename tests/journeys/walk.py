"""The whole path of one birth, from a search without accents to a rating, as everybody in it sees the site.

Nothing here reads the database: the same walk proves the site of the tests and any running site from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import answers, papers
from tests.journeys.browsing import fill, heading, press, text_of
from tests.journeys.citizen import Citizen
from tests.journeys.staff import Desk

PASSWORD = "Me-Cua-Bao-An-26"
REASON, REMARK = "Bản chụp bị mờ.", "Chụp lại cho rõ dấu và chữ ký của bệnh viện."
VERIFY = re.compile(r"https?://[^\s]+/xac-minh/([A-Z0-9-]+)/?")


@dataclass
class Walk:
    """Everybody of the journey, each with a browser of their own, and a stranger who only checks papers."""

    citizen: Citizen
    clerk: Desk
    officer: Desk
    leader: Desk
    anybody: Page
    folder: Path
    code: str = field(init=False, default="")

    def file(self) -> None:
        """Sign up, search, fill in with a break in the middle, attach, check, change one answer, send."""
        citizen, page = self.citizen, self.citizen.page
        citizen.sign_up(PASSWORD)
        citizen.find("lam giay khai sinh")
        filing = citizen.start()
        self._leave_and_come_back(filing)
        citizen.answer_until("papers")
        citizen.attach(papers.photo())
        citizen.look(page, "filing-delivery")
        citizen.answer_page()
        citizen.look(page, "filing-tasks")
        page.get_by_role("link", name="Xem lại và gửi hồ sơ").click()
        citizen.look(page, "filing-check")
        self._change_one_answer()
        self.code = citizen.send()

    def _leave_and_come_back(self, filing: str) -> None:
        """In the middle of a page: half a date and a name are typed, saved by themselves, and there again."""
        citizen, page = self.citizen, self.citizen.page
        citizen.answer_until("form-child")
        half = {"child_name": "Trần Nguyễn", "child_birth_date_day": "3"}
        fill(page, half)
        expect(page.locator("[data-saved-mark]")).to_contain_text("Đã lưu lúc")
        citizen.go("/")
        page.get_by_role("link", name="Thủ tục đăng ký khai sinh").first.click()
        assert page.url == filing
        page.get_by_role("link", name="Thông tin của trẻ").click()
        for name, typed in half.items():
            expect(page.locator(f'[name="{name}"]')).to_have_value(typed)

    def _change_one_answer(self) -> None:
        """From the check page to the child's page and back, with another name."""
        page = self.citizen.page
        page.locator('main a[href*="form-child"]').first.click()
        expect(page.locator('[name="child_name"]')).to_have_value(answers.CHILD)
        fill(page, {"child_name": answers.CHILD.replace("An", "Anh")})
        press(page, "Lưu và tiếp tục")
        expect(page.locator("main")).to_contain_text(answers.CHILD.replace("An", "Anh"))

    def fetch_acknowledgement(self) -> bytes:
        """The receipt of the sending, as PDF; its QR codes lead to the tracking and the verification page."""
        citizen = self.citizen
        pdf = citizen.fetch(f"/ho-so/{self.code}/van-ban/acknowledgement/1/")
        codes = papers.qr_codes_of(pdf, self.folder)
        assert any(found.endswith(f"/theo-doi/?code={self.code}") for found in codes), codes
        assert any(VERIFY.fullmatch(found) for found in codes), codes
        return pdf

    def ask_for_more(self) -> None:
        """The clerk opens the dossier by keyboard and asks for a better picture of the paper."""
        self.clerk.sign_in()
        self.clerk.open(self.code)
        self.clerk.look(self.clerk.page, "work-intake")
        self.clerk.request_supplement(REASON, REMARK)
        self.clerk.look(self.clerk.page, "work-waiting")

    def answer_the_request(self) -> None:
        """The citizen sees reason and paper named, and sends a clear scan."""
        citizen, page = self.citizen, self.citizen.page
        citizen.open(self.code, "dossier-asked")
        expect(page.locator("main")).to_contain_text(REASON)
        expect(page.locator("main")).to_contain_text(REMARK)
        page.get_by_role("button", name="Nộp bổ sung").click()
        citizen.look(page, "supplement")
        page.locator("input[type=file]").first.set_input_files(papers.scan())
        citizen.wait_for_upload(papers.scan())
        press(page, "Gửi giấy tờ bổ sung")
        expect(page.locator("main")).to_contain_text("Đã gửi giấy tờ bổ sung")

    def handle(self) -> None:
        """The clerk receives and hands over, the officer drafts, the leader approves; the worker signs."""
        self.clerk.open(self.code)
        self.clerk.receive()
        self.clerk.hand_over()
        self.officer.sign_in()
        self.officer.open(self.code)
        self.officer.draft(answers.CHILD_NUMBER)
        self.leader.sign_in()
        self.leader.open(self.code)
        self.leader.approve()

    def fetch_result(self) -> bytes:
        """The signed certificate, whose signature covers the whole file and holds."""
        self.citizen.open(self.code, "dossier-done")
        expect(self.citizen.page.get_by_role("button", name="Tải kết quả")).to_be_visible()
        pdf = self.citizen.fetch(f"/ho-so/{self.code}/van-ban/result/1/")
        papers.require_signed(pdf)
        return pdf

    def verify(self, pdf: bytes, look: Callable[[Page, str], None]) -> None:
        """Anybody checks the paper by its QR and by its file; a forged copy is told."""
        codes = [found for found in papers.qr_codes_of(pdf, self.folder) if VERIFY.fullmatch(found)]
        assert codes, "the certificate carries no QR that verifies it"
        self.anybody.goto(codes[0])
        look(self.anybody, "verified")
        expect(self.anybody.locator(".portal-answer--true")).to_be_visible()
        assert self._verdict(pdf) == "true"
        assert self._verdict(papers.forged(pdf)) == "false"
        look(self.anybody, "verified-forged")
        assert "thay đổi" in heading(self.anybody), heading(self.anybody)
        expect(self.anybody.locator("main")).not_to_contain_text("Đang có hiệu lực")

    def _verdict(self, pdf: bytes) -> str:
        page = self.anybody
        page.goto(self.citizen.site.at("/xac-minh/"))
        page.locator("input[type=file]").set_input_files(papers.pdf_file(pdf))
        press(page, "Kiểm tra tệp")
        classes = page.locator(".portal-answer").get_attribute("class") or ""
        return classes.rpartition("portal-answer--")[2]

    def rate(self) -> None:
        """The citizen is satisfied."""
        page = self.citizen.page
        page.get_by_role("button", name="Đánh giá").click()
        self.citizen.look(page, "rate")
        page.locator('[name="score"]').first.check()
        press(page, "Gửi đánh giá")
        expect(page.locator("main")).to_contain_text("Cảm ơn bạn đã đánh giá")
        self.citizen.look(page, "dossier-rated")

    def track(self, look: Callable[[Page, str], None]) -> None:
        """Without signing in: code and level of completion, and nothing about anybody (domain 6.2)."""
        page = self.anybody
        page.goto(self.citizen.site.at("/theo-doi/"))
        page.get_by_label("Mã hồ sơ").fill(self.code)
        press(page, "Tra cứu")
        look(page, "track")
        shown = text_of(page) + page.content()
        assert self.code in shown
        private = [self.citizen.name, answers.CHILD, answers.ID_NUMBER, answers.PHONE_DIGITS, self.citizen.email]
        private += [answers.ID_NUMBER[-4:], "Từ Dũ", self.clerk.who.full_name, self.officer.who.full_name]
        told = [secret for secret in private if secret.lower() in shown.lower()]
        assert not told, f"the public tracking page tells {told}"
