"""Rules proved: the file of an export goes when its time is over; a failure is told, and both can be made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.files import store
from portal.files.models import StoredFile
from procedures import tasks
from procedures.models import ImportRun, RunKind, RunState
from procedures.review import exporting, running
from tests.procedures.exports import ask, file_url, made, page_url
from tests.procedures.factories import announced
from tests.procedures.review_queue import publisher, signed_in
from tests.procedures.workbooks import CODE, OTHER

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return publisher()


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


class TestTimeIsOver:
    """The file goes by itself; the run stays, and offers to make it anew."""

    def test_a_file_whose_time_is_over_is_not_given_even_before_it_is_dropped(self, client: Client) -> None:
        announced(CODE)
        run = made(client)
        ImportRun.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        answer = client.get(file_url(run), follow=True)

        assert answer.redirect_chain == [(page_url(run), 302)]
        assert "Tệp chưa có hoặc đã hết hạn tải." in answer.content.decode()
        assert "Xuất lại" in answer.content.decode()

    def test_the_clock_drops_the_file_and_leaves_the_rest(self, client: Client) -> None:
        announced(CODE)
        old = made(client)
        ImportRun.objects.update(expires_at=timezone.now() - timedelta(days=1))
        announced(OTHER)
        ask(client)
        tasks.run_imports()

        tasks.forget_exports()

        old.refresh_from_db()
        assert (old.stored, old.state, old.read) == (None, RunState.DONE, 1)
        young = ImportRun.objects.exclude(pk=old.pk).get()
        assert young.stored is not None
        assert list(StoredFile.objects.all()) == [young.stored]
        assert exporting.forget_expired() == 0, "again changes nothing"

    def test_many_are_dropped_by_batches(self, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exporting, "BATCH", 2)
        past = timezone.now() - timedelta(days=1)
        for number in range(5):
            stored = store.save(f"PK{number}".encode(), "x.xlsx", "x")
            ImportRun.objects.create(
                kind=RunKind.EXPORT, state=RunState.DONE, finished_at=past, expires_at=past, stored=stored
            )

        assert exporting.forget_expired() == 5
        assert not StoredFile.objects.exists()

    def test_what_was_handed_in_stays(self, client: Client) -> None:
        stored = store.save(b"[]", "p.json", "application/json")
        past = timezone.now() - timedelta(days=400)
        ImportRun.objects.create(
            kind=RunKind.NATIONAL, state=RunState.DONE, finished_at=past, expires_at=past, stored=stored
        )

        assert exporting.forget_expired() == 0
        assert StoredFile.objects.get() == stored

    def test_it_is_made_anew_with_the_same_question(self, client: Client) -> None:
        announced(CODE)
        run = made(client, level="commune", field="Hộ tịch")
        ImportRun.objects.update(stored=None)

        shown = client.get(page_url(run)).content.decode()
        assert '<input type="hidden" name="level" value="commune">' in shown
        assert '<input type="hidden" name="field" value="Hộ tịch">' in shown
        ask(client, level="commune", field="Hộ tịch")

        assert ImportRun.objects.exclude(pk=run.pk).get().asked == run.asked


def test_a_failure_is_told_in_words_and_can_be_tried_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_told: object, **_more: object) -> None:
        raise RuntimeError("storage is away")

    announced(CODE)
    ask(client)
    monkeypatch.setattr(store, "save", fail)

    with pytest.raises(RuntimeError, match="storage is away"):
        tasks.run_imports()
    monkeypatch.undo()

    run = ImportRun.objects.get()
    assert (run.state, run.stored, run.expires_at) == (RunState.FAILED, None, None)
    shown = client.get(page_url(run)).content.decode()
    assert "Có lỗi của hệ thống" in shown
    assert "Xuất lại" in shown
    ask(client)
    tasks.run_imports()
    assert ImportRun.objects.exclude(pk=run.pk).get().has_file


def test_a_worker_that_died_is_replaced_but_not_for_ever(client: Client) -> None:
    ask(client)
    long_ago = timezone.now() - running.LOST_AFTER - timedelta(seconds=1)
    ImportRun.objects.update(state=RunState.RUNNING, beat_at=long_ago, attempts=running.MOST_ATTEMPTS)

    assert running.run_waiting() == 1

    run = ImportRun.objects.get()
    assert (run.state, run.stored) == (RunState.FAILED, None)
    assert "3 lần" in run.problem
    assert running.run_waiting() == 0
