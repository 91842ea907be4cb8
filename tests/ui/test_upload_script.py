"""Files go in pieces: a broken line costs one piece, a refusal is told in the server's words."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.ui.stage import Stage

BEGIN, ONE = "/tep/", "/tep/1/"
PIECE = 512 * 1024
FORM = (
    '<main><h1>Giấy tờ</h1><form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="abc">'
    f'<div><label for="paper">Giấy</label><input id="paper" type="file" name="paper" data-upload-url="{BEGIN}"></div>'
    "</form></main>"
)


class Server:
    """Receives pieces as the portal does; `faults` are statuses to fail the next pieces with."""

    def __init__(self, stage: Stage) -> None:
        self.received = b""
        self.faults: list[int] = []
        self.verdicts: list[str] = []
        self.begun: dict[str, object] = {}
        self.tokens: set[str | None] = set()
        stage.answer(BEGIN, self.begin)
        stage.answer(ONE, self.piece)

    def begin(self, route: Route) -> None:
        self.received = b""
        self.begun = json.loads(route.request.post_data or "{}")
        self.tokens.add(route.request.headers.get("x-csrftoken"))
        route.fulfill(status=201, json={"id": "u-1", "url": ONE, "offset": 0})

    def piece(self, route: Route) -> None:
        if route.request.method == "HEAD":
            route.fulfill(headers={"Upload-Offset": str(len(self.received))})
        elif self.faults:
            route.fulfill(status=self.faults.pop(0), json={"problem": "Tệp này có mật khẩu, không mở được."})
        else:
            assert int(route.request.headers["upload-offset"]) == len(self.received)
            self.received += route.request.post_data_buffer or b""
            state = self.verdicts.pop(0) if self.verdicts else "receiving"
            route.fulfill(json={"offset": len(self.received), "state": state, "problem": "Tệp này hỏng."})


@pytest.fixture
def server(stage: Stage) -> Server:
    server = Server(stage)
    stage.show(FORM, "upload.js")
    return server


@pytest.fixture
def choose(stage: Stage) -> Callable[[bytes], None]:
    def choose(content: bytes) -> None:
        file = {"name": "giấy chứng sinh.pdf", "mimeType": "application/pdf", "buffer": content}
        stage.page.set_input_files("#paper", file)  # type: ignore[arg-type]

    return choose


def test_a_file_arrives_whole_and_the_form_carries_only_its_id(
    stage: Stage, server: Server, choose: Callable[[bytes], None]
) -> None:
    content = bytes(range(256)) * (PIECE // 128)
    choose(content)
    expect(stage.page.get_by_role("status")).to_have_text("Đã tải xong giấy chứng sinh.pdf")
    assert server.received == content
    assert server.begun == {"name": "giấy chứng sinh.pdf", "size": len(content), "type": "application/pdf"}
    assert server.tokens == {"abc"}
    assert stage.page.input_value("input[name=paper_upload]") == "u-1"
    assert stage.page.evaluate("document.getElementById('paper').files.length") == 0


def test_a_broken_line_goes_on_where_it_broke(stage: Stage, server: Server, choose: Callable[[bytes], None]) -> None:
    server.faults = [502, 502]
    choose(b"x" * (PIECE + 10))
    expect(stage.page.get_by_role("status")).to_have_text("Đã tải xong giấy chứng sinh.pdf", timeout=15_000)
    assert len(server.received) == PIECE + 10


def test_a_refusal_is_told_in_the_servers_words_and_can_be_tried_again(
    stage: Stage, server: Server, choose: Callable[[bytes], None]
) -> None:
    server.faults = [400]
    choose(b"x" * 10)
    expect(stage.page.get_by_role("status")).to_have_text("Tệp này có mật khẩu, không mở được.")
    assert stage.page.locator("input[name=paper_upload]").count() == 0
    stage.page.get_by_role("button", name="Thử lại").click()
    expect(stage.page.get_by_role("status")).to_have_text("Đã tải xong giấy chứng sinh.pdf")


def test_choosing_another_file_takes_the_place_of_the_first(
    stage: Stage, server: Server, choose: Callable[[bytes], None]
) -> None:
    choose(b"first")
    expect(stage.page.get_by_role("status")).to_contain_text("Đã tải xong")
    choose(b"second")
    expect(stage.page.get_by_role("status")).to_contain_text("Đã tải xong")
    assert stage.page.locator("input[name=paper_upload]").count() == 1


def test_a_file_rejected_after_its_last_piece_begins_anew(
    stage: Stage, server: Server, choose: Callable[[bytes], None]
) -> None:
    server.verdicts = ["rejected", "ready"]
    choose(b"x" * 10)
    expect(stage.page.get_by_role("status")).to_have_text("Tệp này hỏng.")
    stage.page.get_by_role("button", name="Thử lại").click()
    expect(stage.page.get_by_role("status")).to_have_text("Đã tải xong giấy chứng sinh.pdf")
    assert len(stage.bodies(BEGIN)) == 2
