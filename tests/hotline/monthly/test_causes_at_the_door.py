"""The list of root causes and what answers name, at the pages: both languages, days, codes, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline import answering, chain, following, publishing, routing
from hotline.causes import listing, naming
from hotline.forms.handling import cause_choices
from hotline.kinds import COMPLAINTS, Action, Kind
from hotline.models import AnswerCause, Cause, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, answered, at, bench, fields, good, routed
from tests.hotline.tickets import filed, opened, page
from tests.house.test_page_language import reader
from units.models import today_in_vietnam
from units.roles import Role

LIST, NEW = reverse("hotline:causes"), reverse("hotline:cause-new")
NAMES = {"name": "Mất điện kéo dài", "name_en": "Long power cut"}
DAY = dt.timedelta(days=1)


def test_a_site_without_a_list_begins_with_the_usual_one_once(db: None) -> None:
    assert not Cause.objects.exists()
    for _time in range(2):
        assert {cause.code for cause in listing.in_force()} == {row[0] for row in listing.BEGINNING}
    assert Cause.objects.count() == len(listing.BEGINNING)
    assert [cause.code for cause in Cause.objects.filter(is_fault=False)] == ["no-fault"]


def test_a_list_that_was_ended_whole_is_not_begun_anew(world: World, desk: Desk) -> None:
    for cause in listing.in_force():
        listing.end(desk.supervisor, cause)
    assert not listing.in_force().exists() and Cause.objects.count() == len(listing.BEGINNING)
    assert cause_choices() == [("", "Chọn nguyên nhân")]
    refused = at(world.ward.leader).post(act(routed(world, desk, filed()), "tra-loi"), fields(good()))
    assert refused.status_code == 422 and "Hãy chọn nguyên nhân trong danh sách." in words(refused)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=120).filter(lambda text: "\0" not in text))
def test_any_name_gets_a_code_that_nothing_else_has(db: None, name: str) -> None:
    with transaction.atomic():
        for _time in range(2):
            code = listing._free_code(name)
            assert 0 < len(code) <= 40 and not Cause.objects.filter(code=code).exists()
            Cause.objects.create(
                code=code, name=f"{code} mới", name_en="x", is_fault=True, valid_from=today_in_vietnam()
            )
        transaction.set_rollback(True)


def test_a_name_that_ended_may_begin_anew_under_another_code(world: World, desk: Desk) -> None:
    first = listing.add(desk.supervisor, **NAMES, is_fault=False)
    with pytest.raises(Incomplete, match="đang có trong danh sách"):
        listing.add(desk.supervisor, **NAMES, is_fault=True)
    listing.end(desk.supervisor, first)
    again = listing.add(desk.supervisor, **NAMES, is_fault=True)
    assert (first.code, again.code) == ("long-power-cut", "long-power-cut-1")
    assert [cause.pk for cause in listing.in_force().filter(name=NAMES["name"])] == [again.pk]
    with pytest.raises(NotAllowedNow, match="đã ngừng dùng"):
        listing.end(desk.supervisor, first)


def test_one_that_ends_on_the_day_it_began_was_in_force_never(world: World, desk: Desk) -> None:
    cause = listing.add(desk.supervisor, **NAMES, is_fault=False)
    listing.end(desk.supervisor, cause)
    cause.refresh_from_db()
    assert cause.valid_from == cause.valid_to == today_in_vietnam()
    for day in (today_in_vietnam() - DAY, today_in_vietnam(), today_in_vietnam() + DAY):
        assert cause not in listing.in_force(day)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cause.objects.create(
            code="x", name="x", name_en="x", is_fault=True, valid_from=today_in_vietnam(),
            valid_to=today_in_vietnam() - DAY,
        )  # fmt: skip


def test_each_box_of_the_form_says_what_is_wrong_and_keeps_the_rest(world: World, desk: Desk) -> None:
    supervisor = at(desk.supervisor)
    supervisor.get(LIST)
    cases = {"name": ("", " ", "x" * 121, "\0", "\u200b"), "name_en": ("", "y" * 121, "\0")}
    for field, values in cases.items():
        for value in values:
            answer = supervisor.post(NEW, NAMES | {field: value})
            assert answer.status_code == 422, (field, value[:9])
            assert answer.context["form"].errors.keys() == {field}, (field, value[:9])
            kept = next(name for name in NAMES if name != field)
            assert NAMES[kept] in words(answer)
    assert not Cause.objects.filter(name=NAMES["name"]).exists()
    supervisor.post(NEW, NAMES | {"name": "  Mất   điện\tkéo dài ", "is_fault": ""})
    assert Cause.objects.get(code="long-power-cut").name == NAMES["name"], "as it is written, in single spaces"


def test_the_reader_chooses_the_name_in_their_language(world: World, desk: Desk) -> None:
    listing.add(desk.supervisor, **NAMES, is_fault=False)
    ticket = routed(world, desk, filed())
    for language, shown, other in (("vi", NAMES["name"], NAMES["name_en"]), ("en", NAMES["name_en"], NAMES["name"])):
        html = words(reader(language, world.ward.leader).get(act(ticket, "tra-loi")))
        assert f">{shown}</option>" in html and f">{other}</option>" not in html
        with translation.override(language):
            assert shown in dict(cause_choices()).values() and other not in dict(cause_choices()).values()


def test_the_english_desk_reads_the_english_name_beside_the_answer(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    assert "Documents misrouted or lost" in words(reader("en", desk.supervisor).get(bench(ticket)))
    assert "Chuyển nhầm, thất lạc giấy tờ" in words(reader("vi", desk.supervisor).get(bench(ticket)))


def test_ended_causes_stand_below_with_their_days_and_are_chosen_by_nobody(world: World, desk: Desk) -> None:
    ticket = routed(world, desk, filed())
    listing.end(desk.supervisor, listing.in_force().get(code="overload"))
    shown = words(at(desk.supervisor).get(LIST))
    head, tail = shown.split("Đã ngừng dùng")
    assert "Quá tải, thiếu người" in tail and "Quá tải, thiếu người" not in head
    assert reverse("hotline:cause-end", args=["overload"]) not in shown
    leader = at(world.ward.leader)
    assert 'value="overload"' not in words(leader.get(act(ticket, "tra-loi")))
    assert leader.post(act(ticket, "tra-loi"), fields(good(cause="overload"))).status_code == 422
    with pytest.raises(Incomplete, match="trong danh sách"):
        answering.draft(ticket, world.ward.leader, good(cause="overload"))
    assert not ticket.answers.exists() and not AnswerCause.objects.exists()


def test_each_kind_of_complaint_asks_for_a_cause_and_no_other_kind_does(world: World, desk: Desk) -> None:
    for kind in Kind:
        ticket = filed(kind=kind, content=f"Chuyện loại {kind}.").ticket
        if kind in COMPLAINTS:
            with pytest.raises(Incomplete, match="nguyên nhân gốc"):
                answering.draft(ticket, desk.operator, good(cause=""))
        else:
            assert answering.draft(ticket, desk.operator, good(cause="")).cause == "", kind
    named = answering.draft(filed(kind=Kind.RULE, content="Khác.").ticket, desk.operator, good(cause="rule"))
    assert named.cause == "rule", "whoever wants to may name one"


def test_who_may_correct_what_was_named(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    door = act(ticket, "sua-nguyen-nhan")
    typed = {"cause": "overload", "reason": "Hỏi lại phường."}
    for person in (desk.operator, world.ward.leader, world.ward.clerk, world.other_ward.leader, world.mother):
        assert at(person).post(door, typed).status_code in {403, 404}, person
    local = make_staff("gs-phuong@example.vn", "Lý Thu Hà", Role.SUPERVISOR, world.ward.committee)
    assert at(local).post(door, typed).status_code == 302, "who supervises the unit"
    assert ticket.answers.get().cause == "overload" and AnswerCause.objects.count() == 2
    assert AnswerCause.objects.latest("pk").said_by == local


def test_a_wrong_correction_is_told_beside_its_box(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    supervisor, door = at(desk.supervisor), act(ticket, "sua-nguyen-nhan")
    assert 'value="misrouted" selected' in words(supervisor.get(door)), "what is named stands chosen"
    cases: tuple[tuple[dict[str, str], str], ...] = (
        ({"cause": "", "reason": "Vì."}, "cause"), ({"cause": "unheard-of", "reason": "Vì."}, "cause"),
        ({"cause": "overload", "reason": " "}, "reason"), ({"cause": "overload", "reason": "x" * 2001}, "reason"),
        ({"cause": "\0", "reason": "Vì."}, "cause"),
    )  # fmt: skip
    for typed, field in cases:
        answer = supervisor.post(door, typed)
        assert answer.status_code == 422 and answer.context["form"].errors.keys() == {field}, typed
    same = supervisor.post(door, {"cause": "misrouted", "reason": "Xin giữ câu này."})
    assert same.status_code == 409 and "Xin giữ câu này." in words(same)
    assert AnswerCause.objects.count() == 1 and ticket.events.filter(action=Action.CORRECT_CAUSE).count() == 0


def test_a_correction_is_of_the_last_answer_that_went_out(world: World, desk: Desk) -> None:
    """Given an answer that was sent back and a draft that waits, then the answer people have read is corrected."""
    ticket = answered(world, desk, filed())
    following.reopen(ticket, "Chưa xong.")
    better = good(
        checked="Đã gọi bưu cục hai lần.", found="Bưu tá không gặp ai ở nhà.", will_do="Trao tận tay chiều mai."
    )
    draft = answering.draft(Ticket.objects.get(pk=ticket.pk), world.ward.leader, better)
    naming.correct(ticket, desk.supervisor, "overload", "Hỏi lại.")
    assert [one.cause for one in ticket.answers.order_by("number")] == ["overload", "misrouted"]
    assert draft.cause == "misrouted" and chain.first_broken(Ticket.objects.get(pk=ticket.pk)) is None


def test_a_correction_stands_in_the_log_of_the_desk_and_the_reporter_reads_nothing(world: World, desk: Desk) -> None:
    sent = filed()
    ticket = answered(world, desk, sent)
    before = words(opened(sent).get(page("ticket", sent)))
    naming.correct(ticket, desk.supervisor, "overload", "Hỏi lại phường: thiếu người.")
    shown = words(at(world.ward.leader).get(bench(ticket)))
    assert "Sửa nguyên nhân gốc" in shown and "Hỏi lại phường: thiếu người." in shown
    after = words(opened(sent).get(page("ticket", sent)))
    assert "Hỏi lại phường" not in after and before.count("<li") == after.count("<li")


def test_corrected_back_and_forth_every_word_stays(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    for code in ("overload", "misrouted", "software"):
        naming.correct(ticket, desk.supervisor, code, "Tìm hiểu thêm.")
    (answer,) = ticket.answers.all()
    assert [said.cause.code for said in answer.said_causes] == ["misrouted", "overload", "misrouted", "software"]
    with CaptureQueriesContext(connection) as asked:
        prefetched = ticket.answers.prefetch_related("causes__cause").get()
        assert prefetched.cause == "software" and prefetched.cause == "software"
    assert len(asked) == 3, "the answer, what was said, and the causes"


def test_a_cause_names_no_answer_before_there_is_one(world: World, desk: Desk) -> None:
    waits = routed(world, desk, filed())
    answering.draft(waits, world.ward.leader, good())
    with pytest.raises(NotAllowedNow):
        naming.correct(waits, desk.supervisor, "overload", "Chưa gửi đi.")
    aside = filed().ticket
    routing.set_aside(aside, desk.operator, "settled", "Đã có bản án.")
    with pytest.raises(NotAllowedNow, match="Chưa có"):
        naming.correct(aside, desk.supervisor, "overload", "Không thụ lý.")
    assert publishing.last_sent(waits) is None


def test_what_was_ended_long_ago_was_in_force_before(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cause = listing.add(desk.supervisor, **NAMES, is_fault=False)
    later = timezone.now() + 40 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    listing.end(desk.supervisor, cause)
    days = [cause in listing.in_force(cause.valid_from + ahead * DAY) for ahead in (-1, 0, 39, 40, 41)]
    assert days == [False, True, True, False, False]


def test_who_keeps_the_list_is_asked_by_role_and_place(world: World, desk: Desk) -> None:
    top = world.ward.committee.parent
    assert top is not None
    for role in Role:
        for unit, is_top in ((top, True), (world.ward.committee, False)):
            person = make_staff(f"{role}-{unit.code.lower()}@cause.example", "Ngô Văn Tám", role, unit)
            wanted = role == Role.SYSTEM_ADMIN or (role == Role.SUPERVISOR and is_top)
            assert listing.may_keep(person) is wanted, (role, unit.code)
            if not wanted:
                with pytest.raises(NotYours):
                    listing.add(person, **NAMES, is_fault=True)
    assert not Cause.objects.filter(name=NAMES["name"]).exists()


def test_the_list_costs_the_same_with_few_and_with_many(world: World, desk: Desk) -> None:
    supervisor = at(desk.supervisor)
    supervisor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        supervisor.get(LIST)
    for number in range(8):
        added = listing.add(desk.supervisor, f"Nguyên nhân {number}", f"Cause {number}", is_fault=True)
        if number % 2:
            listing.end(desk.supervisor, added)
    with CaptureQueriesContext(connection) as many:
        shown = words(supervisor.get(LIST))
    assert len(few) == len(many) and "Nguyên nhân 1" in shown.split("Đã ngừng dùng")[1]
