"""Rules proved: fields, rules on fees, events and decisions are open; what is not decided is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from procedures import deciding, events
from procedures.decision_publishing import publish_due
from procedures.models import ChangeKind, Decision, DecisionState, FeeRule, Procedure
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders
from tests.procedures.factories import FieldFactory, announced
from tests.procedures.open_data import CODE, born, commit, problem, read

pytestmark = pytest.mark.django_db
FIELDS, RULES, EVENTS, DECISIONS = (f"/api/v1/{name}/" for name in ("fields", "fee-rules", "life-events", "decisions"))


@pytest.fixture
def birth() -> Procedure:
    """Registration of a birth, in force."""
    return born()


def rule(key: str, **values: Any) -> FeeRule:
    """A rule that exempts from the fee of civil status."""
    told: dict[str, Any] = {
        "text": "Không thu khi nộp trực tuyến.",
        "fee_codes": ["LP-HT"],
        "effect": "exempt",
        "valid_from": date(2025, 10, 1),
        "legal_basis": "NQ 411/NQ-HĐND",
    }
    made: FeeRule = FeeRule.objects.create(key=key, **(told | values))
    return made


def keys(client: Client, **query: str) -> list[str]:
    """Keys of the rules told."""
    return [row["key"] for row in read(client, RULES, **query)["results"]]


def test_fields_come_with_how_many_procedures_are_in_force(client: Client, birth: Procedure) -> None:
    FieldFactory(code="G13-TN02", name="Đất đai")
    announced("1.000001")

    assert read(client, FIELDS)["results"] == [
        {"code": "G13-TN02", "name": "Đất đai", "procedures": 0},
        {"code": "G15-TP07", "name": "Hộ tịch", "procedures": 2},
    ]


def test_many_fields_are_walked_by_next_in_one_query_a_page(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(120):
        FieldFactory(code=f"X-{number:03}", name=f"Lĩnh vực {number}")
    client.get(FIELDS)  # when the catalogue last changed is kept from now on
    seen: list[str] = []
    url: str | None = FIELDS
    while url:
        with django_assert_max_num_queries(2):
            body = client.get(url).json()
        seen += [row["code"] for row in body["results"]]
        url = body["next"]

    assert seen == [f"X-{number:03}" for number in range(120)]


def test_rules_are_those_of_the_day_and_of_this_province(client: Client) -> None:
    rule("a-ours", province="79")
    rule("b-everywhere")
    rule("c-hanoi", province="01")
    rule("d-over", valid_to=date(2026, 1, 1))
    rule("e-later", valid_from=timezone.localdate() + timedelta(days=1))

    assert keys(client) == ["a-ours", "b-everywhere"]
    assert keys(client, on="2025-12-31") == ["a-ours", "b-everywhere", "d-over"]
    assert keys(client, on="2026-01-01") == ["a-ours", "b-everywhere"], "up to, not including, valid_to"


@pytest.mark.parametrize("state", ["draft", "waiting", "withdrawn"])
def test_rules_that_nobody_approved_are_not_told(client: Client, state: str) -> None:
    rule("a-ours", state=state)

    assert keys(client) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"procedure": CODE}, ["any", "birth"]),
        ({"procedure": "9.999999"}, ["any"]),
        ({"fee": "LP-HT"}, ["any", "birth"]),
        ({"fee": "PHI-X"}, ["birth"]),
        ({"fee": "PHI-X\0", "procedure": "x"}, []),
    ],
)
def test_rules_that_could_apply_to_a_procedure_or_a_fee(
    client: Client, query: dict[str, str], expected: list[str]
) -> None:
    """An empty list leaves the question open, so it fits everything."""
    rule("any")
    rule("birth", fee_codes=[], procedure_codes=[CODE])

    assert keys(client, **query) == expected


def test_a_rule_says_why_for_whom_and_what_proves_it(client: Client) -> None:
    rule(
        "poor",
        group="ho-ngheo",
        group_name="Hộ nghèo",
        proof="Giấy chứng nhận hộ nghèo",
        effect="percent",
        percent_off=50,
    )

    (row,) = read(client, RULES)["results"]

    assert (row["group_name"], row["proof"], row["percent_off"]) == ("Hộ nghèo", "Giấy chứng nhận hộ nghèo", 50)
    assert (row["legal_basis"], row["valid_from"], row["valid_to"]) == ("NQ 411/NQ-HĐND", "2025-10-01", None)


def test_a_changed_rule_is_a_new_answer(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    made = rule("any")
    first = client.get(RULES)
    same = client.get(RULES, headers={"If-None-Match": first["ETag"]})
    with django_capture_on_commit_callbacks(execute=True):
        from procedures import fee_rule_book

        FeeRule.objects.filter(pk=made.pk).update(legal_basis="NQ 9/2026")
        fee_rule_book.changed()

    again = client.get(RULES, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, again.status_code) == (304, 200)
    assert again.json()["results"][0]["legal_basis"] == "NQ 9/2026"


def test_what_it_costs_is_told_anew_only_when_a_rule_or_the_procedure_changed(
    client: Client, birth: Procedure, django_assert_num_queries: Any
) -> None:
    url = f"/api/v1/procedures/{CODE}/fees/"
    first = client.get(url)
    with django_assert_num_queries(0):
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    rule("any", fee_codes=[], procedure_codes=[CODE])
    commit()

    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (first.json()["total_dong"], again.json()["total_dong"]) == (8000, 0)


@pytest.mark.parametrize("url", [RULES, DECISIONS])
@pytest.mark.parametrize("day", ["2026-02-30", "x", "2026", "\0"])
def test_a_day_that_is_none_is_named(client: Client, url: str, day: str) -> None:
    problem(client.get(url, {"on": day}), "on")


def test_events_name_only_procedures_in_force(client: Client, birth: Procedure) -> None:
    told = {row["slug"]: row for row in read(client, EVENTS)["results"]}

    assert [step["procedure"] for step in told["sinh-con"]["steps"]] == [CODE]
    assert told["sinh-con"]["steps"][0]["name"] == "Thủ tục đăng ký khai sinh"
    assert len(told) == sum(len(events.events(kind)) for kind in ("life", "business"))
    assert told["ket-hon"]["steps"] == []


def test_events_speak_the_language_of_the_caller(client: Client, birth: Procedure) -> None:
    english = client.get(f"{EVENTS}sinh-con/", headers={"Accept-Language": "en"}).json()

    assert (english["title"], read(client, f"{EVENTS}sinh-con/")["title"]) == ("Having a child", "Sinh con")
    assert english["steps"][0]["name"] == "Thủ tục đăng ký khai sinh", "a name is data"


def test_events_of_one_kind_cost_one_query(
    client: Client, birth: Procedure, django_assert_max_num_queries: Any
) -> None:
    read(client, EVENTS)
    with django_assert_max_num_queries(1):
        told = read(client, EVENTS, kind="business")["results"]

    assert {row["kind"] for row in told} == {"business"}
    problem(client.get(EVENTS, {"kind": "war"}), "kind")
    assert client.get(f"{EVENTS}no-such-event/").status_code == 404


@pytest.fixture
def people() -> Deciders:
    """Who decides."""
    return make_deciders()


@pytest.mark.parametrize("way", [world.drafted, world.submitted, world.checked])
def test_what_is_not_decided_is_not_told(client: Client, people: Deciders, way: Callable[..., Decision]) -> None:
    decision = way(people, good(CODE).procedure.code)

    assert read(client, DECISIONS)["results"] == []
    assert client.get(f"{DECISIONS}{decision.key}/").status_code == 404


def test_a_cancelled_draft_is_not_told(client: Client, people: Deciders) -> None:
    decision = world.drafted(people, good(CODE).procedure.code)
    deciding.cancel(decision, people.drafter, reason="Không còn cần")

    assert client.get(f"{DECISIONS}{decision.key}/").status_code == 404


def test_a_decision_is_told_from_its_signature_and_says_when_it_is_in_force(client: Client, people: Deciders) -> None:
    later = timezone.localdate() + timedelta(days=4)
    decision = world.approved(people, good(CODE).procedure.code, effective_on=later)
    (waiting,) = read(client, DECISIONS)["results"]
    Decision.objects.filter(pk=decision.pk).update(effective_on=timezone.localdate())
    publish_due()
    commit()

    told = read(client, f"{DECISIONS}{decision.key}/")

    assert (waiting["state"], waiting["effective_on"], waiting["published_at"]) == ("approved", str(later), None)
    assert (told["state"], told["number"], told["procedures"]) == (DecisionState.PUBLISHED, "1234/QĐ-UBND", 1)
    assert told["changes"] == [
        {
            "kind": "amend",
            "procedure": CODE,
            "version": 2,
            "name": "Thủ tục đăng ký khai sinh",
            "replaces": None,
        }
    ]


def test_nothing_of_how_it_came_about_is_told(client: Client, people: Deciders) -> None:
    decision = world.approved(people, good(CODE).procedure.code)
    Decision.objects.filter(pk=decision.pk).update(remarks="Ghi chú nội bộ", problem="Lỗi nội bộ")

    text = client.get(DECISIONS).content.decode() + client.get(f"{DECISIONS}{decision.key}/").content.decode()

    for hidden in ("Ghi chú nội bộ", "Lỗi nội bộ", "Theo quyết định của bộ", people.drafter.full_name, "drafted_by"):
        assert hidden not in text


def test_decisions_are_found_by_number_procedure_and_day(client: Client, people: Deciders) -> None:
    first, second = good("1.000001"), good("1.000002")
    world.approved(people, "1.000001", number="1/QĐ-UBND")
    later = timezone.localdate() + timedelta(days=4)
    world.approved(people, "1.000002", number="2/QĐ-UBND", effective_on=later, kind=ChangeKind.ABOLISH)

    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in read(client, DECISIONS, **query)["results"]]

    assert numbers() == ["2/QĐ-UBND", "1/QĐ-UBND"], "the newest first"
    assert numbers(number="1/QĐ-UBND") == ["1/QĐ-UBND"]
    assert numbers(procedure=second.procedure.code) == ["2/QĐ-UBND"]
    assert numbers(procedure=first.procedure.code, number="2/QĐ-UBND") == []
    assert numbers(on=str(timezone.localdate())) == ["1/QĐ-UBND"]
    assert numbers(number="\0") == numbers()


def test_what_a_decision_ends_has_no_version(client: Client, people: Deciders) -> None:
    decision = world.approved(people, good(CODE).procedure.code, kind=ChangeKind.ABOLISH)

    (change,) = read(client, f"{DECISIONS}{decision.key}/")["changes"]

    assert (change["kind"], change["version"], change["name"]) == ("abolish", None, None)


def test_decisions_cost_a_fixed_number_of_queries(
    client: Client, people: Deciders, django_assert_max_num_queries: Any
) -> None:
    decision = world.approved(people, *[good().procedure.code for _ in range(5)])
    client.get(DECISIONS)

    with django_assert_max_num_queries(2):
        client.get(DECISIONS)
    with django_assert_max_num_queries(3):
        assert len(client.get(f"{DECISIONS}{decision.key}/").json()["changes"]) == 5


@pytest.mark.parametrize("key", ["0f8e2a54-6f0b-4c52-9d8e-1b7c3a5d9e21", "x", "1"])
def test_an_unknown_decision_is_a_problem_of_404(client: Client, key: str) -> None:
    assert client.get(f"{DECISIONS}{key}/").status_code == 404


@pytest.mark.parametrize("url", [FIELDS, RULES, EVENTS, DECISIONS])
def test_lists_beside_are_told_once_and_only_read(client: Client, birth: Procedure, url: str) -> None:
    first = client.get(url)

    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.post(url, {}, "application/json").status_code in (401, 403, 405)
    assert set(first.json()) == {"results", "next", "previous"}
