"""Rules proved: whoever belongs to a group says so in the filing, with the proof; the clerk decides at the workbench,
and everybody sees what is owed before and after."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from dossiers import drafts, processing
from dossiers.fee_claims import Finding
from dossiers.models import Dossier, Draft
from dossiers.statuses import Action, ClaimState, PaperSource, Status
from portal.accounts.models import AccessLogEntry
from portal.files.models import Upload
from tests.dossiers import filings
from tests.dossiers.api_calls import assert_problem, birth_body, filed, machine
from tests.dossiers.claims import COPIES, POOR, POOR_NAME, claim_of, claimed, rule
from tests.dossiers.desk import full_draft, kept, page_url, signed_in, words
from tests.dossiers.desks import act, look, paper_of
from tests.dossiers.world import World

SOURCE = f"claim-{POOR}-source"


@pytest.fixture(autouse=True)
def _poor(world: World) -> None:
    rule()


@pytest.fixture
def draft(world: World) -> Draft:
    """A birth with two copies of the extract: 16,000 đồng, or nothing for a poor household."""
    made = full_draft(world)
    return drafts.save_section(made, "form", COPIES)


@pytest.fixture
def citizen(world: World) -> Client:
    return signed_in(world.mother)


def check(draft: Draft) -> str:
    return reverse("dossiers:draft-check", args=[draft.public_id])


def test_the_filing_asks_once_whether_one_belongs_to_the_group(citizen: Client, draft: Draft) -> None:
    page = words(citizen.get(page_url(draft, "fees")))

    for told in (POOR_NAME, "Giấy chứng nhận hộ nghèo.", "Thông tư 85/2019/TT-BTC, Điều 4"):
        assert told in page
    assert "Phần «Miễn, giảm phí, lệ phí» chưa làm xong." in words(citizen.get(check(draft)))


@pytest.mark.parametrize("answer", [{}, {SOURCE: "nothing"}])
def test_saying_nothing_claims_nothing_and_the_filing_goes_on(
    citizen: Client, draft: Draft, answer: dict[str, str]
) -> None:
    assert citizen.post(page_url(draft, "fees"), answer).status_code == 302

    assert "Không đề nghị miễn, giảm" in words(citizen.get(check(draft)))
    citizen.post(check(draft), {"is_declared": "on"})
    assert not Dossier.objects.get().fee_claims.exists()


def test_a_claim_goes_with_its_file_from_the_page_to_the_dossier(citizen: Client, draft: Draft) -> None:
    proof = {SOURCE: "uploaded", f"claim-{POOR}-file": ContentFile(filings.png(), name="ho-ngheo.png")}

    citizen.post(page_url(draft, "fees"), proof)
    checked = words(citizen.get(check(draft)))
    citizen.post(check(draft), {"is_declared": "on"})

    assert "ho-ngheo.png" in checked
    assert "Tổng cộng 16.000 đồng; còn 0 đồng nếu cán bộ xác nhận nhóm mà bạn khai." in checked
    claim = claim_of(Dossier.objects.get())
    assert claim.upload is not None
    assert (claim.source, claim.upload.name) == (PaperSource.UPLOADED, "ho-ngheo.png")


def test_a_file_that_is_missing_is_asked_for_beside_its_field(citizen: Client, draft: Draft) -> None:
    answer = citizen.post(page_url(draft, "fees"), {SOURCE: "uploaded"})

    assert answer.status_code == 422
    assert f"Hãy chọn tệp «{POOR_NAME}»" in words(answer)
    assert kept(draft)["fee_claims"][POOR] == {"source": "uploaded"}


def test_what_is_said_is_saved_while_it_is_typed_and_a_file_can_be_taken_away(citizen: Client, draft: Draft) -> None:
    citizen.post(reverse("dossiers:draft-autosave", args=[draft.public_id, "fees"]), {SOURCE: "in_database"})
    assert kept(draft)["fee_claims"] == {POOR: {"source": "in_database"}}

    citizen.post(page_url(draft, "fees"), {SOURCE: "brought", "remove": POOR})
    assert kept(draft)["fee_claims"] == {POOR: {}}


def test_without_a_group_to_claim_there_is_no_such_page(citizen: Client, draft: Draft) -> None:
    drafts.save_section(draft, "form", {"extract_copies": 0})

    assert citizen.get(page_url(draft, "fees")).status_code == 404
    assert citizen.post(check(draft), {"is_declared": "on"}).status_code == 302


def test_discarding_a_filing_takes_its_proof_with_it(citizen: Client, draft: Draft, world: World) -> None:
    upload = filings.upload_for(world.mother, "ho-ngheo.png")
    drafts.save_section(draft, "fee_claims", {POOR: {"source": "uploaded", "upload": str(upload)}})

    citizen.post(reverse("dossiers:draft-discard", args=[draft.public_id]))

    assert not Upload.objects.filter(public_id=upload).exists()


def test_the_owner_sees_both_sums_then_the_decision_with_its_reason(world: World, citizen: Client) -> None:
    dossier = claimed(world)
    page = reverse("dossiers:detail", args=[dossier.code])
    before = words(citizen.get(page))
    reason = Finding(is_confirmed=False, reason="Giấy đã hết hạn.")
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), {claim_of(dossier).pk: reason})

    after = words(citizen.get(page))

    assert "còn <strong>0 đồng</strong> nếu nhóm đã khai được xác nhận" in before
    assert "Chờ cán bộ xác nhận" in before
    assert "Tổng cộng: <strong>16.000 đồng</strong>." in after
    assert "Giấy đã hết hạn." in after


def test_the_clerks_note_is_no_decision_for_the_owner(world: World, citizen: Client) -> None:
    dossier = claimed(world)
    note = {claim_of(dossier).pk: Finding(is_confirmed=False, reason="Xem lại sau.")}
    processing.save_looks(dossier, world.ward.clerk, {}, note)

    assert "Xem lại sau." not in words(citizen.get(reverse("dossiers:detail", args=[dossier.code])))


def test_the_clerk_confirms_on_the_screen_on_which_papers_are_checked(world: World, client: Client) -> None:
    dossier = claimed(world, PaperSource.UPLOADED)
    claim = claim_of(dossier)
    proof = reverse("dossiers:proof-file", args=[dossier.code, claim.pk])

    page = words(look(client, world.ward.clerk, dossier))
    assert POOR_NAME in page
    assert proof in page
    typed = {f"look-{paper_of(dossier)}": "accepted", f"claim-{claim.pk}": "confirmed"}
    assert act(client, world.ward.clerk, dossier, "receive", **typed).status_code == 302
    assert claim_of(dossier).state == ClaimState.CONFIRMED


@pytest.mark.parametrize(("finding", "error"), [("", "Hãy xác nhận hoặc"), ("rejected", "Hãy ghi vì sao")])
def test_receiving_with_an_open_claim_says_so_beside_it_and_keeps_everything(
    world: World, client: Client, finding: str, error: str
) -> None:
    dossier = claimed(world)
    claim, paper = claim_of(dossier), paper_of(dossier)
    typed = {f"look-{paper}": "accepted", f"remark-{paper}": "Rõ", f"claim-{claim.pk}": finding}

    answer = act(client, world.ward.clerk, dossier, "receive", **typed)

    assert answer.status_code == 422
    assert error in words(answer)
    assert 'value="Rõ"' in words(answer)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_findings_are_kept_with_the_looks_and_with_a_supplement_request(world: World, client: Client) -> None:
    dossier = claimed(world)
    claim, paper = claim_of(dossier), paper_of(dossier)
    typed = {f"claim-{claim.pk}": "rejected", f"claim-reason-{claim.pk}": "Thiếu dấu"}

    act(client, world.ward.clerk, dossier, "save_looks", **typed)
    assert (claim_of(dossier).finding, claim_of(dossier).reason) == ("rejected", "Thiếu dấu")
    assert 'value="Thiếu dấu"' in words(look(client, world.ward.clerk, dossier))
    asked = {f"look-{paper}": "rejected", f"remark-{paper}": "Mờ", "supplement-reason": "Bản chụp mờ."}
    act(client, world.ward.clerk, dossier, "request_supplement", **asked, **{f"claim-{claim.pk}": "confirmed"})
    assert claim_of(dossier).finding == ClaimState.CONFIRMED
    assert dossier.events.filter(action=Action.REQUEST_SUPPLEMENT).exists()


def test_the_proof_opens_for_those_of_the_dossier_and_the_look_is_logged_without_the_group(
    world: World, client: Client
) -> None:
    dossier = claimed(world, PaperSource.UPLOADED)
    address = reverse("dossiers:proof-file", args=[dossier.code, claim_of(dossier).pk])

    client.force_login(world.ward.clerk)
    assert client.get(address).status_code == 200
    why = AccessLogEntry.objects.latest("pk").why
    assert "miễn, giảm" in why
    assert POOR_NAME not in why
    client.force_login(world.other_ward.clerk)
    assert client.get(address).status_code == 404


def test_a_claim_without_a_file_opens_nothing(world: World, citizen: Client) -> None:
    dossier = claimed(world)

    assert citizen.get(reverse("dossiers:proof-file", args=[dossier.code, claim_of(dossier).pk])).status_code == 404


def test_another_system_claims_for_people_and_reads_what_became_of_it(world: World) -> None:
    client = machine()
    dossier = filed(client, form=COPIES, fee_claims=[{"rule": "ho-ngheo-trich-luc", "in_database": True}])

    fees = client.get(f"/api/v1/dossiers/{dossier.code}/").json()["fees"]

    assert (fees["total_dong"], fees["total_if_confirmed_dong"]) == (16_000, 0)
    [claim] = fees["claims"]
    assert (claim["rule"], claim["group"], claim["source"]) == ("ho-ngheo-trich-luc", POOR, "in_database")
    assert (claim["state"], claim["reason"], claim["decided_at"]) == ("claimed", "", None)
    assert {line["code"]: line["owed_dong"] for line in fees["lines"]}["PHI-TL"] == 16_000


@pytest.mark.parametrize(
    ("claim", "pointer"),
    [
        ({"rule": "khong-co", "brought": True}, "/fee_claims/0"),
        ({"rule": "ho-ngheo-trich-luc"}, "/fee_claims/0"),
        ({"brought": True}, "/fee_claims/0/rule"),
    ],
)
def test_a_wrong_claim_is_named_by_its_place(world: World, claim: dict[str, object], pointer: str) -> None:
    answer = machine().post("/api/v1/dossiers/", birth_body(form=COPIES, fee_claims=[claim]), format="json")

    body = assert_problem(answer, 422 if "brought" in claim and "rule" in claim else answer.status_code)
    assert any(error["pointer"].startswith(pointer) for error in body["errors"])
    assert not Dossier.objects.exists()
