"""Rules proved: what is staged for a later day leaves today alone and takes over on its day, announcement and end
alike; differences between two savings are told row by row in words (issue 3 items 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import catalogue, decision_changes, publishing
from procedures.choices import VersionState
from procedures.decision_publishing import publish_due
from procedures.draft_editing import Difference, differences
from procedures.draft_sections.whole import SECTIONS
from procedures.models import ChangeKind, Decision, DecisionState, Procedure, ProcedureVersion, SearchEntry
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders
from tests.procedures.factories import draft, usual_steps

CODE, OTHER = "1.001193", "1.000001"
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=5)


@pytest.fixture
def people(db: None) -> Deciders:
    return make_deciders()


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let it be another day for whatever asks."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: day)


def is_in_force(code: str, on: date | None = None) -> bool:
    """Whether readers find the procedure."""
    try:
        catalogue.published(code, on=on)
    except catalogue.UnknownProcedure:
        return False
    return True


def test_an_end_decided_for_later_comes_on_its_day(people: Deciders, travel: Callable[[date], None]) -> None:
    old = good(CODE)
    world.approved(people, CODE, kind=ChangeKind.ABOLISH, effective_on=SOON)
    publish_due()
    assert is_in_force(CODE)

    travel(SOON - timedelta(days=1))
    publish_due()
    assert is_in_force(CODE)
    travel(SOON)
    publish_due()

    assert not is_in_force(CODE)
    assert is_in_force(CODE, on=SOON - timedelta(days=1)), "a past day reads as it was"
    old.refresh_from_db()
    assert (old.state, old.valid_to) == (VersionState.RETIRED, SOON)


def test_a_replacement_decided_for_later_changes_both_on_one_day(
    people: Deciders, travel: Callable[[date], None]
) -> None:
    good(CODE)
    decision = world.begun(people)
    decision_changes.replace(decision, people.drafter, CODE, OTHER, reason="Gộp")
    world.mend(decision)
    world.decided(people, decision, effective_on=SOON)
    assert (is_in_force(CODE), is_in_force(OTHER)) == (True, False)

    travel(SOON)
    publish_due()

    assert (is_in_force(CODE), is_in_force(OTHER)) == (False, True)
    assert Procedure.objects.get(code=CODE).replaced_by == Procedure.objects.get(code=OTHER)


def test_one_decision_announces_amends_replaces_and_ends_at_once(people: Deciders) -> None:
    """Four kinds in one decision: all of it or nothing."""
    good(CODE)
    good(OTHER)
    good("1.000003")
    decision = world.begun(people)
    decision_changes.add(decision, people.drafter, ChangeKind.AMEND, [CODE])
    decision_changes.add(decision, people.drafter, ChangeKind.ABOLISH, [OTHER], reason="Không dùng")
    decision_changes.replace(decision, people.drafter, "1.000003", "1.000004")
    waiting = Procedure.objects.create(code="1.000005")
    draft(procedure=waiting, source="national", steps=usual_steps, results=RESULTS, legal_basis=LAWS)
    decision_changes.add(decision, people.drafter, ChangeKind.ANNOUNCE, ["1.000005"])
    world.mend(decision)
    world.decided(people, decision)

    assert publish_due() == [decision]

    codes = (CODE, OTHER, "1.000003", "1.000004", "1.000005")
    assert [is_in_force(code) for code in codes] == [True, False, False, True, True]
    numbers = ProcedureVersion.objects.valid_on().values_list("decision_number", flat=True)
    assert set(numbers) == {"1234/QĐ-UBND"}


RESULTS = [{"code": "KQ.1", "name": "Giấy khai sinh"}]
LAWS = [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}]


def test_cancelled_before_its_day_nothing_comes(people: Deciders, travel: Callable[[date], None]) -> None:
    old = good(CODE)
    decision = world.approved(people, CODE, effective_on=SOON)
    assert decision.state == DecisionState.APPROVED
    client = Client()
    client.force_login(people.chair)
    client.post(f"/cong-khai/quyet-dinh/{decision.pk}/huy/", {"reason": "Bộ hoãn"})

    travel(SOON)
    publish_due()

    assert catalogue.published(CODE).pk == old.pk
    assert Decision.objects.get(pk=decision.pk).state == DecisionState.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1, 2, 30])
def test_the_day_turns_once_however_late_it_is_noticed(days: int, travel: Callable[[date], None]) -> None:
    old = good(CODE)
    publishing.publish([draft(procedure=old.procedure, number=2, name="Tên mới")], SOON)

    travel(SOON + timedelta(days=days - 1))

    assert publishing.turn_the_day() == 1
    assert publishing.turn_the_day() == 0
    assert SearchEntry.objects.get(procedure=old.procedure).name == "Tên mới"


@pytest.mark.django_db
def test_the_day_before_nothing_turns(travel: Callable[[date], None]) -> None:
    old = good(CODE)
    publishing.publish([draft(procedure=old.procedure, number=2)], SOON)

    travel(SOON - timedelta(days=1))

    assert publishing.turn_the_day() == 0
    old.refresh_from_db()
    assert old.state == VersionState.PUBLISHED


@pytest.mark.django_db
def test_versions_announced_for_several_days_take_over_one_after_the_other(travel: Callable[[date], None]) -> None:
    old = good(CODE)
    for number in (2, 3, 4):
        later = TODAY + timedelta(days=number)
        publishing.publish([draft(procedure=old.procedure, number=number, name=f"Tên số {number}")], later)

    seen = []
    for day in range(6):
        travel(TODAY + timedelta(days=day))
        publishing.turn_the_day()
        seen.append(SearchEntry.objects.get(procedure=old.procedure).version.number)

    assert seen == [1, 1, 2, 3, 4, 4]


PAPER: dict[str, Any] = {"id": "1", "name": "Tờ khai", "copies": 0, "required": True, "kind": "paper"}


@pytest.mark.parametrize(
    ("section", "before", "after", "told"),
    [
        ("papers", [PAPER], [PAPER], []),
        ("papers", [PAPER], [PAPER | {"copies": 2}], [Difference("Giấy tờ 1", "Bản sao", "0", "2")]),
        ("papers", [PAPER], [PAPER | {"required": False}], [Difference("Giấy tờ 1", "Bắt buộc", "✓", "✗")]),
        ("papers", [PAPER], [PAPER | {"kind": "note"}], [Difference("Giấy tờ 1", "Loại", "Giấy tờ", "Lưu ý")]),
        ("guide", [], [{"title": "Nộp", "text": ""}], [Difference("Bước 1", "Tên bước", "", "Nộp")]),
        ("guide", [{"title": "Nộp"}], [], [Difference("Bước 1", "Tên bước", "Nộp", "")]),
        (
            "requirements",
            {"requirements": "A"},
            {"requirements": "B"},
            [Difference("", "Yêu cầu, điều kiện", "A", "B")],
        ),
    ],
)
def test_each_difference_is_one_line_in_words(section: str, before: Any, after: Any, told: list[Difference]) -> None:
    found = [one for one in differences(SECTIONS[section], before, after) if (one.before, one.after) != ("", "")]

    assert found == told


ROWS = st.lists(st.fixed_dictionaries({"title": st.text(max_size=5), "text": st.text(max_size=5)}), max_size=4)


@settings(max_examples=10)
@given(ROWS, ROWS)
def test_equal_savings_differ_in_nothing_and_others_in_something(
    before: list[dict[str, str]], after: list[dict[str, str]]
) -> None:
    assert differences(SECTIONS["guide"], before, before) == []
    assert bool(differences(SECTIONS["guide"], before, after)) is (before != after)
