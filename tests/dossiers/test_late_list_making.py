"""Rules proved: a month's list has one entry for each due time that was missed in it, with who held the dossier then.

QĐ 766/QĐ-TTg; what an apology gave as reason counts as one (NĐ 61/2018 Đ19(9)).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import apologising, assigning, deadline_watch, deadlines, lifecycle, processing, supplementing
from dossiers.actors import Actor
from dossiers.models import Dossier, LateEntry, LateList, LateNotice
from dossiers.responsibility import keeping, making, months
from dossiers.responsibility.missed_sql import MISSED
from dossiers.responsibility.words import Lateness, Standing
from dossiers.statuses import Action, Channel
from dossiers.submission import PaperData
from dossiers.tasks import keep_late_lists
from tests.as_if_many import as_if_many
from tests.dossiers import copies, filings, stages
from tests.dossiers.late_months import (
    DECEMBER,
    DUE,
    EXPLAINED_BY,
    FILED,
    JUDGED_BY,
    MADE,
    december,
    late_in_the_pool,
    late_with_the_leader,
    late_with_the_officer,
    on_the_table,
    only_entry,
)
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units import calendars
from units.roles import Role


def kinds() -> list[str]:
    return list(LateEntry.objects.values_list("kind", flat=True))


def test_an_open_dossier_is_late_with_whoever_took_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = late_with_the_officer(world, monkeypatch)

    december()

    entry = only_entry()
    assert (entry.dossier, entry.kind, entry.due_at, entry.done_at) == (dossier, Lateness.OVERDUE, DUE, None)
    assert (entry.unit, entry.role, entry.person) == (world.ward.office, Role.OFFICER, world.ward.officer)
    assert (entry.person_name, entry.standing) == (world.ward.officer.full_name, Standing.OPEN)
    assert entry.step_name


def test_what_nobody_took_is_late_with_its_unit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late_in_the_pool(world, monkeypatch)

    december()

    entry = only_entry()
    assert (entry.unit, entry.role, entry.person, entry.person_name) == (world.ward.office, Role.OFFICER, None, "")


def test_a_leader_who_did_not_sign_answers_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late_with_the_leader(world, monkeypatch)

    december()

    assert (only_entry().person, only_entry().role) == (world.ward.leader, Role.LEADER)


@pytest.mark.parametrize("change", ["claimed by a colleague", "given away", "put back"])
def test_whoever_took_it_over_later_is_not_blamed(world: World, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    dossier = late_with_the_officer(world, monkeypatch)
    colleague = make_staff("second@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)
    stand_at(monkeypatch, at("2026-12-08 09:00"))
    if change == "claimed by a colleague":
        assigning.claim(dossier, colleague, note="Đồng nghiệp ốm.")
    elif change == "given away":
        assigning.assign(dossier, world.ward.leader, to=colleague)
    else:
        assigning.release(dossier, world.ward.officer)

    december()

    assert only_entry().person == world.ward.officer


def test_whoever_had_it_before_it_came_late_is_not_blamed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    colleague = make_staff("second@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)
    dossier = on_the_table(world, monkeypatch)
    assigning.claim(dossier, colleague)
    stand_at(monkeypatch, at("2026-12-07 10:00"))
    assigning.claim(dossier, world.ward.officer, note="Đồng nghiệp ốm.")
    stand_at(monkeypatch, MADE)

    december()

    assert only_entry().person == world.ward.officer


def test_done_too_late_is_late_even_where_no_worker_marked_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at(FILED))
    dossier = filings.approved(world)
    stand_at(monkeypatch, at("2026-12-08 08:30"))
    stages.issue(dossier)

    december()

    assert (only_entry().kind, only_entry().done_at) == (Lateness.OVERDUE, at("2026-12-08 08:30"))


def test_done_in_time_is_in_no_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at(FILED))
    stages.issued(world)

    assert december().entries.count() == 0


def test_late_reception_and_hand_over_are_entries_of_the_clerks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at(FILED))
    dossier = filings.submitted(world, channel=Channel.ONLINE)
    stand_at(monkeypatch, at("2026-12-09 09:00"))
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    stand_at(monkeypatch, at("2026-12-11 09:00"))
    processing.hand_over(dossier, world.ward.clerk)

    december()

    clerks = LateEntry.objects.filter(kind__in=[Lateness.RECEPTION, Lateness.HAND_OVER]).order_by("due_at")
    assert [(row.kind, row.done_at, row.unit, row.role) for row in clerks] == [
        (Lateness.RECEPTION, at("2026-12-09 09:00"), world.ward.centre, Role.CLERK),
        (Lateness.HAND_OVER, at("2026-12-11 09:00"), world.ward.centre, Role.CLERK),
    ]


def test_an_apology_counts_as_reason_for_the_day_that_it_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = on_the_table(world, monkeypatch)
    apologising.draft(dossier, world.ward.officer, reason="Chờ xác minh.", day=date(2026, 12, 10))
    apologising.approve(dossier, world.ward.leader)

    december()

    first, second = LateEntry.objects.order_by("due_at")
    assert (first.due_at, first.standing, first.reason) == (DUE, Standing.APOLOGISED, "Chờ xác minh.")
    assert (second.due_at, second.standing, second.reason) == (at("2026-12-10 17:00"), Standing.OPEN, "")


def test_an_apology_that_nobody_approved_is_no_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = on_the_table(world, monkeypatch)
    apologising.draft(dossier, world.ward.officer, reason="Chờ xác minh.", day=date(2026, 12, 10))

    december()

    assert (only_entry().standing, only_entry().reason) == (Standing.OPEN, "")


def ask_for_papers(world: World, dossier: Dossier, user_of: str = "officer") -> None:
    component = dossier.papers.get().component_id
    remarks = {component: "Chụp lại cho rõ."}
    supplementing.request(dossier, getattr(world.ward, user_of), reason="Bản chụp bị mờ.", remarks=remarks)


def test_a_due_time_that_passed_while_papers_were_awaited_was_not_missed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = on_the_table(world, monkeypatch)
    stand_at(monkeypatch, at("2026-12-07 11:00"))
    ask_for_papers(world, dossier)
    deadline_watch.mark(MADE)

    assert december().entries.count() == 0


def test_a_clock_that_started_anew_afterwards_does_not_hide_what_was_missed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = on_the_table(world, monkeypatch)
    stand_at(monkeypatch, at("2026-12-07 17:01"))
    deadline_watch.mark()
    stand_at(monkeypatch, at("2026-12-08 08:00"))
    ask_for_papers(world, dossier)
    stand_at(monkeypatch, at("2027-01-04 05:00"))
    supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])
    assert Dossier.objects.get(pk=dossier.pk).due_at > DUE

    december()

    assert (only_entry().due_at, only_entry().kind) == (DUE, Lateness.OVERDUE)


def test_a_due_time_that_a_corrected_calendar_moved_was_not_missed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office was flooded on the Monday; that was written down a day later."""
    dossier = on_the_table(world, monkeypatch)
    stand_at(monkeypatch, at("2026-12-08 08:00"))
    deadline_watch.mark()
    usual = calendars.calendar_of(world.ward.committee)
    flooded = replace(usual, exceptions={**usual.exceptions, DUE.date(): []})
    with lifecycle.locked(dossier) as current:
        changes = deadlines.recounted(current, flooded).as_changes()
        lifecycle.move(current, Action.RECOUNT, Actor.system(), changes=changes)

    december()

    assert only_entry().due_at == at("2026-12-08 17:00")


