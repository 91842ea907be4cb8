"""Rule proved: every page of the review speaks the language of its reader; words of records stay as published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.files import store
from procedures.choices import Source
from procedures.models import ImportRun, ReviewItem, ReviewState, RunKind, RunState
from tests.house.page_words import data_words, english_on, vietnamese_on
from tests.procedures.exports import page_url
from tests.procedures.factories import announced
from tests.procedures.national_records import channel, fee, paper, record
from tests.procedures.review_queue import CODE, OTHER, item_url, press, publisher, queued, signed_in, waiting

pytestmark = pytest.mark.django_db
QUEUE = "/cong-khai/ra-soat/"
SOILED = record(
    name=" Cấp  phép",
    requirements="Nộp <b>tại</b> UBND cấp huyện…",
    results=[],
    legal_basis=[{"code": "Luật số 60/2014/QH13", "name": "x"}],
    documents=[{"group": "Nhóm", "items": [paper("Mang thẻ", 0, 0), paper("Đơn", "một"), paper("đơn")]}],
    channels=[
        channel(time_qty=15, time_unit="hour", fees=[fee(text="Phí 5.000 đồng"), fee(amount=3, currency="USD")]),
        channel(method="online", time_unit=None, fees=["x"]),
        channel(method="postal", time_qty="trong 20 ngày", note="Gửi qua bưu điện"),
    ],
    quality_flags=["long_name"],
)


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(language: str) -> Client:
    client = signed_in(publisher())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def speaks(answer: Any, language: str) -> None:
    """The page is wholly in this language."""
    html = answer.content.decode()
    assert f'<html lang="{language}"' in html or "<html" not in html
    wrong = english_on(html) if language == "vi" else vietnamese_on(html, data_words())
    assert wrong == []


def test_the_queue_in_each_state(tmp_path: Path, client: Client, language: str) -> None:
    announced("1.000003", source=Source.LOCAL)
    queued(tmp_path, SOILED, record(code=OTHER, name="B"), record(code="1.000003", name="C"))
    press(client, waiting(OTHER), "accept")
    press(client, waiting("1.000003"), "send_back", reason="Sai tên")
    queued(tmp_path, SOILED | {"results": ["Mới"]})

    for state in ReviewState.values:
        answer = client.get(f"{QUEUE}?tinh-trang={state}")
        assert len(answer.context["rows"]) == 1, state
        speaks(answer, language)
    for query in ("?tim=khong-co", "?nghi-ngo=khong-nghi-ngo", "?tinh-trang=accepted&cap=province"):
        speaks(client.get(QUEUE + query), language)


def test_an_empty_queue(client: Client, language: str) -> None:
    speaks(client.get(QUEUE), language)


def test_an_item_with_doubts_of_many_kinds(tmp_path: Path, client: Client, language: str) -> None:
    queued(tmp_path, SOILED)
    assert len(waiting().flags) > 12

    speaks(client.get(item_url(waiting())), language)
    press(client, waiting(), "doubt", flag="no_result", where="result", key="kept")
    press(client, waiting(), "take_all")
    answer = client.get(item_url(waiting()))
    assert waiting().mends
    speaks(answer, language)


def test_an_item_beside_the_version_in_force_and_after_the_decision(
    tmp_path: Path, client: Client, language: str
) -> None:
    announced(CODE, source=Source.LOCAL)
    queued(tmp_path, record())
    item = waiting()

    speaks(client.get(item_url(item)), language)
    press(client, item, "send_back", reason="Sai tên")
    speaks(client.get(item_url(item)), language)


@pytest.mark.parametrize("action", ["unknown", "accept", "send_back", "take_back", "doubt", "open_again"])
def test_what_cannot_be_done_is_told_in_the_readers_language(
    tmp_path: Path, client: Client, language: str, action: str
) -> None:
    queued(tmp_path, record())

    answer = press(client, waiting(), action, version="", place="9", flag="x", where="y", key="z")

    assert answer.status_code in (400, 409)
    speaks(answer, language)


RUNS: dict[str, Callable[[], ImportRun]] = {
    "waiting": lambda: ImportRun.objects.create(kind=RunKind.NATIONAL, file_name="p.json"),
    "running": lambda: ImportRun.objects.create(kind=RunKind.ACCEPT, state=RunState.RUNNING, done=3, total=9),
    "done": lambda: _ended(RunKind.NATIONAL, queued=3, read=5, refused=1),
    "accepted": lambda: _ended(RunKind.ACCEPT, published=3),
    "faulty": lambda: _ended(
        RunKind.SHEET,
        state=RunState.FAILED,
        problem="Bảng tính có chỗ cần sửa.",
        faults=[{"sheet": "Thủ tục", "row": 2, "column": "Tên", "what": "Ô để trống.", "how": "Điền giá trị."}],
    ),
    "export": lambda: _ended(
        RunKind.EXPORT,
        read=7,
        stored=store.save(b"PK", "x.xlsx", "x"),
        expires_at=timezone.now() + timedelta(days=1),
    ),
    "expired": lambda: _ended(RunKind.EXPORT, read=7),
    "failed export": lambda: _ended(RunKind.EXPORT, state=RunState.FAILED, problem="Có lỗi."),
}


def _ended(kind: RunKind, **told: Any) -> ImportRun:
    told = {"state": RunState.DONE, "finished_at": timezone.now(), "file_name": "danh-muc.xlsx"} | told
    return ImportRun.objects.create(kind=kind, **told)


@pytest.mark.parametrize("state", RUNS)
@pytest.mark.parametrize("is_mine", [True, False])
def test_a_run_however_it_stands(client: Client, language: str, state: str, is_mine: bool) -> None:
    run = RUNS[state]()
    if is_mine:
        run.started_by_id = int(client.session["_auth_user_id"])
        run.save()

    speaks(client.get(page_url(run)), language)
    speaks(client.get(page_url(run), headers={"HX-Request": "true"}), language)


def test_the_forms_and_their_refusals(tmp_path: Path, client: Client, language: str) -> None:
    announced(CODE)
    queued(tmp_path, record(code=OTHER))
    for address in ("nhap/", "bang-tinh/", "duyet-het/"):
        speaks(client.get(QUEUE + address), language)
    file = SimpleUploadedFile("p.exe", b"MZ")
    for refused in (
        client.post(f"{QUEUE}nhap/"),
        client.post(f"{QUEUE}nhap/", {"file": file}),
        client.post(f"{QUEUE}nhap/", {"file": SimpleUploadedFile("p.xlsx", b"MZ")}),
        client.post(f"{QUEUE}bang-tinh/", {"level": "moon"}),
    ):
        assert refused.status_code == 422
        speaks(refused, language)
    assert not ReviewItem.objects.exclude(state=ReviewState.WAITING).exists()
