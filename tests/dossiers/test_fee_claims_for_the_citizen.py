"""Rules proved: to claim never costs anybody money, the best for the citizen wins, and a claim lives by the rules of
its day whatever becomes of them (TT 117/2026/TT-BTC: of several benefits the highest)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import drafts, processing
from dossiers.fee_claims import Finding
from dossiers.filing_fees import fees_of
from dossiers.models import Dossier, FeeClaim
from dossiers.statuses import Action, FinanceState
from dossiers.submission import FeeClaimData
from portal.files.models import Upload
from procedures import page_cache
from procedures.models import FeeRule
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, birth_body, filed, machine
from tests.dossiers.claims import COPIES, POOR, POOR_NAME, claim_of, claimed, rule
from tests.dossiers.desk import full_draft, page_url, signed_in, words
from tests.dossiers.world import World

FULL = 16_000
SICK = {"key": "nguoi-khuyet-tat", "group": "khuyet-tat", "group_name": "Người khuyết tật"}


@pytest.fixture
def poor(world: World) -> FeeRule:
    return rule()


def reread(dossier: Dossier) -> Dossier:
    """The dossier as another request finds it, with the rules as they are now."""
    page_cache.forget(())
    return Dossier.objects.get(pk=dossier.pk)


def decide(world: World, dossier: Dossier, *confirmed: str) -> Dossier:
    """The clerk receives the dossier, confirming the claims of these groups and rejecting the others."""
    found = {
        claim.pk: Finding(claim.group in confirmed, "" if claim.group in confirmed else "Không có tên.")
        for claim in dossier.fee_claims.all()
    }
    return processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), found)


percents = st.integers(1, 99)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(poor_off=percents, sick_off=percents, all_off=st.none() | percents, states=st.tuples(*[st.booleans()] * 2))
def test_whoever_claims_pays_the_least_that_is_proved_and_never_more_than_without(
    claimant: Dossier, poor_off: int, sick_off: int, all_off: int | None, states: tuple[bool, bool]
) -> None:
    """Whatever the rules take off, whichever of two claims are confirmed, and whatever everybody gets anyway."""
    offs = {POOR: poor_off, "khuyet-tat": sick_off}
    for claim, is_confirmed in zip(claimant.fee_claims.order_by("pk"), states, strict=True):
        claim.pinned = [{**claim.pinned[0], "percent_off": offs[claim.group]}]
        claim.state = "confirmed" if is_confirmed else "claimed"
        claim.decided_at = timezone.now() if is_confirmed else None
        claim.decided_by = claimant.submitted_by if is_confirmed else None
        claim.save()
    with transaction.atomic():
        if all_off is not None:
            rule(key="moi-nguoi", group="", group_name="", proof="", effect="percent", percent_off=all_off)
        fees = fees_of(reread(claimant))
        transaction.set_rollback(True)

    everybody = [0 if all_off is None else all_off]
    proved = [offs[claim.group] for claim in fees.claims if claim.state == "confirmed"]
    assert fees.owed.total_dong == least(everybody + proved)
    assert fees.if_confirmed.total_dong == least([*everybody, poor_off, sick_off])
    assert fees.if_confirmed.total_dong <= fees.owed.total_dong <= least(everybody) <= FULL


def least(offs: list[int]) -> int:
    """Two copies at 8,000 đồng; a fraction of a đồng of each goes to the citizen."""
    return 2 * (8_000 * (100 - max(offs)) // 100)


@pytest.fixture
def claimant(world: World) -> Dossier:
    """A dossier that claims two groups, each with half off."""
    rule(effect="percent", percent_off=50)
    rule(**SICK, effect="percent", percent_off=50)
    claims = [FeeClaimData("ho-ngheo-trich-luc", "brought"), FeeClaimData("nguoi-khuyet-tat", "brought")]
    return filings.submitted(world, form=COPIES, fee_claims=claims)


@pytest.mark.parametrize(
    ("confirmed", "owed", "state"),
    [
        ((), FULL, FinanceState.DUE),
        (("khuyet-tat",), 8_000, FinanceState.DUE),
        ((POOR, "khuyet-tat"), 8_000, FinanceState.DUE),
    ],
)
def test_of_two_claims_each_is_decided_on_its_own_and_they_do_not_add_up(
    world: World, claimant: Dossier, confirmed: tuple[str, ...], owed: int, state: str
) -> None:
    dossier = decide(world, claimant, *confirmed)

    told = dossier.events.get(action=Action.RECEIVE).data
    assert (fees_of(reread(dossier)).owed.total_dong, told["owed_dong"], dossier.finance_state) == (owed, owed, state)
    assert {one["rule"]: one["state"] for one in told["fee_claims"]} == {
        claim.rule.key: "confirmed" if claim.group in confirmed else "rejected" for claim in claimant.fee_claims.all()
    }


@pytest.mark.parametrize("confirmed", [(), (POOR,)])
@pytest.mark.parametrize("change", ["ended", "worse", "other fee", "other group", "taken back", "deleted text"])
def test_a_rule_that_changes_between_filing_and_decision_changes_nothing_for_the_claim(
    world: World, poor: FeeRule, confirmed: tuple[str, ...], change: str
) -> None:
    dossier = claimed(world)
    changes: dict[str, dict[str, Any]] = {
        "ended": {"valid_to": timezone.localdate() - timedelta(days=1)},
        "worse": {"effect": "percent", "percent_off": 1},
        "other fee": {"fee_codes": ["LP-KHAC"]},
        "other group": {"group": "khac", "group_name": "Nhóm khác"},
        "taken back": {"state": "draft"},
        "deleted text": {"text": "-"},
    }
    FeeRule.objects.filter(pk=poor.pk).update(**changes[change])

    before = fees_of(reread(dossier))
    after = fees_of(decide(world, reread(dossier), *confirmed))

    assert (before.owed.total_dong, before.if_confirmed.total_dong) == (FULL, 0)
    assert after.owed.total_dong == (0 if confirmed else FULL)
    assert claim_of(dossier).pinned[0]["text"] == "Người thuộc hộ nghèo không phải nộp phí."
    assert claim_of(dossier).group_name == POOR_NAME


def test_a_better_rule_that_comes_later_does_not_reach_back(world: World) -> None:
    """Neither does one for everybody: the fees of a dossier are those of the day on which it was filed."""
    rule(effect="percent", percent_off=50)
    dossier = decide(world, claimed(world), POOR)
    tomorrow = timezone.localdate() + timedelta(days=1)
    rule(key="sau-nay", valid_from=tomorrow)
    rule(key="cho-moi-nguoi", group="", group_name="", proof="", valid_from=tomorrow)

    assert fees_of(reread(dossier)).owed.total_dong == 8_000


def test_the_api_names_the_rule_that_was_claimed_as_the_log_does(world: World, poor: FeeRule) -> None:
    """Also where another rule of the group is better, and wins."""
    rule(key="ho-ngheo-giam", effect="percent", percent_off=50)
    client = machine()
    dossier = filed(client, form=COPIES, fee_claims=[{"rule": "ho-ngheo-giam", "in_database": True}])
    decide(world, dossier, POOR)

    fees = client.get(f"{URL}{dossier.code}/").json()["fees"]

    assert [claim["rule"] for claim in fees["claims"]] == ["ho-ngheo-giam"]
    assert dossier.events.get(action=Action.RECEIVE).data["fee_claims"][0]["rule"] == "ho-ngheo-giam"
    assert {line["code"]: line["rule"] for line in fees["lines"]}["PHI-TL"] == "ho-ngheo-trich-luc"


@pytest.mark.parametrize(
    ("extra", "pointers"),
    [
        ([{"rule": "ho-ngheo-trich-luc", "brought": True}] * 2, ["/fee_claims/1"]),
        ([{"rule": "x", "brought": True}, {"rule": "y", "brought": True}], ["/fee_claims/0", "/fee_claims/1"]),
        ([{"rule": "ho-ngheo-trich-luc", "upload": str(uuid4())}], ["/fee_claims/0"]),
        ([{"rule": "<b>x</b>" * 5, "brought": True}], ["/fee_claims/0"]),
    ],
)
def test_a_filing_by_the_api_with_wrong_claims_names_each_and_leaves_nothing(
    world: World, poor: FeeRule, extra: list[dict[str, Any]], pointers: list[str]
) -> None:
    answer = machine().post(URL, birth_body(form=COPIES, fee_claims=extra), format="json")

    body = assert_problem(answer, 422)
    assert [error["pointer"] for error in body["errors"]] == pointers
    assert (Dossier.objects.count(), FeeClaim.objects.count()) == (0, 0)


@pytest.mark.parametrize("claims", ["ho-ngheo", {"rule": "x"}, [[]], [None], [{"rule": 5, "brought": "có"}], None, 7])
def test_claims_of_another_shape_are_refused_in_words(world: World, poor: FeeRule, claims: Any) -> None:
    answer = machine().post(URL, birth_body(form=COPIES, fee_claims=claims), format="json")

    body = assert_problem(answer, answer.status_code)
    assert answer.status_code in {400, 422}
    assert all(error["pointer"].startswith("/fee_claims") for error in body["errors"])
    assert not Dossier.objects.exists()


def test_a_file_of_somebody_else_named_in_the_filing_is_not_shown_and_not_taken(world: World, poor: FeeRule) -> None:
    """By the page: the address of the file is guessed, the answer names no file and the file stays theirs."""
    theirs = filings.upload_for(world.ward.clerk, "cua-nguoi-khac.png")
    draft = drafts.save_section(full_draft(world), "form", COPIES)
    client = signed_in(world.mother)
    typed = {f"claim-{POOR}-source": "uploaded", f"claim-{POOR}-file_upload": str(theirs)}

    answer = client.post(page_url(draft, "fees"), typed)

    assert answer.status_code == 422
    assert "cua-nguoi-khac" not in words(answer)
    assert Upload.objects.get(public_id=theirs).claimed_at is None


def test_a_rejected_claim_tells_the_owner_the_amount_and_the_reason_in_english_too(world: World, poor: FeeRule) -> None:
    dossier = decide(world, claimed(world))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(world.mother)

    page = words(client.get(reverse("dossiers:detail", args=[dossier.code])))

    assert '<html lang="en"' in page
    for told in ("Không có tên.", POOR_NAME, "16,000"):
        assert told in page
    assert "Không chấp nhận" not in page
    assert "Chờ cán bộ xác nhận" not in page


def test_a_reason_with_markup_is_read_as_words_on_every_page(world: World, poor: FeeRule) -> None:
    dossier = claimed(world)
    found = {claim_of(dossier).pk: Finding(is_confirmed=False, reason="<script>x</script>")}
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), found)

    for user, name in ((world.mother, "detail"), (world.ward.clerk, "work")):
        shown = words(signed_in(user).get(reverse(f"dossiers:{name}", args=[dossier.code])))
        assert "<script>x" not in shown
        assert "&lt;script&gt;x" in shown


def test_a_finding_on_the_claim_of_another_dossier_decides_nothing_there(world: World, poor: FeeRule) -> None:
    mine, other = claimed(world), claimed(world)
    found = {claim.pk: Finding(is_confirmed=True) for claim in (claim_of(mine), claim_of(other))}

    processing.receive(mine, world.ward.clerk, filings.all_accepted(mine), found)

    assert (claim_of(mine).state, claim_of(other).state, claim_of(other).finding) == ("confirmed", "claimed", "")
