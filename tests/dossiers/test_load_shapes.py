"""Rules proved: what a shape says is what stands in the table, and what is drawn falls as its shares say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers.loading.chances import Chances
from dossiers.loading.copying import Hole, Table
from dossiers.loading.event_rows import event_shapes
from dossiers.loading.terms import Terms
from dossiers.loading.ways import WAYS, steps_of
from dossiers.loading.words import chained
from dossiers.models import CodeCounter, DayDigest, Event
from dossiers.statuses import CLOSED, RUNNING, Status
from tests.units.calendars_of_chance import MOMENTS, office_calendar
from units import working_time

DAY = date(2026, 11, 22)
SHARES = st.lists(st.integers(0, 9), max_size=6).map(lambda shares: dict(enumerate([*shares, 1])))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Lê Thị Hồng", "100 %", "a\tb", "a\nb\r", "\\N", "%(last)s", "'); --", ""])
def test_a_text_comes_back_as_it_was_written(text: str) -> None:
    table = Table(CodeCounter)

    table.copy([table.shape({"agency_code": text, "day": DAY, "last": Hole("last")}) % {"last": 7}])

    assert CodeCounter.objects.values_list("agency_code", "day", "last").get() == (text, DAY, 7)


@pytest.mark.django_db
def test_ids_come_from_the_sequence_of_the_table() -> None:
    table = Table(CodeCounter)
    shape = table.shape({"agency_code": "H29.151", "day": Hole("day"), "last": 1})

    table.copy(shape % {"day": DAY + timedelta(days=ahead)} for ahead in range(3))
    after = CodeCounter.objects.create(agency_code="H29.152", day=DAY, last=1)

    ids = list(CodeCounter.objects.order_by("pk").values_list("pk", flat=True))
    assert ids == list(range(after.pk - 3, after.pk + 1))


@pytest.mark.django_db
def test_what_is_not_named_is_as_the_model_says() -> None:
    table = Table(DayDigest)
    given_ = {"day": DAY, "dossier_count": 0, "event_count": 0, "made_at": timezone.now()}

    table.copy([table.shape(given_)])

    assert DayDigest.objects.values_list("digest", "signature").get() == ("", "")


def test_a_column_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(KeyError, match="has no column agency"):
        Table(CodeCounter).shape({"agency": "H29.151"})


@given(shares=SHARES, seed=st.integers(0, 2**32))
def test_what_has_no_share_is_never_drawn(shares: dict[int, int], seed: int) -> None:
    luck, chances = Random(seed), Chances(shares)

    assert all(shares[chances.draw(luck)] for _time in range(20))


def test_shares_are_kept_in_the_long_run() -> None:
    luck, chances = Random(5), Chances({"often": 92, "seldom": 5, "rarely": 3})

    drawn = Counter(chances.draw(luck) for _time in range(10_000))

    assert drawn["often"] == pytest.approx(9_200, abs=150)
    assert drawn["seldom"] == pytest.approx(500, abs=100)


@given(moment=MOMENTS)
def test_the_closing_next_to_a_moment_is_on_its_side_and_none_lies_between(moment: datetime) -> None:
    calendar = office_calendar()
    terms = Terms(calendar)

    before, after = terms.closing(moment, is_past=True), terms.closing(moment, is_past=False)

    assert before <= moment <= after
    for closing in (before, after):
        assert closing == calendar.last_closing(timezone.localdate(closing))
    assert working_time.between(calendar, before, after) <= timedelta(hours=8)


@pytest.mark.parametrize("status", WAYS)
def test_only_what_runs_has_an_open_step_and_each_begins_where_the_one_before_ended(status: Status) -> None:
    steps = steps_of(status)

    assert (steps[-1].ended is None) == (status in RUNNING)
    assert [step.opened for step in steps] == [0, *(step.ended for step in steps[:-1])]
    assert [step.role for step in steps] == ["clerk", "officer", "leader"][: len(steps)]


@pytest.mark.parametrize("status", WAYS)
def test_a_way_ends_in_its_status_and_begins_with_the_filing(status: Status) -> None:
    way = WAYS[status]

    assert way[0].action == "submit"
    assert way[-1].status == status
    assert all(act.status not in CLOSED for act in way[:-2])


@pytest.mark.parametrize("status", WAYS)
def test_each_event_covers_the_one_before(status: Status) -> None:
    """Changing any word of the first event changes the hash of the last."""
    shapes = event_shapes(Table(Event), status)
    said = {"id": "1", "code": "H29.151-261122-0001", "owner": "Lê Lan", "receiving": "1", "competent": "2"}
    said |= {"handling": "3"} | {f"at{place}": f"2026-11-22T0{place}:00:00.000000+00:00" for place in range(8)}
    last = f"hash{len(WAYS[status])}"

    def hash_with(**changed: str) -> str:
        words = {**said, **changed}
        chained(words, shapes.hashed)
        return words[last]

    assert len({hash_with(), hash_with(owner="Lê Lam"), hash_with(code="H29.151-261122-0002")}) == 3
    assert hash_with(at0="2026-11-21T00:00:00.000000+00:00") != hash_with()
