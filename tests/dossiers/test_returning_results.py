"""Handing the result over: to the owner or whoever comes for them, once, by the counter that received."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from dossiers import chain, forms_out, processing
from dossiers.models import Dossier
from dossiers.statuses import DeliveryState, Status
from portal.documents import forms
from portal.documents.verification import verify_code
from portal.outbox.tasks import deliver_outbox
from tests.dossiers import filings, stages
from tests.dossiers.api_calls import URL, filed, machine
from tests.dossiers.desk import signed_in, words
from tests.dossiers.desks import act, look
from tests.dossiers.world import World

GRANDMOTHER = "Nguyễn Thị Sáu (bà ngoại, theo giấy ủy quyền số 12)"


def hand_out(client: Client, world: World, dossier: Dossier, name: str, place: str = "ward") -> Any:
    user = getattr(world, place).clerk
    return act(client, user, dossier, "return_result", **{"hand_out-recipient": name})


def text(response: Any) -> str:
    return " ".join(strip_tags(words(response)).split())


def test_the_box_begins_with_the_owner_who_mostly_comes(world: World, client: Client) -> None:
    page = look(client, world.ward.clerk, stages.issued(world)).content.decode()

    assert 'name="hand_out-recipient" value="Nguyễn Thị Lan"' in page


def test_who_comes_for_the_owner_is_named_to_staff_owner_and_log(world: World, client: Client) -> None:
    """NĐ 61/2018 Đ20: to the person, or to whom they authorised; years later somebody asks who it was."""
    dossier = stages.issued(world)

    assert hand_out(client, world, dossier, f"  {GRANDMOTHER} ").status_code == 302

    dossier.refresh_from_db()
    assert (dossier.status, dossier.delivery_state) == (Status.RETURNED, DeliveryState.HANDED_OUT)
    last = dossier.events.latest("sequence")
    assert (last.data, last.actor) == ({"recipient": GRANDMOTHER}, world.ward.clerk)
    assert chain.first_broken(dossier) is None
    assert f"Đã trao kết quả cho {GRANDMOTHER} lúc" in text(look(client, world.ward.clerk, dossier))
    owner = signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code]))
    assert f"Đã trao bản giấy cho {GRANDMOTHER} lúc" in text(owner)


def test_the_name_stays_out_of_public_tracking_letters_and_the_log_of_systems(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    hand_out(client, world, dossier, GRANDMOTHER)
    deliver_outbox()

    assert GRANDMOTHER not in words(Client().get(reverse("dossiers:track"), {"code": dossier.code}))
    assert not any("Nguyễn Thị Sáu" in str(letter.body) for letter in mail.outbox)
    outside = signed_in(world.mother).get(f"{URL}{dossier.code}/events/").content.decode()
    assert "Nguyễn Thị Sáu" not in outside


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_without_a_name_nothing_is_handed_out_and_the_words_stay(world: World, client: Client, name: str) -> None:
    dossier = stages.issued(world)

    response = hand_out(client, world, dossier, name)

    assert response.status_code == 422
    assert name.strip() in words(response)
    dossier.refresh_from_db()
    assert (dossier.status, dossier.delivery_state) == (Status.FINISHED, DeliveryState.READY)
    assert dossier.result.handed_out_at is None


def test_pressed_twice_it_is_handed_out_once_and_no_fault(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    hand_out(client, world, dossier, GRANDMOTHER)
    events = dossier.events.count()

    again = hand_out(client, world, dossier, "Người Khác")

    assert again.status_code == 302
    dossier.refresh_from_db()
    assert dossier.events.count() == events
    assert dossier.result.handed_out_to == GRANDMOTHER


def test_filed_elsewhere_the_place_that_received_hands_out(world: World, client: Client) -> None:
    """NĐ 118/2025 Đ20: people fetch the result where they filed."""
    dossier = filings.submitted(world, receiving_unit=world.other_ward.centre.code, result_delivery="counter")
    step = dossier.process.steps.get(key="return")
    drafted = stages.to_the_leader(world, dossier, receiving="other_ward")
    away = stages.issue(processing.approve(drafted, world.ward.leader))

    assert away.tasks.get(finished_at=None).unit == world.other_ward.centre
    assert step.unit_rule == "receiving"
    assert hand_out(client, world, away, GRANDMOTHER, place="ward").status_code == 404
    assert hand_out(client, world, away, GRANDMOTHER, place="other_ward").status_code == 302
    where = signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code]))
    assert "Đã trả kết quả" in words(where)


def test_handed_out_the_paper_stays_true_and_at_hand(world: World, client: Client) -> None:
    """Handing out is a fact of delivery and no end of the paper."""
    dossier = stages.issued(world)
    hand_out(client, world, dossier, GRANDMOTHER)

    document = Dossier.objects.get(pk=dossier.pk).result.document
    assert document is not None
    assert verify_code(document.verification_code).outcome == "true"


def test_a_system_that_filed_sees_the_end_and_rates_nothing(world: World) -> None:
    client = machine()
    dossier = filed(client)
    stages.issue(processing.approve(stages.to_the_leader(world, dossier), world.ward.leader))

    body = client.get(f"{URL}{dossier.code}/").json()

    assert (body["status"], body["actions"]) == (Status.RETURNED, [])
    assert body["finished_at"] is not None


@pytest.mark.parametrize(
    ("delivery", "words_of_it"),
    [
        ("online", "Nhận bản điện tử trên trang này"),
        ("counter", "Nhận bản giấy tại nơi nộp hồ sơ"),
        ("post", "Nhận bản giấy qua bưu chính"),
    ],
)
def test_how_the_result_comes_stands_on_the_receipt_and_at_the_desk(
    world: World, client: Client, delivery: str, words_of_it: str
) -> None:
    """Form 01, item 6 of TT 03/2025/TT-VPCP."""
    dossier = filings.submitted(world, result_delivery=delivery)

    assert words_of_it in str(forms_out.receipt(dossier, "1/TNHS", forms.Receipt))
    assert words_of_it in text(look(client, world.ward.clerk, dossier))
