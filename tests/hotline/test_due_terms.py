"""Rules proved: terms change by two people, from a day ahead, and no ticket that runs ever moves by it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline import due_terms, due_times
from hotline.due_terms import Proposal
from hotline.kinds import Kind, Severity
from hotline.models import Clock, DueTerm, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.tickets import filed
from units.models import Unit
from units.roles import Role

TERMS = reverse("hotline:due-terms")
NEW = reverse("hotline:due-term-new")
DAY = dt.timedelta(days=1)


@pytest.fixture
def second(world: World, desk: Desk) -> User:
    """Another supervisor of the whole hotline."""
    assert world.ward.committee.parent is not None
    return make_staff("giamsat2@example.vn", "Cao Minh Tâm", Role.SUPERVISOR, world.ward.committee.parent)


def proposal(**changed: Any) -> Proposal:
    """Fifteen days for an answer from tomorrow on."""
    told: dict[str, Any] = {
        "clock": Clock.ANSWER, "severity": Severity.NORMAL, "amount": 15, "time_unit": "day",
        "legal_source": "Quyết định 99/QĐ-UBND, Điều 3", "reason": "Thành phố cam kết nhanh hơn luật.",
        "valid_from": timezone.localdate() + DAY,
    }  # fmt: skip
    return Proposal(**(told | changed))


def decided(desk: Desk, second: User, **changed: Any) -> DueTerm:
    term = due_terms.propose(desk.supervisor, proposal(**changed))
    return due_terms.decide(term, second, "", is_approved=True)


def typed(wanted: Proposal) -> dict[str, Any]:
    day = wanted.valid_from
    parts = {"valid_from_day": day.day, "valid_from_month": day.month, "valid_from_year": day.year}
    told = {name: getattr(wanted, name) for name in Proposal.__dataclass_fields__ if name != "valid_from"}
    return told | parts | {"unit": wanted.unit.code if wanted.unit else ""}


def test_an_approved_term_holds_for_tickets_from_its_day_and_moves_none_before(
    world: World, desk: Desk, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filed().ticket
    decided(desk, second)
    same_day = filed(content="Cùng ngày duyệt, vẫn theo luật cũ.").ticket
    assert same_day.terms == {}

    tomorrow = timezone.now() + DAY
    monkeypatch.setattr("hotline.intake.timezone.now", lambda: tomorrow)
    after = filed(content="Từ ngày có hiệu lực thì theo hạn mới.").ticket

    assert after.terms == {"normal": {"answer": ["15", "day"]}} and after.due_sum["amount"] == "15"
    kept = Ticket.objects.get(pk=before.pk)
    assert (kept.answer_due_at, kept.due_at, kept.terms) == (before.answer_due_at, before.due_at, {})


def test_nobody_decides_what_they_proposed_and_others_neither_propose_nor_decide(
    world: World, desk: Desk, second: User
) -> None:
    term = due_terms.propose(desk.supervisor, proposal())
    for user in (desk.supervisor, desk.operator, world.ward.leader):
        with pytest.raises(NotYours):
            due_terms.decide(term, user, "", is_approved=True)
    with pytest.raises(NotYours):
        due_terms.propose(desk.operator, proposal())
    with pytest.raises(Incomplete, match="vì sao không đồng ý"):
        due_terms.decide(term, second, " ", is_approved=False)

    due_terms.decide(term, second, "Chưa đủ người.", is_approved=False)

    with pytest.raises(NotAllowedNow):
        due_terms.decide(term, second, "", is_approved=True)
    assert due_terms.in_force(timezone.localdate() + 9 * DAY) == {
        Severity.NORMAL: due_times.NORMAL, Severity.URGENT: due_times.URGENT,
    }  # fmt: skip


def test_no_term_begins_today_or_before_neither_proposed_nor_approved_late(
    world: World, desk: Desk, second: User
) -> None:
    today = timezone.localdate()
    for day in (today, today - DAY):
        with pytest.raises(Incomplete, match="phải sau hôm nay"):
            due_terms.propose(desk.supervisor, proposal(valid_from=day))
    late = DueTerm.objects.create(
        clock="answer", severity="normal", amount=3, time_unit="day", legal_source="QĐ", reason="Gấp.",
        valid_from=today, proposed_by=desk.supervisor, proposed_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Incomplete):
        due_terms.decide(late, second, "", is_approved=True)
    by_hand = {"is_approved": True, "decided_by": second, "decided_at": timezone.now()}
    for changes in (by_hand, by_hand | {"decided_by": desk.supervisor}, {"amount": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DueTerm.objects.filter(pk=late.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        late.delete()


def test_of_two_terms_for_the_same_tickets_of_one_day_one_is_approved(world: World, desk: Desk, second: User) -> None:
    decided(desk, second)
    again = due_terms.propose(desk.supervisor, proposal(amount=10))
    with pytest.raises(NotAllowedNow, match="cùng ngày"):
        due_terms.decide(again, second, "", is_approved=True)
    again.refresh_from_db()
    assert again.decided_at is None


def test_what_is_for_a_unit_goes_before_its_agency_the_kind_and_all(world: World, desk: Desk, second: User) -> None:
    ward, day = world.ward, timezone.localdate() + 5 * DAY
    rows: list[tuple[int, dict[str, Any]]] = [
        (18, {}), (17, {"valid_from": day}), (14, {"kind": Kind.COMPLAINT_DELAY}), (12, {"unit": ward.committee}),
        (11, {"unit": ward.office}), (10, {"unit": ward.office, "kind": Kind.COMPLAINT_DELAY}),
    ]  # fmt: skip
    for amount, changed in rows:
        decided(desk, second, amount=amount, **changed)

    def answer(kind: str, about: Unit | None, on: dt.date) -> Decimal:
        return due_times.terms_of(Severity.NORMAL, due_terms.kept_for(kind, about, on)).answer.amount

    found = [
        answer(Kind.RULE, None, day - DAY), answer(Kind.RULE, None, day), answer(Kind.COMPLAINT_DELAY, None, day),
        answer(Kind.COMPLAINT_DELAY, ward.committee, day), answer(Kind.RULE, ward.office, day),
        answer(Kind.COMPLAINT_DELAY, ward.office, day), answer(Kind.RULE, world.other_ward.committee, day),
    ]  # fmt: skip
    assert found == [18, 17, 14, 12, 11, 10, 17]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(Clock.values), st.sampled_from(Severity.values), st.integers(1, 999),
            st.sampled_from(["working_hour", "working_day", "day"]), st.integers(1, 40),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_whatever_is_decided_later_a_ticket_climbs_and_is_told_by_what_it_came_in_under(
    world: World, desk: Desk, second: User, changes: list[tuple[str, str, int, str, int]]
) -> None:
    with transaction.atomic():
        ticket, now = filed().ticket, timezone.now()

        def asked() -> tuple[dict[str, Any], ...]:
            """What would follow now."""
            unit = ticket.handling_unit
            clocks = (due_times.at_telling(ticket, unit, now), due_times.at_climbing(ticket, now))
            return (
                *clocks,
                due_times.at_danger(ticket, now),
                due_times.at_reopening("normal", unit, now, ticket.terms),
            )

        before = asked()
        for number, (clock, severity, amount, unit, days) in enumerate(changes):
            told = {"clock": clock, "severity": severity, "amount": amount, "time_unit": unit}
            decided(desk, second, **told, valid_from=timezone.localdate() + (days + number * 50) * DAY)
        ticket = Ticket.objects.select_related("handling_unit__calendar").get(pk=ticket.pk)
        assert asked() == before
        transaction.set_rollback(True)


@given(st.sampled_from(Clock.values), st.sampled_from(list(Severity)), st.integers(1, 999))
def test_a_decided_term_stands_in_place_of_the_laws_and_of_nothing_else(
    clock: str, severity: Severity, amount: int
) -> None:
    kept = {str(severity): {clock: [str(amount), "day"]}}
    law, other = due_times.terms_of(severity), next(one for one in Severity if one != severity)
    wanted = replace(law, **{clock: due_times.Term(Decimal(amount), "day")})
    assert due_times.terms_of(severity, kept) == wanted
    assert due_times.terms_of(other, kept) == due_times.terms_of(other)


def test_two_people_change_a_term_on_the_pages_and_see_first_what_it_means(
    world: World, desk: Desk, second: User
) -> None:
    filed()
    browser, wanted = at(desk.supervisor), proposal(amount=30)
    seen = browser.post(NEW, typed(wanted) | {"do": "preview"}).content.decode()
    assert "1 phản ánh đang giải quyết giữ nguyên hạn cũ." in seen and "Người dân phải chờ lâu hơn" in seen
    assert wanted.reason in seen and not DueTerm.objects.exists()

    assert browser.post(NEW, typed(wanted) | {"do": "propose"}).status_code == 302
    term = DueTerm.objects.get()
    own = browser.get(reverse("hotline:due-term", args=[term.pk])).content.decode()
    assert "chờ một người khác quyết định" in own and 'value="approve"' not in own
    one = reverse("hotline:due-term", args=[term.pk])
    assert browser.post(one, {"do": "approve"}).status_code == 403
    assert at(second).post(one, {"do": "approve"}).status_code == 302
    assert at(second).post(one, {"do": "approve"}).status_code == 409

    shown = browser.get(TERMS).content.decode()
    assert "1 giờ, cả ngày lẫn đêm" in shown, "what is urgent has no nights"
    assert "Đã duyệt" in shown and "Cao Minh Tâm" in shown and "Nghị định 20/2008/NĐ-CP, Điều 9" in shown


@pytest.mark.parametrize(
    ("field", "value"), [("amount", "0"), ("amount", "1" * 40), ("unit", "không có\0"), ("clock", "x")]
)
def test_a_broken_proposal_is_refused_beside_its_field(
    world: World, desk: Desk, second: User, field: str, value: str
) -> None:
    answer = at(desk.supervisor).post(NEW, typed(proposal()) | {"do": "propose", field: value})
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {field}
    assert not DueTerm.objects.exists()


def test_only_who_watches_or_administers_opens_the_pages(world: World, desk: Desk) -> None:
    admin = make_staff("quantri@example.vn", "Lý Gia Quản", Role.SYSTEM_ADMIN, world.ward.committee.parent)  # type: ignore[arg-type]
    for user, status in ((desk.supervisor, 200), (admin, 200), (desk.operator, 403), (world.ward.leader, 403)):
        assert at(user).get(TERMS).status_code == at(user).get(NEW).status_code == status
