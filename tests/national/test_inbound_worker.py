"""The worker's rounds: whose turn it is, what a failure costs, and that nothing is done twice or by two."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.models import Dossier
from dossiers.problems import IntakeRefused, NotAllowedNow, Problem
from hotline.problems import Incomplete
from portal.national import tasks
from portal.national.catalogue import fetching
from portal.national.inbound import files, receiving, working
from portal.national.inbound.done import Done
from portal.national.inbound.problems import Impossible, NotYet
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState, Service
from portal.settings import schedule
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.handing_in import CODE, filing, knock, later, signed, the_message


def message(name: str, service: Service = Service.WITHDRAW, key: str = "", **fields: Any) -> InboundMessage:
    """A message that waits; what it says is left to the act."""
    told: dict[str, Any] = {"digest": "0" * 64, "received": {"body": '{"data": {}}', "headers": {}}}
    told |= {"next_attempt_at": timezone.now() - timedelta(seconds=1)}
    return InboundMessage.objects.create(message_id=name, service=service, key=key, **{**told, **fields})


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """Every service does nothing but note its turn, or raise what is set for a message's name."""
    failures: dict[str, Exception] = {}

    def act(taken: InboundMessage, _data: dict[str, Any], _uploads: dict[str, Any]) -> Done:
        if taken.message_id in failures:
            raise failures[taken.message_id]
        return Done("Đã làm")

    monkeypatch.setattr(working, "ACTS", dict.fromkeys(Service.values, act))
    return failures


def turns() -> list[str]:
    """The messages whose turn it is, in order."""
    return list(working.due().values_list("message_id", flat=True))


def ended(name: str) -> tuple[str, str]:
    kept = the_message(name)
    return kept.state, kept.last_error


@pytest.mark.django_db
def test_of_one_code_one_message_has_its_turn_and_filings_always_have() -> None:
    message("rut-1", key="A")
    message("rut-2", key="A")
    message("nop", Service.FILE, key="A")
    message("b", key="B")
    message("phan-anh", Service.FEEDBACK)
    message("phan-anh-2", Service.FEEDBACK)
    assert turns() == ["rut-1", "nop", "b", "phan-anh", "phan-anh-2"]


@pytest.mark.django_db
def test_what_ended_holds_nobody_back_and_what_rests_does() -> None:
    for number, state in enumerate((InboxState.DONE, InboxState.DEAD)):
        message(f"truoc-{number}", key="A", state=state, finished_at=timezone.now())
    message("sau", key="A")
    assert turns() == ["sau"]
    message("nghi", key="B", next_attempt_at=timezone.now() + timedelta(minutes=1))
    message("sau-nghi", key="B")
    assert turns() == ["sau"]


@pytest.mark.django_db
def test_the_one_that_waited_longest_goes_first() -> None:
    now = timezone.now()
    for name, minutes in (("a", 1), ("b", 3), ("c", 2)):
        message(name, next_attempt_at=now - timedelta(minutes=minutes))
    assert turns() == ["b", "c", "a"]


@pytest.mark.django_db
def test_a_round_does_so_many_and_no_more(acts: dict[str, Exception]) -> None:
    for number in range(4):
        message(f"tin-{number}")
    assert dict(working.take_due(3)) == {"done": 3}
    assert dict(working.take_due(0)) == {}
    assert dict(working.take_due()) == {"done": 1}
    assert dict(working.take_due()) == {}


@pytest.mark.django_db
def test_each_way_to_fail_ends_or_waits_and_stops_nobody_else(acts: dict[str, Exception]) -> None:
    refused = IntakeRefused([Problem("/papers", "Còn thiếu."), Problem("/form/a", "Hãy nhập.")])
    acts.update(
        {
            "khong-the": Impossible("Không có yêu cầu này."),
            "tu-choi": refused,
            "luc-khac": NotAllowedNow("Hồ sơ đã xong."),
            "thieu": Incomplete("Hãy cho biết họ tên.", "full_name"),
            "chua": NotYet("Chưa nhận được hồ sơ."),
            "loi": KeyError("079190000111"),
        }
    )
    for name in (*acts, "tot"):
        message(name)
    assert dict(working.take_due()) == {"dead": 4, "waiting": 2, "done": 1}
    assert {name: ended(name) for name in acts} == {
        "khong-the": ("dead", "Không có yêu cầu này."),
        "tu-choi": ("dead", "/papers: Còn thiếu.\n/form/a: Hãy nhập."),
        "luc-khac": ("dead", "Hồ sơ đã xong."),
        "thieu": ("dead", "Hãy cho biết họ tên."),
        "chua": ("waiting", "Chưa nhận được hồ sơ."),
        "loi": ("waiting", "Lỗi của hệ thống (KeyError)."),
    }


