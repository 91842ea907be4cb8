"""Rules proved: long work runs in the background, shows how far it is, and can be run again (design: rule 10)."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures import tasks
from procedures.models import ImportRun, ProcedureVersion, ReviewItem, ReviewState, RunKind, RunState
from procedures.national.reading import UnreadableFile
from procedures.review import deciding, running
from tests.procedures.national_records import record
from tests.procedures.review_queue import CODE, OTHER, publisher, queued, signed_in, waiting

pytestmark = pytest.mark.django_db
IMPORT, ALL = "/cong-khai/ra-soat/nhap/", "/cong-khai/ra-soat/duyet-het/"


@pytest.fixture
def person() -> User:
    return publisher()


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


def handed_in(client: Client, content: bytes, name: str = "p.json", key: str = "") -> Any:
    """Send the form of the import page."""
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"file": file, "submission_key": key or str(uuid4())})


def as_json(*records: Any) -> bytes:
    return json.dumps(records, ensure_ascii=False).encode()


def test_a_file_handed_in_waits_for_the_worker_and_then_fills_the_queue(client: Client, person: User) -> None:
    answer = handed_in(client, as_json(record(), record(code=OTHER, name="B")))

    run = ImportRun.objects.get()
    assert answer.url == f"/cong-khai/ra-soat/lan/{run.pk}/"
    assert (run.state, run.started_by, run.file_name) == (RunState.WAITING, person, "p.json")
    assert not ReviewItem.objects.exists(), "a request only stores the file"

    tasks.run_imports()

    run.refresh_from_db()
    assert (run.state, run.read, run.queued, run.refused) == (RunState.DONE, 2, 2, 0)
    assert run.finished_at is not None
    assert waiting().run == run
    shown = client.get(answer.url).content.decode()
    assert f"/cong-khai/ra-soat/?lan={run.pk}" in shown


def test_a_form_sent_twice_makes_one_run(client: Client) -> None:
    key = str(uuid4())

    first, second = (handed_in(client, as_json(record()), key=key) for _time in range(2))

    assert first.url == second.url
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.exe", b"MZ", "Hãy chọn tệp"),
        ("p.json", b"", "trống"),
        ("", b"", "Hãy chọn tệp"),
    ],
)
def test_what_can_never_be_read_is_refused_at_once(client: Client, name: str, content: bytes, words: str) -> None:
    answer = client.post(IMPORT, {"file": SimpleUploadedFile(name, content)} if name else {})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("content", [b"{}", b'[{"code": "1.0', b"\xff\xfe[", b"[1, oops]"])
def test_a_broken_file_ends_its_run_in_words(client: Client, content: bytes) -> None:
    answer = handed_in(client, content)

    tasks.run_imports()

    run = ImportRun.objects.get()
    assert run.state == RunState.FAILED
    assert "Không có bản ghi nào được nhập" in run.problem
    assert run.problem in client.get(answer.url).content.decode(), "the person who sent it reads why"
    assert not ReviewItem.objects.exists()


def test_an_error_of_ours_ends_the_run_and_is_not_hidden(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_told: object) -> None:
        raise RuntimeError("our fault")

    handed_in(client, as_json(record()))
    monkeypatch.setitem(running._WORK, RunKind.NATIONAL, fail)

    with pytest.raises(RuntimeError, match="our fault"):
        tasks.run_imports()
    run = ImportRun.objects.get()
    assert run.state == RunState.FAILED
    assert "nhật ký" in run.problem
    assert running.run_waiting() == 0, "and is not tried for ever"


def test_a_run_whose_worker_died_is_taken_up_again(client: Client) -> None:
    handed_in(client, as_json(record()))
    long_ago = timezone.now() - running.LOST_AFTER - timedelta(seconds=1)
    ImportRun.objects.update(state=RunState.RUNNING, beat_at=long_ago)

    assert running.run_waiting() == 1

    assert ImportRun.objects.get().state == RunState.DONE
    assert waiting()


def test_a_run_that_is_being_done_is_left_alone(client: Client) -> None:
    handed_in(client, as_json(record()))
    ImportRun.objects.update(state=RunState.RUNNING, beat_at=timezone.now())

    assert running.run_waiting() == 0
    assert not ReviewItem.objects.exists()


def test_the_import_of_a_console_is_never_taken_up_by_a_worker(tmp_path: Path) -> None:
    queued(tmp_path, record())
    ImportRun.objects.update(state=RunState.RUNNING, beat_at=timezone.now() - timedelta(days=1), finished_at=None)

    assert running.run_waiting() == 0


def test_of_a_file_that_is_cut_off_nothing_comes_in(tmp_path: Path) -> None:
    many = [record(code=f"2.{100000 + n}", name=f"T {n}") for n in range(210)]
    path = tmp_path / "p.json"
    path.write_text(json.dumps(many, ensure_ascii=False)[:-40], encoding="utf-8")

    with pytest.raises(UnreadableFile):
        running.import_and_accept(path, accept_doubtful=True)

    assert not ReviewItem.objects.exists()
    assert not ImportRun.objects.exists()


def test_progress_is_written_at_most_once_a_second(
    person: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    run = ImportRun.objects.create(kind=RunKind.NATIONAL, state=RunState.RUNNING)
    now = 100.0
    monkeypatch.setattr("procedures.review.running.time.monotonic", lambda: now)
    progress = running.Progress(run)

    with django_assert_num_queries(2):
        progress.write(1, 10)
        progress.write(2, 10)
        now = 101.5
        progress.write(5, 10)
    run.refresh_from_db()
    assert (run.done, run.total, run.percent) == (5, 10, 50)


@pytest.mark.parametrize(
    ("state", "done", "total", "percent"),
    [(RunState.WAITING, 0, 0, 0), (RunState.RUNNING, 10, 10, 99), (RunState.DONE, 0, 0, 100)],
)
def test_a_run_is_whole_only_when_it_ended(state: str, done: int, total: int, percent: int) -> None:
    assert ImportRun(state=state, done=done, total=total).percent == percent


def test_a_running_run_shows_its_progress_and_a_part_of_the_page_for_scripts(client: Client) -> None:
    run = ImportRun.objects.create(kind=RunKind.ACCEPT, state=RunState.RUNNING, done=30, total=100)
    address = f"/cong-khai/ra-soat/lan/{run.pk}/"

    whole = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert 'max="100" value="30"' in whole
    assert "<html" in whole
    assert 'max="100" value="30"' in part
    assert "<html" not in part


class TestAcceptingMany:
    """Accept all without doubts: asked with the number, done in the background, once."""

    def test_it_asks_with_the_number(self, tmp_path: Path, client: Client) -> None:
        queued(tmp_path, record(), record(code=OTHER, name="B", results=[]))

        assert "Duyệt và công bố 1 bản ghi" in client.get(ALL).content.decode()
        assert not ImportRun.objects.filter(kind=RunKind.ACCEPT).exists(), "looking starts nothing"

    def test_it_is_done_in_the_background_by_the_one_who_asked(
        self, tmp_path: Path, client: Client, person: User
    ) -> None:
        queued(tmp_path, record(), record(code=OTHER, name="B", results=[]))

        answer = client.post(ALL, {"submission_key": str(uuid4())})
        assert not ProcedureVersion.objects.valid_on().exists()
        queued(tmp_path, record(), record(code=OTHER, name="B", results=[]), record(code="1.000003", name="Đến sau"))
        tasks.run_imports()

        run = ImportRun.objects.get(kind=RunKind.ACCEPT)
        assert answer["Location"] == f"/cong-khai/ra-soat/lan/{run.pk}/"
        assert (run.state, run.published, run.refused) == (RunState.DONE, 1, 0)
        accepted = ReviewItem.objects.get(state=ReviewState.ACCEPTED)
        assert (accepted.code, accepted.decided_by) == (CODE, person)
        assert waiting("1.000003"), "what came after the question waits"

    def test_sent_twice_it_is_one_run(self, tmp_path: Path, client: Client) -> None:
        queued(tmp_path, record())
        key = str(uuid4())

        first, second = (client.post(ALL, {"submission_key": key}) for _time in range(2))

        assert first["Location"] == second["Location"]
        assert running.run_waiting() == 1

    def test_cut_off_half_way_it_goes_on_where_it_stopped(
        self, tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        queued(tmp_path, *(record(code=f"2.{100000 + n}", name=f"T {n}") for n in range(5)))
        monkeypatch.setattr(deciding, "BATCH", 2)
        client.post(ALL, {"submission_key": str(uuid4())})
        real, calls = deciding._accept_batch, []

        def dies(*told: Any) -> None:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            real(*told)

        monkeypatch.setattr(deciding, "_accept_batch", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.run_imports()
        assert ProcedureVersion.objects.valid_on().count() == 2

        ImportRun.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
        monkeypatch.setattr(deciding, "_accept_batch", real)
        tasks.run_imports()

        assert ProcedureVersion.objects.valid_on().count() == 5
        assert ReviewItem.objects.filter(state=ReviewState.ACCEPTED).count() == 5


def test_a_command_and_a_page_share_one_queue(tmp_path: Path, client: Client) -> None:
    handed_in(client, as_json(record()))
    tasks.run_imports()
    path = tmp_path / "same.json"
    path.write_bytes(as_json(record()))

    call_command("import_procedures", path, report=tmp_path / "r.csv", stdout=BytesIO(), verbosity=0)

    assert ReviewItem.objects.count() == 1
    assert ImportRun.objects.count() == 1, "nothing new, no row"
