"""Rules proved: papers that follow a dossier to another agency are confirmed there, or told missing; no due time moves.

NĐ 309/2026 Đ17(3): the clock runs from the competent agency's receipt of the dossier; Đ18(2): what is on paper follows
the same day or the next morning.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers import bulk_acting, paper_transfers, processing, rerouting, undoing
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Dossier, PaperTransfer
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.desks import act, look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from tests.ui.forms import Marks
from units.roles import Role

LIST = reverse("dossiers:transfers")
CERTIFICATE = "Giấy chứng sinh bản chính"


def on_paper(world: World, **changes: Any) -> Dossier:
    """Handed in on paper at the other ward's counter, received there, with its electronic copy not yet sent on."""
    told = {"channel": "direct", "receiving_unit": world.other_ward.centre.code, **changes}
    dossier = filings.submitted(world, **told)
    return processing.receive(dossier, world.other_ward.clerk, filings.all_accepted(dossier))


def under_way(world: World, **changes: Any) -> Dossier:
    """The same, handed over: its papers are on the way to the mother's ward."""
    dossier = on_paper(world, **changes)
    processing.hand_over(dossier, world.other_ward.clerk)
    return Dossier.objects.get(pk=dossier.pk)


def side_act(client: Client, user: User, dossier: Dossier, action: str, **typed: Any) -> Any:
    client.force_login(user)
    return client.post(reverse("dossiers:side-act", args=[dossier.code, action]), typed)


def see(client: Client, user: User, **query: str) -> str:
    client.force_login(user)
    return words(client.get(LIST, query))


def codes(page: str) -> list[str]:
    return [link["href"].split("/")[-2] for link in Marks(page).all("a") if "portal-code" in link.get("class", "")]


