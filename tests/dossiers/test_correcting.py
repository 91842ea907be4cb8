"""Rules proved: a wrong result is put right by four eyes; the settlement stays settled."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from dossiers import papermaking, permissions
from dossiers.models import Correction, Dossier, Paperwork
from dossiers.statuses import Action
from portal.accounts.models import User
from portal.documents.models import DocumentState, IssuedDocument
from portal.outbox.models import OutboxMessage
from portal.ui.widgets import PARTS, DatePartsWidget
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.roles import Role

WHY = {"correction-reason": stages.WRONG, "correction-legal_ground": stages.GROUND}
BACK = {"correction-reason": "Còn sai dấu."}
NEW_NAME = stages.NEW_NAME


def side(client: Client, user: User, dossier: Dossier, action: Action, typed: dict[str, str] | None = None) -> Any:
    """The page of an act as the person sees it, or what it answers to what they typed."""
    client.force_login(user)
    address = reverse("dossiers:side-act", args=[dossier.code, action])
    return client.get(address) if typed is None else client.post(address, typed)


def typed_on(page: Any, **changes: str) -> dict[str, str]:
    """Everything that stands on the page of a draft, as a browser would send it, with what the officer changes."""
    sent = dict(WHY)
    for field in page.context["form"].page:
        value = field.value()
        is_date = isinstance(field.field.widget, DatePartsWidget)
        parts = zip(PARTS, field.field.widget.decompress(value), strict=True) if is_date else ()
        sent |= {f"{field.html_name}_{part}": said for part, said in parts} or {field.html_name: str(value or "")}
    return sent | changes


def paper_of(dossier: Dossier) -> IssuedDocument:
    document = Dossier.objects.get(pk=dossier.pk).result.document
    assert document is not None
    return document


@pytest.mark.parametrize("delivery", ["counter", "online"])
@pytest.mark.usefixtures("undrawn")
def test_from_the_draft_to_the_new_paper_nothing_of_the_settlement_changes(
    world: World, client: Client, delivery: str
) -> None:
    dossier = stages.issued(world, delivery)
    old, before = paper_of(dossier), model_to_dict(Dossier.objects.get(pk=dossier.pk))

    page = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION)
    drafted = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION, typed_on(page, child_name=NEW_NAME))
    assert drafted.status_code == 302, drafted.context["form"].page.errors
    assert paper_of(dossier) == old, "the old paper counts until the new one is signed"
    assert side(client, world.ward.leader, dossier, Action.CORRECT, {}).status_code == 302
    papermaking.make_waiting()

    new = paper_of(dossier)
    old.refresh_from_db()
    assert (old.state, old.replaced_by, new.state) == (DocumentState.REPLACED, new, DocumentState.ACTIVE)
    after = model_to_dict(Dossier.objects.get(pk=dossier.pk))
    assert {key for key in after if after[key] != before[key]} == {"last_sequence"}, "no status and no clock moved"
    assert Dossier.objects.get(pk=dossier.pk).form["child_name"] != NEW_NAME, "what was declared stays"


def test_the_leader_reads_what_changes_beside_what_stood_there(world: World, client: Client) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    shown = words(side(client, world.ward.leader, dossier, Action.CORRECT))
    assert f"<ins>{NEW_NAME}</ins>" in shown
    assert f"<del>{dossier.form['child_name']}</del>" in shown
    assert shown.count("<ins>") == 1, "what stays the same is no change"
    assert stages.WRONG in shown
    assert dossier.form["requester_id_number"] not in shown, "identity numbers stay masked"


def test_the_officer_begins_with_the_result_as_it_reads_now(world: World, client: Client) -> None:
    """A second correction starts from the first one, not from what was filed."""
    dossier = stages.corrected(world, stages.issued(world))
    page = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION)
    assert NEW_NAME in words(page)
    assert "requester_id_number" not in page.context["form"].page.fields


def test_a_second_correction_may_take_the_first_back(world: World) -> None:
    dossier = stages.corrected(world, stages.issued(world))
    declared = dossier.form["child_name"]
    again = stages.corrected(world, dossier, "3/2026", child_name=declared)
    assert [made.answers for made in again.corrections.all()] == [{"child_name": NEW_NAME}, {}]
    assert again.result.round == 3
    states = IssuedDocument.objects.filter(number__in=["1/2026", "2/2026", "3/2026"]).order_by("number")
    assert [document.state for document in states] == ["replaced", "replaced", "active"]


def test_the_owner_is_told_once_and_sees_both_papers_the_newest_first(world: World, client: Client) -> None:
    dossier = stages.correction_approved(world, stages.issued(world))
    told = OutboxMessage.objects.count()
    dossier = stages.finish_correction(dossier)

    letter = OutboxMessage.objects.latest("pk").payload
    assert OutboxMessage.objects.count() == told + 1, "draft and approval stay inside the agency"
    assert "đã được đính chính" in letter["subject"]
    for said in (stages.WRONG, stages.GROUND, "1/2026", "2/2026", "xin lỗi"):
        assert said in letter["text"]
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    new, old = (reverse("dossiers:document", args=[dossier.code, "result", number]) for number in (2, 1))
    assert shown.index(new) < shown.index(old)
    assert "Kết quả được đính chính" in shown
    assert client.get(new).status_code == client.get(old).status_code == 200


def test_whoever_verifies_the_old_paper_is_led_to_the_new_one(world: World) -> None:
    dossier = stages.issued(world)
    old = paper_of(dossier)
    address = reverse("documents:verified", args=[old.verification_code])
    assert "thay thế" not in words(Client().get(address))

    new = paper_of(stages.corrected(world, dossier))

    shown = words(Client().get(address))
    assert "Đã được thay thế bằng" in shown
    assert str(new) in shown
    assert reverse("documents:verified", args=[new.verification_code]) in shown
    assert NEW_NAME not in shown
    assert "Giấy này là thật" in words(Client().get(reverse("documents:verified", args=[new.verification_code])))


def test_rest_follows_with_the_state_of_both(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    address = f"/api/v1/dossiers/{dossier.code}/"
    client.force_login(world.mother)
    before = client.get(address).json()
    assert (before["result"]["number"], before["result"]["replaces"]) == ("1/2026", [])

    stages.corrected(world, dossier)

    after = client.get(address).json()
    assert (after["status"], after["finished_at"]) == (before["status"], before["finished_at"])
    assert (after["result"]["number"], after["result"]["state"]) == ("2/2026", "active")
    [replaced] = after["result"]["replaces"]
    assert (replaced["number"], replaced["state"], replaced["reason"]) == ("1/2026", "replaced", stages.WRONG)


def test_rest_knows_no_result_before_there_is_one(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    client.force_login(world.mother)
    assert client.get(f"/api/v1/dossiers/{dossier.code}/").json()["result"] is None


@pytest.mark.parametrize("missing", sorted(WHY))
def test_without_reason_or_ground_nothing_is_drafted_and_nothing_typed_is_lost(
    world: World, client: Client, missing: str
) -> None:
    dossier = stages.issued(world)
    page = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION)
    typed = typed_on(page, child_name=NEW_NAME) | {missing: " "}
    answer = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION, typed)
    assert answer.status_code == 422
    assert NEW_NAME in words(answer)
    assert not Correction.objects.exists()


def test_what_would_say_the_same_is_no_correction(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    page = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION)
    answer = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION, typed_on(page))
    assert answer.status_code == 422
    assert "chưa sửa chỗ nào" in words(answer)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("child_name", ""), ("child_personal_number", "123")])
def test_the_corrected_paper_is_judged_as_the_form_and_the_draft_were(
    world: World, client: Client, field: str, value: str
) -> None:
    dossier = stages.issued(world)
    page = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION)
    answer = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION, typed_on(page, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].page.errors
    assert not Correction.objects.exists()


def test_the_leader_sends_it_back_and_the_officer_mends_the_same_round(world: World, client: Client) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    assert side(client, world.ward.leader, dossier, Action.RETURN_CORRECTION, BACK).status_code == 302
    assert "Còn sai dấu." in words(look(client, world.ward.officer, dossier))

    page = side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION)
    assert NEW_NAME in words(page), "the officer goes on from the draft"
    side(client, world.ward.officer, dossier, Action.DRAFT_CORRECTION, typed_on(page, child_name="Trần Bảo Ân"))

    made = Correction.objects.get(dossier=dossier)
    assert (made.number, made.answers, made.waits_for_leader) == (2, {"child_name": "Trần Bảo Ân"}, True)


def test_a_leader_may_draft_and_another_leader_answers(world: World, client: Client) -> None:
    dossier = stages.issued(world)
    deputy = make_staff("deputy@example.vn", "Đỗ Thu Hà", Role.LEADER, world.ward.committee)
    page = side(client, world.ward.leader, dossier, Action.DRAFT_CORRECTION)
    side(client, world.ward.leader, dossier, Action.DRAFT_CORRECTION, typed_on(page, child_name=NEW_NAME))

    assert side(client, world.ward.leader, dossier, Action.CORRECT, {}).status_code == 403
    assert side(client, deputy, dossier, Action.CORRECT, {}).status_code == 302
    assert Correction.objects.get().approved_by == deputy


def test_others_are_not_offered_it_and_change_nothing(world: World, client: Client) -> None:
    dossier = stages.correction_drafted(world, stages.issued(world))
    for user in (world.ward.clerk, world.ward.officer):
        assert side(client, user, dossier, Action.CORRECT, {}).status_code == 403
    for user in (world.mother, world.other_ward.officer, world.other_ward.leader):
        assert side(client, user, dossier, Action.CORRECT, {}).status_code in {403, 404}
        acts = permissions.side_acts_open_to(dossier, user)
        assert not {Action.CORRECT, Action.RETURN_CORRECTION, Action.DRAFT_CORRECTION} & set(acts)
    assert Correction.objects.get().approved_at is None
    assert Paperwork.objects.filter(dossier=dossier, kind="result").count() == 1


@pytest.mark.parametrize(
    "make", [filings.handed_over, filings.approved, stages.stopped, stages.withdrawn], ids=lambda make: make.__name__
)
def test_where_no_result_is_out_there_is_nothing_to_correct(world: World, make: Any) -> None:
    dossier = make(world)
    for user in (world.ward.officer, world.ward.leader):
        assert Action.DRAFT_CORRECTION not in permissions.side_acts_open_to(dossier, user)


def test_while_the_new_paper_is_made_nobody_drafts_another(world: World, client: Client) -> None:
    dossier = stages.correction_approved(world, stages.issued(world))
    assert Action.DRAFT_CORRECTION not in permissions.side_acts_open_to(dossier, world.ward.officer)
    assert "kết quả thay thế đang được lập" in words(look(client, world.ward.officer, dossier))
