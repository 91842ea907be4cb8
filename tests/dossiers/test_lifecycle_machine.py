"""Everybody presses everything at any time: the life of a dossier through its pages, held against the law's own table.

Unlike `test_lifecycle_property`, which calls the functions, people here have browsers: what a page does not refuse
has happened. The table below is written from the statuses of the national portal (domain 6.2) and NĐ 61/2018
Đ17–Đ20, not from the code.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dossiers import deadline_watch, deadlines, papermaking
from dossiers.messages import TOLD
from dossiers.models import Dossier, Event, Paperwork
from dossiers.paperwork import CALLED_FOR
from dossiers.statuses import CLOSED
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.test_lifecycle_property import assert_whole
from tests.dossiers.world import World, make_user
from tests.in_turn import in_turn

LAW: dict[tuple[int, str, int], str] = {
    (1, "receive", 2): "receiving clerk",
    (1, "refuse", 3): "receiving clerk",
    (1, "request_supplement", 5): "receiving clerk",
    (5, "answer_supplement", 1): "owner",
    (2, "hand_over", 4): "receiving clerk",
    (4, "request_supplement", 5): "competent officer",
    (5, "answer_supplement", 4): "owner",
    (4, "submit_for_signature", 4): "competent officer",
    (4, "send_back", 4): "competent leader",
    (4, "approve", 4): "competent leader",
    (4, "issue", 9): "competent leader",
    (9, "return_result", 10): "receiving clerk",
    (9, "rate", 9): "owner",
    (10, "rate", 10): "owner",
    **{(status, "withdraw", 7): "owner" for status in (1, 2, 4, 5)},
}
"""From which status which act leads where, and whose act it is; the worker signs in the leader's name."""

DESK_ACTS = (
    "receive", "refuse", "request_supplement", "hand_over", "submit_for_signature", "send_back", "approve",
    "return_result", "save_looks",
)  # fmt: skip
PEOPLE = ("clerk", "officer", "leader")
PLACES = ("ward", "other_ward")


def everything_typed(dossier: Dossier) -> dict[str, str]:
    """What a person would type who has an answer to whatever any page asks."""
    typed = {
        "supplement-reason": "Bản chụp bị mờ.",
        "refuse-reason": "Trẻ đã đăng ký.",
        "refuse-legal_ground": "Luật Hộ tịch, Điều 16",
        "refuse-confirmed": "on",
        "child_personal_number": "079326001234",
        "opinion-opinion": "Đủ điều kiện.",
        "send_back-reason": "Sai tên đệm.",
        "hand_out-recipient": "Nguyễn Thị Lan",
    }
    for paper in dossier.papers.filter(replaced_by=None):
        typed |= {f"pick-paper-{paper.component_id}": "on", f"pick-remark-{paper.component_id}": "Chụp lại"}
    return typed


