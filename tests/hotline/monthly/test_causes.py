"""Root causes: complaints name one, the list is kept by days, what was named is corrected and never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hotline import answering
from hotline.answering import Unanswered
from hotline.causes import listing, naming
from hotline.kinds import Action, Kind
from hotline.models import AnswerCause, Cause
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, answered, at, bench, fields, good, routed
from tests.hotline.tickets import filed, opened, page
from units.models import Unit, today_in_vietnam
from units.roles import Role

LIST, NEW = reverse("hotline:causes"), reverse("hotline:cause-new")
NAMES = {"name": "Thiếu biên chế ở phường", "name_en": "Understaffed ward", "is_fault": "on"}


def test_a_complaint_is_not_answered_without_a_cause_and_the_reporter_does_not_read_it(
    world: World, desk: Desk
) -> None:
    sent = filed()
    ticket = routed(world, desk, sent)
    leader = at(world.ward.leader)
    assert "Không có lỗi" in words(leader.get(act(ticket, "tra-loi")))
    for cause in ("", "unheard-of", "x" * 5000, "\0"):
        refused = leader.post(act(ticket, "tra-loi"), fields(good(cause=cause)))
        assert refused.status_code == 422 and "nguyên nhân" in words(refused), cause
    assert not ticket.answers.exists()

    leader.post(act(ticket, "tra-loi"), fields(good(cause="no-fault")))
    answering.approve(ticket, desk.deputy)

    assert ticket.answers.get().cause == "no-fault"
    assert "Nguyên nhân gốc: Không có lỗi." in words(leader.get(bench(ticket)))
    assert "Không có lỗi" not in words(opened(sent).get(page("ticket", sent)))
    with pytest.raises(Incomplete):
        answering.draft(filed(kind=Kind.RULE).ticket, desk.operator, good(cause="unheard-of"))
    with pytest.raises(Unanswered):
        answering.draft(filed(kind=Kind.COMPLAINT_CONDUCT).ticket, desk.operator, good(cause=""))
    question = answering.draft(filed(kind=Kind.GUIDANCE).ticket, desk.operator, good(cause=""))
    assert question.cause == "", "a question needs no cause"


def test_the_list_is_added_to_and_ended_by_days_and_old_answers_keep_their_names(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    supervisor = at(desk.supervisor)
    assert supervisor.post(NEW, NAMES | {"name": " "}).status_code == 422
    assert "Đã thêm nguyên nhân" in words(supervisor.post(NEW, NAMES, follow=True))
    assert supervisor.post(NEW, NAMES).status_code == 422, "sent twice, it is there once"
    added = Cause.objects.get(name=NAMES["name"])
    assert (added.code, added.written_by, added.is_fault) == ("understaffed-ward", desk.supervisor, True)
    again = listing.add(desk.supervisor, "Tên khác", "Understaffed ward", is_fault=False)
    assert again.code == "understaffed-ward-1"

    end = reverse("hotline:cause-end", args=["misrouted"])
    assert "Ngừng dùng nguyên nhân này" in words(supervisor.get(end))
    supervisor.post(end)
    assert supervisor.post(end).status_code == 409 and supervisor.get(f"{end[:-12]}x/ngung-dung/").status_code == 404
    shown = words(supervisor.get(LIST))
    assert "Đã ngừng dùng" in shown and "Chuyển nhầm, thất lạc giấy tờ" in shown
    assert not listing.in_force().filter(code="misrouted").exists()
    assert listing.in_force(today_in_vietnam() - dt.timedelta(days=1)).filter(code="misrouted").exists()
    assert ticket.answers.get().cause == "misrouted"
    for change in ({"name": "Khác"}, {"valid_to": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cause.objects.filter(code="misrouted").update(**change)


def test_only_administrators_and_supervisors_of_the_whole_hotline_keep_the_list(world: World, desk: Desk) -> None:
    local = make_staff("gs-phuong@example.vn", "Lý Thu Hà", Role.SUPERVISOR, world.ward.committee)
    admin = make_staff("qtht@example.vn", "Cao Minh Đức", Role.SYSTEM_ADMIN, Unit.objects.get(code="H29"))
    assert at(admin).post(NEW, NAMES).status_code == 302
    assert at(local).get(LIST).status_code == 200 and "Thêm nguyên nhân" not in words(at(local).get(LIST))
    for person in (local, desk.operator, world.ward.leader, world.mother):
        assert at(person).post(NEW, NAMES | {"name": "Nữa"}).status_code == 403
        with pytest.raises(NotYours):
            listing.add(person, "Nữa", "More", is_fault=True)
        with pytest.raises(NotYours):
            listing.end(person, Cause.objects.earliest("pk"))


def test_a_wrong_cause_is_corrected_with_a_reason_and_both_words_stay(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    door = act(ticket, "sua-nguyen-nhan")
    supervisor = at(desk.supervisor)
    assert supervisor.post(door, {"cause": "overload", "reason": ""}).status_code == 422
    supervisor.post(door, {"cause": "overload", "reason": "Hỏi lại phường: thiếu người trực."})

    assert ticket.answers.get().cause == "overload" and AnswerCause.objects.count() == 2
    event = ticket.events.latest("sequence")
    assert (event.action, event.data["from"], event.data["to"]) == (Action.CORRECT_CAUSE, "misrouted", "overload")
    assert not event.is_told
    with pytest.raises(NotAllowedNow, match="chính nguyên nhân"):
        naming.correct(ticket, desk.supervisor, "overload", "Lần nữa.")
    with pytest.raises(NotYours):
        naming.correct(ticket, world.ward.leader, "no-fault", "Không phải lỗi chúng tôi.")
    with pytest.raises(NotAllowedNow, match="Chưa có"):
        naming.correct(filed().ticket, desk.supervisor, "no-fault", "Chưa trả lời.")
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerCause.objects.update(cause=Cause.objects.get(code="no-fault"))
