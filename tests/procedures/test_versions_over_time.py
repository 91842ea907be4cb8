"""Rules proved over random histories: each day sees the version that a simple model names: page, REST and log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procedures import change_log, history
from procedures.models import Procedure, ProcedureVersion
from procedures.publishing import change_catalogue, publish, turn_the_day
from tests.procedures.factories import ProcedureFactory, VersionFactory
from tests.procedures.open_data import commit

SPAN = 12
DAYS = st.integers(-SPAN, SPAN)
#: What happens to one procedure: a version announced for a day, or its end on a day (counted from today).
ACTS = st.lists(st.tuples(st.sampled_from(["publish", "publish", "end"]), DAYS), min_size=1, max_size=7)
SOME = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Told:
    """A version as the model knows it; days are counted from today."""

    number: int
    start: int
    end: int | None = None
    is_over: bool = False

    def holds(self, day: int) -> bool:
        """Half open: in force up to, not including, its end."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass
class Model:
    """The rules in their simplest form."""

    versions: list[Told] = field(default_factory=list)
    log: list[tuple[str, int]] = field(default_factory=list)

    def publish(self, number: int, day: int) -> bool:
        """A version takes over from the one that would be in force; False when a later one stands in its way."""
        standing = self._standing(day)
        others = [v for v in self.versions if v not in standing]
        if any(v.end is None or (v.end > day and v.end > v.start) for v in others):
            return False
        self._end(standing, day)
        self.versions.append(Told(number, day))
        self.log.append(("amended" if standing else "announced", number))
        return True

    def end(self, day: int) -> None:
        """What would be in force on a day ends; nothing happens where nothing would."""
        standing = self._standing(day)
        self._end(standing, day)
        self.log += [("abolished", version.number) for version in standing]

    def on(self, day: int) -> int | None:
        """The number of the version in force."""
        return next((v.number for v in self.versions if v.holds(day)), None)

    def _standing(self, day: int) -> list[Told]:
        return [v for v in self.versions if not v.is_over and v.start <= day and (v.end is None or v.end > day)]

    def _end(self, standing: list[Told], day: int) -> None:
        for version in standing:
            version.end, version.is_over = day, day <= 0


def that_day(number: int) -> date:
    """A day counted from today."""
    return timezone.localdate() + timedelta(days=number)


def act_out(procedure: Procedure, acts: list[tuple[str, int]]) -> Model:
    """Do in the database and in the model what was drawn; both refuse the same."""
    model = Model()
    for number, (what, day) in enumerate(acts, 1):
        if what == "end":
            change_catalogue([], {procedure.pk: None}, that_day(day))
            model.end(day)
        else:
            assert _publish(procedure, number, that_day(day)) == model.publish(number, day)
        commit()
    return model


def _publish(procedure: Procedure, number: int, day: date) -> bool:
    version = VersionFactory(procedure=procedure, number=number, name=f"Phiên bản số {number}", source="local")
    try:
        with transaction.atomic():
            publish([version], day)
    except IntegrityError as error:
        return "version_validity_does_not_overlap" not in str(error)
    return True


def seen(procedure: Procedure, day: date) -> list[int]:
    """What is in force on a day: the door that all readers go through, one version at most."""
    found = ProcedureVersion.objects.valid_on(day).filter(procedure=procedure)
    numbers = list(found.values_list("number", flat=True))
    assert len(numbers) <= 1
    return numbers


