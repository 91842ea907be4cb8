"""Rules proved: a decision comes into force on its day, all or nothing, once, resumable, with its progress told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from procedures import catalogue, decision_publishing, publishing, search_index
from procedures.choices import VersionState
from procedures.decision_publishing import Progress, publish_due
from procedures.models import (
    ChangeKind,
    Decision,
    DecisionAct,
    DecisionState,
    Procedure,
    ProcedureVersion,
    SearchEntry,
)
from procedures.tasks import publish_due as publish_due_task
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import draft

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def day(monkeypatch: pytest.MonkeyPatch, on: date) -> None:
    """Let it be another day for what puts decisions in force and for what reads the catalogue."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: on)


def test_the_worker_puts_a_decision_in_force_on_its_day(people: Deciders, today: date) -> None:
    old = good(CODE)
    decision = world.approved(people, CODE)

    publish_due_task()

    decision.refresh_from_db()
    assert decision.state == DecisionState.PUBLISHED
    assert decision.published_at is not None
    now = catalogue.published(CODE)
    assert now.pk == only_change(decision).version_id != old.pk
    assert (now.decision_number, now.decision_agency, now.decision_date) == (
        "1234/QĐ-UBND",
        "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        today,
    )
    assert SearchEntry.objects.get(procedure=now.procedure).version == now


def test_before_its_day_nothing_changes_and_on_its_day_it_does(
    people: Deciders, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = good(CODE)
    decision = world.approved(people, CODE, effective_on=today + timedelta(days=5))
    assert publish_due() == []
    assert catalogue.published(CODE).pk == old.pk

    day(monkeypatch, today + timedelta(days=5))
    assert publish_due() == [decision]

    new = catalogue.published(CODE)
    assert (new.valid_from, new.pk) == (today + timedelta(days=5), only_change(decision).version_id)
    old.refresh_from_db()
    assert (old.state, old.valid_to) == (VersionState.RETIRED, today + timedelta(days=5))


def test_a_second_round_changes_nothing(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE)
    publish_due()
    before = list(ProcedureVersion.objects.order_by("pk").values_list("pk", "state", "valid_from", "valid_to"))

    assert publish_due() == []
    assert decision_publishing.publish_decision(decision.pk) is None

    assert list(ProcedureVersion.objects.order_by("pk").values_list("pk", "state", "valid_from", "valid_to")) == before
    assert decision.events.filter(act=DecisionAct.PUBLISH).count() == 1


def test_a_version_published_twice_is_refused_and_stays_in_force() -> None:
    version = good(CODE)

    with pytest.raises(publishing.NotDraft, match="1 of 2"):
        publishing.publish([version, draft()])

    version.refresh_from_db()
    assert (version.state, version.valid_to) == (VersionState.PUBLISHED, None)


def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_round_does_all(
    people: Deciders, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [good(CODE), good(OTHER)]
    decision = world.approved(people, CODE, OTHER)

    def die(ids: Any) -> None:
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as broken, pytest.raises(OperationalError):
        broken.setattr(search_index, "refresh", die)
        publish_due()
    decision.refresh_from_db()
    assert (decision.state, decision.problem) == (DecisionState.APPROVED, "")
    assert [catalogue.published(v.procedure.code).pk for v in old] == [v.pk for v in old]

    assert publish_due() == [decision]
    assert {catalogue.published(code).source for code in (CODE, OTHER)} == {"local"}


def test_a_procedure_that_is_gone_stops_the_whole_decision_in_words(people: Deciders) -> None:
    stays, goes = good(CODE), good(OTHER)
    decision = world.approved(people, CODE, OTHER)
    # given another way ended one of the two between approval and the worker's round
    publishing.change_catalogue([], {goes.procedure_id: None})

    assert publish_due() == []

    decision.refresh_from_db()
    assert decision.state == DecisionState.APPROVED
    assert decision.problem == f"{OTHER}: Thủ tục này không còn hiệu lực nên không sửa đổi hay bãi bỏ được."
    assert decision.events.filter(act=DecisionAct.FAIL, person=None).count() == 1
    assert catalogue.published(CODE).pk == stays.pk
    # and it is not tried again until a person says so
    publish_due()
    assert decision.events.filter(act=DecisionAct.FAIL).count() == 1


def test_a_day_before_a_version_announced_already_is_refused_in_words(people: Deciders, today: date) -> None:
    good(CODE)
    decision = world.approved(people, CODE)
    procedure = Procedure.objects.get(code=CODE)
    publishing.publish([draft(procedure=procedure, number=7)], today + timedelta(days=30))

    publish_due()

    decision.refresh_from_db()
    later = today + timedelta(days=30)
    assert decision.problem == f"{CODE}: đã có phiên bản có hiệu lực từ ngày {later:%d/%m/%Y}."


def test_an_abolished_procedure_ends(people: Deciders, today: date) -> None:
    old = good(CODE)
    world.approved(people, CODE, kind=ChangeKind.ABOLISH)

    publish_due()

    old.refresh_from_db()
    assert (old.state, old.valid_to, old.procedure.replaced_by) == (VersionState.RETIRED, today, None)
    assert not SearchEntry.objects.filter(procedure=old.procedure).exists()
    with pytest.raises(catalogue.UnknownProcedure):
        catalogue.published(CODE)


def test_progress_is_told_stage_by_stage_and_kept_for_the_page(
    people: Deciders, django_capture_on_commit_callbacks: Any
) -> None:
    codes = [good().procedure.code for _ in range(3)]
    decision = world.approved(people, *codes)
    told: list[Progress] = []

    with django_capture_on_commit_callbacks(execute=True):
        publish_due(lambda which, progress: told.append(progress))

    assert [progress.stage for progress in told] == ["check", "lock", "force", "search", "done"]
    assert decision_publishing.progress_of(decision) == Progress("done", 3, 3)


def test_the_terminal_tells_progress_and_what_could_not_be(
    people: Deciders, capsys: pytest.CaptureFixture[str]
) -> None:
    good(CODE)
    gone = good(OTHER)
    world.approved(people, CODE, number="1/QĐ-UBND")
    world.approved(people, OTHER, number="2/QĐ-UBND")
    publishing.change_catalogue([], {gone.procedure_id: None})

    call_command("publish_decisions")

    told = capsys.readouterr()
    assert "1/QĐ-UBND: search 0/1" in told.out
    assert "1 decisions put in force" in told.out
    assert f"2/QĐ-UBND: {OTHER}" in told.err


def test_a_published_decision_stays_as_it_is_and_frees_its_procedures(people: Deciders) -> None:
    good(CODE)
    decision = world.approved(people, CODE)
    publish_due()

    assert not Decision.objects.get(pk=decision.pk).changes.filter(is_open=True).exists()
    assert world.drafted(people, CODE).changes.count() == 1


def test_a_day_that_has_come_lets_an_announced_version_take_over(today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    old = good(CODE)
    new = draft(procedure=old.procedure, number=2, name="Thủ tục mang tên mới")
    publishing.publish([new], today + timedelta(days=3))
    day(monkeypatch, today + timedelta(days=3))

    publish_due()

    old.refresh_from_db()
    assert old.state == VersionState.RETIRED
    assert SearchEntry.objects.get(procedure=old.procedure).name == "Thủ tục mang tên mới"
    assert publishing.turn_the_day() == 0


def test_hundreds_are_put_in_force_in_a_fixed_number_of_queries(
    people: Deciders, django_assert_max_num_queries: Any
) -> None:
    world.approved(people, *[good().procedure.code for _ in range(25)])

    with django_assert_max_num_queries(36):
        assert len(publish_due()) == 1
