"""Taking a report in: a code, a secret, an owner and a due time at once; the same sending counts once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hotline import chain, intake
from hotline.kinds import NAMELESS, Action, Channel, Kind, Severity, State
from hotline.models import Ticket, TicketEvent
from hotline.problems import Incomplete
from hotline.reports import Reporter
from hotline.secret_codes import opens, secret_for
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.hotline.tickets import LAN, WORDS, filed, report
from units import working_time


def test_a_report_gets_code_secret_owner_and_due_time(world: World) -> None:
    before = timezone.now()

    sent = filed()

    ticket = Ticket.objects.get()
    assert ticket.code == f"PAKN-H29-{timezone.localdate():%y%m%d}-0001"
    assert ticket.state == State.RECEIVED and ticket.severity == Severity.NORMAL
    assert ticket.handling_unit == world.ward.committee.parent, "nobody's ticket is the province's"
    assert before < ticket.due_at < ticket.answer_due_at
    assert opens(sent.secret, ticket.secret_hash) and not opens("2222-2222-2222", ticket.secret_hash)
    assert filed().ticket.code.endswith("-0002")


def test_due_times_are_those_of_the_law(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """5 working days to whoever answers (NĐ 20/2008 Đ9), 20 days to the answer (QĐ 574/QĐ-TTg): a Monday in March."""
    monday = dt.datetime(2026, 3, 2, 9, 0, tzinfo=working_time.VIETNAM)
    monkeypatch.setattr(timezone, "now", lambda: monday)

    ticket = filed().ticket

    assert ticket.due_at == dt.datetime(2026, 3, 9, 17, 0, tzinfo=working_time.VIETNAM)
    # Twenty days end on Sunday, 22/3: the term ends with the next working day (Civil Code Đ148).
    assert ticket.answer_due_at == dt.datetime(2026, 3, 23, 17, 0, tzinfo=working_time.VIETNAM)
    assert ticket.due_sum["skipped"] == [["2026-03-22", "Chủ nhật, nghỉ hằng tuần"]]


@pytest.mark.parametrize(
    "words",
    [
        "Họ dọa giết tôi nếu tôi còn khiếu nại",
        "Tôi không muốn sống nữa",
        "tôi muốn TỰ TỬ",
        "toi khong muon song nua",
        "I want to kill myself",
    ],
)
def test_danger_runs_on_a_clock_without_nights(world: World, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    saturday_night = dt.datetime(2026, 3, 7, 23, 30, tzinfo=working_time.VIETNAM)
    monkeypatch.setattr(timezone, "now", lambda: saturday_night)

    ticket = filed(content=words).ticket

    assert ticket.severity == Severity.URGENT
    assert abs(ticket.due_at - saturday_night - dt.timedelta(hours=1)) < dt.timedelta(seconds=1)
    assert abs(ticket.answer_due_at - saturday_night - dt.timedelta(hours=24)) < dt.timedelta(seconds=1)


@pytest.mark.parametrize("words", ["Cán bộ chết dí ở đâu mà quầy không ai trực", "Tôi tặng chị một đóa hoa"])
def test_hard_words_alone_are_not_danger(world: World, words: str) -> None:
    assert filed(content=words).ticket.severity == Severity.NORMAL


def test_the_same_sending_counts_once_and_gives_the_same_secret(world: World) -> None:
    first = intake.file(report(), key="k1")
    again = intake.file(report(), key="k1")
    other_text = intake.file(report(content=f"{WORDS} Xin sớm trả lời."), key="k1")

    assert (first.is_new, again.is_new, other_text.is_new) == (True, False, True)
    assert again.ticket.pk == first.ticket.pk and again.secret == first.secret
    assert other_text.secret != first.secret, "what was written anew after going back is not lost"
    assert Ticket.objects.count() == 2 and OutboxMessage.objects.count() == 2


def test_who_was_slower_with_the_same_sending_gets_the_ticket_of_the_faster(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = intake.file(report(), key="k1")
    found = iter([None, first.ticket])

    class Blind:
        def filter(self, **_asked: Any) -> Any:
            return self

        def first(self) -> Ticket | None:
            return next(found)

    monkeypatch.setattr(Ticket, "objects", Blind())

    again = intake.file(report(), key="k1")

    assert not again.is_new and again.ticket.pk == first.ticket.pk


@pytest.mark.parametrize("kind", Kind.values)
def test_a_name_is_asked_for_where_the_law_asks(world: World, kind: str) -> None:
    """NĐ 20/2008 Đ7: with what speaks of rules and people; not with questions, faults of the site, thanks."""
    if kind in NAMELESS:
        assert filed(kind=kind, reporter=Reporter()).ticket.is_nameless
        return
    with pytest.raises(Incomplete):
        filed(kind=kind, reporter=Reporter())
    assert not Ticket.objects.exists()


def test_danger_needs_no_name(world: World) -> None:
    assert filed(content="Có người dọa giết nhân viên ở quầy 3", reporter=Reporter()).ticket.is_nameless


def test_the_reporter_is_unreadable_in_the_database_and_found_by_phone_and_name(world: World) -> None:
    ticket = filed().ticket

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM hotline_ticket t")
        row = cursor.fetchone()[0]
    for private in ("Lan", "901234567", "lan@example.vn", "Lê Lợi"):
        assert private not in row
    assert Ticket.objects.get().reporter_name == "Nguyễn Thị Lan"
    assert len(ticket.name_index) == 3 and ticket.phone_index


def test_a_dossier_brings_its_unit_and_procedure(world: World) -> None:
    dossier = filings.submitted(world)

    ticket = filed(dossier=dossier.code).ticket
    unknown = filed(dossier="H29.101-261122-9999").ticket

    assert ticket.dossier == dossier and ticket.about_unit == dossier.competent_unit
    assert ticket.procedure == dossier.procedure_version.procedure
    assert unknown.dossier is None and unknown.dossier_code == "H29.101-261122-9999", "a wrong code stops nobody"


def test_the_log_begins_with_the_sending_and_names_nobody(world: World) -> None:
    ticket = filed(user=world.mother).ticket

    event = TicketEvent.objects.get()
    assert (event.action, event.actor, event.actor_name) == (Action.FILE, None, "Người phản ánh")
    assert chain.first_broken(ticket) is None


def test_a_letter_goes_to_the_address_given_and_says_nothing_of_the_matter(world: World) -> None:
    ticket = filed().ticket
    filed(reporter=Reporter("Trần Văn Ba", "+84901234568"))

    letter = OutboxMessage.objects.get()
    assert letter.payload["to"] == LAN.email and ticket.code in letter.payload["subject"]
    assert "khai sinh" not in letter.payload["text"] and secret_for(ticket.sent_key) not in letter.payload["text"]


def _refused(statement: str, *values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM hotline_ticketevent",
        "UPDATE hotline_ticketevent SET note = 'khác'",
        "DELETE FROM hotline_ticket",
        "UPDATE hotline_ticket SET content = 'khác'",
        "UPDATE hotline_ticket SET reporter_name = ''",
        "UPDATE hotline_ticket SET is_confidential = false",
        "UPDATE hotline_ticket SET received_at = now()",
        "UPDATE hotline_ticket SET state = 'routed'",
        "UPDATE hotline_ticket SET state = 'closed'",
        "UPDATE hotline_ticket SET state = 'set_aside'",
    ],
)
def test_the_database_lets_nothing_disappear(world: World, statement: str) -> None:
    ticket = filed(is_confidential=True).ticket

    _refused(statement)

    fresh = Ticket.objects.get()
    assert (fresh.content, fresh.state, fresh.is_confidential) == (ticket.content, State.RECEIVED, True)
    assert fresh.events.count() == 1 and chain.first_broken(fresh) is None


def test_the_orm_deletes_nothing_either(world: World) -> None:
    ticket = filed(channel=Channel.PHONE).ticket

    with pytest.raises(IntegrityError), transaction.atomic():
        TicketEvent.objects.all()._raw_delete("default")  # what `delete()` ends in
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk)._raw_delete("default")
    assert Ticket.objects.count() == TicketEvent.objects.count() == 1
