"""Rules proved: a paper is printed once for what it says, in Vietnamese, and no flood keeps the printer busy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.files import store
from portal.files.models import StoredFile
from procedures import fee_rule_book, print_store
from procedures.models import PrintedPaper
from procedures.print_store import forget_unasked, printed
from procedures.publishing import publish
from tests.documents import reading
from tests.procedures import fee_rule_world as world
from tests.procedures.factories import CaseFactory, ComponentFactory, ProcedureFactory, draft

pytestmark = pytest.mark.django_db
URL = f"/thu-tuc/{world.CODE}/in.pdf"
TEMPLATE, EMPTY = "procedures/print/unit_list.html", {"total": 0}


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of what was rendered; each PDF is another one."""
    made: list[str] = []

    def render(_template: str, _context: dict[str, Any], *, title: str) -> bytes:
        made.append(title)
        return f"%PDF-{title}-{len(made)}".encode()

    monkeypatch.setattr(print_store, "render_pdf", render)
    return made


@pytest.fixture
def birth() -> None:
    """Birth registration with a second case, since 2026-01-01."""
    made = draft(procedure=ProcedureFactory(code=world.CODE))
    ComponentFactory(case=CaseFactory(version=made, key="late", name="Quá hạn", position=1), name="Giấy cam đoan")
    publish([made], valid_from=date(2026, 1, 1))


def text(client: Client, **query: str) -> str:
    """The words of the checklist."""
    return re.sub(r"\s+", " ", reading.text_of(client.get(URL, query).content))


@pytest.mark.parametrize(
    "query",
    [
        {"commune": "26740"},
        {"channel": "bo-cau"},
        {"on": "junk"},
        {"case": "khong-co"},
        {"utm": "x" * 50},
        {"on": "2026-03-01"},
        {"on": "2027-03-01"},
        {"case": "standard"},
    ],
)
def test_questions_with_the_same_answer_are_printed_once(
    client: Client, birth: None, renders: list[str], query: dict[str, str]
) -> None:
    """A flood that changes the address, the commune or the day gets what is there."""
    first = client.get(URL).content

    assert (client.get(URL, query).content == first) or query == {"case": "standard"}
    assert len(renders) == (2 if query == {"case": "standard"} else 1)


def test_another_case_is_another_paper(client: Client, birth: None, renders: list[str]) -> None:
    assert client.get(URL).content != client.get(URL, {"case": "late"}).content
    assert len(renders) == 2


def test_the_paper_outlives_the_cache_and_the_day(
    client: Client, birth: None, renders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(URL).content
    cache.clear()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)

    assert client.get(URL).content == first
    assert renders == ["Thủ tục đăng ký khai sinh"]
    assert PrintedPaper.objects.get().asked_on == tomorrow


def test_a_rule_that_changes_the_fee_makes_another_paper(
    client: Client, birth: None, renders: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    client.get(URL)
    with django_capture_on_commit_callbacks(execute=True):
        world.in_force(procedure_codes=[world.CODE], fee_codes=[])
        fee_rule_book.changed()

    client.get(URL)

    assert len(renders) == 2


def test_paper_is_vietnamese_whoever_asks_first(client: Client, birth: None) -> None:
    """The first reader's language must not end up on the next reader's paper."""
    client.cookies["django_language"] = "en"
    english = text(client)
    del client.cookies["django_language"]

    assert "1 bản chính" in english
    assert "1 ngày làm việc" in english
    assert english == text(client)


def test_the_paper_has_nothing_of_the_readers_own_choice_of_place(client: Client, birth: None) -> None:
    assert "26740" not in text(client, commune="26740").replace(" ", "")


def test_the_paper_says_since_when_its_content_stands(client: Client, birth: None) -> None:
    assert f"có từ ngày {timezone.localdate():%d/%m/%Y}" in text(client)


def test_a_paper_of_a_past_version_leads_to_that_version(client: Client, birth: None) -> None:
    following = draft(procedure=ProcedureFactory(code=world.CODE), number=2, name="Tên mới")
    publish([following], valid_from=date(2026, 9, 1))

    old = text(client, on="2026-05-05").replace(" ", "")

    assert "on=2026-01-01" in old
    assert "on=" not in text(client).replace(" ", "")


def test_lost_content_is_printed_anew(client: Client, birth: None, renders: list[str]) -> None:
    client.get(URL)
    cache.clear()
    store.delete_blobs([PrintedPaper.objects.get().stored.location])

    assert client.get(URL).content == "%PDF-Thủ tục đăng ký khai sinh-2".encode()
    cache.clear()
    assert client.get(URL).status_code == 200
    assert len(renders) == 2


@pytest.fixture
def full_room() -> Iterator[None]:
    """One prints, one waits."""
    taken = [print_store._room.acquire(blocking=False) for _ in range(print_store.MOST_AT_THE_PRINTER)]
    assert all(taken)
    yield
    for _ in taken:
        print_store._room.release()


def test_who_comes_to_a_full_room_is_told_when_to_come_back(
    client: Client, birth: None, renders: list[str], full_room: None
) -> None:
    response = client.get(URL)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "thử lại" in response.content.decode()
    assert (renders, PrintedPaper.objects.count()) == ([], 0)


def test_a_kept_paper_is_handed_out_from_a_full_room(client: Client, birth: None, renders: list[str]) -> None:
    client.get(URL)
    cache.clear()
    room = [print_store._room.acquire(blocking=False) for _ in range(print_store.MOST_AT_THE_PRINTER)]
    try:
        assert client.get(URL).status_code == 200
    finally:
        for _ in room:
            print_store._room.release()


def test_a_failed_print_leaves_the_printer_free(monkeypatch: pytest.MonkeyPatch, birth: None) -> None:
    def fail(*_args: Any, **_options: Any) -> bytes:
        raise ValueError("no font")

    monkeypatch.setattr(print_store, "render_pdf", fail)
    for _ in range(print_store.MOST_AT_THE_PRINTER + 1):
        with pytest.raises(ValueError, match="no font"):
            printed(TEMPLATE, EMPTY, title="x")

    assert not print_store._printer.locked()


def test_who_waited_for_the_same_paper_takes_it_from_the_store(
    renders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two readers at once: when the second gets to the printer the first one's paper is there."""
    looks = iter([None, b"%PDF-of-the-first"])
    monkeypatch.setattr(print_store, "_kept", lambda _key: next(looks))

    assert printed(TEMPLATE, EMPTY, title="Danh mục") == b"%PDF-of-the-first"
    assert renders == []


@pytest.mark.parametrize(("days", "gone"), [(0, 0), (60, 0), (61, 1), (400, 1)])
def test_what_nobody_asks_for_is_thrown_away(renders: list[str], days: int, gone: int) -> None:
    printed(TEMPLATE, EMPTY, title="Danh mục")

    assert forget_unasked(timezone.localdate() + timedelta(days=days)) == gone
    assert (PrintedPaper.objects.count(), StoredFile.objects.count()) == (1 - gone, 1 - gone)