class DossierLife(RuleBasedStateMachine):
    """One dossier of one example; its transaction is rolled back at the end."""

    world: World
    clock: dict[str, datetime]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.clock["now"] = datetime.fromisoformat("2026-11-23T08:00:00+07:00")
        self.browser = Client()
        self.seen = 1

    def teardown(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the trigger agrees with every status
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @initialize(delivery=st.sampled_from(["online", "counter", "post"]), at=st.sampled_from(PLACES))
    def file(self, delivery: str, at: str) -> None:
        centre = getattr(self.world, at).centre
        self.dossier = filings.submitted(self.world, result_delivery=delivery, receiving_unit=centre.code)
        self.receiving = at

    @rule(
        place=st.sampled_from(PLACES), who=st.sampled_from(PEOPLE), act=st.sampled_from(DESK_ACTS), good=st.booleans()
    )
    def somebody_presses(self, place: str, who: str, act: str, good: bool) -> None:
        user, before = getattr(getattr(self.world, place), who), self.fresh().last_sequence
        typed = everything_typed(self.dossier)
        for paper in self.dossier.papers.filter(replaced_by=None):
            typed |= {f"look-{paper.pk}": "accepted" if good else "rejected", f"remark-{paper.pk}": "Mờ"}
        self.browser.force_login(user)
        answer = self.browser.post(reverse("dossiers:work-action", args=[self.dossier.code, act]), typed)
        assert answer.status_code in {302, 403, 404, 409, 422}
        if answer.status_code != 302:
            assert self.fresh().last_sequence == before, "what was refused left something behind"

    @rule(act=st.sampled_from(["withdraw", "rate", "supplement"]), who=st.sampled_from(["mother", "neighbour"]))
    def a_citizen_presses(self, act: str, who: str) -> None:
        self.browser.force_login(self.neighbour() if who == "neighbour" else self.world.mother)
        typed: dict[str, Any] = {"reason": "", "score": "2", "comment": ""}
        for paper in self.dossier.papers.filter(replaced_by=None):
            typed[f"paper-{paper.component_id}-source"] = "brought"
        answer = self.browser.post(reverse(f"dossiers:{act}", args=[self.dossier.code]), typed)
        assert answer.status_code == (404 if who == "neighbour" else 302)

    @rule()
    def the_next_in_turn_does_what_is_due(self) -> None:
        """Without it, few examples would ever reach the end of the way."""
        task = self.dossier.tasks.filter(finished_at=None).first()
        if task is None:
            return self.a_citizen_presses("supplement", "mother")
        place = "ward" if task.unit.division_id == self.world.ward.division.pk else "other_ward"
        for act in ("receive", "hand_over", "submit_for_signature", "approve", "return_result"):
            self.somebody_presses(place, task.role, act, good=True)
        return None

    @rule()
    def the_worker_makes_what_waits(self) -> None:
        Paperwork.objects.filter(made_at=None).update(next_try_at=timezone.now())
        papermaking.make_waiting()
        assert not Paperwork.objects.exclude(problem="").exists()

    @rule(hours=st.sampled_from([1, 9, 30, 200]))
    def time_passes(self, hours: int) -> None:
        self.clock["now"] += timedelta(hours=hours)
        deadline_watch.mark()

    @invariant()
    def the_dossier_is_whole(self) -> None:
        dossier = self.fresh()
        assert_whole(dossier)
        assert dossier.events.count() == dossier.last_sequence
        for event in dossier.events.filter(sequence__gt=self.seen).order_by("sequence"):
            self.is_lawful(event)
        self.seen = dossier.last_sequence

    @invariant()
    def its_due_time_is_working_time_from_where_the_clock_started(self) -> None:
        dossier = self.fresh()
        unit, start = dossier.competent_unit, dossier.clock_started_at
        assert dossier.due_at == deadlines.clock(dossier.case, dossier.process, dossier.channel, unit, start).due_at

    @invariant()
    def each_told_move_has_its_letter_and_each_called_for_paper_its_row(self) -> None:
        actions = list(self.dossier.events.values_list("action", flat=True))
        assert OutboxMessage.objects.filter(key=self.dossier.code).count() == sum(a in TOLD for a in actions)
        rows = sorted(self.dossier.paperwork.values_list("kind", flat=True))
        # A draft approved anew after a supplement is the same one result; what was received and ends gets its slip.
        called_for = [str(CALLED_FOR[action]) for action in actions if action in CALLED_FOR]
        dossier = self.fresh()
        slips = [str(Paperwork.Kind.CONTROL_SLIP)] * (dossier.status in CLOSED and dossier.received_at is not None)
        assert rows == sorted(called_for + slips)

    @invariant()
    def whoever_it_does_not_concern_learns_nothing(self) -> None:
        self.browser.force_login(self.neighbour())
        assert self.browser.get(reverse("dossiers:detail", args=[self.dossier.code])).status_code == 404
        if self.receiving == "ward":
            self.browser.force_login(self.world.other_ward.leader)
            assert self.browser.get(reverse("dossiers:work", args=[self.dossier.code])).status_code == 404

    def is_lawful(self, event: Event) -> None:
        edge = (event.status_from or 0, event.action, event.status_to)
        assert edge in LAW, f"{edge} is no edge of the law"
        if event.actor is None:
            assert event.action == "return_result", "the worker alone hands out what is read online"
            return
        place, _space, role = LAW[edge].partition(" ")
        allowed = {
            "owner": self.world.mother,
            "receiving": getattr(getattr(self.world, self.receiving), role, None),
            "competent": getattr(self.world.ward, role, None),
        }
        assert event.actor == allowed[place], f"{event.actor_name} did {edge}"

    def fresh(self) -> Dossier:
        self.dossier = Dossier.objects.get(pk=self.dossier.pk)
        return self.dossier

    def neighbour(self) -> User:
        found: User | None = User.objects.filter(email="hang-xom@example.vn").first()
        return found or make_user("hang-xom@example.vn", "Lê Văn Hàng Xóm")


@pytest.mark.usefixtures("undrawn")
def test_no_order_of_buttons_breaks_the_law(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"now": timezone.now()}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["now"])
    monkeypatch.setattr(DossierLife, "world", world, raising=False)
    monkeypatch.setattr(DossierLife, "clock", clock, raising=False)

    run_state_machine_as_test(
        DossierLife,
        settings=settings(
            max_examples=3,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@in_turn("edge", sorted(LAW))
def test_the_law_and_the_portals_statuses_agree(edge: tuple[int, str, int]) -> None:
    """Nothing leads out of 3, 7 and 10 but a rating, nothing into 1 but an answer, and pauses end where they began."""
    before, action, after = edge

    assert before not in (3, 7, 8)
    assert (after == 1) <= (action == "answer_supplement")
    assert (after == 5) == (action == "request_supplement")
    assert (before == 10) <= (action == "rate")