@pytest.mark.parametrize(
    ("filed", "month"),
    [("2026-11-30 09:00", date(2026, 11, 1)), (FILED, DECEMBER), ("2026-12-31 09:00", DECEMBER)],
)
def test_each_due_time_belongs_to_its_own_month(
    world: World, monkeypatch: pytest.MonkeyPatch, filed: str, month: date
) -> None:
    late_with_the_officer(world, monkeypatch, filed)

    counts = {each: making.make(each, MADE).entries.count() for each in (date(2026, 11, 1), DECEMBER)}

    assert counts == {each: int(each == month) for each in counts}


def test_terms_and_day_of_publication_are_counted_in_working_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_with_the_officer(world, monkeypatch)

    made = december()

    assert (only_entry().explain_until, only_entry().decide_until) == (EXPLAINED_BY, JUDGED_BY)
    assert made.publish_on == date(2027, 1, 15)


def test_making_it_again_changes_nothing_and_adds_what_was_missing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_with_the_officer(world, monkeypatch)
    december()
    LateEntry.objects.update(standing=Standing.ACCEPTED)
    december(at("2027-01-05 09:00"))
    assert (only_entry().standing, only_entry().explain_until) == (Standing.ACCEPTED, EXPLAINED_BY)

    late_with_the_officer(world, monkeypatch, "2026-12-08 09:00")
    made = december(at("2027-01-05 09:00"))

    assert sorted(made.entries.values_list("standing", flat=True)) == [Standing.ACCEPTED, Standing.OPEN]
    assert made.publish_on == date(2027, 1, 16)


