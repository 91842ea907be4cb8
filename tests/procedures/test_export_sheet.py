"""Rules proved: an export is written by the worker, belongs to who asked for it, and goes when its time is over."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.files import store
from procedures import catalogue, tasks
from procedures.choices import Level
from procedures.models import ImportRun, RunKind, RunState
from procedures.publishing import publish
from procedures.review import exporting, running
from procedures.sheets import writing
from tests.procedures.exports import ask, file_url, made, page_url
from tests.procedures.factories import ComponentFactory, FieldFactory, announced, draft
from tests.procedures.review_queue import publisher, signed_in, staff
from tests.procedures.workbooks import CODE, EXPORT, OTHER
from units.roles import Role

pytestmark = pytest.mark.django_db
QUERIES_A_BATCH = 7


@pytest.fixture
def person() -> User:
    return publisher()


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


def codes_in(content: bytes) -> list[str]:
    return [str(row[0].value) for row in openpyxl.load_workbook(BytesIO(content))["Thủ tục"].iter_rows(min_row=2)]


def test_the_request_only_asks_and_the_worker_writes(client: Client, person: User) -> None:
    announced(CODE)

    answer = ask(client)

    run = ImportRun.objects.get()
    assert answer["Location"] == page_url(run)
    assert (run.kind, run.state, run.started_by, run.stored) == (RunKind.EXPORT, RunState.WAITING, person, None)
    assert client.get(file_url(run)).status_code == 302, "there is no file yet"

    tasks.run_imports()

    run.refresh_from_db()
    assert (run.state, run.read, run.percent) == (RunState.DONE, 1, 100)
    taken = client.get(file_url(run))
    assert taken["Content-Disposition"] == f'attachment; filename="danh-muc-{timezone.localdate():%Y%m%d}.xlsx"'
    assert "spreadsheetml" in taken["Content-Type"]
    assert codes_in(taken.content) == [CODE]


def test_the_page_shows_the_way_from_waiting_to_the_file(client: Client) -> None:
    announced(CODE)
    ask(client)
    run = ImportRun.objects.get()

    waiting = client.get(page_url(run)).content.decode()
    assert "data-open" in waiting and "Tải lại" in waiting, "a script asks anew; without one there is a link"
    assert "Tải bảng tính" not in waiting
    ImportRun.objects.update(state=RunState.RUNNING, done=30, total=100)
    part = client.get(page_url(run), headers={"HX-Request": "true"}).content.decode()
    assert 'value="30"' in part and "<html" not in part

    ImportRun.objects.update(state=RunState.WAITING)
    tasks.run_imports()
    done = client.get(page_url(run)).content.decode()
    assert f'href="{file_url(run)}"' in done
    assert "Tệp có 1 thủ tục" in done
    assert "data-open" not in done


def test_the_file_is_kept_encrypted(client: Client) -> None:
    announced(CODE, name="Tên không ai đọc được")

    stored = made(client).stored

    assert stored is not None
    assert store.open(stored).startswith(b"PK")
    assert not store.get_blob(stored.location).startswith(b"PK")


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({}, [CODE, OTHER]),
        ({"level": "province"}, [OTHER]),
        ({"field": "Hộ tịch"}, [CODE]),
        ({"field": "Đất đai", "level": "province"}, [OTHER]),
        ({"field": "Đất đai", "level": "commune"}, []),
    ],
)
def test_it_holds_what_is_in_force_as_far_as_asked(client: Client, told: dict[str, str], codes: list[str]) -> None:
    announced(CODE)
    land = FieldFactory(code="G13", name="Đất đai")
    announced(OTHER, levels=[Level.PROVINCE], field=land)
    draft(name="Chưa công bố")

    run = made(client, **told)

    assert codes_in(client.get(file_url(run)).content) == codes
    assert run.asked == told
    assert run.read == len(codes)


@pytest.mark.parametrize("told", [{"level": "moon"}, {"field": "Không có"}, {"field": "\x00"}])
def test_what_is_not_offered_is_refused_and_nothing_starts(client: Client, told: dict[str, str]) -> None:
    announced(CODE)

    answer = ask(client, **told)

    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_the_address_chooses_and_what_it_cannot_choose_it_leaves(client: Client) -> None:
    announced(CODE)

    form = client.get(f"{EXPORT}?linh-vuc=H%E1%BB%99+t%E1%BB%8Bch&cap=province").content.decode()
    assert '<option value="Hộ tịch" selected>' in form
    assert '<option value="province" selected>' in form
    for hostile in ("?cap=%00", "?linh-vuc=%00%FF", "?linh-vuc=" + "a" * 5000, "?cap=<script>"):
        assert client.get(EXPORT + hostile).status_code == 200


def test_a_form_sent_twice_makes_one_workbook(client: Client) -> None:
    key = str(uuid4())

    first, second = (ask(client, submission_key=key) for _time in range(2))

    assert first["Location"] == second["Location"]
    assert running.run_waiting() == 1


def test_only_who_asked_takes_the_file_away(client: Client) -> None:
    announced(CODE)
    run = made(client)
    other = signed_in(publisher())

    assert other.get(file_url(run)).status_code == 404
    shown = other.get(page_url(run)).content.decode()
    assert "Chỉ người yêu cầu xuất" in shown
    assert file_url(run) not in shown
    assert run.file_name not in other.get(EXPORT).content.decode(), "nor does the list of another show it"
    assert run.file_name in client.get(EXPORT).content.decode()


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.PUBLISHER}))
def test_other_staff_neither_ask_nor_take(client: Client, role: str) -> None:
    run = made(client)
    stranger = signed_in(staff(role))

    assert [stranger.get(EXPORT).status_code, ask(stranger).status_code, stranger.get(file_url(run)).status_code] == [
        403
    ] * 3
    assert ImportRun.objects.count() == 1


def test_who_is_not_signed_in_is_led_there(client: Client) -> None:
    run = made(client)

    for address in (EXPORT, file_url(run)):
        answer = Client().get(address)
        assert (answer.status_code, "tai-khoan" in answer["Location"]) == (302, True)


def test_a_run_that_is_no_export_gives_no_file(client: Client, person: User) -> None:
    """What others handed in for import is never given out again, not even to who handed it in."""
    content = store.save(b"[]", "p.json", "application/json")
    run = ImportRun.objects.create(
        kind=RunKind.NATIONAL, state=RunState.DONE, finished_at=timezone.now(), started_by=person, stored=content
    )

    assert client.get(file_url(run)).status_code == 404
    assert not run.has_file


def test_the_cost_grows_by_batches_not_by_procedures(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """One query for the ids, then the same few for each batch: versions, cases, papers, fees, limits, processes…"""
    monkeypatch.setattr(catalogue, "BATCH", 3)
    for number in range(6):
        version = draft()
        ComponentFactory.create_batch(number, case=version.cases.get(), name=f"Tờ {number}")
        publish([version])
    heard: list[tuple[int, int]] = []

    with django_assert_num_queries(1 + 2 * QUERIES_A_BATCH):
        writing.write_workbook(exporting.versions_asked({}), BytesIO(), lambda done, total: heard.append((done, total)))

    assert heard == [(number, 6) for number in range(1, 7)], "each is told, so that the page can show it"


def test_nothing_in_an_export_runs_as_a_formula(client: Client) -> None:
    hostile = '=HYPERLINK("http://x","y")'
    announced(CODE, name=hostile, executing_agency="+cmd|' /C calc'!A0", requirements="@SUM(1)\x01")

    raw = client.get(file_url(made(client))).content

    found = [each for row in openpyxl.load_workbook(BytesIO(raw))["Thủ tục"].iter_rows(min_row=2) for each in row]
    assert not [each.value for each in found if each.data_type == "f"]
    assert hostile in [each.value for each in found], "and its words are kept"
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize(("language", "words"), [("vi", "Xuất danh mục ra bảng tính"), ("en", "Export the catalogue")])
def test_the_pages_speak_both_languages(client: Client, language: str, words: str) -> None:
    announced(CODE)
    run = made(client)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    for address in (EXPORT, page_url(run)):
        assert words in client.get(address).content.decode()


def test_exports_do_not_crowd_the_list_of_imports(client: Client) -> None:
    run = made(client)

    assert page_url(run) not in client.get("/cong-khai/ra-soat/").content.decode()
    assert EXPORT in client.get("/cong-khai/ra-soat/").content.decode(), "but the queue leads to them"