def test_the_papers_follow_the_dossier_and_one_press_confirms_them(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-11-25 09:00"))
    dossier = on_paper(world)
    assert f"Gửi giấy tờ bản giấy đến {world.ward.centre.name}" in words(look(client, world.other_ward.clerk, dossier))
    act(client, world.other_ward.clerk, dossier, "hand_over")
    dossier.refresh_from_db()
    due = dossier.due_at
    stand_at(monkeypatch, at("2026-11-26 10:00"))

    page = words(look(client, world.ward.clerk, dossier))
    assert "Đang trên đường" in page
    assert 'data-key="g"' in page, "one key does it"
    answer = side_act(client, world.ward.clerk, dossier, "confirm_papers", sequence=str(dossier.last_sequence))

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    dossier = Dossier.objects.get(pk=dossier.pk)
    transfer = dossier.paper_transfers.get()
    assert (transfer.sent_at, transfer.arrived_at) == (at("2026-11-25 09:00"), at("2026-11-26 10:00"))
    assert (transfer.from_unit, transfer.to_unit) == (world.other_ward.centre, world.ward.centre)
    assert (transfer.sent_by, transfer.confirmed_by) == (world.other_ward.clerk, world.ward.clerk)
    assert (dossier.clock_started_at, dossier.due_at) == (at("2026-11-25 09:00"), due), "late papers give no time"
    event = dossier.events.latest("sequence")
    assert (event.action, event.unit) == (Action.CONFIRM_PAPERS, world.ward.centre)
    assert event.data["sent_at"] == transfer.sent_at.isoformat()
    after = words(client.get(answer.url))
    assert "Đến đủ: Trần Văn Minh xác nhận lúc" in after
    assert 'data-key="g"' not in after


@pytest.mark.parametrize(
    "changes",
    [{"channel": "online"}, {"channel": "direct", "receiving_unit": None}],
    ids=["online", "at its own counter"],
)
def test_what_has_no_papers_to_send_is_asked_nothing(world: World, client: Client, changes: dict[str, Any]) -> None:
    is_here = changes.get("receiving_unit", "") is None
    sender = world.ward if is_here else world.other_ward
    told = changes | {"receiving_unit": sender.centre.code}
    dossier = filings.submitted(world, **told)
    processing.receive(dossier, sender.clerk, filings.all_accepted(dossier))
    assert "Gửi giấy tờ bản giấy" not in words(look(client, sender.clerk, dossier))
    processing.hand_over(dossier, sender.clerk)

    assert not PaperTransfer.objects.exists()
    with pytest.raises(NotYours):
        paper_transfers.confirm(dossier, world.ward.clerk)
    assert "Giấy tờ bản giấy" not in words(look(client, world.ward.officer, dossier))


def test_papers_sent_by_post_travel_too(world: World) -> None:
    assert under_way(world, channel="postal").open_transfer is not None


def test_only_a_clerk_of_the_counter_they_go_to_confirms(world: World, client: Client) -> None:
    dossier = under_way(world)
    before = dossier.last_sequence
    for who in (world.other_ward.clerk, world.ward.officer, world.ward.leader, world.mother):
        for action in (paper_transfers.confirm, lambda one, by: paper_transfers.report_missing(one, by, missing="Một")):
            with pytest.raises(NotYours):
                action(dossier, who)
        assert 'data-key="g"' not in words(look(client, who, dossier))
    with pytest.raises(NotYours):
        paper_transfers.confirm(dossier, make_staff("xa@example.vn", "Vũ Thị Xa", Role.CLERK, world.ward.office))
    dossier.refresh_from_db()
    assert dossier.last_sequence == before
    assert dossier.open_transfer is not None

    at_the_committee = make_staff("uy@example.vn", "Vũ Thị Ủy", Role.CLERK, world.ward.committee)
    assert paper_transfers.confirm(dossier, at_the_committee).last_sequence == before + 1


def test_missing_papers_are_told_to_the_sender_and_its_head_until_they_come(world: World, client: Client) -> None:
    dossier = under_way(world)
    due = dossier.due_at
    paper = dossier.papers.get()
    assert paper.component.name in side_form(client, world.ward.clerk, dossier)

    answer = side_act(
        client,
        world.ward.clerk,
        dossier,
        "report_missing",
        **{"missing-papers": str(paper.pk), "missing-words": CERTIFICATE, "sequence": str(dossier.last_sequence)},
    )

    told = f"{paper.component.name}\n{CERTIFICATE}"
    assert answer.status_code == 302
    dossier = Dossier.objects.get(pk=dossier.pk)
    event = dossier.events.latest("sequence")
    assert (event.action, event.note) == (Action.REPORT_MISSING, told)
    assert dossier.due_at == due, "the agency works on with the electronic dossier"
    alerts = Alert.objects.filter(dossier=dossier, kind=AlertKind.MISSING_PAPERS)
    assert {(alert.role, alert.unit, alert.reason) for alert in alerts} == {
        (Role.CLERK, world.other_ward.centre, told),
        (Role.LEADER, world.other_ward.centre, told),
    }
    for who in (world.other_ward.clerk, world.other_ward.leader):
        client.force_login(who)
        assert "Giấy tờ chuyển đi còn thiếu" in words(client.get(reverse("dossiers:alerts")))
        assert codes(see(client, who, xem="con-thieu")) == [dossier.code]
    assert CERTIFICATE in words(look(client, world.other_ward.clerk, dossier))

    paper_transfers.confirm(dossier, world.ward.clerk)

    assert not alerts.open().exists()
    assert codes(see(client, world.other_ward.clerk, xem="con-thieu")) == []


def side_form(client: Client, user: User, dossier: Dossier) -> str:
    client.force_login(user)
    return words(client.get(reverse("dossiers:side-act", args=[dossier.code, "report_missing"])))


def test_told_again_the_newest_list_counts(world: World) -> None:
    dossier = under_way(world)
    for missing in ("Hai bản", "Một bản"):
        paper_transfers.report_missing(dossier, world.ward.clerk, missing=missing)

    assert PaperTransfer.objects.get().missing == "Một bản"
    still = Alert.objects.filter(kind=AlertKind.MISSING_PAPERS).open()
    assert {alert.reason for alert in still} == {"Một bản"}
    assert dossier.events.filter(action=Action.REPORT_MISSING).count() == 2


@pytest.mark.parametrize("typed", [{}, {"missing-words": "  "}, {"missing-papers": "0"}])
def test_what_is_missing_must_be_said(world: World, client: Client, typed: dict[str, str]) -> None:
    dossier = under_way(world)

    answer = side_act(client, world.ward.clerk, dossier, "report_missing", **typed)

    assert answer.status_code == 422
    assert PaperTransfer.objects.get().missing == ""
    assert not Alert.objects.exists()
    with pytest.raises(Incomplete):
        paper_transfers.report_missing(dossier, world.ward.clerk, missing=" ")


def test_confirmed_twice_it_is_confirmed_once(world: World, client: Client) -> None:
    dossier = under_way(world)
    side_act(client, world.ward.clerk, dossier, "confirm_papers")

    answer = side_act(client, world.ward.clerk, dossier, "confirm_papers")

    assert answer.status_code == 403
    assert dossier.events.filter(action=Action.CONFIRM_PAPERS).count() == 1


def test_papers_may_come_after_the_end(world: World) -> None:
    """A dossier withdrawn while its papers travel: the counter says that it has them, to send them back."""
    from_elsewhere = under_way(world)
    processing.submit_for_signature(from_elsewhere, world.ward.officer, content={}, opinion="")
    processing.approve(from_elsewhere, world.ward.leader)

    assert paper_transfers.confirm(from_elsewhere, world.ward.clerk).open_transfer is None


def test_a_hand_over_taken_back_takes_the_papers_back(world: World) -> None:
    dossier = under_way(world)
    undoing.undo(dossier, world.other_ward.clerk)
    assert not PaperTransfer.objects.exists()

    processing.hand_over(dossier, world.other_ward.clerk)

    assert PaperTransfer.objects.filter(arrived_at=None).count() == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_papers_go_on_to_the_right_agency(world: World, is_there: bool) -> None:
    """Sent to a wrong agency: what lies there is sent on, what is still under way goes to the right one."""
    dossier = under_way(world)
    if is_there:
        paper_transfers.confirm(dossier, world.ward.clerk)

    why = rerouting.Why("Người yêu cầu cư trú ở phường khác.", is_confirmed=True)
    rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, why)

    ways = [(one.from_unit, one.to_unit, one.arrived_at is None) for one in PaperTransfer.objects.all()]
    here, there = world.ward.centre, world.other_ward.centre
    assert ways == ([(there, here, False), (here, there, True)] if is_there else [(there, there, True)])


