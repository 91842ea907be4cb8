"""What a workbench shows and takes beside the decisions: older papers, waiting, the next dossier, pages of before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers import processing, supplementing
from dossiers.models import Dossier, Event
from dossiers.statuses import PaperSource, Status
from dossiers.submission import PaperData
from dossiers.views.staff import decisions
from dossiers.views.staff.bench import REFRESHES
from portal.accounts.models import AccessLogEntry
from tests.dossiers import filings, stages
from tests.dossiers.desks import act, look, paper_of
from tests.dossiers.world import World

ID_NUMBER, GRANDMOTHERS = "079190001234", "079155000777"


def work(dossier: Dossier, **asked: str) -> tuple[str, dict[str, str]]:
    return reverse("dossiers:work", args=[dossier.code]), asked


def waiting(client: Client, dossier: Dossier, tried: str) -> str | None:
    """What the page that waits for a signature tells the browser to do next."""
    address, asked = work(dossier, lan=tried)
    told: str | None = client.get(address, asked).headers.get("Refresh")
    return told


@pytest.fixture
def signing(world: World, client: Client) -> Dossier:
    """An approved dossier that the worker has not signed yet, its leader at the desk."""
    dossier = filings.approved(world)
    client.force_login(world.ward.leader)
    return dossier


@pytest.mark.parametrize(
    ("tried", "following"),
    [("0", "1"), ("1", "2"), (str(REFRESHES - 1), str(REFRESHES)), ("007", "8")],
)
def test_a_page_that_waits_counts_its_tries(client: Client, signing: Dossier, tried: str, following: str) -> None:
    assert waiting(client, signing, tried) == f"3; url={work(signing)[0]}?lan={following}"


@pytest.mark.parametrize("tried", [str(REFRESHES), str(REFRESHES + 1), "999"])
def test_a_forgotten_tab_stops_asking(client: Client, signing: Dossier, tried: str) -> None:
    assert waiting(client, signing, tried) is None


@pytest.mark.parametrize("tried", ["", "-1", "x", "9999", "٣", "²", "1; url=https://elsewhere.example/", "1\r\nX: y"])
def test_a_strange_count_begins_anew_and_leads_nowhere_else(client: Client, signing: Dossier, tried: str) -> None:
    """The count comes back in a header: nothing of what was typed may stand there."""
    assert waiting(client, signing, tried) == f"3; url={work(signing)[0]}?lan=1"


def test_only_a_page_that_waits_turns_by_itself(world: World, client: Client) -> None:
    """A page under somebody's hands must not be taken away from them."""
    assert "Refresh" not in look(client, world.ward.clerk, filings.submitted(world))
    assert "Refresh" not in look(client, world.ward.leader, stages.issued(world))


def test_an_answer_to_a_button_never_turns_by_itself(world: World, client: Client, signing: Dossier) -> None:
    """It shows words that the person has still to read."""
    answer = act(client, world.ward.leader, signing, "send_back", reason="Sai tên đệm.")

    assert answer.status_code in {403, 409}
    assert "Refresh" not in answer


def test_a_paper_that_was_replaced_stays_to_be_read_beside_the_new_one(world: World, client: Client) -> None:
    """Nothing handed in is ever lost; the clerk decides on the one that counts."""
    dossier = filings.awaiting_supplement(world)
    old = paper_of(dossier)
    given_now = PaperData(filings.BIRTH_PAPER, PaperSource.UPLOADED, filings.upload_for(world.mother, "ro-hon.png"))
    supplementing.answer(dossier, world.mother, papers=[given_now])

    shown = look(client, world.ward.clerk, dossier).context

    assert [paper.pk for paper in shown["older_papers"]] == [old]
    assert [paper.pk for paper, _elsewhere in shown["papers"]] == [paper_of(dossier)]
    assert f"{old}" not in str(shown["forms"]["looks"].fields.keys())


def test_while_the_owner_is_asked_the_clerk_sees_what_was_asked(world: World, client: Client) -> None:
    dossier = filings.awaiting_supplement(world)

    page = look(client, world.ward.clerk, dossier).content.decode()

    assert "Bản chụp bị mờ." in page
    assert "Chụp lại cho rõ dấu và chữ ký." in page


def test_both_people_stand_there_by_their_part_and_both_are_masked(world: World, client: Client) -> None:
    grandmother = replace(filings.LAN, full_name="Đỗ Thị Mận", id_number=GRANDMOTHERS)
    dossier = filings.submitted(world, owner=grandmother)

    response = look(client, world.ward.clerk, dossier)

    named = [person for person in response.context["people"] if person]
    assert [label for label, _rows in named] == ["Chủ hồ sơ", "Người nộp hồ sơ"]
    page = response.content.decode()
    assert GRANDMOTHERS not in page
    assert ID_NUMBER not in page


def test_one_who_files_for_themselves_stands_there_once(world: World, client: Client) -> None:
    people = look(client, world.ward.clerk, filings.submitted(world)).context["people"]

    assert len([person for person in people if person]) == 1


