"""Nothing told to the hotline disappears: no role, act, REST method or admin page deletes it or ends it in silence."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from hotline import chain, following, log
from hotline.actors import Actor
from hotline.kinds import OPEN, Action, Level, State
from hotline.log import TRANSITIONS
from hotline.models import Ticket, TicketEvent
from hotline.problems import HotlineError
from hotline.rights import RIGHTS
from hotline.views.staff.acts import ACTS
from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, act, answered, at, bench, routed
from tests.hotline.tickets import filed, opened, page
from units.models import Unit
from units.roles import Role

#: How an open ticket ends: by an answer, or by a ground of the law; and with whose consent an answered one is closed.
ENDS = {State.ANSWERED: {Action.ANSWER}, State.SET_ASIDE: {Action.SET_ASIDE}, State.CLOSED: {Action.CONFIRM}}
KEPT = (
    "ticket",
    "ticketevent",
    "answer",
    "publication",
    "broadcast",
    "broadcastevent",
    "faqentry",
    "faqversion",
    "duplicate",
    "cause",
    "answercause",
    "monthlyreport",
)


def everybody(world: World) -> list[User]:
    """Somebody of every role, at the ward that answers and at the top; a citizen; the administrator of the site."""
    top = Unit.objects.get(code="H29")
    staff = [
        make_staff(f"{role}{unit.pk}@example.vn", "Người Thử", role, unit)
        for role in Role
        for unit in (world.ward.committee, top)
    ]
    root = User.objects.create_superuser("root@example.vn", "Mot-Cua-2026", full_name="Quản Trị")
    return [*staff, world.mother, root]


def addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address of the site, as a pattern."""
    found = []
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        found += addresses(entry, where) if isinstance(entry, URLResolver) else [where] * isinstance(entry, URLPattern)
    return found


def test_the_table_of_acts_has_three_ends_and_the_reporter_is_told_of_each() -> None:
    for state, actions in ENDS.items():
        assert {action for action, step in TRANSITIONS.items() if step.target == state} == actions
    assert all(TRANSITIONS[action].is_told for actions in ENDS.values() for action in actions)
    assert Action.CONFIRM not in RIGHTS, "nobody but the reporter agrees for the reporter"
    assert not any("delete" in action or "xoa" in action for action in Action.values)
    assert not {act.slug for act in ACTS} & {"xoa", "dong", "huy"}


def test_no_role_ends_a_ticket_but_with_an_answer_or_a_ground_and_nobody_deletes(world: World, desk: Desk) -> None:
    """Given a ticket at the ward, when everybody tries every act with an empty form, then it stands as it stood."""
    ticket = routed(world, desk, filed())
    count = TicketEvent.objects.count()
    for person in everybody(world):
        client = at(person)
        for one in ACTS:
            if one.action != Action.TAKE:  # taking needs no words, and ends nothing
                assert client.post(act(ticket, one.slug), {}).status_code in {403, 404, 409, 422}, (person, one.slug)
        for address in (bench(ticket), reverse("hotline:desk")):
            assert client.delete(address).status_code in {403, 404, 405}
    ticket.refresh_from_db()
    assert ticket.state in OPEN and TicketEvent.objects.count() == count and chain.first_broken(ticket) is None


def test_rest_reads_and_files_and_does_nothing_else(world: World) -> None:
    sent = filed()
    detail = reverse("api:feedback-detail", args=[sent.ticket.code])
    for method in ("delete", "put", "patch", "post"):
        answer = getattr(Client(headers={"Feedback-Secret": sent.secret}), method)(detail)
        assert answer.status_code in {401, 403, 405, 415}, method
    assert Ticket.objects.get().state == State.RECEIVED


def test_no_admin_page_and_no_address_of_the_site_deletes_what_was_told() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label == "hotline"}
    assert registered == set()
    ours = [where for where in addresses(get_resolver()) if "duong-day-nong" in where or "phan-anh" in where]
    assert len(ours) > 30
    assert not [where for where in ours if any(word in where for word in ("xoa", "delete", "remove"))]


@pytest.mark.parametrize("name", KEPT)
def test_every_row_that_was_told_is_kept_by_the_database_itself(name: str, db: None) -> None:
    """Not even a statement in the console deletes one: a trigger answers."""
    table = apps.get_model("hotline", name)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND (tgtype & 8) <> 0",
            [table],
        )
        assert cursor.fetchone()[0] >= 1, table


def test_neither_orm_nor_sql_deletes_or_closes_silently(world: World, desk: Desk) -> None:
    ticket = answered(world, desk, filed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(content="Không có gì")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hotline_ticket WHERE id = %s", [ticket.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE hotline_ticket SET state = 'closed' WHERE id = %s", [ticket.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Ticket.objects.get(pk=ticket.pk).state == State.ANSWERED


def test_what_is_sent_back_goes_up_a_level_once(world: World, desk: Desk) -> None:
    """However often an answer is sent back, the first time lifts it; the next ones stay where it is answered."""
    sent = filed()
    ticket = answered(world, desk, sent)
    assert ticket.level == Level.UNIT
    levels = []
    for _time in range(3):
        following.reopen(ticket, "Vẫn chưa nhận được giấy.")
        ticket.refresh_from_db()
        levels.append(ticket.level)
        with pytest.raises(HotlineError):
            following.reopen(ticket, "Lại nữa.")
        _answered_again(ticket)
    assert levels == [Level.HEAD] * 3 and Ticket.objects.get().reopened_count == 3
    assert "Chuyển lên" in opened(sent).get(page("ticket", sent)).content.decode()


def _answered_again(ticket: Ticket) -> None:
    """As the log leaves it after another answer."""
    with log.locked(ticket) as fresh:
        log.move(fresh, Action.DRAFT, Actor.system())
        log.move(fresh, Action.ANSWER, Actor.system(), changes={"answered_at": timezone.now()})
    ticket.refresh_from_db()