class HistoryTest(TestCase):
    """One procedure, whatever happens to it."""

    @SOME
    @given(acts=ACTS)
    def test_each_day_sees_the_version_that_the_model_names(self, acts: list[tuple[str, int]]) -> None:
        procedure = ProcedureFactory()
        model = act_out(procedure, acts)

        for day in range(-SPAN - 1, SPAN + 2):
            told = model.on(day)
            assert seen(procedure, that_day(day)) == ([told] if told else [])

    @SOME
    @given(acts=ACTS)
    def test_the_log_tells_each_act_once_in_order(self, acts: list[tuple[str, int]]) -> None:
        procedure = ProcedureFactory()
        model = act_out(procedure, acts)

        told = change_log.entries().filter(procedure=procedure).order_by("number")
        assert [(row.kind, row.version.number) for row in told] == model.log

    @SOME
    @given(acts=ACTS)
    def test_the_log_alone_is_enough_to_know_every_day(self, acts: list[tuple[str, int]]) -> None:
        """A mirror plays it in order, as docs/api.md says: a line ends one version on its day and may begin another."""
        procedure = ProcedureFactory()
        model = act_out(procedure, acts)
        mirror: dict[int, tuple[date, date | None]] = {}
        for line in change_log.entries().filter(procedure=procedure).order_by("number"):
            ended = line.version if line.kind == "abolished" else line.before
            if ended:
                mirror[ended.number] = mirror[ended.number][0], line.effective_on
            if line.kind != "abolished":
                mirror[line.version.number] = line.effective_on, None

        for day in map(that_day, range(-SPAN, SPAN + 1)):
            shown = [number for number, (start, end) in mirror.items() if start <= day and (end is None or day < end)]
            assert shown == seen(procedure, day)
        assert len(mirror) == len(model.versions)

    @SOME
    @given(acts=ACTS)
    def test_the_history_lists_every_announced_version_once_the_newest_first(self, acts: list[tuple[str, int]]) -> None:
        procedure = ProcedureFactory()
        model = act_out(procedure, acts)
        editions = history.read_editions(procedure.code)

        assert sorted(edition.number for edition in editions) == sorted(v.number for v in model.versions)
        starts = [edition.valid_from for edition in editions]
        assert starts == sorted(starts, reverse=True)
        today = timezone.localdate()
        coming = history.coming(editions, today)
        ahead = sorted((v.start, v.number) for v in model.versions if v.start > 0)
        assert (coming.number if coming else None) == (ahead[0][1] if ahead else None)

    @SOME
    @given(acts=ACTS)
    def test_turning_the_day_changes_nothing_that_readers_see(self, acts: list[tuple[str, int]]) -> None:
        procedure = ProcedureFactory()
        model = act_out(procedure, acts)
        turn_the_day()

        assert turn_the_day() == 0, "nothing is left to turn"
        told = model.on(0)
        assert seen(procedure, timezone.localdate()) == ([told] if told else [])

    @settings(SOME, max_examples=5)
    @given(acts=ACTS, day=DAYS)
    def test_pages_and_machines_see_the_same_day(self, acts: list[tuple[str, int]], day: int) -> None:
        procedure = ProcedureFactory()
        number, on = act_out(procedure, acts).on(day), {"on": that_day(day).isoformat()}
        client = Client()

        page = client.get(f"/thu-tuc/{procedure.code}/", on)
        machine = client.get(f"/api/v1/procedures/{procedure.code}/", on)
        listed = client.get("/api/v1/procedures/", on).json()["results"]

        assert page.status_code == machine.status_code == (404 if number is None else 200)
        assert [row["version"] for row in listed if row["code"] == procedure.code] == ([number] if number else [])
        if number is not None:
            assert f"Phiên bản số {number}</h1>" in page.content.decode()
            assert machine.json()["version"] == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        ((0, 5), (5, 9), False),
        ((0, 5), (4, 9), True),
        ((0, 5), (0, 5), True),
        ((0, 9), (3, 4), True),
        ((0, None), (5, None), True),
        ((5, None), (0, 5), False),
        ((3, 3), (3, 9), False),
        ((3, 3), (0, 9), False),
    ],
)
def test_validity_that_overlaps_is_refused_by_the_database_itself(
    first: tuple[int, int | None], second: tuple[int, int | None], is_refused: bool
) -> None:
    """Half open: who ends on a day and who begins on it do not meet; a version replaced on its first day is empty."""
    procedure = ProcedureFactory()

    def store(number: int, days: tuple[int, int | None]) -> None:
        end = that_day(days[1]) if days[1] is not None else None
        told: dict[str, Any] = {"valid_from": that_day(days[0]), "valid_to": end}
        VersionFactory(procedure=procedure, number=number, state="retired" if end else "published", **told)

    store(1, first)
    refused = False
    try:
        with transaction.atomic():
            store(2, second)
    except IntegrityError as error:
        refused = "version_validity_does_not_overlap" in str(error)

    assert refused == is_refused
    assert procedure.versions.count() == (1 if is_refused else 2)


@pytest.mark.django_db
def test_versions_of_different_procedures_never_stand_in_each_others_way() -> None:
    for _ in range(3):
        VersionFactory(procedure=ProcedureFactory(), state="published", valid_from=that_day(0))

    assert ProcedureVersion.objects.valid_on().count() == 3