def test_a_published_list_takes_nothing_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late_with_the_officer(world, monkeypatch)
    december()
    LateList.objects.update(published_at=at("2027-01-15 06:15"))
    late_with_the_officer(world, monkeypatch, "2026-12-08 09:00")

    december(at("2027-01-16 09:00"))

    assert LateEntry.objects.count() == 1


def test_a_month_that_goes_on_has_no_list(world: World) -> None:
    with pytest.raises(making.NotOver):
        making.make(DECEMBER, at("2026-12-31 23:59"))

    assert not LateList.objects.exists()


def test_the_worker_makes_it_once_and_publishes_it_on_its_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late_with_the_officer(world, monkeypatch)
    for day in ("2027-01-04 06:15", "2027-01-05 06:15", "2027-01-14 06:15"):
        stand_at(monkeypatch, at(day))
        keep_late_lists()
    made = LateList.objects.get()
    assert (made.month, made.made_at, made.published_at) == (DECEMBER, MADE, None)

    keeping.keep(at("2027-01-15 06:15"))
    keeping.keep(at("2027-01-16 06:15"))

    made.refresh_from_db()
    assert made.published_at == at("2027-01-15 06:15")


def test_an_operator_makes_the_list_of_a_month(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late_with_the_officer(world, monkeypatch)
    said = StringIO()

    call_command("make_late_list", "--month", "2026-12", stdout=said)
    call_command("make_late_list", stdout=said)

    assert said.getvalue().count("2026-12: 1 entries, published on 2027-01-15") == 2


@pytest.mark.parametrize("month", ["2026-13", "dezember", "2027-01", "2026-1", "２０２６-12"])
def test_an_operator_is_told_what_is_no_month_or_not_over(
    world: World, monkeypatch: pytest.MonkeyPatch, month: str
) -> None:
    stand_at(monkeypatch, MADE)

    with pytest.raises(CommandError, match="no month|is not over"):
        call_command("make_late_list", "--month", month)

    assert not LateList.objects.exists()


def test_a_list_costs_the_same_with_one_entry_and_with_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with copies.built():
        late_with_the_officer(world, monkeypatch)
        with CaptureQueriesContext(connection) as few:
            december()
        for made in (LateNotice, LateEntry, LateList):
            made.objects.all().delete()
        for minute in range(3):
            late_with_the_officer(world, monkeypatch, f"2026-12-08 09:0{minute}")
        with CaptureQueriesContext(connection) as many:
            december()

    assert LateEntry.objects.count() == 4
    assert len(few.captured_queries) == len(many.captured_queries)


@pytest.mark.parametrize(
    "index", ["dossier_late", "dossier_late_reception", "dossier_late_hand_over", "alert_first_told"]
)
def test_the_statement_asks_in_the_words_of_the_indexes_of_what_came_late(
    world: World, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    """Else it would read the archive from end to end: an index with a condition serves only who repeats that."""
    late_with_the_officer(world, monkeypatch)
    deadline_watch.mark()
    stretch = months.stretch_of(DECEMBER.replace(year=2039))
    as_if_many(*apps.get_app_config("dossiers").get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {MISSED}", {"start": stretch.start, "end": stretch.end})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"using {index} on" in plan or f"on {index} " in plan, plan