@pytest.mark.django_db
def test_a_cause_is_cut_where_it_never_ends(acts: dict[str, Exception]) -> None:
    acts["dai"] = Impossible("x" * 9_000)
    acts["cho"] = NotYet("y" * 9_000)
    for name in acts:
        message(name)
    working.take_due()
    assert {len(ended(name)[1]) for name in acts} == {2_000}


@pytest.mark.django_db
def test_pauses_grow_to_ten_minutes_and_tries_come_to_an_end(acts: dict[str, Exception]) -> None:
    acts["chua"] = NotYet("Chưa nhận được hồ sơ.")
    waiting = message("chua")
    for attempts, longest in ((0, timedelta(seconds=10)), (3, timedelta(seconds=80)), (100, working.LONGEST_PAUSE)):
        InboundMessage.objects.update(attempts=attempts, next_attempt_at=timezone.now() - timedelta(seconds=1))
        before = timezone.now()
        assert dict(working.take_due()) == {"waiting": 1}
        waiting.refresh_from_db()
        assert longest / 2 <= waiting.next_attempt_at - before <= longest + timedelta(seconds=5)
    pauses = (timedelta(seconds=min(10 * 2**n, working.LONGEST_PAUSE.total_seconds())) for n in range(159))
    whole = sum(pauses, timedelta())
    assert whole > timedelta(days=1), "what was overtaken on its way comes within a day"

    InboundMessage.objects.update(attempts=working.MOST_ATTEMPTS - 1, next_attempt_at=timezone.now())
    assert dict(working.take_due()) == {"dead": 1}
    assert ended("chua") == ("dead", "Chưa nhận được hồ sơ.")


@pytest.mark.django_db
def test_what_goes_well_at_last_forgets_why_it_did_not(acts: dict[str, Exception]) -> None:
    acts["a"] = NotYet("Chưa nhận được hồ sơ.")
    message("a")
    working.take_due()
    acts.clear()
    InboundMessage.objects.update(next_attempt_at=timezone.now())
    working.take_due()
    kept = the_message("a")
    assert (kept.state, kept.last_error, kept.outcome, kept.attempts) == ("done", "", "Đã làm", 2)
    assert kept.finished_at is not None


@pytest.mark.django_db
def test_a_filing_makes_due_what_waits_under_its_code_alone(acts: dict[str, Exception]) -> None:
    later_on = timezone.now() + timedelta(minutes=9)
    message("rut", key="A", next_attempt_at=later_on)
    message("khac", key="B", next_attempt_at=later_on)
    message("nop", Service.FILE, key="A")
    assert dict(working.take_due()) == {"done": 2}
    assert the_message("khac").next_attempt_at == later_on


@pytest.mark.django_db
def test_a_filing_that_fails_wakes_nobody(acts: dict[str, Exception]) -> None:
    later_on = timezone.now() + timedelta(minutes=9)
    message("rut", key="A", next_attempt_at=later_on)
    message("nop", Service.FILE, key="A")
    acts["nop"] = Impossible("Không.")
    assert dict(working.take_due()) == {"dead": 1}
    assert the_message("rut").next_attempt_at == later_on


@pytest.mark.django_db
def test_a_message_that_nobody_can_read_any_more_waits_for_us(acts: dict[str, Exception]) -> None:
    message("hong", received={"body": "khong phai JSON"})
    message("trong", received={})
    assert dict(working.take_due()) == {"waiting": 2}
    assert ended("hong")[1] == "Lỗi của hệ thống (JSONDecodeError)."
    assert ended("trong")[1] == "Lỗi của hệ thống (KeyError)."


@pytest.mark.django_db
def test_half_of_an_act_is_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_message: InboundMessage, _data: dict[str, Any], _uploads: dict[str, Any]) -> Done:
        filings.submitted(world)
        raise Impossible("Hỏng giữa chừng.")

    monkeypatch.setattr(working, "ACTS", dict.fromkeys(Service.values, half))
    message("nua")
    assert dict(working.take_due()) == {"dead": 1}
    assert not Dossier.objects.exists()


@pytest.mark.django_db
def test_letting_go_again_wakes_the_worker_once_and_for_nothing_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(working, "wake", woken.append)
    message("chet", state=InboxState.DEAD, finished_at=timezone.now(), attempts=160, last_error="Không.")
    message("cho")
    message("xong", state=InboxState.DONE, finished_at=timezone.now())
    assert working.retry(InboundMessage.objects.all()) == 1
    assert working.retry(InboundMessage.objects.all()) == 0
    assert woken == [working.TAKE_IN]
    again = the_message("chet")
    assert (again.state, again.attempts, again.finished_at) == (InboxState.WAITING, 0, None)
    assert again.next_attempt_at <= timezone.now()


