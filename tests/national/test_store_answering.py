"""The worker's rounds of asking: what is due, in which order, how often, and what of an answer is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from structlog.testing import capture_logs

from dossiers import drafts
from dossiers.models import Dossier, Draft
from dossiers.statuses import Channel
from portal.accounts.identity import blind_index
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import answering
from portal.national.results_store.answering import LEASE, LONGEST_PAUSE, MOST_ATTEMPTS, answer_due
from portal.national.results_store.drivers.base import Asked, Away, Found, NotTaken, Rejected
from tests.dossiers.desk import new_draft
from tests.dossiers.filings import submitted
from tests.dossiers.world import World
from tests.national.looked_up import FOUND, ToldStore, again, failing, look_at, told_store
from tests.national.stored import KIND, NUMBER


@pytest.fixture
def draft(world: World) -> Draft:
    return new_draft(world)


@pytest.fixture
def store(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> ToldStore:
    return told_store(monkeypatch)


def due_now() -> None:
    """As if every pause were over."""
    StoreLook.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_the_question_of_a_filing_says_all_that_was_asked_and_that_it_came_online(
    world: World, draft: Draft, store: ToldStore
) -> None:
    look_at(world, draft, result_codes=[KIND, "KQ.G00.000002"])

    assert dict(answer_due()) == {"found": 1}
    assert store.asked == [
        Asked("1.001193", NUMBER, (KIND, "KQ.G00.000002"), "15/2026", "Trần Văn Minh", "079", channel="2")
    ]


def test_the_question_for_a_dossier_says_by_which_way_it_came_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = submitted(world)
    store = told_store(monkeypatch)
    for place, channel in enumerate((Channel.DIRECT, Channel.ONLINE, Channel.POSTAL)):
        Dossier.objects.filter(pk=dossier.pk).update(channel=channel)
        look_at(world, dossier, place)
        answer_due()

    assert [asked.channel for asked in store.asked] == ["1", "2", "3"]


def test_what_was_found_is_kept_in_the_order_of_the_store(world: World, draft: Draft, store: ToldStore) -> None:
    store.answer = lambda: [FOUND, replace(FOUND, title="", number="", file_name="", path="x/2")]
    look = look_at(world, draft, problem="lần trước không trả lời", attempts=1)

    answer_due()

    kept = again(look)
    assert (kept.state, kept.problem, kept.attempts) == (LookState.FOUND, "", 2)
    assert kept.answered_at is not None
    first, second = kept.finds.order_by("position")
    assert (first.position, first.title, first.number, first.path) == (1, FOUND.title, "15/2026", "x/1")
    assert (second.position, second.title, second.path) == (2, KIND, "x/2"), "without a title its code stands for it"
    assert {first.state, second.state} == {FindState.OFFERED}


def test_the_longest_of_every_text_fits(world: World, draft: Draft, store: ToldStore) -> None:
    """One row that the database refuses would leave its look waiting for ever."""
    longest = {"result_code": 64, "title": 500, "number": 100, "agency": 200, "file_name": 255, "path": 2000}
    store.answer = lambda: [replace(FOUND, **{name: "ờ" * most for name, most in longest.items()})]
    look = look_at(world, draft)

    assert dict(answer_due()) == {"found": 1}
    find = again(look).finds.get()
    assert {name: len(getattr(find, name)) for name in longest} == longest


def test_nothing_found_is_an_answer_too(world: World, draft: Draft, store: ToldStore) -> None:
    store.answer = list
    look = look_at(world, draft)

    assert dict(answer_due()) == {"nothing": 1}
    assert (again(look).state, again(look).answered_at is None) == (LookState.NOTHING, False)
    assert dict(answer_due()) == {}, "and nobody asks again by themselves"


def test_only_what_waits_and_is_due_is_asked_for(world: World, draft: Draft, store: ToldStore) -> None:
    for state in LookState.values:
        if state != LookState.WAITING:
            look_at(world, draft, state=state)
    later = look_at(world, draft, next_attempt_at=timezone.now() + timedelta(seconds=30))

    assert dict(answer_due()) == {}
    assert store.asked == []
    assert again(later).attempts == 0


def test_the_longest_waiting_comes_first_and_a_round_has_an_end(world: World, draft: Draft, store: ToldStore) -> None:
    now = timezone.now()
    looks = [look_at(world, draft, place, asked=one, next_attempt_at=now - timedelta(minutes=minutes))
             for place, (minutes, one) in enumerate(((1, said("c")), (9, said("a")), (5, said("b"))))]  # fmt: skip

    assert dict(answer_due(limit=2)) == {"found": 2}
    assert [asked.number for asked in store.asked] == ["a", "b"]
    assert [again(look).state for look in looks] == ["waiting", "found", "found"]


def said(number: str) -> dict[str, str]:
    return {"owner_number": NUMBER, "number": number, "asker_name": "", "asker_number": ""}


def test_a_look_is_leased_before_the_store_is_asked(world: World, draft: Draft, store: ToldStore) -> None:
    """Another worker that comes by while this one waits for the answer leaves it alone."""
    look = look_at(world, draft)
    others: list[object] = []

    def answer() -> list[object]:
        others.append(dict(answer_due()))
        others.append(again(look).next_attempt_at > timezone.now() + LEASE - timedelta(seconds=20))
        return []

    store.answer = answer  # type: ignore[assignment]
    answer_due()

    assert others == [{}, True]
    assert len(store.asked) == 1


def test_a_store_that_is_away_is_asked_six_times_with_growing_pauses(
    world: World, draft: Draft, store: ToldStore
) -> None:
    store.answer = failing(Away("Kho kết quả quốc gia không trả lời (ReadTimeoutError)"))
    look, pauses = look_at(world, draft), []
    for attempt in range(1, MOST_ATTEMPTS):
        assert dict(answer_due()) == {"waiting": 1}
        kept = again(look)
        assert (kept.state, kept.attempts, kept.answered_at) == (LookState.WAITING, attempt, None)
        assert kept.problem == "Kho kết quả quốc gia không trả lời (ReadTimeoutError)"
        pauses.append(kept.next_attempt_at - timezone.now())
        due_now()

    assert all(timedelta(seconds=4) < pause <= LONGEST_PAUSE for pause in pauses)
    assert dict(answer_due()) == {"failed": 1}
    assert again(look).answered_at is not None
    due_now()
    assert dict(answer_due()) == {}
    assert len(store.asked) == MOST_ATTEMPTS


def test_an_answer_that_no_other_try_changes_ends_it_at_once(world: World, draft: Draft, store: ToldStore) -> None:
    store.answer = failing(Rejected("Kho kết quả quốc gia từ chối (mã 3)."))
    look = look_at(world, draft)

    assert dict(answer_due()) == {"failed": 1}
    assert (again(look).attempts, again(look).problem) == (1, "Kho kết quả quốc gia từ chối (mã 3).")


def test_a_failure_of_any_length_can_be_kept(world: World, draft: Draft, store: ToldStore) -> None:
    store.answer = failing(NotTaken("dài " * 500))
    look = look_at(world, draft)

    answer_due()

    assert len(again(look).problem) == 500


def test_a_store_that_was_taken_off_meanwhile_ends_it_in_words(world: World, draft: Draft, store: ToldStore) -> None:
    store.answer = failing(LookupError("RESULTS_STORE_URL"))
    look = look_at(world, draft)

    assert dict(answer_due()) == {"failed": 1}
    assert again(look).problem == "Chưa kết nối với kho kết quả quốc gia."


def test_one_that_fails_holds_up_no_other(world: World, draft: Draft, store: ToldStore) -> None:
    answers: list[Callable[[], list[Found]]] = [failing(Away("không trả lời")), lambda: [FOUND], list]

    def answer() -> list[Found]:
        return list(answers.pop(0)())

    store.answer = answer
    for place in range(3):
        look_at(world, draft, place)

    assert dict(answer_due()) == {"waiting": 1, "found": 1, "nothing": 1}


def test_nothing_is_asked_for_a_filing_that_was_thrown_away(world: World, draft: Draft, store: ToldStore) -> None:
    """The consent was for that filing and nothing else."""
    look = look_at(world, draft)
    drafts.discard(draft)

    assert dict(answer_due()) == {"failed": 1}
    assert store.asked == []
    assert again(look).problem == "Hồ sơ này đã bỏ, không tìm nữa."


def test_the_log_of_a_failure_names_the_look_and_nobody(world: World, draft: Draft, store: ToldStore) -> None:
    store.answer = failing(NotTaken(f"về {NUMBER}"))
    look = look_at(world, draft)
    with capture_logs() as logged:
        answer_due()

    [line] = [one for one in logged if one["event"] == "results_store_not_asked"]
    assert (line["look"], line["attempt"], line["error"]) == (look.pk, 1, "NotTaken")
    assert NUMBER not in str(logged)
    assert "Trần Văn Minh" not in str(logged)


def test_what_is_kept_of_a_look_is_not_readable_in_the_database(world: World, draft: Draft, store: ToldStore) -> None:
    look_at(world, draft)
    answer_due()

    raw = str(StoreLook.objects.annotate(raw=Cast("asked", TextField())).values_list("raw", "owner_index").get())
    paths = str(StoreFind.objects.annotate(raw=Cast("path", TextField())).values_list("raw").get())
    assert NUMBER not in raw
    assert blind_index(NUMBER) in raw, "found by its index"
    assert FOUND.path not in paths


def test_an_answer_for_a_look_that_another_worker_ended_changes_nothing(
    world: World, draft: Draft, store: ToldStore
) -> None:
    look = look_at(world, draft)

    def answer() -> list[object]:
        StoreLook.objects.filter(pk=look.pk).update(state=LookState.NOTHING)
        return [FOUND]

    store.answer = answer  # type: ignore[assignment]

    assert dict(answer_due()) == {"nothing": 1}
    assert not StoreFind.objects.exists()
    assert answering.MOST_ATTEMPTS > 1
