"""A citizen with a phone: finds the procedure, files, answers, fetches the result, rates."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.answers import answers
from tests.journeys.browsing import Look, fill, heading, press, sign_in
from tests.journeys.site import Account, Site

BIRTH = "1.001193"
PATIENCE_SECONDS = 30
"""How long the worker may take for a paper or a signature before the journey gives up."""

CODE = re.compile(r"H\d+\.[\d.]+-\d{6}-\d{4,}")


@dataclass
class Citizen:
    """One person with a browser; `look` is called on every page they reach."""

    page: Page
    site: Site
    look: Look
    name: str = "Nguyễn Thị Lan"
    email: str = "lan.nguyen@example.vn"
    pages: dict[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Know what to answer."""
        self.pages = answers(self.name, self.email, self.site.commune)

    def sign_up(self, password: str) -> None:
        """Makes an account from the front page."""
        self.go("/", "home")
        self.page.get_by_role("link", name="Đăng ký", exact=True).click()
        self.look(self.page, "sign-up")
        fill(self.page, {"full_name": self.name, "email": self.email, "password1": password})
        press(self.page, "Đăng ký")
        expect(self.page.get_by_role("button", name="Đăng xuất")).to_be_visible()

    def sign_in(self, password: str) -> None:
        """Signs in with the account made before."""
        sign_in(self.page, self.site, Account(self.email, password, self.name))
        expect(self.page.get_by_role("button", name="Đăng xuất")).to_be_visible()

    def go(self, path: str, name: str = "") -> None:
        """Opens an address; with a name, looks at the page."""
        self.page.goto(self.site.at(path))
        if name:
            self.look(self.page, name)

    def find(self, words: str) -> None:
        """Searches from the front page and opens the procedure."""
        self.go("/")
        self.page.get_by_label("Bạn cần làm gì?").fill(words)
        press(self.page, "Tìm")
        self.look(self.page, "search")
        self.page.get_by_role("link", name="Thủ tục đăng ký khai sinh", exact=True).click()
        self.look(self.page, "procedure")

    def start(self) -> str:
        """Begins a filing on the procedure's page and opens its first part; the address of its task list."""
        self.page.get_by_role("button", name="Nộp hồ sơ").click()
        self.look(self.page, "start")
        fill(self.page, {"case": "standard", "commune": self.site.commune})
        press(self.page, "Bắt đầu")
        self.look(self.page, "filing-tasks-new")
        filing = self.page.url
        self.page.get_by_role("link", name="Thông tin của bạn").click()
        self.look(self.page, "filing-applicant")
        return filing

    def here(self) -> str:
        """The key of the filing's page on which the browser stands."""
        return self.page.url.split("?")[0].rstrip("/").rpartition("/")[2]

    def answer_page(self) -> None:
        """Answers the page and goes on."""
        fill(self.page, self.pages[self.here()])
        press(self.page, "Lưu và tiếp tục")

    def answer_until(self, key: str) -> None:
        """Answers page after page until the one of that key comes."""
        for _page in self.pages:
            if self.here() == key:
                return
            self.answer_page()
            self.look(self.page, f"filing-{self.here()}")
        raise AssertionError(f"the page {key} never came; the browser is on {self.page.url}: {heading(self.page)}")

    def attach(self, paper: FilePayload) -> None:
        """Uploads the hospital's paper, says of the others that there is none, and goes on."""
        self.page.locator("input[type=file]").first.set_input_files(paper)
        self.wait_for_upload(paper)
        for choice in self.page.locator('input[type=radio][value="nothing"]').all():
            choice.check()
        press(self.page, "Lưu và tiếp tục")

    def wait_for_upload(self, paper: FilePayload) -> None:
        """With scripts a file travels at once and says so; without, it goes with the form."""
        if self.has_scripts():
            expect(self.page.get_by_text(f"Đã tải xong {paper['name']}")).to_be_visible()

    def has_scripts(self) -> bool:
        """Whether the page's scripts run."""
        return self.page.locator("body.js-enabled").count() > 0

    def send(self) -> str:
        """Declares and sends; the dossier's code."""
        fill(self.page, {"is_declared": "yes"})
        press(self.page, "Gửi hồ sơ")
        self.look(self.page, "sent")
        assert heading(self.page) == "Đã gửi hồ sơ"
        return self.page.locator("main .portal-code").first.inner_text()

    def fetch(self, path: str) -> bytes:
        """The PDF behind a link, as soon as the worker has made it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.page.request.get(self.site.at(path))
            if answer.ok and answer.body().startswith(b"%PDF"):
                return answer.body()
            assert time.monotonic() < deadline, f"{path} is not there: {answer.status} {answer.text()[:300]}"
            time.sleep(0.3)

    def open(self, code: str, name: str = "dossier") -> None:
        """Opens a dossier of one's own from the list."""
        self.go("/ho-so/", "my-dossiers")
        self.page.locator(f'a[href="/ho-so/{code}/"]').click()
        self.look(self.page, name)
