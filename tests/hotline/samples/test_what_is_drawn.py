"""Rules proved of the draw: which week an answer belongs to, whose share holds, and a seed that nobody can steer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotline import answering, following, routing, tasks
from hotline.duplicates import linking
from hotline.kinds import Kind
from hotline.models import Sample, SampleDraw, SampleShare, Ticket
from hotline.samples import drawing
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at, good
from tests.hotline.tickets import filed
from units.models import Unit
from units.working_time import VIETNAM

MONDAY = dt.date(2026, 10, 12)
AFTER = dt.datetime(2026, 10, 19, 5, 40, tzinfo=VIETNAM)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The time; its first item can be changed."""
    now = [dt.datetime(2026, 10, 14, 9, 0, tzinfo=VIETNAM)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


def better(world: World, desk: Desk, ticket: Ticket) -> None:
    """A second answer of the same ticket."""
    following.reopen(ticket, "Chưa xong.")
    text = good(
        checked="Đã gọi bưu cục hai lần.", found="Bưu tá không gặp ai ở nhà.", will_do="Trao tận tay chiều mai."
    )
    answering.draft(Ticket.objects.get(pk=ticket.pk), world.ward.leader, text)
    answering.read(Ticket.objects.get(pk=ticket.pk), desk.deputy)
    answering.approve(Ticket.objects.get(pk=ticket.pk), desk.supervisor)


@given(st.integers(1, 5000), st.integers(1, 100))
def test_a_larger_share_or_more_answers_never_draw_fewer(count: int, percent: int) -> None:
    size = drawing.size_of(count, percent)
    assert 1 <= size <= count and size <= drawing.size_of(count + 1, percent)
    assert drawing.size_of(count, 100) == count
    assert size <= drawing.size_of(count, min(100, percent + 1))


@given(st.sets(st.text("0123456789", min_size=1, max_size=6), min_size=2, max_size=40), st.text(max_size=5))
def test_what_is_drawn_at_a_small_share_is_drawn_at_a_larger_one(keys: set[str], seed: str) -> None:
    small, large = (drawing.choose({1: keys}, percent, seed) for percent in (10, 60))
    assert small <= large <= keys


@given(st.text(max_size=5))
def test_a_unit_without_answers_has_no_sample(seed: str) -> None:
    assert drawing.choose({}, 5, seed) == set() and drawing.choose({1: []}, 100, seed) == set()


def test_a_week_begins_on_monday_at_midnight_in_viet_nam(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    edges = ("2026-10-11T23:59:59", "2026-10-12T00:00:00", "2026-10-18T23:59:59", "2026-10-19T00:00:00")
    for text in edges:
        clock[0] = dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
        answering.draft(filed(kind=Kind.GUIDANCE, content=f"Hỏi lúc {text}.").ticket, desk.operator, good())
    clock[0] = dt.datetime(2026, 10, 27, 6, 0, tzinfo=VIETNAM)
    drawing.draw_due()
    counts = {draw.starts_on: draw.population for draw in SampleDraw.objects.all()}
    assert counts == {MONDAY - drawing.WEEK: 1, MONDAY: 2, MONDAY + drawing.WEEK: 1}
    assert all(drawing.is_proven(draw) for draw in SampleDraw.objects.all())


def test_a_sunday_night_draws_nothing_of_its_own_week(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    answered(world, desk, filed())
    for day in range(12, 19):
        assert drawing.draw_due(dt.date(2026, 10, day)) == 0
    clock[0] = AFTER
    assert drawing.draw_due(dt.date(2026, 10, 19)) == 1


def test_two_answers_of_one_ticket_are_two_chances(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    better(world, desk, answered(world, desk, filed()))
    SampleShare.objects.create(percent=100, starts_on=MONDAY, set_by=desk.supervisor, set_at=clock[0])
    clock[0] = AFTER
    assert drawing.draw_due() == 2
    (draw,) = SampleDraw.objects.all()
    assert (draw.population, draw.percent) == (2, 100)
    assert sorted(sample.answer.number for sample in draw.samples.select_related("answer")) == [1, 2]


def test_it_counts_for_the_unit_that_answered_though_the_ticket_went_on(
    world: World, desk: Desk, clock: list[dt.datetime]
) -> None:
    ticket = answered(world, desk, filed())
    following.reopen(ticket, "Chưa xong.")
    routing.route(Ticket.objects.get(pk=ticket.pk), desk.operator, world.other_ward.committee, "Giữ hồ sơ gốc.")
    clock[0] = AFTER
    drawing.draw_due()
    assert Sample.objects.get().unit == world.ward.committee


def test_the_share_of_the_monday_holds_for_its_week_whatever_was_set_later(
    world: World, desk: Desk, clock: list[dt.datetime]
) -> None:
    for percent, starts in ((30, MONDAY - drawing.WEEK), (60, MONDAY), (90, MONDAY + drawing.WEEK)):
        SampleShare.objects.create(percent=percent, starts_on=starts, set_by=desk.supervisor, set_at=clock[0])
    assert [drawing.share_on(MONDAY + dt.timedelta(days=ahead)) for ahead in (-8, -7, -1, 0, 6, 7)] == [
        drawing.USUAL_PERCENT, 30, 30, 60, 60, 90,
    ]  # fmt: skip
    answered(world, desk, filed())
    clock[0] = AFTER
    drawing.draw_due()
    assert SampleDraw.objects.get().percent == 60


def test_one_more_answer_in_the_week_makes_another_seed(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    """So nobody who answers knows before the week is over what will be drawn."""
    seeds = [drawing._of_week(MONDAY)[1]]
    for _more in range(3):
        answering.draft(filed(kind=Kind.GUIDANCE).ticket, desk.operator, good())
        seeds.append(drawing._of_week(MONDAY)[1])
    assert len(set(seeds)) == 4 and all(len(seed) == 64 for seed in seeds)
    assert drawing._of_week(MONDAY - drawing.WEEK)[1] not in seeds, "each week has its own, an empty one too"


def test_what_is_not_answered_yet_is_no_part_of_it(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    ticket = filed().ticket
    routing.route(ticket, desk.operator, world.ward.committee, "Thuộc phường.")
    answering.draft(Ticket.objects.get(pk=ticket.pk), world.ward.leader, good())
    clock[0] = AFTER
    assert drawing.draw_due() == 0 and not SampleDraw.objects.exists(), "a draft is not judged"


def test_answers_passed_on_to_duplicates_can_be_drawn_too(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    first, second = filed(kind=Kind.GUIDANCE), filed(kind=Kind.GUIDANCE, content="Hỏi lại điều ấy.")
    linking.merge(second.ticket, first.ticket, desk.operator)
    answering.draft(Ticket.objects.get(pk=first.ticket.pk), desk.operator, good())
    tasks.answer_duplicates()
    clock[0] = AFTER
    drawing.draw_due()
    assert SampleDraw.objects.get().population == 2


def test_without_units_nothing_is_drawn_and_nothing_breaks(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    answered(world, desk, filed())
    clock[0] = AFTER
    Unit.objects.update(valid_to=dt.date(2026, 10, 18))
    assert drawing.draw_due() == 0 and not SampleDraw.objects.exists()


def test_a_draw_that_another_worker_made_meanwhile_is_left_alone(
    world: World, desk: Desk, clock: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a second worker that looked before the first had written, then there is one draw and one set of samples."""
    answered(world, desk, filed())
    clock[0] = AFTER
    assert drawing.draw_due() == 1
    looked = SampleDraw.objects.none()
    monkeypatch.setattr(SampleDraw.objects, "filter", lambda **_asked: looked)
    assert drawing._draw(MONDAY) == 0
    monkeypatch.undo()
    assert SampleDraw.objects.count() == Sample.objects.count() == 1


def test_an_answer_is_drawn_once_and_a_rating_is_whole_or_not_there(
    world: World, desk: Desk, clock: list[dt.datetime]
) -> None:
    answered(world, desk, filed())
    clock[0] = AFTER
    drawing.draw_due()
    sample = Sample.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(draw=sample.draw, answer=sample.answer, unit=sample.unit, due_at=AFTER)
    half = {"rated_at": AFTER, "rated_by": desk.supervisor, "checked": 3}
    whole = half | {"found": 3, "promise": 3, "legal_basis": 3, "tone": 3}
    for wrong in (half, whole | {"tone": 6}, whole | {"rated_by": None}, whole | {"found": 0}, {"checked": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sample.objects.update(**wrong)
    Sample.objects.update(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.all().delete()


def test_everybody_at_work_may_check_a_draw_and_it_names_nobody(
    world: World, desk: Desk, clock: list[dt.datetime]
) -> None:
    ticket = answered(world, desk, filed())
    clock[0] = AFTER
    drawing.draw_due()
    draw = SampleDraw.objects.get()
    for person in (world.ward.clerk, world.other_ward.leader, desk.operator):
        shown = words(at(person).get(reverse("hotline:sample-draw", args=[draw.pk])))
        assert draw.seed in shown and "1 mẫu trong 1 câu trả lời" in shown
        assert ticket.code not in shown and world.ward.leader.full_name not in shown.split("<main")[1]
