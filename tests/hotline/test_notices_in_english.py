"""Every kind of notice in the language of its reader: what an English reader gets in Vietnamese is data alone."""

from __future__ import annotations

import datetime as dt
import html

from django.utils import timezone

from dossiers import alert_digest, alerts, opinion_letters
from hotline import chairs_office
from hotline.broadcasts import telling
from hotline.models import Call, CallState
from hotline.roster import passing_on, rises, watching
from portal.accounts.models import Language, User
from portal.outbox.models import OutboxMessage
from tests.dossiers.asked import asked, justice
from tests.dossiers.moments import at
from tests.dossiers.world import World, make_staff
from tests.hotline.broadcasts.notices import announced
from tests.hotline.desk import Desk
from tests.hotline.roster.teams import a_team
from tests.hotline.test_chairs_office import climbed
from tests.house.page_words import data_words, vietnamese_on
from units.roles import Role

A_MONDAY = at("2026-12-07 08:03")
#: Parts of the names of these kinds.
KINDS = ("pass-on/", "roster-hole/", "rise/", "broadcast/", "alerts/", "/all_in/", "/overdue/", "H", "PA")


def happen(world: World, desk: Desk) -> None:
    """Something of each kind, to people who read English."""
    top = world.ward.committee.parent
    assert top is not None
    law = justice(world).unit
    secretary = make_staff("vanphong@example.vn", "Đỗ Thị Thư", Role.OFFICER, top)
    User.objects.update(language=Language.ENGLISH)
    for person in (world.mother, world.ward.officer, world.ward.leader, desk.supervisor):
        person.refresh_from_db()
    question = asked(world, law)[0]
    opinion_letters.tell_all_in(question)
    opinion_letters.tell_overdue(question)
    alerts.raise_correction(question.dossier, Role.LEADER, question.dossier.competent_unit, A_MONDAY, "Sai tên.")
    alert_digest.send_round(A_MONDAY)
    ticket = climbed(world, desk, language=Language.ENGLISH)
    chairs_office.demand(ticket, secretary, timezone.localdate() + dt.timedelta(days=7), "Báo cáo rõ ai chậm.")
    a_team(world, unit=top, lead=desk.supervisor)
    watching.watch()
    Call.objects.create(state=CallState.RINGING, phone="+84901234567", began_at=timezone.now() - dt.timedelta(hours=1))
    passing_on.pass_on()
    rises._note("", timezone.now().replace(minute=0, second=0, microsecond=0), 9, 1.0)
    announced(desk.operator, tells_owners=True)
    telling.tell_all()


def test_an_english_reader_gets_every_kind_of_notice_in_english(world: World, desk: Desk) -> None:
    happen(world, desk)

    rows = list(OutboxMessage.objects.filter(channel="email"))
    known, wrong = data_words(), list[str]()
    for row in rows:
        assert row.payload["language"] == "en", row.idempotency_key
        lines = [row.payload["subject"], *row.payload["text"].splitlines()]
        page = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        wrong += [f"{row.idempotency_key}: {line}" for line in vietnamese_on(page, known)]
    assert wrong == []
    names = [row.idempotency_key for row in rows]
    for kind in KINDS:
        assert any(kind in name for name in names), kind
