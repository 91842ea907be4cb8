"""Rules proved: saying that papers arrived or are missing keeps what was typed, shows hostile words as words and opens
to the counter they go to alone; papers travel once for each leg, from where they lie."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import paper_transfers, processing, rerouting, returning, undoing
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Dossier, PaperTransfer
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from dossiers.transfer_list import View
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.away import away
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at
from tests.dossiers.test_paper_transfers import LIST, on_paper, side_act, side_form, under_way
from tests.dossiers.world import World, make_staff
from units.access import forget
from units.models import Unit
from units.roles import Role

HOSTILE = '"><script>alert(1)</script> {{ 7|add:1 }}'
WHY = "Người yêu cầu cư trú ở phường khác."


def state_of(dossier: Dossier) -> tuple[Any, ...]:
    """What no refused act may change."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    return fresh.status, fresh.last_sequence, fresh.due_at, *PaperTransfer.objects.order_by("pk").values_list()


# Saying what is missing


def test_the_page_that_asks_what_is_missing_changes_nothing_and_warns_who_reads_it(
    world: World, client: Client
) -> None:
    dossier = under_way(world)
    before = state_of(dossier)

    page = side_form(client, world.ward.clerk, dossier)

    assert "Nơi gửi và người đứng đầu nơi đó đọc nguyên văn câu này." in page
    assert state_of(dossier) == before
    assert not Alert.objects.exists()


def test_whoever_looks_on_is_led_back_to_the_dossier_and_strangers_find_nothing(world: World, client: Client) -> None:
    dossier = under_way(world)
    before = state_of(dossier)
    addresses = [reverse("dossiers:side-act", args=[dossier.code, act]) for act in ("report_missing", "confirm_papers")]
    for user in (world.other_ward.clerk, world.ward.officer, world.ward.leader):
        client.force_login(user)
        for address in addresses:
            assert client.get(address)["Location"] == reverse("dossiers:work", args=[dossier.code])
    client.force_login(world.mother)
    for address in addresses:
        assert client.get(address).status_code == client.post(address).status_code == 403
    assert state_of(dossier) == before


def test_too_many_words_are_told_beside_the_box_and_none_is_lost(world: World, client: Client) -> None:
    dossier = under_way(world)
    before, long = state_of(dossier), "Thiếu bản chính. " * 80

    answer = side_act(client, world.ward.clerk, dossier, "report_missing", **{"missing-words": long})

    assert answer.status_code == 422
    assert long.strip() in words(answer)
    assert 'href="#id_missing-words"' in words(answer)
    assert state_of(dossier) == before


def test_a_paper_of_another_dossier_is_none_of_this_one(world: World, client: Client) -> None:
    dossier, other = under_way(world), under_way(world)
    before = state_of(dossier)
    typed = {"missing-papers": str(other.papers.get().pk), "missing-words": "Còn thiếu."}

    answer = side_act(client, world.ward.clerk, dossier, "report_missing", **typed)

    assert answer.status_code == 422
    assert "Còn thiếu." in words(answer), "what was typed is kept"
    assert state_of(dossier) == before


def test_hostile_words_stay_words_for_every_reader(world: World, client: Client) -> None:
    dossier = under_way(world)
    side_act(client, world.ward.clerk, dossier, "report_missing", **{"missing-words": HOSTILE})

    alert = Alert.objects.filter(kind=AlertKind.MISSING_PAPERS, role=Role.CLERK).get()
    client.force_login(world.other_ward.clerk)
    pages = [client.get(reverse("dossiers:alert", args=[alert.pk])), client.get(LIST, {"xem": View.MISSING})]
    for page in [*map(words, pages), words(look(client, world.other_ward.clerk, dossier))]:
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{ 7|add:1 }}" in page


def test_only_what_is_ticked_is_told_one_a_line_without_blank_lines(world: World, client: Client) -> None:
    dossier = under_way(world)
    paper = dossier.papers.get()
    side_act(client, world.ward.clerk, dossier, "report_missing", **{"missing-papers": str(paper.pk)})
    assert dossier.paper_transfers.get().missing == paper.component.name


def test_a_page_older_than_the_dossier_tells_nothing_and_gives_the_words_back(world: World, client: Client) -> None:
    dossier = under_way(world)
    seen = str(dossier.last_sequence)
    paper_transfers.report_missing(dossier, world.ward.clerk, missing="Một bản")
    before = state_of(dossier)
    typed = {"missing-words": "Hai bản chính", "sequence": seen}

    answer = side_act(client, world.ward.clerk, dossier, "report_missing", **typed)

    assert answer.status_code == 409
    assert "Hai bản chính" in words(answer)
    assert state_of(dossier) == before


def test_what_arrived_cannot_be_told_missing_any_more(world: World, client: Client) -> None:
    dossier = under_way(world)
    paper_transfers.confirm(dossier, world.ward.clerk)
    before = state_of(dossier)

    answer = side_act(client, world.ward.clerk, dossier, "report_missing", **{"missing-words": "Một bản"})

    assert answer.status_code == 403
    with pytest.raises((NotYours, NotAllowedNow)):
        paper_transfers.report_missing(dossier, world.ward.clerk, missing="Một bản")
    assert state_of(dossier) == before
    assert not Alert.objects.filter(kind=AlertKind.MISSING_PAPERS).exists()


