"""Rules proved: what counts as unused, for whom, and that the proposal begins a draft which abolishes just that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures import hooks, publishing, unused
from procedures.choices import Level
from procedures.models import ChangeKind, Decision, Procedure
from procedures.unused import Question, months_before
from tests.procedures.deciding_world import Deciders, make_deciders
from tests.procedures.factories import ProcedureFactory, draft

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def filed() -> Iterator[dict[int, date]]:
    """What the keeper of dossiers tells: by procedure, the day of its last dossier."""
    told: dict[int, date] = {}
    kept = list(hooks._last_filed)
    hooks._last_filed[:] = [lambda ids: {key: day for key, day in told.items() if key in ids}]
    yield told
    hooks._last_filed[:] = kept


def since(code: str, months: int, **version: Any) -> Procedure:
    """A procedure in force for so many months and a day."""
    made = draft(procedure=ProcedureFactory(code=code), **version)
    publishing.publish([made], months_before(TODAY, months) - timedelta(days=1))
    return made.procedure


def codes(**asked: object) -> list[str]:
    """The codes that a question finds."""
    return [row.code for row in unused.unused(Question(**asked))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 22), 36, date(2023, 11, 22)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_never_used_and_long_unused_count_and_used_ones_do_not(filed: dict[int, date]) -> None:
    never, long_ago, lately = since("1.000001", 36), since("1.000002", 36), since("1.000003", 36)
    filed[long_ago.pk] = months_before(TODAY, 37)
    filed[lately.pk] = months_before(TODAY, 35)

    found = unused.unused(Question(months=36))

    assert [(row.code, row.last_filed) for row in found] == [
        (never.code, None),
        (long_ago.code, months_before(TODAY, 37)),
    ]


@pytest.mark.parametrize(("months", "found"), [(12, ["1.000001", "1.000002"]), (24, ["1.000001"]), (36, [])])
def test_only_what_was_in_force_all_the_time_counts(filed: dict[int, date], months: int, found: list[str]) -> None:
    since("1.000001", 24)
    since("1.000002", 12)
    since("1.000003", 0)

    assert codes(months=months) == found


def test_a_new_version_does_not_make_a_procedure_young(filed: dict[int, date]) -> None:
    procedure = since("1.000001", 36)
    publishing.publish([draft(procedure=procedure, number=2)])

    assert codes(months=36) == ["1.000001"]


def test_what_is_abolished_already_is_not_reported(filed: dict[int, date]) -> None:
    procedure = since("1.000001", 36)
    publishing.change_catalogue([], {procedure.pk: None})

    assert codes(months=12) == []


def test_level_and_agency_narrow_the_report(filed: dict[int, date]) -> None:
    since("1.000001", 36)
    since("1.000002", 36, levels=[Level.PROVINCE], executing_agency="Sở Tư pháp")

    assert codes(level="province") == ["1.000002"]
    assert codes(agency="Ủy ban nhân dân cấp xã") == ["1.000001"]
    assert codes(level="commune", agency="Sở Tư pháp") == []


def test_the_report_costs_the_same_for_few_and_for_many(
    filed: dict[int, date], django_assert_num_queries: object
) -> None:
    """In force since when, what is in force, what is in work; dossiers are asked of their keeper, once."""
    for number in range(20):
        since(f"1.{200000 + number}", 36)

    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(unused.unused(Question())) == 20


def test_a_second_keeper_of_dossiers_is_refused(filed: dict[int, date]) -> None:
    def other(ids: Collection[int]) -> dict[int, date]:
        return {}

    with pytest.raises(ValueError, match="already"):
        hooks.tell_last_filed(other)


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def of(user: User) -> Client:
    """The browser of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def test_the_proposal_begins_a_draft_that_abolishes_what_was_ticked(people: Deciders, filed: dict[int, date]) -> None:
    since("1.000001", 36)
    since("1.000002", 36)
    client, key = of(people.drafter), str(uuid4())
    shown = client.get("/cong-khai/it-dung/?thang=36").content.decode()
    assert "1.000001" in shown
    assert "Chưa có hồ sơ nào" in shown

    for _sent_twice in range(2):
        client.post("/cong-khai/it-dung/bai-bo/", {"code": ["1.000001"], "thang": "36", "submission_key": key})

    decision = Decision.objects.get()
    change = decision.changes.get()
    assert (change.kind, change.procedure.code) == (ChangeKind.ABOLISH, "1.000001")
    assert change.reason == "Không phát sinh hồ sơ trong 36 tháng"
    assert decision.unit == people.department
    # and the report says that somebody works on it
    again = client.get("/cong-khai/it-dung/").content.decode()
    assert f"/cong-khai/quyet-dinh/{decision.pk}/" in again
    assert 'value="1.000001"' not in again


def test_without_a_tick_nothing_begins(people: Deciders) -> None:
    answer = of(people.drafter).post("/cong-khai/it-dung/bai-bo/", {"thang": "36"}, follow=True)

    assert "Hãy chọn ít nhất một thủ tục." in answer.content.decode()
    assert not Decision.objects.exists()


def test_who_does_not_draft_reads_without_ticks(people: Deciders, filed: dict[int, date]) -> None:
    since("1.000001", 36)

    shown = of(people.chair).get("/cong-khai/it-dung/").content.decode()

    assert "1.000001" in shown
    assert 'name="code"' not in shown
    assert of(people.chair).post("/cong-khai/it-dung/bai-bo/", {"code": ["1.000001"]}).status_code == 403
