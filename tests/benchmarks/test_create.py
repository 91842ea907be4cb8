"""The reference of `bin/bench create` writes the same rows as a creation, each time; else the ratio says nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from benchmarks import create as bench
from dossiers.models import Dossier, Event, Paper, Party
from portal.commands.measurement import Measurement
from portal.outbox.models import OutboxMessage
from tests.dossiers.world import World

TABLES = (Dossier, Event, Party, Paper, OutboxMessage)


@pytest.fixture
def create(world: World) -> Callable[[], None]:
    return bench.creator()


def rows() -> Counter[str]:
    return Counter({model.__name__: model.objects.count() for model in TABLES})


def replay(statements: list[str], number: int) -> None:
    """What pgbench does: the variables replaced, the statements one after another."""
    variables = {"client_id": 0, "run": 1, "number": number}
    with connection.cursor() as cursor:
        for statement in statements:
            text = re.sub(r":(client_id|run|number)\b", lambda name: str(variables[name[1]]), statement)
            cursor.connection.execute(text.encode())


def test_a_creation_through_rest_is_one_dossier(create: Callable[[], None]) -> None:
    create()

    dossier = Dossier.objects.get()
    assert (dossier.client_id, dossier.channel, dossier.events.count()) == ("bench", "online", 1)


def test_a_second_run_uses_the_same_client_and_a_fresh_token(world: World) -> None:
    """The database of `bin/bench` stays: running it again must not fail on what is there."""
    bench.creator()()
    bench.creator()()

    assert Dossier.objects.count() == 2


def test_the_reference_writes_what_the_creation_wrote_each_time(create: Callable[[], None]) -> None:
    create()
    before = rows()
    statements = bench._writes_of(create)
    one = rows() - before

    for number in (1, 2):
        already = rows()
        replay(statements, number)
        assert rows() - already == one, f"replay {number}"
    assert one["Dossier"] == 1


def test_nothing_of_the_dossier_that_was_noted_is_written_again(create: Callable[[], None]) -> None:
    """Its code, its public id and its key would clash, or hang the rows on the wrong dossier."""
    statements = bench._writes_of(create)
    dossier = Dossier.objects.get()

    told = "\n".join(statements)
    for own in (dossier.code, str(dossier.public_id), dossier.public_id.hex):
        assert own not in told
    replay(statements, 7)
    copy = Dossier.objects.exclude(pk=dossier.pk).get()
    assert copy.events.count() == copy.parties.count() == 1
    assert dossier.events.count() == 1


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ("SELECT 41", "SELECT currval(pg_get_serial_sequence('dossiers_dossier', 'id'))"),
        ("SELECT 410, 141, 'a41', 4.41, '2026-41'", "SELECT 410, 141, 'a41', 4.41, '2026-41'"),
        ("VALUES ('H29.101.9-261122-0001')", "VALUES ('bench-:client_id-:run-:number')"),
        ("VALUES ('x:H29.101.9-261122-0001/1')", "VALUES ('x:bench-:client_id-:run-:number/1')"),
    ],
)
def test_only_the_dossiers_own_marks_are_made_fresh(written: str, repeated: str) -> None:
    dossier = Dossier(pk=41, code="H29.101.9-261122-0001")

    assert bench._repeatable(written, dossier) == repeated


def test_a_creation_that_is_refused_is_no_figure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def incomplete() -> dict[str, Any]:
        return {"procedure": "1.001193"}

    monkeypatch.setattr(bench, "birth_body", incomplete)

    with pytest.raises(RuntimeError, match="creation answers 4"):
        bench.creator()()
    assert not Dossier.objects.exists()


def test_both_take_turns_and_the_best_of_each_counts(
    create: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    own, others = iter([10.0, 30.0, 20.0]), iter([100.0, 90.0, 200.0])
    monkeypatch.setattr(bench, "ROUNDS", 3)
    monkeypatch.setattr(bench, "creator", lambda: create)

    def turn(name: str, rates: Iterator[float]) -> Callable[..., float]:
        def measure(_what: object, **_sizes: int) -> float:
            order.append(name)
            return next(rates)

        return measure

    monkeypatch.setattr(bench, "_rate", turn("rest", own))
    monkeypatch.setattr(bench, "rate_of", turn("pgbench", others))

    reference, figure = bench.run()

    assert order == ["rest", "pgbench"] * 3
    assert (reference.value, figure.value) == (200.0, 30.0)
    assert figure == Measurement("create: REST", 30.0, "dossiers/s", 0.15, "pgbench, same writes")