def test_whoever_calls_the_worker_calls_it_by_its_name() -> None:
    assert {receiving.TAKE_IN, working.TAKE_IN} == {tasks.take_in.name}
    assert tasks.go_on_fetching.name == fetching.TASK
    on_schedule = {row["task"] for row in schedule.CELERY_BEAT_SCHEDULE.values()}
    named = (tasks.take_in, tasks.fetch_catalogue, tasks.go_on_fetching, tasks.reconcile, tasks.reconcile_all)
    assert {task.name for task in (*named, tasks.forget_proofs)} <= on_schedule


@pytest.mark.django_db
def test_the_task_says_what_became_of_its_round(acts: dict[str, Exception]) -> None:
    acts["b"] = Impossible("Không.")
    message("a")
    message("b")
    assert tasks.take_in() == {"done": 1, "dead": 1}
    assert tasks.take_in() == {}


@pytest.mark.django_db
def test_a_message_that_comes_calls_the_worker_once_and_a_doubled_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(receiving, "wake_on_commit", woken.append)
    told = signed(later("RutHoSo"))
    body = {"service": "RutHoSo", "data": {"MaHoSo": CODE}}
    assert receiving.take(told.body, told.headers, body)[1] is True
    assert receiving.take(told.body, told.headers, body)[1] is False
    with pytest.raises(receiving.OtherBefore):
        receiving.take(told.body + b" ", told.headers, body)
    assert woken == [tasks.take_in.name]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.sampled_from(["A", "B", ""]), min_size=1, max_size=7),
    fails=st.lists(st.integers(0, 6), max_size=5),
)
@pytest.mark.django_db
def test_of_one_code_nothing_overtakes_what_came_before(
    acts: dict[str, Exception], keys: list[str], fails: list[int]
) -> None:
    InboundMessage.objects.all().delete()
    for number, key in enumerate(keys):
        message(f"tin-{number}", key=key)
    for round_ in range(len(fails) + 1):
        acts.clear()
        acts.update({f"tin-{number}": NotYet("Chưa.") for number in fails[round_:]})
        InboundMessage.objects.filter(state="waiting").update(next_attempt_at=timezone.now())
        working.take_due()
        for key in "AB":
            states = list(InboundMessage.objects.filter(key=key).order_by("pk").values_list("state", flat=True))
            done = states.count(InboxState.DONE)
            assert states[:done] == [InboxState.DONE] * done
    assert not InboundMessage.objects.exclude(state=InboxState.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_what_one_worker_holds_another_leaves_alone(acts: dict[str, Exception]) -> None:
    held, goes_on = message("giu", key="A"), message("di", key="B")
    found: list[dict[str, int]] = []

    def other() -> None:
        found.append(dict(working.take_due()))
        connection.close()

    with transaction.atomic():
        InboundMessage.objects.select_for_update().get(pk=held.pk)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=20)
    assert found == [{"done": 1}]
    held.refresh_from_db()
    goes_on.refresh_from_db()
    assert (held.state, goes_on.state) == (InboxState.WAITING, InboxState.DONE)
    assert dict(working.take_due()) == {"done": 1}


@pytest.mark.django_db(transaction=True)
def test_the_same_message_from_two_connections_at_once_is_kept_once() -> None:
    together, answers = threading.Barrier(2), list[int]()

    def hand_in() -> None:
        together.wait(20)
        answers.append(knock(filing()).status_code)
        connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(answers) == [200, 202]
    assert InboundMessage.objects.count() == 1


@pytest.mark.django_db
def test_what_breaks_the_transaction_itself_is_counted_and_holds_up_nobody(
    acts: dict[str, Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count went back with everything else: the message came first at every round, and none behind it was done."""

    def broken(rows: list[dict[str, Any]]) -> dict[str, Any]:
        if rows:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return {}

    monkeypatch.setattr(files, "fetched", broken)
    papers = [{"MaThanhPhanHoSo": "GT1", "DuocTaiSuDung": "1"}]
    message(
        "poison", Service.SUPPLEMENT, received={"body": json.dumps({"data": {"TaiLieuNop": papers}}), "headers": {}}
    )
    message("good")
    assert working.take_due() == {"waiting": 1, "done": 1}
    poison = InboundMessage.objects.get(message_id="poison")
    assert (poison.state, poison.attempts, poison.last_error[:16]) == (InboxState.WAITING, 1, "Lỗi của hệ thống")
    assert poison.next_attempt_at > timezone.now()
