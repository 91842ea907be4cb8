"""Rules proved: a claim to pay less is kept with its rule as it read that day, lowers nothing before a clerk confirms
it, and is decided when the dossier is received."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiers import fee_claims, processing
from dossiers.fee_claims import Finding
from dossiers.filing_fees import fees_of
from dossiers.models import Dossier, FeeClaim
from dossiers.problems import Incomplete, IntakeRefused
from dossiers.statuses import Action, ClaimState, FinanceState, PaperSource, Status
from dossiers.submission import FeeClaimData
from portal.files.models import Upload
from portal.outbox.models import OutboxMessage
from procedures import fee_rule_book
from procedures.models import FeeRule
from tests.dossiers import filings
from tests.dossiers.claims import COPIES, POOR, POOR_NAME, claim_of, claimed, rule
from tests.dossiers.world import World


@pytest.fixture(autouse=True)
def poor(world: World) -> FeeRule:
    """The rule for poor households is in force."""
    return rule()


def decided(world: World, dossier: Dossier, finding: Finding) -> Dossier:
    """The ward's clerk receives the dossier with this finding on its claim."""
    looks = filings.all_accepted(dossier)
    return processing.receive(dossier, world.ward.clerk, looks, {claim_of(dossier).pk: finding})


def test_a_claim_is_kept_with_rule_group_and_proof(world: World, poor: FeeRule) -> None:
    dossier = claimed(world, PaperSource.UPLOADED)

    claim = claim_of(dossier)
    assert (claim.rule, claim.group, claim.group_name, claim.state) == (poor, POOR, POOR_NAME, ClaimState.CLAIMED)
    assert claim.upload is not None
    assert claim.upload.claimed_at is not None


def test_a_claim_lowers_nothing_before_it_is_confirmed_but_tells_what_it_would(world: World) -> None:
    dossier = claimed(world)

    fees = fees_of(dossier)

    assert (fees.owed.total_dong, fees.if_confirmed.total_dong, fees.is_open) == (16_000, 0, True)
    assert dossier.finance_state == FinanceState.DUE


def test_one_file_may_be_a_paper_and_a_proof(world: World) -> None:
    upload = filings.upload_for(world.mother)
    claim = FeeClaimData("ho-ngheo-trich-luc", PaperSource.UPLOADED, upload)

    dossier = filings.submitted(world, form=COPIES, fee_claims=[claim], papers=filings.birth_submission(upload).papers)

    assert claim_of(dossier).upload == dossier.papers.get().upload


def test_confirmed_the_dossier_owes_nothing_and_the_log_says_so(world: World) -> None:
    dossier = decided(world, claimed(world), Finding(is_confirmed=True))

    fees, claim = fees_of(dossier), claim_of(dossier)
    assert (claim.state, claim.decided_by, fees.owed.total_dong) == (ClaimState.CONFIRMED, world.ward.clerk, 0)
    assert dossier.finance_state == FinanceState.NONE
    told = dossier.events.get(action=Action.RECEIVE).data
    assert told["fee_claims"] == [{"rule": "ho-ngheo-trich-luc", "state": "confirmed"}]
    assert told["owed_dong"] == 0


def test_rejected_the_announced_amount_stands_and_the_owner_reads_why(world: World) -> None:
    dossier = decided(world, claimed(world), Finding(is_confirmed=False, reason="Giấy đã hết hạn năm 2025."))

    assert fees_of(dossier).owed.total_dong == 16_000
    assert dossier.finance_state == FinanceState.DUE
    asked, received = OutboxMessage.objects.order_by("-pk")[:2]
    assert "Mời nộp phí" in asked.payload["subject"], "now that it is certain, it is asked for"
    letter = received.payload["text"]
    for words in (POOR_NAME, "Giấy đã hết hạn năm 2025.", "16.000 đồng"):
        assert words in letter


