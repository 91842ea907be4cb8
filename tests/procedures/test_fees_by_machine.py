"""Rules proved: a machine learns what a case costs on a day, by a way; no question breaks the reckoning."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import FeeRule, Procedure
from procedures.publishing import publish
from tests.procedures.factories import CaseFactory, FeeFactory, ProcedureFactory, draft
from tests.procedures.open_data import CODE, commit, problem, read

pytestmark = pytest.mark.django_db
API = f"/api/v1/procedures/{CODE}/fees/"
COPIES = "answer.extract_copies"


@pytest.fixture(autouse=True)
def birth() -> Procedure:
    """8,000 đồng, 3,000 for each copy at the counter, and by post what a text says; late: 20,000 đồng."""
    version = draft(procedure=ProcedureFactory(code=CODE))
    case = version.cases.get()
    case.fees.update(code="LP-HT", legal_basis="Luật Hộ tịch")
    FeeFactory(
        case=case, code="PHI-TL", kind="charge", amount_dong=3000, quantity_of="extract_copies", channel="direct",
        name="Phí bản sao", position=1,
    )  # fmt: skip
    FeeFactory(case=case, code="PHI-BC", amount_dong=None, note="Theo giá bưu chính", channel="postal", position=2)
    FeeFactory(case=CaseFactory(version=version, key="late", position=1), code="LP-HT", amount_dong=20_000)
    publish([version], valid_from=date(2026, 1, 1))
    commit()
    return version.procedure


def rule(**values: Any) -> FeeRule:
    """A rule on the fee of civil status."""
    told: dict[str, Any] = {
        "key": "free", "text": "Miễn lệ phí.", "effect": "exempt", "fee_codes": ["LP-HT"],
        "valid_from": date(2026, 1, 1), "legal_basis": "NQ 1/2026",
    }  # fmt: skip
    made: FeeRule = FeeRule.objects.create(**(told | values))
    commit()
    return made


def owed(client: Client, **query: Any) -> dict[str, int | None]:
    """What each fee comes to, by its code."""
    return {line["code"]: line["owed_dong"] for line in read(client, API, **query)["lines"]}


@pytest.mark.parametrize(
    ("query", "lines", "total"),
    [
        ({}, {"LP-HT": 8000}, 8000),
        ({COPIES: "2"}, {"LP-HT": 8000}, 8000),
        ({"channel": "direct"}, {"LP-HT": 8000}, 8000),
        ({"channel": "direct", COPIES: "2"}, {"LP-HT": 8000, "PHI-TL": 6000}, 14_000),
        ({"channel": "postal"}, {"LP-HT": 8000, "PHI-BC": None}, 8000),
        ({"case": "late"}, {"LP-HT": 20_000}, 20_000),
        ({"case": "late", "channel": "direct", COPIES: "2"}, {"LP-HT": 20_000}, 20_000),
    ],
)
def test_each_case_and_way_has_its_own_fees(
    client: Client, query: dict[str, str], lines: dict[str, int | None], total: int
) -> None:
    """Online and the first case when nothing is said; an amount that only a text sets is told as unknown."""
    assert owed(client, **query) == lines
    assert read(client, API, **query)["total_dong"] == total


@pytest.mark.parametrize("copies", ["0", "", "-1", "x", "1.5", " 2", "²", "1e3", "0x2", "00"])
def test_what_is_no_number_of_copies_costs_nothing(client: Client, copies: str) -> None:
    assert owed(client, channel="direct", **{COPIES: copies}) == {"LP-HT": 8000}


@pytest.mark.parametrize("digits", [19, 400, 4300, 5000])
def test_a_number_of_copies_beyond_all_sense_is_no_server_error(client: Client, digits: int) -> None:
    """Python refuses to read or write numbers of more than 4,300 digits: a stranger's must end before that."""
    response = client.get(API, {"channel": "direct", COPIES: "9" * digits})

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert response.json()["lines"][0]["owed_dong"] == 8000


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(["case", "channel", "group", "on", COPIES, "answer.", "answer.__class__"]),
        st.text(max_size=20),
        max_size=4,
    )
)
def test_no_question_breaks_the_reckoning(client: Client, query: dict[str, str]) -> None:
    response = client.get(API, query)

    assert response.status_code in (200, 400, 404)
    if response.status_code == 200:
        lines = response.json()["lines"]
        assert response.json()["total_dong"] == sum(line["owed_dong"] or 0 for line in lines)


