"""Rules proved: exemptions of the law reach the page, the filing and the API with their reason, on their days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from procedures import fee_rule_book
from procedures.models import FeeRule, ProcedureVersion
from procedures.publishing import publish
from procedures.starter_catalogue import STARTER, StarterFileError
from procedures.starter_fee_rules import load_rules
from tests.procedures.factories import FeeFactory, ProcedureFactory, draft
from tests.units.factories import StaffFactory

pytestmark = pytest.mark.django_db
CODE = "1.001193"
URL = f"/thu-tuc/{CODE}/"
API = f"/api/v1/procedures/{CODE}/fees/"


def rule(**values: Any) -> FeeRule:
    """A rule that exempts everybody from the fee of the sample."""
    given = {"key": "free", "text": "Miễn cho mọi người", "effect": "exempt", "valid_from": date(2026, 1, 1)}
    return FeeRule.objects.create(**{**given, "legal_basis": "NQ 1/2026", "fee_codes": ["LP-HT"], **values})


@pytest.fixture
def birth() -> ProcedureVersion:
    """A case with a fee of 8,000 đồng in any channel and a charge for each copy, in force from 2026."""
    version = draft(procedure=ProcedureFactory(code=CODE))
    case = version.cases.get()
    case.fees.update(code="LP-HT", legal_basis="Luật Hộ tịch")
    FeeFactory(case=case, code="PHI-TL", kind="charge", name="Phí bản sao", quantity_of="extract_copies", position=1)
    publish([version], valid_from=date(2026, 1, 1))
    return version


def html_of(client: Client, **query: str) -> str:
    """The page's text."""
    return client.get(URL, query).content.decode()


def test_fee_and_charge_stand_under_their_own_headings(client: Client, birth: ProcedureVersion) -> None:
    html = html_of(client)

    fee, charge = html.index(">Lệ phí</h3>"), html.index(">Phí</h3>")
    assert fee < html.index("Lệ phí hộ tịch", fee) < charge < html.index("Phí bản sao", charge)
    assert "mỗi bản" in html[charge:]


def test_an_exemption_for_everybody_shows_with_its_reason(client: Client, birth: ProcedureVersion) -> None:
    rule(valid_to=date(2027, 3, 1))

    html = html_of(client)

    for words in ("8.000 đồng</del>", "0 đồng</strong>", "Miễn cho mọi người", "NQ 1/2026", "đến hết ngày 28/02/2027"):
        assert words in html, words
    assert "bạn được hưởng mức có lợi nhất" in html


def test_an_exemption_of_one_way_of_filing_names_it(client: Client, birth: ProcedureVersion) -> None:
    """NQ 411/NQ-HĐND: 0 đồng online; the announced fee still stands for the counter."""
    rule(channel="online")

    html = html_of(client)

    assert "<del" not in html
    assert '<strong class="portal-figures">0 đồng</strong> · Trực tuyến' in html
    assert "Miễn phí hoặc đến 8.000 đồng" in html


def test_an_exemption_on_proof_says_who_and_how(client: Client, birth: ProcedureVersion) -> None:
    rule(group="poor", group_name="Hộ nghèo", proof="Giấy chứng nhận hộ nghèo")

    html = html_of(client)

    assert "Hộ nghèo" in html
    assert "Giấy chứng nhận hộ nghèo" in html
    assert "<del" not in html
    assert "có người được miễn, giảm, xem bên dưới" in html


def test_past_days_show_the_rules_of_their_day(client: Client, birth: ProcedureVersion) -> None:
    rule(valid_from=date(2026, 8, 15), valid_to=date(2026, 9, 1))

    assert "Miễn cho mọi người" in html_of(client, on="2026-08-20")
    assert "Miễn cho mọi người" not in html_of(client)


def test_a_changed_rule_shows_at_once(
    client: Client, birth: ProcedureVersion, django_capture_on_commit_callbacks: Any
) -> None:
    assert "Miễn cho mọi người" not in html_of(client)

    with django_capture_on_commit_callbacks(execute=True):
        rule()
        fee_rule_book.changed()

    assert "Miễn cho mọi người" in html_of(client)


def test_rules_of_other_provinces_are_not_ours(client: Client, birth: ProcedureVersion) -> None:
    rule(province="01")

    assert "Miễn cho mọi người" not in html_of(client)


def test_the_api_tells_what_is_owed_and_why(client: Client, birth: ProcedureVersion) -> None:
    rule(channel="online")
    rule(key="half", effect="percent", percent_off=50)

    online = client.get(API, {"answer.extract_copies": "3"}).json()
    direct = client.get(API, {"channel": "direct"}).json()

    assert online["total_dong"] == 24_000
    fee, copies = online["lines"]
    assert (fee["full_dong"], fee["owed_dong"], fee["rule"]["key"]) == (8_000, 0, "free")
    assert fee["lesser"][0]["rule"]["key"] == "half"
    assert (copies["kind"], copies["quantity"], copies["owed_dong"], copies["rule"]) == ("charge", 3, 24_000, None)
    assert [(line["owed_dong"], line["rule"]["key"]) for line in direct["lines"]] == [(4_000, "half")]