def test_the_log_names_the_rule_and_never_what_people_are(world: World) -> None:
    """Who is poor or ill stays with the claim: events are read by many (Luật 91/2025/QH15, sensitive data)."""
    dossier = decided(world, claimed(world), Finding(is_confirmed=False, reason="Không có tên trong danh sách."))

    event = dossier.events.get(action=Action.RECEIVE)
    assert POOR_NAME not in f"{event.data}{event.note}"
    assert "danh sách" not in f"{event.data}{event.note}"


@pytest.mark.parametrize("findings", [{}, {"reason": "", "is_confirmed": False}])
def test_nothing_is_received_while_a_claim_is_open_or_rejected_without_reason(
    world: World, findings: dict[str, str | bool]
) -> None:
    dossier = claimed(world)
    found = {claim_of(dossier).pk: Finding(is_confirmed=False)} if findings else {}

    with pytest.raises(Incomplete, match=POOR_NAME):
        processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), found)

    dossier.refresh_from_db()
    assert (dossier.status, claim_of(dossier).state) == (Status.SUBMITTED, ClaimState.CLAIMED)
    assert dossier.events.count() == 1


def test_a_note_decides_nothing_and_may_be_changed(world: World) -> None:
    dossier = claimed(world)
    pk = claim_of(dossier).pk

    processing.save_looks(dossier, world.ward.clerk, {}, {pk: Finding(is_confirmed=False, reason="Mờ.")})
    processing.save_looks(dossier, world.ward.clerk, {}, {pk: Finding(is_confirmed=True)})

    claim = claim_of(dossier)
    assert (claim.state, claim.finding, claim.reason) == (ClaimState.CLAIMED, ClaimState.CONFIRMED, "")
    assert fees_of(dossier).owed.total_dong == 16_000
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    assert claim_of(dossier).state == ClaimState.CONFIRMED


def test_the_rule_counts_as_it_read_on_the_day_of_filing(world: World, poor: FeeRule) -> None:
    """Mended or ended later, it changes nothing for whoever claimed it before."""
    dossier = decided(world, claimed(world), Finding(is_confirmed=True))
    FeeRule.objects.filter(pk=poor.pk).update(
        effect="percent", percent_off=10, valid_to=timezone.localdate() - timedelta(days=1)
    )
    fee_rule_book._held.clear()

    fees = fees_of(Dossier.objects.get(pk=dossier.pk))

    assert fees.owed.total_dong == 0


def test_every_rule_of_the_group_counts_once_it_is_confirmed(world: World) -> None:
    """The best for the citizen wins, also among the rules of one group."""
    rule(key="ho-ngheo-giam", effect="percent", percent_off=50)
    dossier = claimed(world)

    assert [told["key"] for told in claim_of(dossier).pinned] == ["ho-ngheo-trich-luc", "ho-ngheo-giam"]
    decided(world, dossier, Finding(is_confirmed=True))
    line = next(line for line in fees_of(dossier).owed.lines if line.due.code == "PHI-TL")
    assert line.rule is not None
    assert (line.rule.key, line.owed_dong) == ("ho-ngheo-trich-luc", 0)


def refused(world: World, *claims: FeeClaimData) -> list[tuple[str, str]]:
    """Pointer and words of each fault of a filing with these claims, which leaves nothing behind."""
    with pytest.raises(IntakeRefused) as refusal:
        filings.submitted(world, form=COPIES, fee_claims=list(claims))
    assert not Dossier.objects.exists()
    assert not FeeClaim.objects.exists()
    assert not Upload.objects.exclude(claimed_at=None).exists()
    return [(problem.pointer, problem.message) for problem in refusal.value.problems]


def test_an_unknown_rule_is_refused(world: World) -> None:
    assert refused(world, FeeClaimData("khong-co", "brought")) == [
        ("/fee_claims/0", "Không có quy tắc miễn, giảm nào mang mã này.")
    ]


