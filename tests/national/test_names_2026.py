"""The interface of 2026: each field of 2024 has one name there, moments keep their instant, and nothing gets lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.national.catalogue.records import record_of
from portal.national.drivers import formality_2026
from portal.national.drivers.names_2026 import ALL_FIELDS, MOMENTS, NAMES, to_2024, to_2026
from portal.national.messages import DossierFacts, StepFacts, dossier_message, step_message
from portal.national.messages.fields import Field
from portal.national.messages.of_question import answer_message, public_message
from tests.national.facts import STEP, WHOLE, any_dossier, any_step
from tests.national.test_question_messages import ANSWER, PUBLIC

FORM = [{"fileName": "to-khai.docx"}]
FORMALITY: dict[str, Any] = {
    "id": "7c0e",
    "code": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "state": "ACTIVE",
    "formalityType": "STANDARD",
    "isWard": True,
    "isProvince": False,
    "categoriesDetails": [{"code": "G15-TP07", "name": "Hộ tịch"}],
    "subjectTypesDetails": [{"name": "Công dân Việt Nam"}],
    "departmentsExecuting": [{"code": "UB", "name": "Ủy ban nhân dân cấp xã"}],
    "departmentsAuthority": [{"code": "UB", "name": "Ủy ban nhân dân cấp xã"}],
    "executionSteps": [{"name": "Bước 1", "description": "Nộp hồ sơ."}],
    "executionMethods": [
        {
            "submissionMethod": "ONLINE",
            "processingTime": 1,
            "processingTimeUnit": "WORKING_DAY",
            "fees": [{"name": "Lệ phí", "amount": 8000.0}],
            "description": "Trong ngày.",
        }
    ],
    "executionCases": [
        {
            "name": "Thông thường",
            "profileComponents": [
                {
                    "name": "Giấy chứng sinh",
                    "originalQty": 1,
                    "copyQty": 0,
                    "attachments": [{"fileName": "to-khai.docx"}],
                }
            ],
        }
    ],
    "legalBasisesDetails": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
    "requirementsAndConditions": "Không",
    "resultsDetails": [{"code": "KQ.G15.000031", "name": "Giấy khai sinh"}],
    "dossierReceivingAddresses": ["Bộ phận một cửa"],
}


def names_of(fields: tuple[Field, ...]) -> set[str]:
    """Every name that a table knows, of rows too."""
    return {field.name for field in fields} | {name for field in fields for name in names_of(field.items)}


def test_every_field_has_one_name_and_no_two_have_the_same() -> None:
    assert names_of(ALL_FIELDS) <= NAMES.keys()
    assert len(set(NAMES.values())) == len(NAMES)
    assert not set(NAMES.values()) & NAMES.keys()


def test_the_examples_read_so() -> None:
    told = to_2026(dossier_message(WHOLE))
    assert (told["dossierCode"], told["state"]) == (WHOLE.code, str(int(WHOLE.status)))
    assert datetime.fromisoformat(told["submittedAt"]) == WHOLE.submitted_at.replace(microsecond=0)
    assert told["submittedAt"].endswith("+07:00")
    assert set(told["attachments"][0]) == {NAMES[name] for name in dossier_message(WHOLE)["TaiLieuNop"][0]}
    assert to_2026(step_message(STEP))["action"] == STEP.content
    for message in (answer_message(ANSWER), public_message(PUBLIC)):
        assert to_2024(to_2026(message)) == message


@given(any_dossier, any_step)
def test_there_and_back_is_the_same_message(dossier: DossierFacts, step: StepFacts) -> None:
    for message in (dossier_message(dossier), step_message(step)):
        there = to_2026(message)
        assert to_2024(there) == message
        assert not names_in(there) & NAMES.keys()


def names_in(message: Any) -> set[str]:
    """Every name in a message, at any depth."""
    if isinstance(message, list):
        return {name for row in message for name in names_in(row)}
    inside = {name for value in message.values() for name in names_in(value)} if isinstance(message, dict) else set()
    return inside | (set(message) if isinstance(message, dict) else set())


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=15)),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from([*sorted(MOMENTS), "la", "dossierCode"]), inside, max_size=3)
    ),
    max_leaves=8,
)


@given(_JSON)
def test_whatever_stands_where_a_moment_belongs_breaks_nothing(message: Any) -> None:
    """What is no moment is left as it is, for the table of fields to refuse."""
    assert type(to_2026(message)) is type(message)
    assert type(to_2024(message)) is type(message)


def test_a_procedure_is_read_whole_by_the_import() -> None:
    record = record_of(formality_2026.procedure(FORMALITY))
    assert (record["code"], record["field_code"], record["levels"]) == ("1.001193", "G15-TP07", ["commune"])
    assert record["channels"] == [
        {
            "method": "online",
            "time_qty": 1,
            "time_unit": "working_day",
            "fees": [{"amount": 8000, "currency": "VND", "text": "Lệ phí"}],
            "note": "Trong ngày.",
        }
    ]
    (paper,) = record["documents"][0]["items"]
    assert paper["name"] == "Giấy chứng sinh"
    assert (paper["originals"], paper["copies"], paper["form"]) == (1, 0, "to-khai.docx")
    assert record["steps"] == [{"name": "", "text": "Bước 1. Nộp hồ sơ."}]
    assert record["results"] == ["Giấy khai sinh"]
    assert record["legal_basis"] == [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}]
    assert record["targets"] == ["Công dân Việt Nam"]
    assert (record["executing_agency"], record["requirements"]) == ("Ủy ban nhân dân cấp xã", "Không")


@given(st.dictionaries(st.sampled_from(sorted(FORMALITY)), _JSON))
def test_a_procedure_of_any_shape_is_read_or_left_empty(changes: dict[str, Any]) -> None:
    record = record_of(formality_2026.procedure({**FORMALITY, **changes}))
    assert set(record) == set(record_of(formality_2026.procedure(FORMALITY)))
