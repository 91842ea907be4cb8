"""Invented reports, calls and a roster for a demonstration: what the desk of the hotline looks like on a working day.

Everything goes through the same doors as in life, so that each ticket has its log and its due times.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hotline import answering, calls, intake, routing
from hotline.actors import Actor
from hotline.answer_check import AnswerText
from hotline.kinds import Channel, Kind
from hotline.models import Call, CallState, Coverage, Days, Team, Ticket
from hotline.reports import Report, Reporter
from hotline.roster import arranging, setting_up
from hotline.roster.pattern import Line, monday_of
from hotline.roster.setting_up import Setting
from portal.accounts.models import User
from units import lookup
from units.demo_loading import NotDemo, demo_wards


@dataclass(frozen=True)
class Told:
    """What one invented person tells."""

    kind: str
    content: str
    name: str = ""
    phone: str = ""
    channel: str = Channel.WEB
    is_confidential: bool = False


WAITING = (
    Told(
        Kind.COMPLAINT_DELAY,
        "Tôi nộp hồ sơ khai sinh cho con từ đầu tháng, đã quá ngày hẹn mà chưa nhận được giấy.",
        "Nguyễn Thị Ngọc Lan",
        "+84900001001",
    ),
    Told(
        Kind.RULE,
        "Cùng một thủ tục mà hai phường yêu cầu giấy tờ khác nhau. Xin cho biết nơi nào đúng.",
        "Trần Quốc Hưng",
        "+84900001002",
        Channel.PHONE,
    ),
    Told(Kind.TECHNICAL, "Trang thanh toán báo lỗi khi tôi quay lại bước trước, phải nhập lại số điện thoại."),
    Told(
        Kind.GUIDANCE,
        "Hàng xóm tôi dọa tự tử vì bị đòi nợ, tôi không biết gọi cho ai lúc này.",
        channel=Channel.PHONE,
    ),
    Told(Kind.PRAISE, "Cảm ơn chị Hà ở bộ phận một cửa đã hướng dẫn mẹ tôi rất kiên nhẫn.", "Lê Thị Sáu"),
)
AT_THE_WARD = (
    Told(
        Kind.COMPLAINT_CONDUCT,
        "Sáng nay ở quầy số 3, tôi hỏi thì được trả lời là tự lên mạng mà xem.",
        "Phan Văn Tài",
        "+84900002001",
        is_confidential=True,
    ),
    Told(
        Kind.INITIATIVE,
        "Nên đặt bảng chữ lớn ghi giờ vắng khách ở cửa trung tâm để người già chọn lúc đến.",
        "Võ Thị Bưởi",
        "+84900002002",
    ),
)
ANSWERED = Told(
    Kind.GUIDANCE,
    "Đăng ký thường trú cho con mới sinh thì cần những giấy tờ gì?",
    "Đinh Thị Hoa",
    "+84900002003",
    Channel.PHONE,
)
ANSWER = AnswerText(
    found=(
        "Chị làm cùng lúc với khai sinh trên Cổng: chọn thủ tục liên thông, chỉ cần giấy chứng sinh"
        " và số định danh của cha mẹ."
    )
)


@transaction.atomic
def load() -> int:
    """Make them once; how many tickets. NotDemo outside demo mode; nothing where there are tickets already."""
    if not settings.PORTAL_DEMO:
        raise NotDemo("demo tickets exist in demo mode only")
    if Ticket.objects.exists():
        return 0
    operator, supervisor = _person("duong-day-nong"), _person("giam-sat")
    for told in WAITING:
        _file(told, operator)
    ward = lookup.committee_of(demo_wards()[0])
    for told in AT_THE_WARD:
        routing.route(_file(told, operator), operator, ward, "Thuộc thẩm quyền của phường.")
    _answer(operator)
    _telephone(operator)
    _roster(supervisor, operator)
    return Ticket.objects.count()


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def _file(told: Told, operator: User) -> Ticket:
    report = Report(
        kind=told.kind,
        content=told.content,
        channel=told.channel,
        reporter=Reporter(told.name, told.phone),
        is_confidential=told.is_confidential,
    )
    actor = Actor.staff(operator) if told.channel == Channel.PHONE else None
    return intake.file(report, key=f"demo {told.content}", actor=actor).ticket


def _answer(operator: User) -> None:
    answering.draft(_file(ANSWERED, operator), operator, ANSWER)


def _telephone(operator: User) -> None:
    """One call that was missed, and one that somebody promised to return."""
    now = timezone.now()
    Call.objects.create(
        state=CallState.MISSED,
        phone="+84900002004",
        began_at=now,
        ended_at=now,
        call_back_at=now,
        exchange_ref="demo-1",
    )
    promised = calls.begin(operator, "+84900002005")
    calls.promise(promised, operator, now + dt.timedelta(hours=2), "Hỏi về hồ sơ đất đai")


def _roster(supervisor: User, operator: User) -> None:
    """Two people in turns of twelve hours, this week and the next; Sunday night is left open on purpose."""
    centre = lookup.centre_of(lookup.provincial_committee())
    setting = Setting(
        name="Tổ trực 1022",
        lead=operator,
        numbers=[settings.PORTAL_HOTLINE],
        coverage=Coverage.ALWAYS,
        call_minutes=1,
        urgent_minutes=15,
        tree=[("Trưởng phòng", "+84900002010"), ("Phó giám đốc trung tâm", "+84900002011")],
    )
    team: Team = setting_up.set_up(centre, supervisor, setting)
    night = _person("tiep-nhan-tp")
    setting_up.add_line(team, supervisor, Line(None, dt.time(7), dt.time(19), Days.EVERY), [operator])
    for weekday in range(6):
        setting_up.add_line(team, supervisor, Line(weekday, dt.time(19), dt.time(7), Days.EVERY), [night])
    monday = monday_of(timezone.localdate())
    for week in (monday, monday + dt.timedelta(days=7)):
        arranging.make_week(team, supervisor, week)
