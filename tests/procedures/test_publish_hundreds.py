"""Rule proved: a decision with 300 procedures is filled, checked and published in one go, with progress, all or
nothing; its cost in queries grows by the batches named here and by nothing else (issue 3 item 1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures import deciding, decision_changes, decision_checks, decision_publishing, publishing
from procedures.choices import VersionState
from procedures.decision_publishing import Progress, publish_due
from procedures.models import ChangeKind, Decision, DecisionAct, DecisionState, Procedure, ProcedureVersion
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.factories import draft
from tests.procedures.publisher_desk import at, of

pytestmark = pytest.mark.django_db
FEW, HUNDREDS = 20, 300

#: What 300 may cost more than 20, query by query. Everything else is the same for one procedure and for a thousand.
GROWTH = {
    # copies go in batches of 500 rows (copying.BATCH): 300 procedures are one batch of each table, and three of the
    # steps, of which each has four
    "fill": 2,
    # the worker checks whole versions 50 at a time (decision_checking.PIECE): versions with cases, papers, fees,
    # limits, processes, steps: five pieces more
    "check": 40,
    # who asks reads what the worker found and how all stand in the catalogue: less than looking at twenty
    "look": 0,
    "submit": 0,
    "pass": 0,
    "approve": 0,
    # one batch more of what is in force (1 query), and ANALYZE of the search table from 100 entries on (1)
    "publish": 2,
}


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def counted(ask: Callable[[], object]) -> int:
    """How many queries it takes."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def whole_way(people: Deciders, codes: list[str], number: str) -> tuple[Decision, dict[str, int]]:
    """A decision with these procedures from its draft to publication, and the queries of each stage."""
    decision, today = world.begun(people), timezone.localdate()
    checker = of(people.checker)
    costs = {
        "fill": counted(lambda: decision_changes.add(decision, people.drafter, ChangeKind.AMEND, codes)),
        "check": counted(lambda: world.machine_checked(people, decision)),
        "submit": counted(lambda: deciding.submit(decision, people.drafter)),
        "look": counted(lambda: checker.get(at(decision, "kiem-tra/"))),
        "pass": counted(lambda: deciding.pass_check(decision, people.checker)),
    }
    copy = world.signed_copy(people.chair)
    costs["approve"] = counted(
        lambda: deciding.approve(
            decision, people.chair, number=number, signed_on=today, effective_on=today, signed_copy=copy
        )
    )
    costs["publish"] = counted(publish_due)
    decision.refresh_from_db()
    return decision, costs


def test_three_hundred_cost_what_twenty_cost_and_the_named_batches(people: Deciders) -> None:
    of(people.checker).get("/cong-khai/")
    few, few_costs = whole_way(people, world.many(FEW), "20/QĐ-UBND")

    decision, costs = whole_way(people, world.many(HUNDREDS, first=300_000), "300/QĐ-UBND")

    assert few.state == decision.state == DecisionState.PUBLISHED
    grown = {stage: costs[stage] - few_costs[stage] for stage in GROWTH}
    assert all(grown[stage] <= most for stage, most in GROWTH.items()), grown
    in_force = ProcedureVersion.objects.valid_on().filter(decision_number="300/QĐ-UBND")
    assert in_force.count() == HUNDREDS
    assert ProcedureVersion.objects.filter(state=VersionState.RETIRED).count() == FEW + HUNDREDS
    assert decision.events.get(act=DecisionAct.PUBLISH).facts == {"count": HUNDREDS}
    # and its page tells that all of them are through
    assert f"{HUNDREDS} thủ tục trong quyết định" in of(people.checker).get(at(decision)).content.decode()


def snapshot() -> list[tuple[Any, ...]]:
    """The catalogue as readers find it."""
    versions = ProcedureVersion.objects.order_by("pk")
    return list(versions.values_list("pk", "state", "valid_from", "valid_to", "decision_number"))