def test_papers_of_the_own_counter_travel_once_the_dossier_does(world: World) -> None:
    dossier = filings.handed_over(world, channel="direct")
    why = rerouting.Why("Người yêu cầu cư trú ở phường khác.")

    rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, why)

    transfer = PaperTransfer.objects.get()
    assert (transfer.from_unit, transfer.to_unit) == (world.ward.centre, world.other_ward.centre)


def test_both_ends_find_what_is_on_its_way(world: World, client: Client) -> None:
    first, second = under_way(world), under_way(world)
    paper_transfers.confirm(second, world.ward.clerk)

    assert codes(see(client, world.ward.clerk)) == [first.code]
    assert codes(see(client, world.ward.clerk, xem="da-nhan")) == [second.code]
    assert codes(see(client, world.ward.clerk, xem="dang-den", tim=second.code)) == []
    assert codes(see(client, world.other_ward.clerk, xem="da-gui")) == [first.code]
    assert codes(see(client, world.other_ward.leader, xem="da-gui")) == [first.code]
    for nobody in (see(client, world.other_ward.clerk), see(client, world.ward.clerk, xem="da-gui")):
        assert codes(nobody) == []
        assert "Không có giấy tờ nào ở đây" in nobody
    client.force_login(world.ward.officer)
    assert client.get(LIST).status_code == 403


def test_many_arrivals_are_confirmed_with_one_act(world: World, client: Client) -> None:
    dossiers = [under_way(world) for _ in range(3)]
    stranger = filings.handed_over(world)
    page = see(client, world.ward.clerk)
    assert page.count('name="ho-so"') == 3
    bulk = reverse("dossiers:bulk")
    chosen = {"viec": "confirm_papers", "ho-so": [one.code for one in (*dossiers, stranger)]}
    asked = words(client.get(bulk, chosen))
    assert asked.count('name="ho-so"') == 3, "what has no papers under way is left out"

    seen = {f"seen-{one.code}": str(one.last_sequence) for one in dossiers}
    client.post(bulk, {**chosen, **seen, "bulk-key": "6f0c1a52-6b0e-4d8c-9a43-6c2f6a6f3f10"})
    assert bulk_acting.carry_waiting() == 3

    assert PaperTransfer.objects.filter(arrived_at=None).count() == 0
    assert not stranger.events.filter(action=Action.CONFIRM_PAPERS).exists()
    client.force_login(world.ward.officer)
    assert 'name="ho-so"' not in words(client.get(bulk, chosen))


def test_the_owner_reads_when_the_papers_arrived(world: World, client: Client) -> None:
    dossier = under_way(world)
    paper_transfers.confirm(dossier, world.ward.clerk)
    client.force_login(world.mother)

    page = words(client.get(reverse("dossiers:detail", args=[dossier.code])))

    assert "Giấy tờ bản giấy đến nơi lúc" in page
    assert "Báo giấy tờ" not in page, "what one office tells another stays inside"


def test_the_list_costs_the_same_for_one_and_for_many(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    under_way(world)
    see(client, world.ward.clerk)
    with django_assert_max_num_queries(10) as counted:
        see(client, world.ward.clerk)
    for _more in range(2):
        under_way(world)
    with django_assert_max_num_queries(len(counted)):
        see(client, world.ward.clerk)


def test_papers_are_in_one_place(world: World) -> None:
    transfer = PaperTransfer.objects.get(pk=under_way(world).paper_transfers.get().pk)
    wrong: list[dict[str, Any]] = [
        {},
        {"arrived_at": timezone.now()},
        {"arrived_at": timezone.now(), "confirmed_by": world.ward.clerk, "missing_at": timezone.now()},
    ]
    for fields in wrong:
        told = {"from_unit": transfer.from_unit, "to_unit": transfer.to_unit, "sent_by": transfer.sent_by, **fields}
        with pytest.raises(IntegrityError), transaction.atomic():
            sent = transfer.sent_at + timedelta(hours=1)
            PaperTransfer.objects.create(dossier=transfer.dossier, sent_at=sent, **told)


def test_a_page_older_than_the_dossier_confirms_nothing(world: World, client: Client) -> None:
    dossier = under_way(world)
    seen = str(dossier.last_sequence)
    paper_transfers.report_missing(dossier, world.ward.clerk, missing=CERTIFICATE)

    answer = side_act(client, world.ward.clerk, dossier, "confirm_papers", sequence=seen)

    assert answer.status_code == 409
    assert PaperTransfer.objects.get().arrived_at is None
    with pytest.raises(NotAllowedNow):
        paper_transfers.confirm(filings.received(world), world.ward.clerk)
