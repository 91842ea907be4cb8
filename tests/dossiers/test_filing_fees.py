"""Rules proved: a filing costs what the rules of its day say, on the check page, in intake and on the receipt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import drafts, forms_out
from dossiers.filing_fees import groups_proved, owed_for_dossier
from dossiers.models import Draft
from dossiers.statuses import FinanceState
from portal.accounts.models import User
from procedures.models import FeeRule
from procedures.starter_fee_rules import load_rules
from tests.dossiers import filings
from tests.dossiers.desk import full_draft, signed_in, words
from tests.dossiers.world import World

COPIES = {**filings.BIRTH_FORM, "extract_copies": 2}


@pytest.fixture(autouse=True)
def _rules(world: World) -> None:
    load_rules()


@pytest.fixture
def draft(world: World) -> Draft:
    """A birth in time with two copies of the extract asked for: 16,000 đồng as announced."""
    made = full_draft(world)
    drafts.save_section(made, "form", {**made.data["form"], "extract_copies": 2})
    return made


def shown(client: Client, draft: Draft) -> str:
    """The words of the check page."""
    return words(client.get(reverse("dossiers:draft-check", args=[draft.public_id])))


def level_2(user: User) -> User:
    """The same person, identified by VNeID of level 2."""
    user.assurance_level, user.id_number = 2, "079190001234"
    user.save()
    return user


def test_without_proof_the_announced_amount_stands_and_the_waiver_is_told(world: World, draft: Draft) -> None:
    page = shown(signed_in(world.mother), draft)

    assert "16.000 đồng" in page
    assert "Bạn có thể được miễn, giảm" in page
    assert "VNeID" in page


def test_a_level_2_identity_gets_the_waiver_with_its_reason(world: World, draft: Draft) -> None:
    """TT 117/2026/TT-BTC, from 15/8/2026 to 28/2/2027."""
    page = shown(signed_in(level_2(world.mother)), draft)

    assert "0 đồng" in page
    assert "Thông tư số 117/2026/TT-BTC" in page
    assert "Bạn chưa phải trả gì bây giờ" not in page


@pytest.mark.parametrize(("is_level_2", "state"), [(False, FinanceState.DUE), (True, FinanceState.NONE)])
def test_intake_asks_for_what_the_check_page_showed(world: World, is_level_2: bool, state: str) -> None:
    if is_level_2:
        level_2(world.mother)

    dossier = filings.submitted(world, form=COPIES)

    assert dossier.finance_state == state


def test_a_dossier_keeps_the_rules_of_its_day(world: World) -> None:
    """A waiver that ends later, or begins later, changes nothing for a dossier filed before."""
    level_2(world.mother)
    dossier = filings.submitted(world, form=COPIES)
    FeeRule.objects.filter(key="tt117-ho-tich").update(valid_to=timezone.localdate() + timedelta(days=1))

    dossier.submitted_at -= timedelta(days=(timezone.localdate() - date(2026, 8, 14)).days)
    before = owed_for_dossier(dossier)
    dossier.submitted_at = timezone.now()

    assert before.total_dong == 16_000
    assert owed_for_dossier(dossier).total_dong == 0


def test_the_receipt_names_what_is_owed_after_the_waiver(world: World) -> None:
    level_2(world.mother)
    dossier = filings.submitted(world, form=COPIES)

    fees = dict(forms_out._fees(dossier))

    assert fees["Phí cấp bản sao trích lục hộ tịch"] == "0 đồng"


@pytest.mark.parametrize("channel", ["direct", "postal"])
def test_the_clerks_own_identity_proves_nothing_for_the_citizen(world: World, channel: str) -> None:
    assert groups_proved(level_2(world.mother), "online")
    assert not groups_proved(level_2(world.mother), channel)
    assert not groups_proved(None, "online")


def test_the_best_rule_is_taken_and_named_once(world: World, draft: Draft) -> None:
    given: dict[str, Any] = {"effect": "percent", "percent_off": 50, "fee_codes": ["PHI-TL"]}
    FeeRule.objects.create(key="half", text="Giảm nửa", legal_basis="NQ 1", valid_from=date(2026, 1, 1), **given)

    page = shown(signed_in(world.mother), draft)

    assert "8.000 đồng" in page
    assert "Giảm nửa (NQ 1)" in page
    assert "Giảm nửa" not in shown(signed_in(level_2(world.mother)), draft)