@pytest.mark.parametrize("place", [0, 14, 29], ids=["first", "middle", "last"])
def test_one_procedure_that_is_gone_keeps_all_the_others_back(
    people: Deciders, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """Wherever it stands in the list, and in whichever batch."""
    monkeypatch.setattr(decision_checks, "BATCH", 10)
    codes = world.many(30)
    decision = world.approved(people, *codes)
    publishing.change_catalogue([], {Procedure.objects.get(code=codes[place]).pk: None})
    before = snapshot()

    assert publish_due() == []

    decision.refresh_from_db()
    assert decision.state == DecisionState.APPROVED
    assert decision.problem == f"{codes[place]}: Thủ tục này không còn hiệu lực nên không sửa đổi hay bãi bỏ được."
    assert snapshot() == before
    assert decision.changes.filter(is_open=True).count() == len(codes)


def test_what_only_the_database_refuses_keeps_all_back_too(people: Deciders, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clash of validity that no check foresaw: the constraint speaks last, and the decision says it in words."""
    monkeypatch.setattr(decision_publishing, "_clashes", lambda decision: [])
    codes = world.many(30)
    decision = world.approved(people, *codes)
    later = draft(procedure=Procedure.objects.get(code=codes[7]), number=9)
    publishing.publish([later], timezone.localdate().replace(year=timezone.localdate().year + 1, day=1))
    before = snapshot()

    assert publish_due() == []

    decision.refresh_from_db()
    assert "trùng thời gian hiệu lực" in decision.problem
    assert snapshot() == before


def test_many_faults_are_told_by_the_first_twenty(people: Deciders) -> None:
    """Enough to see what happened; a thousand lines would be read by nobody."""
    codes = world.many(25)
    decision = world.approved(people, *codes)
    publishing.change_catalogue(
        [], dict.fromkeys(Procedure.objects.filter(code__in=codes).values_list("pk", flat=True))
    )

    publish_due()

    decision.refresh_from_db()
    assert [line.split(":")[0] for line in decision.problem.splitlines()] == codes[: decision_publishing.MOST_TOLD]


def test_progress_counts_the_procedures_that_are_through(people: Deciders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision_checks, "BATCH", 10)
    world.approved(people, *world.many(25))
    told: list[Progress] = []

    publish_due(lambda decision, progress: told.append(progress))

    assert told == [
        Progress("check", 0, 25),
        Progress("check", 10, 25),
        Progress("check", 20, 25),
        Progress("lock", 0, 25),
        Progress("force", 0, 25),
        Progress("search", 0, 25),
    ]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (None, "Đang chờ đến lượt."),
        (Progress("check", 200, 300), "Đang đối chiếu với danh mục: 200 trên 300 thủ tục."),
        (Progress("lock", 0, 300), "Đang đưa 300 thủ tục vào hiệu lực."),
        (Progress("force", 0, 300), "Đang đưa 300 thủ tục vào hiệu lực."),
        (Progress("search", 0, 300), "Đang cập nhật tìm kiếm cho 300 thủ tục."),
    ],
)
def test_the_page_says_each_stage_in_words_and_comes_back(
    people: Deciders, monkeypatch: pytest.MonkeyPatch, progress: Progress | None, words: str
) -> None:
    decision = world.approved(people, *world.many(1))
    monkeypatch.setattr(decision_publishing, "progress_of", lambda asked: progress)

    response = of(people.chair).get(at(decision))

    assert words in response.content.decode()
    assert response["Refresh"] == "2"


def test_more_than_two_thousand_at_once_is_a_slip(people: Deciders) -> None:
    decision = world.begun(people)

    with pytest.raises(deciding.DecisionRefused, match="2000"):
        decision_changes.add(decision, people.drafter, ChangeKind.AMEND, [f"1.{n:06d}" for n in range(2001)])

    assert not decision.changes.exists()


def test_the_list_of_a_decision_on_its_way_is_closed_to_hundreds_as_to_one(people: Deciders) -> None:
    codes = world.many(20)
    decision = world.submitted(people, *codes[:10])

    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        decision.changes.all().delete()
    with pytest.raises(deciding.DecisionRefused):
        decision_changes.add(decision, people.drafter, ChangeKind.AMEND, codes[10:])

    assert decision.changes.count() == 10
