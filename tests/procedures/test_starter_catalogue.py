"""The starter catalogue on disk: every file is whole, honest and fit to be loaded.

No database: what `load_catalogue` makes of the files is proved beside it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from procedures.choices import Channel, Competence, FeeKind, OnlineLevel, StepRole, StepUnit
from procedures.process_plan import END, PlannedStep, with_usual_ways
from procedures.process_rules import faults, hours_allowed
from tests.in_turn import in_turn
from units.departments import DEPARTMENT_SLUGS, DIVISION_SLUGS

STARTER = Path(__file__).resolve().parents[2] / "procedures" / "starter"
RECORDS: list[dict[str, Any]] = [
    yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in sorted(STARTER.glob("*.yaml"))
]
FULL_FORMS = {
    "birth": "1.001193",
    "marriage": "1.000894",
    "death": "1.000656",
    "civil_status_extract": "2.000635",
    "household_business": "1.001612",
    "promotion_notice": "2.000033",
}
KEYS = [
    "code",
    "name",
    "field",
    "levels",
    "decision",
    "targets",
    "executing_agency",
    "competence",
    "department",
    "division",
    "non_territorial",
    "online",
    "online_reason",
    "results",
    "legal_basis",
    "requirements",
    "guide",
    "keywords",
    "eform",
    "cases",
    "process",
    "doubts",
    "sources",
]
TARGETS = {"citizen", "organisation", "business", "foreigner"}
# A calendar day is worth at most 5/7 of a working day; a month has 30 days.

each_record = in_turn("record", RECORDS)


def test_it_covers_the_procedures_the_issue_asks_for() -> None:
    """At least 44 procedures, and six of them with full electronic forms that are there."""
    assert len(RECORDS) >= 44
    forms = {record["eform"]: record["code"] for record in RECORDS if record["eform"]}
    assert forms == FULL_FORMS
    assert {path.stem for path in (STARTER / "eforms").glob("*.json")} == set(FULL_FORMS)


def test_codes_are_unique_and_name_their_files() -> None:
    """A code stands once, in the file that bears it."""
    codes = [record["code"] for record in RECORDS]
    assert codes == sorted(set(codes))
    assert [path.stem for path in sorted(STARTER.glob("*.yaml"))] == codes
    assert all(re.fullmatch(r"[0-9]\.[0-9]{6}", code) for code in codes)


@each_record
def test_a_record_has_every_key_and_known_words(record: dict[str, Any]) -> None:
    """Nothing is left out, and closed lists hold only their own words."""
    assert [key for key in record if key != "questions"] == KEYS
    assert record["levels"]
    assert set(record["levels"]) <= {"commune", "province"}
    assert record["targets"]
    assert set(record["targets"]) <= TARGETS
    assert record["competence"] in Competence.values
    assert record["online"] in OnlineLevel.values
    assert isinstance(record["non_territorial"], bool)
    for said in ("name", "executing_agency", "results", "legal_basis", "keywords", "sources"):
        assert record[said], said


@each_record
def test_a_record_says_who_settles_it(record: dict[str, Any]) -> None:
    """A department for what departments settle, a division of the commune for the rest."""
    if record["competence"] == Competence.DEPARTMENT:
        assert record["department"] in DEPARTMENT_SLUGS
    else:
        assert record["department"] is None
        assert record["division"] in DIVISION_SLUGS


@each_record
def test_less_than_fully_online_is_published_with_its_reason(record: dict[str, Any]) -> None:
    """NĐ 224/2026 Đ14: fully online by default, partly only with a published reason."""
    assert bool(record["online_reason"]) == (record["online"] != OnlineLevel.FULL)


@each_record
def test_the_guide_is_short_and_plain(record: dict[str, Any]) -> None:
    """Three to six steps that can be read aloud; no abbreviation of agencies or papers."""
    assert 3 <= len(record["guide"]) <= 6
    for step in record["guide"]:
        assert 0 < len(step["title"]) <= 60
        assert 0 < len(step["text"]) <= 320
        assert not re.search(r"\b(UBND|TTHC|GCN|CCCD|CMND|HĐND|VPĐK|BHYT|QĐ|NĐ|TT)\b", step["text"])


@each_record
def test_text_is_normalised_and_knows_no_district(record: dict[str, Any]) -> None:
    """All text is NFC with Đ, and names no tier that was abolished on 1 July 2025."""
    text = json.dumps(record, ensure_ascii=False)
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search("[Ð\u00a0\u200b-\u200f\ufeff]", text)
    told = [*record["guide"], *record["cases"], {"name": record["executing_agency"]}]
    assert not re.search(r"cấp huyện|thị trấn", json.dumps(told, ensure_ascii=False))


@each_record
def test_cases_are_whole(record: dict[str, Any]) -> None:
    """Every procedure has a case; each has papers, fees and a time limit, keys once."""
    cases = record["cases"]
    assert cases
    assert len({case["key"] for case in cases}) == len(cases)
    for case in cases:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", case["key"])
        for said in ("name", "when", "components", "fees", "time_limits"):
            assert case[said], (case["key"], said)


@each_record
def test_papers_are_papers(record: dict[str, Any]) -> None:
    """A component is something to hand in; remarks of the national list are not among them."""
    for case in record["cases"]:
        codes = [paper["code"] for paper in case["components"] if paper["code"]]
        assert len(set(codes)) == len(codes)
        for paper in case["components"]:
            assert set(paper) == {"code", "name", "originals", "copies", "required", "form", "note"}
            assert paper["originals"] + paper["copies"] > 0, paper["name"]
            assert len(paper["name"]) <= 160
            assert not re.match(r"[-+*]|Lưu ý|Trường hợp", paper["name"])


@each_record
def test_fees_are_whole_dong_with_their_basis(record: dict[str, Any]) -> None:
    """Integers in đồng; an amount that the law leaves open is null and a note says who sets it."""
    for case in record["cases"]:
        for fee in case["fees"]:
            assert set(fee) - {"per"} == {"channel", "kind", "code", "name", "amount_dong", "legal_basis", "note"}
            assert fee["channel"] in Channel.values
            assert fee["kind"] in FeeKind.values
            assert fee["legal_basis"]
            if fee["amount_dong"] is None:
                assert fee["note"]
                assert "fee_unverified" in {doubt["flag"] for doubt in record["doubts"]}
            else:
                assert type(fee["amount_dong"]) is int
                assert fee["amount_dong"] % 1000 == 0


@each_record
def test_internal_processes_are_without_fault_within_the_shortest_time_limit(record: dict[str, Any]) -> None:
    """What stops a decision would stop these too: process_rules, with the limits of the cases they serve."""
    assert [case for case in record["cases"] if "process" not in case]
    for process, cases in _processes(record):
        limits = [hours_allowed(Decimal(str(n["amount"])), n["unit"]) for case in cases for n in case["time_limits"]]
        assert faults(with_usual_ways([_planned(step) for step in process["steps"]]), min(limits)) == []


@each_record
def test_internal_processes_walk_from_receipt_to_return(record: dict[str, Any]) -> None:
    """Each starts with receive and ends with return; in between an officer works and a leader signs."""
    for process, _cases in _processes(record):
        steps = process["steps"]
        assert [step["key"] for step in steps] == ["receive", "process", "sign", "return"]
        assert [step["role"] for step in steps] == ["clerk", "officer", "leader", "clerk"]
        for step in steps:
            assert set(step) == {"key", "name", "role", "unit", "hours", "outcomes"}
            assert step["role"] in StepRole.values
            assert step["unit"] in StepUnit.values
            assert step["hours"] > 0
            assert step["outcomes"]


@each_record
def test_doubts_say_what_where_and_why(record: dict[str, Any]) -> None:
    """Each doubt can be read by a publisher; the certainty of the code is always stated."""
    assert record["sources"]["code"][0] in "VSB"
    for doubt in record["doubts"]:
        assert set(doubt) == {"flag", "where", "text"}
        assert all(doubt.values())


@pytest.mark.realdata
def test_codes_and_names_agree_with_the_national_records(shared_data: Path) -> None:
    """Where a code is in the national extract its name and decision agree; where not, a doubt says so."""
    records = json.loads((shared_data / "procedures/procedures_public.json").read_bytes())
    national = {record["code"]: record for record in records}
    known = [record for record in RECORDS if record["code"] in national]
    assert len(known) >= 40
    for record in known:
        assert _plain(record["name"]) == _plain(national[record["code"]]["name"])
        assert record["decision"]["number"] == (national[record["code"]].get("decision_no") or "")
    for record in RECORDS:
        flags = {doubt["flag"] for doubt in record["doubts"]}
        assert ("not_in_national_extract" in flags) == (record["code"] not in national)


@pytest.mark.realdata
def test_component_codes_agree_with_the_national_records(shared_data: Path) -> None:
    """A component's code is one that the national record of the same procedure lists."""
    records = json.loads((shared_data / "procedures/procedures_public.json").read_bytes())
    national = {
        record["code"]: {item.get("component_code") for group in record["documents"] for item in group["items"]}
        for record in records
    }
    for record in RECORDS:
        if record["code"] in national:
            for case in record["cases"]:
                used = {paper["code"] for paper in case["components"]} - {""}
                assert used <= national[record["code"]], record["code"]


def _processes(record: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each internal process with the cases that it serves."""
    own = [(case["process"], [case]) for case in record["cases"] if "process" in case]
    return [(record["process"], [case for case in record["cases"] if "process" not in case]), *own]


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFC", name).casefold()
    return " ".join(re.sub("[\u200b-\u200f\ufeff]", "", text).split()).rstrip(".")


def _planned(step: dict[str, Any]) -> PlannedStep:
    return PlannedStep(
        step["key"],
        step["name"],
        step["role"],
        step["unit"],
        Decimal(str(step["hours"])),
        tuple((outcome, END) for outcome in step["outcomes"]),
    )
