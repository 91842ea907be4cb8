"""A test that clicks looks at the next page, never at the moment before its first element."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey
FIRST = b"<!doctype html><title>1</title><a href=/2>go</a><button onclick='location=\"/2\"'>press</button>"


class _SlowToSay(BaseHTTPRequestHandler):
    """The second page is committed with its head, and says its one paragraph a moment later."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/2":
            self.wfile.write(b"<!--" + b" " * 2048)
            self.wfile.flush()
            threading.Event().wait(0.3)
            self.wfile.write(b"--><p>read")
        else:
            self.wfile.write(FIRST)

    def log_message(self, *_: object) -> None:
        """The suite's output is no access log."""


@pytest.fixture
def slow_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _SlowToSay) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(("role", "act"), [("link", "click"), ("link", "press"), ("button", "click")])
def test_the_page_that_a_click_leads_to_has_been_read(page: Page, slow_site: str, role: str, act: str) -> None:
    page.goto(slow_site)
    element = page.get_by_role(role)  # type: ignore[arg-type]
    element.press("Enter") if act == "press" else element.click()
    assert page.locator("p").all_text_contents() == ["read"]
