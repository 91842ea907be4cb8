"""Rules proved: the quality of a large decision is checked by the worker, with progress; a check of what is written now
is what lets it pass, and nothing else does (issue 3 item 1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.accounts.models import User
from procedures import decision_changes, decision_check_runs, decision_checking, publishing, tasks
from procedures.deciding import DecisionRefused, pass_check, submit
from procedures.models import ChangeKind, Decision, DecisionState, ImportRun, Procedure, RunKind, RunState
from procedures.review import running
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.publisher_desk import at, of, page
from tests.units.factories import DepartmentFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
MANY = 12


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision_check_runs, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(decision_checking, "PIECE", 5)


@pytest.fixture
def decision(people: Deciders) -> Decision:
    """A draft with more procedures than a request looks at."""
    draft = world.begun(people)
    decision_changes.add(draft, people.drafter, ChangeKind.AMEND, world.many(MANY))
    return draft


def asked(user: User, decision: Decision, key: Any = "") -> Any:
    """Press the button of the page."""
    return of(user).post(at(decision, "kiem-tra/"), {"submission_key": str(key or uuid4())})


def spoil(decision: Decision, place: int = 7) -> str:
    """Take the results out of one of its drafts, behind everybody's back; its code."""
    change = decision.changes.order_by("pk")[place]
    assert change.version is not None
    change.version.results = []
    change.version.save(update_fields=["results"])
    return str(change.procedure.code)


def write(people: Deciders, decision: Decision) -> None:
    """Somebody writes: one procedure goes out."""
    change = decision.changes.order_by("pk").first()
    assert change is not None
    decision_changes.remove(change, people.drafter)


def test_the_page_offers_the_check_and_checks_nothing_itself(people: Deciders, decision: Decision) -> None:
    text = page(people.drafter, at(decision, "kiem-tra/"))

    assert f"Dự thảo có {MANY} thủ tục nên hệ thống kiểm tra ở chế độ nền" in text
    assert "Bắt đầu kiểm tra" in text
    assert "Trình kiểm tra" not in text
    assert not ImportRun.objects.exists()


def test_a_small_decision_is_looked_at_at_once(people: Deciders) -> None:
    draft = world.begun(people)
    decision_changes.add(draft, people.drafter, ChangeKind.AMEND, world.many(10))

    assert "Đã kiểm tra tự động 10 thủ tục" in page(people.drafter, at(draft, "kiem-tra/"))
    asked(people.drafter, draft)
    assert not ImportRun.objects.exists()


def test_the_worker_looks_and_the_page_tells_all_that_it_found(people: Deciders, decision: Decision) -> None:
    code = spoil(decision)

    answer = asked(people.drafter, decision)
    waiting = of(people.drafter).get(answer.url)
    assert (answer.status_code, waiting["Refresh"]) == (302, "2")
    assert "Đang chờ đến lượt." in waiting.content.decode()
    tasks.run_imports()

    run = ImportRun.objects.get()
    assert (run.kind, run.state, run.read, run.refused) == (RunKind.CHECK, RunState.DONE, MANY, 1)
    done = of(people.drafter).get(answer.url)
    text = done.content.decode()
    assert "Refresh" not in done
    assert f"Đã kiểm tra tự động {MANY} thủ tục" in text
    assert "1 thủ tục còn lỗi phải sửa." in text
    assert code in text
    assert "Chưa có kết quả thực hiện." in text
    assert "Kiểm tra lại" in text


def test_the_page_counts_how_far_the_worker_is(people: Deciders, decision: Decision) -> None:
    asked(people.drafter, decision)
    ImportRun.objects.update(state=RunState.RUNNING, done=5, beat_at=timezone.now())

    text = page(people.drafter, at(decision, "kiem-tra/"))

    assert f"Đã kiểm tra 5 trên {MANY} thủ tục." in text
    assert f'value="{500 // MANY}"' in text


def test_progress_is_told_after_each_piece(people: Deciders, decision: Decision) -> None:
    run = decision_check_runs.start(decision, people.drafter, uuid4())
    told: list[tuple[int, int]] = []

    assert decision_checking.carry_out(run, lambda done, total: told.append((done, total))) == (MANY, 0)

    assert told == [(5, MANY), (10, MANY), (MANY, MANY)]


def test_nothing_passes_without_a_check(people: Deciders, decision: Decision) -> None:
    with pytest.raises(DecisionRefused, match="hãy chạy kiểm tra tự động"):
        submit(decision, people.drafter)

    decision.refresh_from_db()
    assert decision.state == DecisionState.DRAFT


def test_nothing_passes_while_the_worker_looks(people: Deciders, decision: Decision) -> None:
    asked(people.drafter, decision)

    with pytest.raises(DecisionRefused, match="hãy chạy kiểm tra tự động"):
        submit(decision, people.drafter)


