"""Rules proved: whoever is in a late list, or heads who is, hears of it when it is made, judged and published: a letter
and a message in the portal each, once, to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import LateEntry, LateNotice, Occasion
from dossiers.responsibility import explaining, keeping, making, publishing, telling
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.away import away
from tests.dossiers.desk import signed_in, words
from tests.dossiers.late_months import (
    DECEMBER,
    MADE,
    december,
    late_in_the_pool,
    late_with_the_leader,
    late_with_the_officer,
    only_entry,
)
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.roles import Role

LIST = reverse("dossiers:late")
WHY = "Hệ thống dữ liệu hộ tịch ngừng hoạt động cả ngày."
PUBLISHED = at("2027-01-15 06:15")


def letters() -> dict[str | None, Any]:
    """The letters about lists by whom they go to."""
    found = OutboxMessage.objects.filter(idempotency_key__startswith="late/").order_by("pk")
    return {message.payload["to"]: message.payload for message in found}


def told(occasion: str) -> dict[str | None, tuple[int, int]]:
    """How many own and headed entries each was told of, by e-mail."""
    rows = LateNotice.objects.filter(occasion=occasion)
    return {row.person.email: (row.own, row.headed) for row in rows.select_related("person")}


@pytest.fixture
def made(world: World, monkeypatch: pytest.MonkeyPatch) -> LateEntry:
    """Late with the officer; the list was just made."""
    late_with_the_officer(world, monkeypatch)
    december()
    return only_entry()


def test_the_officer_hears_until_when_to_explain_and_the_head_until_when_to_judge(
    world: World, made: LateEntry
) -> None:
    officer, leader = world.ward.officer.email, world.ward.leader.email

    assert told(Occasion.MADE) == {officer: (1, 0), leader: (0, 1)}
    sent = letters()
    assert set(sent) == {officer, leader}
    assert "12/2026" in sent[officer]["subject"]
    assert "bạn có 1 hồ sơ, giải trình được đến 17:00 thứ Hai, 11/01/2027" in sent[officer]["text"]
    assert "có 1 hồ sơ, duyệt giải trình đến 17:00 thứ Năm, 14/01/2027" in sent[leader]["text"]
    assert all(LIST in letter["text"] for letter in sent.values())
    assert not any(world.mother.full_name in letter["text"] for letter in sent.values()), "no citizen in mails"


def test_made_again_nobody_hears_twice(world: World, made: LateEntry) -> None:
    count = OutboxMessage.objects.count()
    making.make(DECEMBER, MADE)
    keeping.keep(MADE)
    assert (OutboxMessage.objects.count(), LateNotice.objects.count()) == (count, 2)


def test_whoever_comes_into_the_list_later_hears_then(
    world: World, monkeypatch: pytest.MonkeyPatch, made: LateEntry
) -> None:
    """The list is made again after another's dossier was found late: the first are not told again."""
    stand_at(monkeypatch, at("2026-12-08 09:00"))
    filings.awaiting_signature(world, result_delivery="counter")
    watcher = make_staff("second@example.vn", "Vũ Minh", Role.LEADER, world.ward.committee)
    stand_at(monkeypatch, MADE)

    making.make(DECEMBER, MADE)

    assert told(Occasion.MADE)[watcher.email][0] >= 1, "the head's pool is their own"
    assert told(Occasion.MADE)[world.ward.officer.email] == (1, 0)
    assert OutboxMessage.objects.filter(idempotency_key__startswith="late/").count() == len(letters())


