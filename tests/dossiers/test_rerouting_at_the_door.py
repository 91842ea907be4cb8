"""Rules proved: the page that sends a dossier on refuses what is no agency, too late or stale, and loses no word."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from dossiers import processing, rerouting, supplementing
from dossiers.models import Alert, Dossier
from dossiers.rerouting import Why
from dossiers.statuses import Status
from dossiers.submission import PaperData
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.desks import act, look
from tests.dossiers.test_rerouting import facts, page, send
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, Unit
from units.roles import Role

WHY = Why("Thửa đất thuộc phường khác.", is_confirmed=True)
TYPED = {"reason": "Mẹ cháu ở phường Bến Thành.", "ground": "Công văn số 12/UBND"}


@pytest.fixture
def dossier(world: World) -> Dossier:
    """On the table of the first ward's officer."""
    return filings.handed_over(world)


def abolish(unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(valid_to="2026-01-01")


def test_only_who_settles_matters_is_offered_those_of_the_rule_first(
    world: World, client: Client, dossier: Dossier
) -> None:
    """Neither a centre, which receives, nor a division, which is a part, nor where the dossier is."""
    client.force_login(world.ward.officer)
    groups = client.get(page(dossier)).context["form"].fields["agency"].choices[1:]

    city = world.ward.committee.parent
    assert city is not None
    offered = [[code for code, _name in pairs] for _label, pairs in groups]
    assert offered == [[world.other_ward.committee.code], [city.code]]


@pytest.mark.parametrize("code", ["H29.102.9", "H29.102.3", "H29.101", "H99.1", "", "' OR 1=1", "H29.102 "])
def test_what_the_page_did_not_offer_is_not_sent_to(world: World, client: Client, dossier: Dossier, code: str) -> None:
    """Centre, division, itself, nobody, nothing: the reason stays in its box."""
    before = facts(dossier)

    answer = send(client, world.ward.officer, dossier, Unit(code=code), **TYPED)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"agency"}
    assert TYPED["reason"] in words(answer)
    assert TYPED["ground"] in words(answer)
    assert facts(dossier) == before


def test_an_agency_abolished_while_the_page_was_open_is_refused_beside_its_field(
    world: World, client: Client, dossier: Dossier
) -> None:
    other, before = world.other_ward.committee, facts(dossier)
    client.force_login(world.ward.officer)
    assert f'value="{other.code}"' in words(client.get(page(dossier)))
    abolish(other)

    answer = send(client, world.ward.officer, dossier, other, **TYPED)

    assert answer.status_code == 422
    assert "agency" in answer.context["form"].errors
    assert TYPED["reason"] in words(answer)
    assert facts(dossier) == before


def test_an_agency_without_anybody_to_do_the_work_is_refused_in_words(
    world: World, client: Client, dossier: Dossier
) -> None:
    before = facts(dossier)
    abolish(world.other_ward.office)

    answer = send(client, world.ward.officer, dossier, world.other_ward.committee, **TYPED)

    assert answer.status_code == 422
    assert "Cơ quan đã chọn chưa có bộ phận xử lý." in words(answer)
    assert facts(dossier) == before


@pytest.mark.parametrize(("name", "most"), [("reason", 2000), ("ground", 500)])
def test_words_have_an_end_and_are_kept_where_they_are_too_many(
    world: World, client: Client, dossier: Dossier, name: str, most: int
) -> None:
    too_long = "a" * (most + 1)

    answer = send(client, world.ward.officer, dossier, world.other_ward.committee, **{name: too_long})

    assert answer.status_code == 422
    assert too_long in words(answer)
    assert not dossier.hops.exists()
    assert (
        send(client, world.ward.officer, dossier, world.other_ward.committee, **{name: "a" * most}).status_code == 302
    )


@pytest.mark.parametrize(
    ("stage", "who", "status"),
    [
        (filings.awaiting_supplement, "clerk", 409),
        (filings.approved, "leader", 403),
        (filings.approved, "officer", 403),
        (filings.handed_over, "clerk", 403),
    ],
)
def test_when_it_is_not_ones_turn_the_page_leads_back_and_the_button_says_why(
    world: World, client: Client, stage: Any, who: str, status: int
) -> None:
    """Waiting for papers, approved, or with somebody else: nothing changed, and the words stand on the page."""
    waiting, user = stage(world), getattr(world.ward, who)
    before = facts(waiting)
    client.force_login(user)
    assert client.get(page(waiting))["Location"] == reverse("dossiers:work", args=[waiting.code])
    assert page(waiting) not in words(look(client, user, waiting))

    answer = send(client, user, waiting, world.other_ward.committee, **TYPED)

    assert answer.status_code == status
    assert TYPED["reason"] in words(answer)
    assert facts(waiting) == before


def test_once_the_papers_have_come_the_clerk_may_send_it_on(world: World, client: Client) -> None:
    waiting = filings.awaiting_supplement(world)
    supplementing.answer(waiting, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])

    assert send(client, world.ward.clerk, waiting, world.other_ward.committee).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.competent_unit) == (Status.SUBMITTED, world.other_ward.committee)


