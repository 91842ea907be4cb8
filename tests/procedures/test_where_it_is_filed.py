"""Rules proved: the roadmap date and the place of online filing, from the editor to the page, REST and the counter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dossiers.models import Draft
from procedures import catalogue
from procedures.choices import FilingPlace
from procedures.draft_forms.general import GeneralForm
from procedures.models import ProcedureVersion
from procedures.publishing import publish
from tests.procedures.delegations import days, today
from tests.procedures.factories import FieldFactory, VersionFactory, announced, draft
from tests.units import factories as make

pytestmark = pytest.mark.django_db
CODE = "1.001193"
URL, START, API = f"/thu-tuc/{CODE}/", f"/nop-ho-so/{CODE}/", f"/api/v1/procedures/{CODE}/"
WHY = "Bộ Công an chỉ nhận trên Cổng quốc gia"
NATIONAL: dict[str, Any] = {"filed_at": FilingPlace.NATIONAL, "filed_at_reason": WHY}


@pytest.mark.parametrize(
    ("flag", "begins", "on", "expected"),
    [
        (False, None, 0, False),
        (True, None, 0, True),
        (True, 0, 0, True),
        (True, 1, 0, False),
        (True, 1, 1, True),
        (True, -1, 0, True),
    ],
)
def test_it_is_received_anywhere_from_the_day_of_the_roadmap(
    flag: bool, begins: int | None, on: int, expected: bool
) -> None:
    version = ProcedureVersion(non_territorial=flag, non_territorial_from=None if begins is None else days(begins))
    assert version.is_non_territorial(days(on)) is expected
    if on == 0:
        assert version.is_non_territorial() is expected


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (
            "version_roadmap_date_of_non_territorial",
            {"non_territorial": False, "non_territorial_from": date(2027, 1, 1)},
        ),
        ("version_filed_elsewhere_says_why", {"filed_at": "national"}),
        ("version_filed_elsewhere_says_why", {"filed_at": "here", "filed_at_reason": "x"}),
        ("version_filed_elsewhere_says_why", {"filed_at": "moon", "filed_at_reason": "x"}),
    ],
)
def test_the_database_refuses_what_contradicts_itself(rule: str, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        VersionFactory(**facts)
    assert not ProcedureVersion.objects.exists()


def test_readers_are_told_the_day_before_it_and_the_promise_from_it(client: Client) -> None:
    announced(CODE, non_territorial_from=days(9))
    anywhere = "nộp ở trung tâm nào trong tỉnh, thành phố cũng được"

    text = client.get(URL).content.decode()
    assert f"{days(9):%d/%m/%Y}" in text
    assert anywhere in text
    assert anywhere.capitalize() not in text, "not before the day"

    announced("1.001194", non_territorial_from=today())
    assert anywhere.capitalize() in client.get("/thu-tuc/1.001194/").content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_lives_on_the_national_portal_leads_there_and_says_why(client: Client, language: str) -> None:
    announced(CODE, **NATIONAL)

    text = client.get(URL, headers={"Accept-Language": language}).content.decode()

    assert 'href="https://dichvucong.gov.vn/"' in text
    assert WHY in text
    assert START not in text


def test_it_cannot_be_begun_here_not_even_by_its_address(client: Client) -> None:
    announced(CODE, **NATIONAL)
    person = make.StaffFactory(kind="citizen")
    client.force_login(person)

    shown = client.get(START)
    sent = client.post(START, {"case": "standard"})

    assert WHY in shown.content.decode()
    assert sent.status_code == 422
    assert not Draft.objects.exists()


def test_machines_read_all_of_it(client: Client) -> None:
    announced(CODE, **NATIONAL, non_territorial_from=date(2027, 3, 1))

    told = client.get(API).json()

    assert (told["filed_at"], told["filed_at_reason"]) == ("national", WHY)
    assert (told["non_territorial"], told["non_territorial_from"]) == (True, "2027-03-01")


def test_a_new_version_tells_what_changed_in_words(client: Client) -> None:
    version = announced(CODE)
    publish([draft(procedure=version.procedure, number=2, **NATIONAL, non_territorial_from=date(2027, 3, 1))])

    text = client.get(f"{URL}thay-doi/2/").content.decode()

    assert "Có, từ ngày 01/03/2027" in text
    assert f"Cổng Dịch vụ công quốc gia: {WHY}" in text


def typed(**changes: Any) -> dict[str, Any]:
    """The section of general facts as the editor sends it."""
    told = {
        "name": "Khai sinh", "field": FieldFactory().code, "levels": ["commune"], "targets": ["citizen"],
        "executing_agency": "Ủy ban nhân dân", "competence": "residence", "division": "", "competent_department": "",
        "online_level": "full", "filed_at": "here", "assurance_level": "0", "keywords": "",
    }  # fmt: skip
    return {**told, **changes}


DAY = {"non_territorial_from_day": "1", "non_territorial_from_month": "3", "non_territorial_from_year": "2027"}


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"filed_at": "national"}, "filed_at_reason"),
        ({"filed_at": "moon"}, "filed_at"),
        ({"filed_at": ""}, "filed_at"),
        (DAY, "non_territorial_from"),
        ({**DAY, "non_territorial": "on", "non_territorial_from_month": "13"}, "non_territorial_from"),
    ],
)
def test_the_editor_says_what_is_missing_beside_its_question(changes: dict[str, str], at: str) -> None:
    assert at in GeneralForm(typed(**changes)).errors


def test_the_editor_takes_both_and_forgets_a_reason_that_no_longer_applies() -> None:
    form = GeneralForm(typed(**DAY, non_territorial="on", filed_at="here", filed_at_reason="Lý do cũ"))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["non_territorial_from"] == date(2027, 3, 1)
    assert form.cleaned_data["filed_at_reason"] == ""


def test_what_is_announced_keeps_both_for_ever() -> None:
    version = announced(CODE, **NATIONAL)
    for change in ({"filed_at": "here", "filed_at_reason": ""}, {"non_territorial_from": today()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProcedureVersion.objects.filter(pk=version.pk).update(**change)
    assert catalogue.published(CODE).filed_at == FilingPlace.NATIONAL