@pytest.mark.parametrize("days", [{"valid_from": date(2026, 1, 1), "valid_to": date(2026, 2, 1)}, {"valid_from": None}])
def test_a_rule_not_in_force_on_the_day_is_refused(world: World, days: dict[str, date | None]) -> None:
    ahead = timezone.localdate() + timedelta(days=1)
    rule(key="khac", **{**days, "valid_from": days["valid_from"] or ahead})

    [(pointer, words)] = refused(world, FeeClaimData("khac", "brought"))

    assert (pointer, "không có hiệu lực" in words) == ("/fee_claims/0", True)


def test_a_group_claimed_twice_is_refused_also_by_another_of_its_rules(world: World) -> None:
    rule(key="ho-ngheo-giam", effect="percent", percent_off=50)

    faults = refused(world, FeeClaimData("ho-ngheo-trich-luc", "brought"), FeeClaimData("ho-ngheo-giam", "in_database"))

    assert faults == [("/fee_claims/1", f"Nhóm «{POOR_NAME}» được khai hai lần.")]


@pytest.mark.parametrize(
    ("source", "names_file", "words"),
    [
        ("uploaded", False, "Không tìm thấy tệp chứng minh"),
        ("uploaded", True, "Không tìm thấy tệp chứng minh"),
        ("brought", True, "tải tệp lên"),
        ("", False, "chứng minh bằng cách nào"),
    ],
)
def test_a_claim_without_its_proof_is_refused(world: World, source: str, names_file: bool, words: str) -> None:
    upload = uuid4() if names_file else None

    [(pointer, message)] = refused(world, FeeClaimData("ho-ngheo-trich-luc", source, upload))

    assert pointer == "/fee_claims/0"
    assert words in message


def test_somebody_elses_file_proves_nothing(world: World) -> None:
    theirs = filings.upload_for(world.ward.clerk)

    [(_pointer, message)] = refused(world, FeeClaimData("ho-ngheo-trich-luc", "uploaded", theirs))

    assert "Không tìm thấy tệp chứng minh" in message


@pytest.mark.parametrize("changes", [{"fee_codes": ["LP-KHAC"]}, {"group": "", "group_name": "", "proof": ""}])
def test_a_rule_that_lowers_nothing_here_cannot_be_claimed(world: World, changes: dict[str, object]) -> None:
    """For another fee, or for everybody: then it counts without a claim."""
    rule(key="khac", **changes)

    [(_pointer, message)] = refused(world, FeeClaimData("khac", "brought"))

    assert "không làm giảm thêm" in message


def test_online_the_level_of_an_identity_is_proved_by_signing_in_and_by_no_paper(world: World) -> None:
    rule(key="vneid", group=fee_rule_book.LEVEL_2, group_name="Công dân có VNeID mức độ 2", proof="Đăng nhập")

    assert refused(world, FeeClaimData("vneid", "brought"))

    at_the_counter = filings.submitted(
        world, form=COPIES, channel="direct", fee_claims=[FeeClaimData("vneid", "brought")]
    )
    assert claim_of(at_the_counter).group == fee_rule_book.LEVEL_2


def test_the_database_refuses_a_decision_without_author_and_a_rejection_without_reason(world: World) -> None:
    claim = claim_of(claimed(world))

    for wrong in ({"state": "confirmed"}, {"state": "rejected", "decided_by": world.ward.clerk}, {"state": "maybe"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeClaim.objects.filter(pk=claim.pk).update(**wrong)
    at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeClaim.objects.filter(pk=claim.pk).update(state="rejected", decided_by=world.ward.clerk, decided_at=at)


def test_a_dossier_without_claims_is_received_as_before(world: World) -> None:
    dossier = filings.received(world)

    assert not {"fee_claims", "owed_dong"} & dossier.events.get(action=Action.RECEIVE).data.keys()
    assert fee_claims.decide(dossier, world.ward.clerk, timezone.now()) == ({}, {})