def test_who_read_an_older_state_of_the_dossier_decides_again(world: World, client: Client, dossier: Dossier) -> None:
    before = facts(dossier)
    client.force_login(world.ward.officer)
    typed = {"sequence": str(dossier.last_sequence - 1), "reroute-agency": "H29.102", "reroute-reason": TYPED["reason"]}

    answer = client.post(page(dossier), typed)

    assert answer.status_code == 409
    assert TYPED["reason"] in words(answer)
    assert 'value="H29.102" selected' in words(answer)
    assert facts(dossier) == before


def test_each_hop_begins_where_the_one_before_ended_and_tells_only_its_two_ends(world: World, dossier: Dossier) -> None:
    """Ward, other ward, city, ward: the due time stands, and who is no end of the third hop is told nothing of it."""
    city, due = world.ward.committee.parent, dossier.due_at
    assert city is not None
    chief = make_staff("chutich@example.vn", "Võ Văn Chủ", Role.LEADER, city)
    officer = make_staff("chuyenvien@example.vn", "Võ Thị Viên", Role.OFFICER, city)
    way = [
        (world.ward.officer, world.other_ward.committee),
        (world.other_ward.officer, city),
        (officer, world.ward.committee),
    ]

    for user, agency in way:
        rerouting.reroute(dossier, user, agency, Why(WHY.reason, "Luật Hộ tịch", is_confirmed=True))

    dossier.refresh_from_db()
    hops = list(dossier.hops.all())
    assert [(hop.number, hop.is_circling) for hop in hops] == [(1, False), (2, False), (3, True)]
    assert all(later.from_unit == earlier.to_unit for earlier, later in pairwise(hops))
    assert (dossier.competent_unit, dossier.handling_unit, dossier.due_at) == (
        world.ward.committee, world.ward.office, due,
    )  # fmt: skip
    for told, count in ((chief, 1), (world.ward.leader, 1), (world.other_ward.leader, 0)):
        assert Alert.objects.addressed_to(told).count() == count


def test_reasons_are_shown_as_text_wherever_they_stand(world: World, client: Client, dossier: Dossier) -> None:
    reason = "<script>alert(1)</script> & “phường khác”"
    send(client, world.ward.officer, dossier, world.other_ward.committee, reason=reason)
    rerouting.reroute(dossier, world.other_ward.officer, world.ward.committee, Why(reason, is_confirmed=True))
    alert = Alert.objects.get(role=Role.LEADER, unit=world.ward.committee)

    client.force_login(world.ward.leader)
    alerts = client.get(reverse("dossiers:alerts")), client.get(reverse("dossiers:alert", args=[alert.pk]))
    for answer in (look(client, world.ward.leader, dossier), *alerts):
        assert "<script>alert" not in words(answer)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “phường" in words(answer)


@pytest.fixture
def gone(world: World, dossier: Dossier) -> Dossier:
    """Sent on for good: not even received in the first ward."""
    rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, WHY)
    Dossier.objects.filter(pk=dossier.pk).update(receiving_unit=world.other_ward.centre)
    dossier.refresh_from_db()
    return dossier


def test_who_once_had_it_reads_it_by_its_code_and_finds_it_in_no_list(
    world: World, client: Client, gone: Dossier
) -> None:
    for user in (world.ward.officer, world.ward.leader):
        assert look(client, user, gone).status_code == 200
        assert gone.code not in words(client.get(reverse("dossiers:desk")))
        assert gone not in Dossier.objects.readable_by(user)
        assert act(client, user, gone, "submit_for_signature").status_code in {403, 409}
    gone.refresh_from_db()
    assert gone.tasks.get(finished_at=None).unit == world.other_ward.office


def test_who_never_had_it_and_who_left_the_agency_find_nothing(world: World, client: Client, gone: Dossier) -> None:
    city = world.ward.committee.parent
    assert city is not None
    stranger = make_staff("so@example.vn", "Người Sở", Role.OFFICER, city)
    StaffRole.objects.filter(user=world.ward.officer).update(valid_to="2026-06-01")
    former = User.objects.get(pk=world.ward.officer.pk)
    StaffRole.objects.create(user=former, unit=city, role=Role.OFFICER, valid_from="2026-06-01")

    for user in (stranger, former):
        assert look(client, user, gone).status_code == 404
        assert client.get(page(gone)).status_code == 404


def test_corrected_at_the_counter_the_division_that_never_had_it_sees_nothing(world: World, client: Client) -> None:
    """The agency was named wrongly for a moment; no work of it ever lay with the officers."""
    received = filings.received(world, receiving_unit=world.ward.centre.code)
    rerouting.reroute(received, world.ward.clerk, world.other_ward.committee, WHY)
    processing.hand_over(received, world.ward.clerk)

    assert look(client, world.ward.officer, received).status_code == 404
    assert look(client, world.ward.clerk, received).status_code == 200
    assert look(client, world.other_ward.officer, received).status_code == 200


def test_the_page_speaks_english_down_to_its_warnings(world: World, client: Client, dossier: Dossier) -> None:
    rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, WHY)
    client.cookies["django_language"] = "en"

    answer = send(client, world.other_ward.officer, dossier, world.ward.committee)

    main = strip_tags(words(answer).partition("<main")[2].partition("</main>")[0])
    assert answer.status_code == 422
    for vietnamese in ("Chuyển", "Hồ sơ", "Lý do", "Căn cứ", "Theo quy định", "Hãy chọn", "Tôi biết"):
        assert vietnamese not in main, vietnamese
    assert dossier.hops.count() == 1