def test_another_wards_staff_reveal_and_retry_nothing(world: World, client: Client) -> None:
    """A code tells nothing: every door of the workbench answers as if there were no such dossier."""
    dossier = filings.submitted(world)
    client.force_login(world.other_ward.leader)
    doors = [
        reverse("dossiers:work-reveal", args=[dossier.code]),
        reverse("dossiers:work-action", args=[dossier.code, "receive"]),
        reverse("dossiers:work-retry-paper", args=[dossier.code, "receipt", 0]),
    ]

    answers = [client.post(door, {"reveal-why": "compare"}).status_code for door in doors]

    assert answers == [404] * len(doors)
    assert not AccessLogEntry.objects.exists()
    assert dossier.events.count() == 1


def test_the_decision_is_made_on_the_dossier_as_it_was_read(world: World, client: Client) -> None:
    """A page from before the supplement must not receive what came after it."""
    dossier = filings.submitted(world)
    seen = look(client, world.ward.clerk, dossier).context["sequence"]
    processing.save_looks(dossier, world.ward.clerk, {})
    supplementing.request(dossier, world.ward.clerk, reason="Mờ.", remarks={dossier.papers.get().component_id: "Mờ."})
    given_now = PaperData(filings.BIRTH_PAPER, PaperSource.UPLOADED, filings.upload_for(world.mother, "khac.png"))
    supplementing.answer(Dossier.objects.get(pk=dossier.pk), world.mother, papers=[given_now])

    look_at = {f"look-{paper_of(dossier)}": "accepted"}
    answer = act(client, world.ward.clerk, dossier, "receive", sequence=str(seen), **look_at)

    assert answer.status_code == 409
    assert "Nguyễn Thị Lan đã thực hiện «Nộp bổ sung»" in answer.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).status == Status.SUBMITTED


@pytest.mark.parametrize("sequence", ["0", "2", "-1", "1.0", "x", "1 ", "１", "9" * 400])
def test_a_made_up_count_of_events_decides_nothing(world: World, client: Client, sequence: str) -> None:
    dossier = filings.handed_over(world)

    answer = act(client, world.ward.officer, dossier, "submit_for_signature", sequence=sequence)

    assert answer.status_code == 409
    assert dossier.events.count() == 3


def test_with_nothing_left_to_do_the_next_dossier_is_the_list(world: World, client: Client) -> None:
    dossier = filings.received(world)

    answer = act(client, world.ward.clerk, dossier, "hand_over", next="1")

    assert (answer.status_code, answer["Location"]) == (302, reverse("dossiers:desk"))


def test_without_the_wish_the_same_dossier_stays_open(world: World, client: Client) -> None:
    filings.submitted(world)
    dossier = filings.received(world)

    answer = act(client, world.ward.clerk, dossier, "hand_over")

    assert answer["Location"] == work(dossier)[0]


@pytest.mark.parametrize("action", ["receive", "save_looks", "xoa", "issue"])
def test_the_address_of_a_button_opened_by_hand_leads_back_and_decides_nothing(
    world: World, client: Client, action: str
) -> None:
    """A link in the history, or a reload after signing in."""
    dossier = filings.submitted(world)
    client.force_login(world.ward.clerk)

    answer = client.get(reverse("dossiers:work-action", args=[dossier.code, action]))

    assert (answer.status_code, answer["Location"]) == (302, work(dossier)[0])
    assert dossier.events.count() == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_do_nothing(world: World, client: Client, method: str) -> None:
    dossier = filings.submitted(world)
    client.force_login(world.ward.clerk)

    for name, arguments in (("work", []), ("work-action", ["receive"]), ("work-reveal", [])):
        answer: Any = getattr(client, method)(reverse(f"dossiers:{name}", args=[dossier.code, *arguments]))
        assert answer.status_code == 405
    assert Event.objects.count() == 1


def test_a_dossier_from_another_ward_says_where_it_was_received(world: World, client: Client) -> None:
    """NĐ 309/2026: filed anywhere in the province, settled where the law says."""
    here = filings.submitted(world)
    there = filings.submitted(world, receiving_unit=world.other_ward.centre.code)

    assert look(client, world.ward.leader, here).context["comes_from_elsewhere"] is False
    assert look(client, world.ward.leader, there).context["comes_from_elsewhere"] is True


@given(st.text(max_size=30))
def test_only_the_nine_decisions_of_staff_have_an_address(name: str) -> None:
    assert decisions.is_known(name) == (name in decisions.DONE)


@pytest.mark.parametrize("action", decisions.DONE)
def test_each_decision_says_what_was_done_with_its_code(action: str) -> None:
    told = decisions.done(action, "H29.101-261123-0001")

    assert ("H29.101-261123-0001" in told) == (action != decisions.SAVE)
    assert not re.search(r"%[(s]", told)
