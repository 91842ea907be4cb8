"""A browser before a site that the test plays itself: our scripts and style sheets, answers of the test's own.

Addresses that the test gives no answer for are asked of Django's test client, so real pages are drawn without
a server.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Request, Route

ORIGIN = "http://portal.test"
BUILD = Path(settings.BASE_DIR) / "static" / "build"
Answer = Callable[[Route], None]


class Stage:
    """Routes every request of the page; keeps what was sent to the answers of the test."""

    def __init__(self, page: Page) -> None:
        if not BUILD.is_dir():
            pytest.skip("the assets are not compiled")
        self.page = page
        self.sent: list[Request] = []
        self.errors: list[str] = []
        self._answers: dict[str, Answer] = {}
        self._client = Client()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.route(f"{ORIGIN}/**", self._play)

    def answer(self, path: str, answer: Answer) -> None:
        """Let the test answer requests to this path."""
        self._answers[path] = answer

    def show(self, body: str, *scripts: str, path: str = "/") -> None:
        """Open a page with this body and these scripts of ours."""
        tags = "".join(f'<script type="module" src="/static/{name}"></script>' for name in ("portal.js", *scripts))
        html = f'<!doctype html><html lang="vi"><head><title>Trang</title>{tags}</head><body>{body}</body></html>'
        self.answer(path, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        self.open(path)

    def open(self, path: str) -> None:
        """Go to a path and wait until it stands."""
        self.page.goto(f"{ORIGIN}{path}", wait_until="networkidle")

    def bodies(self, path: str) -> list[str]:
        """What was sent to a path with a body, in order."""
        sent = [request for request in self.sent if request.url == f"{ORIGIN}{path}"]
        return [(request.post_data_buffer or b"").decode("utf-8", "replace") for request in sent]

    def _play(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path in self._answers:
            if route.request.method != "GET":
                self.sent.append(route.request)
            self._answers[path](route)
        elif path.startswith("/static/"):
            route.fulfill(path=BUILD / path.removeprefix("/static/"))
        else:
            self._ask_django(route, path)

    def _ask_django(self, route: Route, path: str) -> None:
        response = self._client.get(path)
        headers = {name: value for name, value in response.items() if name != "Content-Length"}
        route.fulfill(status=response.status_code, body=response.content, headers=headers)
