"""What the filing of a dossier may ask of the database: each query is argued for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_django import DjangoAssertNumQueries

from dossiers import intake
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, birth_body, filed, machine
from tests.dossiers.world import World
from units.models import CalendarException
from units.models.validity import today_in_vietnam


def test_creation_through_rest_costs_fifteen_statements(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Once the process has read the procedure and the units, a creation asks for:

    1. the access token with its client: a token may be revoked at any moment;
    2. which version of the procedure is in force today: another one may be published at any moment
       (its content never changes and is in memory);
    3. the revision of units and calendars: they may change at any moment (their rows are in memory);
    4. SAVEPOINT: everything that follows stands or falls together (BEGIN outside of tests);
    5. the next number of the agency's day, which locks the counter's row;
    6. the dossier;
    7. its parties, in one statement;
    8. its papers, in one statement;
    9. the first event: the database refuses a status without its event;
    10. the task at the first step;
    11. the e-mail to the submitter, in the outbox; the key that makes it unique is checked by the insert itself;
    12. the acknowledgement that the worker is to make; likewise;
    13. whether the system asked to hear of its dossiers by webhook (its numbered changes PostgreSQL writes itself);
    14. which other systems are connected for it: connections may begin and end at any moment (`portal.peers`);
    15. RELEASE SAVEPOINT (COMMIT).
    """
    client = machine()
    filed(client)

    with django_assert_num_queries(15):
        answer = client.post(URL, birth_body(), format="json")

    assert answer.status_code == 201


def test_an_idempotency_key_adds_eight_statements(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Its transaction (2), forgetting a stale key, the insert with look-up and savepoint (4), the answer kept."""
    client = machine()
    filed(client)

    with django_assert_num_queries(15 + 8):
        client.post(URL, birth_body(), format="json", headers={"Idempotency-Key": "1"})


def test_a_change_of_a_unit_is_seen_by_the_next_filing(world: World) -> None:
    """What is kept in memory is never older than the last change."""
    client = machine()
    filed(client)

    world.ward.centre.name = "Trung tâm mới"
    world.ward.centre.save()

    assert filed(client).receiving_unit.name == "Trung tâm mới"
    name = intake.submit(filings.birth_submission(None), by=world.mother).receiving_unit.name
    assert name == "Trung tâm mới"


def test_a_unit_that_ended_receives_nothing_from_now_on(world: World) -> None:
    client = machine()
    filed(client, receiving_unit="H29.102.9")
    world.other_ward.centre.valid_to = today_in_vietnam() - timedelta(days=1)
    world.other_ward.centre.save()

    answer: Any = client.post(URL, birth_body(receiving_unit="H29.102.9"), format="json")

    assert answer.status_code == 422


def test_a_calendar_that_changed_moves_the_next_due_time(world: World) -> None:
    """A day off declared this morning counts for whoever files this afternoon."""
    client = machine()
    before = filed(client).due_at
    today = today_in_vietnam()
    for day in range(7):
        date = today + timedelta(days=day)
        CalendarException.objects.update_or_create(
            calendar=world.ward.centre.calendar, date=date, defaults={"hours": [], "reason": "Bão số 9"}
        )

    assert filed(client).due_at >= before + timedelta(days=4)