@pytest.mark.parametrize(
    ("values", "query", "expected"),
    [
        ({"case_keys": ["late"]}, {"case": "late"}, 0),
        ({"case_keys": ["late"]}, {}, 8000),
        ({"channel": "direct"}, {"channel": "direct"}, 0),
        ({"channel": "direct"}, {}, 8000),
        ({"procedure_codes": ["9.999999"]}, {}, 8000),
        ({"fee_codes": ["LP-HT", "PHI-TL"], "kinds": ["charge"]}, {}, 8000),
        ({"fee_codes": ["LP-HT", "PHI-TL"], "kinds": ["fee"]}, {}, 0),
        ({"answers": {"late_why": ["flood", "storm"]}}, {"answer.late_why": "storm"}, 0),
        ({"answers": {"late_why": ["flood", "storm"]}}, {"answer.late_why": "sloth"}, 8000),
        ({"answers": {"late_why": ["flood", "storm"]}}, {}, 8000),
        ({"effect": "percent", "percent_off": 33}, {}, 5360),
        ({"effect": "fixed", "amount_dong": 500}, {}, 500),
        ({"effect": "fixed", "amount_dong": 9000}, {}, 8000),
        ({"province": "01"}, {}, 8000),
        ({"state": "waiting"}, {}, 8000),
    ],
)
def test_a_rule_lowers_what_it_is_about_and_nothing_else(
    client: Client, values: dict[str, Any], query: dict[str, str], expected: int
) -> None:
    rule(**values)

    assert owed(client, **query)["LP-HT"] == expected


def test_of_several_rules_the_best_for_the_citizen_wins_and_they_do_not_add_up(client: Client) -> None:
    """TT 117/2026/TT-BTC: where several benefits apply, the highest is taken; the others are named."""
    rule(key="half", effect="percent", percent_off=50)
    rule(key="most", effect="percent", percent_off=70)
    rule(key="fixed", effect="fixed", amount_dong=5000)

    (line,) = read(client, API)["lines"]

    assert (line["full_dong"], line["owed_dong"], line["rule"]["key"]) == (8000, 2400, "most")
    assert [(offer["rule"]["key"], offer["owed_dong"]) for offer in line["lesser"]] == [("half", 4000), ("fixed", 5000)]


def test_a_fixed_price_says_what_no_text_said(client: Client) -> None:
    rule(fee_codes=["PHI-BC"], effect="fixed", amount_dong=25_000)

    assert read(client, API, channel="postal")["total_dong"] == 33_000


def test_a_rule_counts_for_each_of_a_number_of_copies(client: Client) -> None:
    rule(fee_codes=["PHI-TL"], effect="percent", percent_off=50)

    lines = read(client, API, channel="direct", **{COPIES: "3"})["lines"]

    assert [(line["quantity"], line["full_dong"], line["owed_dong"]) for line in lines] == [
        (1, 8000, 8000),
        (3, 9000, 4500),
    ]


def test_groups_may_be_told_many_times_and_unknown_ones_change_nothing(client: Client) -> None:
    rule(group="poor", group_name="Hộ nghèo", proof="Giấy chứng nhận", effect="percent", percent_off=50)
    rule(key="hero", group="hero", group_name="Người có công", proof="Giấy xác nhận")

    assert owed(client, group=["\0", "x", "poor"]) == {"LP-HT": 4000}
    assert owed(client, group=["poor", "hero", "poor"]) == {"LP-HT": 0}
    (line,) = read(client, API, group="poor")["lines"]
    assert [offer["rule"]["key"] for offer in line["on_proof"]] == ["hero"], "only what lowers it further"


def test_a_day_in_the_past_has_the_fees_and_rules_of_that_day(client: Client, birth: Procedure) -> None:
    """Given a version and a rule of later, when a machine asks for a day before, then it gets that day's amount."""
    later = draft(procedure=birth, number=2)
    later.cases.get().fees.update(code="LP-HT", amount_dong=10_000)
    publish([later], valid_from=date(2026, 6, 1))
    rule(effect="percent", percent_off=10, valid_from=date(2026, 7, 1), valid_to=date(2026, 8, 1))

    days = ("2026-05-31", "2026-06-01", "2026-07-01", "2026-07-31", "2026-08-01")
    assert [owed(client, on=day)["LP-HT"] for day in days] == [8000, 10_000, 9000, 9000, 10_000]


def test_a_refusal_names_the_value_in_the_callers_language(client: Client) -> None:
    response = client.get(API, {"channel": "fax"}, headers={"Accept-Language": "en"})

    problem(response, "channel")
    message = response.json()["errors"][0]["message"]
    assert message != client.get(API, {"channel": "fax"}).json()["errors"][0]["message"]
    problem(client.get(API, {"case": "late\0"}), "case")


def test_it_costs_the_same_however_many_fees_and_rules_there_are(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        FeeRule.objects.create(
            key=f"r{number}", text="Giảm.", effect="percent", percent_off=number + 1, fee_codes=["LP-HT"],
            valid_from=date(2026, 1, 1), legal_basis="NQ",
        )  # fmt: skip
    commit()

    with django_assert_max_num_queries(16):
        assert owed(client, channel="direct", **{COPIES: "2"})["LP-HT"] == 8000 * 88 // 100


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_fees_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(API, {}, "application/json").status_code in (401, 403, 405)
    assert owed(client) == {"LP-HT": 8000}
