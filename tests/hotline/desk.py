"""The people of the hotline's desk, and answers as they write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from hotline import answering, routing
from hotline.answer_check import AnswerText
from hotline.intake import Filed
from hotline.models import Ticket
from portal.accounts.models import User
from tests.dossiers.desk import signed_in
from tests.dossiers.world import World, make_staff
from units.roles import Role


@dataclass
class Desk:
    """An operator and a supervisor of the province, and a second pair of eyes at the ward."""

    operator: User
    supervisor: User
    deputy: User


def given_desk(world: World) -> Desk:
    """Staff with roles at the top, and a second leader in the ward."""
    top = world.ward.committee.parent
    assert top is not None
    return Desk(
        make_staff("truc@example.vn", "Mai Phương Thảo", Role.HOTLINE_OPERATOR, top),
        make_staff("giamsat@example.vn", "Vũ Đình Khôi", Role.SUPERVISOR, top),
        make_staff("pho@example.vn", "Trịnh Thị Vân", Role.LEADER, world.ward.committee),
    )


def good(**changed: Any) -> AnswerText:
    """An answer that says something in every part."""
    text = AnswerText(
        checked="Đã mở lịch sử xử lý và hỏi chị Hồng ở Phòng Văn hóa – Xã hội sáng 23/11.",
        found="Đúng như phản ánh: giấy chứng sinh bị chuyển nhầm sang phường Bến Thành nên nằm đó chín ngày.",
        will_do="Phường nhận lại giấy chứng sinh và trao giấy khai sinh tại nhà cho gia đình.",
        done_by=timezone.localdate() + dt.timedelta(days=2),
        responsible="Chị Lê Thị Hồng, công chức hộ tịch",
        legal_basis="Luật Hộ tịch 60/2014/QH13, Điều 16",
        apology="Phường xin lỗi gia đình vì giấy tờ bị chuyển nhầm.",
        cause="misrouted",
    )
    return AnswerText(**(asdict(text) | changed))


def fields(answer: AnswerText) -> dict[str, Any]:
    """The answer as a browser sends it."""
    sent = {name: value for name, value in asdict(answer).items() if name != "done_by"}
    day = answer.done_by
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return sent | dict(zip(("done_by_day", "done_by_month", "done_by_year"), map(str, parts), strict=True))


def fill_answer(page: Page, answer: AnswerText) -> None:
    """The answer typed and chosen in a browser."""
    for name, value in fields(answer).items():
        box = page.locator(f"[name={name}]")
        box.select_option(value) if name == "cause" else box.fill(str(value))


def routed(world: World, desk: Desk, sent: Filed) -> Ticket:
    """The ticket at the ward that has to answer."""
    routing.route(sent.ticket, desk.operator, world.ward.committee, "Thuộc thẩm quyền của phường.")
    return Ticket.objects.get(pk=sent.ticket.pk)


def answered(world: World, desk: Desk, sent: Filed) -> Ticket:
    """The ticket with its answer sent: drafted by a leader, read where it must be, approved by the supervisor."""
    ticket = routed(world, desk, sent)
    answering.draft(ticket, world.ward.leader, good())
    ticket.refresh_from_db()
    if answering.is_delicate(ticket):
        answering.read(ticket, desk.deputy)
    answering.approve(ticket, desk.supervisor)
    ticket.refresh_from_db()
    return ticket


def bench(ticket: Ticket) -> str:
    """The page of the ticket at the desk."""
    return reverse("hotline:desk-ticket", args=[ticket.code])


def act(ticket: Ticket, slug: str) -> str:
    """The page of an act."""
    return reverse("hotline:desk-act", args=[ticket.code, slug])


def at(user: User) -> Client:
    """A browser of somebody at work."""
    return signed_in(user)
