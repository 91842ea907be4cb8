"""The pages of samples: who sees what waits and what was said, in which order, and what each refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline import about_heads, answering
from hotline.kinds import Action, Kind
from hotline.models import Answer, Sample, SampleDraw, SampleShare, Ticket
from hotline.problems import NotAllowedNow
from hotline.samples import drawing, rating
from portal.accounts.models import User
from portal.ui import paging
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, answered, at, bench, good, routed
from tests.hotline.samples.test_rating import GOOD_MARKS, POOR_MARKS, by_leader, door, drawn
from tests.hotline.tickets import filed, opened, page
from tests.house.test_page_language import LANGUAGES, Listener, reader
from units.models import StaffRole
from units.roles import Role

LIST, SHARE = reverse("hotline:samples"), reverse("hotline:sample-share")


@pytest.fixture
def judge(world: World) -> User:
    """A supervisor of the province who had no part in anything."""
    top = world.ward.committee.parent
    assert top is not None
    return make_staff("giamsat2@example.vn", "Đoàn Văn Hiếu", Role.SUPERVISOR, top)


def drawn_many(world: World, desk: Desk, count: int) -> list[Sample]:
    """So many drawn answers of the ward, written straight down: the list is what is looked at."""
    ticket = by_leader(world, desk)
    first = drawn(ticket)
    answer = ticket.answers.get()
    made = [first]
    for number in range(2, count + 1):
        again = Answer.objects.create(
            ticket=ticket, number=number, found="Đã rõ.", unit=answer.unit, written_by=answer.written_by,
            written_at=answer.written_at, approved_by=answer.approved_by, sent_at=answer.sent_at,
        )  # fmt: skip
        made.append(Sample.objects.create(draw=first.draw, answer=again, unit=again.unit, due_at=first.due_at))
    return made


def test_a_supervisor_finds_what_waits_on_top_and_what_was_said_behind_a_tab(
    world: World, desk: Desk, judge: User
) -> None:
    waits, rated = drawn(by_leader(world, desk)), drawn(by_leader(world, desk))
    rating.rate(rated, judge, GOOD_MARKS, "")
    browser = at(judge)
    waiting, said = words(browser.get(LIST)), words(browser.get(LIST, {"xem": "da-cham"}))
    codes = [sample.answer.ticket.code for sample in (waits, rated)]
    assert [code in waiting for code in codes] == [True, False]
    assert [code in said for code in codes] == [False, True]
    assert 'aria-current="page">Chờ chấm' in waiting and 'aria-current="page">Đã chấm' in said
    assert "Điểm trung bình" in said and "Điểm trung bình" not in waiting


def test_a_unit_reads_what_was_said_of_it_whatever_the_address_asks(world: World, desk: Desk, judge: User) -> None:
    """What waits is not theirs to see: nobody polishes what is about to be read."""
    waits, rated = drawn(by_leader(world, desk)), drawn(by_leader(world, desk))
    rating.rate(rated, judge, GOOD_MARKS, "Gọn, rõ.")
    asked = ((world.ward.leader, "cho-cham"), (world.ward.leader, "?"), (desk.deputy, ""), (desk.operator, "\0"))
    for person, view in asked:
        shown = words(at(person).get(LIST, {"xem": view}))
        assert waits.answer.ticket.code not in shown, view
        assert rated.answer.ticket.code in shown and "Các danh sách" not in shown
    assert rated.answer.ticket.code not in words(at(world.other_ward.leader).get(LIST))


def test_who_may_not_be_there_is_not_let_in(world: World, desk: Desk, judge: User) -> None:
    sample = drawn(by_leader(world, desk))
    top = world.ward.committee.parent
    assert top is not None
    for role in (Role.PUBLISHER, Role.UNIT_ADMIN, Role.ACCOUNTANT):
        browser = at(make_staff(f"{role}@sample.example", "Ngô Văn Tám", role, top))
        for place in (LIST, door(sample), SHARE, reverse("hotline:sample-draw", args=[sample.draw_id])):
            assert browser.get(place).status_code == 403, (role, place)
    for place in (LIST, door(sample), SHARE):
        assert at(world.mother).get(place).status_code == 403
        assert Client().get(place).status_code == 302
    assert at(judge).get(door(sample)).status_code == 200


def test_unknown_ones_are_not_found_however_large_their_number(world: World, desk: Desk, judge: User) -> None:
    for number in (0, 999_999, 2**31, 2**63, 10**30):
        for name in ("hotline:sample", "hotline:sample-draw"):
            assert at(judge).get(reverse(name, args=[number])).status_code == 404, number


def test_pages_lead_on_and_back_and_stay_on_their_tab(
    world: World, desk: Desk, judge: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging.page_by_key, "__kwdefaults__", {**(paging.page_by_key.__kwdefaults__ or {}), "size": 2})
    samples = drawn_many(world, desk, 5)
    browser, seen, address = at(judge), list[str](), ""
    while True:
        shown = browser.get(f"{LIST}{address}").context["page"]
        seen += [str(row.pk) for row in shown.rows]
        if not shown.next:
            break
        assert "xem=cho-cham" in shown.next
        address = shown.next
    assert seen == [str(sample.pk) for sample in samples], "what was drawn first stands first, each once"
    assert "xem=cho-cham" in shown.previous


def test_what_waits_too_long_is_marked(world: World, desk: Desk, judge: User) -> None:
    sample = drawn(by_leader(world, desk))
    assert "Đã quá hạn" not in words(at(judge).get(LIST))
    with pytest.MonkeyPatch.context() as patched:
        later = timezone.now() + dt.timedelta(days=11)
        patched.setattr(timezone, "now", lambda: later)
        shown = words(at(judge).get(LIST))
    assert "Đã quá hạn" in shown and sample.answer.ticket.code in shown


def test_the_list_costs_the_same_with_one_and_with_many(world: World, desk: Desk, judge: User) -> None:
    first, *_none = drawn_many(world, desk, 1)
    browser, counts = at(judge), []
    browser.get(LIST)
    for view in ("cho-cham", "da-cham"):
        with CaptureQueriesContext(connection) as asked:
            browser.get(LIST, {"xem": view})
        counts.append(len(asked))
    for sample in drawn_many(world, desk, 6)[3:]:
        rating.rate(sample, judge, GOOD_MARKS, "")
    for view, before in zip(("cho-cham", "da-cham"), counts, strict=True):
        with CaptureQueriesContext(connection) as asked:
            browser.get(LIST, {"xem": view})
        assert len(asked) == before, view
    assert first.rated_at is None


def test_words_and_marks_typed_so_far_stay_when_something_is_missing(world: World, desk: Desk, judge: User) -> None:
    sample = drawn(by_leader(world, desk))
    typed = {"checked": "1", "found": "4", "words": "", "again": "Hãy nêu ngày trao giấy."}
    answer = at(judge).post(door(sample), typed)
    html = words(answer)
    assert answer.status_code == 422 and "Hãy nêu ngày trao giấy." in html
    assert html.count("Hãy chọn một điểm.") >= 3 and html.count(" checked") >= 2
    long = at(judge).post(door(sample), GOOD_MARKS | {"words": "x" * 2001})
    assert long.status_code == 422 and long.context["form"].errors.keys() == {"words"}
    for mark in ("0", "6", "-1", "1.5", "٣x", "\0", "9" * 99):
        refused = at(judge).post(door(sample), GOOD_MARKS | {"tone": mark})
        assert refused.status_code == 422 and refused.context["form"].errors.keys() == {"tone"}, mark
    sample.refresh_from_db()
    assert sample.rated_at is None


def test_what_was_rated_shows_its_marks_and_no_form(world: World, desk: Desk, judge: User) -> None:
    sample = rating.rate(drawn(by_leader(world, desk)), judge, POOR_MARKS | {"tone": 5}, "Không nêu đã xem gì.")
    shown = words(at(judge).get(door(sample)))
    assert "Không nêu đã xem gì." in shown and 'name="tone"' not in shown
    assert [mark for _name, mark in sample.marks] == [1, 2, 1, 4, 5] and sample.mean == 2.6
    leader = at(world.ward.leader)
    assert leader.get(door(sample)).status_code == 403, "the unit reads it beside the ticket"
    assert "Không nêu đã xem gì." in words(leader.get(bench(sample.answer.ticket)))


@pytest.mark.parametrize("words_given", ["", "Câu này hay."])
def test_the_reporter_reads_no_mark(world: World, desk: Desk, judge: User, words_given: str) -> None:
    sent = filed()
    ticket = routed(world, desk, sent)
    answering.draft(ticket, world.ward.leader, good())
    answering.approve(ticket, desk.deputy)
    before = words(opened(sent).get(page("ticket", sent))).count("<li")
    rating.rate(drawn(Ticket.objects.get(pk=ticket.pk)), judge, GOOD_MARKS, words_given)
    told = words(opened(sent).get(page("ticket", sent)))
    assert told.count("<li") == before and "Kiểm tra mẫu" not in told and "Câu này hay." not in told


def test_poor_by_less_than_a_mark_is_poor_and_three_is_not(world: World, desk: Desk, judge: User) -> None:
    """A mean of 2.8 may be asked again, one of 3.0 may not."""
    fair = dict.fromkeys(Sample.MARKS, 3)
    first, second = drawn(by_leader(world, desk)), drawn(by_leader(world, desk))
    again = {"words": "Thiếu.", "again": "Hãy nêu rõ."}
    assert at(judge).post(door(first), fair | again).status_code == 422
    assert at(judge).post(door(second), fair | {"tone": 2} | again).status_code == 302
    second.refresh_from_db()
    assert second.asked_again and second.mean == 2.8
    assert "Yêu cầu trả lời lại" in words(at(judge).get(LIST, {"xem": "da-cham"}))


def test_a_head_who_supervises_never_finds_what_is_about_them(world: World, desk: Desk, judge: User) -> None:
    ticket = filed(unit=world.other_ward.committee.code, is_about_head=True).ticket
    answer = Answer.objects.create(
        ticket=ticket, number=1, found="Đã rõ.", unit=world.ward.committee, written_by=world.ward.leader,
        written_at=timezone.now(), sent_at=timezone.now(),
    )  # fmt: skip
    sample = drawn(Ticket.objects.get(pk=ticket.pk))
    assert sample.answer == answer
    top = world.ward.committee.parent
    assert top is not None
    head = world.other_ward.leader
    StaffRole.objects.create(user=head, role=Role.SUPERVISOR, unit=top, valid_from=top.valid_from)
    head = User.objects.get(pk=head.pk)
    assert about_heads.heads_of(world.other_ward.committee) == [head.pk]
    assert ticket.code not in words(at(head).get(LIST)) and at(head).get(door(sample)).status_code == 404
    assert not rating.may_rate(head, sample) and rating.may_rate(judge, sample)


def test_two_who_rate_at_once_write_one_rating_and_one_event(world: World, desk: Desk, judge: User) -> None:
    sample = drawn(by_leader(world, desk))
    held = Sample.objects.select_related("answer__ticket").get(pk=sample.pk)
    rating.rate(sample, judge, GOOD_MARKS, "")
    with pytest.raises(NotAllowedNow, match="vừa được chấm"):
        rating.rate(held, desk.supervisor, POOR_MARKS, "Muộn rồi.", "Trả lời lại.")
    ticket = Ticket.objects.get(pk=sample.answer.ticket_id)
    assert ticket.events.filter(action=Action.REVIEW).count() == 1
    assert not ticket.events.filter(action=Action.REOPEN).exists()


def test_the_share_is_that_of_the_last_who_set_it_and_holds_from_monday(world: World, desk: Desk) -> None:
    supervisor = at(desk.supervisor)
    for percent in ("20", "35"):
        assert supervisor.post(SHARE, {"percent": percent}).status_code == 302
    monday = drawing.next_monday()
    assert monday.weekday() == 0 and 0 < (monday - timezone.localdate()).days <= 7
    assert drawing.share_on(monday) == 35 and drawing.share_on(monday - dt.timedelta(days=1)) == drawing.USUAL_PERCENT
    assert SampleShare.objects.count() == 2, "both words stay"
    for change in ({"percent": 1}, {"starts_on": dt.date(2026, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SampleShare.objects.update(**change)


def test_administrators_of_the_site_set_the_share_and_supervisors_of_a_ward_do_not(world: World, desk: Desk) -> None:
    top = world.ward.committee.parent
    assert top is not None
    admin = make_staff("qtht@example.vn", "Cao Minh Đức", Role.SYSTEM_ADMIN, top)
    local = make_staff("gs-phuong@example.vn", "Lý Thu Hà", Role.SUPERVISOR, world.ward.committee)
    assert at(admin).post(SHARE, {"percent": "10"}).status_code == 302
    refused = at(local).post(SHARE, {"percent": "1"})
    assert refused.status_code == 403 and SampleShare.objects.get().percent == 10
    assert "Tỷ lệ lấy mẫu" not in words(at(local).get(LIST)) and "Tỷ lệ lấy mẫu" in words(at(desk.supervisor).get(LIST))


def test_eight_draws_are_listed_the_newest_first(world: World, desk: Desk) -> None:
    row: dict[str, Any] = {"percent": 5, "seed": "0" * 64, "population": 1, "drawn_at": timezone.now()}
    first = dt.date(2026, 3, 2)
    for week in range(10):
        SampleDraw.objects.create(starts_on=first + week * drawing.WEEK, **row)
    context = at(desk.operator).get(LIST).context
    assert [draw.starts_on for draw in context["draws"]] == [first + week * drawing.WEEK for week in range(9, 1, -1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_samples_speak_one_language(world: World, desk: Desk, judge: User, language: str) -> None:
    waits, rated = drawn(by_leader(world, desk)), drawn(answered(world, desk, filed(kind=Kind.RULE)))
    rating.rate(rated, judge, POOR_MARKS, "Thiếu số liệu.", "Hãy nêu rõ ngày.")
    listener, browser = Listener(language), reader(language, judge)
    for name, place in (
        ("list", LIST), ("rated", f"{LIST}?xem=da-cham"), ("rate", door(waits)), ("was rated", door(rated)),
        ("draw", reverse("hotline:sample-draw", args=[waits.draw_id])), ("share", SHARE),
    ):  # fmt: skip
        listener.hear(name, browser.get(place))
    listener.hear("rate empty", browser.post(door(waits), {}))
    listener.hear("poor without words", browser.post(door(waits), POOR_MARKS | {"words": "", "again": ""}))
    listener.hear("again though good", browser.post(door(waits), GOOD_MARKS | {"again": "Viết lại."}))
    listener.hear("share empty", browser.post(SHARE, {"percent": "0"}))
    assert listener.wrong == []
