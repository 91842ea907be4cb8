"""Rules proved: the approval of an internal process (TT 01/2018 Đ8) is written with its days, once a process."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from procedures import catalogue, decision_checks
from procedures.models import Case, DecisionChange, InternalProcess
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.factories import CaseFactory
from tests.procedures.process_rows import steps_of
from tests.procedures.publisher_desk import of, section_at, sent, stored

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft of a good procedure, with the usual four steps."""
    good(CODE)
    return only_change(world.drafted(people, CODE))


@pytest.fixture
def client(people: Deciders) -> Client:
    """The browser of who drafts."""
    return of(people.drafter)


def approval(**more: Any) -> dict[str, Any]:
    """The row of an approval as a browser sends it."""
    return {"case": "", "approval_number": "1520/QĐ-UBND", **more}


def test_the_approval_is_written_with_its_days(client: Client, change: DecisionChange) -> None:
    day = {f"approval_date_{part}": value for part, value in (("day", 5), ("month", 3), ("year", 2026))}
    first = {f"valid_from_{part}": value for part, value in (("day", 1), ("month", 4), ("year", 2026))}

    answer = client.post(section_at(change, "approval"), sent(approval(**day, **first)))

    assert answer.status_code == 302, answer.context["form"].errors
    process = InternalProcess.objects.get(version=change.version)
    assert (process.approval_number, str(process.approval_date), str(process.valid_from), process.valid_to) == (
        "1520/QĐ-UBND", "2026-03-05", "2026-04-01", None,
    )  # fmt: skip
    assert len(steps_of(change)) == 4
    page = client.get(section_at(change, "xem-truoc")).content.decode()
    assert "Quy trình được phê duyệt tại 1520/QĐ-UBND ngày 05/03/2026." in page


def test_an_approval_that_comes_before_the_steps_is_kept_and_serves_no_dossier(
    client: Client, change: DecisionChange
) -> None:
    case = CaseFactory(version=change.version, key="late", name="Đăng ký muộn", when="Đã quá 60 ngày")

    client.post(section_at(change, "approval"), sent(approval(), approval(case="late")))

    version = catalogue.find_version(change.version_id or 0)
    assert InternalProcess.objects.get(version=version, case=case).approval_number == "1520/QĐ-UBND"
    process = version.process(Case.objects.get(pk=case.pk))
    assert process is not None
    assert process.case_id is None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([approval(), approval()], "đã có quyết định phê duyệt ở trên"),
        ([approval(id="all", approval_number="")], "Hãy điền ô này."),
        (
            [
                approval(
                    valid_from_day=2, valid_from_month=4, valid_from_year=2026,
                    valid_to_day=1, valid_to_month=4, valid_to_year=2026,
                )
            ],
            "Ngày cuối không được trước ngày bắt đầu áp dụng.",
        ),
        ([approval(approval_date_day=1, approval_date_month=1, approval_date_year=2199)], "không được sau"),
        ([approval(valid_from_day=31, valid_from_month=2, valid_from_year=2026)], "valid_from"),
    ],
)  # fmt: skip
def test_a_wrong_approval_is_told_and_changes_nothing(
    client: Client, change: DecisionChange, rows: list[dict[str, Any]], words: str
) -> None:
    before = stored(change, "approval")

    answer = client.post(section_at(change, "approval"), sent(*rows))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert stored(change, "approval") == before


def test_without_an_approval_the_office_is_told_but_nothing_is_stopped(client: Client, change: DecisionChange) -> None:
    client.post(section_at(change, "approval"), sent(*[row | {"DELETE": "on"} for row in stored(change, "approval")]))

    found = decision_checks.checked_change(change).findings
    assert [(finding.code, finding.is_blocking) for finding in found] == [("approval_missing", False)]
