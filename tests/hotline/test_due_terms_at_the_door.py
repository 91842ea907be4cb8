"""Editable terms at their pages: what a proposal means before it holds, two people, days ahead, and who is let in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import due_terms, due_times
from hotline.due_terms import LAW, Proposal
from hotline.kinds import Kind, Severity
from hotline.models import Clock, DueTerm, TimeUnit
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, answered, at
from tests.hotline.test_due_terms import decided, proposal, typed
from tests.hotline.tickets import filed
from tests.house.test_page_language import LANGUAGES, Listener, reader
from units.roles import Role

TERMS, NEW = reverse("hotline:due-terms"), reverse("hotline:due-term-new")
DAY = dt.timedelta(days=1)


@pytest.fixture
def second(world: World, desk: Desk) -> User:
    """Another supervisor of the whole hotline."""
    assert world.ward.committee.parent is not None
    return make_staff("giamsat2@example.vn", "Cao Minh Tâm", Role.SUPERVISOR, world.ward.committee.parent)


def door(term: DueTerm) -> str:
    return reverse("hotline:due-term", args=[term.pk])


def proposed(desk: Desk, **changed: Any) -> DueTerm:
    return due_terms.propose(desk.supervisor, proposal(**changed))


def sent(do: str, wanted: Any = None, **changed: Any) -> dict[str, Any]:
    return typed(wanted or proposal()) | {"do": do} | changed


def test_every_box_of_a_proposal_says_what_is_wrong_and_keeps_the_words(world: World, desk: Desk) -> None:
    browser, kept = at(desk.supervisor), "Thành phố cam kết nhanh hơn luật."
    day = {f"valid_from_{part}": "" for part in ("day", "month", "year")}
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"amount": ""}, "amount"), ({"amount": "-1"}, "amount"), ({"amount": "1000"}, "amount"),
        ({"amount": "hai mươi"}, "amount"), ({"amount": "1,5"}, "amount"), ({"clock": ""}, "clock"),
        ({"severity": "?"}, "severity"), ({"time_unit": "month"}, "time_unit"), ({"kind": "x"}, "kind"),
        ({"unit": "H29.999"}, "unit"), ({"unit": "phường"}, "unit"), (day, "valid_from"),
        ({"valid_from_day": "31", "valid_from_month": "2"}, "valid_from"), ({"valid_from_year": "26"}, "valid_from"),
        ({"legal_source": " "}, "legal_source"), ({"legal_source": "x" * 301}, "legal_source"),
    )  # fmt: skip
    for wrong, field in cases:
        answer = browser.post(NEW, sent("propose", **wrong))
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {field}, wrong
        assert kept in words(answer), wrong
    for reason in ("", " ", "x" * 1001, "\0"):
        answer = browser.post(NEW, sent("propose", reason=reason))
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"reason"}
    assert not DueTerm.objects.exists()


@pytest.mark.parametrize("do", ["preview", "propose"])
def test_no_day_beyond_what_calendars_count_is_taken(world: World, desk: Desk, do: str) -> None:
    """Given the last day of the year 9999, then the box says so: fifteen days after it there is no day."""
    for year in ("9999", str(timezone.localdate().year + 11)):
        far = {"valid_from_day": "31", "valid_from_month": "12", "valid_from_year": year}
        answer = at(desk.supervisor).post(NEW, sent(do, **far))
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"valid_from"}, year
    assert not DueTerm.objects.exists()


def test_a_day_that_has_begun_is_refused_beside_its_box(world: World, desk: Desk) -> None:
    for day in (timezone.localdate(), timezone.localdate() - 400 * DAY):
        wanted = proposal(valid_from=day)
        answer = at(desk.supervisor).post(NEW, sent("propose", wanted))
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"valid_from"}
        assert "phải sau hôm nay" in words(answer)
    assert not DueTerm.objects.exists()


def test_looking_first_writes_nothing_however_often(world: World, desk: Desk) -> None:
    browser = at(desk.supervisor)
    for _time in range(2):
        shown = browser.post(NEW, sent("preview"))
        assert shown.status_code == 200 and "theo đề nghị:" in words(shown)
    assert browser.post(NEW, typed(proposal())).status_code == 200, "without a button it is a look"
    assert not DueTerm.objects.exists()


def test_a_preview_counts_those_it_speaks_of_and_says_that_they_stay(world: World, desk: Desk) -> None:
    ward = world.ward.committee
    for content, changed in (
        ("Một.", {"unit": ward.code}), ("Hai.", {"unit": ward.code, "kind": Kind.RULE}),
        ("Ba.", {"kind": Kind.RULE}), ("Bốn: có người dọa giết tôi ở quầy.", {}),
    ):  # fmt: skip
        filed(content=content, **changed)
    answered(world, desk, filed(content="Năm: đã trả lời.", kind=Kind.RULE))

    def running(**changed: Any) -> int:
        return due_terms.preview(proposal(**changed)).running

    assert (running(), running(severity=Severity.URGENT)) == (3, 1)
    assert (running(kind=Kind.RULE), running(unit=ward), running(unit=ward, kind=Kind.RULE)) == (2, 2, 1)
    assert running(unit=world.other_ward.committee) == 0


def test_shorter_and_longer_are_told_apart(world: World, desk: Desk) -> None:
    shorter, longer = due_terms.preview(proposal(amount=10)), due_terms.preview(proposal(amount=40))
    assert not shorter.is_longer and longer.is_longer and shorter.now == longer.now
    assert shorter.then < shorter.now < longer.then and shorter.received_at == longer.received_at
    browser = at(desk.supervisor)
    for amount, is_warned in ((10, False), (40, True)):
        shown = words(browser.post(NEW, sent("preview", proposal(amount=amount))))
        assert ("Người dân phải chờ lâu hơn" in shown) is is_warned


def test_what_is_proposed_is_measured_by_what_was_decided_for_that_day(world: World, desk: Desk, second: User) -> None:
    decided(desk, second, amount=30, valid_from=timezone.localdate() + 10 * DAY)
    before, after = (
        due_terms.preview(proposal(amount=20, valid_from=timezone.localdate() + ahead * DAY)) for ahead in (5, 15)
    )
    assert before.then == before.now and after.then < after.now


def test_urgent_terms_run_through_the_night(world: World, desk: Desk) -> None:
    wanted = proposal(severity=Severity.URGENT, amount=10, time_unit="working_hour")
    seen = due_terms.preview(wanted)
    assert seen.then - seen.received_at == dt.timedelta(hours=10)


def test_a_second_person_refuses_in_words_and_nobody_decides_again(world: World, desk: Desk, second: User) -> None:
    term, browser = proposed(desk), at(second)
    silent = browser.post(door(term), {"do": "refuse", "decision": " "})
    assert silent.status_code == 422 and silent.context["form"].errors.keys() == {"decision"}
    assert browser.post(door(term), {"do": "refuse", "decision": "x" * 1001}).status_code == 422
    assert browser.post(door(term), {"decision": "\0"}).status_code == 422
    done = browser.post(door(term), {"do": "refuse", "decision": "Chưa đủ người."}, follow=True)
    assert "Đã từ chối đề nghị." in words(done) and "Không đồng ý" in words(done)
    late = browser.post(door(term), {"do": "approve", "decision": "Thôi được."})
    assert late.status_code == 409 and "đã có người quyết định" in words(late)
    shown = words(browser.get(door(term)))
    assert "Người từ chối" in shown and "Chưa đủ người." in shown and "theo đề nghị:" not in shown
    term.refresh_from_db()
    assert (term.is_approved, term.decided_by) == (False, second)


def test_two_terms_of_one_day_for_the_same_tickets_are_one_too_many(world: World, desk: Desk, second: User) -> None:
    first, again = proposed(desk), proposed(desk, amount=12)
    other_kind, other_day = proposed(desk, kind=Kind.RULE), proposed(desk, valid_from=timezone.localdate() + 2 * DAY)
    browser = at(second)
    for term in (first, other_kind, other_day):
        assert browser.post(door(term), {"do": "approve"}).status_code == 302
    refused = browser.post(door(again), {"do": "approve"})
    assert refused.status_code == 409 and "Đã có thời hạn khác được duyệt cho cùng ngày" in words(refused)
    again.refresh_from_db()
    assert again.is_approved is None, "it can still be refused"
    assert browser.post(door(again), {"do": "refuse", "decision": "Trùng."}).status_code == 302


def test_of_two_who_decide_at_once_the_second_is_told(world: World, desk: Desk, second: User) -> None:
    term = proposed(desk)
    held = DueTerm.objects.get(pk=term.pk)
    due_terms.decide(term, second, "", is_approved=True)
    with pytest.raises(NotAllowedNow, match="đã có người quyết định"):
        due_terms.decide(held, second, "Không.", is_approved=False)
    assert DueTerm.objects.get().is_approved is True


def test_a_proposal_that_waited_too_long_is_not_approved_and_can_be_refused(
    world: World, desk: Desk, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    term, later = proposed(desk), timezone.now() + 3 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    browser = at(second)
    late = browser.post(door(term), {"do": "approve"})
    assert late.status_code == 422 and "phải sau hôm nay" in words(late)
    assert browser.post(door(term), {"do": "refuse", "decision": "Quá muộn."}).status_code == 302


def test_the_list_shows_for_whom_since_when_and_by_whom(world: World, desk: Desk, second: User) -> None:
    decided(desk, second, unit=world.ward.committee, kind=Kind.RULE, amount=9, time_unit=TimeUnit.WORKING_DAY)
    proposed(desk, amount=11)
    shown = words(at(desk.supervisor).get(TERMS))
    for told in ("9 ngày làm việc", world.ward.committee.name, str(Kind.RULE.label), "11 ngày", "Chờ quyết định",
                 "Đã duyệt", second.full_name, desk.supervisor.full_name,
                 f"{timezone.localdate() + DAY:%d/%m/%Y}"):  # fmt: skip
        assert told in shown, told
    assert "Quyết định 99/QĐ-UBND" not in shown.split("Các đề nghị và thay đổi")[0], "it holds from tomorrow on"


def test_what_holds_names_its_own_source_from_its_day_on(
    world: World, desk: Desk, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(desk, second, amount=15)
    decided(desk, second, amount=3, kind=Kind.RULE, legal_source="Chỉ cho một loại.")
    tomorrow = timezone.now() + DAY
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    holding = words(at(desk.supervisor).get(TERMS)).split("Các đề nghị và thay đổi")[0]
    assert "15 ngày" in holding and "Quyết định 99/QĐ-UBND, Điều 3" in holding
    assert "Chỉ cho một loại." not in holding, "what holds for one kind is no rule for all"


def test_the_law_stands_behind_every_clock_that_nobody_changed(world: World, desk: Desk) -> None:
    for clock in Clock:
        assert due_terms.source_of(Severity.NORMAL, clock) == LAW[clock]
        assert due_terms.source_of(Severity.URGENT, clock) == LAW[Clock.TO_CHAIR]
    assert due_terms.in_force(timezone.localdate()) == {
        Severity.NORMAL: due_times.NORMAL, Severity.URGENT: due_times.URGENT,
    }  # fmt: skip
    shown = words(at(desk.supervisor).get(TERMS))
    assert "Chưa có đề nghị nào: mọi thời hạn là của pháp luật." in shown and LAW[Clock.ANSWER] in shown


def test_who_is_let_in_by_role_and_place(world: World, desk: Desk) -> None:
    term, top = proposed(desk), world.ward.committee.parent
    assert top is not None
    for role in Role:
        places = ((top, True), (world.ward.committee, False)) if role == Role.SUPERVISOR else ((top, True),)
        for unit, is_top in places:
            person = make_staff(f"{role}-{unit.code.lower()}@term.example", "Ngô Văn Tám", role, unit)
            browser, wanted = at(person), role == Role.SYSTEM_ADMIN or (role == Role.SUPERVISOR and is_top)
            assert browser.get(TERMS).status_code == (200 if wanted else 403), (role, unit.code)
            assert due_terms.may_set(person) is wanted
            if not wanted:
                assert browser.post(NEW, sent("propose")).status_code == 403
                assert browser.post(door(term), {"do": "approve"}).status_code == 403
    assert at(world.mother).get(TERMS).status_code == 403 and Client().get(NEW).status_code == 302
    assert DueTerm.objects.get().is_approved is None


def test_functions_refuse_who_comes_past_the_pages(world: World, desk: Desk) -> None:
    for person in (desk.operator, world.ward.leader, world.mother):
        with pytest.raises(NotYours):
            due_terms.propose(person, proposal())
    for changed in ({"legal_source": "\u200b"}, {"reason": "\n"}):
        with pytest.raises(Incomplete):
            due_terms.propose(desk.supervisor, proposal(**changed))
    assert not DueTerm.objects.exists()


def test_the_database_takes_no_term_that_is_none(world: World, desk: Desk, second: User) -> None:
    row = {name: getattr(proposal(), name) for name in Proposal.__dataclass_fields__}
    row |= {"proposed_by": desk.supervisor, "proposed_at": timezone.now()}
    for wrong in (
        {"amount": 0}, {"amount": 1000}, {"clock": "x"}, {"severity": "x"}, {"kind": "x"}, {"time_unit": "month"},
        {"reason": ""}, {"legal_source": ""}, {"is_approved": True},
        {"is_approved": True, "decided_by": desk.supervisor, "decided_at": timezone.now()},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            DueTerm.objects.create(**(row | wrong))
    term = decided(desk, second)
    for change in ({"amount": 1}, {"is_approved": False}, {"valid_from": timezone.localdate()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DueTerm.objects.filter(pk=term.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        term.delete()


def test_unknown_proposals_are_not_found_however_large_their_number(world: World, desk: Desk) -> None:
    for number in (0, 999_999, 2**63, 10**30):
        place = reverse("hotline:due-term", args=[number])
        assert at(desk.supervisor).get(place).status_code == 404
        assert at(desk.supervisor).post(place, {"do": "approve"}).status_code == 404


def test_the_list_costs_the_same_with_few_and_with_many_and_has_pages(world: World, desk: Desk, second: User) -> None:
    decided(desk, second, unit=world.ward.committee)
    browser = at(desk.supervisor)
    browser.get(TERMS)
    with CaptureQueriesContext(connection) as few:
        browser.get(TERMS)
    for ahead in range(2, 34):
        proposed(desk, valid_from=timezone.localdate() + ahead * DAY, unit=world.other_ward.committee)
    with CaptureQueriesContext(connection) as many:
        first = browser.get(TERMS)
    assert len(few) == len(many)
    page = first.context["page"]
    rest = browser.get(f"{TERMS}{page.next}").context["page"]
    assert len(page.rows) == 30 and len(rest.rows) == 3 and page.rows[0].pk > page.rows[-1].pk > rest.rows[0].pk
    assert browser.get(TERMS, {"sau": "x", "truoc": "9" * 40}).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_terms_speak_one_language(world: World, desk: Desk, second: User, language: str) -> None:
    waits = proposed(desk, unit=world.ward.committee, kind=Kind.RULE)
    done = decided(desk, second, severity=Severity.URGENT, time_unit="working_hour")
    listener, browser = Listener(language), reader(language, second)
    for name, place in (("list", TERMS), ("new", NEW), ("waits", door(waits)), ("done", door(done))):
        listener.hear(name, browser.get(place))
    listener.hear("own", reader(language, desk.supervisor).get(door(waits)))
    listener.hear("preview", browser.post(NEW, sent("preview", proposal(amount=40))))
    listener.hear("empty", browser.post(NEW, {"do": "propose"}))
    listener.hear("silent refusal", browser.post(door(waits), {"do": "refuse", "decision": ""}))
    listener.hear("late", browser.post(door(done), {"do": "approve"}))
    assert listener.wrong == []
