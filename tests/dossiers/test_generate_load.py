"""Rules proved: invented dossiers are such as the app's own doors leave, and never stand where real people file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import chain, deadline_watch, intake
from dossiers.models import Dossier, Event, Party, Task
from dossiers.statuses import CLOSED, OPEN, RUNNING, Status
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World
from units import calendars

COUNT, OPEN_COUNT = 300, 100


def generate(**options: Any) -> None:
    call_command("generate_load", verbosity=0, dossiers=COUNT, open_count=OPEN_COUNT, **options)


@pytest.fixture
def load(world: World) -> World:
    """Three hundred, a hundred of them open."""
    stages.loaded(world, COUNT, OPEN_COUNT)
    return world


def test_as_many_as_asked_and_as_many_open(load: World) -> None:
    assert Dossier.objects.count() == COUNT
    assert Dossier.objects.filter(status__in=OPEN).count() == OPEN_COUNT
    assert set(Dossier.objects.filter(status__in=CLOSED).values_list("status", flat=True)) >= {Status.RETURNED}


def test_every_chain_is_whole_and_every_status_is_that_of_the_newest_event(load: World) -> None:
    broken = [dossier.code for dossier in Dossier.objects.all() if chain.first_broken(dossier) is not None]
    assert broken == []
    newest = Event.objects.filter(sequence=F("dossier__last_sequence"))
    assert newest.count() == COUNT
    assert not newest.exclude(status_to=F("dossier__status")).exists()
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


def test_each_has_an_owner_and_an_open_step_while_somebody_has_work_with_it(load: World) -> None:
    open_tasks = Count("tasks", filter=Q(tasks__finished_at=None))
    counted = Dossier.objects.annotate(open_tasks=open_tasks)
    assert not counted.filter(status__in=RUNNING).exclude(open_tasks=1).exists()
    assert not counted.exclude(status__in=RUNNING).exclude(open_tasks=0).exists()
    assert Party.objects.filter(role="owner").count() == COUNT
    assert len(Dossier.objects.first().owner.id_number) == 12  # type: ignore[union-attr]


def test_most_of_what_is_open_is_in_time_and_the_worker_finds_the_rest_marked(load: World) -> None:
    overdue = Dossier.objects.filter(status__in=RUNNING, overdue_at__isnull=False)
    assert 0 < overdue.count() < OPEN_COUNT / 4

    assert deadline_watch.mark().overdue == 0


def test_staff_find_and_open_them(load: World, client: Client) -> None:
    client.force_login(load.ward.officer)

    listed = words(client.get(reverse("dossiers:desk")))

    task = Task.objects.filter(unit=load.ward.office, finished_at=None, role="officer").order_by("due_at").first()
    assert task is not None
    assert task.dossier.code in listed
    page = look(client, load.ward.officer, task.dossier)
    assert page.status_code == 200
    assert "Lịch sử còn nguyên vẹn" in words(page)


def test_real_filings_go_on_behind_them(load: World) -> None:
    """Ids, codes of the day, and the clock of the app take up where the load ended."""
    dossier = intake.submit(filings.birth_submission(filings.upload_for(load.mother)), by=load.mother)

    assert Dossier.objects.filter(code=dossier.code).count() == 1
    assert dossier.pk == Dossier.objects.latest("pk").pk
    assert chain.first_broken(dossier) is None


def test_ids_are_never_given_twice_even_if_rows_with_higher_ones_are_gone(world: World) -> None:
    """Sequences count on after a rollback; a load that began at the highest row would set them back."""
    ahead = _next_id() + 1_000
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('dossiers_dossier', 'id'), %s)", [ahead])

    generate()

    assert Dossier.objects.earliest("pk").pk > ahead
    assert _next_id() > Dossier.objects.latest("pk").pk


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id'))")
        return int(cursor.fetchone()[0])


def test_each_step_ends_by_the_act_that_ends_it(load: World) -> None:
    ended = set(Task.objects.exclude(finished_at=None).values_list("dossier__status", "role", "outcome"))

    assert {outcome for status, _role, outcome in ended if status == Status.NOT_RECEIVED} == {"refuse"}
    assert {(role, outcome) for status, role, outcome in ended if status == Status.SUPPLEMENT} == {
        ("clerk", "hand_over"),
        ("officer", "request_supplement"),
    }
    assert {(role, outcome) for status, role, outcome in ended if status == Status.RETURNED} == {
        ("clerk", "hand_over"),
        ("officer", "submit_for_signature"),
        ("leader", "issue"),
    }
    assert not Task.objects.filter(finished_at__lt=F("opened_at")).exists()


def test_steps_that_are_late_already_are_marked_as_the_worker_marks_them(load: World) -> None:
    late = Task.objects.filter(finished_at=None, due_at__lt=timezone.now()).exclude(role="clerk")
    assert late.exists()
    assert not late.exclude(overdue_at=F("due_at")).exists()


def test_nobody_comes_to_a_counter_at_the_weekend_nor_at_night(load: World) -> None:
    archived = Dossier.objects.filter(status__in=CLOSED)
    at_a_counter = [timezone.localtime(one.submitted_at) for one in archived.exclude(channel="online")]

    assert at_a_counter
    assert all(moment.weekday() < 5 and 7 <= moment.hour < 17 for moment in at_a_counter)


def test_everything_is_due_when_a_working_day_ends(load: World) -> None:
    """No rule of ours makes anything due at night or on a Sunday, so no figure of a list or sweep rests on such."""
    calendar = calendars.calendar_of(load.ward.committee)
    for moment in Dossier.objects.values_list("due_at", flat=True):
        day = timezone.localdate(moment)
        assert calendar.is_working_day(day)
        assert moment == calendar.last_closing(day)


def test_each_code_tells_the_agency_and_the_day(load: World) -> None:
    for dossier in Dossier.objects.select_related("competent_unit"):
        agency, day, _number = dossier.code.split("-")
        assert agency == dossier.competent_unit.code
        assert day == f"{timezone.localdate(dossier.submitted_at):%y%m%d}"


def test_the_same_seed_draws_the_same(world: World) -> None:
    generate(seed=7)
    first = list(Dossier.objects.order_by("pk").values_list("code", "status"))
    generate(seed=7, force=True)

    second = list(Dossier.objects.order_by("pk").values_list("code", "status")[COUNT:])
    assert [status for _code, status in second] == [status for _code, status in first]
    assert len(set(Dossier.objects.values_list("code", flat=True))) == 2 * COUNT


def refused(told: str, **options: Any) -> None:
    before = Dossier.objects.count()
    with pytest.raises(CommandError, match=told):
        generate(**options)
    assert Dossier.objects.count() == before


def test_never_where_real_people_file(world: World, settings: Any) -> None:
    settings.PORTAL_DEMO = False

    refused("Only in demo mode", force=True)


def test_beside_dossiers_that_are_there_only_when_forced(world: World) -> None:
    filings.submitted(world)

    refused("--force")
    generate(force=True)

    assert Dossier.objects.count() == COUNT + 1


def test_what_makes_no_sense_is_told(world: World) -> None:
    with pytest.raises(CommandError, match="between 0 and"):
        call_command("generate_load", verbosity=0, dossiers=5, open_count=6)
    assert not Dossier.objects.exists()


@pytest.mark.django_db
def test_without_a_catalogue_it_says_what_to_load_first() -> None:
    refused("load units and catalogue first")