def test_what_is_missing_stays_open_while_the_dossier_is_worked_on(world: World) -> None:
    """The agency goes on with the electronic dossier: an act of the process does not bring a paper."""
    dossier = under_way(world)
    paper_transfers.report_missing(dossier, world.ward.clerk, missing="Bản chính")

    processing.submit_for_signature(dossier, world.ward.officer, content={}, opinion="")
    processing.approve(dossier, world.ward.leader)

    assert Alert.objects.filter(kind=AlertKind.MISSING_PAPERS).open().count() == 2
    paper_transfers.confirm(dossier, world.ward.clerk)
    settled = Alert.objects.filter(kind=AlertKind.MISSING_PAPERS)
    assert {alert.settled_by for alert in settled} == {None}, "nobody settled them: the papers came"
    assert all(alert.settled_at for alert in settled)


def test_the_sender_is_told_and_others_of_both_agencies_are_not(world: World) -> None:
    dossier = under_way(world)
    paper_transfers.report_missing(dossier, world.ward.clerk, missing="Bản chính")

    told = {user for user in everybody(world) if Alert.objects.addressed_to(user).exists()}

    assert told == {world.other_ward.clerk, world.other_ward.leader}


def everybody(world: World) -> list[User]:
    staff = [getattr(ward, who) for ward in (world.ward, world.other_ward) for who in ("clerk", "officer", "leader")]
    return [*staff, world.mother]


# When papers travel, and when they do not


def test_before_the_hand_over_they_lie_at_their_counter(world: World) -> None:
    """Sent to another agency by the receiving clerk: they travel once, from where they lie, when it is handed over."""
    dossier = filings.received(world, channel="direct")
    rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, rerouting.Why(WHY))
    dossier.refresh_from_db()
    assert not PaperTransfer.objects.exists()

    processing.hand_over(dossier, world.ward.clerk)

    transfer = PaperTransfer.objects.get()
    assert (transfer.from_unit, transfer.to_unit) == (world.ward.centre, world.other_ward.centre)


def test_a_hand_over_stands_once_its_papers_arrived(world: World) -> None:
    dossier = under_way(world)
    paper_transfers.confirm(dossier, world.ward.clerk)
    before = state_of(dossier)

    with pytest.raises((NotYours, NotAllowedNow)):
        undoing.undo(dossier, world.other_ward.clerk)

    assert state_of(dossier) == before


def test_an_agency_without_a_counter_gets_them_itself(world: World, client: Client) -> None:
    dossier = on_paper(world)
    Unit.objects.filter(pk=world.ward.centre.pk).update(valid_to=at("2026-01-01 00:00").date())
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert paper_transfers.foreseen(dossier) == world.ward.committee
    assert world.ward.committee.name in words(look(client, world.other_ward.clerk, dossier))
    processing.hand_over(dossier, world.other_ward.clerk)

    assert PaperTransfer.objects.get().to_unit == world.ward.committee
    with pytest.raises(NotYours):
        paper_transfers.confirm(dossier, world.ward.clerk)
    own = make_staff("uy@example.vn", "Vũ Thị Ủy", Role.CLERK, world.ward.committee)
    assert paper_transfers.confirm(dossier, own).open_transfer is None


def test_what_is_foreseen_is_what_is_sent(world: World) -> None:
    for told in ({}, {"channel": "postal"}, {"channel": "online"}, {"receiving_unit": world.ward.centre.code}):
        changes = {"channel": "direct", "receiving_unit": world.other_ward.centre.code, **told}
        dossier = filings.submitted(world, **changes)
        clerk = world.ward.clerk if "receiving_unit" in told else world.other_ward.clerk
        processing.receive(dossier, clerk, filings.all_accepted(dossier))
        foreseen = paper_transfers.foreseen(dossier)

        processing.hand_over(dossier, clerk)

        sent = [way.to_unit for way in dossier.paper_transfers.all()]
        assert sent == ([foreseen] if foreseen else [])


def test_a_round_trip_has_a_way_for_each_leg_and_the_owner_reads_of_arrivals_only(world: World, client: Client) -> None:
    dossier = under_way(world)
    paper_transfers.confirm(dossier, world.ward.clerk)
    rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, rerouting.Why(WHY, is_confirmed=True))
    paper_transfers.report_missing(dossier, world.other_ward.clerk, missing="Bản chính của mẹ")
    paper_transfers.confirm(Dossier.objects.get(pk=dossier.pk), world.other_ward.clerk)

    here, there = world.ward.centre, world.other_ward.centre
    assert list(dossier.paper_transfers.values_list("from_unit", "to_unit")) == [
        (there.pk, here.pk),
        (here.pk, there.pk),
    ]
    client.force_login(world.mother)
    page = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert page.count("Giấy tờ bản giấy đến nơi lúc") == 2
    assert "Bản chính của mẹ" not in page


def test_a_withdrawn_dossier_on_its_way_is_still_confirmed_and_stays_withdrawn(world: World) -> None:
    dossier = under_way(world)
    returning.withdraw(dossier, world.mother, reason="Nộp nhầm.")
    status = Dossier.objects.get(pk=dossier.pk).status

    after = paper_transfers.confirm(Dossier.objects.get(pk=dossier.pk), world.ward.clerk)

    assert after.open_transfer is None
    assert (after.status, after.status != Status.PROCESSING) == (status, True)


def test_a_stand_in_confirms_in_their_own_name(world: World) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.CLERK, world.other_ward.centre)
    dossier = under_way(world)
    with pytest.raises(NotYours):
        paper_transfers.confirm(dossier, deputy)
    away(world.ward.clerk, deputy)
    forget(deputy)

    paper_transfers.confirm(dossier, deputy)

    assert PaperTransfer.objects.get().confirmed_by == deputy
    assert dossier.events.latest("sequence").action == Action.CONFIRM_PAPERS