def test_of_the_pool_everybody_hears_who_could_have_taken_it_and_a_stand_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = make_staff("second@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)
    deputy = make_staff("deputy@example.vn", "Ngô Thanh Vân", Role.LEADER, world.other_ward.committee)
    late_in_the_pool(world, monkeypatch)
    away(world.ward.leader, deputy)

    december()

    own = {email for email, (own, _headed) in told(Occasion.MADE).items() if own}
    assert own == {world.ward.officer.email, colleague.email}
    assert told(Occasion.MADE)[deputy.email] == (0, 1)
    assert world.other_ward.officer.email not in letters()


def test_a_heads_own_lateness_is_judged_by_another_head_or_whoever_watches(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = world.ward.committee.parent
    assert top is not None
    watcher = make_staff("watcher@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, top)
    late_with_the_leader(world, monkeypatch)

    december()

    assert told(Occasion.MADE) == {world.ward.leader.email: (1, 0), watcher.email: (0, 1)}


def test_what_was_apologised_for_asks_nobody_to_explain(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    stages.apologised(world)
    stand_at(monkeypatch, MADE)

    december()

    apologised = LateEntry.objects.filter(standing="apologised")
    assert apologised.exists()
    assert (
        sum(own for own, _headed in told(Occasion.MADE).values()) == LateEntry.objects.filter(standing="open").count()
    )


def test_nobody_without_an_account_or_an_address_stops_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late_with_the_officer(world, monkeypatch)
    User.objects.filter(pk=world.ward.officer.pk).update(is_active=False)
    User.objects.filter(pk=world.ward.leader.pk).update(email=None, phone="+84901234567")

    december()

    assert list(LateNotice.objects.values_list("person", flat=True)) == [world.ward.leader.pk]
    assert letters() == {}


@pytest.mark.parametrize("is_accepted", [True, False])
def test_what_the_head_found_is_told_to_who_wrote_it_once(world: World, made: LateEntry, is_accepted: bool) -> None:
    explaining.explain(made, world.ward.officer, WHY)
    OutboxMessage.objects.all().delete()

    if is_accepted:
        explaining.accept(made, world.ward.leader)
    else:
        explaining.send_back(made, world.ward.leader, "Chưa nêu ngày nào.")

    letter = letters()[world.ward.officer.email]
    assert ("được chấp nhận" in letter["text"]) == is_accepted
    assert ("Chưa nêu ngày nào." in letter["text"]) != is_accepted
    assert reverse("dossiers:late-entry", args=[made.pk]) in letter["text"]
    assert made.dossier.code in letter["text"]
    assert len(letters()) == 1


def test_each_judgement_of_one_entry_is_a_message_of_its_own(world: World, made: LateEntry) -> None:
    for answer in ("Chưa rõ.", "Vẫn chưa rõ."):
        explaining.explain(only_entry(), world.ward.officer, WHY)
        explaining.send_back(only_entry(), world.ward.leader, answer)
    assert LateNotice.objects.filter(occasion=Occasion.JUDGED).count() == 2


def test_a_judgement_that_is_refused_tells_nobody(world: World, made: LateEntry) -> None:
    explaining.explain(made, world.ward.officer, WHY)
    explaining.accept(made, world.ward.leader)
    before = (LateNotice.objects.count(), OutboxMessage.objects.count())
    with pytest.raises(Exception, match="Không có giải trình"):
        explaining.send_back(made, world.ward.leader, "Không được.")
    assert (LateNotice.objects.count(), OutboxMessage.objects.count()) == before


@pytest.mark.parametrize(("is_accepted", "left"), [(False, 1), (True, 0)])
def test_publication_is_told_once_with_what_has_no_accepted_reason(
    world: World, monkeypatch: pytest.MonkeyPatch, made: LateEntry, is_accepted: bool, left: int
) -> None:
    if is_accepted:
        explaining.explain(made, world.ward.officer, WHY)
        explaining.accept(made, world.ward.leader)
    stand_at(monkeypatch, PUBLISHED)

    assert (publishing.publish_due(), publishing.publish_due()) == (1, 0)

    assert told(Occasion.PUBLISHED) == {world.ward.officer.email: (left, 0), world.ward.leader.email: (0, left)}
    assert f"của bạn {left} hồ sơ" in letters()[world.ward.officer.email]["text"]


def test_a_publication_that_fails_tells_nobody_and_the_next_round_does_all(
    world: World, monkeypatch: pytest.MonkeyPatch, made: LateEntry
) -> None:
    stand_at(monkeypatch, PUBLISHED)
    with monkeypatch.context() as broken:
        broken.setattr(telling, "_notice", lambda *_told: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publishing.publish_due()
    made.late_list.refresh_from_db()
    assert made.late_list.published_at is None
    assert told(Occasion.PUBLISHED) == {}

    keeping.keep(PUBLISHED)

    assert len(told(Occasion.PUBLISHED)) == 2


def test_letters_are_in_the_language_of_whom_they_go_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.filter(pk=world.ward.officer.pk).update(language="en")
    late_with_the_officer(world, monkeypatch)
    december()
    assert "you have 1" in letters()[world.ward.officer.email]["text"]
    assert "có 1 hồ sơ" in letters()[world.ward.leader.email]["text"]


def test_the_message_waits_in_the_portal_until_it_is_read(world: World, made: LateEntry) -> None:
    browser = signed_in(world.ward.leader)
    notice = LateNotice.objects.get(person=world.ward.leader)
    page = words(browser.get(LIST))
    assert "duyệt giải trình đến" in page
    assert '<span class="staff-rail__count">1</span>' in page, "the menu counts it"

    answer = browser.post(reverse("dossiers:late-notice", args=[notice.pk]))

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    page = words(browser.get(LIST))
    assert "duyệt giải trình đến" not in page
    assert '<span class="staff-rail__count">1</span>' not in page
    notice.refresh_from_db()
    read_at = notice.read_at
    browser.post(reverse("dossiers:late-notice", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == read_at is not None


@pytest.mark.parametrize("who", ["officer", "mother"])
def test_nobody_reads_anothers_message(world: World, made: LateEntry, who: str) -> None:
    other = world.mother if who == "mother" else world.ward.officer
    notice = LateNotice.objects.get(person=world.ward.leader)
    answer = signed_in(other).post(reverse("dossiers:late-notice", args=[notice.pk]))
    assert answer.status_code in {403, 404}
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_the_address_of_a_message_alone_reads_nothing(world: World, made: LateEntry, client: Client) -> None:
    notice = LateNotice.objects.get(person=world.ward.leader)
    client.force_login(world.ward.leader)
    assert client.get(reverse("dossiers:late-notice", args=[notice.pk]))["Location"] == LIST
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_database_refuses_the_same_message_twice(world: World, made: LateEntry) -> None:
    notice = LateNotice.objects.get(person=world.ward.leader)
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_telling_asks_the_same_questions_for_one_entry_and_for_many(
    world: World, monkeypatch: pytest.MonkeyPatch, made: LateEntry
) -> None:
    """What grows are the letters, one a person, and nothing with the entries."""

    def cost() -> int:
        LateNotice.objects.all().delete()
        OutboxMessage.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            telling.tell_made(made.late_list, MADE)
        return len(asked)

    one = cost()
    stand_at(monkeypatch, at("2026-12-08 09:00"))
    for _number in range(3):
        filings.handed_over(world)
    stand_at(monkeypatch, MADE)
    making.make(DECEMBER, MADE)
    assert made.late_list.entries.count() == 4
    assert cost() == one