def test_the_api_counts_only_groups_that_are_named(client: Client, birth: ProcedureVersion) -> None:
    rule(group="poor", group_name="Hộ nghèo", proof="Giấy chứng nhận")

    assert client.get(API).json()["total_dong"] == 8_000
    assert client.get(API).json()["lines"][0]["on_proof"][0]["rule"]["proof"] == "Giấy chứng nhận"
    assert client.get(API, {"group": ["rich", "poor"]}).json()["total_dong"] == 0


@pytest.mark.parametrize(
    ("query", "status"),
    [({"case": "none"}, 400), ({"channel": "fax"}, 400), ({"on": "x"}, 400), ({"on": "2020-01-01"}, 404)],
)
def test_the_api_refuses_what_it_does_not_know(
    client: Client, birth: ProcedureVersion, query: dict[str, str], status: int
) -> None:
    response = client.get(API, query)

    assert response.status_code == status
    assert response.json()["status"] == status


@pytest.mark.parametrize(
    "broken",
    [
        {"effect": "percent"},
        {"effect": "percent", "percent_off": 100},
        {"effect": "fixed"},
        {"effect": "fixed", "amount_dong": -1},
        {"effect": "exempt", "percent_off": 5},
        {"effect": "free"},
        {"channel": "fax"},
        {"valid_to": date(2026, 1, 1)},
        {"legal_basis": ""},
        {"text": ""},
        {"group": "poor"},
        {"proof": "Giấy chứng nhận"},
        {"fee_codes": []},
    ],
)
def test_the_database_refuses_a_rule_that_says_too_little(broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(**broken)

    assert not FeeRule.objects.exists()


def test_every_change_of_a_rule_is_kept() -> None:
    """Money rules are changed by people: who reads an old receipt must find what stood then."""
    made = rule()
    made.legal_basis = "NQ 2/2026"
    made.save()

    events = apps.get_model("procedures", "FeeRuleEvent")._default_manager.filter(pgh_obj_id=made.pk)
    assert list(events.order_by("pgh_id").values_list("legal_basis", flat=True)) == ["NQ 1/2026", "NQ 2/2026"]


def test_the_starters_rules_hold_what_the_law_says() -> None:
    """NQ 411/NQ-HĐND: five fees 0 đồng online. TT 117/2026/TT-BTC: 15/8/2026 to 28/2/2027 (domain.md 7.2)."""
    load_rules()

    by_province = {r.key: r for r in fee_rule_book.rules() if r.key.startswith("hcmc")}
    assert {code for r in by_province.values() for code in r.fee_codes} == {
        "LP-HT", "LP-GPLD", "LP-GCN", "LP-GPXD", "LP-DKKD",
    }  # fmt: skip
    assert {r.channel for r in by_province.values()} == {"online"}
    national = [r for r in fee_rule_book.rules() if r.key.startswith("tt117")]
    assert {(r.valid_from, r.valid_to, r.group) for r in national} == {
        (date(2026, 8, 15), date(2027, 3, 1), fee_rule_book.LEVEL_2)
    }
    assert {r.key for r in national if r.effect == "percent"} == {"tt117-giao-dich-bao-dam", "tt117-pccc"}


def test_another_province_does_not_get_the_citys_rules(settings: Any) -> None:
    load_rules()
    settings.PORTAL_PROVINCE = "01"

    assert not [r for r in fee_rule_book.rules() if r.key.startswith("hcmc")]


def test_loading_again_changes_nothing_and_leaves_what_publishers_changed() -> None:
    first, one, other = load_rules(), StaffFactory(), StaffFactory()
    FeeRule.objects.filter(key="tt117-ho-tich").update(
        text="Sửa tại địa phương", is_local=True, written_by=one, approved_by=other, approved_at=timezone.now()
    )
    FeeRule.objects.filter(key="tt117-pccc").update(text="Chữ cũ")

    assert (first > 10, load_rules(), load_rules()) == (True, 1, 0)
    assert FeeRule.objects.get(key="tt117-ho-tich").text == "Sửa tại địa phương"
    assert FeeRule.objects.get(key="tt117-pccc").text != "Chữ cũ"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {key: a, effect: exempt}", "from"),
        ("- {effect: exempt, from: 2026-01-01}", "key"),
        ("- nothing", "fees.yaml"),
        ("- {key: a, effect: gone, from: 2026-01-01, text: x, legal_basis: x}", "gone"),
        ("- [", "fees.yaml"),
    ],
)
def test_a_broken_file_names_the_place_and_stores_nothing(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "fees.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(StarterFileError, match=words):
        load_rules(tmp_path)

    assert not FeeRule.objects.exists()


def test_a_catalogue_without_rules_is_fine(tmp_path: Path) -> None:
    assert load_rules(tmp_path) == 0
    assert (STARTER / "rules" / "fees.yaml").is_file()