def test_a_checked_decision_goes_its_way_by_one_check(people: Deciders, decision: Decision) -> None:
    """Nothing is written after the submission, so that the Office reads the same findings."""
    world.machine_checked(people, decision)

    submitted = submit(decision, people.drafter)
    assert "Xác nhận đạt" in page(people.checker, at(decision, "kiem-tra/"))

    assert pass_check(submitted, people.checker).state == DecisionState.CHECKED
    assert ImportRun.objects.count() == 1


def test_one_fault_among_many_keeps_it_back(people: Deciders, decision: Decision) -> None:
    spoil(decision)
    world.machine_checked(people, decision)

    with pytest.raises(DecisionRefused, match="Còn 1 lỗi phải sửa"):
        submit(decision, people.drafter)


def test_a_word_written_since_makes_the_check_stale(people: Deciders, decision: Decision) -> None:
    world.machine_checked(people, decision)

    write(people, decision)

    assert decision_check_runs.checked_changes(decision) is None
    assert "Bắt đầu kiểm tra" in page(people.drafter, at(decision, "kiem-tra/"))
    with pytest.raises(DecisionRefused, match="hãy chạy kiểm tra tự động"):
        submit(decision, people.drafter)


def test_what_is_written_while_the_worker_looks_is_not_taken_for_checked(people: Deciders, decision: Decision) -> None:
    asked(people.drafter, decision)

    write(people, decision)
    tasks.run_imports()

    assert ImportRun.objects.get().state == RunState.DONE
    assert decision_check_runs.checked_changes(decision) is None


def test_a_procedure_that_went_meanwhile_is_found_without_another_check(people: Deciders, decision: Decision) -> None:
    """The catalogue changes without a word in the draft: how each stands in it is asked anew every time."""
    world.machine_checked(people, decision)
    gone = decision.changes.order_by("pk")[3].procedure
    publishing.change_catalogue([], {Procedure.objects.get(pk=gone.pk).pk: None})

    with pytest.raises(DecisionRefused, match="Còn 1 lỗi phải sửa"):
        submit(decision, people.drafter)

    assert "Thủ tục này không còn hiệu lực" in page(people.drafter, at(decision, "kiem-tra/"))


@pytest.mark.parametrize("keys", [(1, 1), (1, 2)], ids=["form sent twice", "two people at once"])
def test_what_is_being_looked_at_is_not_looked_at_twice(
    people: Deciders, decision: Decision, keys: tuple[int, int]
) -> None:
    for number in keys:
        asked(people.drafter, decision, f"00000000-0000-4000-8000-00000000000{number}")

    assert ImportRun.objects.count() == 1


def test_a_check_can_be_asked_for_again(people: Deciders, decision: Decision) -> None:
    world.machine_checked(people, decision)
    spoil(decision)

    asked(people.drafter, decision)
    tasks.run_imports()

    assert "1 thủ tục còn lỗi phải sửa." in page(people.drafter, at(decision, "kiem-tra/"))


def test_a_check_whose_worker_died_is_taken_up_again(people: Deciders, decision: Decision) -> None:
    spoil(decision)
    asked(people.drafter, decision)
    long_ago = timezone.now() - 2 * running.LOST_AFTER
    ImportRun.objects.update(state=RunState.RUNNING, beat_at=long_ago, faults=[{"change": 0, "findings": []}])

    tasks.run_imports()

    run = ImportRun.objects.get()
    assert (run.state, run.attempts, len(run.faults)) == (RunState.DONE, 1, 1)


def test_a_check_that_failed_says_so_and_can_be_begun_again(
    people: Deciders, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> tuple[int, int]:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(decision_checking, "carry_out", broken)
        asked(people.drafter, decision)
        with pytest.raises(RuntimeError):
            tasks.run_imports()

    text = page(people.drafter, at(decision, "kiem-tra/"))
    assert "Có lỗi của hệ thống khi xử lý" in text
    assert "Bắt đầu kiểm tra" in text
    with pytest.raises(DecisionRefused):
        submit(decision, people.drafter)


def test_who_may_not_see_the_decision_neither_reads_nor_begins_its_check(people: Deciders, decision: Decision) -> None:
    elsewhere = DepartmentFactory(code="H29.9", parent=people.committee, slug="so-xay-dung")
    stranger = world.staff("la@thu.example", Role.PUBLISHER, elsewhere)
    assert asked(stranger, decision).status_code == 404
    assert of(stranger).get(at(decision, "kiem-tra/")).status_code == 404
    assert not ImportRun.objects.exists()

    asked(people.drafter, decision)
    run = ImportRun.objects.get()
    assert of(people.checker).get(f"/cong-khai/ra-soat/lan/{run.pk}/").status_code == 404
    assert f"/lan/{run.pk}/" not in page(people.checker, "/cong-khai/ra-soat/")
